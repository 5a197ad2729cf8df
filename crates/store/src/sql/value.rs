//! Column types whose form differs between the engines.

use bigdecimal::BigDecimal;
use domain::money::BaseUnits;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgTypeInfo, PgValueRef};
use sqlx::sqlite::{SqliteArgumentsBuffer, SqliteTypeInfo, SqliteValueRef};
use sqlx::{Decode, Encode, Postgres, Sqlite, Type};
use time::OffsetDateTime;

/// Digits of the largest 256-bit number, the width of the column on both engines.
const AMOUNT_DIGITS: usize = 78;

/// An amount in base units as a column: `numeric(78,0)` on PostgreSQL, 78 digits with leading
/// zeros as TEXT on SQLite, where numbers end at 64 bit and where such texts sort like numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount78(pub(crate) BaseUnits);

impl Type<Sqlite> for Amount78 {
    fn type_info() -> SqliteTypeInfo {
        <String as Type<Sqlite>>::type_info()
    }

    fn compatible(ty: &SqliteTypeInfo) -> bool {
        <String as Type<Sqlite>>::compatible(ty)
    }
}

impl Encode<'_, Sqlite> for Amount78 {
    fn encode_by_ref(&self, buf: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        let digits = format!("{:0>width$}", self.0.to_string(), width = AMOUNT_DIGITS);
        <String as Encode<'_, Sqlite>>::encode(digits, buf)
    }
}

impl<'r> Decode<'r, Sqlite> for Amount78 {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        let digits = <&str as Decode<'r, Sqlite>>::decode(value)?;
        if digits.len() != AMOUNT_DIGITS {
            return Err("an amount has 78 digits".into());
        }
        parse(digits)
    }
}

impl Type<Postgres> for Amount78 {
    fn type_info() -> PgTypeInfo {
        <BigDecimal as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Amount78 {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let number: BigDecimal = self.0.to_string().parse()?;
        <BigDecimal as Encode<'_, Postgres>>::encode(number, buf)
    }
}

impl<'r> Decode<'r, Postgres> for Amount78 {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let number = <BigDecimal as Decode<'r, Postgres>>::decode(value)?;
        if !number.is_integer() {
            return Err("an amount is whole".into());
        }
        parse(&number.with_scale(0).to_plain_string())
    }
}

/// Reads digits with any number of leading zeros.
fn parse(digits: &str) -> Result<Amount78, BoxDynError> {
    let significant = match digits.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    Ok(Amount78(BaseUnits::parse_integer(significant)?))
}

/// A moment as a column, cut to whole microseconds so that both engines give back what they got:
/// `timestamptz` on PostgreSQL, INTEGER microseconds since 1970 on SQLite, where times kept as text
/// sort wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Micros(i64);

impl Micros {
    /// The moment inside.
    ///
    /// # Errors
    /// Beyond the years that a calendar date can hold.
    fn moment(self) -> Result<OffsetDateTime, BoxDynError> {
        Ok(OffsetDateTime::from_unix_timestamp_nanos(
            i128::from(self.0) * 1_000,
        )?)
    }
}

impl From<OffsetDateTime> for Micros {
    fn from(moment: OffsetDateTime) -> Self {
        let micros = moment.unix_timestamp_nanos().div_euclid(1_000);
        // Every date of the calendar is within 64-bit microseconds.
        Self(i64::try_from(micros).unwrap_or(i64::MAX))
    }
}

impl TryFrom<Micros> for OffsetDateTime {
    type Error = BoxDynError;

    fn try_from(micros: Micros) -> Result<Self, BoxDynError> {
        micros.moment()
    }
}

impl Type<Sqlite> for Micros {
    fn type_info() -> SqliteTypeInfo {
        <i64 as Type<Sqlite>>::type_info()
    }

    fn compatible(ty: &SqliteTypeInfo) -> bool {
        <i64 as Type<Sqlite>>::compatible(ty)
    }
}

impl Encode<'_, Sqlite> for Micros {
    fn encode_by_ref(&self, buf: &mut SqliteArgumentsBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<'_, Sqlite>>::encode(self.0, buf)
    }
}

impl<'r> Decode<'r, Sqlite> for Micros {
    fn decode(value: SqliteValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(Self(<i64 as Decode<'r, Sqlite>>::decode(value)?))
    }
}

impl Type<Postgres> for Micros {
    fn type_info() -> PgTypeInfo {
        <OffsetDateTime as Type<Postgres>>::type_info()
    }
}

impl Encode<'_, Postgres> for Micros {
    fn encode_by_ref(&self, buf: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <OffsetDateTime as Encode<'_, Postgres>>::encode(self.moment()?, buf)
    }
}

impl<'r> Decode<'r, Postgres> for Micros {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        Ok(<OffsetDateTime as Decode<'r, Postgres>>::decode(value)?.into())
    }
}
