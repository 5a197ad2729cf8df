//! The process ends at any point, and another one goes on.

use bank::transfers::DecisionRequest;
use domain::execution::CustodyState;
use domain::transfer::Status;
use time::Duration;

use super::world::World;
use crate::support::{Call, SubmitMode, Trouble, until};

impl World {
    /// Kills the process and starts another one over the same database.
    pub(crate) async fn restart(self) -> Self {
        let Self {
            test,
            alice,
            bob,
            charlie,
            claire,
            dana,
            wallet,
        } = self;
        Self {
            test: test.restart().await,
            alice,
            bob,
            charlie,
            claire,
            dana,
            wallet,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_the_commit_and_the_answer() {
    for takes_effect in [true, false] {
        let world = World::new().await;
        if !takes_effect {
            world.test.custody.fail(Call::Submit, [Trouble::LostBefore]);
        }
        world.test.custody.hold(Call::Submit);
        let (bank, alice, wish) = (
            world.bank().clone(),
            world.alice.clone(),
            world.wish("0.01"),
        );
        let request = tokio::spawn(async move { bank.send(&alice, &wish, None).await });
        until("custody is called", async || {
            world.test.custody.count(Call::Submit) == 1
        })
        .await;
        request.abort();
        let world = world.restart().await;
        world.test.custody.release(Call::Submit);
        let page = bank::Page::first(9);
        let all = world
            .test
            .store
            .transfer_queue_unscoped(Default::default(), page)
            .await
            .unwrap();
        let id = all.rows[0].transfer.id;
        assert_eq!(world.status(id).await, Status::Submitting);
        assert_eq!(world.attempts(id).await, "?");
        // Its own old lease does not hold it up.
        world.work(1).await;
        assert_eq!(world.status(id).await, Status::Broadcasted);
        assert_eq!(world.attempts(id).await, "? accepted");
        assert_eq!(world.executions(id).await, 1);
        world.check().await;
    }
}

#[tokio::test]
async fn killed_at_every_other_point() {
    // Owed and never tried: approved while custody was misconfigured.
    let world = World::new().await;
    let waiting = world.pending().await;
    let owed = world.owed(&world.alice).await;
    let world = world.restart().await;
    world.work(2).await;
    assert_eq!(world.status(owed).await, Status::Broadcasted);
    assert_eq!(world.status(waiting).await, Status::Pending);
    // Broadcasted.
    let world = world.restart().await;
    world.confirm_all().await;
    assert_eq!(world.status(owed).await, Status::Confirmed);
    // Decided after a restart.
    let decision = DecisionRequest::default();
    world
        .bank()
        .approve_transfer(&world.claire, waiting, &decision)
        .await
        .unwrap();
    assert_eq!(world.executions(waiting).await, 1);
    // Between two looks at custody's list.
    world
        .test
        .custody
        .fail(Call::Submit, [Trouble::LostBefore, Trouble::Invalid]);
    let looked_for = world.send(&world.alice, "0.01").await.id;
    world.work(2).await;
    let world = world.restart().await;
    world.work(61).await;
    assert_eq!(world.status(looked_for).await, Status::Failed);
    // Accepted, not sent yet.
    world.test.custody.set_mode(SubmitMode::HeldByPolicy);
    let accepted = world.send(&world.alice, "0.01").await.id;
    let world = world.restart().await;
    let external_id = world.external_id(accepted).await;
    world
        .test
        .custody
        .move_on(&external_id, CustodyState::Confirmed);
    world.work(11).await;
    assert_eq!(
        world.steps(accepted).await,
        "approved submitting broadcasted confirmed"
    );
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_after_the_lease_was_lost_concludes_nothing() {
    let world = World::new().await;
    world.test.custody.hold(Call::Submit);
    let (bank, alice, wish) = (
        world.bank().clone(),
        world.alice.clone(),
        world.wish("0.01"),
    );
    let request = tokio::spawn(async move { bank.send(&alice, &wish, None).await });
    until("custody is called", async || {
        world.test.custody.count(Call::Submit) == 1
    })
    .await;
    let other = world.second_node("other").await;
    other.submit_round().await.unwrap();
    assert_eq!(
        world.test.custody.count(Call::Submit),
        1,
        "the lease keeps the other node out"
    );
    let page = bank::Page::first(9);
    let all = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), page)
        .await
        .unwrap();
    let id = all.rows[0].transfer.id;
    world.lose_leases().await;
    world.test.clock.advance(Duration::seconds(2));
    let takes_over = tokio::spawn(async move { other.submit_round().await.unwrap() });
    until("the other node calls", async || {
        world.test.custody.count(Call::Submit) == 2
    })
    .await;
    world.test.custody.release(Call::Submit);
    takes_over.await.unwrap();
    request.await.unwrap().unwrap();
    world.bank().finish_running().await;
    assert_eq!(world.attempts(id).await, "accepted accepted");
    assert_eq!(
        world.steps(id).await,
        "approved submitting broadcasted",
        "booked once"
    );
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lease_is_kept_as_long_as_the_call_takes() {
    let world = World::new().await;
    world.test.custody.hold(Call::Submit);
    let (bank, alice, wish) = (
        world.bank().clone(),
        world.alice.clone(),
        world.wish("0.01"),
    );
    let request = tokio::spawn(async move { bank.send(&alice, &wish, None).await });
    until("custody is called", async || {
        world.test.custody.count(Call::Submit) == 1
    })
    .await;
    let other = world.second_node("other").await;
    let page = bank::Page::first(9);
    let all = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), page)
        .await
        .unwrap();
    let id = all.rows[0].transfer.id;
    for _ in 0..8 {
        let before = world.record(id).await.execution.lease_until;
        world.test.clock.advance(Duration::seconds(3));
        until("renewed", async || {
            world.record(id).await.execution.lease_until > before
        })
        .await;
        other.submit_round().await.unwrap();
    }
    world.test.custody.release(Call::Submit);
    request.await.unwrap().unwrap();
    world.bank().finish_running().await;
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    assert_eq!(world.status(id).await, Status::Broadcasted);
    world.check().await;
}
