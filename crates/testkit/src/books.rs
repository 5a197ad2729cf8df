//! What the bank has written down and what its chain has executed, to be compared: a refused call
//! changes neither.

use std::path::{Path, PathBuf};

use sqlx::{
    AssertSqlSafe, Connection as _, Row as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use tokio::sync::OnceCell;

use crate::custody::Execution;

/// Tables that are no decision of the bank's: copies of what others say and what was told of them,
/// which the worker renews by itself, its own pulse, the count of calls to custody, the seals that it
/// puts under what is written, and the engine's housekeeping.
const LEFT_OUT: [&str; 13] = [
    "balances",
    "balance_copies",
    "quotes",
    "fx_rates",
    "inbox",
    "wallet_comparisons",
    "audit_seals",
    "audit_sealer",
    "service_state",
    "call_budget",
    "nodes",
    "_sqlx_migrations",
    "sqlite_sequence",
];

/// Notices of what was read of the chain: they come when it tells, whatever is called meanwhile.
const NEWS_OF_THE_CHAIN: &str = "'wallet.activity', 'wallet.balance'";

/// That somebody came by is noted about once a minute, whatever became of the call.
const VISITS: [&str; 2] = ["last_seen_at", "token_issued_at"];

/// The books at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// One line a row, in order.
    rows: Vec<String>,
    executions: Vec<Execution>,
}

impl Books {
    /// What differs from an earlier moment: one line for each row and execution that came (`+`)
    /// or went (`-`).
    #[must_use]
    pub fn changes_since(&self, before: &Self) -> Vec<String> {
        let (now, then) = (self.lines(), before.lines());
        let came = now.iter().filter(|line| !then.contains(line));
        let went = then.iter().filter(|line| !now.contains(line));
        came.map(|line| format!("+ {line}"))
            .chain(went.map(|line| format!("- {line}")))
            .collect()
    }

    /// What the chain has executed.
    #[must_use]
    pub fn executions(&self) -> &[Execution] {
        &self.executions
    }

    fn lines(&self) -> Vec<String> {
        let executions = self.executions.iter().map(|row| format!("{row:?}"));
        self.rows.iter().cloned().chain(executions).collect()
    }
}

/// Reads the database beside the running bank, without a right to write.
#[derive(Debug)]
pub(crate) struct Reader {
    file: PathBuf,
    statement: OnceCell<String>,
}

impl Reader {
    pub(crate) fn of(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            statement: OnceCell::new(),
        }
    }

    /// Everything at one moment: a single statement is a single transaction.
    pub(crate) async fn read(&self, executions: Vec<Execution>) -> Books {
        let options = SqliteConnectOptions::new()
            .filename(&self.file)
            .read_only(true);
        let mut database = SqliteConnection::connect_with(&options)
            .await
            .expect("the bank's database");
        let statement = self
            .statement
            .get_or_init(async || statement(&mut database).await)
            .await;
        let rows = all(&mut database, statement).await;
        let mut rows: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {}", row.get::<&str, _>(0), row.get::<&str, _>(1)))
            .collect();
        rows.sort_unstable();
        database.close().await.expect("a closed database");
        Books { rows, executions }
    }
}

/// The statement that writes every row of every table as a text.
async fn statement(database: &mut SqliteConnection) -> String {
    let columns = "SELECT t.name, group_concat(quote(c.name), ' ') FROM sqlite_schema t, \
                   pragma_table_info(t.name) c WHERE t.type = 'table' GROUP BY t.name";
    let tables = all(database, columns).await;
    let tables: Vec<String> = tables
        .iter()
        .map(|row| (row.get::<&str, _>(0), row.get::<&str, _>(1)))
        .filter(|(table, _)| !LEFT_OUT.contains(table))
        .map(|(table, columns)| {
            let columns: Vec<String> = columns
                .split(' ')
                .map(|column| column.trim_matches('\''))
                .filter(|column| !VISITS.contains(column))
                .map(|column| format!("'{column}=' || quote(\"{column}\")"))
                .collect();
            let row = columns.join(" || ' ' || ");
            let which = if table == "events" {
                format!(" WHERE kind NOT IN ({NEWS_OF_THE_CHAIN})")
            } else {
                String::new()
            };
            format!("SELECT '{table}', {row} FROM \"{table}\"{which}")
        })
        .collect();
    assert!(tables.len() > 10, "the bank has more tables: {tables:?}");
    tables.join(" UNION ALL ")
}

async fn all(database: &mut SqliteConnection, statement: &str) -> Vec<SqliteRow> {
    sqlx::query(AssertSqlSafe(statement))
        .fetch_all(database)
        .await
        .expect("rows")
}
