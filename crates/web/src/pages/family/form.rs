//! The form that shares a wallet or changes what somebody may do, and what its limit means.

use api_types::{DelegationLimit, Network, Overview, Permission, Wallet};
use askama::Template;

use crate::{
    failure::{Failure, Result},
    format,
    pages::account::threshold,
    seal,
    view::{Customer, Page},
};

/// The form, as it was filled in.
#[derive(Default)]
pub(super) struct ShareForm {
    pub(super) wallets: Vec<(String, String)>,
    pub(super) wallet_id: String,
    pub(super) email: String,
    pub(super) permission: Permission,
    pub(super) limit: String,
    pub(super) key: String,
    /// Whose right is being changed.
    pub(super) changes: Option<String>,
    pub(super) error: Option<ShareError>,
}

/// At which field, and what.
#[derive(Debug, Clone)]
pub(super) struct ShareError {
    field: &'static str,
    text: String,
}

impl ShareForm {
    pub(super) fn empty(overview: &Overview) -> Result<Self> {
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

    pub(super) fn error_at(&self, field: &str) -> Option<&str> {
        let error = self.error.as_ref()?;
        (error.field == field).then_some(error.text.as_str())
    }

    pub(super) fn may_send(&self) -> bool {
        self.permission == Permission::Transfer
    }
}

impl ShareError {
    /// Of a limit that cannot be told.
    pub(super) const fn at_limit(text: String) -> Self {
        let field = "limit";
        Self { field, text }
    }

    /// Of a refusal; `None` for what is no fault of the form.
    pub(super) fn of(customer: &Customer, error: &client::Error) -> Option<Self> {
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
                    "transfer_limit" if fault.code.starts_with("amount") => {
                        ("limit", t.limit_wrong())
                    }
                    "transfer_limit" => ("limit", t.limit_view()),
                    _ => ("wallet", t.wallet_wrong()),
                }
            }
            _ => return None,
        };
        Some(Self {
            field,
            text: text.to_owned(),
        })
    }
}

/// What stands at the limit: what an empty one means, and a warning before more is granted than the
/// owner may send without asking.
#[derive(Template)]
#[template(path = "family/limit.html")]
pub(super) struct Limit {
    page: Page,
    /// Of the wallet's own coin.
    pub(super) symbol: String,
    hint: String,
    /// What the warning says, and the limit that it is about, as a plain decimal.
    pub(super) warning: Option<(String, String)>,
    /// Why the bank will not take the limit.
    refusal: Option<String>,
}

impl Limit {
    /// Of what is typed for a wallet on this network; `who` is whose right is being changed.
    pub(super) fn of(
        page: &Page,
        network: &Network,
        permission: Permission,
        typed: &str,
        who: Option<&str>,
    ) -> Self {
        let t = page.t.family;
        let amount = |amount: &str| format::amount(page.lang, amount, &network.symbol);
        let threshold = threshold(network);
        let read = format::parse_decimal(page.lang, typed);
        let unclear = read.as_ref().err().map(|it| it.text(page.lang));
        let limit = read.unwrap_or_default();
        let is_limit = permission == Permission::Transfer && is_amount(&limit);
        let may_be_above = network.delegation_limit == DelegationLimit::Override;
        let is_above = is_limit && format::is_more(&limit, threshold.unwrap_or("0"));
        let refusal = threshold.filter(|_| is_above && !may_be_above);
        let warning = (is_above && may_be_above).then(|| {
            let may = match who {
                Some(name) => t.warning(name, amount(&limit)),
                None => t.warning_them(amount(&limit)),
            };
            let you = match threshold {
                Some(threshold) => t.warning_you(amount(threshold)),
                None => t.warning_you_always().to_owned(),
            };
            format!("{may} {you}")
        });
        Self {
            page: page.clone(),
            symbol: network.symbol.clone(),
            hint: match threshold {
                Some(threshold) => t.limit_hint(amount(threshold)),
                None => t.limit_hint_none().to_owned(),
            },
            refusal: unclear.or_else(|| refusal.map(|it| t.limit_at_most(amount(it)))),
            warning: warning.map(|text| (text, limit)),
        }
    }

    /// The same beside an error that says it already.
    pub(super) fn without_refusal(self) -> Self {
        Self {
            refusal: None,
            ..self
        }
    }

    /// Whether the person has read this very warning, or there is none.
    pub(super) fn is_known(&self, warned: &str) -> bool {
        match &self.warning {
            Some((_, limit)) => limit == warned,
            None => true,
        }
    }
}

/// Whether the bank would read it as an amount; what it would not, it refuses itself.
fn is_amount(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let points = text.bytes().filter(|byte| *byte == b'.').count();
    digits > 0 && points <= 1 && digits + points == text.len()
}
