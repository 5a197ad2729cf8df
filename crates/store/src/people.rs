//! People: users as their tokens describe them.

mod customers;

use domain::id::UserId;
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

pub use customers::Customer;

/// A user: one subject of one identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Our id.
    pub id: UserId,
    /// The provider.
    pub issuer: String,
    /// The provider's id of the person.
    pub subject: String,
    /// As the provider writes it.
    pub email: String,
    /// The email in lower case, by which people are found.
    pub email_key: String,
    /// `None` when the provider does not say.
    pub email_verified: Option<bool>,
    /// For people to read.
    pub name: String,
    /// Whether the latest token had the role.
    pub is_employee: bool,
    /// When the token was issued that all of this is from; `None` before the first sign-in.
    pub token_issued_at: Option<OffsetDateTime>,
    /// When the row was made.
    pub first_seen_at: OffsetDateTime,
    /// `None` before the first sign-in.
    pub last_seen_at: Option<OffsetDateTime>,
    /// Set for good.
    pub retired_at: Option<OffsetDateTime>,
}

/// What is known of a person, from a token or, for demo people, from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUser {
    /// Used if the person is new.
    pub id: UserId,
    /// The provider.
    pub issuer: String,
    /// The provider's id of the person.
    pub subject: String,
    /// As the provider writes it.
    pub email: String,
    /// The email in lower case.
    pub email_key: String,
    /// `None` when the provider does not say.
    pub email_verified: Option<bool>,
    /// For people to read.
    pub name: String,
    /// Whether the role is there.
    pub is_employee: bool,
}

/// Who has an email, among users who may be found by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailMatch {
    /// Nobody.
    Nobody,
    /// One user.
    One(Box<User>),
    /// Several users, which cannot be told apart by it.
    Many,
}

macro_rules! user_columns {
    () => {
        "id, issuer, subject, email, email_key, email_verified, name, is_employee,
         token_issued_at, first_seen_at, last_seen_at, retired_at"
    };
}
use user_columns;

macro_rules! select_by_id {
    () => {
        concat!("SELECT ", user_columns!(), " FROM users WHERE id = $1")
    };
}

macro_rules! select_by_subject {
    () => {
        concat!(
            "SELECT ",
            user_columns!(),
            " FROM users WHERE issuer = $1 AND subject = $2"
        )
    };
}

fn read(row: &Row) -> Result<User> {
    Ok(User {
        id: row.get("id")?,
        issuer: row.get("issuer")?,
        subject: row.get("subject")?,
        email: row.get("email")?,
        email_key: row.get("email_key")?,
        email_verified: row.opt("email_verified")?,
        name: row.get("name")?,
        is_employee: row.get("is_employee")?,
        token_issued_at: row.opt("token_issued_at")?,
        first_seen_at: row.get("first_seen_at")?,
        last_seen_at: row.opt("last_seen_at")?,
        retired_at: row.opt("retired_at")?,
    })
}

/// What the search looks through. Made here, because the engines' own lower() disagree about
/// letters beyond ASCII.
fn search_text(name: &str, email_key: &str) -> String {
    format!("{} {email_key}", name.to_lowercase())
}

async fn find_user(mut conn: Conn<'_>, id: UserId) -> Result<Option<User>> {
    let statement = sql!(select_by_id!(); id);
    conn.optional(statement)
        .await?
        .map(|row| read(&row))
        .transpose()
}

async fn find_user_by_email(
    mut conn: Conn<'_>,
    issuer: &str,
    email_key: &str,
) -> Result<EmailMatch> {
    let statement = sql!(
        concat!(
            "SELECT ", user_columns!(), " FROM users
             WHERE email_key = $1 AND issuer = $2 AND retired_at IS NULL
               AND email_verified IS NOT FALSE
             LIMIT 2"
        );
        email_key, issuer
    );
    Ok(match conn.all(statement).await?.as_slice() {
        [] => EmailMatch::Nobody,
        [row] => EmailMatch::One(Box::new(read(row)?)),
        _ => EmailMatch::Many,
    })
}

impl Store {
    /// A user by our id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_user(&self, id: UserId) -> Result<Option<User>> {
        find_user(self.into(), id).await
    }

    /// A user by the provider's id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_user_by_subject(&self, issuer: &str, subject: &str) -> Result<Option<User>> {
        let statement = sql!(
            select_by_subject!();
            issuer, subject
        );
        self.all(statement).await?.first().map(read).transpose()
    }

    /// Who has an email at a provider: users that are not retired and whose provider does not call
    /// the email unverified.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_user_by_email(&self, issuer: &str, email_key: &str) -> Result<EmailMatch> {
        find_user_by_email(self.into(), issuer, email_key).await
    }

    /// Users by their ids, in no order; ids that name nobody are left out.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn users(&self, ids: &[UserId]) -> Result<Vec<User>> {
        let ids = crate::sql::Arg::Ids(ids.iter().map(|id| id.uuid()).collect());
        let statement = sql!(
            sqlite: concat!(
                "SELECT ", user_columns!(), " FROM users
                 WHERE id IN (SELECT unhex(value) FROM json_each($1))"
            ),
            postgres: concat!("SELECT ", user_columns!(), " FROM users WHERE id = ANY($1)");
            ids
        );
        self.all(statement).await?.iter().map(read).collect()
    }
}

impl Tx {
    /// A user by our id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_user(&mut self, id: UserId) -> Result<Option<User>> {
        find_user(self.into(), id).await
    }

    /// See [`Store::find_user_by_email`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn find_user_by_email(
        &mut self,
        issuer: &str,
        email_key: &str,
    ) -> Result<EmailMatch> {
        find_user_by_email(self.into(), issuer, email_key).await
    }

    /// Makes or renews a user from a verified token, and notes that the person was here at `now`.
    /// Where tokens disagree, the data of the one issued later stays. Of any number of first
    /// requests at once, all get the same user.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sync_user(
        &mut self,
        user: &NewUser,
        token_issued_at: OffsetDateTime,
        now: OffsetDateTime,
    ) -> Result<User> {
        let NewUser {
            id,
            issuer,
            subject,
            email,
            email_key,
            email_verified,
            name,
            is_employee,
        } = user;
        let upsert = sql!(
            "INSERT INTO users (id, issuer, subject, email, email_key, email_verified, name,
                 search_text, is_employee, token_issued_at, first_seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (issuer, subject) DO UPDATE SET
                 email = $4, email_key = $5, email_verified = $6, name = $7, search_text = $8,
                 is_employee = $9, token_issued_at = $10
             WHERE users.token_issued_at IS NULL OR users.token_issued_at <= $10";
            *id, issuer, subject, email, email_key, *email_verified, name,
            search_text(name, email_key), *is_employee, token_issued_at, now
        );
        self.execute(upsert).await?;
        let touch = sql!(
            concat!(
                "UPDATE users SET last_seen_at =
                     CASE WHEN last_seen_at > $3 THEN last_seen_at ELSE $3 END
                 WHERE issuer = $1 AND subject = $2 RETURNING ", user_columns!()
            );
            issuer, subject, now
        );
        read(&self.one(touch).await?)
    }

    /// Makes a user that has not signed in yet. One that exists stays as it is.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn ensure_known_user(&mut self, user: &NewUser, now: OffsetDateTime) -> Result<User> {
        let NewUser {
            id,
            issuer,
            subject,
            email,
            email_key,
            email_verified,
            name,
            is_employee,
        } = user;
        let insert = sql!(
            "INSERT INTO users (id, issuer, subject, email, email_key, email_verified, name,
                 search_text, is_employee, first_seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (issuer, subject) DO NOTHING";
            *id, issuer, subject, email, email_key, *email_verified, name,
            search_text(name, email_key), *is_employee, now
        );
        self.execute(insert).await?;
        let select = sql!(
            select_by_subject!();
            issuer, subject
        );
        read(&self.one(select).await?)
    }

    /// Retires a user for good. `false` when there is none, or it was retired before.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn retire_user(&mut self, id: UserId, at: OffsetDateTime) -> Result<bool> {
        let statement = sql!(
            "UPDATE users SET retired_at = $2 WHERE id = $1 AND retired_at IS NULL";
            id, at
        );
        Ok(self.execute(statement).await? == 1)
    }

    /// How many employees there are, by their latest tokens, who are not retired.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn count_employees(&mut self) -> Result<u32> {
        let statement = sql!(
            "SELECT count(*) AS employees FROM users WHERE is_employee AND retired_at IS NULL"
        );
        self.one(statement).await?.get("employees")
    }

    /// Keeps a user as it is, above all not retired, until this transaction ends. Locked before
    /// anything is granted to the user or opened by it; the first lock of those transactions.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_user_shared(&mut self, id: UserId) -> Result<Option<User>> {
        let statement = sql!(
            sqlite: select_by_id!(),
            postgres: concat!(select_by_id!(), " FOR SHARE");
            id
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }

    /// Waits for all transactions that have locked the user, and keeps new ones out: what retiring
    /// takes first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lock_user_exclusive(&mut self, id: UserId) -> Result<Option<User>> {
        let statement = sql!(
            sqlite: select_by_id!(),
            postgres: concat!(select_by_id!(), " FOR NO KEY UPDATE");
            id
        );
        self.optional(statement)
            .await?
            .map(|row| read(&row))
            .transpose()
    }
}
