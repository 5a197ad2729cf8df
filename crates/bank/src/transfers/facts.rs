//! What a request is judged by: the wallet's money as custody sees it now, and what holds it.

use domain::access::Spendable;
use domain::approval::{Facts, Judgement, judge};
use domain::asset::{Asset, AssetId};
use domain::funds::Funds;
use domain::id::WalletId;
use domain::money::BaseUnits;
use domain::wallet::{Held, Holds};
use store::balances::BalanceCopy;
use store::transfers::{Order, Reservation, TransferRecord};
use store::wallets::Wallet;
use time::OffsetDateTime;

use super::order::SendOrder;
use crate::Bank;
use crate::custody::WalletRef;
use crate::error::{Refusal, Result};

/// Gas of a plain transfer of the native coin (Ethereum Yellow Paper, appendix G: G_transaction).
const GAS_NATIVE: u64 = 21_000;

/// Gas that transfers of common ERC-20 tokens stay below.
const GAS_ERC20: u64 = 65_000;

/// What was asked of custody after the request had arrived.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inquiry {
    /// Whether the copy of the balance was read since; not so with custody out of reach.
    balance_is_new: bool,
    /// Estimated price of one unit of gas, in base units of the network's native asset.
    gas_price: Option<BaseUnits>,
    /// Gas that the transfer takes.
    gas: u64,
}

/// What of a wallet's money is spoken for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SpokenFor {
    /// Of the asset in question, in its base units.
    pub(super) amount: BaseUnits,
    /// Gas that the wallet's transfers under way, of whichever asset, will pay for.
    pub(super) gas: u64,
}

/// What is known of one asset in a wallet.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holding {
    /// Absent when no answer of custody is new enough to refuse by.
    pub(super) funds: Option<Funds>,
    /// Custody reports other decimals than the registry.
    pub(super) blocked: bool,
}

impl Inquiry {
    /// Estimated fee of the transfer, in base units of the network's native asset.
    pub(super) fn fee(&self) -> Option<BaseUnits> {
        self.gas_price?.checked_mul(self.gas)
    }

    /// Whether a sum of reservations is needed, and since when: see
    /// [`Tx::reserved_funds`](store::Tx::reserved_funds).
    pub(super) fn as_of(&self, copy: Option<&BalanceCopy>) -> Option<OffsetDateTime> {
        copy.filter(|_| self.balance_is_new)?.as_of
    }

    /// What the copy says of an asset, less what is spoken for.
    pub(super) fn holding(
        &self,
        asset: &Asset,
        copy: Option<&BalanceCopy>,
        spoken_for: SpokenFor,
    ) -> Holding {
        let key = asset.id().to_string();
        let held = copy.and_then(|copy| copy.balances.iter().find(|held| held.asset_key == key));
        let balance = held.map_or(BaseUnits::ZERO, |held| held.amount);
        // A token's fee is paid in the native asset, which the token's balance says nothing of.
        let gas = self.gas.saturating_add(spoken_for.gas);
        let fees = self.gas_price.and_then(|price| price.checked_mul(gas));
        let fee_reserve = fees.filter(|_| asset.is_native());
        let funds = Funds {
            balance,
            reserved: spoken_for.amount,
            fee_reserve,
        };
        Holding {
            funds: self.as_of(copy).map(|_| funds),
            blocked: held.is_some_and(|held| held.decimals != asset.decimals().0),
        }
    }
}

impl Bank {
    /// Has the balances read anew and asks for the fee, both at once.
    pub(super) async fn inquire(&self, wallet: &Wallet, asset: &'static Asset) -> Inquiry {
        let now = self.clock().now();
        let (balance_is_new, fees) = futures::join!(
            self.read_balances_since(wallet, now),
            self.custody_for_reads().fees(wallet.network),
        );
        let gas_price = fees.ok().flatten().map(|fees| fees.max_fee_per_gas);
        Inquiry {
            balance_is_new,
            gas_price,
            gas: gas_of(asset),
        }
    }

    /// What the wallet could give now by the copy there is, less what is spoken for; good for
    /// showing, not for refusing.
    pub(super) async fn spendable_now(&self, order: &Order) -> Result<Option<BaseUnits>> {
        let copies = self.store().balance_copies(&[order.wallet]).await?;
        let copy = copies.get(&order.wallet);
        let Some(as_of) = copy.and_then(|copy| copy.as_of) else {
            return Ok(None);
        };
        let reservations = self.store().reservations(&[order.wallet], as_of).await?;
        Ok(available(
            order.wallet,
            order.asset.asset(),
            copy,
            &reservations,
        ))
    }

    /// Judges a request: by what holds the wallet, by the bank's rules, and by its funds.
    ///
    /// The one function that decides, for sending as for previews.
    pub(super) fn assess(
        &self,
        wallet: &Spendable<Wallet>,
        order: &SendOrder,
        holds: Holds,
        holding: &Holding,
    ) -> Result<Judgement, Refusal> {
        holds.check()?;
        if holding.blocked {
            return Err(Refusal::AssetBlocked);
        }
        let SendOrder { asset, amount, .. } = *order;
        if let Some(funds) = holding.funds {
            funds
                .check(amount)
                .map_err(|short| Refusal::InsufficientFunds {
                    available: short.available,
                    available_text: short.available.to_decimal(asset.decimals()),
                    symbol: asset.symbol().to_owned(),
                })?;
        }
        Ok(self.rule_for(wallet, order))
    }

    /// What the bank's rules alone say to a request.
    pub(super) fn rule_for(&self, wallet: &Spendable<Wallet>, order: &SendOrder) -> Judgement {
        let facts = Facts {
            asset: order.asset,
            amount: order.amount,
            authority: wallet.authority(),
        };
        judge(&self.settings().policy, facts)
    }
}

/// Gas that a transfer of this asset takes.
fn gas_of(asset: &Asset) -> u64 {
    if asset.is_native() {
        GAS_NATIVE
    } else {
        GAS_ERC20
    }
}

/// Gas that transfers of these assets take together.
pub(super) fn gas_of_all(assets: &[AssetId]) -> u64 {
    let gas = assets.iter().map(|asset| gas_of(asset.asset()));
    gas.fold(0, u64::saturating_add)
}

/// What a wallet could give of an asset by the copy there is, less what is reserved; absent when
/// no balance is known. Good for showing, not for refusing.
pub(super) fn available(
    wallet: WalletId,
    asset: &Asset,
    copy: Option<&BalanceCopy>,
    reservations: &[Reservation],
) -> Option<BaseUnits> {
    let copy = copy?;
    let as_of = copy.as_of?;
    let counts = |reservation: &&Reservation| {
        reservation.wallet == wallet
            && reservation.asset == asset.id()
            && reservation.confirmed_at.is_none_or(|at| at > as_of)
    };
    let reserved = reservations
        .iter()
        .filter(counts)
        .fold(BaseUnits::ZERO, |sum, reservation| {
            sum.saturating_add(reservation.amount)
        });
    let key = asset.id().to_string();
    let held = copy.balances.iter().find(|held| held.asset_key == key);
    let balance = held.map_or(BaseUnits::ZERO, |held| held.amount);
    Some(
        Funds {
            balance,
            reserved,
            fee_reserve: None,
        }
        .available(),
    )
}

/// The wallet as custody must be asked for it; absent while it is being opened.
pub(super) fn wallet_ref(wallet: &Wallet) -> Option<WalletRef> {
    let id = wallet.custody_wallet_id.clone()?;
    Some(WalletRef {
        id,
        network: wallet.network,
    })
}

/// What holds a new transfer of a wallet.
pub(super) fn holds(paused: bool, wallet: &Wallet) -> Holds {
    Holds {
        paused,
        after_restore: false,
        freezes: wallet.freezes(),
        has_address: wallet.address.is_some(),
    }
}

/// What holds a transfer of a wallet.
pub(super) fn holds_of(paused: bool, wallet: &Wallet, transfer: &TransferRecord) -> Holds {
    Holds {
        after_restore: transfer.recovery.held_since.is_some(),
        ..holds(paused, wallet)
    }
}

impl From<Held> for Refusal {
    fn from(held: Held) -> Self {
        match held {
            Held::Paused => Self::Paused,
            Held::AfterRestore => Self::HeldAfterRestore,
            Held::Frozen => Self::WalletFrozen,
            Held::Opening => Self::WalletNotReady,
        }
    }
}
