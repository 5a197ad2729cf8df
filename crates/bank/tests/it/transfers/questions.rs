//! What custody is asked, and what it is not asked because the books know.

use domain::execution::CustodyState;
use domain::transfer::Status;

use super::world::World;
use crate::support::{Call, SubmitMode};

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
