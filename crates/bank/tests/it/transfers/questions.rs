//! What custody is asked, and what it is not asked because the books know.

use bank::Refusal;
use domain::execution::CustodyState;
use domain::id::TransferId;
use domain::transfer::Status;
use store::transfers::TransferRecord;
use time::{Duration, OffsetDateTime};

use super::world::{World, refusal};
use crate::support::{Call, SubmitMode, Trouble};

#[tokio::test]
async fn what_has_ended_is_not_asked_about() {
    let world = World::new().await;
    let id = world.send(&world.alice, "0.01").await.id;
    world.confirm_all().await;
    assert_eq!(world.status(id).await, Status::Confirmed);
    let asked = world.test.custody.count(Call::Transfer);
    world
        .bank()
        .check_transfer(&world.claire, id)
        .await
        .unwrap();
    assert_eq!(world.test.custody.count(Call::Transfer), asked);
    world.check().await;
}

#[tokio::test]
async fn what_the_backup_knows_already_is_not_booked_as_found() {
    let world = World::new().await;
    world.test.custody.set_mode(SubmitMode::PendingFirst);
    let id = world
        .while_time_passes(world.send(&world.alice, "0.01"))
        .await
        .id;
    world.bank_settles().await;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert!(world.record(id).await.custody.id.is_some());
    let backup = world.test.back_up().await;
    let external_id = world.external_id(id).await;
    world
        .test
        .custody
        .move_on(&external_id, CustodyState::Broadcasted);
    let world = world.restored(&backup).await;
    world.read_back().await;
    let view = world.bank().recovery(&world.dana).await.unwrap();
    assert_eq!(view.counts.recovered, 0, "it only goes on");
    world.work(61).await;
    assert_eq!(
        world.steps(id).await,
        "approved submitting broadcasted",
        "as any other does"
    );
    world.check().await;
}

/// What somebody's question must leave as it was.
async fn plan(world: &World, id: TransferId) -> (Status, [Option<OffsetDateTime>; 2], bool) {
    let TransferRecord {
        status, execution, ..
    } = world.record(id).await;
    let times = [execution.next_attempt_at, execution.absent_since];
    (status, times, execution.lease.is_none())
}

#[tokio::test]
async fn a_question_without_an_answer_is_told_and_changes_nothing() {
    let world = World::new().await;
    let id = world.send(&world.alice, "0.01").await.id;
    let waits = world.pending().await;
    let before = plan(&world, id).await;
    let check = async |id| world.bank().check_transfer(&world.claire, id).await;
    for trouble in [Trouble::NotSent, Trouble::LostAfter, Trouble::Throttled] {
        world.test.clock.advance(Duration::minutes(1));
        world.test.custody.fail(Call::Transfer, [trouble.clone()]);
        let said = refusal(check(id).await);
        assert_eq!(said, Refusal::WalletServiceUnavailable, "{trouble:?}");
        assert_eq!(plan(&world, id).await, before, "{trouble:?}");
    }
    world.test.clock.advance(Duration::minutes(1));
    assert_eq!(
        check(id).await.unwrap().transfer.status,
        Status::Broadcasted
    );

    // Calls are held back: it is not even asked.
    world.test.custody.go_down();
    for _ in 0..7 {
        refusal(check(id).await);
    }
    let asked = world.test.custody.count(Call::Transfer);
    let said = refusal(check(id).await);
    assert_eq!(said, Refusal::WalletServiceUnavailable);
    assert_eq!(world.test.custody.count(Call::Transfer), asked);
    assert_eq!(
        check(waits).await.unwrap().transfer.status,
        Status::Pending,
        "there is nothing to ask"
    );
    world.check().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_read_for_somebody_who_asks_does_not_undo_the_first_look() {
    let world = World::new().await;
    let custody = &world.test.custody;
    custody.fail(Call::Submit, [Trouble::LostBefore, Trouble::Invalid]);
    let id = world.send(&world.alice, "0.01").await.id;
    world.work(3).await;
    let before = plan(&world, id).await;
    let (status, [_, absent_since], free) = before;
    assert_eq!((status, free), (Status::Submitting, true));
    assert!(absent_since.is_some(), "looked for once");
    custody.fail(Call::FindTransfer, [Trouble::LostBefore]);
    let checked = world.bank().check_transfer(&world.claire, id).await;
    assert_eq!(refusal(checked), Refusal::WalletServiceUnavailable);
    assert_eq!(plan(&world, id).await, before);
    world.work(62).await;
    assert_eq!(world.status(id).await, Status::Failed, "the second look");
    assert_eq!(world.attempts(id).await, "? invalid");
    world.check().await;
}
