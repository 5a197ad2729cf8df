//! After an answer that was lost: only custody's truth ends the transfer.

use bank::Refusal;
use domain::transfer::Status;

use super::world::{World, refusal};
use crate::support::{Call, Trouble};

/// A transfer by Bob, whose answer was lost before or after the effect.
async fn unclear(
    world: &World,
    lost: Trouble,
) -> (domain::id::TransferId, domain::id::DelegationId) {
    let wallet = world.wallet.id;
    let grant = world
        .test
        .share(&world.alice, wallet, "bob@example.com", "transfer", None)
        .await;
    world.test.custody.fail(Call::Submit, [lost]);
    let transfer = world.send(&world.bob, "0.01").await;
    assert_eq!(transfer.status, Status::Submitting);
    assert_eq!(world.attempts(transfer.id).await, "?");
    (transfer.id, grant.id)
}

#[tokio::test]
async fn the_same_bytes_go_again_and_are_executed_once() {
    for lost in [Trouble::LostBefore, Trouble::LostAfter] {
        let world = World::new().await;
        let (id, _) = unclear(&world, lost).await;
        world.work(2).await;
        assert_eq!(world.status(id).await, Status::Broadcasted);
        assert_eq!(world.attempts(id).await, "? accepted");
        assert_eq!(world.executions(id).await, 1);
        world.check().await;
    }
}

#[tokio::test]
async fn what_people_do_meanwhile_does_not_end_it() {
    for lost in [Trouble::LostBefore, Trouble::LostAfter] {
        for deed in [
            "revoke", "cancel", "reject", "freeze", "pause", "retire", "nothing",
        ] {
            let world = World::new().await;
            let bank = world.bank();
            let (id, grant) = unclear(&world, lost.clone()).await;
            match deed {
                "revoke" => bank.revoke_delegation(&world.alice, grant).await.unwrap(),
                "cancel" => {
                    let late = bank.cancel_transfer(&world.bob, id).await;
                    assert_eq!(refusal(late), Refusal::TooLate);
                }
                "reject" => {
                    assert_eq!(refusal(world.reject(id).await), Refusal::AlreadyDecided);
                }
                "freeze" => {
                    bank.freeze_wallet(&world.alice, world.wallet.id)
                        .await
                        .unwrap();
                }
                "pause" => {
                    bank.pause(&world.claire, None).await.unwrap();
                }
                "retire" => bank
                    .retire_user(&world.claire, world.bob.user)
                    .await
                    .unwrap(),
                _ => {}
            }
            assert_eq!(world.status(id).await, Status::Submitting, "{deed}");
            world.work(3).await;
            world.confirm_all().await;
            assert_eq!(world.status(id).await, Status::Confirmed, "{deed} {lost:?}");
            assert_eq!(world.executions(id).await, 1, "{deed} {lost:?}");
            world.check().await;
        }
    }
}

#[tokio::test]
async fn a_lost_answer_then_a_refusal_is_not_failed_while_custody_has_it() {
    let world = World::new().await;
    let (id, _) = unclear(&world, Trouble::LostAfter).await;
    world.test.custody.fail(Call::Submit, [Trouble::Invalid]);
    world.work(2).await;
    assert_eq!(world.attempts(id).await, "? invalid");
    assert_eq!(
        world.status(id).await,
        Status::Broadcasted,
        "found in the list and adopted"
    );
    assert_eq!(world.test.custody.count(Call::FindTransfer), 1);
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test]
async fn a_lost_answer_then_a_refusal_is_failed_after_two_looks_a_minute_apart() {
    let world = World::new().await;
    let (id, _) = unclear(&world, Trouble::LostBefore).await;
    world.test.custody.fail(Call::Submit, [Trouble::Invalid]);
    world.work(2).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert_eq!(world.test.custody.count(Call::FindTransfer), 1);
    world.work(58).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert_eq!(world.test.custody.count(Call::FindTransfer), 1);
    // Somebody who asks meanwhile does not shorten the minute.
    world
        .bank()
        .check_transfer(&world.claire, id)
        .await
        .unwrap();
    assert_eq!(world.status(id).await, Status::Submitting);
    world.work(4).await;
    assert_eq!(world.status(id).await, Status::Failed);
    assert_eq!(
        world.reason(id).await.as_deref(),
        Some("insufficient_balance")
    );
    assert_eq!(world.attempts(id).await, "? invalid");
    assert_eq!(world.executions(id).await, 0);
    world.check().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_read_proves_nothing() {
    let world = World::new().await;
    let (id, _) = unclear(&world, Trouble::LostBefore).await;
    world.test.custody.fail(Call::Submit, [Trouble::Invalid]);
    world.work(2).await;
    world
        .test
        .custody
        .fail(Call::FindTransfer, [Trouble::LostBefore]);
    world.work(61).await;
    assert_eq!(
        world.status(id).await,
        Status::Submitting,
        "the second look failed"
    );
    world.work(15).await;
    assert_eq!(
        world.status(id).await,
        Status::Broadcasted,
        "the same bytes went again"
    );
    assert_eq!(world.attempts(id).await, "? invalid accepted");
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test]
async fn never_back_to_approved_while_an_attempt_has_no_ending() {
    let world = World::new().await;
    let (id, _) = unclear(&world, Trouble::LostBefore).await;
    let troubles = [
        Trouble::NotSent,
        Trouble::Misconfigured {
            transfer_call_made: false,
        },
        Trouble::NotSent,
    ];
    world.test.custody.fail(Call::Submit, troubles);
    for _ in 0..60 {
        world.work(1).await;
        assert!(!world.steps(id).await.ends_with("approved"));
    }
    assert_eq!(
        world.attempts(id).await,
        "? not_sent not_sent not_sent accepted"
    );
    assert_eq!(world.steps(id).await, "approved submitting broadcasted");
    world.check().await;
}

#[tokio::test]
async fn a_look_for_somebody_who_asks_never_sends_and_never_fails() {
    let world = World::new().await;
    let (id, _) = unclear(&world, Trouble::LostBefore).await;
    for _ in 0..3 {
        world
            .bank()
            .check_transfer(&world.claire, id)
            .await
            .unwrap();
        world.test.clock.advance(time::Duration::seconds(70));
    }
    assert_eq!(
        world.status(id).await,
        Status::Submitting,
        "absent, but nobody refused it"
    );
    assert_eq!(world.test.custody.count(Call::Submit), 1);

    let (id, _) = unclear(&world, Trouble::LostAfter).await;
    let outcome = world
        .bank()
        .check_transfer(&world.claire, id)
        .await
        .unwrap();
    assert_eq!(outcome.transfer.status, Status::Broadcasted);
    assert_eq!(world.test.custody.count(Call::Submit), 2);
    assert_eq!(
        refusal(world.bank().check_transfer(&world.bob, id).await),
        Refusal::Forbidden
    );
    world.check().await;
}
