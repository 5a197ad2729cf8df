//! Amounts and times come back from both engines as they were given.

use domain::delegation::Grant;
use domain::money::BaseUnits;
use proptest::arbitrary::any;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use store::balances::Balance;
use time::OffsetDateTime;

use crate::fixture::{START, TestStore};

/// How many random values are tried; each is a few statements.
const CASES: usize = 64;

/// Values of a strategy, the same in every run.
fn values<S: proptest::strategy::Strategy>(strategy: S) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..CASES).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Any 256-bit number, of any length.
fn amounts() -> Vec<BaseUnits> {
    let random = (any::<[u8; 32]>(), 0_usize..=32).prop_map(|(mut bytes, zeros)| {
        bytes[..zeros].fill(0);
        BaseUnits::from_be_bytes(bytes)
    });
    let powers = (0..=77).map(|zeros| BaseUnits::parse_integer(&format!("1{:0<zeros$}", "")));
    let mut amounts = values(random);
    amounts.extend(powers.map(Result::unwrap));
    amounts.extend([BaseUnits::ZERO, BaseUnits::MAX]);
    amounts
}

pub(crate) async fn amounts_survive(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await.id;
    let balances: Vec<Balance> = amounts()
        .into_iter()
        .enumerate()
        .map(|(place, amount)| Balance {
            asset_key: format!("{place:05}"),
            listed: true,
            symbol: "ETH".to_owned(),
            decimals: 255,
            amount,
        })
        .collect();
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.replace_balances(wallet, START, &balances).await.unwrap());
    assert_eq!(tx.balance_copy(wallet).await.unwrap().unwrap().balances, balances);
    tx.commit().await.unwrap();

    // The engine orders them as numbers.
    let sorted = store
        .texts(
            "SELECT asset_key FROM balances ORDER BY amount, asset_key",
            "SELECT asset_key FROM balances ORDER BY amount, asset_key",
        )
        .await;
    let mut expected = balances.clone();
    expected.sort_by(|a, b| (a.amount, &a.asset_key).cmp(&(b.amount, &b.asset_key)));
    let expected: Vec<_> = expected.into_iter().map(|balance| balance.asset_key).collect();
    assert_eq!(sorted, expected);
}

pub(crate) async fn missing_amounts_stay_missing(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let wallet = store.wallet(alice.id, "W").await;
    let limits = [None, Some(BaseUnits::ZERO), Some(BaseUnits::MAX)];
    for grant in limits.map(|limit| Grant::Transfer { limit }) {
        assert_eq!(store.grant(&wallet, bob.id, grant).await.delegation.grant, grant);
    }
}

pub(crate) async fn times_survive(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await;
    let bob = store.user("Bob").await;
    // Nanoseconds of the years 1970 to 2200 and some before.
    let nanos = values(-1_000_000_000_000_000_000_i128..7_000_000_000_000_000_000);
    for nanos in nanos {
        let at = OffsetDateTime::from_unix_timestamp_nanos(nanos).unwrap();
        let cut = OffsetDateTime::from_unix_timestamp_nanos(nanos.div_euclid(1_000) * 1_000);
        let stored = store.grant_at(&wallet, bob.id, Grant::View, at).await.delegation.updated_at;
        assert_eq!(stored, cut.unwrap());
    }
}
