use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;

use sim::{Engine, Outcome, Plan, run};

/// Few enough for every change: the test command runs far more.
const STEPS: u64 = 60;

/// The PostgreSQL server to test on. Without one the loss is said aloud, and is an error under CI.
#[expect(
    clippy::disallowed_methods,
    reason = "the test command says by it where the server is"
)]
fn server() -> Option<Engine> {
    let url = std::env::var("TEST_POSTGRES_URL").ok();
    let url = url.filter(|url| !url.is_empty());
    if url.is_none() {
        let skip = "SKIP: TEST_POSTGRES_URL is not set, nothing is simulated on PostgreSQL\n";
        std::io::stderr().write_all(skip.as_bytes()).unwrap();
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!ci, "under CI=true the bank is simulated on PostgreSQL too");
    }
    url.map(Engine::Postgres)
}

fn outcomes(engine: &Engine, from: u64, seeds: u64) -> BTreeMap<u64, Outcome> {
    let plan = Plan {
        engine: engine.clone(),
        from,
        seeds,
        steps: STEPS,
        threads: 2,
    };
    let mut outcomes = BTreeMap::new();
    run(&plan, |outcome| {
        outcomes.insert(outcome.seed, outcome.clone());
    })
    .unwrap();
    assert_eq!(outcomes.len(), usize::try_from(seeds).unwrap());
    outcomes
}

/// A seed is played twice, among other seeds each time: every choice and every line is the same.
fn a_seed_replays_exactly(engine: &Engine, seed: u64) {
    let first = outcomes(engine, seed, 2);
    let again = outcomes(engine, seed - 1, 2);
    assert_eq!(first[&seed].story, again[&seed].story);
    assert_eq!(first[&seed].trace, again[&seed].trace);
}

fn nothing_is_found(engine: &Engine, from: u64, seeds: u64) {
    let outcomes = outcomes(engine, from, seeds);
    for outcome in outcomes.values() {
        let Outcome {
            seed,
            violation,
            story,
            ..
        } = outcome;
        assert_eq!(*violation, None, "seed {seed}\n{}", story.join("\n"));
    }
    let traces: BTreeSet<_> = outcomes.values().map(|outcome| outcome.trace).collect();
    assert_eq!(traces.len(), outcomes.len(), "each seed goes its own way");
}

#[test]
fn a_seed_replays_exactly_on_sqlite() {
    for seed in [3, 11, 40] {
        a_seed_replays_exactly(&Engine::Sqlite, seed);
    }
}

#[test]
fn a_seed_replays_exactly_on_postgres() {
    if let Some(engine) = server() {
        a_seed_replays_exactly(&engine, 5);
    }
}

#[test]
fn some_seeds_find_nothing_on_sqlite() {
    nothing_is_found(&Engine::Sqlite, 500, 12);
}

#[test]
fn some_seeds_find_nothing_on_postgres() {
    if let Some(engine) = server() {
        nothing_is_found(&engine, 500, 2);
    }
}

/// What a run is about must take place in it, or finding nothing would mean nothing.
#[test]
fn runs_have_deaths_faults_decisions_and_money() {
    let all = outcomes(&Engine::Sqlite, 600, 32);
    let story: Vec<String> = all.into_values().flat_map(|it| it.story).collect();
    for what in [
        "dies at Database(Commit",
        "dies at Custody(",
        "every node dies at once",
        "stands still",
        "has ended",
        "transfer.approved",
        "transfer.rejected",
        "transfer.cancelled",
        "transfer.confirmed",
        "transfer.failed",
        "transfer.returned",
        "delegation.granted",
        "delegation.revoked",
        "bank.paused",
        "wallet.frozen",
        "the chain executes transfer-",
        "the chain executes and undoes",
        "refused (idempotency_key_reused)",
    ] {
        let happened = story.iter().any(|line| line.contains(what));
        assert!(happened, "never: {what}");
    }
}
