//! Debian's packages.

use std::process::Command;

use anyhow::{Result, bail};

use crate::command;

/// Installs packages, as root or by sudo.
pub(super) fn install(packages: &[&str]) -> Result<()> {
    let update = succeeds(&["update"])?;
    let install = ["install", "-y", "--no-install-recommends"];
    if !update || !succeeds(&[&install, packages].concat())? {
        bail!("apt-get could not install {}", packages.join(" "));
    }
    Ok(())
}

fn succeeds(arguments: &[&str]) -> Result<bool> {
    let mut command = if command::is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.arg("apt-get");
        sudo
    };
    command::succeeds(
        command
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(arguments),
    )
}
