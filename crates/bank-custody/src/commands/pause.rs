//! `pause` and `resume`: the operator's hold on everything that is not being sent yet.
//!
//! On SQLite the file belongs to the running server; there `POST /api/admin/pause` does the same.

use std::sync::Arc;

use bank::SystemClock;

use super::{print, said};
use crate::{
    assembly::{Mode, assemble},
    config::{ServeConfig, Vars},
};

pub(super) async fn pause(reason: Option<String>, vars: &Vars) -> anyhow::Result<()> {
    let assembly = assemble(
        &ServeConfig::read(vars)?,
        Mode::Serve,
        Arc::new(SystemClock),
        None,
    )
    .await?;
    let paused = assembly.bank.pause_as_operator(reason.as_deref()).await;
    assembly.store.close().await;
    paused.map_err(said)?;
    print("paused: nothing new is sent or approved\n")
}

pub(super) async fn resume(vars: &Vars) -> anyhow::Result<()> {
    let assembly = assemble(
        &ServeConfig::read(vars)?,
        Mode::Serve,
        Arc::new(SystemClock),
        None,
    )
    .await?;
    let resumed = assembly.bank.resume_as_operator().await;
    assembly.store.close().await;
    resumed.map_err(said)?;
    print("resumed\n")
}
