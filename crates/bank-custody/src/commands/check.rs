//! `check`: tries every setting of `serve`, says in plain words what is wrong and how to mend it,
//! and changes nothing anywhere.

mod access_token;
mod custody;
mod database;
mod issuer;
mod process;
mod report;
mod sign_in;
mod webhook;

use anyhow::bail;
use bank::{Clock as _, SystemClock};

use self::report::{Finding, Report};
use super::print;
use crate::{
    cli::CheckArgs,
    config::{Fault, PartialConfig, Stray, Vars},
};

pub(super) async fn run(args: &CheckArgs, vars: &Vars) -> anyhow::Result<()> {
    let config = PartialConfig::read(vars);
    let mut report = Report::default();
    configuration(&config, vars, &mut report);
    database::check(&config, &mut report).await;
    let now = SystemClock.now();
    match &config.custody {
        Some(custody) => custody::check(custody, config.front.as_ref(), now, &mut report).await,
        None => report.skip_all(&custody::CHECKS, "the account's variables cannot be read"),
    }
    match &config.identity {
        Some(identity) => issuer::check(identity, &mut report).await,
        None => report.skip_all(&issuer::CHECKS, "the issuer's variables cannot be read"),
    }
    sign_in::check(&config, &mut report).await;
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

/// What cannot be read at all, one finding a variable, and what nobody reads.
fn configuration(config: &PartialConfig, vars: &Vars, report: &mut Report) {
    const CHECK: &str = "configuration";
    for fault in config.faults.as_slice() {
        let Fault {
            variable,
            problem,
            expected,
        } = fault;
        let says = format!("{variable} {problem}");
        let mend = format!("{variable} wants {expected}");
        report.add(Finding::failed(CHECK, says, mend).of(variable));
    }
    for Stray {
        name,
        source,
        meant,
    } in vars.strays()
    {
        let says = format!("{name} ({source}) is no variable of this program and does nothing");
        let mend = format!("if {meant} is meant, rename it; otherwise take it away");
        report.add(Finding::warning(CHECK, says, mend).of(meant));
    }
    if config.faults.as_slice().is_empty() {
        report.add(Finding::passed(CHECK, "every variable can be read"));
    }
}
