//! A verified token becomes a caller; the person's row and accounts come about on the way.

use domain::id::UserId;
use domain::person::{self, Email};
use serde_json::{Value, json};
use store::people::{NewUser, User};
use time::{Duration, OffsetDateTime};

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::{Actor, Caller, RequestContext};
use crate::error::{Refusal, Result};
use crate::units;

/// How often a person's last visit is written: a page view should not cost a write.
const LAST_SEEN_EVERY: Duration = Duration::minutes(1);

/// What an access token says, after signature, issuer, audience and times were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedToken {
    /// Who issued it.
    pub issuer: String,
    /// The provider's own id of the person.
    pub subject: String,
    /// The email claim.
    pub email: Option<String>,
    /// Whether the provider checked the email; absent if it does not say.
    pub email_verified: Option<bool>,
    /// The name claim.
    pub name: Option<String>,
    /// The roles claim.
    pub roles: Vec<String>,
    /// When it was issued.
    pub issued_at: OffsetDateTime,
}

impl Bank {
    /// Makes a caller of a verified token: keeps the person's row up to date, and opens a
    /// customer's fiat accounts at the first visit. Safe under any number at once.
    ///
    /// # Errors
    /// [`Refusal::IdentityIncomplete`] for a token without a usable email,
    /// [`Refusal::UserRetired`].
    pub async fn sign_in(&self, token: VerifiedToken, request: RequestContext) -> Result<Caller> {
        let email = token
            .email
            .as_deref()
            .and_then(|email| Email::parse(email).ok())
            .ok_or(Refusal::IdentityIncomplete)?;
        let known = self
            .store()
            .find_user_by_subject(&token.issuer, &token.subject)
            .await?;
        if known
            .as_ref()
            .is_some_and(|known| known.retired_at.is_some())
        {
            return Err(Refusal::UserRetired.into());
        }
        let is_employee = person::is_employee(token.roles.iter().map(String::as_str));
        let user = match known {
            Some(known) if !self.has_news(&known, &token) => known,
            known => self.meet(known, &token, &email, &request).await?,
        };
        Ok(Caller {
            user: user.id,
            issuer: user.issuer,
            subject: user.subject,
            name: user.name,
            email: user.email,
            roles: token.roles,
            is_employee,
            token_issued_at: token.issued_at,
            request,
        })
    }

    /// Whether the row has to be written: for a token that is newer than the one it was made of,
    /// or a visit that is not noted yet.
    fn has_news(&self, known: &User, token: &VerifiedToken) -> bool {
        let seen_lately = known
            .last_seen_at
            .is_some_and(|at| self.clock().now() - at < LAST_SEEN_EVERY);
        let newer = known.token_issued_at.is_none_or(|at| token.issued_at > at);
        newer || !seen_lately
    }

    /// Writes the person's row, and opens the accounts of a customer who has none.
    async fn meet(
        &self,
        before: Option<User>,
        token: &VerifiedToken,
        email: &Email,
        request: &RequestContext,
    ) -> Result<User> {
        let new = NewUser {
            id: UserId::from_uuid(self.ids().uuid()),
            issuer: token.issuer.clone(),
            subject: token.subject.clone(),
            email: email.as_str().to_owned(),
            email_key: email.key().to_owned(),
            email_verified: token.email_verified,
            name: token
                .name
                .clone()
                .unwrap_or_else(|| email.as_str().to_owned()),
            is_employee: person::is_employee(token.roles.iter().map(String::as_str)),
        };
        let met = self.again(Repeat::Unsafe, || {
            self.meet_once(before.as_ref(), &new, token.issued_at, request)
        });
        let (user, owns_wallet) = met.await?;
        if person::is_customer(user.is_employee, owns_wallet) {
            self.fiat().ensure_for(user.id).await?;
        }
        Ok(user)
    }

    /// The person's row, and whether the person owns a wallet.
    async fn meet_once(
        &self,
        before: Option<&User>,
        new: &NewUser,
        token_issued_at: OffsetDateTime,
        request: &RequestContext,
    ) -> Result<(User, bool)> {
        let mut tx = self.store().begin(units::MEET_PERSON).await?;
        let user = tx
            .sync_user(new, token_issued_at, self.clock().now())
            .await?;
        if user.retired_at.is_some() {
            return Err(Refusal::UserRetired.into());
        }
        let actor = Actor::Person {
            id: user.id,
            label: user.email.clone(),
        };
        if user.id == new.id {
            let change = Change::new("user.created", user.id).after(told(&user));
            self.record(&mut tx, &actor, request, change).await?;
            self.announce_person(&mut tx, "user.created", user.id);
        } else if let Some(before) = before.filter(|before| told(before) != told(&user)) {
            let change = Change::new("user.changed", user.id)
                .before(told(before))
                .after(told(&user));
            self.record(&mut tx, &actor, request, change).await?;
            self.announce_person(&mut tx, "user.changed", user.id);
        }
        let owns_wallet = tx.count_wallets_of(user.id).await? > 0;
        tx.commit().await?;
        Ok((user, owns_wallet))
    }
}

/// What the audit says of a person's data.
fn told(user: &User) -> Value {
    json!({ "email": user.email, "name": user.name, "is_employee": user.is_employee })
}
