//! A transfer at custody, and what becomes of it.

use bank::custody::{CustodyTransfer, Requested};
use domain::address::EvmAddress;
use domain::execution::CustodyState;
use domain::money::BaseUnits;
use domain::reference::{CustodyTransferId, CustodyWalletId, TxHash};
use serde_json::Value;
use time::OffsetDateTime;

use super::chain::{Coin, Payment};
use crate::dice::Dice;

/// What the bank asks for, read from its outgoing body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) external_id: String,
    pub(crate) to: EvmAddress,
    pub(crate) coin: Coin,
    pub(crate) amount: BaseUnits,
}

impl Wish {
    /// Reads a body as [`render`] writes it.
    pub(crate) fn read(body: &[u8]) -> Option<Self> {
        let body: Value = serde_json::from_slice(body).ok()?;
        let text = |name: &str| body.get(name)?.as_str().map(str::to_owned);
        let coin = match text("contract") {
            None => None,
            Some(contract) => Some(EvmAddress::parse(&contract).ok()?),
        };
        Some(Self {
            external_id: text("externalId")?,
            to: EvmAddress::parse(&text("to")?).ok()?,
            coin,
            amount: BaseUnits::parse_integer(&text("amount")?).ok()?,
        })
    }
}

/// What becomes of a transfer, decided when custody accepts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    Confirms,
    /// Undone on the chain: the fee is gone.
    Reverts,
    /// Fails before it is sent.
    Fails,
    /// A policy of custody's holds it, then lets it go on or refuses it.
    Held {
        allows: bool,
    },
    /// Given up for good; its transaction may have been executed all the same.
    Aborts {
        executed: bool,
    },
    /// Executed by another transaction than the one that was reported.
    Replaced,
}

impl Plan {
    pub(crate) fn draw(dice: &mut Dice, rare: bool) -> Self {
        let odd = if rare { 0 } else { 1 };
        let plans = [
            (80, Self::Confirms),
            (5, Self::Reverts),
            (5, Self::Fails),
            (4, Self::Held { allows: true }),
            (2, Self::Held { allows: false }),
            (odd, Self::Aborts { executed: true }),
            (odd, Self::Aborts { executed: false }),
            (odd, Self::Replaced),
        ];
        dice.weighed(&plans).unwrap_or(Self::Confirms)
    }
}

/// A transfer at custody.
#[derive(Debug, Clone)]
pub(crate) struct Entity {
    pub(crate) id: CustodyTransferId,
    pub(crate) wallet: CustodyWalletId,
    pub(crate) from: EvmAddress,
    pub(crate) wish: Wish,
    pub(crate) plan: Plan,
    pub(crate) state: CustodyState,
    pub(crate) hash: Option<TxHash>,
    pub(crate) fee: Option<BaseUnits>,
    pub(crate) replaced: bool,
    pub(crate) gas_price: u64,
    pub(crate) accepted_at: OffsetDateTime,
    /// State and hash before the latest change, for reports that come late.
    pub(crate) earlier: Option<(CustodyState, Option<TxHash>)>,
}

impl Entity {
    /// What would be executed.
    pub(crate) fn payment(&self) -> Payment {
        Payment {
            external_id: self.wish.external_id.clone(),
            from: self.from,
            to: self.wish.to,
            coin: self.wish.coin,
            amount: self.wish.amount,
            gas_price: self.gas_price,
            reverts: self.plan == Plan::Reverts,
        }
    }

    /// Whether custody will say no more about it, and nobody but people can.
    pub(crate) fn stays_open(&self) -> bool {
        match self.plan {
            Plan::Aborts { .. } => self.state == CustodyState::Aborted,
            Plan::Replaced => self.replaced,
            Plan::Confirms | Plan::Reverts | Plan::Fails | Plan::Held { .. } => false,
        }
    }

    pub(crate) fn enter(&mut self, state: CustodyState) {
        self.earlier = Some((self.state, self.hash));
        self.state = state;
    }

    /// What custody reports of it now.
    pub(crate) fn report(&self) -> CustodyTransfer {
        CustodyTransfer {
            id: self.id.clone(),
            wallet: self.wallet.clone(),
            requested: Requested {
                native: Some(self.wish.coin.is_none()),
                contract: self.wish.coin.map(|contract| contract.to_string()),
                to: self.wish.to.to_string().to_lowercase(),
                amount: Some(self.wish.amount),
            },
            external_id: Some(self.wish.external_id.clone()),
            state: self.state,
            tx_hash: self.hash,
            fee: self.fee,
            replaced: self.replaced,
            reason: None,
        }
    }

    /// A report that is late, incomplete, or in a state that nobody knows.
    pub(crate) fn odd_report(&self, dice: &mut Dice) -> CustodyTransfer {
        let mut report = self.report();
        match (dice.below(3), self.earlier) {
            (0, _) => report.state = CustodyState::Unrecognised,
            (1, Some((state, hash))) => {
                report.state = state;
                report.tx_hash = hash;
                report.fee = None;
                report.replaced = false;
            }
            _ if self.state == CustodyState::Confirmed => {
                report.tx_hash = None;
                report.fee = None;
            }
            _ => {}
        }
        report
    }
}
