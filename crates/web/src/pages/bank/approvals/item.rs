//! One transfer with what a decision needs to know, which is asked for again when it changes.

use api_types::{AdminTransferDetail, CancellerKind, Transfer, TransferStatus, WalletStatus};
use askama::Template;

use super::super::{initial, label, price_note, record, value};
use crate::{
    failure::Result,
    format, status,
    view::{Employee, Nav, Page},
};

#[derive(Template)]
#[template(path = "bank/item.html")]
pub(super) struct Item {
    page: Page,
    detail: AdminTransferDetail,
    owner: Option<String>,
    network: String,
    /// Whether the wallet is frozen.
    is_frozen: bool,
    /// Another one that waits.
    pub(super) next: Option<String>,
    /// What was typed.
    pub(super) comment: String,
    pub(super) comment_error: Option<&'static str>,
    pub(super) late: Option<Late>,
}

/// Why a decision was not saved.
pub(super) struct Late {
    pub(super) title: &'static str,
    pub(super) text: String,
    /// What was decided in vain.
    pub(super) wanted: Option<&'static str>,
}

/// One line of what is known.
struct Fact {
    icon: &'static str,
    class: &'static str,
    name: String,
    text: String,
}

impl Item {
    pub(super) async fn find(employee: &Employee, id: &str) -> Result<Self> {
        let detail = employee.bank.admin_transfer(id).await?;
        let wallet_id = &detail.transfer.transfer.wallet_id;
        let (wallet, networks) = tokio::try_join!(
            employee.bank.wallet(wallet_id, false),
            employee.bank.networks()
        )?;
        let page = employee.page("", Nav::Approvals);
        Ok(Self {
            network: label(&networks.networks, &wallet.wallet.network).to_owned(),
            is_frozen: wallet.wallet.status == WalletStatus::Frozen,
            // The bank names the owner to everybody else.
            owner: wallet
                .wallet
                .owner_name
                .or_else(|| page.person.as_ref().map(|person| person.name.clone())),
            page,
            detail,
            next: None,
            comment: String::new(),
            comment_error: None,
            late: None,
        })
    }

    pub(super) fn is_fragment(&self) -> bool {
        self.page.is_fragment
    }

    fn transfer(&self) -> &Transfer {
        &self.detail.transfer.transfer
    }

    /// Whether it still waits.
    fn waits(&self) -> bool {
        self.transfer().status == TransferStatus::Pending
    }

    /// Whether the reader may reject it; to approve it nothing may be held either.
    fn may_reject(&self) -> bool {
        self.waits() && self.detail.conflict.is_none()
    }

    fn body_hash(&self) -> &str {
        self.transfer().body_hash.as_deref().unwrap_or_default()
    }

    /// Why the reader may not decide, while there is something to decide.
    fn conflict(&self) -> Option<&'static str> {
        let t = self.page.t.approvals;
        let conflict = self.detail.conflict.as_ref().filter(|_| self.waits())?;
        Some(match conflict.reason.as_str() {
            "initiator" => t.conflict_initiator(),
            "wallet_owner" => t.conflict_owner(),
            "wallet_delegate" => t.conflict_delegate(),
            "destination_owner" => t.conflict_destination(),
            _ => t.conflict_email(),
        })
    }

    /// Which rule put it here.
    fn why(&self) -> (String, String) {
        record::rule_said(&self.page, &self.detail, self.owner.as_deref())
    }

    /// Who decided what and when, or who took it back.
    fn decision(&self) -> Option<String> {
        let t = self.page.t.approvals;
        let transfer = self.transfer();
        let by = |name: &str| self.page.t.bank.by(name);
        if let Some(name) = &transfer.reviewer_name {
            let word = record::decision(&self.page, transfer);
            let at = transfer.reviewed_at.as_deref();
            let at = at.map(|at| self.page.spoken(at)).unwrap_or_default();
            return Some(format!("{word} {}, {at}", by(name)));
        }
        let canceller = transfer.cancelled_by.as_ref()?;
        let name = canceller.name.as_ref()?;
        Some(format!("{} {}", t.withdrawn(), by(name)))
    }

    fn facts(&self) -> Vec<Fact> {
        let t = self.page.t.approvals;
        let initiator = &self.detail.initiator;
        let line = |is_quiet: bool, name: &str, text: String| Fact {
            icon: if is_quiet { "check" } else { "alert" },
            class: if is_quiet { "icon yes" } else { "icon" },
            name: name.to_owned(),
            text,
        };
        let address = &self.detail.address;
        let mut facts = vec![line(
            address.ours || address.times_paid > 0,
            t.this_address(),
            self.address_facts(),
        )];
        let others = match address.other_customers {
            0 => t.others_none().to_owned(),
            1 => t.others_paid_one().to_owned(),
            count => t.others_paid(count),
        };
        facts.push(line(address.other_customers > 0, t.others(), others));
        let history = t.history(
            initiator.confirmed_30d,
            initiator.rejected_30d,
            initiator.cancelled_30d,
        );
        let name = format!("{}:", self.transfer().initiator_name);
        facts.push(line(initiator.rejected_30d == 0, &name, history));
        if self.detail.may_decide {
            facts.push(line(true, t.you(), t.you_may().to_owned()));
        } else if self.may_reject() {
            let held = if self.is_frozen {
                t.frozen_now()
            } else {
                t.held_now()
            };
            facts.push(line(false, t.you(), held.to_owned()));
        }
        facts
    }

    /// Whose the address is, and how often it was paid before.
    fn address_facts(&self) -> String {
        let t = self.page.t.approvals;
        let address = &self.detail.address;
        let last = address.last_paid_at.as_deref();
        let last = last.map(|at| self.page.spoken(at)).unwrap_or_default();
        let owner = self.owner.as_deref().unwrap_or(t.the_owner());
        let paid = match address.times_paid {
            0 => t.address_new(owner),
            1 => t.address_paid_once(owner, last),
            count => t.address_paid(owner, count, last),
        };
        if address.ours {
            format!("{}, {paid}", t.address_ours())
        } else {
            paid
        }
    }

    /// Why a decision came too late.
    pub(super) fn faster(&self, wanted: &'static str) -> Late {
        let t = self.page.t.approvals;
        let transfer = self.transfer();
        let at = transfer.reviewed_at.as_deref();
        let at = at.map(|at| self.page.spoken(at)).unwrap_or_default();
        let withdrew = transfer.cancelled_by.as_ref().and_then(|it| {
            let is_person = it.kind != CancellerKind::System;
            it.name.as_ref().filter(|_| is_person)
        });
        let text = match (&transfer.reviewer_name, transfer.status, withdrew) {
            (Some(who), TransferStatus::Rejected, _) => t.late_rejected(who, at),
            (Some(who), _, _) => t.late_approved(who, at),
            (None, _, Some(who)) => t.late_withdrawn(who),
            (None, _, None) => t.late_gone().to_owned(),
        };
        Late {
            title: t.late_title(),
            text,
            wanted: Some(wanted),
        }
    }

    fn amount(&self) -> String {
        self.amount_of(&self.transfer().amount)
    }

    fn amount_of(&self, amount: &str) -> String {
        format::amount(self.page.lang, amount, &self.transfer().symbol)
    }

    fn amount_html(&self) -> String {
        let transfer = self.transfer();
        format::amount_html(self.page.lang, &transfer.amount, &transfer.symbol)
    }

    fn value(&self) -> Option<String> {
        value(&self.page, self.transfer())
    }

    fn note(&self) -> Option<&'static str> {
        price_note(&self.page, std::iter::once(self.transfer()))
    }

    fn address(&self) -> String {
        format::address_html(&self.transfer().to_address)
    }

    fn asked(&self) -> String {
        let t = self.page.t.approvals;
        t.asked_at(self.page.spoken(&self.transfer().created_at))
    }

    fn pill(&self) -> String {
        status::pill(&self.page, self.transfer().status)
    }

    fn initial(&self, name: &str) -> String {
        initial(name)
    }
}
