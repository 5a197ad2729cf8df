//! `serve`: the server for production.

use std::sync::Arc;

use bank::SystemClock;

use super::{print, signals::Signals};
use crate::{
    assembly::{Mode, assemble},
    cli::{Part, ServeArgs},
    config::{ServeConfig, Vars},
    server::{self, Parts},
};

pub(super) async fn run(args: &ServeArgs, vars: &Vars) -> anyhow::Result<()> {
    let config = ServeConfig::read(vars)?;
    let parts = match args.part {
        None => Parts {
            api: true,
            worker: true,
        },
        Some(Part::Api) => Parts {
            api: true,
            worker: false,
        },
        Some(Part::Worker) => Parts {
            api: false,
            worker: true,
        },
    };
    let assembly = assemble(&config, Mode::Serve, Arc::new(SystemClock), None).await?;
    let signals = Signals::catch()?;
    let server = server::start(assembly, &config.front, parts, None).await?;
    if let Some(address) = server.api_address() {
        print(format_args!("listening on http://{address}\n"))?;
    }
    signals.stop().await;
    server.shutdown().await;
    Ok(())
}
