//! When somebody looks at a transfer again.

use domain::execution::backoff;
use domain::id::TransferId;
use domain::transfer::Status;
use time::Duration;

use super::world::World;
use crate::support::{Call, SubmitMode, Trouble};

/// How long a transfer is left alone from now on.
async fn rest(world: &World, id: TransferId) -> Duration {
    let next = world.record(id).await.execution.next_attempt_at;
    next.expect("somebody looks again") - world.test.clock_now()
}

#[tokio::test]
async fn the_longer_it_takes_the_less_often_custody_is_asked() {
    let world = World::new().await;
    let id = world.send(&world.alice, "0.01").await.id;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    let sent_at = world.record(id).await.times.broadcasted_at.unwrap();
    assert_eq!(rest(&world, id).await, Duration::seconds(2));
    for (age, gap) in [
        (20, 5),
        (175, 5),
        (180, 15),
        (1_785, 15),
        (1_800, 60),
        (9_000, 60),
    ] {
        let now = world.test.clock_now();
        world
            .test
            .clock
            .advance(sent_at + Duration::seconds(age) - now);
        world.bank().poll_round().await.unwrap();
        assert_eq!(
            rest(&world, id).await,
            Duration::seconds(gap),
            "after {age} s"
        );
    }
    world.check().await;
}

#[tokio::test]
async fn what_was_not_sent_comes_back_after_a_second_and_not_all_at_once() {
    let world = World::new().await;
    let mut rests = Vec::new();
    for _ in 0..12 {
        let id = world.owed(&world.alice).await;
        rests.push(rest(&world, id).await);
        // Custody answers in between, so that each is the first to fail.
        world.send(&world.alice, "0.001").await;
    }
    rests.sort();
    let (least, most) = (rests[0], rests[11]);
    assert!(least >= Duration::seconds(1), "{rests:?}");
    assert!(most <= Duration::milliseconds(1_250), "{rests:?}");
    assert!(most - least > Duration::milliseconds(100), "{rests:?}");
}

#[tokio::test]
async fn a_pause_is_lengthened_by_another_part_each_time() {
    let world = World::new().await;
    let mut id = None;
    let mut parts = Vec::new();
    for attempts in 1..=5 {
        world.test.custody.fail(Call::Submit, [Trouble::NotSent]);
        match id {
            None => id = Some(world.send(&world.alice, "0.01").await.id),
            Some(id) => {
                world.test.clock.advance(rest(&world, id).await);
                world.bank().submit_round().await.unwrap();
            }
        }
        let pause = Duration::try_from(backoff(attempts)).unwrap();
        let longer = rest(&world, id.unwrap()).await - pause;
        assert!(!longer.is_negative() && longer <= pause / 4, "{longer}");
        // To the 255th part, as it is drawn.
        let part = (longer.whole_microseconds() * 4 * 255 + pause.whole_microseconds() / 2)
            / pause.whole_microseconds();
        parts.push(part);
    }
    assert_eq!(world.record(id.unwrap()).await.execution.attempts, 5);
    let first = parts[0];
    assert!(parts.iter().any(|part| *part != first), "{parts:?}");
    world.check().await;
}

#[tokio::test]
async fn what_people_must_look_at_is_met_again_after_a_minute_and_a_hold_sooner() {
    let world = World::new().await;
    world.test.custody.fail(Call::Submit, [Trouble::Denied]);
    let denied = world.send(&world.alice, "0.01").await.id;
    assert_eq!(rest(&world, denied).await, Duration::minutes(1));
    world.test.custody.set_mode(SubmitMode::HeldByPolicy);
    let held = world.send(&world.alice, "0.01").await.id;
    assert_eq!(rest(&world, held).await, Duration::seconds(10));
    let told = async |id| world.record(id).await.attention.unwrap().detail.unwrap();
    assert_eq!(
        told(denied).await,
        "Custody refuses this transfer for now; it is tried again every minute."
    );
    assert_eq!(
        told(held).await,
        "Custody holds it until somebody approves it there."
    );
    assert_eq!(
        world.attention(held).await.as_deref(),
        Some("held_by_custody")
    );
    world.check().await;
}
