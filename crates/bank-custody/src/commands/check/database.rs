//! The database: can it be reached, is it recent enough, are its tables ours, is it this
//! installation's.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret as _;
use store::{Engine, Error, Migrations, Store, fingerprint::Fingerprint};

use super::report::{Finding, Report};
use crate::{
    assembly::{self, Mode},
    causes::chain,
    config::{DatabaseConfig, PartialConfig},
};

const REACH: &str = "database.reach";
const VERSION: &str = "database.version";
const MIGRATIONS: &str = "database.migrations";
const FINGERPRINT: &str = "database.fingerprint";
/// The oldest PostgreSQL that the bank's statements are tested on.
const POSTGRES_MIN: u32 = 15;

pub(super) async fn check(config: &PartialConfig, report: &mut Report) {
    let rest = [VERSION, MIGRATIONS, FINGERPRINT];
    let Some(database) = &config.database else {
        report.add(Finding::skipped(REACH, "DATABASE_URL cannot be read"));
        return report.skip_all(&rest, "there is no database to look at");
    };
    if let Some(path) = database.sqlite_path().filter(|path| !path.exists()) {
        report.add(new_file(path));
        return report.skip_all(&rest, "`serve` makes the file at its start");
    }
    let store = match open(database).await {
        Ok(store) => store,
        Err(finding) => {
            report.add(*finding);
            return report.skip_all(&rest, "the database cannot be opened");
        }
    };
    report.add(
        match database.sqlite_path().map(|path| (path, written(path))) {
            Some((path, Err(error))) => not_writable(path, &error),
            Some((_, Ok(()))) | None => Finding::passed(REACH, "the database answers"),
        },
    );
    report.add(version(&store).await);
    let identity = config.custody.as_ref().zip(config.identity.as_ref());
    let fingerprint =
        identity.map(|(custody, identity)| assembly::fingerprint(custody, identity, Mode::Serve));
    tables(&store, fingerprint, report).await;
    store.close().await;
}

/// A file that does not exist yet is as good as its folder.
fn new_file(path: &Path) -> Finding {
    let folder = path
        .ancestors()
        .skip(1)
        .map(|folder| match folder.as_os_str().is_empty() {
            true => Path::new("."),
            false => folder,
        })
        .find(|folder| folder.exists());
    if folder.is_some_and(|folder| try_file_in(folder).is_ok()) {
        let says = format!("{} does not exist yet", path.display());
        return Finding::passed(REACH, says).of("DATABASE_URL");
    }
    Finding::failed(
        REACH,
        format!("{} does not exist and cannot be made", path.display()),
        "choose a folder that this user may write to",
    )
    .of("DATABASE_URL")
}

/// Whether this user may write to the file and, as its log needs, beside it.
fn written(path: &Path) -> std::io::Result<()> {
    File::options().append(true).open(path)?;
    let folder = path.parent().unwrap_or(path);
    try_file_in(match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    })
}

/// Makes a file and takes it away: rights alone do not tell, where a file system is read-only.
fn try_file_in(folder: &Path) -> std::io::Result<()> {
    let name = format!(".bank-custody-check-{}", std::process::id());
    let file: PathBuf = folder.join(name);
    File::create_new(&file)?;
    std::fs::remove_file(file)
}

fn not_writable(path: &Path, error: &std::io::Error) -> Finding {
    Finding::failed(
        REACH,
        format!(
            "{} or its folder cannot be written: {error}",
            path.display()
        ),
        "let the user of the bank write to the file and to the folder around it",
    )
    .of("DATABASE_URL")
}

async fn open(config: &DatabaseConfig) -> Result<Store, Box<Finding>> {
    let opened = Store::open_for_inspection(config.url.expose_secret()).await;
    let finding = match opened {
        Ok(store) => return Ok(store),
        Err(Error::Locked) => Finding::warning(
            REACH,
            "another process uses this database file, so it was not looked at",
            "if that is this bank, all is well; stop it to check the rest",
        ),
        Err(error) => Finding::failed(
            REACH,
            format!("the database cannot be opened: {}", chain(&error)),
            match config.sqlite_path() {
                Some(_) => "name an SQLite file of the bank's that this user may read and write",
                None => {
                    "compare host, port, name, user and password with the server's; the server \
                     must take connections from this machine"
                }
            },
        ),
    };
    Err(Box::new(finding.of("DATABASE_URL")))
}

async fn version(store: &Store) -> Finding {
    let version = match store.engine_version().await {
        Ok(version) => version,
        Err(error) => return broken(VERSION, &error),
    };
    match store.engine() {
        Engine::Sqlite => Finding::passed(VERSION, format!("SQLite {version}")),
        Engine::Postgres => postgres_version(&version),
    }
}

/// Judges a text like `16.4 (Debian 16.4-1)`.
fn postgres_version(version: &str) -> Finding {
    let major = version.split(['.', ' ']).next();
    let major: Option<u32> = major.and_then(|text| text.parse().ok());
    if major.is_some_and(|major| major >= POSTGRES_MIN) {
        return Finding::passed(VERSION, format!("PostgreSQL {version}"));
    }
    Finding::failed(
        VERSION,
        format!("PostgreSQL {version} is too old"),
        format!("use PostgreSQL {POSTGRES_MIN} or later"),
    )
    .of("DATABASE_URL")
}

async fn tables(store: &Store, fingerprint: Option<Fingerprint>, report: &mut Report) {
    let migrations = match store.migrations().await {
        Ok(migrations) => migrations,
        Err(error) => {
            report.add(broken(MIGRATIONS, &error));
            return report.skip_all(&[FINGERPRINT], "the tables cannot be read");
        }
    };
    let up_to_date = migrations == Migrations::default();
    report.add(match compare(&migrations) {
        Ok(finding) => finding,
        Err(pending) => announced(store, &pending).await,
    });
    report.add(match fingerprint {
        Some(_) if !up_to_date => Finding::skipped(FINGERPRINT, "the tables are not up to date"),
        Some(fingerprint) => belongs(store, &fingerprint).await,
        None => Finding::skipped(FINGERPRINT, "the settings are not complete"),
    });
}

/// Judges what a start would do to the tables, or hands the changes back that it would make.
fn compare(migrations: &Migrations) -> Result<Finding, Vec<String>> {
    let Migrations {
        pending,
        unknown,
        damaged,
    } = migrations;
    if !damaged.is_empty() {
        return Ok(Finding::failed(
            MIGRATIONS,
            format!("these changes of the tables broke off or were others: {damaged:?}"),
            "restore the backup from before the update, and update again",
        ));
    }
    if !unknown.is_empty() {
        return Ok(Finding::failed(
            MIGRATIONS,
            "a newer version of the bank has changed the tables",
            "run that version or a later one; this one cannot go back",
        ));
    }
    if pending.is_empty() {
        return Ok(Finding::passed(MIGRATIONS, "the tables are up to date"));
    }
    Err(pending.clone())
}

/// Changes that are to be made are well as long as they can be, and nothing else is in their place.
async fn announced(store: &Store, pending: &[String]) -> Finding {
    let says = format!("to be applied by `migrate` or the next `serve`: {pending:?}");
    let foreign = match store.foreign_tables().await {
        Ok(tables) => tables,
        Err(error) => return broken(MIGRATIONS, &error),
    };
    let finding = match (store.may_create_tables().await, store.engine()) {
        (Err(error), _) => return broken(MIGRATIONS, &error),
        (Ok(false), _) => Finding::failed(
            MIGRATIONS,
            format!("{says}, but this user may not create tables in the schema"),
            "grant CREATE on the schema to this user, or run `migrate` as one who has it and grant \
             SELECT, INSERT, UPDATE and DELETE on the tables to this user",
        ),
        (Ok(true), _) if foreign.is_empty() => return Finding::passed(MIGRATIONS, says),
        (Ok(true), Engine::Sqlite) => Finding::failed(
            MIGRATIONS,
            format!("the file has tables that are not the bank's: {foreign:?}"),
            "name a file of the bank's own",
        ),
        // A schema may be shared, if not well.
        (Ok(true), Engine::Postgres) => Finding::warning(
            MIGRATIONS,
            format!("the schema has tables that are not the bank's: {foreign:?}; {says}"),
            "give the bank a database of its own",
        ),
    };
    finding.of("DATABASE_URL")
}

/// Compares as a start would, without writing.
async fn belongs(store: &Store, fingerprint: &Fingerprint) -> Finding {
    match store.compare_fingerprint(fingerprint).await {
        Ok(()) => Finding::passed(FINGERPRINT, "the database is this installation's, or new"),
        Err(error @ Error::OtherFingerprint { .. }) => Finding::failed(
            FINGERPRINT,
            error.to_string(),
            "give this installation a database of its own, or the settings that belong to this one",
        )
        .of("DATABASE_URL"),
        Err(error) => broken(FINGERPRINT, &error),
    }
}

fn broken(check: &'static str, error: &Error) -> Finding {
    let mend = "look into the database's own log";
    Finding::failed(check, chain(error), mend).of("DATABASE_URL")
}

#[cfg(test)]
mod tests {
    use store::Migrations;

    use super::{compare, postgres_version};

    fn text(finding: &super::Finding) -> String {
        serde_json::to_string(finding).unwrap()
    }

    #[test]
    fn old_servers_are_told_from_new_ones() {
        for (version, outcome) in [
            ("14.9 (Debian 14.9-1)", "failed"),
            ("9.6", "failed"),
            ("15.3", "passed"),
            ("18beta1", "failed"),
            ("18.1 (Debian 18.1-1)", "passed"),
        ] {
            let found = text(&postgres_version(version));
            let outcome = format!("\"outcome\":\"{outcome}\"");
            assert!(found.contains(&outcome), "{version}: {found}");
        }
    }

    #[test]
    fn tables_of_a_newer_program_and_broken_ones_are_failures() {
        let newer = Migrations {
            unknown: vec![9],
            ..Migrations::default()
        };
        assert!(text(&compare(&newer).unwrap()).contains("a newer version of the bank"));
        let broken = Migrations {
            damaged: vec!["initial".to_owned()],
            pending: vec!["later".to_owned()],
            ..newer
        };
        let found = text(&compare(&broken).unwrap());
        assert!(
            found.contains("initial") && found.contains("failed"),
            "{found}"
        );
    }
}
