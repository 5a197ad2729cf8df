//! Sharing: who may do what with which wallet, and taking it back.

use api_types::{CreateDelegation, Delegation, DelegationList, Overview, Permission, Wallet};
use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    http::StatusCode,
    response::IntoResponse as _,
};
use serde::Deserialize;

use super::account::rights;
use crate::{
    failure::{Failure, Result},
    format, seal,
    view::{Customer, FlashKind, Nav, Page, html_with, see},
};

#[derive(Template)]
#[template(path = "family.html")]
struct Family {
    page: Page,
    email: String,
    given: Vec<Given>,
    held: Vec<Held>,
    form: ShareForm,
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

/// The form, as it was filled in.
#[derive(Default)]
struct ShareForm {
    wallets: Vec<(String, String)>,
    wallet_id: String,
    email: String,
    permission: Permission,
    limit: String,
    symbol: String,
    key: String,
    /// Whose right is being changed.
    changes: Option<String>,
    error: Option<ShareError>,
}

/// At which field, and what.
#[derive(Debug, Clone, Copy)]
struct ShareError {
    field: &'static str,
    text: &'static str,
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
    let (overview, delegations) = find(&customer).await?;
    let mut form = ShareForm::empty(&overview)?;
    form.permission = Permission::Transfer;
    if let Some(wallet) = wish.wallet {
        form.wallet_id = wallet;
    }
    if let Some(id) = wish.change {
        let delegation = delegations.granted.iter().find(|it| it.id == id);
        let delegation = delegation.ok_or(Failure::NotFound)?;
        let limit = delegation.transfer_limit.as_deref().unwrap_or_default();
        form.wallet_id.clone_from(&delegation.wallet_id);
        form.email.clone_from(&delegation.grantee_email);
        form.permission = delegation.permission;
        form.limit = format::typed_decimal(customer.lang(), limit);
        form.changes = Some(first_name(&delegation.grantee_name).to_owned());
    }
    page_of(&customer, &overview, &delegations, form, StatusCode::OK)
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
}

/// `POST /family`: shares a wallet, or changes what somebody may do.
pub(crate) async fn share(customer: Customer, Form(share): Form<Share>) -> Result {
    let limit = format::parse_decimal(customer.lang(), &share.transfer_limit);
    let grant = CreateDelegation {
        wallet_id: share.wallet_id.clone(),
        grantee_email: share.grantee_email.trim().to_owned(),
        permission: share.permission,
        transfer_limit: Some(limit).filter(|limit| !limit.is_empty()),
    };
    let key = Some(share.key.as_str()).filter(|key| !key.is_empty());
    let error = match customer.bank.grant(&grant, key).await {
        Ok(delegation) => {
            let (kind, text) = said(&customer, &delegation).await?;
            return Ok(see("/family").with_flash(kind, text).into_response());
        }
        Err(error) => share_error(&customer, &error).ok_or(Failure::Bank(error))?,
    };
    let (overview, delegations) = find(&customer).await?;
    let form = ShareForm {
        wallet_id: share.wallet_id,
        email: share.grantee_email,
        permission: share.permission,
        limit: share.transfer_limit,
        error: Some(error),
        ..ShareForm::empty(&overview)?
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    page_of(&customer, &overview, &delegations, form, status)
}

/// `POST /family/{id}/end`: takes a right back, or leaves somebody else's wallet.
pub(crate) async fn end(customer: Customer, Path(id): Path<String>) -> Result {
    let t = customer.t().family;
    let DelegationList { granted, received } = customer.bank.delegations().await?;
    let given = granted.iter().find(|it| it.id == id);
    let held = received.iter().find(|it| it.id == id);
    let text = match (given, held) {
        (Some(it), _) => t.removed(first_name(&it.grantee_name), &it.wallet_name),
        (None, Some(it)) => t.left(&it.wallet_name),
        // Ended before, in another window or by a double click: it is as was wished.
        (None, None) => return Ok(see("/family").into_response()),
    };
    customer.bank.revoke(&id).await?;
    let back = see("/family").with_flash(FlashKind::Good, text);
    Ok(back.into_response())
}

async fn find(customer: &Customer) -> Result<(Overview, DelegationList)> {
    let bank = &customer.bank;
    Ok(tokio::try_join!(bank.overview(), bank.delegations())?)
}

/// What the owner is told after sharing.
async fn said(customer: &Customer, delegation: &Delegation) -> Result<(FlashKind, String)> {
    let t = customer.t().family;
    let name = first_name(&delegation.grantee_name);
    let wallet = &delegation.wallet_name;
    let Some((limit, _)) = delegation
        .transfer_limit
        .as_deref()
        .zip(delegation.warning.as_deref())
    else {
        return Ok((FlashKind::Good, t.shared(wallet, name)));
    };
    let overview = customer.bank.overview().await?;
    let symbol = symbol_of(&overview, &delegation.wallet_id);
    let limit = format::amount(customer.lang(), limit, &symbol);
    Ok((FlashKind::Info, t.shared_above(wallet, name, limit)))
}

/// At which field a refusal belongs; `None` for what is no fault of the form.
fn share_error(customer: &Customer, error: &client::Error) -> Option<ShareError> {
    let t = customer.t().family;
    let client::Error::Problem(problem) = error else {
        return None;
    };
    let (field, text) = match problem.code.as_str() {
        "grantee_unknown" => ("email", t.unknown()),
        "grantee_ambiguous" => ("email", t.ambiguous()),
        "share_with_self" => ("email", t.yourself()),
        "limit_above_threshold" => ("limit", t.limit_above()),
        "wallet_not_ready" => ("wallet", t.not_ready()),
        "invalid" => {
            let fault = problem.errors.first()?;
            match fault.field.as_str() {
                "grantee_email" => ("email", t.email_wrong()),
                "transfer_limit" if fault.code.starts_with("amount") => ("limit", t.limit_wrong()),
                "transfer_limit" => ("limit", t.limit_view()),
                _ => ("wallet", t.wallet_wrong()),
            }
        }
        _ => return None,
    };
    Some(ShareError { field, text })
}

fn page_of(
    customer: &Customer,
    overview: &Overview,
    delegations: &DelegationList,
    form: ShareForm,
    status: StatusCode,
) -> Result {
    let page = customer.page(customer.t().family.title(), Nav::Family);
    let lines = |delegation: &Delegation, is_me: bool| {
        let symbol = symbol_of(overview, &delegation.wallet_id);
        let limit = delegation.transfer_limit.as_deref();
        rights(&page, delegation.permission, limit, &symbol, is_me)
    };
    let mut given: Vec<Given> = Vec::new();
    for wallet in &overview.wallets {
        let granted = delegations.granted.iter();
        let people: Vec<Grant> = granted
            .filter(|it| it.wallet_id == wallet.id)
            .map(|it| Grant {
                id: it.id.clone(),
                name: first_name(&it.grantee_name).to_owned(),
                lines: lines(it, false),
                is_above: it.warning.is_some(),
            })
            .collect();
        if !people.is_empty() {
            given.push(Given {
                name: wallet.name.clone(),
                people,
            });
        }
    }
    let held = delegations
        .received
        .iter()
        .map(|it| Held {
            id: it.id.clone(),
            wallet_id: it.wallet_id.clone(),
            wallet: it.wallet_name.clone(),
            owner: first_name(&it.grantor_name).to_owned(),
            lines: lines(it, true),
        })
        .collect();
    let symbol = symbol_of(overview, &form.wallet_id);
    html_with(
        status,
        &Family {
            email: customer.person.email.clone(),
            given,
            held,
            form: ShareForm { symbol, ..form },
            page,
        },
    )
}

/// The symbol of the wallet's own coin, as far as its balance has told.
fn symbol_of(overview: &Overview, wallet_id: &str) -> String {
    let mut wallets = overview.wallets.iter().chain(&overview.delegated_wallets);
    wallets
        .find(|wallet| wallet.id == wallet_id)
        .and_then(|wallet| wallet.balance.as_ref())
        .map(|balance| balance.symbol.clone())
        .unwrap_or_default()
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

impl ShareForm {
    fn empty(overview: &Overview) -> Result<Self> {
        let line = |wallet: &Wallet| (wallet.id.clone(), wallet.name.clone());
        let wallets: Vec<(String, String)> = overview.wallets.iter().map(line).collect();
        Ok(Self {
            wallet_id: wallets
                .first()
                .map(|(id, _)| id.clone())
                .unwrap_or_default(),
            wallets,
            key: seal::random_text().map_err(|_| Failure::Seal)?,
            ..Self::default()
        })
    }

    fn error_at(&self, field: &str) -> Option<&'static str> {
        let error = self.error?;
        (error.field == field).then_some(error.text)
    }

    fn may_send(&self) -> bool {
        self.permission == Permission::Transfer
    }
}

impl Family {
    fn initial(&self, name: &str) -> String {
        name.chars().take(1).collect()
    }
}
