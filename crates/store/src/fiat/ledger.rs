//! The ledger: every movement is booked on two sides, and no entry ever changes.

use domain::id::{FiatAccountId, UserId};
use domain::money::Cents;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::page::{Page, Paged, SeqCursor};
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// One side of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerAccount {
    /// A customer's account.
    Fiat(FiatAccountId),
    /// The bank's own side, against which demo balances are booked.
    Equity,
}

/// An entry to be booked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewLedgerEntry {
    /// Where.
    pub account: LedgerAccount,
    /// In: positive; out: negative; never zero.
    pub cents: Cents,
}

/// A movement to be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLedgerTransaction {
    /// Its id.
    pub id: Uuid,
    /// What kind of movement, as in `opening_balance`.
    pub kind: String,
    /// For people to read.
    pub description: String,
    /// When.
    pub at: OffsetDateTime,
    /// They sum to zero.
    pub entries: Vec<NewLedgerEntry>,
}

/// An entry on a customer's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiatEntry {
    /// Its number.
    pub seq: i64,
    /// The movement it belongs to.
    pub transaction_id: Uuid,
    /// What kind of movement.
    pub kind: String,
    /// For people to read.
    pub description: String,
    /// In: positive; out: negative.
    pub cents: Cents,
    /// Sum of the account's entries up to this one.
    pub balance_after: Cents,
    /// When.
    pub at: OffsetDateTime,
}

fn read(row: &Row) -> Result<FiatEntry> {
    Ok(FiatEntry {
        seq: row.get("seq")?,
        transaction_id: row.get("transaction_id")?,
        kind: row.get("kind")?,
        description: row.get("description")?,
        cents: Cents::new(row.get("cents")?),
        balance_after: Cents::new(row.get("balance_after")?),
        at: row.get("at")?,
    })
}

/// Entries of an account with the balance after each; the sum runs over the whole account before
/// the page is cut out of it.
macro_rules! select_entries {
    ($sum:literal) => {
        concat!(
            "SELECT e.seq, e.transaction_id, t.kind, t.description, e.cents, e.balance_after, e.at
             FROM (SELECT l.seq, l.transaction_id, l.cents, l.at, ",
            $sum,
            " AS balance_after
                 FROM ledger_entries l
                 JOIN fiat_accounts a ON a.id = l.fiat_account_id
                 WHERE l.fiat_account_id = $1 AND a.user_id = $2) e
             JOIN ledger_transactions t ON t.id = e.transaction_id
             WHERE e.seq < $3 AND ($5 IS NULL OR (e.cents > 0) = $5)
             ORDER BY e.seq DESC LIMIT $4"
        )
    };
}

/// Whether entries move something and sum to zero.
fn is_balanced(entries: &[NewLedgerEntry]) -> bool {
    let sum = entries
        .iter()
        .try_fold(0_i64, |sum, entry| sum.checked_add(entry.cents.as_i64()));
    let moves = entries.iter().all(|entry| entry.cents.as_i64() != 0);
    !entries.is_empty() && moves && sum == Some(0)
}

impl Tx {
    /// Books a movement: the one way into the ledger.
    ///
    /// # Errors
    /// [`Error::Unbalanced`] when the entries do not sum to zero, or one of them is zero.
    pub async fn post_ledger(&mut self, transaction: &NewLedgerTransaction) -> Result<()> {
        let NewLedgerTransaction {
            id,
            kind,
            description,
            at,
            entries,
        } = transaction;
        if !is_balanced(entries) {
            return Err(Error::Unbalanced);
        }
        let insert = sql!(
            "INSERT INTO ledger_transactions (id, kind, description, at) VALUES ($1, $2, $3, $4)";
            *id, kind, description, *at
        );
        self.execute(insert).await?;
        for NewLedgerEntry { account, cents } in entries {
            let (name, fiat) = match account {
                LedgerAccount::Fiat(account) => (format!("acc:{}", account.uuid()), Some(*account)),
                LedgerAccount::Equity => ("equity".to_owned(), None),
            };
            let insert = sql!(
                "INSERT INTO ledger_entries (transaction_id, account, fiat_account_id, cents, at)
                 VALUES ($1, $2, $3, $4, $5)";
                *id, name, fiat, cents.as_i64(), *at
            );
            self.execute(insert).await?;
        }
        Ok(())
    }
}

impl Store {
    /// Entries of an account of this user, newest first; empty for an account of somebody else.
    /// With `incoming` those that came, or those that went, only.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn fiat_entries_of(
        &self,
        user: UserId,
        account: FiatAccountId,
        incoming: Option<bool>,
        page: Page<SeqCursor>,
    ) -> Result<Paged<FiatEntry, SeqCursor>> {
        let statement = sql!(
            sqlite: select_entries!("sum(l.cents) OVER (ORDER BY l.seq)"),
            postgres: select_entries!("(sum(l.cents) OVER (ORDER BY l.seq))::bigint");
            account, user, page.after.unwrap_or(SeqCursor::NEWEST).seq, page.limit_and_one(),
            incoming
        );
        let rows = self.all(statement).await?;
        let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        Ok(page.close(rows, |row| SeqCursor { seq: row.seq }))
    }

    /// The sum of the whole ledger, which is zero unless somebody wrote past this program.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn ledger_sum(&self) -> Result<Cents> {
        let statement = sql!(
            sqlite: "SELECT coalesce(sum(cents), 0) AS cents FROM ledger_entries",
            postgres: "SELECT coalesce(sum(cents), 0)::bigint AS cents FROM ledger_entries"
        );
        Ok(Cents::new(
            Conn::from(self).one(statement).await?.get("cents")?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_balances() {
        let entries = |cents: &[i64]| -> Vec<NewLedgerEntry> {
            let entry = |cents| NewLedgerEntry {
                account: LedgerAccount::Equity,
                cents,
            };
            cents
                .iter()
                .map(|cents| entry(Cents::new(*cents)))
                .collect()
        };
        assert!(is_balanced(&entries(&[5, -5])));
        assert!(is_balanced(&entries(&[5, -3, -2])));
        for wrong in [&[][..], &[0, 0], &[5], &[5, -4], &[i64::MAX, 1, i64::MIN]] {
            assert!(!is_balanced(&entries(wrong)), "{wrong:?}");
        }
    }
}
