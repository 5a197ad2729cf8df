//! `cargo xtask test`: everything that must hold before a change lands, a time per stage.

mod apt;
mod browser;
mod deny;
mod deploy;
mod judges;
mod libraries;
mod postgres;
pub(crate) mod report;
mod suite;
mod tally;
mod toolchain;

use std::path::Path;

use anyhow::Result;
use pglab::Server;

use crate::test::report::{Outcome, Report};
use crate::tidy::{self, Severity, Tree};
use crate::{command, environment, mutants, simulator};

/// How to test.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// Whether to install what is missing; in continuous integration it is, asked or not.
    pub(crate) install: bool,
    /// Whether to run the tests that are too long for every change.
    pub(crate) long: bool,
}

/// Runs every stage, also after one has failed, and prints how they ended. `false` if the tree must
/// not land.
pub(crate) fn run(root: &Path, options: &Options) -> Result<bool> {
    let ci = environment::is_ci();
    let install = options.install || ci;
    let mut report = Report::new(ci);
    report.stage("fmt", || toolchain::fmt(root, install));
    report.stage("clippy", || toolchain::clippy(root, install));
    report.stage("without the demo", || toolchain::without_demo(root));
    report.stage("tidy", || check_house(root));
    report.stage("docs of the libraries", || libraries::document(root));
    report.stage("packages of the libraries", || libraries::package(root));
    report.advisory_stage("publishing, rehearsed", || libraries::publish(root));
    if install {
        report.stage("cargo-deny install", || deny::install(root));
    }
    report.stage("licences, bans, sources", || deny::check(root));
    report.advisory_stage("advisories", || deny::advisories(root));
    if install {
        report.stage("packages of the judges", || judges::install(root));
    }
    report.stage("browser", || browser::provide(install));
    if install {
        report.stage("programs for deploy", || deploy::install(root));
    }
    report.stage("deploy", || deploy::check(root));

    // Lives until the tests have ended, then stops, also when one of them failed.
    let mut server: Option<Server> = None;
    report.stage("PostgreSQL start", || {
        let (started, outcome) = postgres::provide(install)?;
        server = started;
        Ok(outcome)
    });
    let url = server
        .as_ref()
        .map(Server::url)
        .or_else(environment::postgres_url);
    let mut binaries = None;
    report.stage("build of the tests", || {
        binaries = suite::build(root)?;
        Ok(match binaries {
            Some(_) => Outcome::Passed,
            None => Outcome::Failed("they do not compile, so none was run".to_owned()),
        })
    });
    let built = binaries.is_some();
    let binaries = binaries.unwrap_or_default();
    report.tests("tests", |tally| {
        suite::run(root, &binaries, url.as_deref(), tally)
    });
    if options.long {
        report.tests("long tests", |tally| {
            suite::run_long(root, &binaries, url.as_deref(), tally)
        });
    }
    seek_faults(&mut report, root, url.as_deref(), (install, options.long));
    report.stage("judges", || judge(root, built, install, options.long));
    report.stage("PostgreSQL stop", || match server.take() {
        Some(server) => server.end().map(|()| Outcome::Passed),
        None => Ok(Outcome::Passed),
    });
    Ok(report.close())
}

/// Random days on both engines; where there is time, faults in the code that tests must notice.
fn seek_faults(report: &mut Report, root: &Path, url: Option<&str>, (install, long): (bool, bool)) {
    report.stage("build of the simulator", || simulator::build(root));
    report.stage("simulator on SQLite", || simulator::on_sqlite(root));
    report.stage("simulator on PostgreSQL", || {
        simulator::on_postgres(root, url)
    });
    if long {
        report.stage("simulator, long", || simulator::long(root));
        report.stage("mutants", || mutants::long(root, install));
    }
}

fn check_house(root: &Path) -> Result<Outcome> {
    let tree = Tree::read(root)?;
    let findings = tidy::check(&tree, &tidy::arrows::of_workspace(root)?);
    for finding in &findings {
        println!("{finding}");
    }
    let refused = findings
        .iter()
        .filter(|it| it.severity == Severity::Refused)
        .count();
    Ok(match refused {
        0 => Outcome::Passed,
        count => Outcome::Failed(format!("{count} findings")),
    })
}

/// `cargo xtask judges`: the judges alone, on a fresh debug build. `false` if one objects.
pub(crate) fn run_judges(root: &Path, options: &Options) -> Result<bool> {
    let Options { install, long } = *options;
    let ci = environment::is_ci();
    let mut report = Report::new(ci);
    let mut built = false;
    report.stage("build", || {
        let mut cargo = command::cargo(root);
        let outcome = outcome_of(cargo.args(["build", "--package", "bank-custody", "--locked"]));
        built = matches!(outcome, Ok(Outcome::Passed));
        outcome
    });
    report.stage("judges", || judge(root, built, install || ci, long));
    Ok(report.close())
}

/// `cargo xtask deploy`: the files of `deploy/` alone. `false` if one is wrong.
pub(crate) fn run_deploy(root: &Path, options: &Options) -> Result<bool> {
    let ci = environment::is_ci();
    let mut report = Report::new(ci);
    if options.install || ci {
        report.stage("programs for deploy", || deploy::install(root));
    }
    report.stage("deploy", || deploy::check(root));
    Ok(report.close())
}

/// Lets the judges look at what was built; what an earlier run left proves nothing.
fn judge(root: &Path, built: bool, install: bool, long: bool) -> Result<Outcome> {
    if !built {
        return Ok(Outcome::Failed("there is no fresh build".to_owned()));
    }
    judges::run(root, install, long)
}

/// What a stage that runs one command comes to.
pub(crate) fn outcome_of(command: &mut std::process::Command) -> Result<Outcome> {
    Ok(if command::succeeds(command)? {
        Outcome::Passed
    } else {
        Outcome::Failed("see its output above".to_owned())
    })
}
