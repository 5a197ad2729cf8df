//! The second half: Charlie sends, the bank decides, Alice revokes.

use domain::money::BaseUnits;
use serde_json::{Value, json};
use testkit::eventually;

use super::{LARGE, SMALL, confirmed, ids, on_chain, send};
use crate::{
    demo::Demo,
    http::{Answer, Api, text},
    wallet::Wallet,
};

/// Charlie sends from Charlie’s Wallet, which is Alice's, to Bob's.
pub(super) struct Family<'a> {
    pub(super) demo: &'a Demo,
    pub(super) alice: Api,
    pub(super) bob: Api,
    pub(super) charlie: Api,
    pub(super) charlies: Wallet,
    pub(super) receiver: Wallet,
}

impl Family<'_> {
    pub(super) async fn charlie_sees_one_wallet(&self) {
        let overview = self.charlie.get("/api/wallets").await.with(200);
        assert_eq!(overview["wallets"], json!([]));
        assert_eq!(
            ids(&overview["delegated_wallets"]),
            [self.charlies.id.as_str()]
        );
        let shared = &overview["delegated_wallets"][0];
        assert_eq!(shared["delegation_permission"], "transfer");
        assert_eq!(shared["delegation_limit"], "0.01");
    }

    pub(super) async fn a_small_transfer_is_sent_at_once(&self) {
        let sent = self.send("0.001").await.with(201);
        assert_ne!(sent["transfer"]["status"], "pending", "{sent}");
        let confirmed = self.confirmed(&sent["transfer"]).await;
        assert_eq!(confirmed["decided_by_rule"], "personal_limit");
        assert_eq!(confirmed["reviewed_at"], Value::Null);
        assert_eq!(self.received().await, BaseUnits::from_u128(SMALL));
        self.executed(&[(SMALL, &confirmed)]).await;
        let path = format!("/api/wallets/{}", self.receiver.id);
        eventually("Bob to see what he received", async || {
            let wallet = self.bob.get(&path).await.with(200);
            (wallet["balance"]["amount"] == "0.001").then_some(())
        })
        .await;
    }

    /// A transfer that waits for the bank.
    pub(super) async fn charlie_asks(&self, amount: &str) -> String {
        let asked = self.send(amount).await.with(201);
        assert_eq!(asked["transfer"]["status"], "pending", "{asked}");
        assert_eq!(asked["transfer"]["decided_by_rule"], "personal_limit");
        assert_eq!(asked["transfer"]["tx_hash"], Value::Null);
        text(&asked["transfer"]["id"])
    }

    pub(super) async fn claire_sees(&self, claire: &Api, waiting: &[&str]) {
        let queue = claire.get("/api/admin/transfers").await.with(200);
        assert_eq!(ids(&queue["transfers"]), waiting, "oldest first");
        for row in queue["transfers"].as_array().unwrap() {
            assert_eq!(row["initiator_name"], "Charlie Martin");
            assert_eq!(row["wallet_name"], "Charlie’s Wallet");
            assert_eq!(row["to_address"], self.receiver.address);
        }
        let path = format!("/api/admin/transfers/{}", waiting[0]);
        let detail = claire.get(&path).await.with(200);
        assert_eq!(detail["transfer"]["amount"], "0.02");
        assert_eq!(detail["rule"]["kind"], "personal_limit");
        assert_eq!(detail["rule"]["threshold"], "0.01");
        assert_eq!(detail["address"]["ours"], true);
        assert_eq!(detail["may_decide"], true);
        // What waits has not moved.
        assert_eq!(self.received().await, BaseUnits::from_u128(SMALL));
    }

    pub(super) async fn approved_once(&self, claire: &Api, id: &str) {
        let path = format!("/api/admin/transfers/{id}/approve");
        let decision = json!({"comment": "Asked Alice on the phone."});
        let approved = claire.post(&path, &decision).await.with(200);
        assert_ne!(approved["transfer"]["status"], "pending", "{approved}");
        assert_eq!(approved["transfer"]["reviewer_name"], "Claire Dubois");
        let confirmed = self.confirmed(&approved["transfer"]).await;
        assert_eq!(
            confirmed.get("reviewer_name"),
            None,
            "customers see no names"
        );
        assert_eq!(confirmed["review_comment"], Value::Null);

        claire.act(&path).await.refused(409, "already_decided");
        let all = BaseUnits::from_u128(SMALL + LARGE);
        assert_eq!(self.received().await, all);
        let small = self.only_transfer_of("0.001").await;
        self.executed(&[(SMALL, &small), (LARGE, &confirmed)]).await;
    }

    pub(super) async fn rejected(&self, claire: &Api, id: &str) {
        let before = self.everything().await;
        let path = format!("/api/admin/transfers/{id}/reject");
        let decision = json!({"comment": "Too close to the limit."});
        let rejected = claire.post(&path, &decision).await.with(200);
        assert_eq!(rejected["transfer"]["status"], "rejected");
        let approve = format!("/api/admin/transfers/{id}/approve");
        claire.act(&approve).await.refused(409, "already_decided");

        let path = format!("/api/transfers/{id}");
        let seen = self.charlie.get(&path).await.with(200);
        assert_eq!(seen["status"], "rejected");
        assert_eq!(seen["review_comment"], "Too close to the limit.");
        assert_eq!(seen.get("reviewed_by"), None);
        assert_eq!(self.everything().await, before, "nothing moves");
        let queue = claire.get("/api/admin/transfers").await.with(200);
        assert_eq!(queue["transfers"], json!([]));
    }

    /// Alice revokes Charlie, who has one more transfer waiting.
    pub(super) async fn revoked(&self, grant: &str) {
        let waiting = self.charlie_asks("0.02").await;
        let before = self.everything().await;
        let path = format!("/api/delegations/{grant}");
        assert_eq!(self.alice.delete(&path).await.with(204), Value::Null);

        let overview = self.charlie.get("/api/wallets").await.with(200);
        assert_eq!(overview["delegated_wallets"], json!([]));
        let path = format!("/api/wallets/{}", self.charlies.id);
        self.charlie.get(&path).await.refused(404, "not_found");
        self.send("0.001").await.refused(404, "not_found");
        let path = format!("/api/transfers/{waiting}");
        let seen = self.charlie.get(&path).await.with(200);
        assert_eq!(seen["status"], "cancelled");
        assert_eq!(self.everything().await, before, "nothing moves");
    }

    /// Charlie's request to pay the receiver.
    async fn send(&self, amount: &str) -> Answer {
        send(
            &self.charlie,
            &self.charlies,
            &self.receiver.address,
            amount,
        )
        .await
    }

    /// The transfer as Charlie sees it, once it is confirmed.
    async fn confirmed(&self, transfer: &Value) -> Value {
        confirmed(&self.charlie, transfer).await
    }

    async fn only_transfer_of(&self, amount: &str) -> Value {
        let list = self.charlie.get("/api/transfers").await.with(200);
        let mut found = list["transfers"].as_array().unwrap().iter();
        found.find(|row| row["amount"] == amount).unwrap().clone()
    }

    /// What the receiver has by the chain's own account; it had nothing at first.
    async fn received(&self) -> BaseUnits {
        on_chain(self.demo, &self.receiver.address).await
    }

    /// What custody's ledger says was executed for the receiver: these transfers, each once.
    async fn executed(&self, wanted: &[(u128, &Value)]) {
        let ledger = self.demo.custody().executions(Some(&self.receiver.address));
        let ledger: Vec<_> = ledger
            .await
            .into_iter()
            .map(|row| (row.amount, row.tx_hash))
            .collect();
        let wanted: Vec<_> = wanted
            .iter()
            .map(|(amount, transfer)| (amount.to_string(), text(&transfer["tx_hash"])))
            .collect();
        assert_eq!(ledger, wanted);
    }

    /// All that could move: both balances and the number of executions.
    async fn everything(&self) -> (BaseUnits, BaseUnits, usize) {
        let custody = self.demo.custody();
        (
            on_chain(self.demo, &self.charlies.address).await,
            self.received().await,
            custody.executions(None).await.len(),
        )
    }
}
