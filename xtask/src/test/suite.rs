//! Building and running the tests of all crates.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use super::report::Outcome;
use super::tally::{Binaries, Tally};
use crate::command;

/// What only tests have: the program dies at the point that the environment names.
pub(crate) const FEATURES: [&str; 2] = ["--features", "bank-custody/failpoints"];

/// Compiles every test program and says which package each belongs to. None if one does not compile.
pub(crate) fn build(root: &Path) -> Result<Option<Binaries>> {
    let mut cargo = command::cargo(root);
    let command = cargo
        .args(["test", "--workspace", "--locked", "--no-run"])
        .args(FEATURES)
        .arg("--message-format=json-render-diagnostics");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let messages = child.stdout.take().context("cargo has no output")?;
    let mut binaries = Binaries::new();
    for line in BufReader::new(messages).lines() {
        if let Ok(message) = serde_json::from_str::<Value>(&line?) {
            binaries.extend(test_program(&message));
        }
    }
    let built = child.wait()?.success();
    println!("{} test programs", binaries.len());
    Ok(built.then_some(binaries))
}

/// File name and package of the test program that cargo reports, if it does.
fn test_program(message: &Value) -> Option<(String, String)> {
    let path = message.get("executable")?.as_str()?;
    let file = Path::new(path).file_name()?.to_str()?.to_owned();
    // `path+file:///…/crates/idp#0.1.0`, or with another name `…/crates/idp#name@0.1.0`.
    let (location, name) = message.get("package_id")?.as_str()?.rsplit_once('#')?;
    let package = match name.split_once('@') {
        Some((name, _)) => name,
        None => location.rsplit('/').next()?,
    };
    Some((file, package.to_owned()))
}

/// Runs every test, documentation included, and counts them.
pub(crate) fn run(
    root: &Path,
    binaries: &Binaries,
    postgres_url: Option<&str>,
    tally: &mut Tally,
) -> Result<Outcome> {
    let mut cargo = command::cargo(root);
    cargo.args(["test", "--workspace", "--locked", "--no-fail-fast"]);
    cargo.args(FEATURES);
    counted(&mut cargo, binaries, postgres_url, tally)
}

/// Runs the tests marked `#[ignore]`, which are those that take long.
pub(crate) fn run_long(
    root: &Path,
    binaries: &Binaries,
    postgres_url: Option<&str>,
    tally: &mut Tally,
) -> Result<Outcome> {
    let mut cargo = command::cargo(root);
    cargo.args([
        "test",
        "--workspace",
        "--locked",
        "--no-fail-fast",
        "--lib",
        "--bins",
        "--tests",
    ]);
    cargo.args(FEATURES);
    counted(
        cargo.args(["--", "--ignored"]),
        binaries,
        postgres_url,
        tally,
    )
}

fn counted(
    cargo: &mut Command,
    binaries: &Binaries,
    postgres_url: Option<&str>,
    tally: &mut Tally,
) -> Result<Outcome> {
    match postgres_url {
        Some(url) => drop(cargo.env("TEST_POSTGRES_URL", url)),
        None => println!("SKIPPED: every test on PostgreSQL, because there is no server"),
    }
    // cargo names the program on one stream and the program reports on the other: only as one
    // stream do they stay in order.
    let (output, input) = std::io::pipe()?;
    cargo
        .stdin(Stdio::null())
        .stdout(input.try_clone()?)
        .stderr(input);
    let mut child = cargo.spawn().context("cannot start cargo")?;
    // The command holds its own ends of the pipe; while they are open, reading would never end.
    cargo.stdout(Stdio::null()).stderr(Stdio::null());
    for line in BufReader::new(output).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if tally.read(&line, binaries) {
            println!("{line}");
        }
    }
    Ok(if child.wait()?.success() {
        Outcome::Passed
    } else {
        Outcome::Failed("see the failures above".to_owned())
    })
}
