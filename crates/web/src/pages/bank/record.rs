//! The record of one transfer: who, when, by which rule, what exactly, where on the network.

mod steps;

use api_types::{AdminTransferDetail, CancellerKind, Transfer, TransferStatus};
use askama::Template;

use self::steps::{Step, steps};
use super::{brief, exact, label, lasted, native, price_note, value};
use crate::{
    extract::Path,
    failure::Result,
    format, status,
    view::{Employee, Nav, Page, html},
};

#[derive(Template)]
#[template(path = "bank/record.html")]
struct Record {
    page: Page,
    detail: AdminTransferDetail,
    owner: Option<String>,
    network: String,
    /// Symbol of the network's own coin, in which fees are.
    symbol: String,
    /// Address of the wallet.
    address: Option<String>,
    steps: Vec<Step>,
}

/// `GET /bank/transfers/{id}`
pub(crate) async fn show(employee: Employee, Path(id): Path<String>) -> Result {
    let detail = employee.bank.admin_transfer(&id).await?;
    let wallet_id = &detail.transfer.transfer.wallet_id;
    let (wallet, networks) = tokio::try_join!(
        employee.bank.wallet(wallet_id, false),
        employee.bank.networks()
    )?;
    let (wallet, networks) = (wallet.wallet, networks.networks);
    let page = employee.page(employee.t().approvals.record(), Nav::Approvals);
    html(&Record {
        steps: steps(&page, &detail.transfer.transfer),
        network: label(&networks, &wallet.network).to_owned(),
        symbol: native(&networks, &wallet.network).to_owned(),
        owner: wallet.owner_name,
        address: wallet.address,
        page,
        detail,
    })
}

/// The rule that decided, as a heading and a sentence.
pub(super) fn rule_said(
    page: &Page,
    detail: &AdminTransferDetail,
    owner: Option<&str>,
) -> (String, String) {
    let t = page.t.approvals;
    let transfer = &detail.transfer.transfer;
    let amount = |text: &str| format::amount(page.lang, text, &transfer.symbol);
    let name = &transfer.initiator_name;
    let limit = detail.rule.threshold.as_deref().map(amount);
    match (detail.rule.kind.as_str(), limit) {
        ("personal_limit", Some(limit)) => {
            let owner = owner.unwrap_or(t.the_owner());
            let text = t.why_personal_text(owner, limit, amount(&transfer.amount));
            (t.why_personal(name), text)
        }
        ("bank_threshold", Some(limit)) => {
            let text = t.why_bank_text(limit, amount(&transfer.amount));
            (t.why_bank().to_owned(), text)
        }
        ("limited_delegate_token", _) => (t.why_token().to_owned(), t.why_token_text(name)),
        _ => {
            let text = t.why_no_limit_text(&transfer.symbol);
            (t.why_no_limit().to_owned(), text)
        }
    }
}

/// What was decided.
pub(super) fn decision(page: &Page, transfer: &Transfer) -> &'static str {
    let t = page.t.approvals;
    match transfer.status {
        TransferStatus::Rejected => t.not_approved(),
        TransferStatus::Pending
        | TransferStatus::Approved
        | TransferStatus::Submitting
        | TransferStatus::Broadcasted
        | TransferStatus::Confirmed
        | TransferStatus::Failed
        | TransferStatus::Cancelled => t.approved(),
    }
}

/// Who withdrew it, where that is known.
fn withdrawn_by(page: &Page, transfer: &Transfer) -> Option<String> {
    let t = page.t.approvals;
    let canceller = transfer.cancelled_by.as_ref()?;
    match (canceller.kind, &canceller.name) {
        (CancellerKind::System, _) => Some(t.by_nobody().to_owned()),
        (CancellerKind::Initiator, name) => {
            Some(name.as_ref().unwrap_or(&transfer.initiator_name).clone())
        }
        (CancellerKind::Owner, Some(name)) => Some(t.by_owner(name)),
        (CancellerKind::Bank, Some(name)) => Some(t.by_employee(name)),
        (CancellerKind::Owner | CancellerKind::Bank, None) => None,
    }
}

impl Record {
    fn transfer(&self) -> &Transfer {
        &self.detail.transfer.transfer
    }

    fn amount(&self) -> String {
        let transfer = self.transfer();
        format::amount(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn value(&self) -> Option<String> {
        let value = value(&self.page, self.transfer())?;
        let today = format::date(self.page.lang, format::local(self.page.now));
        Some(self.page.t.approvals.value_on(value, today))
    }

    fn note(&self) -> Option<&'static str> {
        price_note(&self.page, [self.transfer()].into_iter())
    }

    fn fee(&self, fee: &str) -> String {
        format::amount(self.page.lang, fee, &self.symbol)
    }

    fn exact(&self, text: &str) -> String {
        exact(&self.page, text)
    }

    /// How long it waited for its decision.
    fn after(&self) -> Option<String> {
        let transfer = self.transfer();
        let from = format::moment(&transfer.created_at)?;
        let to = format::moment(transfer.reviewed_at.as_deref()?)?;
        let lasted = lasted(&self.page, from, to);
        Some(self.page.t.bank.after(lasted))
    }

    fn withdrawn_by(&self) -> Option<String> {
        withdrawn_by(&self.page, self.transfer())
    }

    fn now(&self) -> String {
        format::exact(self.page.lang, self.page.now)
    }

    fn rule(&self) -> String {
        rule_said(&self.page, &self.detail, self.owner.as_deref()).1
    }

    fn decision(&self) -> &'static str {
        decision(&self.page, self.transfer())
    }

    fn grouped(&self, text: &str) -> String {
        format::address_html(text)
    }

    fn pill(&self) -> String {
        status::pill(&self.page, self.transfer().status)
    }

    fn person(&self) -> &str {
        let person = self.page.person.as_ref();
        person.map_or("", |person| person.name.as_str())
    }
}
