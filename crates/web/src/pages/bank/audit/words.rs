//! Kinds of entries, in words.

use crate::text::AuditTexts;

/// A text of the catalogue.
type Word = fn(AuditTexts) -> &'static str;

/// The kinds that the filter offers. Each stands for all that begin with it.
pub(super) const KINDS: [(&str, Word); 12] = [
    ("", |t| t.everything()),
    ("alert", |t| t.kind_alert()),
    ("transfer", |t| t.kind_transfer()),
    ("transfer.approved", |t| t.kind_approved()),
    ("transfer.rejected", |t| t.kind_rejected()),
    ("wallet", |t| t.kind_wallet()),
    ("delegation", |t| t.kind_delegation()),
    ("bank", |t| t.kind_bank()),
    ("user", |t| t.kind_user()),
    ("customer", |t| t.kind_customer()),
    ("custody", |t| t.kind_custody()),
    ("recovery", |t| t.kind_recovery()),
];

/// What was done, in words; a kind without words of its own is shown by its name.
pub(in super::super) fn did(t: AuditTexts, kind: &str) -> &str {
    match kind.split_once('.') {
        Some(("transfer", end)) => did_transfer(t, end),
        Some(("wallet", end)) => did_wallet(t, end),
        Some(("alert", end)) => alert(t, end),
        _ => did_else(t, kind),
    }
    .unwrap_or(kind)
}

fn did_transfer(t: AuditTexts, end: &str) -> Option<&'static str> {
    Some(match end {
        "requested" => t.did_requested(),
        "pending" => t.did_pending(),
        "approved" => t.did_approved(),
        "rejected" => t.did_rejected(),
        "cancelled" => t.did_cancelled(),
        "submitting" => t.did_submitting(),
        "broadcasted" => t.did_broadcasted(),
        "confirmed" => t.did_confirmed(),
        "failed" => t.did_failed(),
        "returned" => t.did_returned(),
        "read" => t.did_looked(),
        "exported" => t.did_exported(),
        "recovered" => t.did_recovered_transfer(),
        "taken_in" => t.did_taken_in(),
        "released" => t.did_released(),
        _ => return None,
    })
}

fn did_wallet(t: AuditTexts, end: &str) -> Option<&'static str> {
    Some(match end {
        "ordered" => t.did_ordered(),
        "opened" => t.did_opened(),
        "renamed" => t.did_renamed(),
        "frozen" => t.did_froze(),
        "unfrozen" => t.did_lifted(),
        "test_funds" => t.did_test_funds(),
        "read" => t.did_looked(),
        "activity_read" | "transfers_read" => t.did_looked_activity(),
        _ => return None,
    })
}

fn did_else(t: AuditTexts, kind: &str) -> Option<&'static str> {
    Some(match kind {
        "customer.read" => t.did_looked_customer(),
        "customer.transfers_read" => t.did_looked_transfers(),
        "customer.search" => t.did_searched(),
        "delegation.granted" => t.did_granted(),
        "delegation.revoked" => t.did_revoked(),
        "fiat_account.opened" => t.did_opened_account(),
        "bank.paused" => t.did_paused(),
        "bank.alert_acknowledged" => t.did_acknowledged(),
        "bank.resumed" => t.did_resumed(),
        "user.created" => t.did_created(),
        "user.changed" => t.did_changed_person(),
        "user.retired" => t.did_retired(),
        "custody.recovered" => t.did_recovered(),
        "recovery.began" => t.did_recovery_began(),
        "recovery.read" => t.did_recovery_read(),
        "recovery.ended" => t.did_recovery_ended(),
        _ => return None,
    })
}

fn alert(t: AuditTexts, end: &str) -> Option<&'static str> {
    Some(match end {
        "wallet_refused" => t.alert_wallet_refused(),
        "asset_decimals" => t.alert_asset_decimals(),
        "custody_misconfigured" => t.alert_refuses_us(),
        "external_id_taken" => t.alert_id_taken(),
        "unknown_transfer" => t.alert_unknown_transfer(),
        "transfer_differs" => t.alert_transfer_differs(),
        "unauthorised_outgoing" => t.alert_unauthorised_outgoing(),
        "unknown_wallet" => t.alert_unknown_wallet(),
        "wallet_missing" => t.alert_wallet_missing(),
        _ => return None,
    })
}
