//! The budget of calls to custody, shared by nodes.

use std::collections::BTreeMap;

use store::calls::{CallSlice, CallsWanted};
use time::{Duration, OffsetDateTime};

use crate::fixture::TestStore;

const PER_MINUTE: u32 = 100;

async fn take(store: &TestStore, calls: u32, reserve: u32) -> CallSlice {
    let wanted = CallsWanted {
        calls,
        reserve,
        per_minute: PER_MINUTE,
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let slice = tx.take_calls(wanted).await.unwrap();
    tx.commit().await.unwrap();
    slice
}

/// Runs something again, with a fresh budget, until it lies in one minute: PostgreSQL's clock is
/// nobody's to stop.
async fn in_one_minute<T>(store: &TestStore, run: impl AsyncFn() -> T) -> T {
    loop {
        store.raw("UPDATE call_budget SET minute = NULL, taken = 0").await.unwrap();
        let before = take(store, 0, 0).await.minute;
        let outcome = run().await;
        if take(store, 0, 0).await.minute == before {
            return outcome;
        }
    }
}

pub(crate) async fn no_more_is_taken_than_a_minute_has(store: &TestStore) {
    let takers = (0..20).map(|_| take(store, 7, 0));
    let slices = futures::future::join_all(takers).await;
    let mut sums: BTreeMap<OffsetDateTime, u32> = BTreeMap::new();
    for slice in &slices {
        *sums.entry(slice.minute).or_default() += slice.calls;
        let lasts = slice.lasts;
        assert!(lasts > Duration::ZERO && lasts <= Duration::MINUTE, "{lasts}");
    }
    assert!(sums.values().all(|sum| *sum <= PER_MINUTE), "{sums:?}");
    let taken = in_one_minute(store, async || {
        (take(store, 98, 0).await.calls, take(store, 7, 0).await.calls, take(store, 7, 0).await.calls)
    })
    .await;
    assert_eq!(taken, (98, 2, 0));
    let taken = store.calls_taken().await.unwrap();
    assert!(taken.calls == PER_MINUTE || taken.calls == 0);
    store
        .raw(&format!("UPDATE call_budget SET minute = {}", store.time(crate::fixture::START - Duration::HOUR)))
        .await
        .unwrap();
    assert_eq!(take(store, 7, 0).await.calls, 7, "another minute has its own calls");
}

pub(crate) async fn a_reserve_is_left_to_others(store: &TestStore) {
    let taken = in_one_minute(store, async || {
        (take(store, 90, 20).await.calls, take(store, 1, 20).await.calls, take(store, 90, 0).await.calls)
    })
    .await;
    assert_eq!(taken, (80, 0, 20));
}

pub(crate) async fn what_is_given_back_can_be_taken_again(store: &TestStore) {
    let taken = in_one_minute(store, async || {
        let first = take(store, 100, 0).await;
        let give_back = async |minute, calls| {
            let mut tx = store.begin(crate::TEST).await.unwrap();
            tx.give_back_calls(minute, calls).await.unwrap();
            tx.commit().await.unwrap();
        };
        give_back(first.minute, 30).await;
        give_back(first.minute - Duration::MINUTE, 50).await;
        give_back(first.minute, 1_000).await;
        take(store, 100, 0).await.calls
    })
    .await;
    assert_eq!(taken, 30, "nothing comes back of another minute, nor more than was taken");
}

pub(crate) async fn a_closed_budget_gives_nothing(store: &TestStore) {
    let close = async |pause: Option<Duration>| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let lasts = tx.close_calls(pause).await.unwrap();
        tx.commit().await.unwrap();
        lasts
    };
    assert!(close(None).await <= Duration::MINUTE);
    assert_eq!(close(Some(Duration::HOUR)).await, Duration::HOUR);
    close(Some(Duration::SECOND)).await;
    let slice = take(store, 5, 0).await;
    assert_eq!(slice.calls, 0);
    assert!(slice.lasts > Duration::ZERO && slice.lasts <= Duration::MINUTE);
    let until = store.calls_taken().await.unwrap().closed_until.unwrap();
    let left = until - store.lease_now().await.unwrap();
    assert!(left > Duration::minutes(59), "a shorter pause ends no longer one: {left}");
    let over = store.time(crate::fixture::START - Duration::HOUR);
    store.raw(&format!("UPDATE call_budget SET closed_until = {over}")).await.unwrap();
    assert_eq!(take(store, 5, 0).await.calls, 5);
    assert_eq!(store.calls_taken().await.unwrap().closed_until, None);
}
