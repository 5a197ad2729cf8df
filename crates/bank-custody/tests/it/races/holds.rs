//! Taking a right away or holding everything, against sending. The harness proves from the audit's
//! order that nothing became "being sent" after the hold; here is what the people meet.

use api_types::{Decision, PauseRequest, Transfer, TransferAnswer, TransferStatus};
use client::{Error, Session};
use futures::future::{join, join_all};
use testkit::TestBank;

use super::{LARGE, ROUNDS, SMALL, executions, refusal, sent, share};

/// Transfers that are sent at the moment of the hold.
const AT_ONCE: usize = 4;

/// Ends of a transfer that somebody may have stopped: on the chain once, or not at all.
async fn ends_sent_or_cancelled(bank: &TestBank, transfer: &Transfer) {
    let end = testkit::eventually("an end", async || {
        let status = bank.transfer(&transfer.id).await.transfer.status;
        let ended = [TransferStatus::Confirmed, TransferStatus::Cancelled].contains(&status);
        ended.then_some(status)
    })
    .await;
    let executed = usize::from(end == TransferStatus::Confirmed);
    assert_eq!(executions(bank, transfer).await, executed, "{end:?}");
}

/// Those that were accepted; all others must have been refused like this.
fn accepted(answers: Vec<Result<TransferAnswer, Error>>, refused: (u16, &str)) -> Vec<Transfer> {
    let mut accepted = Vec::new();
    for answer in answers {
        match answer {
            Ok(answer) => accepted.push(answer.transfer),
            refusal_answer => {
                let (status, code) = refusal(refusal_answer);
                assert_eq!((status, code.as_str()), refused);
            }
        }
    }
    accepted
}

async fn send_some(
    bank: &TestBank,
    person: &Session,
    wallet: &api_types::Wallet,
) -> Vec<Result<TransferAnswer, Error>> {
    let orders: Vec<_> = (0..AT_ONCE).map(|_| bank.order(wallet, SMALL)).collect();
    join_all(orders.iter().map(|order| person.send(order, None))).await
}

#[test]
fn revoke_against_sending() {
    testkit::run_on_both(async |bank| {
        let (alice, charlie) = (bank.person("alice"), bank.person("charlie"));
        let wallet = bank.funded_wallet(&alice, "Shared").await;
        for _ in 0..ROUNDS {
            let grant = share(&alice, &wallet, "charlie@example.com").await;
            let (answers, revoked) =
                join(send_some(bank, &charlie, &wallet), alice.revoke(&grant.id)).await;
            revoked.unwrap();
            for transfer in accepted(answers, (404, "not_found")) {
                ends_sent_or_cancelled(bank, &transfer).await;
            }
        }
    });
}

#[test]
fn revoke_against_approve() {
    testkit::run_on_both(async |bank| {
        let (alice, charlie, claire) = (
            bank.person("alice"),
            bank.person("charlie"),
            bank.person("claire"),
        );
        let wallet = bank.funded_wallet(&alice, "Shared").await;
        let decision = Decision::default();
        for _ in 0..ROUNDS {
            let grant = share(&alice, &wallet, "charlie@example.com").await;
            let transfer = sent(bank, &charlie, &wallet, LARGE).await;
            let (approval, revoked) = join(
                claire.approve(&transfer.id, &decision),
                alice.revoke(&grant.id),
            )
            .await;
            revoked.unwrap();
            if approval.is_err() {
                assert_eq!(refusal(approval), (409, "already_decided".to_owned()));
                let end = bank.transfer(&transfer.id).await.transfer;
                assert_eq!(end.reason_code.as_deref(), Some("delegation_revoked"));
            }
            ends_sent_or_cancelled(bank, &transfer).await;
        }
    });
}

#[test]
fn an_owners_freeze_against_sending() {
    testkit::run_on_both(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        for _ in 0..ROUNDS {
            let (answers, frozen) = join(
                send_some(bank, &alice, &wallet),
                alice.freeze_wallet(&wallet.id),
            )
            .await;
            frozen.unwrap();
            for transfer in accepted(answers, (409, "wallet_frozen")) {
                ends_sent_or_cancelled(bank, &transfer).await;
            }
            alice.unfreeze_wallet(&wallet.id).await.unwrap();
        }
    });
}

#[test]
fn the_banks_freeze_against_sending_holds_and_loses_nothing() {
    testkit::run_on_both(async |bank| {
        let (alice, claire) = (bank.person("alice"), bank.person("claire"));
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        for _ in 0..ROUNDS {
            let (answers, frozen) = join(
                send_some(bank, &alice, &wallet),
                claire.admin_freeze(&wallet.id),
            )
            .await;
            frozen.unwrap();
            let accepted = accepted(answers, (409, "wallet_frozen"));
            claire.admin_unfreeze(&wallet.id).await.unwrap();
            for transfer in accepted {
                bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
                assert_eq!(executions(bank, &transfer).await, 1);
            }
        }
    });
}

#[test]
fn a_pause_against_sending_and_approving() {
    testkit::run_on_both(async |bank| {
        let (alice, claire, dana) = (
            bank.person("alice"),
            bank.person("claire"),
            bank.person("dana"),
        );
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let (decision, pause) = (Decision::default(), PauseRequest::default());
        for _ in 0..ROUNDS {
            let waiting = sent(bank, &alice, &wallet, LARGE).await;
            let sending = join(
                send_some(bank, &alice, &wallet),
                claire.approve(&waiting.id, &decision),
            );
            let ((answers, approval), paused) = join(sending, dana.pause(&pause)).await;
            paused.unwrap();
            let mut accepted = accepted(answers, (409, "paused"));
            match approval {
                Ok(_) => accepted.push(waiting),
                refused => {
                    assert_eq!(refusal(refused), (409, "paused".to_owned()));
                    let waiting = bank.transfer(&waiting.id).await.transfer;
                    assert_eq!(waiting.status, TransferStatus::Pending);
                    // Withdrawing works during a pause.
                    alice.cancel(&waiting.id).await.unwrap();
                }
            }
            dana.resume().await.unwrap();
            for transfer in accepted {
                bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
                assert_eq!(executions(bank, &transfer).await, 1);
            }
        }
    });
}

/// What waits for an employee ends at once with the right it was made by.
#[test]
fn what_waits_ends_with_a_revocation_and_with_the_owners_freeze() {
    testkit::run_on_both(async |bank| {
        let (alice, charlie) = (bank.person("alice"), bank.person("charlie"));
        let wallet = bank.funded_wallet(&alice, "Shared").await;
        let grant = share(&alice, &wallet, "charlie@example.com").await;
        let charlies = sent(bank, &charlie, &wallet, LARGE).await;
        let own = sent(bank, &alice, &wallet, LARGE).await;
        let reason =
            async |transfer: &Transfer| bank.transfer(&transfer.id).await.transfer.reason_code;
        alice.revoke(&grant.id).await.unwrap();
        assert_eq!(
            reason(&charlies).await.as_deref(),
            Some("delegation_revoked")
        );
        assert_eq!(reason(&own).await, None);
        alice.freeze_wallet(&wallet.id).await.unwrap();
        assert_eq!(reason(&own).await.as_deref(), Some("wallet_frozen"));
    });
}
