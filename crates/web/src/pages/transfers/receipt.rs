//! The receipt, which follows its transfer without being loaded again.

use api_types::{CreateTransfer, Transfer, TransferStatus, Wallet};
use askama::Template;
use axum::{http::StatusCode, response::IntoResponse as _};
use serde::Deserialize;

use super::{
    may_withdraw,
    steps::{Hold, Step, Who, steps},
    when,
};
use crate::{
    extract::{Path, Query},
    failure::Result,
    format,
    pages::address_book::AddressBook,
    status,
    view::{Customer, Nav, Page, html},
};

/// What a page that follows has on it already.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Seen {
    seen: Option<String>,
}

#[derive(Template)]
#[template(path = "transfers/receipt.html")]
struct ReceiptPage {
    page: Page,
    printed: String,
    receipt: Receipt,
}

/// What is swapped when the transfer has gone on.
#[derive(Template)]
#[template(path = "transfers/follow.html")]
struct Receipt {
    page: Page,
    transfer: Transfer,
    /// Names what is shown, so that the same is not sent twice.
    stamp: String,
    heading: String,
    pill: String,
    amount: String,
    amount_html: String,
    eur: Option<String>,
    /// The wallet at the address, or the address shortened.
    to: String,
    /// The wallet at the address, where the person knows it.
    to_wallet: Option<String>,
    steps: Vec<Step>,
    may_withdraw: bool,
    next: Option<(String, &'static str)>,
    owner: Option<String>,
    asked_by: String,
    fee: Option<String>,
}

/// `GET /transfers/{id}`: the whole page, or, to htmx, what has changed since.
pub(crate) async fn show(
    customer: Customer,
    Path(id): Path<String>,
    Query(Seen { seen }): Query<Seen>,
) -> Result {
    let page = customer.page("", Nav::Transfers);
    if !page.is_fragment {
        let receipt = find(&customer, page, &id).await?;
        let page = Page {
            title: receipt.page.t.transfers.receipt_of(&receipt.amount),
            ..receipt.page.clone()
        };
        let now = format::local(page.now);
        let printed = format!("{}, {}", format::date(page.lang, now), format::clock(now));
        return html(&ReceiptPage {
            printed: page.t.transfers.printed(printed),
            receipt,
            page,
        });
    }
    match find(&customer, page, &id).await {
        Ok(receipt) if seen.as_ref() == Some(&receipt.stamp) => {
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Ok(receipt) => html(&receipt),
        // What is shown stays, and the next look may find the bank again.
        Err(failure) if failure.status().is_server_error() => {
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        Err(failure) => Err(failure),
    }
}

async fn find(customer: &Customer, page: Page, id: &str) -> Result<Receipt> {
    let (transfer, overview) =
        tokio::try_join!(customer.bank.transfer(id), customer.bank.overview())?;
    // Who lost the access since still sees the receipt, with no more of the wallet than its name.
    let mut wallets = overview.wallets.iter().chain(&overview.delegated_wallets);
    let wallet = wallets.find(|wallet| wallet.id == transfer.wallet_id);
    let hold = hold(customer, &transfer).await;
    let known = Known {
        wallet,
        addresses: AddressBook::of(&overview),
    };
    Ok(Receipt::of(customer, page, transfer, &known, hold))
}

/// What the person sees beside the transfer itself.
struct Known<'a> {
    wallet: Option<&'a Wallet>,
    addresses: AddressBook,
}

/// Why an approved transfer is not sent, by what the bank would say to another like it.
async fn hold(customer: &Customer, transfer: &Transfer) -> Option<Hold> {
    if transfer.status != TransferStatus::Approved {
        return None;
    }
    let like_it = CreateTransfer {
        wallet_id: transfer.wallet_id.clone(),
        to_address: transfer.to_address.clone(),
        amount: transfer.amount.clone(),
        asset: Some(transfer.asset.clone()),
    };
    let preview = customer.bank.preview(&like_it).await.ok()?;
    match preview.reason.as_deref() {
        Some("paused") => Some(Hold::Paused),
        Some("wallet_frozen") => Some(Hold::Frozen),
        _ => None,
    }
}

impl Receipt {
    fn of(
        customer: &Customer,
        page: Page,
        transfer: Transfer,
        known: &Known<'_>,
        hold: Option<Hold>,
    ) -> Self {
        let t = page.t.transfers;
        let Known { wallet, addresses } = known;
        let me = customer.person.id.as_str();
        let own = wallet.filter(|wallet| wallet.owner_name.is_none());
        let own: Vec<&str> = own.map(|wallet| wallet.id.as_str()).into_iter().collect();
        let who = Who {
            is_initiator: transfer.initiator_id == me,
            is_owner: !own.is_empty(),
        };
        let steps = steps(&page, &transfer, who, hold);
        let names: Vec<&str> = steps.iter().map(|step| step.is).collect();
        Self {
            stamp: [
                names.join("-").as_str(),
                status_name(transfer.status),
                transfer.reason_code.as_deref().unwrap_or_default(),
            ]
            .concat(),
            heading: heading(&page, me, &transfer),
            pill: match hold {
                Some(_) => status::pill_of(&page, "wait", "pause", page.t.status.on_hold()),
                None => status::pill(&page, transfer.status),
            },
            amount: format::amount(page.lang, &transfer.amount, &transfer.symbol),
            amount_html: format::amount_html(page.lang, &transfer.amount, &transfer.symbol),
            eur: transfer
                .eur
                .as_deref()
                .map(|eur| format::about(page.lang, eur, transfer.eur_is_demo)),
            to: addresses.shown(&transfer.to_address),
            to_wallet: addresses.name(&transfer.to_address).map(str::to_owned),
            steps,
            may_withdraw: may_withdraw(me, &own, &transfer),
            next: next(&page, me, &transfer, *wallet),
            owner: wallet
                .and_then(|wallet| wallet.owner_name.as_deref())
                .map(|owner| page.t.send.shared_by(format::first_name(owner))),
            asked_by: format!(
                "{} · {}",
                if transfer.initiator_id == me {
                    t.you()
                } else {
                    format::first_name(&transfer.initiator_name)
                },
                when(&page, &transfer.created_at)
            ),
            fee: fee(&page, &transfer, *wallet),
            transfer,
            page,
        }
    }

    /// Whether anything more may become of the transfer.
    fn goes_on(&self) -> bool {
        match self.transfer.status {
            TransferStatus::Pending
            | TransferStatus::Approved
            | TransferStatus::Submitting
            | TransferStatus::Broadcasted => true,
            TransferStatus::Confirmed
            | TransferStatus::Failed
            | TransferStatus::Rejected
            | TransferStatus::Cancelled => false,
        }
    }

    /// The sentence that is spoken when the transfer has gone on.
    fn current(&self) -> String {
        let step = self.steps.iter().rfind(|step| step.is != "todo");
        step.map(|step| format!("{}. {}", step.word, step.text))
            .unwrap_or_default()
    }

    fn short(&self, text: &str) -> String {
        format::short_address(text)
    }

    fn long_html(&self, text: &str) -> String {
        format::address_html(text)
    }
}

/// Names a status in a page's address.
fn status_name(status: TransferStatus) -> &'static str {
    match status {
        TransferStatus::Pending => "-pending",
        TransferStatus::Approved => "-approved",
        TransferStatus::Submitting => "-submitting",
        TransferStatus::Broadcasted => "-broadcasted",
        TransferStatus::Confirmed => "-confirmed",
        TransferStatus::Failed => "-failed",
        TransferStatus::Rejected => "-rejected",
        TransferStatus::Cancelled => "-cancelled",
    }
}

fn heading(page: &Page, me: &str, transfer: &Transfer) -> String {
    let t = page.t.transfers;
    let is_me = transfer.initiator_id == me;
    let name = format::first_name(&transfer.initiator_name);
    match transfer.status {
        TransferStatus::Confirmed if is_me => t.you_sent().to_owned(),
        TransferStatus::Confirmed => t.sent(name),
        TransferStatus::Failed | TransferStatus::Rejected | TransferStatus::Cancelled => {
            t.not_sent().to_owned()
        }
        TransferStatus::Pending
        | TransferStatus::Approved
        | TransferStatus::Submitting
        | TransferStatus::Broadcasted
            if is_me =>
        {
            t.you_send().to_owned()
        }
        TransferStatus::Pending
        | TransferStatus::Approved
        | TransferStatus::Submitting
        | TransferStatus::Broadcasted => t.sends(name),
    }
}

/// What to do about one that was not sent.
fn next(
    page: &Page,
    me: &str,
    transfer: &Transfer,
    wallet: Option<&Wallet>,
) -> Option<(String, &'static str)> {
    let t = page.t.transfers;
    let again = || {
        let typed = format::typed_decimal(page.lang, &transfer.amount);
        let native = wallet?.balance.as_ref().map(|it| it.asset.as_str());
        let from = if native == Some(transfer.asset.as_str()) {
            transfer.wallet_id.clone()
        } else {
            format!("{}|{}", transfer.wallet_id, transfer.asset)
        };
        let query = [
            ("from", &from),
            ("to", &transfer.to_address),
            ("amount", &typed),
        ];
        let query = serde_urlencoded::to_string(query).ok()?;
        Some((format!("/send?{query}"), t.send_again()))
    };
    match transfer.status {
        TransferStatus::Rejected => Some(("/help".to_owned(), t.ask_bank())),
        TransferStatus::Failed | TransferStatus::Cancelled if transfer.initiator_id == me => {
            again()
        }
        TransferStatus::Pending
        | TransferStatus::Approved
        | TransferStatus::Submitting
        | TransferStatus::Broadcasted
        | TransferStatus::Confirmed
        | TransferStatus::Failed
        | TransferStatus::Cancelled => None,
    }
}

/// The fee is paid in the network's own coin, whose symbol the wallet knows.
fn fee(page: &Page, transfer: &Transfer, wallet: Option<&Wallet>) -> Option<String> {
    let fee = transfer.fee.as_deref()?;
    let native = wallet.and_then(|wallet| wallet.balance.as_ref());
    Some(match native {
        Some(native) => format::amount(page.lang, fee, &native.symbol),
        None => format::decimal(page.lang, fee),
    })
}
