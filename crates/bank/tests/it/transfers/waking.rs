//! What goes on at once, before the next round of the worker, and what is written down of custody.

use domain::transfer::Status;
use store::service_state::ServiceFact;
use time::Duration;
use tokio::sync::oneshot;

use super::world::World;
use crate::support::until;

/// When it was last written down that custody answers.
async fn answered_at(world: &World) -> time::OffsetDateTime {
    let state = world.test.store.service_state(ServiceFact::CustodyAnswered);
    state.await.unwrap().unwrap().at
}

#[tokio::test]
async fn that_custody_answers_is_written_down_every_ten_seconds() {
    let world = World::new().await;
    world.test.clock.advance(Duration::seconds(10));
    world.send(&world.alice, "0.001").await;
    let first = answered_at(&world).await;
    assert_eq!(first, world.test.clock_now());
    world.test.clock.advance(Duration::seconds(9));
    world.send(&world.alice, "0.001").await;
    assert_eq!(answered_at(&world).await, first, "not every time");
    world.test.clock.advance(Duration::seconds(1));
    world.send(&world.alice, "0.001").await;
    assert_eq!(answered_at(&world).await, world.test.clock_now());
    // An answer about balances counts as well.
    world.test.clock.advance(Duration::seconds(11));
    let wallet = world.wallet.id;
    assert!(world.bank().refresh_balances_of(wallet).await.unwrap());
    assert_eq!(answered_at(&world).await, world.test.clock_now());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_pause_held_goes_on_with_its_end() {
    let world = World::new().await;
    let id = world.owed(&world.alice).await;
    world.bank().pause(&world.claire, None).await.unwrap();
    world.test.clock.advance(Duration::seconds(2));
    let (stop, stopped) = oneshot::channel::<()>();
    let bank = world.bank().clone();
    let worker = tokio::spawn(async move {
        bank.run_worker(async move { drop(stopped.await) }).await;
    });
    until("the worker has looked", async || {
        let seen = world.test.store.service_state(ServiceFact::WorkerSeen);
        seen.await.unwrap().is_some()
    })
    .await;
    // No time passes: only the end of the pause can wake it.
    world.bank().resume(&world.claire).await.unwrap();
    until("it goes on", async || {
        world.status(id).await == Status::Broadcasted
    })
    .await;
    stop.send(()).unwrap();
    worker.await.unwrap();
    world.check().await;
}
