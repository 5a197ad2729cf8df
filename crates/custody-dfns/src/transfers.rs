//! Transfers: the outgoing body, and what the vendor reports of one.

use bank::custody::{CustodyTransfer, Requested, TransferIntent};
use dfns::wire;
use domain::asset::AssetKind;
use domain::execution::CustodyState;
use domain::reference::{CustodyTransferId, CustodyWalletId, TxHash};

use crate::text::neutral;
use crate::values::{Unreadable, base_units};

/// The outgoing body as compact JSON: kind, contract of a token, destination, amount, external id
/// and nothing else, since the vendor refuses fields that do not belong.
#[expect(
    clippy::expect_used,
    reason = "a struct of strings can always be written as JSON"
)]
pub(crate) fn render(intent: &TransferIntent) -> Vec<u8> {
    let TransferIntent {
        asset,
        amount,
        destination,
        external_id,
    } = intent;
    let (to, amount) = (destination.to_string(), amount.base_units().to_string());
    let body = match asset.kind() {
        AssetKind::Native => wire::TransferBody::native(to, amount),
        AssetKind::Erc20 { contract } => {
            wire::TransferBody::erc20(contract.to_string(), to, amount)
        }
    };
    serde_json::to_vec(&body.with_external_id(external_id.as_str())).expect("strings as JSON")
}

/// The external id of a transfer, which the vendor writes beside the body and inside it.
pub(crate) fn external_id(transfer: &wire::TransferRequest) -> Option<&str> {
    transfer
        .external_id
        .as_deref()
        .or(transfer.request_body.external_id.as_deref())
}

/// A transfer in the bank's words.
pub(crate) fn transfer(transfer: wire::TransferRequest) -> Result<CustodyTransfer, Unreadable> {
    let external_id = external_id(&transfer).map(str::to_owned);
    // A hash that cannot be read is not the same as none: `Failed` without one means that nothing
    // reached the chain.
    let tx_hash = transfer
        .tx_hash
        .as_deref()
        .map(|text| TxHash::parse(text).ok_or("a hash"));
    let fee = transfer
        .fee
        .as_deref()
        .map(|text| base_units(text, "a fee"));
    Ok(CustodyTransfer {
        id: CustodyTransferId::parse(&transfer.id).map_err(|_| "a transfer's id")?,
        wallet: CustodyWalletId::parse(&transfer.wallet_id).map_err(|_| "a wallet's id")?,
        state: state(&transfer),
        requested: requested(transfer.request_body),
        external_id,
        tx_hash: tx_hash.transpose()?,
        fee: fee.transpose()?,
        replaced: transfer.replacement_id.is_some(),
        reason: transfer.reason.as_deref().map(neutral),
    })
}

/// The state in the bank's words. A name that this adapter does not know stays unknown; it is
/// never taken for an end.
fn state(transfer: &wire::TransferRequest) -> CustodyState {
    match &transfer.status {
        // With an approval that nobody has decided yet, a policy holds it.
        wire::TransferStatus::Pending => CustodyState::Waiting {
            held_by_policy: transfer.approval_id.is_some()
                && transfer.date_policy_resolved.is_none(),
        },
        wire::TransferStatus::Executing => CustodyState::Executing,
        wire::TransferStatus::Broadcasted => CustodyState::Broadcasted,
        wire::TransferStatus::Confirmed => CustodyState::Confirmed,
        wire::TransferStatus::Failed => CustodyState::Failed,
        wire::TransferStatus::Rejected => CustodyState::Rejected,
        wire::TransferStatus::Aborted => CustodyState::Aborted,
        wire::TransferStatus::Other(name) => {
            tracing::warn!(name, "custody reports a state that is not known");
            CustodyState::Unrecognised
        }
    }
}

fn requested(body: wire::TransferBody) -> Requested {
    let native = match body.kind {
        wire::TransferKind::Native => Some(true),
        wire::TransferKind::Erc20 => Some(false),
        wire::TransferKind::Other(_) => None,
    };
    let amount = body
        .amount
        .as_deref()
        .and_then(|text| base_units(text, "an amount").ok());
    Requested {
        native,
        contract: body.contract,
        to: body.to,
        amount,
    }
}
