//! Many runs: several at once, each on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::Context as _;

use crate::alarm::Alarm;
use crate::database::{Databases, Engine};
use crate::run::{Run, Verdict};

/// Which runs.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where the data is kept.
    pub engine: Engine,
    /// The first seed.
    pub from: u64,
    /// How many seeds.
    pub seeds: u64,
    /// How many things people do in each run, at least.
    pub steps: u64,
    /// How many runs at once.
    pub threads: usize,
}

/// What one run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// Fingerprint of everything that was chosen: the same for the same seed.
    pub trace: u64,
    /// What must never be and was, if something was.
    pub violation: Option<String>,
    /// How that came about; without a violation, everything that happened.
    pub story: Vec<String>,
}

/// Runs every seed of a plan; tells of each as soon as it has ended, in no order.
///
/// # Errors
/// If a database fails, which says nothing about the bank.
pub fn run(plan: &Plan, mut tell: impl FnMut(&Outcome)) -> anyhow::Result<()> {
    let runtime = runtime()?;
    let databases = Arc::new(runtime.block_on(Databases::new(&plan.engine))?);
    let next = Arc::new(AtomicU64::new(0));
    let (sender, outcomes) = mpsc::channel();
    let mut failed = None;
    thread::scope(|scope| {
        for _ in 0..plan.threads.max(1) {
            let (sender, databases, next) = (sender.clone(), &databases, &next);
            scope.spawn(move || work(plan, databases, next, &sender));
        }
        drop(sender);
        for outcome in outcomes {
            match outcome {
                Ok(outcome) => tell(&outcome),
                Err(error) => failed = Some(error),
            }
        }
    });
    if let Some(databases) = Arc::into_inner(databases) {
        runtime.block_on(databases.close())?;
    }
    failed.map_or(Ok(()), Err)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("a runtime")
}

fn work(
    plan: &Plan,
    databases: &Databases,
    next: &AtomicU64,
    outcomes: &mpsc::Sender<anyhow::Result<Outcome>>,
) {
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= plan.seeds {
            return;
        }
        let seed = plan.from.wrapping_add(number);
        let outcome = run_one(seed, plan.steps, databases);
        let failed = outcome.is_err();
        if outcomes.send(outcome).is_err() || failed {
            return;
        }
    }
}

/// One run, on this thread alone.
fn run_one(seed: u64, steps: u64, databases: &Databases) -> anyhow::Result<Outcome> {
    let runtime = runtime()?;
    let alarm = Alarm::default();
    let heard = alarm.clone();
    tracing::subscriber::with_default(heard, || {
        runtime.block_on(async {
            let database = databases.copy(&format!("seed_{seed}")).await?;
            let run = Run::new(seed, &database.url, &alarm).await?;
            // The budget by which the runtime makes tasks yield counts by polls, which chance
            // decides here.
            let verdict = tokio::task::unconstrained(run.play(steps)).await;
            databases.remove(database).await?;
            let Verdict {
                trace,
                violation,
                story,
            } = verdict;
            Ok(Outcome {
                seed,
                trace,
                violation,
                story,
            })
        })
    })
}
