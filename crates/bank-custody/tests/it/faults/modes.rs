//! Custody that answers, in each way that it may: held, refused, failed, or in words that the bank
//! does not know.

use api_types::{AdminTransfer, Transfer, TransferStatus};
use serde_json::{Value, json};
use testkit::TestBank;

use super::{NETWORK, SMALL, alice, executions, sent};

/// What custody holds is looked at after this many seconds, what needs attention after the other.
const HELD_EVERY: i64 = 10;
const ATTENTION_EVERY: i64 = 60;

async fn answer(bank: &TestBank, mode: Value) {
    bank.custody().set_mode(NETWORK, &mode).await;
}

/// A transfer that custody refuses or lets fail.
async fn fails(bank: &TestBank, mode: Value) -> (Transfer, AdminTransfer) {
    let (alice, wallet) = alice(bank).await;
    answer(bank, mode).await;
    let transfer = sent(bank, &alice, &wallet).await;
    let end = bank.reaches(&transfer.id, TransferStatus::Failed).await;
    assert_eq!(executions(bank, &transfer).await, 0);
    assert_eq!(end.attention, None);
    (transfer, end)
}

/// A transfer that custody's own policy holds, and what a decision there makes of it.
async fn held(bank: &TestBank, decision: &str) -> Transfer {
    let (alice, wallet) = alice(bank).await;
    answer(bank, json!({"mode": "held"})).await;
    let transfer = sent(bank, &alice, &wallet).await;
    assert_eq!(transfer.status, TransferStatus::Submitting);
    let row = bank.needs_attention(&transfer.id, "held_by_custody").await;
    assert_eq!(row.transfer.status, TransferStatus::Submitting);
    assert_eq!(executions(bank, &transfer).await, 0);
    // Too late for everybody here: the decision is custody's.
    let late = alice.cancel(&transfer.id).await.unwrap_err();
    assert_eq!(late.code(), Some("too_late"));

    let approvals = bank.custody().get("/_sandbox/approvals").await;
    let approval = approvals["items"][0]["id"].as_str().unwrap();
    let path = format!("/_sandbox/approvals/{approval}");
    bank.custody()
        .post(&path, &json!({"value": decision}))
        .await;
    bank.put_clock_forward(HELD_EVERY);
    transfer
}

#[test]
fn held_by_custody_and_released() {
    testkit::run(async |bank| {
        let transfer = held(bank, "Approved").await;
        let end = bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        assert_eq!(end.attention, None);
        assert_eq!(executions(bank, &transfer).await, 1);
    });
}

#[test]
fn held_by_custody_and_denied() {
    testkit::run(async |bank| {
        let transfer = held(bank, "Denied").await;
        let end = bank.reaches(&transfer.id, TransferStatus::Failed).await;
        assert_eq!(end.attention, None);
        let reason = end.transfer.reason_code.as_deref();
        assert_eq!(reason, Some("refused_by_custody"));
        assert_eq!(executions(bank, &transfer).await, 0);
    });
}

#[test]
fn pending_first_then_sent() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        answer(bank, json!({"mode": "pending"})).await;
        let transfer = sent(bank, &alice, &wallet).await;
        assert_eq!(transfer.status, TransferStatus::Submitting);
        assert_eq!(bank.transfer(&transfer.id).await.attention, None);
        assert_eq!(executions(bank, &transfer).await, 0);
        bank.custody().advance().await;
        bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        assert_eq!(executions(bank, &transfer).await, 1);
    });
}

#[test]
fn refused_at_once() {
    testkit::run(async |bank| {
        let (_, end) = fails(bank, json!({"mode": "refuse"})).await;
        let reason = end.transfer.reason_code.as_deref();
        assert_eq!(reason, Some("refused_by_custody"));
        assert_eq!(end.transfer.tx_hash, None);
    });
}

#[test]
fn refused_at_once_for_want_of_funds() {
    testkit::run(async |bank| {
        let mode = json!({"mode": "refuse", "status": 422, "message": "Insufficient balance."});
        let (_, end) = fails(bank, mode).await;
        let reason = end.transfer.reason_code.as_deref();
        assert_eq!(reason, Some("insufficient_balance"));
    });
}

#[test]
fn failed_later_without_a_transaction() {
    testkit::run(async |bank| {
        let mode = json!({"mode": "fail_off_chain", "delay_ms": 20});
        let (_, end) = fails(bank, mode).await;
        let reason = end.transfer.reason_code.as_deref();
        assert_eq!(reason, Some("refused_by_custody"));
        assert_eq!((end.transfer.tx_hash, end.transfer.fee), (None, None));
    });
}

#[test]
fn failed_on_the_chain_keeps_hash_and_fee() {
    testkit::run(async |bank| {
        let mode = json!({"mode": "fail_on_chain", "delay_ms": 20});
        let (_, end) = fails(bank, mode).await;
        let Transfer {
            reason_code,
            tx_hash,
            fee,
            ..
        } = end.transfer;
        assert_eq!(reason_code.as_deref(), Some("reverted"));
        let hash = tx_hash.unwrap();
        let receipt = json!({
            "jsonrpc": "2.0", "id": 1, "method": "eth_getTransactionReceipt", "params": [hash],
        });
        let rpc = format!("/_sandbox/rpc/{NETWORK}");
        let receipt = bank.custody().post(&rpc, &receipt).await;
        assert_eq!(receipt["result"]["status"], "0x0");
        assert_ne!(fee.unwrap(), "0");
    });
}

/// Words that the bank does not know are never taken for an end, and the money stays reserved.
#[test]
fn an_unknown_state_needs_attention_and_keeps_its_funds() {
    testkit::run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.wallet(&alice, "Small").await;
        bank.fund(&wallet, "50000000000000000").await;
        answer(bank, json!({"mode": "unknown_status"})).await;
        let first = alice
            .send(&bank.order(&wallet, "0.03"), None)
            .await
            .unwrap();
        let row = bank
            .needs_attention(&first.transfer.id, "unknown_state")
            .await;
        assert_eq!(row.transfer.status, TransferStatus::Submitting);

        answer(bank, json!({"mode": "immediate"})).await;
        let more = alice
            .send(&bank.order(&wallet, "0.03"), None)
            .await
            .unwrap_err();
        assert_eq!(more.code(), Some("insufficient_funds"));
        let within = alice.send(&bank.order(&wallet, SMALL), None).await.unwrap();
        bank.reaches(&within.transfer.id, TransferStatus::Confirmed)
            .await;

        bank.custody().advance().await;
        bank.put_clock_forward(ATTENTION_EVERY);
        let end = bank
            .reaches(&first.transfer.id, TransferStatus::Confirmed)
            .await;
        assert_eq!(end.attention, None);
        assert_eq!(executions(bank, &first.transfer).await, 1);
    });
}

/// Signed and withdrawn, its nonce still open: it may come back, so it never counts as failed.
#[test]
fn aborted_needs_attention_and_keeps_its_funds() {
    testkit::run(async |bank| {
        bank.leave_unsettled();
        let alice = bank.person("alice");
        let wallet = bank.wallet(&alice, "Small").await;
        bank.fund(&wallet, "50000000000000000").await;
        answer(bank, json!({"mode": "aborted"})).await;
        let first = alice
            .send(&bank.order(&wallet, "0.03"), None)
            .await
            .unwrap();
        bank.needs_attention(&first.transfer.id, "aborted").await;

        answer(bank, json!({"mode": "immediate"})).await;
        let more = alice
            .send(&bank.order(&wallet, "0.03"), None)
            .await
            .unwrap_err();
        assert_eq!(more.code(), Some("insufficient_funds"));
        // Asked again, custody says the same.
        let claire = bank.person("claire");
        let checked = claire.check(&first.transfer.id).await.unwrap().transfer;
        assert_eq!(checked.status, TransferStatus::Submitting);
        assert_eq!(executions(bank, &first.transfer).await, 0);
    });
}
