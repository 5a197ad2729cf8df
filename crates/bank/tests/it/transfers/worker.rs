use domain::transfer::Status;
use tokio::sync::oneshot;

use super::world::World;
use crate::support::{Call, Trouble, eth, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_owed_transfers_are_done_twenty_seconds_after_the_faults_stop() {
    let world = World::new().await;
    world
        .test
        .custody
        .fund(world.wallet.address.unwrap(), eth("100"));
    let troubles = (0..50).map(|n| match n % 3 {
        0 => Trouble::NotSent,
        1 => Trouble::LostBefore,
        _ => Trouble::LostAfter,
    });
    world.test.custody.fail(Call::Submit, troubles);
    let mut ids = Vec::new();
    for _ in 0..50 {
        ids.push(world.send(&world.alice, "0.01").await.id);
    }
    world
        .test
        .custody
        .fail_always(Call::Submit, Trouble::LostBefore);
    world.work(40).await;
    world.test.custody.heal();
    world.work(20).await;
    for id in ids {
        assert_eq!(world.status(id).await, Status::Broadcasted);
        assert_eq!(world.executions(id).await, 1);
    }
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shutdown_finishes_what_runs() {
    let world = World::new().await;
    let id = world.owed(&world.alice).await;
    world.test.clock.advance(time::Duration::seconds(2));
    world.test.custody.hold(Call::Submit);
    let (stop, stopped) = oneshot::channel::<()>();
    let bank = world.bank().clone();
    let worker = tokio::spawn(async move {
        bank.run_worker(async move { drop(stopped.await) }).await;
    });
    until("custody is called", async || {
        world.test.custody.count(Call::Submit) == 2
    })
    .await;
    stop.send(()).unwrap();
    assert!(!worker.is_finished());
    world.test.custody.release(Call::Submit);
    worker.await.unwrap();
    assert_eq!(world.status(id).await, Status::Broadcasted);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_worker_does_everything_by_itself() {
    let world = World::new().await;
    let id = world.owed(&world.alice).await;
    let (stop, stopped) = oneshot::channel::<()>();
    let bank = world.bank().clone();
    let worker = tokio::spawn(async move {
        bank.run_worker(async move { drop(stopped.await) }).await;
    });
    let step = async |status: Status| {
        until(status.as_str(), async || {
            world.test.clock.advance(time::Duration::milliseconds(200));
            world.status(id).await == status
        })
        .await;
    };
    step(Status::Broadcasted).await;
    let external_id = world.external_id(id).await;
    world
        .test
        .custody
        .move_on(&external_id, domain::execution::CustodyState::Confirmed);
    step(Status::Confirmed).await;
    stop.send(()).unwrap();
    worker.await.unwrap();
    let seen = world.bank().health().await.unwrap();
    assert!(seen.worker_seen_at.is_some() && seen.custody_answered_at.is_some());
    world.check().await;
}
