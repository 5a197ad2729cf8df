//! `migrate`: brings the tables up to date and ends.

use super::print;
use crate::{
    assembly,
    config::{Defaults, SharedConfig, Vars},
};

pub(super) async fn run(vars: &Vars) -> anyhow::Result<()> {
    let shared = SharedConfig::read(vars, &Defaults::SERVE)?;
    let store = assembly::open_store(&shared.database).await?;
    store.migrate().await?;
    store.close().await;
    print("the tables are up to date\n")
}
