//! A private PostgreSQL server for the tests: a fresh directory, a free port on loopback, a password
//! that nobody else knows, nothing synced to disk, gone when the tests end.

use std::fs::{self, File};
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::apt;
use super::report::Outcome;
use crate::{command, environment};

/// The oldest version that the store supports.
const VERSION_MIN: u32 = 15;
/// Where Debian keeps the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";
const PACKAGE: &str = "postgresql-15";
const START_MAX: Duration = Duration::from_secs(60);
const STOP_MAX: Duration = Duration::from_secs(20);
/// Another program may take the free port first.
const TRIES: usize = 3;

/// Starts a server, installing PostgreSQL if that is allowed and needed. None when the environment
/// names a server, or when there is no way to one.
pub(crate) fn provide(install: bool) -> Result<(Option<Server>, Outcome)> {
    if environment::postgres_url().is_some() {
        println!("TEST_POSTGRES_URL names a server; no other is started");
        return Ok((None, Outcome::Passed));
    }
    if programs().is_none() && install {
        apt::install(&[PACKAGE])?;
    }
    let Some(programs) = programs() else {
        let how = format!("PostgreSQL {VERSION_MIN} or later is missing: `apt install {PACKAGE}`");
        return Ok((None, Outcome::Skipped(how)));
    };
    let server = Server::start(&programs)?;
    Ok((Some(server), Outcome::Passed))
}

/// The directory of `initdb` and `postgres`: Debian's newest, or else what PATH leads to.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let debian = versions
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse::<u32>().ok()?,
                entry.path(),
            ))
        })
        .filter(|(version, _)| *version >= VERSION_MIN)
        .map(|(version, path)| (version, path.join("bin")))
        .filter(|(_, bin)| bin.join("initdb").exists() && bin.join("postgres").exists())
        .max();
    let on_path = || {
        let complete = |dir: &PathBuf| dir.join("initdb").exists() && dir.join("postgres").exists();
        environment::path().into_iter().find(complete)
    };
    debian.map(|(_, bin)| bin).or_else(on_path)
}

/// A running server. Dropping it stops it as well.
pub(crate) struct Server {
    child: Child,
    dir: PathBuf,
    url: String,
    stopped: bool,
}

impl Server {
    fn start(programs: &Path) -> Result<Self> {
        let account = Account::choose()?;
        // Not TMPDIR: the other account may not be able to reach it.
        let dir = Path::new("/tmp").join(format!("bank-custody-postgres-{}", std::process::id()));
        let password = random_password()?;
        let server = prepare(programs, &dir, &password, &account)
            .and_then(|()| launch(programs, &dir, &password, &account));
        if server.is_err() {
            // Nothing runs in it; a directory that cannot be removed is no second error.
            let _ = fs::remove_dir_all(&dir);
        }
        server
    }

    /// How to connect, as the owner of all databases.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Stops the server and removes its files.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.stopped, true) {
            return Ok(());
        }
        // SIGINT is PostgreSQL's fast shutdown: connections are cut, files are closed.
        let pid = self.child.id().to_string();
        command::works(Command::new("kill").args(["-INT", &pid]));
        if !wait_until(STOP_MAX, || Ok(self.child.try_wait()?.is_some()))? {
            self.child.kill()?;
            self.child.wait()?;
        }
        fs::remove_dir_all(&self.dir)
            .with_context(|| format!("cannot remove {}", self.dir.display()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("the private PostgreSQL server did not stop cleanly: {error:#}");
        }
    }
}

/// Who the server runs as: PostgreSQL refuses root.
struct Account(Option<String>);

impl Account {
    fn choose() -> Result<Self> {
        if !command::is_root() {
            return Ok(Self(None));
        }
        let exists = |user: &&str| command::works(Command::new("id").args(["-u", user]));
        let user = ["postgres", "nobody"].into_iter().find(exists);
        let user = user.context("PostgreSQL needs a user other than root")?;
        Ok(Self(Some(user.to_owned())))
    }

    /// `program` run as this account. Where `setpriv` exists it gets a signal when this process
    /// dies, however it dies.
    fn command(&self, program: &Path) -> Result<Command> {
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
}

/// Makes the files of a new, empty server in `dir`.
fn prepare(programs: &Path, dir: &Path, password: &str, account: &Account) -> Result<()> {
    fs::create_dir(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    fs::write(dir.join("password"), password)?;
    if let Account(Some(user)) = account {
        let owned = command::works(Command::new("chown").arg("-R").arg(user).arg(dir));
        if !owned {
            bail!("cannot give {} to {user}", dir.display());
        }
    }
    let mut initdb = account.command(&programs.join("initdb"))?;
    initdb
        .current_dir(dir)
        .args(["--username=bank", "--auth=scram-sha-256", "--no-sync"]);
    initdb.args([
        "--encoding=UTF8",
        "--locale=C",
        "--pgdata=data",
        "--pwfile=password",
    ]);
    command::output(&mut initdb).map(drop)
}

fn launch(programs: &Path, dir: &Path, password: &str, account: &Account) -> Result<Server> {
    for _ in 0..TRIES {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let log = File::create(dir.join("log"))?;
        let mut postgres = account.command(&programs.join("postgres"))?;
        postgres
            .current_dir(dir)
            .args(["-D", "data", "-p", &port.to_string()]);
        let settings = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            // Its data is worth nothing: no waiting for the disk.
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ];
        for setting in settings {
            postgres.args(["-c", setting]);
        }
        postgres
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        let child = postgres
            .spawn()
            .context("cannot start postgres; as root it needs the program setpriv")?;
        let url = format!("postgres://bank:{password}@127.0.0.1:{port}/postgres");
        let mut server = Server {
            child,
            dir: dir.to_owned(),
            url,
            stopped: false,
        };
        if server_is_ready(&mut server, programs, port)? {
            println!(
                "PostgreSQL in {} listens on 127.0.0.1:{port}",
                dir.display()
            );
            return Ok(server);
        }
        // It is gone already; its directory serves the next try.
        server.stopped = true;
    }
    let log = fs::read_to_string(dir.join("log")).unwrap_or_default();
    bail!("PostgreSQL does not start:\n{log}");
}

/// `false` if the server ended instead, for instance because its port was taken.
fn server_is_ready(server: &mut Server, programs: &Path, port: u16) -> Result<bool> {
    let mut alive = true;
    let ready = wait_until(START_MAX, || {
        alive = server.child.try_wait()?.is_none();
        let mut probe = Command::new(programs.join("pg_isready"));
        probe.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]);
        Ok(!alive || command::works(&mut probe))
    })?;
    if !ready {
        bail!("PostgreSQL is not ready after {} s", START_MAX.as_secs());
    }
    Ok(alive)
}

fn wait_until(max: Duration, mut condition: impl FnMut() -> Result<bool>) -> Result<bool> {
    let start = Instant::now();
    while start.elapsed() < max {
        if condition()? {
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    condition()
}

fn random_password() -> Result<String> {
    let mut bytes = [0_u8; 16];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::TcpStream;

    use super::{Server, programs};

    #[test]
    fn a_private_server_listens_and_leaves_nothing_behind() {
        let Some(programs) = programs() else {
            // Not by `println!`, which the test runner would keep to itself.
            let text = "SKIPPED: no private server was tried, PostgreSQL is not installed";
            writeln!(std::io::stderr(), "{text}").unwrap();
            return;
        };
        let server = Server::start(&programs).unwrap();
        let address = server
            .url()
            .rsplit('@')
            .next()
            .and_then(|it| it.split('/').next())
            .unwrap();
        let (address, dir) = (address.to_owned(), server.dir.clone());
        assert!(TcpStream::connect(&address).is_ok());
        server.stop().unwrap();
        assert!(TcpStream::connect(&address).is_err());
        assert!(!dir.exists());
    }
}
