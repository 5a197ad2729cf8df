//! Sending: the details, what would happen, the review, one confirmation.

mod foresight;
mod review;
mod source;

use api_types::{Network, Wallet};
use askama::Template;
use axum::{http::StatusCode, response::IntoResponse as _};
use serde::{Deserialize, Serialize};

pub(crate) use self::review::{confirm, review};
use self::{
    foresight::Foresight,
    source::{Source, sources},
};
use crate::{
    extract::{Form, Query},
    failure::{Failure, Result},
    format,
    pages::account::looked_at_from,
    seal,
    view::{Customer, Nav, Page, html, html_with, see},
};

/// Sources up to this number are shown beside each other, more as a list that opens.
const SOURCES_MAX: usize = 6;

/// What somebody wants to send, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Draft {
    /// A wallet, or `wallet|asset` where the coin is not the network's own.
    from: String,
    to: String,
    amount: String,
    /// An address of one's own that was picked.
    #[serde(skip_serializing)]
    pick: Option<String>,
    /// Everything that can be sent.
    #[serde(skip_serializing)]
    max: Option<String>,
}

#[derive(Template)]
#[template(path = "send.html")]
struct SendPage {
    page: Page,
    draft: Draft,
    sources: Vec<Source>,
    /// Whether the sources are more than are shown beside each other.
    has_many_sources: bool,
    /// Own wallets to send to, by name and address.
    own: Vec<(String, String)>,
    limit_hint: String,
    f: Foresight,
}

/// What htmx swaps while somebody types: the summary, and out of band what is said at the fields.
#[derive(Template)]
#[template(path = "send/fragment.html")]
struct Fragment {
    page: Page,
    /// Own wallets to send to, by name and address.
    own: Vec<(String, String)>,
    limit_hint: String,
    f: Foresight,
}

/// Nothing to send from.
#[derive(Template)]
#[template(path = "send/none.html")]
struct NoWallet {
    page: Page,
    /// Whether there are wallets, but none that can send now.
    is_for_now: bool,
}

/// `GET /send?from=…&to=…&amount=…`
pub(crate) async fn show(customer: Customer, Query(draft): Query<Draft>) -> Result {
    page_of(&customer, draft, StatusCode::OK, false).await
}

/// `POST /send`: on to the review when nothing speaks against it.
pub(crate) async fn next(customer: Customer, Form(draft): Form<Draft>) -> Result {
    let Some(known) = find(&customer, &draft).await? else {
        return html(&NoWallet {
            page: customer.page(customer.t().send.title(), Nav::Send),
            is_for_now: false,
        });
    };
    if let Some(to) = draft.pick.clone() {
        let draft = Draft { to, ..draft };
        return Ok(see(draft.address("/send")?).into_response());
    }
    let foresight = Foresight::of(&customer, &known, &draft).await?;
    if draft.max.is_some() {
        let amount = match &foresight.max {
            Some(max) => format::typed_decimal(customer.lang(), max),
            None => draft.amount.clone(),
        };
        let draft = Draft { amount, ..draft };
        return Ok(see(draft.address("/send")?).into_response());
    }
    if foresight.may_go_on() {
        let key = seal::random_text().map_err(|_| Failure::Seal)?;
        let path = review::address(&known.order(customer.lang(), &draft), &key)?;
        return Ok(see(path).into_response());
    }
    page_of(&customer, draft, StatusCode::UNPROCESSABLE_ENTITY, true).await
}

/// `GET /send/foresee`: what would happen, while somebody types.
pub(crate) async fn foresee(customer: Customer, Query(draft): Query<Draft>) -> Result {
    let page = customer.page(customer.t().send.title(), Nav::Send);
    if !page.is_fragment {
        return Ok(see(draft.address("/send")?).into_response());
    }
    let known = find(&customer, &draft).await?.ok_or(Failure::NotFound)?;
    let f = Foresight::of(&customer, &known, &draft).await?;
    html(&Fragment {
        own: known.own(),
        limit_hint: known.limit_hint(&page),
        page,
        f,
    })
}

/// The wallet that a draft names, and the others.
struct Known {
    wallets: Vec<Wallet>,
    chosen: Wallet,
    network: Network,
    /// The coin, where it is not the network's own.
    asset: Option<String>,
    symbol: String,
}

async fn find(customer: &Customer, draft: &Draft) -> Result<Option<Known>> {
    let bank = &customer.bank;
    let (overview, networks) = tokio::try_join!(bank.overview(), bank.networks())?;
    let shared = overview
        .delegated_wallets
        .into_iter()
        .filter(|wallet| wallet.delegation_permission == Some(api_types::Permission::Transfer));
    let wallets: Vec<Wallet> = overview.wallets.into_iter().chain(shared).collect();
    let (id, asset) = match draft.from.split_once('|') {
        Some((id, asset)) => (id, Some(asset.to_owned())),
        None => (draft.from.as_str(), None),
    };
    let named = wallets.iter().find(|wallet| wallet.id == id);
    if named.is_none() && !id.is_empty() {
        return Err(Failure::NotFound);
    }
    let ready = || wallets.iter().filter(|wallet| source::is_ready(wallet));
    let holds_some = |wallet: &&Wallet| wallet.balance.as_ref().is_some_and(|it| it.amount != "0");
    let ready = ready().find(holds_some).or_else(|| ready().next());
    let Some(chosen) = named.or(ready).or(wallets.first()).cloned() else {
        return Ok(None);
    };
    let mut networks = networks.networks.into_iter();
    let network = networks
        .find(|it| it.network == chosen.network)
        .ok_or(Failure::NotFound)?;
    let symbol = match &asset {
        None => network.symbol.clone(),
        Some(asset) => {
            let coin = chosen.assets.iter().find(|it| &it.asset == asset);
            coin.ok_or(Failure::NotFound)?.symbol.clone()
        }
    };
    Ok(Some(Known {
        wallets,
        chosen,
        network,
        asset,
        symbol,
    }))
}

impl Known {
    fn order(&self, lang: crate::text::Lang, draft: &Draft) -> api_types::CreateTransfer {
        api_types::CreateTransfer {
            wallet_id: self.chosen.id.clone(),
            to_address: draft.to.trim().to_owned(),
            // What is unclear is no amount: the field says why.
            amount: format::parse_decimal(lang, &draft.amount).unwrap_or_default(),
            asset: self.asset.clone(),
        }
    }

    /// From which amount on the bank looks first; none: always.
    fn threshold(&self) -> Option<&str> {
        let own = self.network.assets.first().map(|it| it.asset.as_str());
        let asset = self.asset.as_deref().or(own);
        let mut assets = self.network.assets.iter();
        let asset = assets.find(|it| Some(it.asset.as_str()) == asset)?;
        asset.approval_threshold.as_deref()
    }

    /// What somebody should know of the limit before typing an amount.
    fn limit_hint(&self, page: &Page) -> String {
        if !source::is_ready(&self.chosen) {
            return String::new();
        }
        let t = page.t.send;
        let amount = |amount: &str| format::amount(page.lang, amount, &self.symbol);
        match (self.chosen.delegation_limit.as_deref(), &self.asset) {
            (Some(limit), None) => match looked_at_from(&self.network, Some(limit)) {
                Some(from) => t.limit_hint(amount(from)),
                None => t.waits_hint().to_owned(),
            },
            (Some(_), Some(_)) => t.waits_hint().to_owned(),
            (None, _) => match self.threshold() {
                Some(threshold) => t.limit_hint(amount(threshold)),
                None => t.coin_waits_hint().to_owned(),
            },
        }
    }

    /// Own wallets to send to, by name and address.
    fn own(&self) -> Vec<(String, String)> {
        self.wallets
            .iter()
            .filter(|wallet| wallet.owner_name.is_none() && wallet.id != self.chosen.id)
            .filter(|wallet| wallet.network == self.chosen.network)
            .filter_map(|wallet| Some((wallet.name.clone(), wallet.address.clone()?)))
            .collect()
    }

    fn from(&self) -> String {
        match &self.asset {
            Some(asset) => format!("{}|{asset}", self.chosen.id),
            None => self.chosen.id.clone(),
        }
    }
}

impl Draft {
    fn address(&self, path: &str) -> Result<String> {
        let query = serde_urlencoded::to_string(self).map_err(|_| Failure::UnreadableForm)?;
        Ok(format!("{path}?{query}"))
    }
}

async fn page_of(
    customer: &Customer,
    draft: Draft,
    status: StatusCode,
    is_checked: bool,
) -> Result {
    let page = customer.page(customer.t().send.title(), Nav::Send);
    let Some(known) = find(customer, &draft).await? else {
        let is_for_now = false;
        return html(&NoWallet { page, is_for_now });
    };
    if draft.from.is_empty() && !known.wallets.iter().any(source::is_ready) {
        let is_for_now = true;
        return html(&NoWallet { page, is_for_now });
    }
    let mut f = Foresight::of(customer, &known, &draft).await?;
    if is_checked {
        f.demand(&page, &draft);
    }
    let from = known.from();
    let sources = sources(&page, &known.wallets, &from);
    html_with(
        status,
        &SendPage {
            has_many_sources: sources.len() > SOURCES_MAX,
            sources,
            own: known.own(),
            limit_hint: known.limit_hint(&page),
            f,
            draft: Draft { from, ..draft },
            page,
        },
    )
}
