//! A database for each run, copied from one that has the tables and the people already.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use store::{Node, Store, StoreOptions};
use tempfile::TempDir;

use crate::custodian::Custodian;
use crate::node::{Ground, policy};
use crate::oracle::rules::Limits;
use crate::people::{PEOPLE, Person};
use crate::story::Story;
use crate::tasks::Executor;
use crate::turns::Turns;

/// Plans of this process so far: each has databases of its own.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// A file system in memory, where there is one.
const MEMORY: &str = "/dev/shm";

/// Which engine keeps the data of the runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// A file for each run.
    Sqlite,
    /// A database for each run on this server, by its URL.
    Postgres(String),
}

/// Where the runs of one process have their databases.
#[derive(Debug)]
pub(crate) struct Databases {
    engine: Engine,
    folder: TempDir,
    /// What the names of its databases begin with.
    prefix: String,
}

/// The database of one run.
#[derive(Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
    /// The name on the server, or the folder.
    name: String,
}

impl Databases {
    /// Makes the template.
    ///
    /// # Errors
    /// If the engine fails.
    pub(crate) async fn new(engine: &Engine) -> anyhow::Result<Self> {
        let folder = if Path::new(MEMORY).is_dir() {
            TempDir::with_prefix_in("bank-sim-", MEMORY)
        } else {
            TempDir::with_prefix("bank-sim-")
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let databases = Self {
            engine: engine.clone(),
            folder: folder.context("a folder for the databases")?,
            prefix: format!("bank_sim_{}_{number}", std::process::id()),
        };
        let url = match engine {
            Engine::Sqlite => format!("sqlite:{}", databases.file("template").display()),
            Engine::Postgres(server) => {
                let name = databases.template();
                run(server, format!("DROP DATABASE IF EXISTS {name}")).await?;
                run(server, format!("CREATE DATABASE {name}")).await?;
                url_of(server, &name)
            }
        };
        populate(&url).await?;
        Ok(databases)
    }

    fn template(&self) -> String {
        format!("{}_template", self.prefix)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name).join("bank.db")
    }

    /// A fresh copy for one run.
    ///
    /// # Errors
    /// If the engine fails.
    pub(crate) async fn copy(&self, name: &str) -> anyhow::Result<Database> {
        match &self.engine {
            Engine::Sqlite => {
                let file = self.file(name);
                let folder = file.parent().context("a folder")?;
                std::fs::create_dir_all(folder)?;
                std::fs::copy(self.file("template"), &file)?;
                Ok(Database {
                    url: format!("sqlite:{}", file.display()),
                    name: folder.display().to_string(),
                })
            }
            Engine::Postgres(server) => {
                let template = self.template();
                let name = format!("{}_{name}", self.prefix);
                run(
                    server,
                    format!("CREATE DATABASE {name} TEMPLATE {template}"),
                )
                .await?;
                Ok(Database {
                    url: url_of(server, &name),
                    name,
                })
            }
        }
    }

    /// Takes the database of a run away.
    ///
    /// # Errors
    /// If the engine fails.
    pub(crate) async fn remove(&self, database: Database) -> anyhow::Result<()> {
        let Database { name, .. } = database;
        match &self.engine {
            Engine::Sqlite => Ok(std::fs::remove_dir_all(name)?),
            Engine::Postgres(server) => {
                run(server, format!("DROP DATABASE {name} WITH (FORCE)")).await
            }
        }
    }

    /// Takes the template away as well.
    ///
    /// # Errors
    /// If the engine fails.
    pub(crate) async fn close(self) -> anyhow::Result<()> {
        match &self.engine {
            Engine::Sqlite => Ok(self.folder.close()?),
            Engine::Postgres(server) => {
                let name = self.template();
                run(server, format!("DROP DATABASE {name} WITH (FORCE)")).await
            }
        }
    }
}

/// Tables, and everybody's row.
async fn populate(url: &str) -> anyhow::Result<()> {
    let store = Store::open(url, StoreOptions::default()).await?;
    store.migrate().await?;
    let turns = Turns::new();
    // Nobody decides about turns here.
    turns.look(true);
    let story = Story::new(&turns);
    let executor = Executor::new(&turns);
    let ground = Ground {
        store: store.clone(),
        custodian: Custodian::new(&turns, &story, 0),
        spawner: executor.spawner().clone(),
        turns: turns.clone(),
        policy: policy(Limits::Replace)?,
        calls_per_minute: 1,
        seed: 0,
    };
    let node = Node {
        name: "template".to_owned(),
        boot: 1,
    };
    let bank = ground.bank(node, 0);
    for person in PEOPLE {
        bank.sign_in(person.token(&turns), Person::request(0))
            .await?;
    }
    store.close().await;
    Ok(())
}

async fn run(server: &str, text: String) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(server)
        .await
        .context("the PostgreSQL server")?;
    sqlx::query(AssertSqlSafe(text))
        .execute(&mut connection)
        .await?;
    connection.close().await?;
    Ok(())
}

/// The URL of another database of the same server.
fn url_of(server: &str, name: &str) -> String {
    let (base, options) = server.split_once('?').unwrap_or((server, ""));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    if options.is_empty() {
        format!("{base}/{name}")
    } else {
        format!("{base}/{name}?{options}")
    }
}
