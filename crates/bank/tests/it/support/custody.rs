mod answers;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use bank::custody::{
    CallError, CustodyBalance, CustodyTransfer, CustodyWallet, Detail, Direction, FeeEstimate,
    Movement, Requested, Submission, WalletRef,
};
use domain::address::EvmAddress;
use domain::execution::CustodyState;
use domain::money::BaseUnits;
use domain::reference::{CustodyTransferId, CustodyWalletId, TxHash};
use serde_json::Value;
use time::OffsetDateTime;
use tokio::sync::watch;

/// One kind of call to custody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Call {
    CreateWallet,
    Wallet,
    FindWallet,
    Balances,
    History,
    Submit,
    Transfer,
    FindTransfer,
    Transfers,
    Wallets,
    Fees,
    Probe,
}

/// What goes wrong with one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Never reached custody.
    NotSent,
    /// 429.
    Throttled,
    /// Credentials refused; for a transfer: whether the transfer call itself was made.
    Misconfigured { transfer_call_made: bool },
    /// 403 or 404 on the transfer call; elsewhere refused.
    Denied,
    /// 400 or 422.
    Invalid,
    /// 409, naming the duplicate if there is one.
    Conflict(Option<CustodyTransferId>),
    /// 404.
    NotFound,
    /// No effect, and no usable answer.
    LostBefore,
    /// The effect took place, and no usable answer came.
    LostAfter,
}

/// How far a transfer gets by the answer to its POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubmitMode {
    /// On the chain at once.
    Broadcasts,
    /// Waiting first; [`FakeCustody::move_on`] takes it further.
    PendingFirst,
    /// Waiting for a policy of custody's own.
    HeldByPolicy,
}

#[derive(Debug)]
struct StoredTransfer {
    transfer: CustodyTransfer,
    body: Vec<u8>,
}

#[derive(Debug, Default)]
struct Ledger {
    wallets: Vec<CustodyWallet>,
    names: Vec<String>,
    balances: HashMap<CustodyWalletId, Vec<CustodyBalance>>,
    movements: HashMap<CustodyWalletId, Vec<Movement>>,
    transfers: Vec<StoredTransfer>,
    scripts: HashMap<Call, VecDeque<Trouble>>,
    always: HashMap<Call, Trouble>,
    counts: HashMap<Call, u32>,
    /// New wallets get their address only when [`FakeCustody::give_addresses`] is called.
    addresses_later: bool,
    running: HashMap<Call, u32>,
    most_at_once: HashMap<Call, u32>,
    fee: Option<FeeEstimate>,
}

/// How an accepted transfer is told otherwise than it was asked for.
type Twist = (fn(&mut CustodyTransfer), CustodyState);

/// A custody in memory: a ledger, faults by script, counters, and gates that hold calls.
#[derive(Debug, Clone)]
pub(crate) struct FakeCustody {
    ledger: Arc<Mutex<Ledger>>,
    mode: Arc<Mutex<SubmitMode>>,
    twist: Arc<Mutex<Option<Twist>>>,
    gates: Arc<Mutex<HashMap<Call, watch::Sender<bool>>>>,
}

fn detail(text: &str) -> Detail {
    Detail(text.to_owned())
}

impl Default for FakeCustody {
    fn default() -> Self {
        Self {
            ledger: Arc::default(),
            mode: Arc::new(Mutex::new(SubmitMode::Broadcasts)),
            twist: Arc::default(),
            gates: Arc::default(),
        }
    }
}

impl FakeCustody {
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap()
    }

    // --- what a test sets -------------------------------------------------------------------

    /// The next calls of this kind fail so, one after the other; then it works again.
    pub(crate) fn fail(&self, call: Call, troubles: impl IntoIterator<Item = Trouble>) {
        self.ledger()
            .scripts
            .entry(call)
            .or_default()
            .extend(troubles);
    }

    /// Every call of this kind fails so until [`FakeCustody::heal`].
    pub(crate) fn fail_always(&self, call: Call, trouble: Trouble) {
        self.ledger().always.insert(call, trouble);
    }

    /// All calls work again.
    pub(crate) fn heal(&self) {
        let mut ledger = self.ledger();
        ledger.scripts.clear();
        ledger.always.clear();
    }

    /// Every call fails: custody is out of reach.
    pub(crate) fn go_down(&self) {
        for call in [
            Call::CreateWallet,
            Call::Wallet,
            Call::FindWallet,
            Call::Balances,
            Call::History,
            Call::Submit,
            Call::Transfer,
            Call::FindTransfer,
            Call::Transfers,
            Call::Wallets,
            Call::Fees,
            Call::Probe,
        ] {
            self.fail_always(call, Trouble::NotSent);
        }
    }

    /// How transfers are answered from now on.
    pub(crate) fn set_mode(&self, mode: SubmitMode) {
        *self.mode.lock().unwrap() = mode;
    }

    /// What gas costs; without it there is no estimate.
    pub(crate) fn set_fee(&self, fee: Option<FeeEstimate>) {
        self.ledger().fee = fee;
    }

    /// Wallets are made without an address from now on.
    pub(crate) fn make_addresses_later(&self) {
        self.ledger().addresses_later = true;
    }

    /// All wallets have their address from now on.
    pub(crate) fn give_addresses(&self) {
        let mut ledger = self.ledger();
        ledger.addresses_later = false;
        for (n, wallet) in ledger.wallets.iter_mut().enumerate() {
            wallet.address = Some(address_of(n));
        }
    }

    /// Calls of this kind wait, counted but unanswered, until [`FakeCustody::release`].
    pub(crate) fn hold(&self, call: Call) {
        self.gates
            .lock()
            .unwrap()
            .insert(call, watch::Sender::new(false));
    }

    /// Calls that wait go on.
    pub(crate) fn release(&self, call: Call) {
        if let Some(gate) = self.gates.lock().unwrap().remove(&call) {
            gate.send_replace(true);
        }
    }

    /// Sets what a wallet holds of the native asset.
    pub(crate) fn fund(&self, address: EvmAddress, amount: BaseUnits) {
        self.set_balance(address, reported(None, "ETH", 18, amount));
    }

    /// Sets what a wallet holds of an asset, as custody reports it.
    pub(crate) fn set_balance(&self, address: EvmAddress, balance: CustodyBalance) {
        let mut ledger = self.ledger();
        let id = ledger.id_at(address).expect("a wallet of this custody");
        let held = ledger.balances.entry(id).or_default();
        held.retain(|known| known.contract != balance.contract);
        held.push(balance);
    }

    /// Adds a movement to a wallet's history.
    pub(crate) fn add_movement(&self, address: EvmAddress, movement: Movement) {
        let mut ledger = self.ledger();
        let id = ledger.id_at(address).expect("a wallet of this custody");
        ledger.movements.entry(id).or_default().insert(0, movement);
    }

    /// Takes a transfer on to a state; a hash where the state has one.
    pub(crate) fn move_on(&self, external_id: &str, state: CustodyState) {
        let mut ledger = self.ledger();
        let stored = ledger
            .transfers
            .iter_mut()
            .find(|stored| stored.transfer.external_id.as_deref() == Some(external_id))
            .expect("a transfer with this external id");
        if matches!(state, CustodyState::Broadcasted | CustodyState::Confirmed) {
            let hash = hash_of(external_id);
            stored.transfer.tx_hash.get_or_insert(hash);
        }
        stored.transfer.state = state;
    }

    /// Changes a stored transfer in any way: replaced, other amount, lost hash.
    pub(crate) fn change_transfer(
        &self,
        external_id: &str,
        change: impl FnOnce(&mut CustodyTransfer),
    ) {
        let mut ledger = self.ledger();
        let stored = ledger
            .transfers
            .iter_mut()
            .find(|stored| stored.transfer.external_id.as_deref() == Some(external_id))
            .expect("a transfer with this external id");
        change(&mut stored.transfer);
    }

    /// Transfers that are accepted from now on are told so, and in this state.
    pub(crate) fn twist(&self, change: fn(&mut CustodyTransfer), state: CustodyState) {
        *self.twist.lock().unwrap() = Some((change, state));
    }

    /// Hands a body to custody behind the bank's back.
    pub(crate) fn submit_directly(&self, wallet: &WalletRef, body: &[u8]) -> CustodyTransfer {
        match self.take(wallet, body) {
            Submission::Accepted(transfer) => transfer,
            other => panic!("not accepted: {other:?}"),
        }
    }

    // --- what a test reads ------------------------------------------------------------------

    /// How many calls of this kind came in.
    pub(crate) fn count(&self, call: Call) -> u32 {
        self.ledger().counts.get(&call).copied().unwrap_or(0)
    }

    /// How many calls of this kind ran at the same time at most.
    pub(crate) fn most_at_once(&self, call: Call) -> u32 {
        self.ledger().most_at_once.get(&call).copied().unwrap_or(0)
    }

    /// How many wallets custody has made.
    pub(crate) fn wallets_made(&self) -> usize {
        self.ledger().wallets.len()
    }

    /// Custody's id of the wallet at an address.
    pub(crate) fn wallet_at(&self, address: EvmAddress) -> CustodyWalletId {
        self.ledger()
            .id_at(address)
            .expect("a wallet of this custody")
    }

    /// Every transfer custody accepted: what it asked for and under which external id.
    pub(crate) fn executions(&self) -> Vec<CustodyTransfer> {
        self.ledger()
            .transfers
            .iter()
            .map(|stored| stored.transfer.clone())
            .collect()
    }

    // --- the calls themselves ---------------------------------------------------------------

    /// Counts a call, waits at its gate and answers what is to go wrong with it.
    async fn enter(&self, call: Call) -> Option<Trouble> {
        {
            let mut ledger = self.ledger();
            *ledger.counts.entry(call).or_default() += 1;
            let running = ledger.running.entry(call).or_default();
            *running += 1;
            let running = *running;
            let most = ledger.most_at_once.entry(call).or_default();
            *most = running.max(*most);
        }
        let gate = self
            .gates
            .lock()
            .unwrap()
            .get(&call)
            .map(watch::Sender::subscribe);
        if let Some(mut gate) = gate {
            let _ = gate.wait_for(|open| *open).await;
        }
        let mut ledger = self.ledger();
        *ledger.running.entry(call).or_default() -= 1;
        let scripted = ledger.scripts.get_mut(&call).and_then(VecDeque::pop_front);
        scripted.or_else(|| ledger.always.get(&call).cloned())
    }

    /// Answers a call that only looks.
    async fn look<T>(
        &self,
        call: Call,
        read: impl FnOnce(&Ledger) -> Result<T, CallError>,
    ) -> Result<T, CallError> {
        match self.enter(call).await {
            None => read(&self.ledger()),
            Some(trouble) => Err(call_error(&trouble)),
        }
    }

    /// Takes a transfer as custody does: idempotent by external id.
    fn take(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        let mode = *self.mode.lock().unwrap();
        let mut ledger = self.ledger();
        let (requested, external_id) = parse_body(body);
        if let Some(known) = ledger.find(&external_id) {
            if known.body == body && known.transfer.wallet == wallet.id {
                return Submission::Accepted(known.transfer.clone());
            }
            return Submission::Conflict {
                duplicate: Some(known.transfer.id.clone()),
                detail: detail("409: same external id"),
            };
        }
        if !ledger.pay(wallet, &requested) {
            return Submission::Invalid(detail("400: insufficient balance"));
        }
        let (state, tx_hash) = match mode {
            SubmitMode::Broadcasts => (CustodyState::Broadcasted, Some(hash_of(&external_id))),
            SubmitMode::PendingFirst => (
                CustodyState::Waiting {
                    held_by_policy: false,
                },
                None,
            ),
            SubmitMode::HeldByPolicy => (
                CustodyState::Waiting {
                    held_by_policy: true,
                },
                None,
            ),
        };
        let id = CustodyTransferId::parse(&format!("ct-{}", ledger.transfers.len())).unwrap();
        let transfer = CustodyTransfer {
            id,
            wallet: wallet.id.clone(),
            requested,
            external_id: Some(external_id),
            state,
            tx_hash,
            fee: None,
            replaced: false,
            reason: None,
        };
        let stored = StoredTransfer {
            transfer: transfer.clone(),
            body: body.to_vec(),
        };
        ledger.transfers.push(stored);
        let mut told = transfer;
        if let Some((change, state)) = *self.twist.lock().unwrap() {
            change(&mut told);
            told.state = state;
        }
        Submission::Accepted(told)
    }
}

/// What a body that was rendered here asks for, and its external id.
fn parse_body(body: &[u8]) -> (Requested, String) {
    let parsed: Value = serde_json::from_slice(body).expect("a body that was rendered here");
    let text = |name: &str| parsed.get(name).and_then(Value::as_str).map(str::to_owned);
    let contract = text("contract");
    let requested = Requested {
        native: Some(contract.is_none()),
        contract,
        to: text("to").expect("a receiver"),
        amount: text("amount").and_then(|digits| BaseUnits::parse_integer(&digits).ok()),
    };
    (requested, text("externalId").expect("an external id"))
}

/// An asset as custody reports it, without a price.
pub(crate) fn reported(
    contract: Option<EvmAddress>,
    symbol: &str,
    decimals: u8,
    amount: BaseUnits,
) -> CustodyBalance {
    let symbol = Some(symbol.to_owned());
    CustodyBalance {
        contract,
        symbol,
        decimals,
        amount,
        usd_quote: None,
    }
}

impl Ledger {
    fn find(&self, external_id: &str) -> Option<&StoredTransfer> {
        let is_it =
            |stored: &&StoredTransfer| stored.transfer.external_id.as_deref() == Some(external_id);
        self.transfers.iter().find(is_it)
    }

    /// Takes the amount out of the wallet, if it is there.
    fn pay(&mut self, wallet: &WalletRef, requested: &Requested) -> bool {
        let lower = |text: &str| text.to_lowercase();
        let contract = requested.contract.as_deref().map(lower);
        let held = self.balances.entry(wallet.id.clone()).or_default();
        let held = held.iter_mut().find(|balance| {
            balance
                .contract
                .map(|contract| lower(&contract.to_string()))
                == contract
        });
        let amount = requested.amount.expect("an amount");
        let Some(held) = held else { return false };
        let Some(left) = held.amount.checked_sub(amount) else {
            return false;
        };
        held.amount = left;
        true
    }

    fn id_at(&self, address: EvmAddress) -> Option<CustodyWalletId> {
        self.wallets
            .iter()
            .find(|wallet| wallet.address == Some(address))
            .map(|wallet| wallet.id.clone())
    }
}

fn call_error(trouble: &Trouble) -> CallError {
    match trouble {
        Trouble::NotSent => CallError::NotSent(detail("connection refused")),
        Trouble::Throttled => CallError::Throttled {
            pause: None,
            detail: detail("429"),
        },
        Trouble::Misconfigured { .. } => CallError::Misconfigured(detail("401")),
        Trouble::Denied | Trouble::Invalid | Trouble::Conflict(_) => {
            CallError::Refused(detail("400"))
        }
        Trouble::NotFound => CallError::NotFound(detail("404")),
        Trouble::LostBefore | Trouble::LostAfter => CallError::Unknown(detail("time-out")),
    }
}

fn address_of(n: usize) -> EvmAddress {
    let mut bytes = [0x11; 20];
    let [.., high, low] = &mut bytes;
    [*high, *low] = u16::try_from(n).unwrap().to_be_bytes();
    EvmAddress::from_bytes(bytes)
}

fn hash_of(external_id: &str) -> TxHash {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, external_id.as_bytes());
    TxHash::from_bytes(digest.as_ref().try_into().unwrap())
}

/// A movement into a wallet, for tests that only need one.
pub(crate) fn movement_in(amount: BaseUnits, hash: TxHash, at: OffsetDateTime) -> Movement {
    Movement {
        direction: Direction::In,
        contract: None,
        symbol: Some("ETH".to_owned()),
        decimals: Some(18),
        amount,
        from: None,
        to: None,
        tx_hash: hash,
        block: 1,
        at,
        fee: None,
    }
}
