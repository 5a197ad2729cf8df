//! People whom the bank knows before they first sign in.

use domain::id::UserId;
use domain::person::Email;
use store::people::NewUser;

use crate::Bank;
use crate::audit::Change;
use crate::caller::{Actor, RequestContext};
use crate::error::{Refusal, Result};
use crate::units;

/// A person as the operator names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// The identity provider.
    pub issuer: String,
    /// The provider's own id of the person.
    pub subject: String,
    /// The person's email.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// Whether the person works for the bank.
    pub is_employee: bool,
}

impl Bank {
    /// Writes down people who can be granted something before they first signed in, as the demo's
    /// are. Who is known already stays as they are.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for an email that is none.
    pub async fn ensure_known(&self, people: &[KnownPerson]) -> Result<Vec<UserId>> {
        let mut ids = Vec::with_capacity(people.len());
        let mut tx = self.store().begin(units::ENSURE_PEOPLE).await?;
        for person in people {
            let email = Email::parse(&person.email)
                .map_err(|error| Refusal::field("email", error.code(), error.to_string()))?;
            let new = NewUser {
                id: UserId::from_uuid(self.ids().uuid()),
                issuer: person.issuer.clone(),
                subject: person.subject.clone(),
                email: email.as_str().to_owned(),
                email_key: email.key().to_owned(),
                email_verified: None,
                name: person.name.clone(),
                is_employee: person.is_employee,
            };
            let user = tx.ensure_known_user(&new, self.clock().now()).await?;
            if user.id == new.id {
                let change = Change::new("user.created", user.id);
                let request = RequestContext::default();
                self.record(&mut tx, &Actor::Operator, &request, change)
                    .await?;
                self.announce_person(&mut tx, "user.created", user.id);
            }
            ids.push(user.id);
        }
        tx.commit().await?;
        Ok(ids)
    }
}
