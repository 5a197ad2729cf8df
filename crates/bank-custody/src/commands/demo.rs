//! `demo`, and what no command means.

use std::sync::Arc;

use bank::SystemClock;

use super::{print, signals::Signals};
use crate::{
    cli::DemoArgs,
    config::Vars,
    demo::{self, DemoOptions},
};

pub(super) async fn run(args: DemoArgs, vars: Vars) -> anyhow::Result<()> {
    let DemoArgs { story, data } = args;
    let signals = Signals::catch()?;
    let demo = demo::start(DemoOptions {
        vars,
        data_dir: data,
        clock: Arc::new(SystemClock),
    })
    .await?;
    if story {
        demo.play_story().await?;
    }
    print(demo.banner())?;
    signals.stop().await;
    demo.shutdown().await;
    Ok(())
}
