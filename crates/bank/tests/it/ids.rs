use std::sync::Arc;

use bank::{ClockIds, Ids};
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

use crate::support::ManualClock;

fn some_ids(seed: u64) -> Vec<Uuid> {
    let clock = Arc::new(ManualClock::new(datetime!(2026-03-01 09:00 UTC)));
    let ids = ClockIds::seeded(clock.clone(), seed);
    let mut made: Vec<Uuid> = (0..5_000).map(|_| ids.uuid()).collect();
    clock.advance(Duration::milliseconds(1));
    made.extend((0..100).map(|_| ids.uuid()));
    made
}

#[test]
fn ids_are_of_version_7_and_rise_in_the_order_of_making() {
    let made = some_ids(1);
    assert!(made.iter().all(|id| id.get_version_num() == 7));
    assert!(made.is_sorted_by(|one, next| one < next));
}

#[test]
fn a_seed_repeats_its_ids() {
    assert_eq!(some_ids(7), some_ids(7));
    assert_ne!(some_ids(7), some_ids(8));
}
