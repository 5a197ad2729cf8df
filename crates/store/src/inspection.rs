//! What an operator asks of a database before the bank runs on it. Nothing here writes.

use crate::error::Result;
use crate::sql::sql;
use crate::store::Store;

/// How a database's tables stand to this program's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migrations {
    /// Names of those that [`Store::migrate`] would apply, in their order.
    pub pending: Vec<String>,
    /// Numbers of those that were applied and that this program does not have: a newer one did it.
    pub unknown: Vec<i64>,
    /// Names of those whose text was another one when they were applied, or that broke off.
    pub damaged: Vec<String>,
}

impl Store {
    /// The version that the engine reports, for example `3.50.2` or `16.4`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn engine_version(&self) -> Result<String> {
        let statement = sql!(
            sqlite: "SELECT sqlite_version() AS version",
            postgres: "SELECT current_setting('server_version') AS version"
        );
        let rows = self.all(statement).await?;
        let version = rows.first().map(|row| row.get::<String>("version"));
        version.transpose().map(Option::unwrap_or_default)
    }

    /// Compares what was applied with what this program has.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn migrations(&self) -> Result<Migrations> {
        let mut found = Migrations::default();
        let applied = self.applied().await?;
        let known = self.known_migrations();
        for (version, name, checksum) in &known {
            match applied.iter().find(|row| row.version == *version) {
                None => found.pending.push(name.clone()),
                Some(row) if !row.success || row.checksum != *checksum => {
                    found.damaged.push(name.clone());
                }
                Some(_) => {}
            }
        }
        let is_known = |version| known.iter().any(|(known, ..)| *known == version);
        let unknown = applied.iter().map(|row| row.version);
        found.unknown = unknown.filter(|version| !is_known(*version)).collect();
        Ok(found)
    }

    /// Tables that were there before this program: none of its migrations was applied, and yet the
    /// database is not empty.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn foreign_tables(&self) -> Result<Vec<String>> {
        if !self.applied().await?.is_empty() {
            return Ok(Vec::new());
        }
        let statement = sql!(
            sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' \
                     AND name NOT LIKE 'sqlite~_%' ESCAPE '~' \
                     AND name <> '_sqlx_migrations' ORDER BY name",
            postgres: "SELECT tablename::text AS name FROM pg_tables \
                       WHERE schemaname = current_schema() \
                       AND tablename <> '_sqlx_migrations' ORDER BY tablename"
        );
        let rows = self.read(statement).await?;
        rows.iter().map(|row| row.get("name")).collect()
    }

    /// Whether this user may make tables where the migrations would make them. On SQLite that is a
    /// matter of the file.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn may_create_tables(&self) -> Result<bool> {
        // No schema at all is null.
        let statement = sql!(
            sqlite: "SELECT TRUE AS allowed",
            postgres: "SELECT COALESCE(has_schema_privilege(current_schema(), 'CREATE'), FALSE) \
                       AS allowed"
        );
        let rows = self.read(statement).await?;
        let allowed = rows.first().map(|row| row.get("allowed"));
        allowed.transpose().map(Option::unwrap_or_default)
    }

    /// The rows of the migrator's own table, which the first migration makes.
    async fn applied(&self) -> Result<Vec<Applied>> {
        let statement = sql!(
            sqlite: "SELECT name FROM sqlite_master WHERE name = '_sqlx_migrations'",
            postgres: "SELECT relname::text AS name FROM pg_class \
                       WHERE oid = to_regclass('_sqlx_migrations')"
        );
        if self.read(statement).await?.is_empty() {
            return Ok(Vec::new());
        }
        let statement =
            sql!("SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version");
        let rows = self.read(statement).await?;
        rows.iter()
            .map(|row| {
                Ok(Applied {
                    version: row.get("version")?,
                    success: row.get("success")?,
                    checksum: row.get("checksum")?,
                })
            })
            .collect()
    }
}

struct Applied {
    version: i64,
    success: bool,
    checksum: Vec<u8>,
}
