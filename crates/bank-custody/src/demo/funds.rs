//! Test money: what a demo's faucet gives, and to whom.

use api::{Problem, TestFundsRequest};
use bank::{Bank, Caller, Refusal};
use domain::{
    access::Relation,
    address::EvmAddress,
    asset::{self, Asset},
    money::{BaseUnits, parse_decimal},
};

/// What a wallet gets unless asked otherwise, in whole units.
const USUAL_AMOUNT: &str = "1";
/// The most that one request gets, in whole units.
const AMOUNT_MAX: &str = "1000";

/// A payment that the faucet is to make.
#[derive(Debug)]
pub(super) struct Payment {
    pub(super) asset: &'static Asset,
    pub(super) address: EvmAddress,
    pub(super) amount: BaseUnits,
}

/// What is asked for, if it may be given: only to an own wallet that has an address.
pub(super) async fn payment(
    bank: &Bank,
    request: TestFundsRequest<'_>,
) -> Result<Payment, Problem> {
    // A route for customers: an employee is anybody else here, and has read nothing afterwards.
    let customer = Caller {
        is_employee: false,
        ..request.caller.clone()
    };
    let wallet = bank.wallet(&customer, request.wallet, false).await?;
    if !matches!(wallet.standing.relation, Relation::Owner) {
        return Err(Refusal::Forbidden.into());
    }
    let address = wallet.address.ok_or(Refusal::WalletNotReady)?;
    let asset = match request.asset {
        None => asset::native(wallet.network),
        Some(text) => asset::find(wallet.network, text).map_err(|_| {
            Refusal::field("asset", "unknown_asset", "This network has no such asset.")
        })?,
    };
    let parse = |text| parse_decimal(text, asset.decimals());
    let amount = parse(request.amount.unwrap_or(USUAL_AMOUNT))
        .map_err(|error| Refusal::field("amount", error.code(), error.to_string()))?;
    let usable = !amount.is_zero() && parse(AMOUNT_MAX).is_ok_and(|most| amount <= most);
    if !usable {
        let detail = format!("Above 0 and at most {AMOUNT_MAX}.");
        return Err(Refusal::field("amount", "out_of_range", detail).into());
    }
    Ok(Payment {
        asset,
        address,
        amount,
    })
}
