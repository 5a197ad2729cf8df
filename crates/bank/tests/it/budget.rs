use std::sync::Arc;

use bank::budget::CallBudget;
use time::Duration;
use time::macros::datetime;

use crate::support::ManualClock;

fn budget(calls_per_minute: u32) -> (Arc<ManualClock>, CallBudget) {
    let clock = Arc::new(ManualClock::new(datetime!(2026-03-01 09:00 UTC)));
    let budget = CallBudget::new(clock.clone(), calls_per_minute);
    (clock, budget)
}

fn reads_until_refused(budget: &CallBudget) -> u32 {
    (0..10_000)
        .take_while(|_| budget.try_read())
        .count()
        .try_into()
        .unwrap()
}

#[test]
fn reads_leave_a_fifth_for_money() {
    let (_, budget) = budget(100);
    assert_eq!(reads_until_refused(&budget), 80);
}

#[test]
fn money_is_never_refused_and_reads_go_without() {
    let (_, budget) = budget(100);
    budget.spend(79);
    assert_eq!(reads_until_refused(&budget), 1);
    budget.spend(1_000);
    assert!(!budget.try_read());
}

#[test]
fn the_budget_fills_evenly_and_not_above_one_minute() {
    let (clock, budget) = budget(60);
    assert_eq!(reads_until_refused(&budget), 48);
    clock.advance(Duration::seconds(5));
    assert_eq!(reads_until_refused(&budget), 5);
    clock.advance(Duration::hours(5));
    assert_eq!(reads_until_refused(&budget), 48);
}

#[test]
fn a_debt_is_at_most_one_minute() {
    let (clock, budget) = budget(60);
    budget.spend(100_000);
    clock.advance(Duration::minutes(2));
    assert_eq!(reads_until_refused(&budget), 48);
}
