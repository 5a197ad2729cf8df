//! Where PostgreSQL's programs are, and who runs them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command;

/// The oldest version that is looked for.
pub const VERSION_MIN: u32 = 15;
/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The directory of `initdb`, `postgres` and their like.
#[derive(Clone, Debug)]
pub struct Programs(PathBuf);

impl Programs {
    /// Debian's newest, or else what `PATH` leads to.
    #[must_use]
    pub fn find() -> Option<Self> {
        let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
        let debian = versions
            .filter_map(|entry| {
                let version = entry.file_name().to_str()?.parse::<u32>().ok()?;
                Some((version, entry.path().join("bin")))
            })
            .filter(|(version, bin)| *version >= VERSION_MIN && is_complete(bin))
            .max();
        let on_path = || path().into_iter().find(|folder| is_complete(folder));
        debian.map(|(_, bin)| bin).or_else(on_path).map(Self)
    }

    /// A program by its name.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

fn is_complete(folder: &Path) -> bool {
    ["initdb", "postgres"]
        .iter()
        .all(|name| folder.join(name).exists())
}

#[expect(
    clippy::disallowed_methods,
    reason = "where programs are, the environment says"
)]
fn path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect())
}

/// Who the server runs as: PostgreSQL refuses root.
#[derive(Clone, Debug)]
pub(crate) struct Account(Option<String>);

impl Account {
    pub(crate) fn choose() -> Result<Self> {
        let user = command::output(Command::new("id").arg("-u"))?;
        if user.trim() != "0" {
            return Ok(Self(None));
        }
        let exists = |user: &&str| command::works(Command::new("id").args(["-u", user]));
        let user = ["postgres", "nobody"].into_iter().find(exists);
        let user = user.context("PostgreSQL needs a user other than root")?;
        Ok(Self(Some(user.to_owned())))
    }

    /// `program` run as this account. Where `setpriv` exists it gets a signal when the process that
    /// starts it dies, however that dies.
    pub(crate) fn command(&self, program: &Path) -> Result<Command> {
        let Self(user) = self;
        if user.is_none() && !command::works(Command::new("setpriv").arg("--version")) {
            return Ok(Command::new(program));
        }
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "INT"]);
        if let Some(user) = user {
            let group = command::output(Command::new("id").args(["-g", user]))?;
            command.args(["--reuid", user, "--regid", group.trim(), "--clear-groups"]);
        }
        command.arg(program);
        Ok(command)
    }

    /// Gives a directory and what is in it to this account.
    pub(crate) fn own(&self, folder: &Path) -> Result<()> {
        if let Self(Some(user)) = self {
            command::output(Command::new("chown").arg("-R").arg(user).arg(folder))?;
        }
        Ok(())
    }
}
