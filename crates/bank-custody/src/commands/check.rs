//! `check`: tries every setting of `serve`, says in plain words what is wrong and how to mend it,
//! and changes nothing anywhere.

mod access_token;
mod custody;
mod database;
mod issuer;
mod process;
mod report;

use anyhow::bail;
use bank::{Clock as _, SystemClock};

use self::report::{Finding, Report};
use super::print;
use crate::{
    cli::CheckArgs,
    config::{Fault, PartialConfig, Vars},
};

pub(super) async fn run(args: &CheckArgs, vars: &Vars) -> anyhow::Result<()> {
    let config = PartialConfig::read(vars);
    let mut report = Report::default();
    configuration(&config, &mut report);
    database::check(&config, &mut report).await;
    let now = SystemClock.now();
    match &config.custody {
        Some(custody) => custody::check(custody, now, &mut report).await,
        None => report.skip_all(&custody::CHECKS, "the account's variables cannot be read"),
    }
    match &config.identity {
        Some(identity) => issuer::check(identity, &mut report).await,
        None => report.skip_all(&issuer::CHECKS, "the issuer's variables cannot be read"),
    }
    if let Some(file) = &args.access_token {
        access_token::check(file, config.identity.as_ref(), &mut report).await;
    }
    process::check(&config, now, &mut report).await;
    if args.json {
        print(report.json()?)?;
    } else {
        print(&report)?;
    }
    match report.failures() {
        0 => Ok(()),
        count => bail!("{count} of {} checks failed", report.len()),
    }
}

/// What cannot be read at all, one finding a variable.
fn configuration(config: &PartialConfig, report: &mut Report) {
    const CHECK: &str = "configuration";
    for fault in config.faults.as_slice() {
        let Fault {
            variable,
            problem,
            expected,
        } = fault;
        let says = format!("{variable} {problem}");
        let mend = format!("set {variable} to {expected}");
        report.add(Finding::failed(CHECK, says, mend).of(variable));
    }
    if config.faults.as_slice().is_empty() {
        report.add(Finding::passed(CHECK, "every variable can be read"));
    }
}
