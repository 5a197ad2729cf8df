//! The last look before the money leaves, and the one confirmation.

use api_types::{CreateTransfer, PreviewOutcome, SetBy, TransferPreview, Wallet};
use askama::Template;
use axum::{http::StatusCode, response::IntoResponse as _};
use serde::{Deserialize, Serialize};

use super::{
    Draft,
    foresight::{code_of, paid_before, refusal},
};
use crate::{
    extract::{Form, Query},
    failure::{Failure, Result},
    format, seal,
    view::{Customer, Nav, Page, html_with, see},
};

/// What is confirmed, with the key that makes a repeat the same transfer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Order {
    wallet_id: String,
    to_address: String,
    amount: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    asset: String,
    /// Made once, and part of the page's address: back, reload and a double click repeat it.
    key: String,
}

#[derive(Template)]
#[template(path = "send/review.html")]
struct Review {
    page: Page,
    order: Order,
    back: String,
    amount_html: String,
    eur: Option<String>,
    from: String,
    owner: Option<String>,
    to_html: String,
    network: String,
    is_test: bool,
    fee: Option<String>,
    is_new_address: bool,
    outcome: Outcome,
}

/// What happens on confirming.
struct Outcome {
    class: &'static str,
    icon: &'static str,
    title: &'static str,
    lines: Vec<String>,
    /// The word on the button; none where it cannot be sent.
    button: Option<String>,
}

/// The address of the review of an order.
pub(super) fn address(order: &CreateTransfer, key: &str) -> Result<String> {
    let order = Order {
        wallet_id: order.wallet_id.clone(),
        to_address: order.to_address.clone(),
        amount: order.amount.clone(),
        asset: order.asset.clone().unwrap_or_default(),
        key: key.to_owned(),
    };
    order.address()
}

impl Order {
    fn address(&self) -> Result<String> {
        let query = serde_urlencoded::to_string(self).map_err(|_| Failure::UnreadableForm)?;
        Ok(format!("/send/review?{query}"))
    }

    fn body(&self) -> CreateTransfer {
        CreateTransfer {
            wallet_id: self.wallet_id.clone(),
            to_address: self.to_address.clone(),
            amount: self.amount.clone(),
            asset: Some(self.asset.clone()).filter(|asset| !asset.is_empty()),
        }
    }

    fn draft(&self, lang: crate::text::Lang) -> Draft {
        let from = if self.asset.is_empty() {
            self.wallet_id.clone()
        } else {
            format!("{}|{}", self.wallet_id, self.asset)
        };
        Draft {
            from,
            to: self.to_address.clone(),
            amount: format::typed_decimal(lang, &self.amount),
            ..Draft::default()
        }
    }
}

/// `GET /send/review`
pub(crate) async fn review(customer: Customer, Query(order): Query<Order>) -> Result {
    if order.key.is_empty() {
        let key = seal::random_text().map_err(|_| Failure::Seal)?;
        return Ok(see(Order { key, ..order }.address()?).into_response());
    }
    page_of(&customer, order, None).await
}

/// `POST /send/review`: sends, once for each key.
pub(crate) async fn confirm(customer: Customer, Form(order): Form<Order>) -> Result {
    if order.key.is_empty() {
        return Err(Failure::UnreadableForm);
    }
    match customer.bank.send(&order.body(), Some(&order.key)).await {
        Ok(answer) => Ok(see(format!("/transfers/{}", answer.transfer.id)).into_response()),
        Err(error) => match error.code() {
            Some("idempotency_key_reused") => page_of(&customer, order, Some("reused")).await,
            Some(code) if !code_of(Some(code)).is_empty() => {
                let code = code_of(Some(code));
                page_of(&customer, order, Some(code)).await
            }
            Some("invalid") => {
                Ok(see(order.draft(customer.lang()).address("/send")?).into_response())
            }
            _ => Err(error.into()),
        },
    }
}

async fn page_of(customer: &Customer, order: Order, refused: Option<&'static str>) -> Result {
    let bank = &customer.bank;
    let back = order.draft(customer.lang()).address("/send")?;
    let preview = match bank.preview(&order.body()).await {
        Ok(preview) => preview,
        // What the address of this page says makes no transfer: the details say why.
        Err(error) if error.code() == Some("invalid") => return Ok(see(back).into_response()),
        Err(error) => return Err(error.into()),
    };
    let (detail, networks) =
        tokio::try_join!(bank.wallet(&order.wallet_id, false), bank.networks())?;
    let network = networks
        .networks
        .iter()
        .find(|it| it.network == detail.wallet.network)
        .ok_or(Failure::NotFound)?;
    let symbol = network
        .assets
        .iter()
        .find(|it| it.asset == order.asset)
        .map_or(network.symbol.as_str(), |it| it.symbol.as_str());
    let page = Page {
        // Also where the form's answer shows it.
        here: order.address()?,
        ..customer.page(customer.t().send.review_title(), Nav::Send)
    };
    let amount = format::amount(page.lang, &order.amount, symbol);
    let outcome = match refused {
        Some("reused") => Outcome::reused(&page),
        Some(code) => Outcome::refused(&page, code),
        None => Outcome::of(&page, &preview, &detail.wallet, &amount, symbol),
    };
    let status = match refused {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let review = Review {
        back,
        amount_html: format::amount_html(page.lang, &order.amount, symbol),
        eur: preview
            .eur
            .map(|eur| format::about(page.lang, &eur, preview.eur_is_demo)),
        is_new_address: paid_before(&detail.transfers, &order.to_address) == 0,
        from: detail.wallet.name,
        owner: detail.wallet.owner_name,
        to_html: format::address_html(&preview.to_address),
        network: network.label.clone(),
        is_test: network.testnet,
        fee: preview
            .fee
            .map(|fee| format::amount(page.lang, &fee, &network.symbol)),
        outcome,
        order,
        page,
    };
    html_with(status, &review)
}

impl Outcome {
    fn of(
        page: &Page,
        preview: &TransferPreview,
        wallet: &Wallet,
        amount: &str,
        symbol: &str,
    ) -> Self {
        let limit = preview.threshold.as_deref();
        let limit = limit.map(|limit| format::amount(page.lang, limit, symbol));
        let is_personal = preview.threshold_set_by == SetBy::WalletOwner;
        let owner = wallet.owner_name.as_deref().map(format::first_name);
        let owner = owner.unwrap_or_default();
        let t = page.t.send;
        match preview.outcome {
            PreviewOutcome::Refused => Self::refused(page, code_of(preview.reason.as_deref())),
            PreviewOutcome::Executes => Self::at_once(
                page,
                amount,
                match limit {
                    Some(limit) if is_personal => t.at_once_limit(amount, limit),
                    Some(limit) => t.at_once_bank(amount, limit),
                    None => t.at_once(amount),
                },
            ),
            PreviewOutcome::Waits => {
                let why = match (code_of(preview.reason.as_deref()), limit) {
                    ("limited_delegate_token", _) => t.looks_delegate().to_owned(),
                    (_, Some(limit)) if is_personal => {
                        t.looks_limit(&wallet.name, limit, owner, amount)
                    }
                    (_, Some(limit)) => t.looks_bank(amount, limit),
                    (_, None) => t.looks_coin().to_owned(),
                };
                Self::waits(page, wallet, amount, why)
            }
        }
    }

    fn at_once(page: &Page, amount: &str, why: String) -> Self {
        let t = page.t.send;
        Self {
            class: "outcome",
            icon: "send",
            title: t.at_once_title(),
            lines: vec![why, t.at_once_then().to_owned()],
            button: Some(t.send_do(amount)),
        }
    }

    fn waits(page: &Page, wallet: &Wallet, amount: &str, why: String) -> Self {
        let t = page.t.send;
        let then = match &wallet.owner_name {
            Some(owner) => t.looks_then_shared(format::first_name(owner)),
            None => t.looks_then().to_owned(),
        };
        Self {
            class: "outcome outcome--wait",
            icon: "eye",
            title: t.looks_title(),
            lines: vec![why, then],
            button: Some(t.ask_do(amount)),
        }
    }

    fn refused(page: &Page, code: &str) -> Self {
        let t = page.t.send;
        let (icon, rest) = match code {
            "paused" => ("pause", Some(t.paused_rest().to_owned())),
            "wallet_frozen" => ("snow", None),
            _ => ("alert", None),
        };
        Self {
            class: "outcome outcome--still",
            icon,
            title: t.refused_title(),
            lines: std::iter::once(refusal(page, code).to_owned())
                .chain(rest)
                .collect(),
            button: None,
        }
    }

    fn reused(page: &Page) -> Self {
        let t = page.t.send;
        Self {
            class: "outcome outcome--still",
            icon: "undo",
            title: t.changed_title(),
            lines: vec![t.changed().to_owned()],
            button: None,
        }
    }
}

impl Review {
    fn owner_first(&self) -> Option<&str> {
        self.owner.as_deref().map(format::first_name)
    }
}
