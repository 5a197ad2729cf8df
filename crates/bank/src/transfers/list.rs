//! Reading transfers on the customers' side: of every wallet that one may see now, and what one
//! initiated.

use domain::access::{self, WalletAction};
use domain::id::{TransferId, WalletId};
use domain::transfer::Status;
use store::transfers::{TransferFilter, TransferListing};
use store::{Page, Paged, TimeCursor};

use super::view::{Beside, Reader};
use super::{TransferOutcome, TransferView};
use crate::Bank;
use crate::caller::Caller;
use crate::error::{Error, Refusal, Result};

impl Bank {
    /// The caller's transfers, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers(
        &self,
        caller: &Caller,
        filter: TransferFilter,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferView, TimeCursor>> {
        let listed = self
            .store()
            .transfers_visible_to(caller.user, filter, page)
            .await?;
        self.page_of_views(listed, Reader::Customer(caller.user))
            .await
    }

    /// One transfer of a wallet that the caller may see now, or that the caller initiated.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for everybody else, employees included.
    pub async fn transfer(&self, caller: &Caller, id: TransferId) -> Result<TransferView> {
        let listing = self
            .store()
            .transfer_listing_unscoped(id, Some(caller.user))
            .await?
            .ok_or(Refusal::NotFound)?;
        let visible = listing.owner == caller.user
            || listing.viewer_holds_grant
            || listing.transfer.order.initiator == caller.user;
        if !visible {
            return Err(Refusal::NotFound.into());
        }
        self.view_of_transfer(listing, Reader::Customer(caller.user))
            .await
    }

    /// The transfers of one wallet, newest first; for who may see the wallet's activity, and for
    /// employees.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] for everybody else.
    pub async fn wallet_transfers(
        &self,
        caller: &Caller,
        wallet: WalletId,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferView, TimeCursor>> {
        let standing = self.approach_wallet(caller, wallet).await?.standing;
        let reader = if access::check(standing, WalletAction::SeeActivity).is_ok() {
            Reader::Customer(caller.user)
        } else {
            access::check(standing, WalletAction::See)?;
            Reader::Employee
        };
        let listed = self
            .store()
            .transfers_of_wallet(wallet, Some(caller.user), page)
            .await?;
        self.page_of_views(listed, reader).await
    }

    /// A transfer after the caller did something about it.
    pub(super) async fn outcome_for(
        &self,
        caller: &Caller,
        id: TransferId,
    ) -> Result<TransferOutcome> {
        let transfer = self.transfer(caller, id).await?;
        let message = message(&transfer);
        Ok(TransferOutcome { transfer, message })
    }

    /// A transfer after an employee did something about it.
    pub(super) async fn outcome_for_employee(&self, id: TransferId) -> Result<TransferOutcome> {
        let listing = self
            .store()
            .transfer_listing_unscoped(id, None)
            .await?
            .ok_or(Refusal::NotFound)?;
        let transfer = self.view_of_transfer(listing, Reader::Employee).await?;
        let message = message(&transfer);
        Ok(TransferOutcome { transfer, message })
    }

    /// A page of transfers as this reader may see them.
    pub(super) async fn page_of_views(
        &self,
        listed: Paged<TransferListing, TimeCursor>,
        reader: Reader,
    ) -> Result<Paged<TransferView, TimeCursor>> {
        let Paged { rows, next } = listed;
        let rows = self.views_of_transfers(rows, reader).await?.collect();
        Ok(Paged { rows, next })
    }

    /// Transfers as employees see them.
    pub(crate) async fn views_for_employees(
        &self,
        listed: Vec<TransferListing>,
    ) -> Result<Vec<TransferView>> {
        Ok(self
            .views_of_transfers(listed, Reader::Employee)
            .await?
            .collect())
    }

    /// One transfer as this reader may see it.
    pub(super) async fn view_of_transfer(
        &self,
        listing: TransferListing,
        reader: Reader,
    ) -> Result<TransferView> {
        let mut views = self.views_of_transfers(vec![listing], reader).await?;
        views
            .next()
            .ok_or_else(|| Error::corrupt("one transfer without a view"))
    }

    /// What is looked up beside the transfers is looked up for all of them at once.
    async fn views_of_transfers(
        &self,
        listings: Vec<TransferListing>,
        reader: Reader,
    ) -> Result<impl Iterator<Item = TransferView>> {
        let prices = self.prices().await?;
        let mut cancellers = self.cancellers(&listings).await?;
        Ok(listings.into_iter().map(move |listing| {
            let order = &listing.transfer.order;
            let beside = Beside {
                eur: self.euro_value(&prices, order.asset.asset(), order.amount),
                cancelled: cancellers.remove(&listing.transfer.id.to_string()),
            };
            TransferView::new(listing, beside, reader)
        }))
    }
}

/// What to tell a person about where a transfer stands.
fn message(transfer: &TransferView) -> String {
    let text = match transfer.status {
        Status::Pending => "The transfer waits for the bank's approval.",
        Status::Approved => "The transfer is approved and will be sent shortly.",
        Status::Submitting => "The transfer is being sent.",
        Status::Broadcasted => "The transfer was sent.",
        Status::Confirmed => "The transfer was sent and is confirmed.",
        Status::Rejected => "The transfer was rejected.",
        Status::Failed | Status::Cancelled => {
            let reason = transfer.reason.as_ref().map(|reason| reason.text.clone());
            return reason.unwrap_or_else(|| "The transfer was not sent.".to_owned());
        }
    };
    text.to_owned()
}
