//! Outgoing transfers.

use super::{Client, PageQuery, path_id};
use crate::error::{Error, Step};
use crate::wire::{Page, TransferRequest};

impl Client {
    /// Asks for a transfer with a body that goes out byte for byte as given: a JSON object like
    /// [`TransferBody`](crate::wire::TransferBody), rendered once and kept by the caller. With an
    /// `externalId` inside, the same bytes may be sent again and find the transfer that the first
    /// copy made; without one every call is a new transfer.
    ///
    /// # Errors
    /// The failed step; never repeated by the client itself. [`Error::kind`] tells whether the
    /// same bytes may go again.
    pub async fn create_transfer(
        &self,
        wallet_id: &str,
        body: &[u8],
    ) -> Result<TransferRequest, Error> {
        let wallet_id = path_id(Step::ActionInit, wallet_id)?;
        self.post_signed(&format!("/wallets/{wallet_id}/transfers"), body)
            .await
    }

    /// One transfer at its present state.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn transfer(
        &self,
        wallet_id: &str,
        transfer_id: &str,
    ) -> Result<TransferRequest, Error> {
        let wallet_id = path_id(Step::Call, wallet_id)?;
        let transfer_id = path_id(Step::Call, transfer_id)?;
        self.get(self.url(&format!("/wallets/{wallet_id}/transfers/{transfer_id}")))
            .await
    }

    /// A page of the transfers that were asked of a wallet; deposits are in its history only.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn transfers(
        &self,
        wallet_id: &str,
        page: &PageQuery,
    ) -> Result<Page<TransferRequest>, Error> {
        let wallet_id = path_id(Step::Call, wallet_id)?;
        let mut url = self.url(&format!("/wallets/{wallet_id}/transfers"));
        page.add_to(&mut url);
        self.get(url).await
    }
}
