//! Custody, observed: how long each kind of call takes and what it comes to. Handing over a transfer
//! is the call `submit_transfer`, so its outcomes are those of the executor's attempts.

use std::{fmt, future::Future, time::Instant};

use async_trait::async_trait;
use bank::custody::{
    CallError, Custody, CustodyBalance, CustodyTransfer, CustodyWallet, FeeEstimate,
    HistoryRequest, Movement, NewWallet, Page, PageRequest, Submission, TransferIntent, WalletRef,
};
use domain::{
    network::Network,
    reference::{CustodyTransferId, CustodyWalletId, ExternalId},
};
use prometheus_client::{encoding::EncodeLabelSet, registry::Registry};

use super::latency::{self, Latencies};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    call: &'static str,
    outcome: &'static str,
}

/// The metrics of calls to custody.
#[derive(Clone, Debug)]
pub(super) struct Calls(Latencies<Labels>);

impl Calls {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let help = "From a call to custody to its answer, or to giving up";
        Self(latency::register(registry, "custody_call_duration", help))
    }

    /// Makes one call; `outcome` names what it came to.
    async fn observed<T>(
        &self,
        call: &'static str,
        outcome: fn(&T) -> &'static str,
        answer: impl Future<Output = T>,
    ) -> T {
        let since = Instant::now();
        let answer = answer.await;
        let outcome = outcome(&answer);
        let durations = self.0.get_or_create_owned(&Labels { call, outcome });
        durations.observe(since.elapsed().as_secs_f64());
        answer
    }

    /// Asks one question.
    async fn question<T>(
        &self,
        call: &'static str,
        answer: impl Future<Output = Result<T, CallError>>,
    ) -> Result<T, CallError> {
        self.observed(call, outcome, answer).await
    }
}

fn outcome<T>(answer: &Result<T, CallError>) -> &'static str {
    match answer {
        Ok(_) => "answered",
        Err(CallError::NotSent(_)) => "not_sent",
        Err(CallError::Throttled { .. }) => "throttled",
        Err(CallError::Misconfigured(_)) => "misconfigured",
        Err(CallError::Refused(_)) => "refused",
        Err(CallError::NotFound(_)) => "not_found",
        Err(CallError::Unknown(_)) => "unknown",
    }
}

fn outcome_of_submission(answer: &Submission) -> &'static str {
    match answer {
        Submission::Accepted(_) => "accepted",
        Submission::NotSent(_) => "not_sent",
        Submission::Throttled { .. } => "throttled",
        Submission::Misconfigured { .. } => "misconfigured",
        Submission::Denied(_) => "denied",
        Submission::Invalid(_) => "invalid",
        Submission::Conflict { .. } => "conflict",
        Submission::Unknown(_) => "unknown",
    }
}

/// A custody whose calls are measured.
pub(crate) struct ObservedCustody {
    custody: Box<dyn Custody>,
    calls: Calls,
}

impl fmt::Debug for ObservedCustody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ObservedCustody")
    }
}

impl ObservedCustody {
    pub(super) fn new(custody: Box<dyn Custody>, calls: Calls) -> Self {
        Self { custody, calls }
    }
}

#[async_trait]
impl Custody for ObservedCustody {
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8> {
        self.custody.render_transfer(intent)
    }

    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError> {
        let answer = self.custody.create_wallet(new);
        self.calls.question("create_wallet", answer).await
    }

    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError> {
        let answer = self.custody.wallet(id);
        self.calls.question("wallet", answer).await
    }

    async fn find_wallet(
        &self,
        external_id: &str,
        pages_max: u32,
    ) -> Result<Option<CustodyWallet>, CallError> {
        let answer = self.custody.find_wallet(external_id, pages_max);
        self.calls.question("find_wallet", answer).await
    }

    async fn balances(&self, wallet: &WalletRef) -> Result<Vec<CustodyBalance>, CallError> {
        let answer = self.custody.balances(wallet);
        self.calls.question("balances", answer).await
    }

    async fn history(
        &self,
        wallet: &WalletRef,
        request: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError> {
        let answer = self.custody.history(wallet, request);
        self.calls.question("history", answer).await
    }

    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        let answer = self.custody.submit_transfer(wallet, body);
        self.calls
            .observed("submit_transfer", outcome_of_submission, answer)
            .await
    }

    async fn transfer(
        &self,
        wallet: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError> {
        let answer = self.custody.transfer(wallet, id);
        self.calls.question("transfer", answer).await
    }

    async fn find_transfer(
        &self,
        wallet: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError> {
        let answer = self.custody.find_transfer(wallet, external_id);
        self.calls.question("find_transfer", answer).await
    }

    async fn transfers(
        &self,
        wallet: &WalletRef,
        page: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError> {
        let answer = self.custody.transfers(wallet, page);
        self.calls.question("transfers", answer).await
    }

    async fn wallets(&self, page: &PageRequest) -> Result<Page<CustodyWallet>, CallError> {
        let answer = self.custody.wallets(page);
        self.calls.question("wallets", answer).await
    }

    async fn fees(&self, network: Network) -> Result<Option<FeeEstimate>, CallError> {
        let answer = self.custody.fees(network);
        self.calls.question("fees", answer).await
    }

    async fn probe(&self) -> Result<(), CallError> {
        self.calls.question("probe", self.custody.probe()).await
    }
}
