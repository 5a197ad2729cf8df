//! Custody behind the call budget and the breaker: whoever holds custody through here cannot forget
//! to count, nor to note whether it answered.

use core::time::Duration;
use std::sync::Arc;

use async_trait::async_trait;
use domain::network::Network;
use domain::reference::{CustodyTransferId, CustodyWalletId, ExternalId};

use crate::breaker::{self, Breaker, Pass};
use crate::budget::{CallBudget, Priority, SIGNED_CALLS};
use crate::custody::{
    CallError, Custody, CustodyBalance, CustodyTransfer, CustodyWallet, Detail, FeeEstimate,
    HistoryRequest, Movement, NewWallet, Page, PageRequest, Submission, TransferIntent, WalletRef,
};

/// A custody whose calls are booked in the budget.
pub(crate) struct Metered {
    custody: Arc<dyn Custody>,
    budget: CallBudget,
    breaker: Arc<Breaker>,
    priority: Priority,
    passage: Passage,
}

/// Who asks the breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Passage {
    /// Each call by itself.
    EachCall,
    /// Whoever took up the transfer or wallet that the calls are for.
    BeforeWork,
}

/// What is told of a call that the bank's own budget does not allow.
const OVER_BUDGET: &str = "the bank's own call budget is used up for now";

impl Metered {
    pub(crate) fn new(
        custody: Arc<dyn Custody>,
        budget: CallBudget,
        breaker: Arc<Breaker>,
        (priority, passage): (Priority, Passage),
    ) -> Self {
        Self {
            custody,
            budget,
            breaker,
            priority,
            passage,
        }
    }

    /// Books calls that are about to be made.
    async fn before(&self, calls: u32) -> Result<Option<Pass<'_>>, CallError> {
        let pass = match self.passage {
            Passage::BeforeWork => None,
            Passage::EachCall => Some(self.breaker.pass().ok_or_else(|| {
                let why = "calls are held back while custody does not answer";
                CallError::NotSent(Detail(why.to_owned()))
            })?),
        };
        if self.budget.book(self.priority, calls).await {
            Ok(pass)
        } else {
            Err(CallError::Throttled {
                pause: None,
                detail: Detail(OVER_BUDGET.to_owned()),
            })
        }
    }

    /// Notes what a question came to.
    async fn after<T: Send>(&self, answer: Result<T, CallError>) -> Result<T, CallError> {
        self.breaker.note(breaker::answered(&answer));
        if let Err(CallError::Throttled { pause, .. }) = &answer {
            self.close_budget(*pause).await;
        }
        answer
    }

    async fn close_budget(&self, pause: Option<Duration>) {
        tracing::warn!(?pause, "custody refused a call as one too many");
        if let Err(error) = self.budget.close(pause).await {
            tracing::error!(?error, "the call budget could not be closed");
        }
    }
}

#[async_trait]
impl Custody for Metered {
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8> {
        self.custody.render_transfer(intent)
    }

    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError> {
        let _pass = self.before(SIGNED_CALLS).await?;
        self.after(self.custody.create_wallet(new).await).await
    }

    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.wallet(id).await).await
    }

    async fn find_wallet(
        &self,
        external_id: &str,
        pages_max: u32,
    ) -> Result<Option<CustodyWallet>, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.find_wallet(external_id, pages_max).await)
            .await
    }

    async fn balances(&self, wallet: &WalletRef) -> Result<Vec<CustodyBalance>, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.balances(wallet).await).await
    }

    async fn history(
        &self,
        wallet: &WalletRef,
        request: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.history(wallet, request).await)
            .await
    }

    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        if !self.budget.book(self.priority, SIGNED_CALLS).await {
            return Submission::Throttled {
                pause: None,
                detail: Detail(OVER_BUDGET.to_owned()),
            };
        }
        let answer = self.custody.submit_transfer(wallet, body).await;
        self.breaker.note(breaker::answered_transfer(&answer));
        if let Submission::Throttled { pause, .. } = &answer {
            self.close_budget(*pause).await;
        }
        answer
    }

    async fn transfer(
        &self,
        wallet: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.transfer(wallet, id).await).await
    }

    async fn find_transfer(
        &self,
        wallet: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.find_transfer(wallet, external_id).await)
            .await
    }

    async fn transfers(
        &self,
        wallet: &WalletRef,
        page: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.transfers(wallet, page).await).await
    }

    async fn wallets(&self, page: &PageRequest) -> Result<Page<CustodyWallet>, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.wallets(page).await).await
    }

    async fn fees(&self, network: Network) -> Result<Option<FeeEstimate>, CallError> {
        let _pass = self.before(1).await?;
        self.after(self.custody.fees(network).await).await
    }

    async fn probe(&self) -> Result<(), CallError> {
        let _pass = self.before(SIGNED_CALLS).await?;
        self.after(self.custody.probe().await).await
    }
}
