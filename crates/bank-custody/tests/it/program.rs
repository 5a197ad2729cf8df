//! The real binary as a child process: started in a directory and an environment of its own, read
//! line by line, and ended politely or not.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::Duration,
};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    process::{Child, ChildStdout, Command},
};

/// How long a program may take to say or to end something on a loaded machine before a test gives
/// up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Loopback, any free port.
pub(crate) const ANY_PORT: &str = "127.0.0.1:0";

/// A directory in which programs run: no `.env` is in it but the test's.
#[derive(Debug)]
pub(crate) struct Home {
    directory: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// A command line of the binary, with nothing in its environment.
    pub(crate) fn command(&self, args: &[&str]) -> Invocation {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bank-custody"));
        command
            .args(args)
            .env_clear()
            .current_dir(self.directory.path())
            .stdin(Stdio::null())
            .kill_on_drop(true);
        let mut log = tempfile::Builder::new();
        let log = log.prefix("log-").tempfile_in(self.directory.path());
        let (log_file, log) = log.unwrap().keep().unwrap();
        command.stderr(log_file);
        Invocation { command, log }
    }
}

/// A command line that was not started yet.
#[derive(Debug)]
pub(crate) struct Invocation {
    command: Command,
    log: PathBuf,
}

/// What a command that ran to its end has said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Invocation {
    pub(crate) fn var(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn vars<'a>(self, vars: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        vars.into_iter()
            .fold(self, |start, (name, value)| start.var(name, value))
    }

    /// The same, started by another program, which gets this command line as its last arguments.
    pub(crate) fn under(self, wrapper: &[&str]) -> Self {
        let Self { command, log } = self;
        let inner = command.as_std();
        let mut outer = Command::new(wrapper[0]);
        outer
            .args(&wrapper[1..])
            .arg(inner.get_program())
            .args(inner.get_args())
            .env_clear()
            .envs(
                inner
                    .get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            )
            .current_dir(inner.get_current_dir().unwrap())
            .stdin(Stdio::null())
            .stderr(std::fs::File::create(&log).unwrap())
            .kill_on_drop(true);
        Self {
            command: outer,
            log,
        }
    }

    /// Runs it to its end.
    pub(crate) async fn run(mut self) -> Ended {
        self.command.stdout(Stdio::piped());
        let child = self.command.spawn().unwrap();
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        let output = output.expect("the command ends").unwrap();
        Ended {
            status: output.status,
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: std::fs::read_to_string(self.log).unwrap(),
        }
    }

    /// Runs it to its end, which must be a refusal that prints nothing but its reason.
    pub(crate) async fn refused(self) -> String {
        let Ended {
            status,
            stdout,
            stderr,
        } = self.run().await;
        assert_eq!(status.code(), Some(1), "{stdout}{stderr}");
        assert_eq!(stdout, "", "{stderr}");
        stderr
    }

    pub(crate) fn start(mut self) -> Program {
        self.command.stdout(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        Program {
            child,
            stdout: BufReader::new(stdout).lines(),
            log: self.log,
        }
    }
}

/// A program that runs; killed when this is dropped.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    log: PathBuf,
}

impl Program {
    /// The next line of standard output.
    pub(crate) async fn line(&mut self) -> String {
        match self.line_or_end().await {
            Some(line) => line,
            None => panic!("the program ended:\n{}", self.log()),
        }
    }

    /// As [`Program::line`]; `None` when it ends before it prints another.
    pub(crate) async fn line_or_end(&mut self) -> Option<String> {
        let line = tokio::time::timeout(PATIENCE, self.stdout.next_line()).await;
        line.expect("the program prints a line").unwrap()
    }

    /// What it has written to standard error.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Ends it as a power cut would: it gets no chance to do anything any more.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Its number, as the operating system has it.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id().expect("the program runs")
    }

    /// Asks it to end by a signal: `TERM` as a service manager does, `INT` as Ctrl-C does.
    pub(crate) async fn signal(&self, signal: &str) {
        let pid = self.pid().to_string();
        let sent = Command::new("sh")
            .args(["-c", "kill -s \"$0\" \"$1\"", signal, &pid])
            .status()
            .await;
        assert!(sent.unwrap().success());
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits for its end.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        let status = self.ended_within(PATIENCE).await;
        status.expect("the program ends")
    }

    /// How it ended, if it does within this time.
    pub(crate) async fn ended_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let status = tokio::time::timeout(limit, self.child.wait()).await.ok()?;
        Some(status.unwrap())
    }

    /// Asks it to end and waits until it has, in good order.
    pub(crate) async fn stop(self) {
        self.signal("TERM").await;
        let log = self.log.clone();
        let status = self.ended().await;
        assert!(
            status.success(),
            "{status}: {}",
            std::fs::read_to_string(log).unwrap()
        );
    }
}

impl Drop for Program {
    /// A test that fails shows what the program had to say.
    fn drop(&mut self) {
        // The file is gone with its directory when that was dropped before.
        if std::thread::panicking()
            && let Ok(log) = std::fs::read_to_string(&self.log)
        {
            println!("{log}");
        }
    }
}

/// An address that nobody listens on, for what must find the same one after a restart. Below the
/// range from which the system takes ports by itself, so that no other test is given it meanwhile.
pub(crate) fn fixed_address() -> String {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let offset = u16::try_from(std::process::id() % 9_000).unwrap();
    loop {
        let port = 20_000 + (offset + NEXT.fetch_add(1, Ordering::Relaxed)) % 12_000;
        let address = format!("127.0.0.1:{port}");
        if TcpListener::bind(&address).is_ok() {
            return address;
        }
    }
}
