//! Two tasks at one transfer: whatever the clocks do, the later claim alone concludes, and nothing
//! whose money may have moved is let go.

use bank::transfers::TransferOutcome;
use domain::id::TransferId;
use domain::transfer::Status;
use store::Node;
use store::transfers::Lease;
use time::Duration;
use tokio::task::JoinHandle;

use super::world::World;
use crate::support::{Call, Trouble, until};

type Request = JoinHandle<bank::Result<bank::idempotency::Created<TransferOutcome>>>;

/// Alice's request, whose call to custody is held.
async fn held(world: &World) -> (TransferId, Request) {
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
    let page = bank::Page::first(9);
    let queue = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), page);
    (queue.await.unwrap().rows[0].transfer.id, request)
}

/// Another claim of the row by some node, with an attempt of its own, in one transaction in which
/// `meanwhile` happens first; what the first task wants to write has to wait for it.
async fn claim_again(
    world: &World,
    id: TransferId,
    holder: &Node,
    meanwhile: impl AsyncFnOnce(),
) -> Lease {
    let all_runs = Node {
        name: world.test.node.name.clone(),
        boot: i64::MAX,
    };
    let mut tx = world
        .test
        .store
        .begin(store::UnitOfWork::named("test"))
        .await
        .unwrap();
    meanwhile().await;
    tx.take_back_transfer_leases(&all_runs).await.unwrap();
    let lease = tx
        .claim_transfer(id, holder, Duration::seconds(12))
        .await
        .unwrap()
        .unwrap();
    tx.start_attempt(id, holder, world.test.clock_now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    lease
}

/// Ends a request and everything that it has started.
async fn finish(world: &World, request: Request) {
    world.while_time_passes(request).await.unwrap().unwrap();
    world.bank_settles().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_task_of_the_process_never_takes_what_one_works_on() {
    let world = World::new().await;
    let (id, request) = held(&world).await;
    // Its lease is gone, as after a jump of the clock, and the row looks free.
    world.lose_leases().await;
    world.test.clock.advance(Duration::milliseconds(2_500));
    let due = world
        .test
        .store
        .transfers_to_submit(world.test.clock_now(), 9);
    assert_eq!(due.await.unwrap(), [id]);
    world.bank().submit_round().await.unwrap();
    world
        .bank()
        .check_transfer(&world.claire, id)
        .await
        .unwrap();
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    assert_eq!(world.test.custody.count(Call::FindTransfer), 0);
    assert_eq!(world.attempts(id).await, "?");
    assert_eq!(world.record(id).await.execution.lease, None);
    world.test.custody.release(Call::Submit);
    finish(&world, request).await;
    world.work(3).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_ends_with_its_lease_when_the_clock_jumps() {
    let world = World::new().await;
    let (id, request) = held(&world).await;
    world.test.clock.advance(Duration::seconds(40));
    let bank = world.bank().clone();
    let round = tokio::spawn(async move { bank.submit_round().await });
    // Whichever of the two comes first, a call that is cut off counts as unknown.
    world.test.custody.fail(Call::Submit, [Trouble::NotSent]);
    world.test.custody.release(Call::Submit);
    finish(&world, request).await;
    round.await.unwrap().unwrap();
    assert_eq!(world.status(id).await, Status::Submitting);
    assert!(world.attempts(id).await.starts_with('?'));
    let late = world.bank().cancel_transfer(&world.alice, id).await;
    late.unwrap_err();
    world.work(30).await;
    assert!(!world.steps(id).await.contains("submitting approved"));
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn not_sent_concludes_nothing_while_another_attempt_is_open() {
    for same_node in [true, false] {
        let world = World::new().await;
        world.test.custody.fail(Call::Submit, [Trouble::NotSent]);
        let (id, request) = held(&world).await;
        let other = Node {
            name: "other".to_owned(),
            boot: 1,
        };
        let holder = if same_node { &world.test.node } else { &other };
        // The answer is there before the second claim is, and waits to be written down.
        let second = claim_again(&world, id, holder, async || {
            world.test.custody.release(Call::Submit);
        })
        .await;
        finish(&world, request).await;
        assert_eq!(world.attempts(id).await, "not_sent ?");
        assert_eq!(world.status(id).await, Status::Submitting);
        let lease = world.record(id).await.execution.lease;
        assert_eq!(lease, Some(second), "the second claim is undisturbed");
        // The second attempt's money moves, and nobody hears of it.
        let body = world.test.store.transfer_body(id).await.unwrap();
        world
            .test
            .custody
            .submit_directly(&world.at_custody(), &body);
        let late = world.bank().cancel_transfer(&world.alice, id).await;
        late.unwrap_err();
        world.work(20).await;
        assert_eq!(world.status(id).await, Status::Broadcasted);
        assert_eq!(world.attempts(id).await, "not_sent ? accepted");
        assert_eq!(world.executions(id).await, 1);
        world.check().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_answer_does_not_forget_an_open_attempt() {
    let world = World::new().await;
    world.test.custody.fail(Call::Submit, [Trouble::LostAfter]);
    let id = world.send(&world.alice, "0.01").await.id;
    world.test.custody.fail(Call::Submit, [Trouble::NotSent]);
    world.work(2).await;
    assert_eq!(world.attempts(id).await, "? not_sent");
    assert_eq!(world.status(id).await, Status::Submitting);
    world
        .bank()
        .cancel_transfer(&world.alice, id)
        .await
        .unwrap_err();
    world.work(12).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    world.check().await;
}
