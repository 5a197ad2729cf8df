//! Stored bodies that are no longer what was decided on.

use domain::id::TransferId;
use domain::transfer::Status;
use time::Duration;

use super::starting::stand_still;
use super::world::World;
use crate::support::{Call, Trouble};

/// The body of a transfer, and what a failing disk makes of it.
async fn bodies(world: &World, id: TransferId) -> [Vec<u8>; 2] {
    let body = world.test.store.transfer_body(id).await.unwrap();
    let mut damaged = body.clone();
    let digit = damaged.iter_mut().find(|byte| byte.is_ascii_digit());
    *digit.unwrap() ^= 1;
    [body, damaged]
}

/// The bank after a restart over a file in which these bytes were changed.
async fn overwritten(world: World, old: &[u8], new: &[u8]) -> World {
    World {
        test: world.test.restart_on_other_bytes(old, new).await,
        ..world
    }
}

#[tokio::test]
async fn what_cannot_start_is_looked_at_and_others_go_on() {
    let world = World::new().await;
    stand_still(&world, true).await;
    let first = world.send(&world.alice, "0.01").await.id;
    let later = world.send(&world.alice, "0.02").await.id;
    let [body, damaged] = bodies(&world, first).await;
    let world = overwritten(world, &body, &damaged).await;
    stand_still(&world, false).await;
    world.work(2).await;
    world.bank_settles().await;
    assert_eq!(world.status(later).await, Status::Broadcasted);
    assert_eq!(world.status(first).await, Status::Approved);
    assert_eq!(
        world.attention(first).await.as_deref(),
        Some("body_damaged")
    );
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    let seen = world.bank().transfer(&world.alice, first).await.unwrap();
    assert_eq!(seen.reason.unwrap().code, "delayed");
    let next = world.record(first).await.execution.next_attempt_at;
    let rest = next.unwrap() - world.test.clock_now();
    assert!(rest > Duration::seconds(55), "{rest}");
    let more = world.send(&world.alice, "0.03").await;
    assert_eq!(more.status, Status::Broadcasted, "nor do new ones wait");

    let world = overwritten(world, &damaged, &body).await;
    world.work(62).await;
    assert_eq!(world.status(first).await, Status::Broadcasted);
    assert_eq!(world.attention(first).await, None);
    assert_eq!(world.attempts(first).await, "accepted");
    world.check().await;
}

#[tokio::test]
async fn what_may_be_under_way_is_not_sent_again_from_a_damaged_body() {
    let world = World::new().await;
    world.test.custody.fail(Call::Submit, [Trouble::LostAfter]);
    let id = world.send(&world.alice, "0.01").await.id;
    let [body, damaged] = bodies(&world, id).await;
    let world = overwritten(world, &body, &damaged).await;
    world.work(10).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert_eq!(world.attention(id).await.as_deref(), Some("body_damaged"));
    assert_eq!(world.attempts(id).await, "?");
    // Custody has it: somebody who asks finds out.
    let checked = world.bank().check_transfer(&world.claire, id).await;
    let transfer = checked.unwrap().transfer;
    assert_eq!(transfer.status, Status::Broadcasted);
    assert_eq!(transfer.attention, None);
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}
