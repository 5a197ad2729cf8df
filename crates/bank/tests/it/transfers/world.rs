//! A family, its wallet and its bank, with what every test of transfers checks at its end.

use std::sync::Arc;

use bank::custody::{CustodyBalance, WalletRef};
use bank::fiat::EmbeddedLedger;
use bank::rates::NoRates;
use bank::transfers::{DecisionRequest, SendRequest, TransferOutcome, TransferView};
use bank::wallets::WalletView;
use bank::{Bank, BankParts, Caller, Clock as _, Error, Refusal, Settings};
use domain::asset;
use domain::id::{TransferId, WalletId};
use domain::money::BaseUnits;
use domain::network::Network;
use domain::transfer::Status;
use store::Node;
use store::transfers::TransferRecord;
use time::Duration;

use crate::support::{Person, TestBank};

/// Somebody outside the bank.
pub(crate) const OUTSIDE: &str = "0x8ba1f109551bD432803012645Ac136ddd64DBA72";

/// Alice with a wallet of 1 ETH, others, and employees.
pub(crate) struct World {
    pub(crate) test: TestBank,
    pub(crate) alice: Caller,
    pub(crate) bob: Caller,
    pub(crate) charlie: Caller,
    pub(crate) claire: Caller,
    pub(crate) dana: Caller,
    pub(crate) wallet: WalletView,
}

/// What a refused use case said.
pub(crate) fn refusal<T: core::fmt::Debug>(result: bank::Result<T>) -> Refusal {
    match result.unwrap_err() {
        Error::Refused(refusal) => refusal,
        Error::Fault(fault) => panic!("a fault: {fault:?}"),
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let test = TestBank::start_with(change).await;
        let alice = test.caller(Person::ALICE).await;
        let bob = test.caller(Person::BOB).await;
        let charlie = test.caller(Person::CHARLIE).await;
        let claire = test.caller(Person::CLAIRE).await;
        let dana = test.caller(Person::DANA).await;
        let wallet = test.funded_wallet(&alice, "Alice's Wallet", "1").await;
        Self {
            test,
            alice,
            bob,
            charlie,
            claire,
            dana,
            wallet,
        }
    }

    pub(crate) fn bank(&self) -> &Bank {
        &self.test.bank
    }

    /// A wish to send so much of the native coin to somebody outside.
    pub(crate) fn wish(&self, amount: &str) -> SendRequest {
        self.wish_from(self.wallet.id, amount)
    }

    pub(crate) fn wish_from(&self, wallet: WalletId, amount: &str) -> SendRequest {
        SendRequest {
            wallet,
            to_address: OUTSIDE.to_owned(),
            amount: amount.to_owned(),
            asset: None,
        }
    }

    /// Sends from Alice's wallet.
    pub(crate) async fn send(&self, who: &Caller, amount: &str) -> TransferView {
        self.try_send(who, amount).await.unwrap().transfer
    }

    pub(crate) async fn try_send(
        &self,
        who: &Caller,
        amount: &str,
    ) -> bank::Result<TransferOutcome> {
        Ok(self.bank().send(who, &self.wish(amount), None).await?.thing)
    }

    /// A transfer that waits for the bank.
    pub(crate) async fn pending(&self) -> TransferId {
        let transfer = self.send(&self.alice, "0.1").await;
        assert_eq!(transfer.status, Status::Pending);
        transfer.id
    }

    /// An approved transfer that custody has not seen: it was out of reach.
    pub(crate) async fn owed(&self, who: &Caller) -> TransferId {
        self.test.custody.fail(
            crate::support::Call::Submit,
            [crate::support::Trouble::NotSent],
        );
        let transfer = self.send(who, "0.01").await;
        assert_eq!(transfer.status, Status::Approved);
        transfer.id
    }

    pub(crate) async fn approve(&self, id: TransferId) -> bank::Result<TransferOutcome> {
        self.bank()
            .approve_transfer(&self.claire, id, &DecisionRequest::default())
            .await
    }

    pub(crate) async fn reject(&self, id: TransferId) -> bank::Result<TransferOutcome> {
        self.bank()
            .reject_transfer(&self.dana, id, &DecisionRequest::default())
            .await
    }

    pub(crate) async fn record(&self, id: TransferId) -> TransferRecord {
        self.test
            .store
            .find_transfer_unscoped(id)
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn status(&self, id: TransferId) -> Status {
        self.record(id).await.status
    }

    pub(crate) async fn steps(&self, id: TransferId) -> String {
        self.test.store.transfer_steps(id).await.unwrap().join(" ")
    }

    /// Endings of all attempts; `?` for one that nobody knows.
    pub(crate) async fn attempts(&self, id: TransferId) -> String {
        let attempts = self.test.store.transfer_attempts(id).await.unwrap();
        let ending =
            |attempt: store::transfers::Attempt| attempt.ending.unwrap_or_else(|| "?".to_owned());
        attempts
            .into_iter()
            .map(ending)
            .collect::<Vec<_>>()
            .join(" ")
    }

    pub(crate) async fn reason(&self, id: TransferId) -> Option<String> {
        self.record(id).await.ending.map(|ending| ending.code)
    }

    pub(crate) async fn attention(&self, id: TransferId) -> Option<String> {
        self.record(id)
            .await
            .attention
            .map(|attention| attention.code)
    }

    pub(crate) async fn external_id(&self, id: TransferId) -> String {
        self.record(id).await.order.external_id.to_string()
    }

    /// How often custody has executed a transfer.
    pub(crate) async fn executions(&self, id: TransferId) -> usize {
        let external_id = self.external_id(id).await;
        let executions = self.test.custody.executions();
        let ours = |transfer: &&bank::custody::CustodyTransfer| {
            transfer.external_id.as_deref() == Some(external_id.as_str())
        };
        executions.iter().filter(ours).count()
    }

    /// Alice's wallet as custody is asked for it.
    pub(crate) fn at_custody(&self) -> WalletRef {
        let id = self.test.custody.wallet_at(self.wallet.address.unwrap());
        WalletRef {
            id,
            network: Network::EthereumSepolia,
        }
    }

    /// Lets the worker go its rounds for so many seconds.
    pub(crate) async fn work(&self, seconds: u32) {
        for _ in 0..seconds {
            self.test.clock.advance(Duration::seconds(1));
            self.round().await;
        }
    }

    /// One round of the worker, without time passing.
    pub(crate) async fn round(&self) {
        self.bank().submit_round().await.unwrap();
        self.bank().poll_round().await.unwrap();
    }

    /// Waits for something while time passes.
    pub(crate) async fn while_time_passes<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = core::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = tokio::time::sleep(core::time::Duration::from_millis(3)) => {
                    self.test.clock.advance(Duration::milliseconds(100));
                }
            }
        }
    }

    /// Waits for what requests have started, while time passes.
    pub(crate) async fn bank_settles(&self) {
        self.while_time_passes(self.bank().finish_running()).await;
    }

    /// Another process over the same database.
    pub(crate) async fn second_node(&self, name: &str) -> Bank {
        let TestBank {
            store,
            clock,
            custody,
            settings,
            ids,
            ..
        } = &self.test;
        let mut tx = store.begin(store::UnitOfWork::named("test")).await.unwrap();
        let node = tx.register_node(name, clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let opening = settings.opening_balances;
        let fiat = EmbeddedLedger::new(store.clone(), clock.clone(), ids.clone(), opening);
        Bank::new(BankParts {
            store: store.clone(),
            custody: Arc::new(custody.clone()),
            rates: Arc::new(NoRates),
            fiat: Arc::new(fiat),
            clock: clock.clone(),
            ids: ids.clone(),
            tasks: Arc::new(bank::RuntimeTasks),
            settings: settings.clone(),
            node,
        })
    }

    /// Takes all leases of the first process away, as their end would.
    pub(crate) async fn lose_leases(&self) {
        let all_runs = Node {
            name: self.test.node.name.clone(),
            boot: i64::MAX,
        };
        let mut tx = self
            .test
            .store
            .begin(store::UnitOfWork::named("test"))
            .await
            .unwrap();
        assert!(tx.take_back_transfer_leases(&all_runs).await.unwrap() > 0);
        tx.commit().await.unwrap();
    }

    /// Confirms everything that custody has.
    pub(crate) async fn confirm_all(&self) {
        for transfer in self.test.custody.executions() {
            let external_id = transfer.external_id.unwrap();
            self.test
                .custody
                .move_on(&external_id, domain::execution::CustodyState::Confirmed);
        }
        self.work(5).await;
    }

    /// Gives Alice's wallet so much of a token, as custody reports it.
    pub(crate) fn hold_token(&self, symbol: &str, decimals: u8, amount: BaseUnits) {
        let token = asset::find(Network::EthereumSepolia, symbol).unwrap();
        let balance = CustodyBalance {
            contract: token.contract(),
            symbol: Some(symbol.to_owned()),
            decimals,
            amount,
            usd_quote: None,
        };
        self.test
            .custody
            .set_balance(self.wallet.address.unwrap(), balance);
    }

    /// What must hold whatever happened; every test ends here.
    pub(crate) async fn check(&self) {
        self.bank().finish_running().await;
        let executions = self.test.custody.executions();
        let page = bank::Page::first(200);
        let listed = self
            .test
            .store
            .transfer_queue_unscoped(Default::default(), page)
            .await
            .unwrap();
        for listing in listed.rows {
            let transfer = listing.transfer;
            self.check_history(&transfer).await;
            let executed = executions
                .iter()
                .filter(|done| {
                    done.external_id.as_deref() == Some(transfer.order.external_id.as_str())
                        && done.requested.amount == Some(transfer.order.amount)
                })
                .count();
            assert!(
                executed <= 1,
                "{} was executed {executed} times",
                transfer.id
            );
            match transfer.status {
                Status::Broadcasted | Status::Confirmed => assert_eq!(executed, 1),
                Status::Pending | Status::Approved | Status::Rejected | Status::Cancelled => {
                    assert_eq!(executed, 0, "{} moved money", transfer.status);
                }
                Status::Submitting | Status::Failed => {}
            }
        }
    }

    /// The history is a path of the state machine, and each step is in the audit.
    async fn check_history(&self, transfer: &TransferRecord) {
        let steps = self.test.store.transfer_steps(transfer.id).await.unwrap();
        let steps: Vec<_> = steps
            .iter()
            .map(|step| Status::parse(step).unwrap())
            .collect();
        for pair in steps.windows(2) {
            assert!(LEGAL.contains(&(pair[0], pair[1])), "{steps:?}");
        }
        assert_eq!(steps.last(), Some(&transfer.status));
        let subject = transfer.id.to_string();
        let audit = self.test.audit().await;
        let audited: Vec<_> = audit
            .iter()
            .filter(|(kind, about)| {
                let is_step = !matches!(kind.as_str(), "transfer.read" | "transfer.released");
                *about == subject && kind.starts_with("transfer.") && is_step
            })
            .map(|(kind, _)| kind.as_str())
            .collect();
        assert_eq!(audited.len(), steps.len(), "each step has its audit row");
        let found = transfer.recovery.recovered_at.is_some();
        match audited[0] {
            "transfer.requested" => {}
            first => assert_eq!(
                [first, audited[1]],
                ["transfer.taken_in", "transfer.recovered"]
            ),
        }
        for (kind, pair) in audited[1..].iter().zip(steps.windows(2)) {
            let step = match (pair[0], pair[1]) {
                (Status::Submitting, Status::Approved) => "transfer.returned".to_owned(),
                (_, to) => format!("transfer.{to}"),
            };
            let led_there = matches!(pair[1], Status::Approved | Status::Submitting);
            let as_found = found && led_there && *kind == "transfer.recovered";
            assert!(as_found || *kind == step, "{audited:?} of {steps:?}");
        }
        let execution = &transfer.execution;
        if transfer.status.is_final() {
            assert_eq!(execution.lease, None);
            assert_eq!(execution.next_attempt_at, None);
        }
    }
}

/// The edges of the state machine, typed by hand.
const LEGAL: [(Status, Status); 10] = [
    (Status::Pending, Status::Approved),
    (Status::Pending, Status::Rejected),
    (Status::Pending, Status::Cancelled),
    (Status::Approved, Status::Submitting),
    (Status::Approved, Status::Cancelled),
    (Status::Submitting, Status::Approved),
    (Status::Submitting, Status::Broadcasted),
    (Status::Submitting, Status::Failed),
    (Status::Broadcasted, Status::Confirmed),
    (Status::Broadcasted, Status::Failed),
];
