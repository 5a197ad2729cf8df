//! A row of either engine, read by column name.

use domain::id::{ApprovalId, DelegationId, FiatAccountId, TransferId, UserId, WalletId};
use domain::money::BaseUnits;
use domain::network::Network;
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Amount78, Micros};
use crate::error::{Error, Result};

/// One row of an answer.
#[derive(Debug)]
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column that is never null.
    pub(crate) fn get<T: Field>(&self, column: &'static str) -> Result<T> {
        self.opt(column)?
            .ok_or_else(|| Error::corrupt(format!("{column} is null")))
    }

    /// The value of a column that may be null.
    pub(crate) fn opt<T: Field>(&self, column: &'static str) -> Result<Option<T>> {
        T::read(self, column)
    }

    /// A value that is stored as its text.
    pub(crate) fn parsed<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T> {
        self.parsed_opt(column, parse)?
            .ok_or_else(|| Error::corrupt(format!("{column} is null")))
    }

    /// A value that is stored as its text, or null.
    pub(crate) fn parsed_opt<T>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        let Some(text) = self.opt::<String>(column)? else {
            return Ok(None);
        };
        match parse(&text) {
            Some(value) => Ok(Some(value)),
            None => Err(Error::corrupt(format!("{column} is {text:?}"))),
        }
    }
}

/// A type that a column can be read as.
pub(crate) trait Field: Sized {
    /// `None` for null.
    fn read(row: &Row, column: &'static str) -> Result<Option<Self>>;
}

/// Types that both drivers read by themselves.
macro_rules! native_fields {
    ($($type:ty),*) => {$(
        impl Field for $type {
            fn read(row: &Row, column: &'static str) -> Result<Option<Self>> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get(column)?,
                    Row::Postgres(row) => row.try_get(column)?,
                })
            }
        }
    )*};
}

native_fields!(Uuid, Amount78, Micros, String, i64, bool, Vec<u8>);

/// Types that are made of another one.
macro_rules! derived_fields {
    ($($type:ty: $raw:ty => |$value:ident| $convert:expr;)*) => {$(
        impl Field for $type {
            fn read(row: &Row, column: &'static str) -> Result<Option<Self>> {
                let Some($value) = row.opt::<$raw>(column)? else {
                    return Ok(None);
                };
                let converted: Option<Self> = $convert;
                converted.map(Some).ok_or_else(|| Error::corrupt(column))
            }
        }
    )*};
}

derived_fields! {
    UserId: Uuid => |id| Some(Self::from_uuid(id));
    WalletId: Uuid => |id| Some(Self::from_uuid(id));
    TransferId: Uuid => |id| Some(Self::from_uuid(id));
    DelegationId: Uuid => |id| Some(Self::from_uuid(id));
    FiatAccountId: Uuid => |id| Some(Self::from_uuid(id));
    ApprovalId: Uuid => |id| Some(Self::from_uuid(id));
    BaseUnits: Amount78 => |amount| Some(amount.0);
    OffsetDateTime: Micros => |micros| Self::try_from(micros).ok();
    Network: String => |text| Self::parse(&text).ok();
    u32: i64 => |number| Self::try_from(number).ok();
    u16: i64 => |number| Self::try_from(number).ok();
    u8: i64 => |number| Self::try_from(number).ok();
}
