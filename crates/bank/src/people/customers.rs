//! The bank's list of customers, and looking a person up.

use domain::id::UserId;
use serde_json::json;
use store::people::{Customer, User};
use store::{Page, Paged, TimeCursor};

use super::CustomerView;
use crate::Bank;
use crate::audit::Change;
use crate::caller::Caller;
use crate::error::{Error, Result};

impl Bank {
    /// Customers whose name or email contains `text`, newest first; for employees. The search is
    /// audited, with its text.
    ///
    /// # Errors
    /// [`Forbidden`](crate::Refusal::Forbidden) for others.
    pub async fn customers(
        &self,
        caller: &Caller,
        text: Option<&str>,
        page: Page<TimeCursor>,
    ) -> Result<Paged<CustomerView, TimeCursor>> {
        caller.require_employee()?;
        let search = Change::new("customer.search", "customers");
        let search = match text {
            Some(text) => search.after(json!({ "q": text })),
            None => search,
        };
        self.record_alone(caller, search).await?;
        let Paged { rows, next } = self.store().customers(text, page).await?;
        Ok(Paged {
            rows: rows.into_iter().map(CustomerView::from).collect(),
            next,
        })
    }

    /// A person that another row names.
    pub(crate) async fn person(&self, id: UserId) -> Result<User> {
        let user = self.store().find_user(id).await?;
        user.ok_or_else(|| Error::corrupt(format!("{id} is named but does not exist")))
    }
}

impl From<Customer> for CustomerView {
    fn from(customer: Customer) -> Self {
        let Customer {
            user,
            wallet_count,
            email_clash,
        } = customer;
        Self {
            id: user.id,
            name: user.name,
            email: user.email,
            wallet_count,
            last_seen_at: user.last_seen_at,
            email_clash,
            created_at: user.first_seen_at,
            retired_at: user.retired_at,
        }
    }
}
