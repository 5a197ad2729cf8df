//! The bank's list of customers.

use domain::id::UserId;

use crate::error::Result;
use crate::page::{Page, Paged, TimeCursor};
use crate::sql::{Row, sql};
use crate::store::Store;

use super::{User, user_columns};

/// A customer: a user whose latest token had no employee role, or who owns a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The user.
    pub user: User,
    /// Wallets owned, in any state.
    pub wallet_count: u32,
    /// Whether another user of the same provider, not retired, has the same email.
    pub email_clash: bool,
}

fn read(row: &Row) -> Result<Customer> {
    Ok(Customer {
        user: super::read(row)?,
        wallet_count: row.get("wallet_count")?,
        email_clash: row.get("email_clash")?,
    })
}

/// A user with what the bank's list says of customers.
macro_rules! select_customer {
    () => {
        concat!(
            "SELECT ",
            user_columns!(),
            ",
                 (SELECT count(*) FROM wallets w WHERE w.owner_id = users.id) AS wallet_count,
                 EXISTS (SELECT 1 FROM users o
                     WHERE o.email_key = users.email_key AND o.issuer = users.issuer
                       AND o.id <> users.id AND o.retired_at IS NULL) AS email_clash
             FROM users "
        )
    };
}

/// Which users are customers.
macro_rules! is_customer {
    () => {
        "(NOT is_employee OR EXISTS (SELECT 1 FROM wallets w WHERE w.owner_id = users.id))"
    };
}

/// A pattern for LIKE that finds the text anywhere, its own wildcards taken literally.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

impl Store {
    /// Customers whose name or email contains a text, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn customers(
        &self,
        text: Option<&str>,
        page: Page<TimeCursor>,
    ) -> Result<Paged<Customer, TimeCursor>> {
        let TimeCursor { at, id } = page.after.unwrap_or(TimeCursor::NEWEST);
        let statement = sql!(
            concat!(
                select_customer!(),
                "WHERE (first_seen_at, id) < ($1, $2)
                   AND ($3 IS NULL OR search_text LIKE $3 ESCAPE '\\')
                   AND ", is_customer!(), "
                 ORDER BY first_seen_at DESC, id DESC LIMIT $4"
            );
            at, id, text.map(contains), page.limit_and_one()
        );
        let rows = self.all(statement).await?;
        let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        Ok(page.close(rows, |row| TimeCursor {
            at: row.user.first_seen_at,
            id: row.user.id.uuid(),
        }))
    }

    /// A user as the list of customers shows one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_customer(&self, id: UserId) -> Result<Option<Customer>> {
        let statement = sql!(concat!(select_customer!(), "WHERE id = $1"); id);
        let rows = self.all(statement).await?;
        rows.first().map(read).transpose()
    }

    /// How many customers there are who may sign in.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_customers(&self) -> Result<u32> {
        let statement = sql!(
            concat!(
                "SELECT count(*) AS customers FROM users WHERE retired_at IS NULL AND ",
                is_customer!()
            );
        );
        let rows = self.all(statement).await?;
        rows.first().map_or(Ok(0), |row| row.get("customers"))
    }
}

#[cfg(test)]
mod tests {
    use super::contains;

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(contains(r"50%_\Ä"), r"%50\%\_\\ä%");
    }
}
