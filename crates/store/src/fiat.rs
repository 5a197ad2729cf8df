//! Fiat accounts and the double-entry ledger under them.

mod ledger;

use domain::id::{FiatAccountId, UserId};
use domain::money::Cents;
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

pub use ledger::{FiatEntry, LedgerAccount, NewLedgerEntry, NewLedgerTransaction};

/// What an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FiatAccountKind {
    /// For payments.
    Checking,
    /// For saving.
    Savings,
}

impl FiatAccountKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Checking, Self::Savings];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Savings => "savings",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// An account in euro with its balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiatAccount {
    /// Our id.
    pub id: FiatAccountId,
    /// Whose it is.
    pub user_id: UserId,
    /// What it is for.
    pub kind: FiatAccountKind,
    /// For people to read.
    pub name: String,
    /// With a right check digit.
    pub iban: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// The sum of its entries.
    pub balance: Cents,
}

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFiatAccount {
    /// Used if there is none of this kind.
    pub id: FiatAccountId,
    /// Whose it is.
    pub user_id: UserId,
    /// What it is for; one of each kind for a user.
    pub kind: FiatAccountKind,
    /// For people to read.
    pub name: String,
    /// With a right check digit.
    pub iban: String,
    /// When.
    pub created_at: OffsetDateTime,
}

fn read(row: &Row) -> Result<FiatAccount> {
    Ok(FiatAccount {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        kind: row.parsed("kind", FiatAccountKind::parse)?,
        name: row.get("name")?,
        iban: row.get("iban")?,
        created_at: row.get("created_at")?,
        balance: Cents::new(row.get("balance")?),
    })
}

/// Accounts with their balances; PostgreSQL sums bigints to a numeric, SQLite to an integer.
macro_rules! select {
    ($sum:literal, $condition:literal) => {
        concat!(
            "SELECT id, user_id, kind, name, iban, created_at,
                 (SELECT ",
            $sum,
            " FROM ledger_entries e WHERE e.fiat_account_id = fiat_accounts.id)
                     AS balance
             FROM fiat_accounts WHERE ",
            $condition
        )
    };
}
macro_rules! select_accounts {
    ($condition:literal; $($arg:expr),*) => {
        sql!(
            sqlite: select!("coalesce(sum(cents), 0)", $condition),
            postgres: select!("coalesce(sum(cents), 0)::bigint", $condition);
            $($arg),*
        )
    };
}

async fn accounts_of(mut conn: Conn<'_>, user: UserId) -> Result<Vec<FiatAccount>> {
    let statement = select_accounts!("user_id = $1 ORDER BY kind"; user);
    conn.all(statement).await?.iter().map(read).collect()
}

impl Store {
    /// All accounts of a user, checking first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn fiat_accounts_of(&self, user: UserId) -> Result<Vec<FiatAccount>> {
        accounts_of(self.into(), user).await
    }

    /// An account of this user.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_fiat_account_of(
        &self,
        user: UserId,
        id: FiatAccountId,
    ) -> Result<Option<FiatAccount>> {
        let statement = select_accounts!("id = $1 AND user_id = $2"; id, user);
        self.all(statement).await?.first().map(read).transpose()
    }
}

impl Tx {
    /// All accounts of a user, checking first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn fiat_accounts_of(&mut self, user: UserId) -> Result<Vec<FiatAccount>> {
        accounts_of(self.into(), user).await
    }

    /// Makes an account unless the user has one of its kind. `true` when it was made; whoever gets
    /// that books the opening balance, in this transaction.
    ///
    /// # Errors
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when another account has the IBAN.
    pub async fn ensure_fiat_account(&mut self, account: &NewFiatAccount) -> Result<bool> {
        let NewFiatAccount {
            id,
            user_id,
            kind,
            name,
            iban,
            created_at,
        } = account;
        let statement = sql!(
            "INSERT INTO fiat_accounts (id, user_id, kind, name, iban, currency, created_at)
             VALUES ($1, $2, $3, $4, $5, 'EUR', $6) ON CONFLICT (user_id, kind) DO NOTHING";
            *id, *user_id, kind.as_str(), name, iban, *created_at
        );
        Ok(self.execute(statement).await? == 1)
    }
}
