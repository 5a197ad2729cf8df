//! The chain: who holds what, and everything that was executed.

use std::collections::BTreeMap;

use bank::custody::{Direction, Movement};
use domain::address::EvmAddress;
use domain::money::BaseUnits;
use domain::reference::TxHash;
use time::OffsetDateTime;

/// A token's contract; `None` for the native coin.
pub(crate) type Coin = Option<EvmAddress>;

/// Gas of a plain transfer of the native coin, and of one of a token.
const GAS: (u64, u64) = (21_000, 52_000);

/// A transaction that was executed.
#[derive(Debug, Clone)]
pub(crate) struct Execution {
    /// The id of the transfer at custody behind it, as the bank gave it.
    pub(crate) external_id: String,
    pub(crate) from: EvmAddress,
    pub(crate) to: EvmAddress,
    pub(crate) coin: Coin,
    /// What moved; nothing where the transaction was undone.
    pub(crate) amount: BaseUnits,
    pub(crate) fee: BaseUnits,
    pub(crate) hash: TxHash,
    pub(crate) reverted: bool,
    pub(crate) at: OffsetDateTime,
}

impl Execution {
    /// The execution as custody's history shows it.
    pub(crate) fn movement(&self, direction: Direction, block: u64) -> Movement {
        Movement {
            direction,
            contract: self.coin,
            symbol: None,
            decimals: None,
            amount: self.amount,
            from: Some(self.from),
            to: Some(self.to),
            tx_hash: self.hash,
            block,
            at: self.at,
            fee: Some(self.fee),
        }
    }
}

/// What is to be executed.
#[derive(Debug, Clone)]
pub(crate) struct Payment {
    pub(crate) external_id: String,
    pub(crate) from: EvmAddress,
    pub(crate) to: EvmAddress,
    pub(crate) coin: Coin,
    pub(crate) amount: BaseUnits,
    pub(crate) gas_price: u64,
    pub(crate) reverts: bool,
}

/// Holdings and executions.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    holdings: BTreeMap<(EvmAddress, Coin), BaseUnits>,
    executions: Vec<Execution>,
}

impl Payment {
    fn fee(&self) -> BaseUnits {
        let gas = if self.coin.is_some() { GAS.1 } else { GAS.0 };
        BaseUnits::from_u128(u128::from(gas) * u128::from(self.gas_price))
    }
}

impl Chain {
    /// Everything that was executed, oldest first.
    pub(crate) fn executions(&self) -> &[Execution] {
        &self.executions
    }

    /// What an address holds.
    pub(crate) fn holding(&self, of: EvmAddress, coin: Coin) -> BaseUnits {
        let held = self.holdings.get(&(of, coin));
        held.copied().unwrap_or(BaseUnits::ZERO)
    }

    /// Pays an address from nowhere.
    pub(crate) fn fund(&mut self, to: EvmAddress, coin: Coin, amount: BaseUnits) {
        let held = self.holdings.entry((to, coin)).or_insert(BaseUnits::ZERO);
        *held = held.saturating_add(amount);
    }

    /// Whether the payer could pay amount and fee now.
    pub(crate) fn covers(&self, payment: &Payment) -> bool {
        let native = self.holding(payment.from, None);
        let Some(after_fee) = native.checked_sub(payment.fee()) else {
            return false;
        };
        let held = match payment.coin {
            None => after_fee,
            Some(_) => self.holding(payment.from, payment.coin),
        };
        payment.reverts || held.checked_sub(payment.amount).is_some()
    }

    /// Executes a payment; `None`, and nothing changed, when the payer cannot pay.
    pub(crate) fn execute(&mut self, payment: &Payment, at: OffsetDateTime) -> Option<Execution> {
        if !self.covers(payment) {
            return None;
        }
        let fee = payment.fee();
        self.take(payment.from, None, fee);
        let amount = if payment.reverts {
            BaseUnits::ZERO
        } else {
            self.take(payment.from, payment.coin, payment.amount);
            self.fund(payment.to, payment.coin, payment.amount);
            payment.amount
        };
        let number = u64::try_from(self.executions.len()).unwrap_or(u64::MAX);
        let execution = Execution {
            external_id: payment.external_id.clone(),
            from: payment.from,
            to: payment.to,
            coin: payment.coin,
            amount,
            fee,
            hash: hash_of(number, 0),
            reverted: payment.reverts,
            at,
        };
        self.executions.push(execution.clone());
        Some(execution)
    }

    fn take(&mut self, from: EvmAddress, coin: Coin, amount: BaseUnits) {
        let held = self.holdings.entry((from, coin)).or_insert(BaseUnits::ZERO);
        *held = held.saturating_sub(amount);
    }
}

/// A hash of no more than a number, and of a transaction that another one replaced.
pub(crate) fn hash_of(number: u64, variant: u8) -> TxHash {
    let mut bytes = [variant; 32];
    for (to, from) in bytes.iter_mut().zip((number + 1).to_be_bytes()) {
        *to = from;
    }
    TxHash::from_bytes(bytes)
}

/// An address of no more than a number.
pub(crate) fn address_of(number: u64) -> EvmAddress {
    let mut bytes = [0x5a; 20];
    for (to, from) in bytes.iter_mut().zip((number + 1).to_be_bytes()) {
        *to = from;
    }
    EvmAddress::from_bytes(bytes)
}
