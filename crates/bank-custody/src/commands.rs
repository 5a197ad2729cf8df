//! The commands, one file each.

mod audit;
mod backup;
mod check;
mod custody;
#[cfg(feature = "demo")]
mod demo;
mod key_files;
mod migrate;
mod openapi;
mod pause;
mod recovery;
mod serve;
mod signals;
#[cfg(feature = "demo")]
mod standalone;

use std::{io::Write as _, path::Path};

#[cfg(feature = "demo")]
pub(crate) use self::custody::EVENTS as WEBHOOK_EVENTS;

use crate::{
    cli::{Cli, Command},
    config::Vars,
};

/// Runs what the command line asks for, to its end.
///
/// # Errors
/// Whatever keeps the command from doing its work.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    let vars = match (Vars::from_process(Path::new(".env")), &cli.command) {
        (Ok(vars), _) => vars,
        (Err(error), Some(Command::Check(args))) => return check::unreadable(args, &error),
        (Err(error), _) => return Err(error.into()),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(dispatch(cli.command, vars))
}

async fn dispatch(command: Option<Command>, vars: Vars) -> anyhow::Result<()> {
    match command {
        #[cfg(feature = "demo")]
        None => demo::run(crate::cli::DemoArgs::default(), vars).await,
        #[cfg(not(feature = "demo"))]
        None => anyhow::bail!("this binary has no demo; `bank-custody serve` is the server"),
        #[cfg(feature = "demo")]
        Some(Command::Demo(args)) => demo::run(args, vars).await,
        #[cfg(feature = "demo")]
        Some(Command::Sandbox(args)) => standalone::sandbox(args, &vars).await,
        #[cfg(feature = "demo")]
        Some(Command::Idp(args)) => standalone::idp(args, &vars).await,
        Some(Command::Serve(args)) => serve::run(&args, &vars).await,
        Some(Command::Check(args)) => check::run(&args, &vars).await,
        Some(Command::Custody(args)) => custody::run(args, &vars).await,
        Some(Command::Audit(args)) => audit::run(args, &vars).await,
        Some(Command::Backup { path }) => backup::back_up(&path, &vars).await,
        Some(Command::Restore { path }) => backup::restore(path.as_deref(), &vars).await,
        Some(Command::Recovery(args)) => recovery::run(args, &vars).await,
        Some(Command::Migrate) => migrate::run(&vars).await,
        Some(Command::Pause { reason }) => pause::pause(reason, &vars).await,
        Some(Command::Resume) => pause::resume(&vars).await,
        Some(Command::Openapi) => openapi::run(),
    }
}

/// Writes to standard output, which carries what a command prints and nothing else.
fn print(text: impl std::fmt::Display) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    write!(out, "{text}")?;
    out.flush()?;
    Ok(())
}

/// A refusal in the words that people read.
fn said(error: bank::Error) -> anyhow::Error {
    match error {
        bank::Error::Refused(refusal) => anyhow::Error::msg(refusal.detail()),
        bank::Error::Fault(_) => error.into(),
    }
}
