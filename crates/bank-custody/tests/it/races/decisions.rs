//! Deciding: of any number at once, one counts.

use api_types::{Decision, TransferStatus};
use futures::future::{join, join_all};

use super::{LARGE, MANY, ROUNDS, conflict, executions, refusal, sent};

#[test]
fn of_twenty_approvals_one_counts() {
    testkit::run_on_both(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let transfer = sent(bank, &alice, &wallet, LARGE).await;
        assert_eq!(transfer.status, TransferStatus::Pending);
        let reviewers = [bank.person("claire"), bank.person("dana")];
        let decision = Decision::default();

        let approvals = reviewers.iter().cycle().take(MANY);
        let approvals = approvals.map(|reviewer| reviewer.approve(&transfer.id, &decision));
        let answers = join_all(approvals).await;

        let (approved, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(approved.len(), 1);
        for answer in refused {
            assert_eq!(refusal(answer), conflict("already_decided"));
        }
        bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        assert_eq!(executions(bank, &transfer).await, 1);
    });
}

#[test]
fn approve_against_reject() {
    testkit::run_on_both(async |bank| {
        let alice = bank.person("alice");
        let (claire, dana) = (bank.person("claire"), bank.person("dana"));
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let decision = Decision::default();
        for _ in 0..ROUNDS {
            let transfer = sent(bank, &alice, &wallet, LARGE).await;
            let (approval, rejection) = join(
                claire.approve(&transfer.id, &decision),
                dana.reject(&transfer.id, &decision),
            )
            .await;
            let (loser, end, executed) = match (approval, rejection) {
                (Ok(_), rejection) => (rejection, TransferStatus::Confirmed, 1),
                (approval, Ok(_)) => (approval, TransferStatus::Rejected, 0),
                (approval, rejection) => panic!("nobody won: {approval:?} {rejection:?}"),
            };
            assert_eq!(refusal(loser), conflict("already_decided"));
            bank.reaches(&transfer.id, end).await;
            assert_eq!(executions(bank, &transfer).await, executed);
        }
    });
}

#[test]
fn approve_against_cancel() {
    testkit::run_on_both(async |bank| {
        let (alice, claire) = (bank.person("alice"), bank.person("claire"));
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let decision = Decision::default();
        for _ in 0..ROUNDS {
            let transfer = sent(bank, &alice, &wallet, LARGE).await;
            let (approval, withdrawal) = join(
                claire.approve(&transfer.id, &decision),
                alice.cancel(&transfer.id),
            )
            .await;
            // It can be withdrawn before the approval and after it, until it is being sent.
            match (approval, withdrawal) {
                (approval, Ok(_)) => {
                    if approval.is_err() {
                        assert_eq!(refusal(approval), conflict("already_decided"));
                    }
                    bank.reaches(&transfer.id, TransferStatus::Cancelled).await;
                    assert_eq!(executions(bank, &transfer).await, 0);
                }
                (Ok(_), withdrawal) => {
                    assert_eq!(refusal(withdrawal), conflict("too_late"));
                    bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
                    assert_eq!(executions(bank, &transfer).await, 1);
                }
                (approval, withdrawal) => panic!("nobody won: {approval:?} {withdrawal:?}"),
            }
        }
    });
}

#[test]
fn an_approval_holds_for_the_body_that_was_shown() {
    testkit::run_on_both(async |bank| {
        let alice = bank.person("alice");
        let (claire, dana) = (bank.person("claire"), bank.person("dana"));
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let first = sent(bank, &alice, &wallet, LARGE).await;
        let second = sent(bank, &alice, &wallet, LARGE).await;
        // Claire's browser shows the first, Dana's the second.
        let shown = |row: api_types::AdminTransfer| Decision {
            comment: None,
            body_hash: row.transfer.body_hash,
        };
        let at_claire = shown(bank.transfer(&first.id).await);
        let at_dana = shown(bank.transfer(&second.id).await);
        assert_ne!(at_claire.body_hash, at_dana.body_hash);

        let stale = dana.approve(&first.id, &at_dana).await;
        assert_eq!(refusal(stale), conflict("body_hash_mismatch"));
        let waiting = bank.transfer(&first.id).await.transfer;
        assert_eq!(waiting.status, TransferStatus::Pending);

        claire.approve(&first.id, &at_claire).await.unwrap();
        let late = dana.approve(&first.id, &at_claire).await;
        assert_eq!(refusal(late), conflict("already_decided"));
        bank.reaches(&first.id, TransferStatus::Confirmed).await;
        assert_eq!(executions(bank, &first).await, 1);
        assert_eq!(executions(bank, &second).await, 0);
    });
}
