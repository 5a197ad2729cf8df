//! The calls of a signed-in person.

mod admin;
mod events;
mod pages;
mod recovery;

use std::fmt;

use api_types::{
    ActivityList, CreateDelegation, CreateTransfer, Delegation, DelegationList, FiatAccountDetail,
    Me, NetworkList, OpenWallet, Overview, RenameWallet, Story, TestFunds, Transfer,
    TransferAnswer, TransferList, TransferPreview, Wallet, WalletDetail,
};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, Response, header};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::{
    admin::{AlertQuery, AuditQuery, CustomerQuery, TransferFeedQuery},
    events::{EventStream, Notice},
    pages::ActivityQuery,
};
use crate::{Client, Error, Result, error};

/// The bank, as one person meets it.
#[derive(Clone)]
pub struct Session {
    client: Client,
    access_token: String,
    forwarded_for: Option<String>,
}

/// Addresses that a call came over, the newest last (the usual header of proxies).
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

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
            forwarded_for: None,
        }
    }

    /// The same session, on behalf of who came over these addresses: for a front that stands
    /// between people and the bank, whose records name where a call came from.
    #[must_use]
    pub fn on_behalf_of(mut self, addresses: impl Into<String>) -> Self {
        self.forwarded_for = Some(addresses.into());
        self
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
        self.get(&format!("api/fiat-accounts/{}", Segment(id)))
            .await
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
        self.get(&format!("api/wallets/{}{query}", Segment(id)))
            .await
    }

    /// Renames a wallet.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn rename_wallet(&self, id: &str, name: &str) -> Result<Wallet> {
        let body = RenameWallet {
            name: name.to_owned(),
        };
        let path = format!("api/wallets/{}", Segment(id));
        error::read(&self.call(Method::PATCH, &path, Some(&body), None).await?)
    }

    /// Freezes a wallet of the caller's own.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn freeze_wallet(&self, id: &str) -> Result<Wallet> {
        self.act(&format!("api/wallets/{}/freeze", Segment(id)))
            .await
    }

    /// Lifts the owner's freeze.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn unfreeze_wallet(&self, id: &str) -> Result<Wallet> {
        self.act(&format!("api/wallets/{}/unfreeze", Segment(id)))
            .await
    }

    /// What happened at a wallet's address.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn activity(&self, wallet_id: &str) -> Result<ActivityList> {
        self.get(&format!("api/wallets/{}/activity", Segment(wallet_id)))
            .await
    }

    /// Transfers that the caller may see.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn transfers(&self, query: &TransferQuery) -> Result<TransferList> {
        self.get(&with_query("api/transfers", query)).await
    }

    /// One transfer.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn transfer(&self, id: &str) -> Result<Transfer> {
        self.get(&format!("api/transfers/{}", Segment(id))).await
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
        self.act(&format!("api/transfers/{}/cancel", Segment(id)))
            .await
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
        let path = format!("api/delegations/{}", Segment(id));
        let answer = self.call(Method::DELETE, &path, NO_BODY, None).await?;
        error::read::<Nothing>(&answer).map(|_| ())
    }

    /// Puts test money into a wallet; demo mode only.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn test_funds(&self, wallet_id: &str, funds: &TestFunds) -> Result<WalletDetail> {
        self.create(
            &format!("api/wallets/{}/test-funds", Segment(wallet_id)),
            funds,
            None,
        )
        .await
    }

    /// Plays the walkthrough; demo mode only.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn story(&self) -> Result<Story> {
        self.act("api/demo/story").await
    }

    /// A call in the person's name, still without its body.
    fn request(&self, method: Method, path: &str) -> Result<http::request::Builder> {
        let bearer = format!("Bearer {}", self.access_token);
        let mut bearer = HeaderValue::try_from(bearer).map_err(http::Error::from)?;
        bearer.set_sensitive(true);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/{path}"))
            .header(header::AUTHORIZATION, bearer);
        if let Some(addresses) = &self.forwarded_for {
            request = request.header(FORWARDED_FOR, addresses);
        }
        Ok(request)
    }

    /// Makes one call.
    async fn call<B: Serialize>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
        key: Option<&str>,
    ) -> Result<Response<Bytes>> {
        let mut request = self.request(method, path)?;
        if let Some(key) = key {
            request = request.header(IDEMPOTENCY_KEY, key);
        }
        let body = match body {
            None => Bytes::new(),
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Bytes::from(serde_json::to_vec(body).map_err(unwritable)?)
            }
        };
        self.client.transport.call(request.body(body)?).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        error::read(&self.call(Method::GET, path, NO_BODY, None).await?)
    }

    /// A call that does something and needs no words.
    async fn act<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        error::read(&self.call(Method::POST, path, NO_BODY, None).await?)
    }

    async fn create<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        key: Option<&str>,
    ) -> Result<T> {
        error::read(&self.call(Method::POST, path, Some(body), key).await?)
    }
}

/// No body; the type is that of none.
const NO_BODY: Option<&()> = None;

/// A body that cannot be written as JSON; none of `api-types` is such a one.
fn unwritable(error: serde_json::Error) -> Error {
    Error::Transport(Box::new(error))
}

/// An id inside a path. What is no id of the bank's cannot become another path.
struct Segment<'a>(&'a str);

impl fmt::Display for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0.bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') {
                write!(f, "{}", char::from(byte))?;
            } else {
                write!(f, "%{byte:02X}")?;
            }
        }
        Ok(())
    }
}

/// A path with a query, such as of a struct whose absent parts are left out.
fn with_query(path: &str, query: impl Serialize) -> String {
    match serde_urlencoded::to_string(query) {
        Ok(query) if !query.is_empty() => {
            let joint = if path.contains('?') { '&' } else { '?' };
            format!("{path}{joint}{query}")
        }
        Ok(_) | Err(_) => path.to_owned(),
    }
}
