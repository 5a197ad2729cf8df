//! Answers that come too late, and people who act while a call is under way.

use api_types::TransferStatus;
use serde_json::json;

use super::{alice, executions, sent, share, strike};

/// The first call is given up after its time; it may take effect before or after its repeat.
#[test]
fn a_call_that_was_given_up_takes_effect_once_with_its_repeat() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        for when in ["before", "after"] {
            let hold = json!({"hold": true, "when": when});
            let hold = strike(bank, "transfer", hold, 1).await;
            let transfer = sent(bank, &alice, &wallet).await;
            assert_eq!(transfer.status, TransferStatus::Submitting);
            bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
            assert_eq!(bank.attempts(&transfer.id).await, ["unknown", "accepted"]);
            bank.custody().release(hold).await;
            let next = sent(bank, &alice, &wallet).await;
            bank.reaches(&next.id, TransferStatus::Confirmed).await;
            assert_eq!(executions(bank, &transfer).await, 1);
        }
    });
}

/// Whoever sent has hung up or waits: the call goes on, and nobody can stop it any more.
#[test]
fn what_people_do_during_the_call_comes_too_late() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let charlie = bank.person("charlie");
        let grant = share(&alice, &wallet).await;
        let hold = strike(bank, "transfer", json!({"hold": true}), 1).await;
        let order = bank.order(&wallet, super::SMALL);
        // The client hangs up as soon as custody has been called.
        tokio::select! {
            answer = charlie.send(&order, None) => panic!("answered: {answer:?}"),
            () = bank.custody().struck(hold, 1) => {}
        }
        let transfers = alice.wallet(&wallet.id, false).await.unwrap().transfers;
        let [transfer] = transfers.as_slice() else {
            panic!("one transfer: {transfers:?}");
        };
        assert_eq!(transfer.status, TransferStatus::Submitting);
        alice.revoke(&grant.id).await.unwrap();
        alice.freeze_wallet(&wallet.id).await.unwrap();
        let late = alice.cancel(&transfer.id).await.unwrap_err();
        assert_eq!(late.code(), Some("too_late"));
        bank.custody().release(hold).await;
        bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        assert_eq!(executions(bank, transfer).await, 1);
    });
}
