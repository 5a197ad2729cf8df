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
    causes::chain,
    cli::CheckArgs,
    config::{Fault, PartialConfig, Stray, Vars, VarsError},
};

pub(super) async fn run(args: &CheckArgs, vars: &Vars) -> anyhow::Result<()> {
    let config = PartialConfig::read(vars);
    let mut report = Report::default();
    configuration(&config, vars, &mut report);
    database::check(&config, &mut report).await;
    let now = SystemClock.now();
    match &config.custody {
        Some(custody) => custody::check(custody, &config, now, &mut report).await,
        None => report.skip_all(&custody::CHECKS, "the account's variables cannot be read"),
    }
    match &config.identity {
        Some(identity) => issuer::check(identity, &config.faults, &mut report).await,
        None => report.skip_all(&issuer::CHECKS, "the issuer's variables cannot be read"),
    }
    sign_in::check(&config, &mut report).await;
    if let Some(file) = &args.access_token {
        // Claims by another name would be looked for in vain.
        let identity = config.identity.as_ref();
        let identity = identity.filter(|_| !config.faults.names(issuer::NAMESPACE_VARIABLE));
        access_token::check(file, identity, &mut report).await;
    }
    process::check(&config, now, &mut report).await;
    told(args, &report)
}

/// Reports that the variables cannot be had at all.
pub(super) fn unreadable(args: &CheckArgs, error: &VarsError) -> anyhow::Result<()> {
    let mut report = Report::default();
    let mend = "mend .env, or take it away and set the variables in the environment";
    report.add(Finding::failed(CONFIGURATION, chain(error), mend));
    told(args, &report)
}

fn told(args: &CheckArgs, report: &Report) -> anyhow::Result<()> {
    if args.json {
        print(report.json()?)?;
    } else {
        print(report)?;
    }
    match report.failures() {
        0 => Ok(()),
        count => bail!("{count} of {} checks failed", report.len()),
    }
}

const CONFIGURATION: &str = "configuration";

/// What cannot be read at all, one finding a variable, and what nobody reads.
fn configuration(config: &PartialConfig, vars: &Vars, report: &mut Report) {
    for fault in config.faults.as_slice() {
        let Fault {
            variable,
            problem,
            expected,
        } = fault;
        let says = format!("{variable} {problem}");
        let mend = format!("{variable} wants {expected}");
        report.add(Finding::failed(CONFIGURATION, says, mend).of(variable));
    }
    for Stray {
        name,
        source,
        meant,
    } in vars.strays()
    {
        let says = format!("{name} ({source}) is no variable of this program and does nothing");
        report.add(match meant {
            Some(meant) => {
                let mend = format!("if {meant} is meant, rename it; otherwise take it away");
                Finding::warning(CONFIGURATION, says, mend).of(meant)
            }
            None => {
                let mend = "take it away; docs/configuration.md lists the variables";
                Finding::warning(CONFIGURATION, says, mend)
            }
        });
    }
    if config.faults.as_slice().is_empty() {
        report.add(Finding::passed(CONFIGURATION, "every variable can be read"));
    }
}
