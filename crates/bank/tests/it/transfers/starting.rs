//! The order in which the transfers of a wallet start, and how many are handed over at once.

use bank::Bank;
use bank::transfers::DecisionRequest;
use domain::id::{TransferId, WalletId};
use domain::transfer::Status;
use proptest::prelude::*;
use store::UnitOfWork;
use store::service_state::ServiceFact;
use time::Duration;

use super::world::World;
use crate::support::{Call, Trouble, until};

/// What people do while the executor stands still.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// Below the threshold, from one of the wallets.
    Send(usize),
    /// At the threshold.
    Ask(usize),
    /// The n-th that waits.
    Approve(prop::sample::Index),
    Cancel(prop::sample::Index),
    Pass(u8),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => (0..2_usize).prop_map(Deed::Send),
        3 => (0..2_usize).prop_map(Deed::Ask),
        4 => any::<prop::sample::Index>().prop_map(Deed::Approve),
        1 => any::<prop::sample::Index>().prop_map(Deed::Cancel),
        // Without it two are authorised in the same moment.
        2 => (1..50_u8).prop_map(Deed::Pass),
    ]
}

/// Stops the executors of all nodes, or lets them go on.
pub(super) async fn stand_still(world: &World, still: bool) {
    let fact = ServiceFact::CustodyMisconfigured;
    let mut tx = world
        .test
        .store
        .begin(UnitOfWork::named("test"))
        .await
        .unwrap();
    if still {
        let now = world.test.clock_now();
        tx.note_service_state(fact, now, "a test").await.unwrap();
    } else {
        tx.clear_service_state(fact).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn send(world: &World, wallet: WalletId, amount: &str) -> TransferId {
    let wish = world.wish_from(wallet, amount);
    let made = world.bank().send(&world.alice, &wish, None).await.unwrap();
    made.thing.transfer.id
}

async fn play(world: &World, wallets: &[WalletId; 2], deeds: &[Deed]) {
    let mut waiting = Vec::new();
    for deed in deeds {
        match *deed {
            Deed::Send(n) => drop(send(world, wallets[n], "0.001").await),
            Deed::Ask(n) => waiting.push(send(world, wallets[n], "0.1").await),
            Deed::Approve(_) | Deed::Cancel(_) if waiting.is_empty() => {}
            Deed::Approve(which) => {
                let id = waiting.remove(which.index(waiting.len()));
                let request = DecisionRequest::default();
                world
                    .bank()
                    .approve_transfer(&world.claire, id, &request)
                    .await
                    .unwrap();
            }
            Deed::Cancel(which) => {
                let id = waiting.remove(which.index(waiting.len()));
                world
                    .bank()
                    .cancel_transfer(&world.alice, id)
                    .await
                    .unwrap();
            }
            Deed::Pass(millis) => world
                .test
                .clock
                .advance(Duration::milliseconds(millis.into())),
        }
    }
}

/// Lets two nodes go their rounds until nothing is owed.
async fn work_it_off(world: &World, other: &Bank) {
    for _ in 0..60 {
        let rounds = async {
            let (one, two) = futures::join!(world.bank().submit_round(), other.submit_round());
            one.unwrap();
            two.unwrap();
        };
        world.while_time_passes(rounds).await;
        let counts = world.test.store.open_transfer_counts().await.unwrap();
        if counts.owed == 0 {
            return;
        }
        world.test.clock.advance(Duration::seconds(1));
    }
    panic!("something is still owed");
}

/// The transfers of a wallet in the order of their first `submitting`, and in that of their
/// authorisation.
async fn orders(world: &World, wallet: WalletId) -> [Vec<TransferId>; 2] {
    let (mut started, mut authorised) = (Vec::new(), Vec::new());
    for (kind, subject) in world.test.audit().await {
        let Ok(id) = TransferId::parse(&subject) else {
            continue;
        };
        if kind == "transfer.submitting" && !started.contains(&id) {
            let record = world.record(id).await;
            if record.order.wallet == wallet {
                started.push(id);
                authorised.push((record.times.decided_at.unwrap(), id));
            }
        }
    }
    authorised.sort();
    [started, authorised.into_iter().map(|(_, id)| id).collect()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_transfers_of_a_wallet_start_in_the_order_of_their_authorisation(
        deeds in prop::collection::vec(deed(), 4..30),
        not_sent in 0..6_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let orders = runtime.block_on(async {
            let world = World::new().await;
            let second = world.test.funded_wallet(&world.alice, "Second", "9").await.id;
            let wallets = [world.wallet.id, second];
            world.test.custody.fund(world.wallet.address.unwrap(), crate::support::eth("9"));
            world.test.clock.advance(Duration::seconds(11));
            world.bank().refresh_balances_of(world.wallet.id).await.unwrap();
            let other = world.second_node("other").await;
            stand_still(&world, true).await;
            play(&world, &wallets, &deeds).await;
            world.test.custody.fail(Call::Submit, vec![Trouble::NotSent; not_sent]);
            stand_still(&world, false).await;
            work_it_off(&world, &other).await;
            world.check().await;
            [orders(&world, wallets[0]).await, orders(&world, wallets[1]).await]
        });
        for [started, authorised] in orders {
            prop_assert_eq!(started, authorised);
        }
    }
}

/// One that started and hangs, or that came back, keeps no other one of its wallet waiting.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn none_waits_for_anothers_result() {
    let world = World::new().await;
    let came_back = world.owed(&world.alice).await;
    world.test.custody.hold(Call::Submit);
    let first = tokio::spawn({
        let (bank, alice, wish) = (
            world.bank().clone(),
            world.alice.clone(),
            world.wish("0.01"),
        );
        async move { bank.send(&alice, &wish, None).await.unwrap() }
    });
    until("the first one hangs at custody", async || {
        world.test.custody.count(Call::Submit) == 2
    })
    .await;
    let second = tokio::spawn({
        let (bank, alice, wish) = (
            world.bank().clone(),
            world.alice.clone(),
            world.wish("0.02"),
        );
        async move { bank.send(&alice, &wish, None).await.unwrap() }
    });
    until("the second one is handed over as well", async || {
        world.test.custody.count(Call::Submit) == 3
    })
    .await;
    assert_eq!(world.status(came_back).await, Status::Approved);
    world.test.custody.release(Call::Submit);
    for sent in [first, second] {
        let transfer = sent.await.unwrap().thing.transfer;
        assert_eq!(transfer.status, Status::Broadcasted);
    }
    world.check().await;
}

/// A request whose transfer is not the next of its wallet starts the one before, too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_starts_what_was_authorised_before_it() {
    let world = World::new().await;
    stand_still(&world, true).await;
    let earlier = world.send(&world.alice, "0.01").await;
    assert_eq!(earlier.status, Status::Approved);
    stand_still(&world, false).await;
    let later = world.send(&world.alice, "0.02").await;
    assert_eq!(later.status, Status::Broadcasted, "no worker was needed");
    world.bank().finish_running().await;
    assert_eq!(world.status(earlier.id).await, Status::Broadcasted);
    let [started, authorised] = orders(&world, world.wallet.id).await;
    assert_eq!(started, authorised);
    world.check().await;
}

/// Requests and the worker share the places at which transfers are handed over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_more_than_eight_are_handed_over_at_once() {
    let world = World::new().await;
    let custody = &world.test.custody;
    stand_still(&world, true).await;
    let mut ids = Vec::new();
    for _ in 0..12 {
        ids.push(world.send(&world.alice, "0.001").await.id);
    }
    stand_still(&world, false).await;
    custody.hold(Call::Submit);
    let worker = tokio::spawn({
        let bank = world.bank().clone();
        async move { bank.submit_round().await.unwrap() }
    });
    let requests = (0..6).map(|_| {
        let (bank, alice, wish) = (
            world.bank().clone(),
            world.alice.clone(),
            world.wish("0.001"),
        );
        tokio::spawn(async move { bank.send(&alice, &wish, None).await.unwrap() })
    });
    let requests: Vec<_> = requests.collect();
    until("eight are at custody", async || {
        custody.count(Call::Submit) == 8
    })
    .await;
    until("the requests have been stored", async || {
        world.test.store.open_transfer_counts().await.unwrap().owed == 18
    })
    .await;
    custody.release(Call::Submit);
    world.while_time_passes(worker).await.unwrap();
    for request in requests {
        ids.push(request.await.unwrap().thing.transfer.id);
    }
    world.bank_settles().await;
    world.work(2).await;
    for id in ids {
        assert_eq!(world.status(id).await, Status::Broadcasted);
    }
    assert_eq!(custody.most_at_once(Call::Submit), 8);
    world.check().await;
}
