//! The calls of a signed-in person.

mod admin;

use std::fmt;

use api_types::{
    ActivityList, CreateDelegation, CreateTransfer, Delegation, DelegationList, FiatAccountDetail,
    Me, NetworkList, OpenWallet, Overview, RenameWallet, Story, TestFunds, Transfer,
    TransferAnswer, TransferList, TransferPreview, Wallet, WalletDetail,
};
use reqwest::{Method, RequestBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Client, Result, error};

/// The bank, as one person meets it.
#[derive(Clone)]
pub struct Session {
    client: Client,
    access_token: String,
}

/// Shows that there is a token, not which.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

/// Which transfers are wanted; absent parts do not restrict.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TransferQuery {
    /// Only those that stand here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<api_types::TransferStatus>,
    /// Only those of this wallet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wallet_id: Option<String>,
    /// Rows of a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// Where the page starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// An answer without a body.
type Nothing = Option<serde_json::Value>;

impl Session {
    pub(crate) fn new(client: Client, access_token: String) -> Self {
        Self {
            client,
            access_token,
        }
    }

    /// Who the token speaks for.
    ///
    /// # Errors
    /// As every call: see [`Error`](crate::Error).
    pub async fn me(&self) -> Result<Me> {
        self.get("api/me").await
    }

    /// Networks and their listed assets.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn networks(&self) -> Result<NetworkList> {
        self.get("api/networks").await
    }

    /// Accounts, own wallets, shared wallets.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn overview(&self) -> Result<Overview> {
        self.get("api/wallets").await
    }

    /// One euro account with its newest bookings.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn fiat_account(&self, id: &str) -> Result<FiatAccountDetail> {
        self.get(&format!("api/fiat-accounts/{id}")).await
    }

    /// Opens a wallet.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn open_wallet(&self, wallet: &OpenWallet, key: Option<&str>) -> Result<Wallet> {
        self.create("api/wallets", wallet, key).await
    }

    /// One wallet with its newest transfers; `refresh` reads its balance anew.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn wallet(&self, id: &str, refresh: bool) -> Result<WalletDetail> {
        let query = if refresh { "?refresh=true" } else { "" };
        self.get(&format!("api/wallets/{id}{query}")).await
    }

    /// Renames a wallet.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn rename_wallet(&self, id: &str, name: &str) -> Result<Wallet> {
        let body = RenameWallet {
            name: name.to_owned(),
        };
        let request = self.request(Method::PATCH, &format!("api/wallets/{id}"));
        error::read(request.json(&body).send().await?).await
    }

    /// Freezes a wallet of the caller's own.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn freeze_wallet(&self, id: &str) -> Result<Wallet> {
        self.act(&format!("api/wallets/{id}/freeze")).await
    }

    /// Lifts the owner's freeze.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn unfreeze_wallet(&self, id: &str) -> Result<Wallet> {
        self.act(&format!("api/wallets/{id}/unfreeze")).await
    }

    /// What happened at a wallet's address.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn activity(&self, wallet_id: &str) -> Result<ActivityList> {
        self.get(&format!("api/wallets/{wallet_id}/activity")).await
    }

    /// Transfers that the caller may see.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn transfers(&self, query: &TransferQuery) -> Result<TransferList> {
        let request = self.request(Method::GET, "api/transfers").query(query);
        error::read(request.send().await?).await
    }

    /// One transfer.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn transfer(&self, id: &str) -> Result<Transfer> {
        self.get(&format!("api/transfers/{id}")).await
    }

    /// Sends. With a key the call can be repeated without sending twice.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn send(&self, body: &CreateTransfer, key: Option<&str>) -> Result<TransferAnswer> {
        self.create("api/transfers", body, key).await
    }

    /// What would happen if this were sent.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn preview(&self, body: &CreateTransfer) -> Result<TransferPreview> {
        self.create("api/transfers/preview", body, None).await
    }

    /// Withdraws a transfer.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn cancel(&self, id: &str) -> Result<TransferAnswer> {
        self.act(&format!("api/transfers/{id}/cancel")).await
    }

    /// Delegations given and held.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn delegations(&self) -> Result<DelegationList> {
        self.get("api/delegations").await
    }

    /// Shares a wallet.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn grant(&self, body: &CreateDelegation, key: Option<&str>) -> Result<Delegation> {
        self.create("api/delegations", body, key).await
    }

    /// Revokes or leaves a delegation.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn revoke(&self, id: &str) -> Result<()> {
        let request = self.request(Method::DELETE, &format!("api/delegations/{id}"));
        error::read::<Nothing>(request.send().await?)
            .await
            .map(|_| ())
    }

    /// Puts test money into a wallet; demo mode only.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn test_funds(&self, wallet_id: &str, funds: &TestFunds) -> Result<WalletDetail> {
        self.create(&format!("api/wallets/{wallet_id}/test-funds"), funds, None)
            .await
    }

    /// Plays the walkthrough; demo mode only.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn story(&self) -> Result<Story> {
        self.act("api/demo/story").await
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = self.client.url(path);
        self.client
            .http
            .request(method, url)
            .bearer_auth(&self.access_token)
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        error::read(self.request(Method::GET, path).send().await?).await
    }

    /// A call that does something and needs no words.
    async fn act<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        error::read(self.request(Method::POST, path).send().await?).await
    }

    async fn create<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        key: Option<&str>,
    ) -> Result<T> {
        let mut request = self.request(Method::POST, path).json(body);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        error::read(request.send().await?).await
    }
}
