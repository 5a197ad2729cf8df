//! The pause of the whole bank: one row, which every transfer and decision locks first.

use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// A pause that is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub paused_at: OffsetDateTime,
    /// Who asked for it, as the audit names people.
    pub paused_by: String,
    /// Why, if it was said.
    pub reason: Option<String>,
}

macro_rules! select {
    () => {
        "SELECT paused_at, paused_by, reason FROM pause WHERE id = 1"
    };
}

fn read(row: &Row) -> Result<Option<Pause>> {
    let Some(paused_at) = row.opt("paused_at")? else {
        return Ok(None);
    };
    Ok(Some(Pause {
        paused_at,
        paused_by: row.get("paused_by")?,
        reason: row.opt("reason")?,
    }))
}

impl Store {
    /// The pause, if it is on.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn pause(&self) -> Result<Option<Pause>> {
        read(&Conn::from(self).one(sql!(select!())).await?)
    }
}

impl Tx {
    /// Keeps the pause as it is until this transaction ends; others may do the same. The first lock
    /// of every transaction that moves or decides something.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_pause_shared(&mut self) -> Result<Option<Pause>> {
        let statement = sql!(sqlite: select!(), postgres: concat!(select!(), " FOR SHARE"));
        read(&self.one(statement).await?)
    }

    /// Waits for all transactions that have locked the pause, and keeps new ones out until this one
    /// ends: after the commit nothing acts on the former state.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_pause_exclusive(&mut self) -> Result<Option<Pause>> {
        let statement = sql!(sqlite: select!(), postgres: concat!(select!(), " FOR UPDATE"));
        read(&self.one(statement).await?)
    }

    /// Turns the pause on, or off with `None`. Takes the exclusive lock by itself.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn set_pause(&mut self, pause: Option<&Pause>) -> Result<()> {
        let statement = sql!(
            "UPDATE pause SET paused_at = $1, paused_by = $2, reason = $3 WHERE id = 1";
            pause.map(|pause| pause.paused_at),
            pause.map(|pause| pause.paused_by.as_str()),
            pause.and_then(|pause| pause.reason.as_deref()),
        );
        self.execute(statement).await.map(drop)
    }
}
