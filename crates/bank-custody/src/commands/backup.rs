//! `backup` and `restore`.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, bail};
use bank::{Clock as _, SystemClock};
use secrecy::ExposeSecret as _;
use store::{
    Store,
    backup::{Restored, restore_sqlite},
};

use super::print;
use crate::{
    assembly::{Mode, assemble},
    config::{DatabaseConfig, Defaults, ServeConfig, SharedConfig, Vars},
};

/// What to do with PostgreSQL, which brings programs of its own for both.
const POSTGRES_BACKUP: &str = "PostgreSQL is backed up by its own programs, for example\n  \
    pg_dump --format=custom --file=bank.dump \"$DATABASE_URL\"\n\
    Restore with all parts of the server stopped: pg_restore into a new database, then\n  \
    bank-custody restore";

pub(super) async fn back_up(path: &Path, vars: &Vars) -> anyhow::Result<()> {
    let database = read(vars)?;
    if database.sqlite_path().is_none() {
        bail!("{POSTGRES_BACKUP}");
    }
    let store = Store::open_for_reading(database.url.expose_secret())
        .await
        .context("DATABASE_URL: the database cannot be read")?;
    let written = store.back_up_sqlite(path, SystemClock.now()).await;
    store.close().await;
    written.with_context(|| format!("{} cannot be written", path.display()))?;
    print(format_args!(
        "the backup is in {}, readable by you alone\n",
        path.display()
    ))
}

pub(super) async fn restore(path: Option<&Path>, vars: &Vars) -> anyhow::Result<()> {
    let database = read(vars)?;
    match (path, database.sqlite_path()) {
        (Some(path), Some(_)) => put_back(path, &database).await,
        (None, None) => mark(vars).await,
        (None, Some(_)) => bail!("name the backup: bank-custody restore PATH"),
        (Some(_), None) => bail!("{POSTGRES_BACKUP}"),
    }
}

fn read(vars: &Vars) -> anyhow::Result<DatabaseConfig> {
    Ok(SharedConfig::read(vars, &Defaults::SERVE)?.database)
}

async fn put_back(path: &Path, database: &DatabaseConfig) -> anyhow::Result<()> {
    let restored = restore_sqlite(database.url.expose_secret(), path, SystemClock.now())
        .await
        .with_context(|| format!("{} was not put back", path.display()))?;
    let Restored { backup_at, former } = restored;
    if let Some(former) = former {
        print(format_args!(
            "the former database is kept as {}\n",
            former.display()
        ))?;
    }
    print(format_args!(
        "the backup of {backup_at} is in its place. {NEXT}"
    ))
}

/// Begins the recovery of a PostgreSQL database, unless the start has noticed by itself that it was
/// restored.
async fn mark(vars: &Vars) -> anyhow::Result<()> {
    let config = ServeConfig::read(vars)?;
    let assembly = assemble(&config, Mode::Serve, Arc::new(SystemClock), None).await?;
    let began = async {
        if assembly.bank.recovery_state().await?.is_none() {
            assembly.bank.begin_recovery_as_operator().await?;
        }
        Ok::<_, bank::Error>(())
    };
    let began = began.await;
    assembly.store.close().await;
    began?;
    print(format_args!("the database is marked as restored. {NEXT}"))
}

/// What comes after it.
const NEXT: &str = "Start the server: it is paused and reads back what custody has done since. \
    Then look through /bank/recovery or `bank-custody recovery status`, and end the recovery \
    there.\n";
