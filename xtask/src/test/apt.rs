//! Debian's packages.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

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

/// Unpacks packages, and those that they need and that are not installed, into a folder. Nothing is
/// installed: no user is made and no service started.
pub(super) fn unpack(packages: &[&str], folder: &Path) -> Result<()> {
    let archives = folder.with_extension("archives");
    fs::create_dir_all(archives.join("partial"))?;
    fs::create_dir_all(folder)?;
    let place = format!("Dir::Cache::archives={}", archives.display());
    let download = [
        "install",
        "-y",
        "--no-install-recommends",
        "--download-only",
    ];
    let download = [&download, ["-o", &place].as_slice(), packages].concat();
    if !succeeds(&["update"])? || !succeeds(&download)? {
        bail!("apt-get could not download {}", packages.join(" "));
    }
    for entry in fs::read_dir(&archives)? {
        let archive = entry?.path();
        if archive.extension().is_some_and(|it| it == "deb") {
            let mut unpack = Command::new("dpkg-deb");
            let unpack = unpack.arg("--extract").arg(&archive).arg(folder);
            if !command::works(unpack) {
                bail!("{} cannot be unpacked", archive.display());
            }
        }
    }
    fs::remove_dir_all(&archives).context("the archives, which are not needed any more")
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
