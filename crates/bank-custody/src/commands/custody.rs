//! `custody`: the bank's account at custody.

pub(super) mod permissions;
mod setup;

use crate::{
    cli::{CustodyArgs, CustodyCommand},
    config::Vars,
};

pub(super) async fn run(args: CustodyArgs, vars: &Vars) -> anyhow::Result<()> {
    match args.command {
        CustodyCommand::Setup(args) => setup::run(args, vars).await,
    }
}
