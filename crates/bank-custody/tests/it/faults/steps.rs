//! Every step × every kind of failure that passes: how the attempts are recorded, and that the
//! transfer is sent once in the end.

use api_types::TransferStatus;
use serde_json::{Value, json};

use super::{ALWAYS, alice, recovers, sent, strike};

/// What an attempt that met the fault counts as.
const NOT_SENT: &str = "not_sent";
const UNKNOWN: &str = "unknown";

fn cut(when: &str) -> Value {
    json!({"cut": when})
}

fn status(status: u16) -> Value {
    json!({"status": status})
}

fn unreadable() -> Value {
    json!({"status": 200, "body": "<html>"})
}

/// Step, fault, and what the attempt counts as.
fn cases() -> Vec<(&'static str, Value, &'static str)> {
    let limited = json!({"status": 429, "retry_after": 1});
    let mut cases = Vec::new();
    for step in ["action_init", "action_complete"] {
        // Nothing that happens before the transfer call can have sent anything.
        let faults = [
            cut("before"),
            cut("after"),
            status(500),
            status(503),
            status(400),
            status(404),
            status(409),
            limited.clone(),
            unreadable(),
        ];
        cases.extend(faults.map(|fault| (step, fault, NOT_SENT)));
    }
    let challenge = super::says(400, "Challenge token is not valid.");
    let used = super::says(400, "user action has already been used");
    let after = |status: u16| json!({"status": status, "when": "after"});
    cases.extend([
        ("transfer", limited, NOT_SENT),
        ("transfer", cut("before"), UNKNOWN),
        ("transfer", cut("after"), UNKNOWN),
        ("transfer", status(500), UNKNOWN),
        ("transfer", after(500), UNKNOWN),
        ("transfer", after(504), UNKNOWN),
        ("transfer", status(418), UNKNOWN),
        ("transfer", unreadable(), UNKNOWN),
        ("transfer", challenge, UNKNOWN),
        ("transfer", used, UNKNOWN),
    ]);
    cases
}

#[test]
fn every_failure_that_passes_ends_in_one_execution() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        for (step, fault, ending) in cases() {
            let case = format!("{step} {fault}");
            let fault = strike(bank, step, fault, ALWAYS).await;
            let transfer = sent(bank, &alice, &wallet).await;
            bank.custody().struck(fault, 1).await;
            let open = [TransferStatus::Approved, TransferStatus::Submitting];
            assert!(open.contains(&transfer.status), "{case}: {transfer:?}");
            recovers(bank, &transfer).await;
            let attempts = bank.attempts(&transfer.id).await;
            let (last, failed) = attempts.split_last().unwrap();
            assert_eq!(last, "accepted", "{case}");
            assert!(!failed.is_empty(), "{case}");
            assert!(
                failed.iter().all(|attempt| attempt == ending),
                "{case}: {attempts:?}"
            );
        }
    });
}

/// A transfer that was certainly not sent is owed again: it can be withdrawn.
#[test]
fn what_was_not_sent_can_be_withdrawn() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let fault = strike(bank, "action_init", status(500), ALWAYS).await;
        let transfer = sent(bank, &alice, &wallet).await;
        bank.custody().struck(fault, 1).await;
        // An attempt may be under way, for which it is too late.
        testkit::eventually("the withdrawal", async || {
            alice.cancel(&transfer.id).await.ok()
        })
        .await;
        bank.custody().clear_faults().await;
        bank.reaches(&transfer.id, TransferStatus::Cancelled).await;
        assert_eq!(super::executions(bank, &transfer).await, 0);
    });
}

/// Its right is asked for again before the next attempt.
#[test]
fn what_was_not_sent_meets_a_freeze_and_a_pause_like_any_other() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let claire = bank.person("claire");
        let fault = strike(bank, "action_complete", status(503), ALWAYS).await;
        let transfer = sent(bank, &alice, &wallet).await;
        bank.custody().struck(fault, 1).await;
        claire.admin_freeze(&wallet.id).await.unwrap();
        bank.reaches(&transfer.id, TransferStatus::Approved).await;
        claire
            .pause(&api_types::PauseRequest::default())
            .await
            .unwrap();
        claire.admin_unfreeze(&wallet.id).await.unwrap();
        bank.custody().clear_faults().await;
        bank.put_clock_forward(13);
        let waiting = bank.transfer(&transfer.id).await.transfer;
        assert_eq!(waiting.status, TransferStatus::Approved);
        claire.resume().await.unwrap();
        recovers(bank, &transfer).await;
    });
}

/// An owner's freeze ends what is not sent, also what comes back after it.
#[test]
fn what_was_not_sent_ends_by_its_owners_freeze() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let fault = strike(bank, "action_init", status(500), ALWAYS).await;
        let transfer = sent(bank, &alice, &wallet).await;
        bank.custody().struck(fault, 1).await;
        alice.freeze_wallet(&wallet.id).await.unwrap();
        let end = bank.reaches(&transfer.id, TransferStatus::Cancelled).await;
        let reason = end.transfer.reason_code.as_deref();
        assert_eq!(reason, Some("wallet_frozen"));
        assert_eq!(super::executions(bank, &transfer).await, 0);
    });
}

/// So does a revocation, also of what was under way and comes back unsent after it.
#[test]
fn what_was_not_sent_ends_by_a_revocation() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let grant = super::share(&alice, &wallet).await;
        let charlie = bank.person("charlie");
        let fault = strike(bank, "action_init", json!({"hold": true}), ALWAYS).await;
        let order = bank.order(&wallet, super::SMALL);
        let revoke = async {
            bank.custody().struck(fault, 1).await;
            alice.revoke(&grant.id).await.unwrap();
        };
        let (answer, ()) = futures::future::join(charlie.send(&order, None), revoke).await;
        let transfer = answer.unwrap().transfer;
        bank.reaches(&transfer.id, TransferStatus::Cancelled).await;
        assert_eq!(super::executions(bank, &transfer).await, 0);
    });
}
