//! A statement with its arguments, and how they are bound on each engine.

use domain::id::{ApprovalId, DelegationId, FiatAccountId, TransferId, UserId, WalletId};
use domain::money::BaseUnits;
use domain::network::Network;
use sqlx::postgres::{PgArguments, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{Sqlite, SqliteArguments};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Amount78, Micros};

/// One argument of a statement. The variant is the type of the column, also when it is null.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    Uuid(Option<Uuid>),
    /// A list for `= ANY($n)` or `json_each($n)`.
    Ids(Vec<Uuid>),
    Time(Option<Micros>),
    Amount(Option<Amount78>),
    Text(Option<String>),
    Int(Option<i64>),
    Bool(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

/// `From` for a value and for the value that may be missing.
macro_rules! args {
    ($($type:ty => $variant:ident($value:ident) $convert:expr;)*) => {$(
        impl From<$type> for Arg {
            fn from($value: $type) -> Self {
                Self::$variant(Some($convert))
            }
        }

        impl From<Option<$type>> for Arg {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map(|$value| $convert))
            }
        }
    )*};
}

args! {
    Uuid => Uuid(id) id;
    UserId => Uuid(id) id.uuid();
    WalletId => Uuid(id) id.uuid();
    TransferId => Uuid(id) id.uuid();
    DelegationId => Uuid(id) id.uuid();
    FiatAccountId => Uuid(id) id.uuid();
    ApprovalId => Uuid(id) id.uuid();
    OffsetDateTime => Time(moment) moment.into();
    BaseUnits => Amount(amount) Amount78(amount);
    Network => Text(network) network.as_str().to_owned();
    String => Text(text) text;
    &String => Text(text) text.clone();
    &str => Text(text) text.to_owned();
    i64 => Int(number) number;
    i32 => Int(number) i64::from(number);
    u32 => Int(number) i64::from(number);
    u16 => Int(number) i64::from(number);
    u8 => Int(number) i64::from(number);
    bool => Bool(flag) flag;
    Vec<u8> => Bytes(bytes) bytes;
    &[u8] => Bytes(bytes) bytes.to_vec();
}

/// A statement in both dialects with its arguments; built by [`sql!`](crate::sql::sql).
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    sqlite: &'static str,
    postgres: &'static str,
    args: Vec<Arg>,
}

impl Statement {
    pub(crate) fn new(sqlite: &'static str, postgres: &'static str, args: Vec<Arg>) -> Self {
        Self {
            sqlite,
            postgres,
            args,
        }
    }

    /// The statement for SQLite, its arguments bound.
    pub(crate) fn for_sqlite(self) -> Query<'static, Sqlite, SqliteArguments> {
        self.args
            .into_iter()
            .fold(sqlx::query(self.sqlite), |query, arg| match arg {
                Arg::Uuid(value) => query.bind(value),
                Arg::Ids(ids) => query.bind(hex_list(&ids)),
                Arg::Time(value) => query.bind(value),
                Arg::Amount(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::Int(value) => query.bind(value),
                Arg::Bool(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
            })
    }

    /// The statement for PostgreSQL, its arguments bound.
    pub(crate) fn for_postgres(self) -> Query<'static, Postgres, PgArguments> {
        self.args
            .into_iter()
            .fold(sqlx::query(self.postgres), |query, arg| match arg {
                Arg::Uuid(value) => query.bind(value),
                Arg::Ids(ids) => query.bind(ids),
                Arg::Time(value) => query.bind(value),
                Arg::Amount(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::Int(value) => query.bind(value),
                Arg::Bool(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
            })
    }
}

/// The ids as a JSON array of hex texts, which SQLite unpacks by `unhex(value)`.
fn hex_list(ids: &[Uuid]) -> String {
    let texts: Vec<String> = ids
        .iter()
        .map(|id| format!("\"{}\"", id.simple()))
        .collect();
    format!("[{}]", texts.join(","))
}
