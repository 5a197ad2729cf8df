//! The packages of the judges, by name and exact version, in the build directory alone.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::Language;
use crate::command;

/// Whether a folder's judges can run.
pub(super) enum Provided {
    Ready,
    /// How to get what is missing.
    Missing(String),
}

impl Language {
    /// The interpreter, set up to find the packages of `room`.
    pub(super) fn command(self, room: &Path) -> Command {
        match self {
            Self::Python => {
                let mut python = Command::new("python3");
                python.env("PYTHONPATH", room.join("python"));
                // Written by another version it would be read again next time.
                python.env("PYTHONDONTWRITEBYTECODE", "1");
                python
            }
            Self::Node => Command::new("node"),
        }
    }

    /// The file that names packages and versions.
    fn manifest(self) -> &'static str {
        match self {
            Self::Python => "requirements.txt",
            Self::Node => "package-lock.json",
        }
    }

    /// Where the packages lie in `room`.
    fn directory(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Node => "node_modules",
        }
    }

    /// The programs that have to be there, and the Debian packages that bring them.
    fn programs(self) -> (&'static [&'static [&'static str]], &'static str) {
        match self {
            Self::Python => (
                &[&["python3", "-m", "pip", "--version"]],
                "python3 python3-pip",
            ),
            Self::Node => (
                &[&["node", "--version"], &["npm", "--version"]],
                "nodejs npm",
            ),
        }
    }

    fn install(self, room: &Path) -> Result<bool> {
        let mut installer = match self {
            Self::Python => {
                let mut pip = Command::new("python3");
                pip.args(["-m", "pip", "install", "--quiet", "--target", "python"]);
                pip.args(["--requirement", "requirements.txt"]);
                pip
            }
            Self::Node => {
                let mut npm = Command::new("npm");
                // No package's own program runs while it is installed.
                npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
                npm
            }
        };
        command::succeeds(installer.current_dir(room))
    }
}

/// Copies the judges of `source` into `room` and sees to it that their packages lie beside them.
/// Installs only if that is allowed, and only what is not there in the version asked for.
pub(super) fn provide(
    source: &Path,
    room: &Path,
    languages: impl Iterator<Item = Language>,
    install: bool,
) -> Result<Provided> {
    copy_files(source, room)?;
    let mut languages: Vec<Language> = languages.collect();
    languages.dedup();
    for language in languages {
        let wanted = fs::read(source.join(language.manifest()))
            .with_context(|| format!("cannot read {}", language.manifest()))?;
        let directory = room.join(language.directory());
        let mark = directory.join(".installed");
        if fs::read(&mark).is_ok_and(|installed| installed == wanted) {
            continue;
        }
        let (programs, debian) = language.programs();
        if let Some(missing) = programs.iter().find(|words| !works(words)) {
            return Ok(Provided::Missing(format!(
                "`{}` does not run: `apt install {debian}`",
                missing.join(" ")
            )));
        }
        if !install {
            return Ok(Provided::Missing(
                "the judges' packages are not installed: `cargo xtask test --install` puts them \
                 into the build directory"
                    .to_owned(),
            ));
        }
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        if !language.install(room)? {
            bail!("the packages of {} were not installed", language.manifest());
        }
        fs::write(&mark, wanted)?;
    }
    Ok(Provided::Ready)
}

fn works(words: &[&str]) -> bool {
    words
        .split_first()
        .is_some_and(|(program, arguments)| command::works(Command::new(program).args(arguments)))
}

/// Node looks for packages beside the script, and nothing but sources belongs into the repository.
fn copy_files(source: &Path, room: &Path) -> Result<()> {
    fs::create_dir_all(room)?;
    let entries = fs::read_dir(source).with_context(|| format!("no {}", source.display()))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), room.join(entry.file_name()))?;
        }
    }
    Ok(())
}
