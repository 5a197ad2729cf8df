//! `cargo xtask sim`: the simulator, and its stages of the test command.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command;
use crate::test::report::Outcome;

/// Built optimised: what it costs to compile is won back many times.
const PROFILE: &str = "sim";

/// SQLite without what costs a third of the time of a run and decides nothing: statements whose
/// plan could depend on an argument are not compiled anew for each one, and nobody counts bytes.
const SQLITE_FLAGS: &str = "-DSQLITE_ENABLE_QPSG -DSQLITE_DEFAULT_MEMSTATUS=0";

/// Seeds of every change, on each engine.
const SEEDS: [&str; 2] = ["600", "50"];

/// Seeds of the long tests, on SQLite.
const SEEDS_LONG: &str = "100000";

/// Where the long tests remember how far they came.
const PROGRESS: &str = "target/sim-long.progress";

/// Runs the simulator with these arguments; `false` when it found something.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<bool> {
    command::succeeds(&mut simulator(root, arguments))
}

/// Cargo, for the simulator's build.
fn cargo(root: &Path) -> Command {
    let mut cargo = command::cargo(root);
    cargo.env("LIBSQLITE3_FLAGS", SQLITE_FLAGS);
    cargo
}

fn simulator(root: &Path, arguments: &[&str]) -> Command {
    let mut cargo = cargo(root);
    cargo.args(["run", "--quiet", "--locked", "--package", "sim"]);
    cargo.args(["--profile", PROFILE, "--"]).args(arguments);
    cargo
}

fn found(nothing: bool) -> Outcome {
    if nothing {
        Outcome::Passed
    } else {
        Outcome::Failed("a seed found something: its story is above".to_owned())
    }
}

/// The build, apart from the runs so that each has a time of its own.
pub(crate) fn build(root: &Path) -> Result<Outcome> {
    let mut cargo = cargo(root);
    cargo.args(["build", "--locked", "--package", "sim"]);
    let built = command::succeeds(cargo.args(["--profile", PROFILE]))?;
    Ok(if built {
        Outcome::Passed
    } else {
        Outcome::Failed("see its output above".to_owned())
    })
}

/// The seeds of every change on SQLite.
pub(crate) fn on_sqlite(root: &Path) -> Result<Outcome> {
    let [seeds, _] = SEEDS;
    run(root, &["--seeds", seeds]).map(found)
}

/// The seeds of every change on PostgreSQL, if there is a server.
pub(crate) fn on_postgres(root: &Path, url: Option<&str>) -> Result<Outcome> {
    let Some(url) = url else {
        return Ok(Outcome::Skipped("there is no server".to_owned()));
    };
    let [_, seeds] = SEEDS;
    let mut simulator = simulator(root, &["--postgres", "--seeds", seeds]);
    command::succeeds(simulator.env("TEST_POSTGRES_URL", url)).map(found)
}

/// The seeds of the long tests; goes on where an earlier run was interrupted.
pub(crate) fn long(root: &Path) -> Result<Outcome> {
    let arguments = ["--seeds", SEEDS_LONG, "--resume", PROGRESS];
    run(root, &arguments).map(found)
}
