use std::collections::BTreeMap;
use std::sync::Arc;

use bank::budget::{CallBudget, Priority};
use bank::{Clock as _, RuntimeTasks};
use proptest::prelude::*;
use store::UnitOfWork;
use time::{Duration, OffsetDateTime};

use crate::support::{Call, ManualClock, Person, TestBank, Trouble};

const ALL: [Priority; 3] = [Priority::Money, Priority::Outcome, Priority::Look];

/// A process of its own over the same database.
fn node(test: &TestBank, per_minute: u32) -> CallBudget {
    CallBudget::new(
        test.store.clone(),
        test.clock.clone(),
        Arc::new(RuntimeTasks),
        per_minute,
    )
}

async fn booked_until_refused(budget: &CallBudget, priority: Priority) -> u32 {
    let mut calls = 0;
    while budget.book(priority, 1).await {
        calls += 1;
    }
    calls
}

#[tokio::test]
async fn looking_leaves_a_reserve_to_what_matters_more() {
    let test = TestBank::start().await;
    let budget = node(&test, 100);
    assert_eq!(booked_until_refused(&budget, Priority::Look).await, 80);
    assert_eq!(booked_until_refused(&budget, Priority::Outcome).await, 10);
    assert!(budget.allows(Priority::Money, 3).await);
    assert_eq!(booked_until_refused(&budget, Priority::Money).await, 10);
    assert!(!budget.allows(Priority::Money, 1).await, "all is gone");
    test.clock.advance(Duration::minutes(1));
    assert_eq!(booked_until_refused(&budget, Priority::Money).await, 100);
}

#[tokio::test]
async fn a_call_costs_no_transaction() {
    let test = TestBank::start().await;
    let budget = node(&test, 1_000);
    for _ in 0..50 {
        assert!(budget.book(Priority::Look, 1).await);
        assert!(budget.allows(Priority::Look, 0).await);
    }
    let taken = test.store.calls_taken().await.unwrap().calls;
    assert_eq!(taken, 50, "one slice");
    assert!(budget.book(Priority::Money, 3).await);
    assert_eq!(test.store.calls_taken().await.unwrap().calls, 100);
}

/// A call under a lease is left alone while the lease is renewed.
#[tokio::test]
async fn a_call_that_waits_for_the_budget_keeps_no_renewal_waiting() {
    let test = TestBank::start().await;
    let budget = node(&test, 100);
    let begin = || test.store.begin(UnitOfWork::named("test"));
    let writing = begin().await.unwrap();
    let mut booking = core::pin::pin!(budget.book(Priority::Money, 3));
    assert!(futures::poll!(booking.as_mut()).is_pending());
    let mut renewal = core::pin::pin!(begin());
    for _ in 0..20 {
        // What waits before the renewal gets in line.
        tokio::task::yield_now().await;
        if futures::poll!(renewal.as_mut()).is_ready() {
            panic!("two write at once");
        }
    }
    writing.rollback().await.unwrap();
    // The call stands still all the while.
    renewal.await.unwrap().rollback().await.unwrap();
    assert!(booking.await);
    assert_eq!(test.store.calls_taken().await.unwrap().calls, 5);
}

#[tokio::test]
async fn money_uses_what_was_taken_to_look_before_it_waits() {
    let test = TestBank::start().await;
    let budget = node(&test, 60);
    assert!(budget.book(Priority::Look, 1).await);
    let other = node(&test, 60);
    let others = booked_until_refused(&other, Priority::Money).await;
    assert_eq!(others, 57, "all but the first one's slice of 3");
    assert!(!budget.book(Priority::Money, 3).await);
    assert!(budget.book(Priority::Money, 2).await);
    assert!(!budget.book(Priority::Look, 1).await);
}

#[tokio::test]
async fn what_is_left_is_given_back() {
    let test = TestBank::start().await;
    let (budget, other) = (node(&test, 100), node(&test, 100));
    assert!(budget.book(Priority::Money, 3).await);
    budget.give_back().await.unwrap();
    budget.give_back().await.unwrap();
    assert_eq!(test.store.calls_taken().await.unwrap().calls, 3);
    assert_eq!(booked_until_refused(&other, Priority::Money).await, 97);
    // Of a minute that is over nothing is given back.
    test.clock.advance(Duration::seconds(59));
    other.give_back().await.unwrap();
    assert_eq!(booked_until_refused(&other, Priority::Money).await, 0);
}

#[tokio::test]
async fn a_call_too_many_stops_all_nodes_for_as_long_as_custody_asks() {
    let test = TestBank::start().await;
    let (budget, other) = (node(&test, 100), node(&test, 100));
    budget
        .close(Some(std::time::Duration::from_secs(7)))
        .await
        .unwrap();
    for seconds in [0, 6] {
        test.clock.advance(Duration::seconds(seconds));
        for budget in [&budget, &other] {
            assert!(!budget.book(Priority::Money, 1).await);
        }
    }
    test.clock.advance(Duration::seconds(1));
    assert!(budget.book(Priority::Money, 1).await);
    assert!(other.book(Priority::Money, 1).await);
    budget.close(None).await.unwrap();
    test.clock.advance(Duration::seconds(52));
    assert!(
        !budget.book(Priority::Money, 1).await,
        "without a word: to the minute's end"
    );
    test.clock.advance(Duration::seconds(1));
    assert!(budget.book(Priority::Money, 1).await);
}

#[tokio::test]
async fn a_transfer_waits_for_the_next_minute_without_an_attempt() {
    let test = TestBank::start_with(|settings| settings.custody_calls_per_minute = 12).await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    test.clock.advance(Duration::minutes(1));
    let other = node(&test, 12);
    assert_eq!(booked_until_refused(&other, Priority::Money).await, 12);
    let submitted = test.custody.count(Call::Submit);
    let id = test.send(&alice, wallet.id, "0.01").await;
    test.bank.submit_round().await.unwrap();
    assert_eq!(test.status(id).await, domain::transfer::Status::Approved);
    assert_eq!(test.custody.count(Call::Submit), submitted);
    assert!(test.store.transfer_attempts(id).await.unwrap().is_empty());
    test.clock.advance(Duration::minutes(1));
    test.bank.submit_round().await.unwrap();
    assert_eq!(test.status(id).await, domain::transfer::Status::Broadcasted);
    let calls = test.bank.vitals().await.unwrap().calls;
    assert_eq!((calls.per_minute, calls.throttled), (12, false));
    assert!(calls.taken >= 3, "{calls:?}");
}

#[tokio::test]
async fn custody_that_refuses_a_call_as_one_too_many_is_left_alone() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    test.custody.fail(Call::Submit, [Trouble::Throttled]);
    let id = test.send(&alice, wallet.id, "0.01").await;
    assert_eq!(test.status(id).await, domain::transfer::Status::Approved);
    assert!(test.bank.vitals().await.unwrap().calls.throttled);
    let balances = test.custody.count(Call::Balances);
    test.clock.advance(Duration::seconds(12));
    test.bank.submit_round().await.unwrap();
    let page = test.bank.wallet(&alice, wallet.id, true).await.unwrap();
    assert!(
        !page.holdings.native.unwrap().stale,
        "we hold back, not custody"
    );
    assert_eq!(test.custody.count(Call::Submit), 1);
    assert_eq!(test.custody.count(Call::Balances), balances);
    let health = test.bank.health().await.unwrap();
    assert_eq!(health.custody_breaker.held_back_since(), None);
    test.clock.advance(Duration::minutes(1));
    test.bank.submit_round().await.unwrap();
    assert_eq!(test.status(id).await, domain::transfer::Status::Broadcasted);
}

/// What a node does.
#[derive(Debug, Clone, Copy)]
enum Act {
    Book(usize, Priority, u32),
    Pass(i64),
    GiveBack(usize),
    /// Killed and started again.
    Die(usize),
    TooMany(usize, Option<u8>),
}

fn act() -> impl Strategy<Value = Act> {
    let node = 0..3_usize;
    prop_oneof![
        12 => (node.clone(), prop::sample::select(&ALL[..]), 1..4_u32)
            .prop_map(|(node, priority, calls)| Act::Book(node, priority, calls)),
        2 => (0..25_000_i64).prop_map(Act::Pass),
        1 => node.clone().prop_map(Act::GiveBack),
        1 => node.clone().prop_map(Act::Die),
        1 => (node, prop::option::of(0..90_u8)).prop_map(|(node, pause)| Act::TooMany(node, pause)),
    ]
}

fn minute(at: OffsetDateTime) -> i64 {
    at.unix_timestamp() / 60
}

/// Runs the acts of three nodes; answers the calls that each minute saw.
async fn calls_of(test: &TestBank, per_minute: u32, acts: &[Act]) -> BTreeMap<i64, u32> {
    let clock: Arc<ManualClock> = test.clock.clone();
    let mut nodes = [0; 3].map(|_| node(test, per_minute));
    let mut made: BTreeMap<i64, u32> = BTreeMap::new();
    let mut closed_until = None;
    // Nodes that have found the budget empty do not notice that another one gave some back.
    let mut given_back_in = None;
    for act in acts {
        match *act {
            Act::Book(n, priority, calls) => {
                if nodes[n].book(priority, calls).await {
                    *made.entry(minute(clock.now())).or_default() += calls;
                } else if priority == Priority::Money && given_back_in != Some(minute(clock.now()))
                {
                    let taken = test.store.calls_taken().await.unwrap();
                    let is_closed = closed_until.is_some_and(|until| clock.now() < until);
                    assert!(
                        is_closed || taken.calls + calls > per_minute,
                        "money was refused with {taken:?} of {per_minute}"
                    );
                }
            }
            Act::Pass(millis) => clock.advance(Duration::milliseconds(millis)),
            Act::GiveBack(n) => {
                nodes[n].give_back().await.unwrap();
                given_back_in = Some(minute(clock.now()));
            }
            Act::Die(n) => nodes[n] = node(test, per_minute),
            Act::TooMany(n, pause) => {
                let pause = pause.map(|seconds| core::time::Duration::from_secs(seconds.into()));
                nodes[n].close(pause).await.unwrap();
                let rest = 60 - clock.now().unix_timestamp() % 60;
                let pause = pause.unwrap_or(core::time::Duration::from_secs(rest.unsigned_abs()));
                closed_until = closed_until.max(Some(clock.now() + pause));
            }
        }
    }
    made
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever nodes do, start again or not: no minute sees more calls than are allowed, and money
    /// is refused only when all of them are taken.
    #[test]
    fn three_nodes_never_exceed_the_budget(
        per_minute in 10..80_u32,
        acts in prop::collection::vec(act(), 1..160),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let made = runtime.block_on(async {
            let test = TestBank::start().await;
            calls_of(&test, per_minute, &acts).await
        });
        prop_assert!(made.values().all(|calls| *calls <= per_minute), "{made:?} of {per_minute}");
    }
}
