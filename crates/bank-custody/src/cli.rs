//! The command line.

use std::path::PathBuf;

use bank::audit::Head;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::id::TransferId;

/// A bank that offers crypto.
#[derive(Debug, Parser)]
#[command(version, about)]
pub struct Cli {
    /// How logs are written to standard error.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Pretty)]
    pub log: LogFormat,
    /// What to do; nothing means `demo` where this binary brings it.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Form of the logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// The whole bank on loopback with demo people, its own sign-in and its own custody.
    #[cfg(feature = "demo")]
    Demo(DemoArgs),
    /// The server for production: reads the real settings from the environment or `.env`.
    Serve(ServeArgs),
    /// The custody sandbox alone; prints the variables that a bank needs.
    #[cfg(feature = "demo")]
    Sandbox(StandaloneArgs),
    /// The local sign-in provider alone; prints the variables that a bank needs.
    #[cfg(feature = "demo")]
    Idp(StandaloneArgs),
    /// Tries every setting of `serve` and says what is wrong and how to mend it; changes nothing.
    Check(CheckArgs),
    /// The bank's account at custody.
    Custody(CustodyArgs),
    /// The record of who did what: verified, written out, and the key that signs it.
    Audit(AuditArgs),
    /// Writes a backup of an SQLite database while the bank runs.
    Backup {
        /// Where to. A file that exists is never overwritten.
        path: PathBuf,
    },
    /// Puts a backup in the place of the database, or says that PostgreSQL's own programs have. The
    /// bank starts paused and recovers.
    Restore {
        /// The backup of an SQLite database; none for PostgreSQL.
        path: Option<PathBuf>,
    },
    /// What people do after a restore. On SQLite while the bank does not run; there the pages and
    /// `/api/admin/recovery` do the same.
    Recovery(RecoveryArgs),
    /// Brings the database's tables up to date.
    Migrate,
    /// Stops new transfers and approvals until `resume`.
    Pause {
        /// Why, for the record.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Lets transfers go on.
    Resume,
    /// Prints the OpenAPI document of the REST API.
    Openapi,
}

/// Settings of `demo`.
#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Plays a family's first day through the API, so that the approval queue is not empty.
    #[arg(long)]
    pub story: bool,
    /// Where the demo keeps its state.
    #[arg(long, default_value = "data/demo")]
    pub data: PathBuf,
}

#[cfg(feature = "demo")]
impl Default for DemoArgs {
    fn default() -> Self {
        Self {
            story: false,
            data: PathBuf::from("data/demo"),
        }
    }
}

/// Settings of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Which part of the server; all of it unless named.
    #[arg(value_enum)]
    pub part: Option<Part>,
}

/// A part of the server that can run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// The REST API. It executes what its own requests owe, nothing else.
    Api,
    /// The pages, which call the API by `API_URL`.
    Web,
    /// The executor and the loops that look after what is owed.
    Worker,
}

/// Settings of a part of the demo that runs alone.
#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub struct StandaloneArgs {
    /// Loopback address to listen on.
    #[arg(long)]
    pub listen: Option<std::net::SocketAddr>,
    /// Where it keeps its state; nothing is kept unless given.
    #[arg(long)]
    pub data: Option<PathBuf>,
}

/// Settings of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Prints one JSON document instead of text.
    #[arg(long)]
    pub json: bool,
    /// A file with an access token of a person, to see what the API makes of its claims.
    #[arg(long, value_name = "FILE")]
    pub access_token: Option<PathBuf>,
}

/// What `custody` does.
#[derive(Debug, Args)]
pub struct CustodyArgs {
    /// The step.
    #[command(subcommand)]
    pub command: CustodyCommand,
}

/// Steps around the account at custody.
#[derive(Debug, Subcommand)]
pub enum CustodyCommand {
    /// Without `--webhook-url`: makes the account's key pair and says what to do with it. With it:
    /// registers the webhook, with the account that is configured.
    Setup(SetupArgs),
}

/// Settings of `custody setup`.
#[derive(Debug, Args)]
pub struct SetupArgs {
    /// Kind of the key pair.
    #[arg(long, value_enum, default_value_t = KeyKindArg::Ed25519, conflicts_with = "webhook_url")]
    pub kind: KeyKindArg,
    /// Where the private key goes; the public one goes beside it, with `.pub` at its end. A file
    /// that exists is never overwritten.
    #[arg(
        long,
        value_name = "FILE",
        default_value = "data/custody-key.pem",
        conflicts_with = "webhook_url"
    )]
    pub key_file: PathBuf,
    /// Where custody shall post what happened, for example
    /// `https://bank.example.com/webhooks/custody`.
    #[arg(long, value_name = "URL")]
    pub webhook_url: Option<String>,
}

/// What `audit` does.
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// The step.
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// Steps around the audit.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Compares every row with its seal and names the first that was changed, removed, added or
    /// swapped; also while the bank runs.
    Verify(VerifyArgs),
    /// Writes every row as a line of JSON, oldest first, and the head of the chain last.
    Export {
        /// Where to; standard output unless given. A file that exists is never overwritten.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Makes the key pair that signs the head of the chain, for `AUDIT_KEY`.
    Key {
        /// Where the private key goes; the public one goes beside it, with `.pub` at its end. A
        /// file that exists is never overwritten.
        #[arg(long, value_name = "FILE", default_value = "data/audit-key.pem")]
        key_file: PathBuf,
    },
}

/// Settings of `audit verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// A head that was kept elsewhere, as the log or an export has it: the chain must lead to it.
    #[arg(long, value_name = "HEAD")]
    pub anchor: Option<Head>,
    /// The public key that must have signed the anchor, or the head of the file.
    #[arg(long, value_name = "FILE")]
    pub public_key: Option<PathBuf>,
    /// An export to be verified instead of the database.
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// What `recovery` does.
#[derive(Debug, Args)]
pub struct RecoveryArgs {
    /// The step.
    #[command(subcommand)]
    pub command: RecoveryCommand,
}

/// Steps after a restore.
#[derive(Debug, Subcommand)]
pub enum RecoveryCommand {
    /// Prints where the recovery stands and what may be out of date.
    Status,
    /// Prints what an export of the audit that is newer than the backup knows of revocations,
    /// freezes, cancellations and rejections that the restore lost.
    Lost {
        /// The export.
        #[arg(long, value_name = "FILE")]
        export: PathBuf,
    },
    /// Lets a held transfer go on.
    Release {
        /// Its id.
        transfer: TransferId,
    },
    /// Withdraws a held transfer.
    Cancel {
        /// Its id.
        transfer: TransferId,
    },
    /// Ends the recovery and lifts its pause. What is held stays held.
    End,
}

/// Kind of a key pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeyKindArg {
    /// Ed25519.
    Ed25519,
    /// ECDSA on P-256.
    P256,
    /// ECDSA on secp256k1.
    Secp256k1,
    /// RSA of 3072 bits.
    Rsa,
}
