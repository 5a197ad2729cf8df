//! The record of one transfer: who, when, by which rule, what exactly, where on the network.

use api_types::{AdminTransferDetail, Transfer, TransferStatus};
use askama::Template;
use axum::extract::Path;

use super::when;
use crate::{
    failure::Result,
    format, status,
    view::{Employee, Nav, Page, html},
};

#[derive(Template)]
#[template(path = "bank/record.html")]
struct Record {
    page: Page,
    detail: AdminTransferDetail,
}

/// `GET /bank/transfers/{id}`
pub(crate) async fn show(employee: Employee, Path(id): Path<String>) -> Result {
    let detail = employee.bank.admin_transfer(&id).await?;
    let page = employee.page(employee.t().bank.record(), Nav::Approvals);
    html(&Record { page, detail })
}

/// The rule that decided, as a heading and a sentence.
pub(super) fn rule_said(page: &Page, detail: &AdminTransferDetail) -> (String, String) {
    let t = page.t.bank;
    let transfer = &detail.transfer.transfer;
    let amount = |text: &str| format::amount(page.lang, text, &transfer.symbol);
    let name = &transfer.initiator_name;
    let limit = detail.rule.threshold.as_deref().map(amount);
    match (detail.rule.kind.as_str(), limit) {
        ("personal_limit", Some(limit)) => {
            let owner = detail.rule.set_by.as_deref().unwrap_or(t.the_bank());
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

impl Record {
    fn transfer(&self) -> &Transfer {
        &self.detail.transfer.transfer
    }

    fn amount(&self) -> String {
        let transfer = self.transfer();
        format::amount(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn fee(&self, fee: &str) -> String {
        format::decimal(self.page.lang, fee)
    }

    fn when(&self, text: &str) -> String {
        when(&self.page, Some(text))
    }

    fn now(&self) -> String {
        format::when(self.page.lang, self.page.now, self.page.now)
    }

    fn rule(&self) -> String {
        rule_said(&self.page, &self.detail).1
    }

    fn decision(&self) -> &'static str {
        let t = self.page.t.bank;
        match self.transfer().status {
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
