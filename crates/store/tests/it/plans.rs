//! How each engine carries out what the suite has it do: every statement that the store sends in
//! any test is looked at, so that no new one is forgotten. One that reads a whole table, however
//! long it has become, is refused.
//!
//! PostgreSQL tells its plans itself (`auto_explain`, sequential scans discouraged, so that an
//! index is taken where one would do for a table that is long). SQLite is asked afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Tables that stay short, however large the bank is: one row, a row for each node, or one for each
/// asset, currency or fact.
const SHORT_TABLES: [&str; 9] = [
    "audit_sealer",
    "call_budget",
    "fx_rates",
    "meta",
    "nodes",
    "pause",
    "quotes",
    "recovery",
    "service_state",
];

/// What PostgreSQL is told for each connection of the store.
pub(crate) const TELL_PLANS: [(&str, &str); 6] = [
    ("session_preload_libraries", "auto_explain"),
    ("auto_explain.log_min_duration", "0"),
    ("auto_explain.log_level", "notice"),
    ("auto_explain.log_timing", "off"),
    ("enable_seqscan", "off"),
    // A discouraged scan counts as so dear that it would be compiled.
    ("jit", "off"),
];

/// Statements that were sent, by their texts: those of SQLite, and the plans of PostgreSQL.
static SENT: Mutex<(BTreeSet<String>, BTreeMap<String, String>)> =
    Mutex::new((BTreeSet::new(), BTreeMap::new()));

/// Whether PostgreSQL has told a plan at all.
static TOLD: AtomicBool = AtomicBool::new(false);

/// Begins to listen, once for all tests.
pub(crate) fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| tracing::subscriber::set_global_default(Listener).unwrap());
}

/// How statements begin that are meant to read all of a table, and why.
const WHOLE: [(&str, &str); 10] = [
    ("SELECT count(", "counts what there is"),
    ("SELECT (SELECT count(", "counts what there is"),
    ("SELECT coalesce(sum(", "sums up what there is"),
    ("DELETE FROM recovery_reads", "forgets all of them"),
    (
        "UPDATE recovery SET backup_at",
        "looks for the latest time in the audit, once",
    ),
    (
        "UPDATE recovery SET read_at",
        "looks for a wallet that is not read back, once",
    ),
    (
        "SELECT id, name, email FROM users WHERE id IN (SELECT decider_id",
        "names all who decided",
    ),
    (
        "SELECT w.id FROM wallets w LEFT JOIN balance_copies",
        "takes every wallet in turn",
    ),
    (
        "SELECT w.id FROM wallets w LEFT JOIN wallet_comparisons",
        "takes every wallet in turn",
    ),
    (
        "INSERT",
        "reads nothing, or what another statement of these does",
    ),
];

fn is_meant_to(statement: &str) -> bool {
    let words: Vec<&str> = statement.split_whitespace().collect();
    let statement = words.join(" ");
    WHOLE.iter().any(|(begin, _)| statement.starts_with(begin))
}

/// Refuses the plans that PostgreSQL has told until now.
pub(crate) fn check_postgres() {
    let told = std::mem::take(&mut SENT.lock().unwrap_or_else(PoisonError::into_inner).1);
    let mut refused = String::new();
    for (statement, plan) in told {
        let mut scans = plan.lines().filter(|line| {
            let Some((_, table)) = line.split_once("Seq Scan on ") else {
                return false;
            };
            let table = table.split_whitespace().next().unwrap_or_default();
            !SHORT_TABLES.contains(&table)
        });
        if scans.next().is_some() && !is_meant_to(&statement) {
            writeln!(refused, "{statement}\n{plan}\n").unwrap();
        }
    }
    assert!(refused.is_empty(), "a whole table is read:\n{refused}");
    // Else nothing above would ever have been refused.
    assert!(TOLD.load(Ordering::Relaxed), "PostgreSQL told no plan");
}

/// Asks SQLite about what was sent to it until now, and refuses its plans.
pub(crate) async fn check_sqlite(path: &str) {
    let sent = std::mem::take(&mut SENT.lock().unwrap_or_else(PoisonError::into_inner).0);
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
    let options = options.disable_statement_logging();
    let mut connection = options.connect().await.unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let tables: Vec<String> = sqlx::query_scalar(tables)
        .fetch_all(&mut connection)
        .await
        .unwrap();
    let mut refused = String::new();
    for statement in sent {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        // What it does not understand was sent to the other engine.
        let Ok(plan) = sqlx::query(explain).fetch_all(&mut connection).await else {
            continue;
        };
        let lines: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
        let scan = lines.iter().any(|line| is_scan(line, &statement, &tables));
        if scan && !is_short_walk(&statement, &lines) && !is_meant_to(&statement) {
            writeln!(refused, "{statement}\n{}\n", lines.join("\n")).unwrap();
        }
    }
    connection.close().await.unwrap();
    assert!(refused.is_empty(), "a whole table is read:\n{refused}");
}

/// Whether rows are read in the order in which they are wanted, and no further than they are.
fn is_short_walk(statement: &str, plan: &[String]) -> bool {
    let sorts = plan
        .iter()
        .any(|line| line.starts_with("USE TEMP B-TREE FOR ORDER BY"));
    statement.contains("LIMIT") && !sorts
}

/// Whether a line of SQLite's plan reads all of a table that may be long. It calls a table what the
/// statement calls it; what else it calls by a name was computed on the way.
fn is_scan(line: &str, statement: &str, tables: &[String]) -> bool {
    let Some(name) = line
        .strip_prefix("SCAN ")
        .and_then(|scanned| scanned.split_whitespace().next())
    else {
        return false;
    };
    let words: Vec<&str> = statement
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
        .filter(|word| !word.is_empty())
        .collect();
    let is_table = |word: &str| tables.iter().any(|table| table == word);
    let called = |pair: &&[&str]| pair[1] == name && is_table(pair[0]);
    let table = if is_table(name) {
        Some(name)
    } else {
        words.windows(2).find(called).map(|pair| pair[0])
    };
    table.is_some_and(|table| !SHORT_TABLES.contains(&table))
}

/// Keeps what the driver logs of statements and of what the server says beside the answers.
struct Listener;

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        matches!(metadata.target(), "sqlx::query" | "sqlx::postgres::notice")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut said = Said::default();
        event.record(&mut said);
        let mut sent = SENT.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, told)) = said.message.split_once("Query Text: ") {
            TOLD.store(true, Ordering::Relaxed);
            let (statement, plan) = split_plan(told);
            sent.1.insert(statement.to_owned(), plan.to_owned());
        } else if is_statement(said.statement()) {
            sent.0.insert(said.statement().to_owned());
        }
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The text of the statement, and the plan, whose first line has the first cost.
fn split_plan(told: &str) -> (&str, &str) {
    let plan = told.find("  (cost=").unwrap_or(told.len());
    let begin = told[..plan].rfind('\n').unwrap_or_default();
    told.split_at(begin)
}

/// Whether this reads or writes rows of ours.
fn is_statement(text: &str) -> bool {
    let text = text.trim_start();
    let rows = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
    rows.iter().any(|word| text.starts_with(word))
        && !text.contains("_sqlx_migrations")
        && !text.contains("sqlite_")
}

#[test]
fn a_scan_is_told_from_a_search() {
    let tables = ["users", "pause"].map(str::to_owned);
    let of_users = "SELECT u.id FROM users u, pause p WHERE u.name = $1";
    for (line, is_refused) in [
        ("SCAN u", true),
        ("SCAN u USING COVERING INDEX users_by_email", true),
        ("SEARCH u USING INDEX users_by_email (email_key=?)", false),
        ("SCAN p", false),
        ("SCAN json_each VIRTUAL TABLE INDEX 1:", false),
        ("SCAN (subquery-1)", false),
    ] {
        assert_eq!(is_scan(line, of_users, &tables), is_refused, "{line}");
    }
    let sorted = ["SCAN u", "USE TEMP B-TREE FOR ORDER BY"].map(str::to_owned);
    assert!(is_short_walk(
        "SELECT id FROM users ORDER BY id LIMIT 1",
        &sorted[..1]
    ));
    assert!(!is_short_walk(
        "SELECT id FROM users ORDER BY id LIMIT 1",
        &sorted
    ));
    assert!(!is_short_walk(of_users, &sorted[..1]));
}

/// What one event said.
#[derive(Default)]
struct Said {
    summary: String,
    statement: String,
    message: String,
}

impl Said {
    /// The driver leaves the text out where the summary has all of it.
    fn statement(&self) -> &str {
        let text = if self.statement.is_empty() {
            &self.summary
        } else {
            &self.statement
        };
        text.trim()
    }
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.statement),
            "message" => value.clone_into(&mut self.message),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}
