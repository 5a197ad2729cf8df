//! `sim`: runs seeds; `cargo xtask sim` starts it.

#![expect(
    clippy::print_stdout,
    reason = "a program for the terminal; it has no log"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Parser;
use sim::{Engine, Outcome, Plan};

/// Runs the bank in virtual time, once for each seed, and tells of what must never be.
#[derive(Debug, Parser)]
#[command(name = "sim")]
struct Arguments {
    /// One seed alone, told in full.
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// How many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// How many things people do in each run.
    #[arg(long, default_value_t = 60)]
    steps: u64,
    /// How many runs at once.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// On the PostgreSQL server that `TEST_POSTGRES_URL` names, instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// A file that remembers how far an interrupted run of these seeds came.
    #[arg(long)]
    resume: Option<PathBuf>,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let engine = if arguments.postgres {
        Engine::Postgres(server()?)
    } else {
        Engine::Sqlite
    };
    let (from, seeds) = match arguments.seed {
        Some(seed) => (seed, 1),
        None => (arguments.from, arguments.seeds),
    };
    let mut progress = sim::Progress::read(arguments.resume.as_deref(), from, seeds)?;
    let plan = Plan {
        engine,
        from: progress.next(),
        seeds: progress.left(),
        steps: arguments.steps,
        threads: arguments.threads,
    };
    let mut written = Ok(());
    sim::run(&plan, |outcome| {
        tell(outcome, arguments.seed.is_some());
        written = progress.note(outcome);
    })?;
    written?;
    println!("{progress}");
    Ok(if progress.violations() == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Not an argument: it may hold a password, and everybody sees the arguments of a process.
#[expect(
    clippy::disallowed_methods,
    reason = "the test command says by it where the server is"
)]
fn server() -> anyhow::Result<String> {
    let named = std::env::var("TEST_POSTGRES_URL");
    named.context("TEST_POSTGRES_URL names no server")
}

fn tell(outcome: &Outcome, alone: bool) {
    let Outcome {
        seed,
        trace,
        violation,
        story,
    } = outcome;
    if violation.is_some() || alone {
        for line in story {
            println!("    {line}");
        }
        println!("seed {seed}: trace {trace:016x}");
    }
    if let Some(what) = violation {
        println!("seed {seed}: VIOLATION: {what}");
        println!("seed {seed}: again by `cargo xtask sim --seed {seed}`");
    }
}
