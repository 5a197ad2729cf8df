//! Wallets, what they hold, what moved.

use super::{Client, PageQuery, add_query, json, path_id};
use crate::error::{Error, Step};
use crate::wire::{CreateWallet, Direction, HistoryItem, Page, Wallet, WalletAssets};

/// Which part of a wallet's history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Which page.
    pub page: PageQuery,
    /// Only what came, or only what went.
    pub direction: Option<Direction>,
    /// Only movements of this contract.
    pub contract: Option<String>,
}

impl Client {
    /// Creates a wallet. The service does not promise that a second call with the same external id
    /// finds the first wallet: after [`Kind::Unknown`](crate::Kind::Unknown) look through
    /// [`Client::wallets`] before calling again.
    ///
    /// # Errors
    /// The failed step; never repeated by the client itself.
    pub async fn create_wallet(&self, new: &CreateWallet) -> Result<Wallet, Error> {
        let body = json(Step::ActionInit, new)?;
        self.post_signed("/wallets", &body).await
    }

    /// One wallet.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn wallet(&self, wallet_id: &str) -> Result<Wallet, Error> {
        let wallet_id = path_id(Step::Call, wallet_id)?;
        self.get(self.url(&format!("/wallets/{wallet_id}"))).await
    }

    /// A page of the organisation's wallets. There is no filter by external id or address.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn wallets(&self, page: &PageQuery) -> Result<Page<Wallet>, Error> {
        let mut url = self.url("/wallets");
        page.add_to(&mut url);
        self.get(url).await
    }

    /// What a wallet holds, as the indexer saw it last.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn wallet_assets(&self, wallet_id: &str) -> Result<WalletAssets, Error> {
        let wallet_id = path_id(Step::Call, wallet_id)?;
        self.get(self.url(&format!("/wallets/{wallet_id}/assets")))
            .await
    }

    /// A page of a wallet's confirmed movements, in and out.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn wallet_history(
        &self,
        wallet_id: &str,
        query: &HistoryQuery,
    ) -> Result<Page<HistoryItem>, Error> {
        let wallet_id = path_id(Step::Call, wallet_id)?;
        let mut url = self.url(&format!("/wallets/{wallet_id}/history"));
        query.page.add_to(&mut url);
        add_query(
            &mut url,
            "direction",
            query.direction.as_ref().map(Direction::as_str),
        );
        add_query(&mut url, "contract", query.contract.as_deref());
        self.get(url).await
    }
}
