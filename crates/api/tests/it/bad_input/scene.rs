//! People and things that the bad requests name; all of them exist.

use api_types::Wallet;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::TestBank;

use crate::whole_bank::{alert, email, minting, request, waiting_transfer};

/// A bank with an owner, an employee, a friend to share with, and somebody else.
pub(crate) struct Scene<'a> {
    pub(crate) bank: &'a TestBank,
    pub(crate) owner: String,
    pub(crate) employee: String,
    pub(crate) other: String,
    pub(crate) wallet: Wallet,
    pub(crate) others_wallet: Wallet,
    pub(crate) transfer: String,
    pub(crate) friend: String,
}

/// A call with a body that is as it should be.
pub(crate) struct GoodCall {
    pub(crate) method: Method,
    pub(crate) published: &'static str,
    pub(crate) path: String,
    pub(crate) token: String,
    pub(crate) body: Value,
}

impl<'a> Scene<'a> {
    pub(crate) async fn open(bank: &'a TestBank) -> Self {
        let [owner, other, friend] = ["owner", "other", "friend"].map(|name| minting(name, false));
        let [owner, other, friend] = [owner, other, friend].map(|person| bank.mint(person));
        let employee = bank.mint(minting("employee", true));
        for token in [&friend, &employee] {
            bank.bearer(token).me().await.expect("a person");
        }
        let wallet = bank.funded_wallet(&bank.bearer(&owner), "Mine").await;
        // A second payment, so that the chain's history has two pages of one row.
        bank.fund(&wallet, "1000000000000000000").await;
        let others_wallet = bank.funded_wallet(&bank.bearer(&other), "Not mine").await;
        let payee = others_wallet.address.as_deref().unwrap();
        let transfer = waiting_transfer(&bank.bearer(&owner), &wallet, payee).await;
        Self {
            bank,
            owner,
            employee,
            other,
            wallet,
            transfer,
            friend: email("friend"),
            others_wallet,
        }
    }

    pub(crate) fn payee(&self) -> &str {
        self.others_wallet.address.as_deref().unwrap()
    }

    /// A call with a token.
    pub(crate) fn call(&self, token: &str, method: Method, path: &str) -> RequestBuilder {
        request(self.bank, method, path).bearer_auth(token)
    }

    /// The owner's POST of a JSON body.
    pub(crate) fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.call(&self.owner, Method::POST, path).json(body)
    }

    /// Every call that takes a body, with one that is accepted. In this order each of them
    /// succeeds.
    pub(crate) async fn calls_with_bodies(&self) -> Vec<GoodCall> {
        let wallet = &self.wallet.id;
        let order = json!({
            "wallet_id": wallet, "to_address": self.payee(), "amount": "0.001", "asset": "ETH",
        });
        let grant = json!({
            "wallet_id": wallet, "grantee_email": self.friend, "permission": "transfer",
            "transfer_limit": "0.01",
        });
        let owner = self.bank.bearer(&self.owner);
        let mut decisions = Vec::new();
        for choice in ["approve", "reject"] {
            let transfer = waiting_transfer(&owner, &self.wallet, self.payee()).await;
            let employee = self.bank.bearer(&self.employee);
            let facts = employee.admin_transfer(&transfer).await.expect("facts");
            let hash = facts.transfer.transfer.body_hash.unwrap();
            decisions.push((
                "/api/admin/transfers/{id}/".to_owned() + choice,
                format!("/api/admin/transfers/{transfer}/{choice}"),
                json!({"comment": "well known", "body_hash": hash}),
            ));
        }
        let call = |method, published: &'static str, token: &String, body: Value| GoodCall {
            method,
            published,
            path: published.replace("{id}", wallet),
            token: token.clone(),
            body,
        };
        let (post, owner) = (Method::POST, &self.owner);
        let funds = json!({"amount": "1", "asset": "ETH"});
        let name = json!({"name": "Another"});
        let open = json!({"name": "One more", "network": "EthereumSepolia"});
        let mut calls = vec![
            call(post.clone(), "/api/wallets", owner, open),
            call(Method::PATCH, "/api/wallets/{id}", owner, name),
            call(post.clone(), "/api/wallets/{id}/test-funds", owner, funds),
            call(post.clone(), "/api/transfers/preview", owner, order.clone()),
            call(post.clone(), "/api/transfers", owner, order),
            call(post.clone(), "/api/delegations", owner, grant),
        ];
        for (published, (_, path, body)) in [
            "/api/admin/transfers/{id}/approve",
            "/api/admin/transfers/{id}/reject",
        ]
        .into_iter()
        .zip(decisions)
        {
            let decision = call(post.clone(), published, &self.employee, body);
            calls.push(GoodCall { path, ..decision });
        }
        calls.push(self.acknowledgement().await);
        let reason = json!({"reason": "audit day"});
        calls.push(call(post, "/api/admin/pause", &self.employee, reason));
        calls
    }

    async fn acknowledgement(&self) -> GoodCall {
        let published = "/api/admin/alerts/{id}/acknowledge";
        let number = alert(self.bank, &self.wallet.id).await;
        GoodCall {
            method: Method::POST,
            published,
            path: published.replace("{id}", &number),
            token: self.employee.clone(),
            body: json!({"comment": "well known"}),
        }
    }
}
