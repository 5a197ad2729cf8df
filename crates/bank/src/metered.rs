//! Custody behind the call budget: whoever holds custody through here cannot forget to count, nor
//! to note whether it answered.

use std::sync::Arc;

use async_trait::async_trait;
use domain::network::Network;
use domain::reference::{CustodyTransferId, CustodyWalletId, ExternalId};

use crate::budget::CallBudget;
use crate::custody::{
    CallError, Custody, CustodyBalance, CustodyTransfer, CustodyWallet, Detail, FeeEstimate,
    HistoryRequest, Movement, NewWallet, Page, PageRequest, Submission, TransferIntent, WalletRef,
};
use crate::reach::{self, Reach};

/// Calls of one signed request: challenge, signature, and the request itself.
const SIGNED_CALLS: u32 = 3;

/// Whether the calls of one holder may be held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Priority {
    /// Serves a transfer or an opening: goes first, is never held back.
    Money,
    /// Only looks: is refused while the budget is low.
    Read,
}

/// A custody whose calls are booked in the budget.
pub(crate) struct Metered {
    custody: Arc<dyn Custody>,
    budget: Arc<CallBudget>,
    reach: Arc<Reach>,
    priority: Priority,
}

impl Metered {
    pub(crate) fn new(
        custody: Arc<dyn Custody>,
        budget: Arc<CallBudget>,
        reach: Arc<Reach>,
        priority: Priority,
    ) -> Self {
        Self {
            custody,
            budget,
            reach,
            priority,
        }
    }

    /// Notes whether custody answered a question.
    fn noted<T>(&self, answer: Result<T, CallError>) -> Result<T, CallError> {
        self.reach.note(reach::answered(&answer));
        answer
    }

    /// Books one read; refused as "not sent" where reads must wait.
    fn read(&self) -> Result<(), CallError> {
        match self.priority {
            Priority::Money => {
                self.budget.spend(1);
                Ok(())
            }
            Priority::Read if self.budget.try_read() => Ok(()),
            Priority::Read => Err(CallError::NotSent(Detail(
                "the call budget is used up for now".to_owned(),
            ))),
        }
    }
}

#[async_trait]
impl Custody for Metered {
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8> {
        self.custody.render_transfer(intent)
    }

    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError> {
        self.budget.spend(SIGNED_CALLS);
        self.noted(self.custody.create_wallet(new).await)
    }

    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError> {
        self.read()?;
        self.noted(self.custody.wallet(id).await)
    }

    async fn find_wallet(
        &self,
        external_id: &str,
        pages_max: u32,
    ) -> Result<Option<CustodyWallet>, CallError> {
        self.read()?;
        self.noted(self.custody.find_wallet(external_id, pages_max).await)
    }

    async fn balances(&self, wallet: &WalletRef) -> Result<Vec<CustodyBalance>, CallError> {
        self.read()?;
        self.noted(self.custody.balances(wallet).await)
    }

    async fn history(
        &self,
        wallet: &WalletRef,
        request: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError> {
        self.read()?;
        self.noted(self.custody.history(wallet, request).await)
    }

    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        self.budget.spend(SIGNED_CALLS);
        let answer = self.custody.submit_transfer(wallet, body).await;
        self.reach.note(reach::answered_transfer(&answer));
        answer
    }

    async fn transfer(
        &self,
        wallet: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError> {
        self.read()?;
        self.noted(self.custody.transfer(wallet, id).await)
    }

    async fn find_transfer(
        &self,
        wallet: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError> {
        self.read()?;
        self.noted(self.custody.find_transfer(wallet, external_id).await)
    }

    async fn transfers(
        &self,
        wallet: &WalletRef,
        page: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError> {
        self.read()?;
        self.noted(self.custody.transfers(wallet, page).await)
    }

    async fn wallets(&self, page: &PageRequest) -> Result<Page<CustodyWallet>, CallError> {
        self.read()?;
        self.noted(self.custody.wallets(page).await)
    }

    async fn fees(&self, network: Network) -> Result<Option<FeeEstimate>, CallError> {
        self.read()?;
        self.noted(self.custody.fees(network).await)
    }

    async fn probe(&self) -> Result<(), CallError> {
        self.budget.spend(SIGNED_CALLS);
        self.noted(self.custody.probe().await)
    }
}
