//! Starting what is judged, and running a judge to its end.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The last line that a sandbox prints about itself.
const LAST_VARIABLE: &str = "FX_RATES_URL";

/// A custody sandbox on a free port. Dropping it stops it.
pub(super) struct Sandbox {
    child: Child,
    variables: Vec<(String, String)>,
}

impl Sandbox {
    /// Starts one that keeps nothing, and reads the variables that it prints.
    pub(super) fn start(bank: &Path, room: &Path) -> Result<Self> {
        let mut command = Command::new(bank);
        // In a directory without `.env`.
        command.args(["sandbox", "--listen", "127.0.0.1:0"]);
        command.current_dir(room).env_remove("SANDBOX_NODES");
        command.env("RUST_LOG", "warn");
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the sandbox")?;
        let mut sandbox = Self {
            child,
            variables: Vec::new(),
        };
        let output = sandbox.child.stdout.take().context("it has no output")?;
        for line in BufReader::new(output).lines() {
            let line = line?;
            let (name, value) = line.split_once('=').context("it printed no NAME=value")?;
            let value = value.trim_matches('"').to_owned();
            sandbox.variables.push((name.to_owned(), value));
            if name == LAST_VARIABLE {
                return Ok(sandbox);
            }
        }
        bail!("the sandbox ended before it said where it is");
    }

    /// Where it is and who may call it.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        let variables = self.variables.iter();
        variables.map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It keeps nothing, so there is nothing to close; both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Well,
    Badly,
    TimedOut,
}

/// Runs a program with both its outputs in one file.
pub(super) fn run_to_end(command: &mut Command, log: &Path, max: Duration) -> Result<Ending> {
    let output = File::create(log)?;
    command
        .stdin(Stdio::null())
        .stdout(output.try_clone()?)
        .stderr(output);
    let mut child = command.spawn()?;
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(if status.success() {
                Ending::Well
            } else {
                Ending::Badly
            });
        }
        if start.elapsed() > max {
            child.kill()?;
            child.wait()?;
            return Ok(Ending::TimedOut);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::{Ending, run_to_end};

    #[test]
    fn a_program_that_hangs_is_stopped() {
        let log = std::env::temp_dir().join(format!("xtask-judges-{}", std::process::id()));
        let mut sleep = Command::new("sleep");
        let ending = run_to_end(sleep.arg("60"), &log, Duration::from_millis(50)).unwrap();
        assert_eq!(ending, Ending::TimedOut);
        let mut sh = Command::new("sh");
        sh.args(["-c", "echo out; echo err >&2; exit 1"]);
        let ending = run_to_end(&mut sh, &log, Duration::from_secs(20)).unwrap();
        assert_eq!(ending, Ending::Badly);
        assert_eq!(std::fs::read_to_string(&log).unwrap(), "out\nerr\n");
        std::fs::remove_file(log).unwrap();
    }
}
