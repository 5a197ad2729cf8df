//! Transfers as they are written.

use api_types::{
    Attention, Canceller, CancellerKind, PreviewOutcome, SetBy, Transfer, TransferAnswer,
    TransferPreview, TransferStatus,
};
use bank::transfers::{
    AttentionView, CancellerPart, CancellerView, Preview, PreviewOutcome as Outcome, PreviewReason,
    ReasonView, ReviewView, TransferOutcome, TransferView,
};
use domain::approval;
use domain::transfer::Status;

use crate::wire;

/// A transfer as it is written. What the reader may not know is absent from the view already.
pub(crate) fn transfer_of(view: TransferView) -> Transfer {
    let TransferView {
        id,
        wallet_id,
        wallet_name,
        initiator_id,
        initiator_name,
        initiator_email,
        to_address,
        asset,
        amount,
        eur,
        status,
        reason,
        cancelled_by,
        decided_by_rule,
        body_hash,
        review,
        tx_hash,
        explorer_url,
        fee,
        times,
        // Part of the bank's own rows; see `attention_of`.
        attention: _,
        exceeds_balance: _,
        held_since: _,
    } = view;
    let (reason_code, reason) = reason.map(|ReasonView { code, text }| (code, text)).unzip();
    let review = review.map(Review::from).unwrap_or_default();
    let (eur, eur_is_demo) = wire::euro(eur);
    Transfer {
        id: id.to_string(),
        wallet_id: wallet_id.to_string(),
        wallet_name,
        initiator_id: initiator_id.to_string(),
        initiator_name,
        initiator_email,
        to_address: to_address.to_string(),
        asset: asset.id().to_string(),
        symbol: asset.symbol().to_owned(),
        amount: amount.to_decimal(asset.decimals()),
        eur,
        eur_is_demo,
        status: status_of(status),
        reason,
        reason_code,
        cancelled_by: cancelled_by.map(canceller_of),
        decided_by_rule,
        body_hash: body_hash.map(|hash| hash.to_string()),
        reviewed_by: review.by,
        reviewer_name: review.name,
        reviewer_email: review.email,
        review_comment: review.comment,
        tx_hash: tx_hash.map(|hash| hash.to_string()),
        explorer_url,
        fee: fee.map(|fee| fee.to_decimal(asset.network().native_decimals())),
        created_at: wire::time(times.created_at),
        reviewed_at: review.at,
        broadcasted_at: wire::time_opt(times.broadcasted_at),
        confirmed_at: wire::time_opt(times.confirmed_at),
        ended_at: wire::time_opt(times.ended_at),
    }
}

fn canceller_of(view: CancellerView) -> Canceller {
    let CancellerView { part, name } = view;
    Canceller {
        kind: match part {
            CancellerPart::Initiator => CancellerKind::Initiator,
            CancellerPart::Owner => CancellerKind::Owner,
            CancellerPart::Bank => CancellerKind::Bank,
            CancellerPart::System => CancellerKind::System,
        },
        name,
    }
}

/// The decision of an employee, as it is written.
#[derive(Default)]
struct Review {
    by: Option<String>,
    name: Option<String>,
    email: Option<String>,
    comment: Option<String>,
    at: Option<String>,
}

impl From<ReviewView> for Review {
    fn from(view: ReviewView) -> Self {
        let ReviewView {
            by,
            name,
            email,
            comment,
            at,
        } = view;
        Self {
            by: by.map(|id| id.to_string()),
            name,
            email,
            comment,
            at: Some(wire::time(at)),
        }
    }
}

/// Why somebody should look at a transfer, as it is written for employees.
pub(crate) fn attention_of(view: AttentionView) -> Attention {
    let AttentionView {
        code,
        since,
        detail,
    } = view;
    let detail = (!detail.is_empty()).then_some(detail);
    Attention {
        code,
        since: wire::time(since),
        detail,
    }
}

/// A transfer after something was done about it, as it is written.
pub(crate) fn answer_of(outcome: TransferOutcome) -> TransferAnswer {
    let TransferOutcome { transfer, message } = outcome;
    TransferAnswer {
        transfer: transfer_of(transfer),
        message,
    }
}

/// What a transfer would come to, as it is written.
pub(crate) fn preview_of(preview: Preview) -> TransferPreview {
    let Preview {
        outcome,
        reason,
        asset,
        fee_asset,
        fee,
        max,
        to_address,
        eur,
        threshold,
        threshold_set_by,
    } = preview;
    let (reason, detail) = reason
        .map(|PreviewReason { code, text }| (code.to_owned(), text))
        .unzip();
    let (eur, eur_is_demo) = wire::euro(eur);
    TransferPreview {
        outcome: match outcome {
            Outcome::Executes => PreviewOutcome::Executes,
            Outcome::Waits => PreviewOutcome::Waits,
            Outcome::Refused => PreviewOutcome::Refused,
        },
        reason,
        detail,
        fee: fee.map(|fee| fee.to_decimal(fee_asset.decimals())),
        max: max.map(|max| max.to_decimal(asset.decimals())),
        to_address: to_address.to_string(),
        eur,
        eur_is_demo,
        threshold: threshold.map(|threshold| threshold.to_decimal(asset.decimals())),
        threshold_set_by: match threshold_set_by {
            approval::SetBy::Bank => SetBy::Bank,
            approval::SetBy::WalletOwner => SetBy::WalletOwner,
        },
    }
}

/// Where a transfer stands, as it is written.
pub(crate) fn status_of(status: Status) -> TransferStatus {
    match status {
        Status::Pending => TransferStatus::Pending,
        Status::Approved => TransferStatus::Approved,
        Status::Submitting => TransferStatus::Submitting,
        Status::Broadcasted => TransferStatus::Broadcasted,
        Status::Confirmed => TransferStatus::Confirmed,
        Status::Failed => TransferStatus::Failed,
        Status::Rejected => TransferStatus::Rejected,
        Status::Cancelled => TransferStatus::Cancelled,
    }
}

/// The same as a word alone.
pub(crate) fn status_name(status: TransferStatus) -> &'static str {
    domain_status(status).as_str()
}

/// Where a transfer stands, as it was read.
pub(crate) fn domain_status(status: TransferStatus) -> Status {
    match status {
        TransferStatus::Pending => Status::Pending,
        TransferStatus::Approved => Status::Approved,
        TransferStatus::Submitting => Status::Submitting,
        TransferStatus::Broadcasted => Status::Broadcasted,
        TransferStatus::Confirmed => Status::Confirmed,
        TransferStatus::Failed => Status::Failed,
        TransferStatus::Rejected => Status::Rejected,
        TransferStatus::Cancelled => Status::Cancelled,
    }
}
