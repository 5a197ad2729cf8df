//! How a statement is written in this crate.
//!
//! A statement is one [`Statement`]: a text, or two texts side by side where the dialects differ,
//! and one list of arguments. It is built by [`sql!`], run by [`Tx`](crate::Tx) (inside a write
//! transaction), by [`Store`](crate::Store) (a read on its own) or by [`Conn`](crate::tx::Conn)
//! (either), and its rows are read by name from the one [`Row`] type.
//!
//! ```text
//! // The columns of a table stand once, as a macro, because `concat!` takes literals only.
//! macro_rules! pet_columns {
//!     () => { "id, owner_id, name, worth, born_at" };
//! }
//!
//! impl Pet {
//!     fn read(row: &Row) -> Result<Self> {
//!         Ok(Self {
//!             id: row.get("id")?,             // ids are read as their domain types
//!             owner: row.get("owner_id")?,
//!             name: row.get("name")?,
//!             worth: row.opt("worth")?,       // `opt` for columns that may be null
//!             born_at: row.get("born_at")?,   // OffsetDateTime, whole microseconds
//!         })
//!     }
//! }
//!
//! // A read that is needed alone and inside a transaction is written once over `Conn`.
//! async fn find_pet(mut conn: Conn<'_>, id: PetId) -> Result<Option<Pet>> {
//!     let text = concat!("SELECT ", pet_columns!(), " FROM pets WHERE id = $1");
//!     conn.optional(sql!(text; id)).await?.map(|row| Pet::read(&row)).transpose()
//! }
//!
//! impl Store {
//!     pub async fn find_pet_unscoped(&self, id: PetId) -> Result<Option<Pet>> {
//!         find_pet(self.into(), id).await
//!     }
//! }
//!
//! impl Tx {
//!     pub async fn find_pet_unscoped(&mut self, id: PetId) -> Result<Option<Pet>> {
//!         find_pet(self.into(), id).await
//!     }
//!
//!     // Two texts, one argument list. SQLite needs no row lock: its writers are alone.
//!     pub async fn lock_pet(&mut self, id: PetId) -> Result<Option<Pet>> {
//!         let statement = sql!(
//!             sqlite: concat!("SELECT ", pet_columns!(), " FROM pets WHERE id = $1"),
//!             postgres: concat!("SELECT ", pet_columns!(), " FROM pets WHERE id = $1 FOR UPDATE");
//!             id
//!         );
//!         self.optional(statement).await?.map(|row| Pet::read(&row)).transpose()
//!     }
//!
//!     // `execute` answers the number of rows.
//!     pub async fn rename_pet(&mut self, id: PetId, name: &str) -> Result<bool> {
//!         let statement = sql!("UPDATE pets SET name = $2 WHERE id = $1"; id, name);
//!         Ok(self.execute(statement).await? == 1)
//!     }
//! }
//! ```
//!
//! Rules that keep both engines honest:
//! - `$1` placeholders, each argument may be used more than once; null arguments are typed
//!   (`None::<UserId>`), so `($1 IS NULL OR owner_id = $1)` works.
//! - Never a text with a cast on both engines: `CAST(x AS NUMERIC)` on SQLite turns a large amount
//!   into a float. `SUM` of amounts is done in Rust; `SUM` of a bigint needs `::bigint` on
//!   PostgreSQL, so it has two texts.
//! - Amounts compare as they are (padded text sorts like numbers), times too (microseconds).
//! - Row values compare on both: `(created_at, id) < ($1, $2)`; [`crate::page`] has the start
//!   values, so that the first page needs no other text.
//! - A list of ids is one argument ([`Arg::Ids`]): `id = ANY($1)` on PostgreSQL,
//!   `id IN (SELECT unhex(value) FROM json_each($1))` on SQLite.
//! - A unique violation aborts a PostgreSQL transaction: where one is expected use
//!   `ON CONFLICT DO NOTHING` and look at the number of rows.

mod arg;
mod row;
mod value;

pub(crate) use arg::{Arg, Statement};
pub(crate) use row::Row;
pub(crate) use value::{Amount78, Micros};

/// Builds a [`Statement`]: see the module's documentation.
macro_rules! sql {
    (sqlite: $sqlite:expr, postgres: $postgres:expr $(; $($arg:expr),* $(,)?)?) => {
        $crate::sql::Statement::new($sqlite, $postgres, vec![$($($crate::sql::Arg::from($arg)),*)?])
    };
    ($text:expr $(; $($arg:expr),* $(,)?)?) => {{
        let text: &'static str = $text;
        $crate::sql::Statement::new(text, text, vec![$($($crate::sql::Arg::from($arg)),*)?])
    }};
}
pub(crate) use sql;
