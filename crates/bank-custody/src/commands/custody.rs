//! `custody`: the bank's account at custody.

pub(super) mod permissions;
mod setup;

pub(crate) use self::setup::EVENTS;
pub(super) use self::setup::registered;

use crate::{
    cli::{CustodyArgs, CustodyCommand},
    config::Vars,
};

pub(super) async fn run(args: CustodyArgs, vars: &Vars) -> anyhow::Result<()> {
    match args.command {
        CustodyCommand::Setup(args) => setup::run(args, vars).await,
    }
}
