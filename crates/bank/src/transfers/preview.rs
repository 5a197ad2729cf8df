//! What a transfer would come to, judged as sending judges it; writes nothing.

use domain::access::Spendable;
use domain::address::EvmAddress;
use domain::approval::{DecidedBy, Judgement, RuleKind, SetBy, Verdict};
use domain::asset::{self, Asset};
use domain::funds::Funds;
use domain::money::BaseUnits;
use store::wallets::Wallet;

use super::SendRequest;
use super::facts::{Holding, SpokenFor, gas_of_all, holds};
use super::order::SendOrder;
use crate::Bank;
use crate::caller::Caller;
use crate::error::Result;
use crate::wallets::EuroValue;

/// What would become of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewOutcome {
    /// It would be sent at once.
    Executes,
    /// It would wait for the bank's approval.
    Waits,
    /// It would be refused.
    Refused,
}

/// Why it would wait or be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewReason {
    /// Stable code: of the rule, or of the refusal.
    pub code: &'static str,
    /// A sentence.
    pub text: String,
}

/// What a transfer would come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What would become of it.
    pub outcome: PreviewOutcome,
    /// Why, unless it would be sent at once.
    pub reason: Option<PreviewReason>,
    /// What would be sent.
    pub asset: &'static Asset,
    /// The asset in which the fee is paid.
    pub fee_asset: &'static Asset,
    /// Estimated fee, in base units of `fee_asset`; absent without an estimate.
    pub fee: Option<BaseUnits>,
    /// The most that could be sent now, in base units of `asset`; absent with custody out of reach.
    pub max: Option<BaseUnits>,
    /// The receiver with its checksum.
    pub to_address: EvmAddress,
    /// About how much the amount is worth.
    pub eur: Option<EuroValue>,
    /// From which amount on it would wait, in base units of `asset`; absent where it always would.
    pub threshold: Option<BaseUnits>,
    /// Who set that, or that there is none.
    pub threshold_set_by: SetBy,
}

impl Bank {
    /// Judges a request without storing it.
    ///
    /// # Errors
    /// [`NotFound`](crate::Refusal::NotFound), [`Forbidden`](crate::Refusal::Forbidden),
    /// [`Invalid`](crate::Refusal::Invalid); other refusals are the preview's outcome.
    pub async fn preview_transfer(
        &self,
        caller: &Caller,
        request: &SendRequest,
    ) -> Result<Preview> {
        let (wallet, order) = self.read_order(caller, request).await?;
        let inquiry = self.inquire(&wallet, order.asset).await;
        let copies = self.store().balance_copies(&[wallet.id]).await?;
        let copy = copies.get(&wallet.id);
        let spoken_for = match inquiry.as_of(copy) {
            None => SpokenFor::default(),
            Some(as_of) => {
                let (store, asset) = (self.store(), order.asset.id());
                let under_way = store.transfers_under_way(wallet.id, as_of).await?;
                SpokenFor {
                    amount: store.reserved_funds(wallet.id, asset, as_of).await?,
                    gas: gas_of_all(&under_way),
                }
            }
        };
        let holding = inquiry.holding(order.asset, copy, spoken_for);
        let (outcome, reason) = self.foresee(&wallet, &order, &holding).await?;
        let prices = self.prices().await?;
        let DecidedBy { kind, threshold } = self.rule_for(&wallet, &order).decided_by;
        Ok(Preview {
            outcome,
            reason,
            asset: order.asset,
            fee_asset: asset::native(wallet.network),
            fee: inquiry.fee(),
            max: holding.funds.map(Funds::available),
            to_address: order.destination.address(),
            eur: self.euro_value(&prices, order.asset, order.amount.base_units()),
            threshold,
            threshold_set_by: kind.set_by(),
        })
    }

    async fn foresee(
        &self,
        wallet: &Spendable<Wallet>,
        order: &SendOrder,
        holding: &Holding,
    ) -> Result<(PreviewOutcome, Option<PreviewReason>)> {
        let paused = self.store().pause().await?.is_some();
        Ok(
            match self.assess(wallet, order, holds(paused, wallet), holding) {
                Err(refusal) => {
                    let reason = PreviewReason {
                        code: refusal.code(),
                        text: refusal.detail(),
                    };
                    (PreviewOutcome::Refused, Some(reason))
                }
                Ok(Judgement {
                    verdict: Verdict::Executes,
                    ..
                }) => (PreviewOutcome::Executes, None),
                Ok(Judgement {
                    verdict: Verdict::Waits,
                    decided_by,
                }) => {
                    let threshold = decided_by.threshold.map(|threshold| {
                        format!(
                            "{} {}",
                            threshold.to_decimal(order.asset.decimals()),
                            order.asset.symbol()
                        )
                    });
                    let text = waiting_text(decided_by.kind, threshold.as_deref());
                    let reason = PreviewReason {
                        code: decided_by.kind.as_str(),
                        text,
                    };
                    (PreviewOutcome::Waits, Some(reason))
                }
            },
        )
    }
}

fn waiting_text(kind: RuleKind, threshold: Option<&str>) -> String {
    match (kind, threshold) {
        (RuleKind::BankThreshold, Some(threshold)) => {
            format!("Transfers of {threshold} or more wait for the bank's approval.")
        }
        (RuleKind::PersonalLimit, Some(threshold)) => {
            format!("Your transfers of {threshold} or more wait for the bank's approval.")
        }
        (RuleKind::LimitedDelegateToken, _) => {
            "Your transfers of tokens from this wallet wait for the bank's approval.".to_owned()
        }
        (RuleKind::NoThreshold, _) | (RuleKind::BankThreshold | RuleKind::PersonalLimit, None) => {
            "Every transfer of this asset waits for the bank's approval.".to_owned()
        }
    }
}
