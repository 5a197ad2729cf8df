//! A private PostgreSQL server for the tests, gone when they end.

use anyhow::Result;
use pglab::{Programs, Server, Setup, VERSION_MIN};

use super::apt;
use super::report::Outcome;
use crate::environment;

const PACKAGE: &str = "postgresql-15";

/// Starts a server, installing PostgreSQL if that is allowed and needed. None when the environment
/// names a server, or when there is no way to one.
pub(crate) fn provide(install: bool) -> Result<(Option<Server>, Outcome)> {
    if environment::postgres_url().is_some() {
        println!("TEST_POSTGRES_URL names a server; no other is started");
        return Ok((None, Outcome::Passed));
    }
    if Programs::find().is_none() && install {
        apt::install(&[PACKAGE])?;
    }
    let Some(programs) = Programs::find() else {
        let how = format!("PostgreSQL {VERSION_MIN} or later is missing: `apt install {PACKAGE}`");
        return Ok((None, Outcome::Skipped(how)));
    };
    let server = Server::start(&programs, &Setup::default())?;
    println!(
        "PostgreSQL in {} listens on {}",
        server.folder().display(),
        server.address()
    );
    Ok((Some(server), Outcome::Passed))
}
