//! A private PostgreSQL server: a fresh directory, a free port on loopback, a password that nobody
//! else knows, gone when it is dropped.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::programs::{Account, Programs};

const START_MAX: Duration = Duration::from_secs(60);
const STOP_MAX: Duration = Duration::from_secs(20);
/// How often something is looked at that is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// Another program may take the free port first.
const TRIES: usize = 3;
/// The owner of all databases.
const OWNER: &str = "bank";

/// What a server is to have that it has not by itself.
#[derive(Clone, Debug, Default)]
pub struct Setup {
    settings: Vec<String>,
    files: Vec<(String, String)>,
}

impl Setup {
    /// Sets a parameter, as `log_statement=all`.
    #[must_use]
    pub fn setting(mut self, setting: &str) -> Self {
        self.settings.push(setting.to_owned());
        self
    }

    /// Speaks TLS by this certificate and key, both PEM, with clients that want it.
    #[must_use]
    pub fn tls(mut self, certificate: &str, key: &str) -> Self {
        self.files
            .push(("server.crt".to_owned(), certificate.to_owned()));
        self.files.push(("server.key".to_owned(), key.to_owned()));
        self.setting("ssl=on")
            .setting("ssl_cert_file=../server.crt")
            .setting("ssl_key_file=../server.key")
    }
}

/// A server that runs, or was stopped for a while. Dropping it ends it and removes its files.
#[derive(Debug)]
pub struct Server {
    programs: Programs,
    account: Account,
    folder: PathBuf,
    settings: Vec<String>,
    password: String,
    port: u16,
    child: Option<Child>,
}

impl Server {
    /// Starts an empty server. The thread that starts it must not end before it: where the system
    /// can, the server is told to end with it.
    ///
    /// # Errors
    /// When its files cannot be made or it does not start.
    pub fn start(programs: &Programs, setup: &Setup) -> Result<Self> {
        let mut server = Self::prepare(programs, setup)?;
        let mut initdb = server.command("initdb")?;
        initdb
            .args(["--auth=scram-sha-256", "--no-sync", "--encoding=UTF8"])
            .args(["--locale=C", "--pgdata=data", "--pwfile=password"])
            .arg(format!("--username={OWNER}"));
        command::output(&mut initdb)?;
        server.launch_anywhere()?;
        Ok(server)
    }

    fn prepare(programs: &Programs, setup: &Setup) -> Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        // Not TMPDIR: the other account may not be able to reach it.
        let folder = Path::new("/tmp").join(format!(
            "pglab-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        let server = Self {
            programs: programs.clone(),
            account: Account::choose()?,
            folder,
            settings: setup.settings.clone(),
            password: random_password()?,
            port: 0,
            child: None,
        };
        let folder = &server.folder;
        fs::create_dir(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
        fs::write(folder.join("password"), &server.password)?;
        for (name, text) in &setup.files {
            fs::write(folder.join(name), text)?;
            fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o600))?;
        }
        server.account.own(folder)?;
        Ok(server)
    }

    /// One of PostgreSQL's programs, in the server's directory and as its account.
    fn command(&self, program: &str) -> Result<Command> {
        let mut command = self.account.command(&self.programs.program(program))?;
        command.current_dir(&self.folder);
        Ok(command)
    }

    fn launch_anywhere(&mut self) -> Result<()> {
        for _ in 0..TRIES {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            self.port = listener.local_addr()?.port();
            drop(listener);
            if self.launch()? {
                return Ok(());
            }
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        bail!("PostgreSQL does not start:\n{log}");
    }

    /// `false` if the server ended instead of answering, for instance because its port was taken.
    fn launch(&mut self) -> Result<bool> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.folder.join("log"))?;
        let mut postgres = self.command("postgres")?;
        postgres.args(["-D", "data", "-p", &self.port.to_string()]);
        let common = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            // Its data is worth nothing: no waiting for the disk.
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ];
        for setting in common
            .into_iter()
            .chain(self.settings.iter().map(String::as_str))
        {
            postgres.args(["-c", setting]);
        }
        postgres
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let child = postgres
            .spawn()
            .context("cannot start postgres; as root it needs the program setpriv")?;
        let child = self.child.insert(child);
        let (mut alive, probe) = (true, self.programs.program("pg_isready"));
        let ready = wait_until(START_MAX, || {
            alive = child.try_wait()?.is_none();
            let mut probe = Command::new(&probe);
            probe.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
            Ok(!alive || command::works(&mut probe))
        })?;
        if !ready {
            bail!("PostgreSQL is not ready after {} s", START_MAX.as_secs());
        }
        Ok(alive)
    }

    /// How to connect, as the owner of all databases.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_by(self.address())
    }

    /// How to connect by another way, for instance a proxy.
    #[must_use]
    pub fn url_by(&self, address: SocketAddr) -> String {
        format!("postgres://{OWNER}:{}@{address}/postgres", self.password)
    }

    /// Where it listens, also while it is stopped.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// The directory of its files.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stops it: connections are cut, files are closed and stay.
    ///
    /// # Errors
    /// When it cannot be ended at all.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else {
            return Ok(());
        };
        // SIGINT is PostgreSQL's fast shutdown.
        let pid = child.id().to_string();
        command::works(Command::new("kill").args(["-INT", &pid]));
        if !wait_until(STOP_MAX, || Ok(child.try_wait()?.is_some()))? {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Starts it again on the same port, with what it had.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&mut self) -> Result<()> {
        self.stop()?;
        if self.launch()? {
            Ok(())
        } else {
            bail!("PostgreSQL does not start again on port {}", self.port)
        }
    }

    /// Stops it and removes its files.
    ///
    /// # Errors
    /// When one of both fails.
    pub fn end(mut self) -> Result<()> {
        self.remove()
    }

    fn remove(&mut self) -> Result<()> {
        self.stop()?;
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)
                .with_context(|| format!("cannot remove {}", self.folder.display()))?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.remove() {
            // Not by `eprintln!`, which panics where nobody reads; there is no one else to tell.
            let text = format!("a private PostgreSQL server did not end cleanly: {error:#}\n");
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }
}

fn wait_until(max: Duration, mut condition: impl FnMut() -> Result<bool>) -> Result<bool> {
    let start = Instant::now();
    while start.elapsed() < max {
        if condition()? {
            return Ok(true);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    condition()
}

fn random_password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
