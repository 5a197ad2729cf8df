//! Lost answers: from the moment that something may have been sent only custody ends a transfer,
//! whatever people do meanwhile.

use api_types::{Decision, Transfer, TransferStatus, Wallet};
use client::Session;
use serde_json::json;
use testkit::TestBank;

use super::{ALWAYS, SMALL, alice, custody_id, executions, recovers, says, sent, share, strike};

/// How an answer gets lost: the transfer is made or not, the bank cannot tell.
const LOST: [&str; 2] = ["before", "after"];

/// A delegate's transfer whose answer is lost until the faults are taken away.
async fn lost(bank: &TestBank, alice: &Session, wallet: &Wallet, when: &str) -> (Transfer, String) {
    let grant = share(alice, wallet).await;
    let fault = strike(bank, "transfer", json!({"cut": when}), ALWAYS).await;
    let transfer = sent(bank, &bank.person("charlie"), wallet).await;
    bank.custody().struck(fault, 1).await;
    assert_eq!(transfer.status, TransferStatus::Submitting);
    (transfer, grant.id)
}

async fn still_being_sent(bank: &TestBank, transfer: &Transfer) {
    let row = bank.transfer(&transfer.id).await.transfer;
    assert_eq!(row.status, TransferStatus::Submitting);
}

fn refused<T: std::fmt::Debug>(answer: client::Result<T>) -> String {
    let error = answer.unwrap_err();
    assert_eq!(error.status(), Some(409));
    error.code().unwrap().to_owned()
}

#[test]
fn a_revocation_does_not_undo_what_may_have_been_sent() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        for when in LOST {
            let (transfer, grant) = lost(bank, &alice, &wallet, when).await;
            alice.revoke(&grant).await.unwrap();
            still_being_sent(bank, &transfer).await;
            recovers(bank, &transfer).await;
        }
    });
}

#[test]
fn it_is_too_late_to_cancel_or_decide_what_may_have_been_sent() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let (charlie, claire) = (bank.person("charlie"), bank.person("claire"));
        let decision = Decision::default();
        for when in LOST {
            let (transfer, _) = lost(bank, &alice, &wallet, when).await;
            let id = transfer.id.as_str();
            assert_eq!(refused(charlie.cancel(id).await), "too_late");
            assert_eq!(refused(alice.cancel(id).await), "too_late");
            let rejection = claire.reject(id, &decision).await;
            assert_eq!(refused(rejection), "already_decided");
            let approval = claire.approve(id, &decision).await;
            assert_eq!(refused(approval), "already_decided");
            still_being_sent(bank, &transfer).await;
            recovers(bank, &transfer).await;
        }
    });
}

#[test]
fn freezing_and_pausing_do_not_undo_what_may_have_been_sent() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let claire = bank.person("claire");
        for when in LOST {
            let (transfer, _) = lost(bank, &alice, &wallet, when).await;
            alice.freeze_wallet(&wallet.id).await.unwrap();
            claire.admin_freeze(&wallet.id).await.unwrap();
            claire
                .pause(&api_types::PauseRequest::default())
                .await
                .unwrap();
            still_being_sent(bank, &transfer).await;
            recovers(bank, &transfer).await;
            claire.resume().await.unwrap();
            claire.admin_unfreeze(&wallet.id).await.unwrap();
            alice.unfreeze_wallet(&wallet.id).await.unwrap();
        }
    });
}

/// The first attempt may be what spent the balance, so "insufficient" proves nothing.
#[test]
fn insufficient_balance_after_a_lost_answer_is_no_failure() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        strike(bank, "transfer", json!({"cut": "after"}), 1).await;
        let refusal = says(400, "Insufficient balance.");
        let refusal = strike(bank, "transfer", refusal, ALWAYS).await;
        let transfer = sent(bank, &alice, &wallet).await;
        bank.put_clock_forward(2);
        bank.custody().struck(refusal, 1).await;
        // Found in custody's list while the refusal goes on.
        bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        assert_eq!(bank.attempts(&transfer.id).await, ["unknown", "invalid"]);
        assert_eq!(executions(bank, &transfer).await, 1);
    });
}

#[test]
fn what_custodys_list_lacks_twice_has_failed() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        strike(bank, "transfer", json!({"cut": "before"}), 1).await;
        let refusal = says(400, "Insufficient balance.");
        let refusal = strike(bank, "transfer", refusal, ALWAYS).await;
        let listing = json!({"step": "list_transfers"});
        let looks = bank
            .custody()
            .fault(listing, json!({"delay_ms": 0}), ALWAYS)
            .await;
        let transfer = sent(bank, &alice, &wallet).await;
        bank.put_clock_forward(2);
        bank.custody().struck(refusal, 1).await;
        bank.custody().struck(looks, 1).await;
        still_being_sent(bank, &transfer).await;
        // Nobody fails it before a minute is over.
        bank.person("claire").check(&transfer.id).await.unwrap();
        still_being_sent(bank, &transfer).await;
        bank.put_clock_forward(61);
        let end = bank.reaches(&transfer.id, TransferStatus::Failed).await;
        assert_eq!(
            end.transfer.reason_code.as_deref(),
            Some("insufficient_balance")
        );
        assert_eq!(executions(bank, &transfer).await, 0);
        // Its money is free again.
        bank.custody().clear_faults().await;
        let order = bank.order(&wallet, "0.04");
        alice.send(&order, None).await.unwrap();
    });
}

/// A list that cannot be read proves nothing: the same bytes go again.
#[test]
fn an_unreadable_list_leaves_it_open() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        strike(bank, "transfer", json!({"cut": "after"}), 1).await;
        let refusal = says(422, "Insufficient balance.");
        let refusal = strike(bank, "transfer", refusal, ALWAYS).await;
        let listing = json!({"step": "list_transfers"});
        let broken = json!({"status": 200, "body": {"items": 3}});
        let listing = bank.custody().fault(listing, broken, ALWAYS).await;
        let transfer = sent(bank, &alice, &wallet).await;
        bank.put_clock_forward(2);
        bank.custody().struck(listing, 1).await;
        for round in 2..4 {
            bank.put_clock_forward(61);
            bank.custody().struck(refusal, round).await;
            still_being_sent(bank, &transfer).await;
        }
        recovers(bank, &transfer).await;
    });
}

/// `check` finds what custody has, and sends nothing either way.
#[test]
fn check_asks_and_never_sends() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let claire = bank.person("claire");
        for (when, finds) in [("before", false), ("after", true)] {
            strike(bank, "transfer", json!({"cut": when}), 1).await;
            // Stops the executor at the second attempt, so that nobody but `check` goes on.
            let stop = strike(bank, "transfer", json!({"status": 401}), ALWAYS).await;
            let transfer = sent(bank, &alice, &wallet).await;
            bank.put_clock_forward(2);
            bank.custody().struck(stop, 1).await;
            testkit::eventually("the executor to stop", async || {
                (!super::custody_is_ready(&bank.readiness().await)).then_some(())
            })
            .await;
            // Its next attempt is due.
            bank.put_clock_forward(13);
            let before = posts(bank).await;
            for _ in 0..3 {
                claire.check(&transfer.id).await.unwrap();
            }
            let status = bank.transfer(&transfer.id).await.transfer.status;
            assert_eq!(status == TransferStatus::Submitting, !finds, "{status:?}");
            assert_eq!(posts(bank).await, before);
            assert_eq!(executions(bank, &transfer).await, usize::from(finds));
            bank.custody().clear_faults().await;
            bank.put_clock_forward(31);
            recovers(bank, &transfer).await;
        }
    });
}

async fn posts(bank: &TestBank) -> u64 {
    let calls = bank.custody().calls().await;
    let posts = &calls["endpoints"]["POST /wallets/{wallet_id}/transfers"];
    posts.as_u64().unwrap_or_default()
}

/// The client's own retry of a request whose answer was lost on both ways.
#[test]
fn a_retry_with_the_same_key_meets_the_same_transfer() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        strike(bank, "transfer", json!({"cut": "after"}), ALWAYS).await;
        let order = bank.order(&wallet, SMALL);
        let first = alice.send(&order, Some("again")).await.unwrap().transfer;
        let second = alice.send(&order, Some("again")).await.unwrap().transfer;
        assert_eq!(first.id, second.id);
        recovers(bank, &first).await;
        assert!(custody_id(bank, &first).await.starts_with("xfr-"));
    });
}
