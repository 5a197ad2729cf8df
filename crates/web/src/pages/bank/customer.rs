//! One customer: wallets, access given and held, freeze and the end of an access.

use api_types::{Customer, Delegation, Permission, Wallet, WalletStatus};
use askama::Template;
use axum::{Form, extract::Path, response::IntoResponse as _};
use serde::Deserialize;

use super::{day, initial, when};
use crate::{
    failure::{Failure, Result},
    format,
    view::{Employee, FlashKind, Nav, Page, html, see},
};

#[derive(Template)]
#[template(path = "bank/customer.html")]
struct CustomerPage {
    page: Page,
    customer: Customer,
    wallets: Vec<Wallet>,
    granted: Vec<Delegation>,
    received: Vec<Delegation>,
}

/// `GET /bank/customers/{id}`
pub(crate) async fn show(employee: Employee, Path(id): Path<String>) -> Result {
    let found = employee.bank.admin_customer_wallets(&id).await?;
    html(&CustomerPage {
        page: employee.page(&found.customer.name, Nav::Customers),
        customer: found.customer,
        wallets: found.wallets,
        granted: found.granted,
        received: found.received,
    })
}

/// What is done to a customer or to one of the wallets.
#[derive(Debug, Deserialize)]
pub(crate) struct Act {
    act: String,
    #[serde(default)]
    wallet: String,
}

/// `POST /bank/customers/{id}`
pub(crate) async fn act(
    employee: Employee,
    Path(id): Path<String>,
    Form(act): Form<Act>,
) -> Result {
    let t = employee.t().bank;
    let done = match act.act.as_str() {
        "freeze" => {
            let frozen = employee.bank.admin_freeze(&act.wallet).await;
            frozen.map(|wallet| t.has_frozen(wallet.name))
        }
        "lift" => {
            let lifted = employee.bank.admin_unfreeze(&act.wallet).await;
            lifted.map(|wallet| t.has_lifted(wallet.name))
        }
        "retire" => retire(&employee, &id).await?,
        _ => return Err(Failure::UnreadableForm),
    };
    let (kind, text) = match done {
        Ok(text) => (FlashKind::Good, text),
        Err(error) => {
            let text = match error.code() {
                Some("conflict_of_interest") => t.lift_conflict(),
                Some("wallet_frozen") => t.lift_owner(),
                Some("wallet_not_ready") => t.wallet_not_ready(),
                Some("user_owns_wallets") => t.retire_no(),
                Some("retire_self") => t.retire_self(),
                Some("last_employee") => t.retire_last(),
                _ => return Err(error.into()),
            };
            (FlashKind::Bad, text.to_owned())
        }
    };
    Ok(see(format!("/bank/customers/{id}"))
        .with_flash(kind, text)
        .into_response())
}

async fn retire(employee: &Employee, id: &str) -> Result<client::Result<String>> {
    let found = employee.bank.admin_customer_wallets(id).await?;
    let retired = employee.bank.retire(&found.customer.id).await;
    Ok(retired.map(|()| employee.t().bank.has_retired(found.customer.name)))
}

impl CustomerPage {
    fn since(&self) -> String {
        let day = day(&self.page, &self.customer.created_at);
        self.page.t.bank.since_when(day)
    }

    fn last(&self) -> String {
        let t = self.page.t.bank;
        match &self.customer.last_seen_at {
            Some(at) => t.last_here(when(&self.page, Some(at))),
            None => t.never_here().to_owned(),
        }
    }

    fn balance(&self, wallet: &Wallet) -> Option<String> {
        let balance = wallet.balance.as_ref()?;
        Some(format::amount_html(
            self.page.lang,
            &balance.amount,
            &balance.symbol,
        ))
    }

    fn value(&self, wallet: &Wallet) -> Option<String> {
        let eur = wallet.balance.as_ref()?.eur.as_ref()?;
        Some(self.page.t.bank.about(format::eur(self.page.lang, eur)))
    }

    fn address(&self, wallet: &Wallet) -> Option<String> {
        wallet.address.as_deref().map(format::short_address)
    }

    fn is_frozen(&self, wallet: &Wallet) -> bool {
        wallet.status == WalletStatus::Frozen
    }

    fn is_opening(&self, wallet: &Wallet) -> bool {
        wallet.status == WalletStatus::Opening
    }

    /// Whether the access can be ended: no wallet is open. Else a dialog says why not.
    fn may_retire(&self) -> bool {
        self.wallets.iter().all(|wallet| self.is_frozen(wallet))
    }

    fn access(&self, grant: &Delegation) -> String {
        let t = self.page.t.bank;
        let may = match grant.permission {
            Permission::View => t.may_view(),
            Permission::Transfer => t.may_send(),
        };
        match &grant.transfer_limit {
            Some(limit) => {
                let limit = t.looks_from(format::decimal(self.page.lang, limit));
                format!("{} · {may} · {limit}", grant.wallet_name)
            }
            None => format!("{} · {may}", grant.wallet_name),
        }
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
