//! The binary: reads the command line and says in one place what went wrong.

use std::{io::Write as _, process::ExitCode};

use bank_custody::{cli::Cli, commands, logging};
use clap::Parser as _;

fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start(cli.log);
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The whole chain, causes included; if standard error is gone there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "bank-custody: {error:#}");
            ExitCode::FAILURE
        }
    }
}
