//! Sharing: who may do what with which wallet, and taking it back.

mod form;

use api_types::{CreateDelegation, Delegation, DelegationList, Network, Overview, Permission};
use askama::Template;
use axum::{http::StatusCode, response::IntoResponse as _};
use serde::Deserialize;

use self::form::{Limit, ShareError, ShareForm};
use super::account::rights;
use crate::{
    extract::{Form, Path, Query},
    failure::{Failure, Result},
    format,
    view::{Customer, FlashKind, Nav, Page, html, html_with, see},
};

#[derive(Template)]
#[template(path = "family.html")]
struct Family {
    page: Page,
    email: String,
    given: Vec<Given>,
    held: Vec<Held>,
    form: ShareForm,
    /// What stands at the limit; none where there is no wallet to share.
    limit: Option<Limit>,
    /// Emails that the demo suggests.
    suggestions: Vec<String>,
}

/// A wallet that is shared, and with whom.
struct Given {
    name: String,
    people: Vec<Grant>,
}

struct Grant {
    id: String,
    name: String,
    lines: Vec<String>,
    is_above: bool,
}

/// A wallet of somebody else's.
struct Held {
    id: String,
    wallet_id: String,
    wallet: String,
    owner: String,
    lines: Vec<String>,
}

/// Whose right is to be changed, or which wallet is to be shared.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    change: Option<String>,
    wallet: Option<String>,
}

/// `GET /family`
pub(crate) async fn show(customer: Customer, Query(wish): Query<Wish>) -> Result {
    let known = Known::find(&customer).await?;
    let mut form = ShareForm::empty(&known.overview)?;
    form.permission = Permission::Transfer;
    if let Some(wallet) = wish.wallet {
        form.wallet_id = wallet;
    }
    if let Some(id) = wish.change {
        let delegation = known.delegations.granted.iter().find(|it| it.id == id);
        let delegation = delegation.ok_or(Failure::NotFound)?;
        let limit = delegation.transfer_limit.as_deref().unwrap_or_default();
        form.wallet_id.clone_from(&delegation.wallet_id);
        form.email.clone_from(&delegation.grantee_email);
        form.permission = delegation.permission;
        form.limit = format::typed_decimal(customer.lang(), limit);
        form.changes = Some(format::first_name(&delegation.grantee_name).to_owned());
    }
    known.page(&customer, form, StatusCode::OK)
}

/// A wallet to share.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Share {
    wallet_id: String,
    grantee_email: String,
    permission: Permission,
    transfer_limit: String,
    key: String,
    /// The limit that the warning was about which stood on the page.
    warned: String,
    /// Whose right is being changed.
    changes: Option<String>,
}

/// `POST /family`: shares a wallet, or changes what somebody may do.
pub(crate) async fn share(customer: Customer, Form(share): Form<Share>) -> Result {
    let known = Known::find(&customer).await?;
    let page = customer.page("", Nav::Family);
    let warning = known.network_of(&share.wallet_id).map(|network| {
        let who = share.changes.as_deref();
        let typed = share.transfer_limit.as_str();
        Limit::of(&page, network, share.permission, typed, who)
    });
    if warning.is_some_and(|limit| !limit.is_known(&share.warned)) {
        let form = share.form(&known, None)?;
        return known.page(&customer, form, StatusCode::OK);
    }
    let limit = match format::parse_decimal(customer.lang(), &share.transfer_limit) {
        Ok(limit) => limit,
        Err(unclear) => {
            let error = ShareError::at_limit(unclear.text(customer.lang()));
            let form = share.form(&known, Some(error))?;
            return known.page(&customer, form, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let grant = CreateDelegation {
        wallet_id: share.wallet_id.clone(),
        grantee_email: share.grantee_email.trim().to_owned(),
        permission: share.permission,
        transfer_limit: Some(limit).filter(|limit| !limit.is_empty()),
    };
    let key = Some(share.key.as_str()).filter(|key| !key.is_empty());
    let error = match customer.bank.grant(&grant, key).await {
        Ok(delegation) => {
            let name = format::first_name(&delegation.grantee_name);
            let text = customer.t().family.shared(&delegation.wallet_name, name);
            let back = see("/family").with_flash(FlashKind::Good, text);
            return Ok(back.into_response());
        }
        Err(error) => ShareError::of(&customer, &error).ok_or(Failure::Bank(error))?,
    };
    let form = share.form(&known, Some(error))?;
    known.page(&customer, form, StatusCode::UNPROCESSABLE_ENTITY)
}

/// `GET /family/limit`: what a limit would mean, while somebody types.
pub(crate) async fn limit(customer: Customer, Query(share): Query<Share>) -> Result {
    let page = customer.page("", Nav::Family);
    if !page.is_fragment {
        return Ok(see("/family").into_response());
    }
    let known = Known::find(&customer).await?;
    let network = known
        .network_of(&share.wallet_id)
        .ok_or(Failure::NotFound)?;
    html(&Limit::of(
        &page,
        network,
        share.permission,
        &share.transfer_limit,
        share.changes.as_deref(),
    ))
}

/// `POST /family/{id}/end`: takes a right back, or leaves somebody else's wallet.
pub(crate) async fn end(customer: Customer, Path(id): Path<String>) -> Result {
    let t = customer.t().family;
    let DelegationList { granted, received } = customer.bank.delegations().await?;
    let given = granted.iter().find(|it| it.id == id);
    let held = received.iter().find(|it| it.id == id);
    let text = match (given, held) {
        (Some(it), _) => t.removed(format::first_name(&it.grantee_name), &it.wallet_name),
        (None, Some(it)) => t.left(&it.wallet_name),
        // Ended before, in another window or by a double click: it is as was wished.
        (None, None) => return Ok(see("/family").into_response()),
    };
    customer.bank.revoke(&id).await?;
    let back = see("/family").with_flash(FlashKind::Good, text);
    Ok(back.into_response())
}

impl Share {
    /// The form as it was filled in.
    fn form(self, known: &Known, error: Option<ShareError>) -> Result<ShareForm> {
        Ok(ShareForm {
            wallet_id: self.wallet_id,
            email: self.grantee_email,
            permission: self.permission,
            limit: self.transfer_limit,
            changes: self.changes,
            error,
            ..ShareForm::empty(&known.overview)?
        })
    }
}

/// What the page is made of.
struct Known {
    overview: Overview,
    delegations: DelegationList,
    networks: Vec<Network>,
}

impl Known {
    async fn find(customer: &Customer) -> Result<Self> {
        let bank = &customer.bank;
        let (overview, delegations, networks) =
            tokio::try_join!(bank.overview(), bank.delegations(), bank.networks())?;
        Ok(Self {
            overview,
            delegations,
            networks: networks.networks,
        })
    }

    /// The network of a wallet that the person sees.
    fn network_of(&self, wallet_id: &str) -> Option<&Network> {
        let Overview {
            wallets,
            delegated_wallets,
            ..
        } = &self.overview;
        let mut wallets = wallets.iter().chain(delegated_wallets);
        let wallet = wallets.find(|wallet| wallet.id == wallet_id)?;
        let mut networks = self.networks.iter();
        networks.find(|it| it.network == wallet.network)
    }

    fn page(&self, customer: &Customer, form: ShareForm, status: StatusCode) -> Result {
        let page = customer.page(customer.t().family.title(), Nav::Family);
        let limit = self.network_of(&form.wallet_id).map(|network| {
            let who = form.changes.as_deref();
            let limit = Limit::of(&page, network, form.permission, &form.limit, who);
            if form.error_at("limit").is_some() {
                limit.without_refusal()
            } else {
                limit
            }
        });
        html_with(
            status,
            &Family {
                email: customer.person.email.clone(),
                given: self.given(&page),
                held: self.held(&page),
                form,
                limit,
                suggestions: customer.demo_family(),
                page,
            },
        )
    }

    fn given(&self, page: &Page) -> Vec<Given> {
        let people = |wallet_id: &str| -> Vec<Grant> {
            let granted = self.delegations.granted.iter();
            let granted = granted.filter(|it| it.wallet_id == wallet_id);
            granted
                .map(|it| Grant {
                    id: it.id.clone(),
                    name: format::first_name(&it.grantee_name).to_owned(),
                    lines: self.lines(page, it, false),
                    is_above: it.above_threshold,
                })
                .collect()
        };
        let wallets = self.overview.wallets.iter();
        let given = wallets.map(|wallet| Given {
            name: wallet.name.clone(),
            people: people(&wallet.id),
        });
        given.filter(|it| !it.people.is_empty()).collect()
    }

    fn held(&self, page: &Page) -> Vec<Held> {
        let received = self.delegations.received.iter();
        received
            .map(|it| Held {
                id: it.id.clone(),
                wallet_id: it.wallet_id.clone(),
                wallet: it.wallet_name.clone(),
                owner: format::first_name(&it.grantor_name).to_owned(),
                lines: self.lines(page, it, true),
            })
            .collect()
    }

    fn lines(&self, page: &Page, delegation: &Delegation, is_me: bool) -> Vec<String> {
        let limit = delegation.transfer_limit.as_deref();
        let network = self.network_of(&delegation.wallet_id);
        network.map_or_else(Vec::new, |network| {
            rights(page, delegation.permission, limit, network, is_me)
        })
    }
}

impl Family {
    fn initial(&self, name: &str) -> String {
        name.chars().take(1).collect()
    }
}
