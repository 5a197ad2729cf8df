//! One transfer with what a decision needs to know.

use api_types::{AdminTransferDetail, TransferStatus};

use super::super::when;
use crate::{
    failure::Result,
    view::{Employee, Page},
};

pub(super) struct Item {
    pub(super) detail: AdminTransferDetail,
    pub(super) owner: Option<String>,
    pub(super) network: String,
}

/// One line of what is known.
pub(super) struct Fact {
    pub(super) icon: &'static str,
    pub(super) class: &'static str,
    pub(super) name: String,
    pub(super) text: String,
}

impl Item {
    pub(super) async fn find(employee: &Employee, id: &str) -> Result<Self> {
        let detail = employee.bank.admin_transfer(id).await?;
        let wallet_id = &detail.transfer.transfer.wallet_id;
        let (wallet, networks) = tokio::try_join!(
            employee.bank.wallet(wallet_id, false),
            employee.bank.networks()
        )?;
        let code = &wallet.wallet.network;
        let network = networks.networks.iter().find(|it| &it.network == code);
        Ok(Self {
            network: network.map_or_else(|| code.clone(), |network| network.label.clone()),
            owner: wallet.wallet.owner_name,
            detail,
        })
    }

    /// Whether it still waits.
    pub(super) fn waits(&self) -> bool {
        self.detail.transfer.transfer.status == TransferStatus::Pending
    }

    /// Whether the reader may reject it; to approve it nothing may be held either.
    pub(super) fn may_reject(&self) -> bool {
        self.waits() && self.detail.conflict.is_none()
    }

    pub(super) fn body_hash(&self) -> &str {
        let hash = self.detail.transfer.transfer.body_hash.as_deref();
        hash.unwrap_or_default()
    }

    /// Why the reader may not decide, while there is something to decide.
    pub(super) fn conflict(&self, page: &Page) -> Option<&'static str> {
        let t = page.t.bank;
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
    pub(super) fn why(&self, page: &Page) -> (String, String) {
        super::super::record::rule_said(page, &self.detail)
    }

    pub(super) fn facts(&self, page: &Page) -> Vec<Fact> {
        let t = page.t.bank;
        let AdminTransferDetail {
            address, initiator, ..
        } = &self.detail;
        let line = |is_quiet: bool, name: &str, text: String| Fact {
            icon: if is_quiet { "check" } else { "alert" },
            class: if is_quiet { "icon yes" } else { "icon" },
            name: name.to_owned(),
            text,
        };
        let mut facts = Vec::new();
        if address.ours {
            facts.push(line(true, t.this_address(), t.address_ours().to_owned()));
        }
        let paid = match address.times_paid {
            0 => t.address_new().to_owned(),
            count => t.address_paid(count, when(page, address.last_paid_at.as_deref())),
        };
        facts.push(line(address.times_paid > 0, t.this_address(), paid));
        let others = match address.other_customers {
            0 => t.others_none().to_owned(),
            count => t.others_paid(count),
        };
        facts.push(line(address.other_customers > 0, t.others(), others));
        let history = t.history(
            initiator.confirmed_30d,
            initiator.rejected_30d,
            initiator.cancelled_30d,
        );
        let name = format!("{}:", self.detail.transfer.transfer.initiator_name);
        facts.push(line(initiator.rejected_30d == 0, &name, history));
        if self.detail.may_decide {
            facts.push(line(true, t.you(), t.you_may().to_owned()));
        } else if self.may_reject() {
            facts.push(line(false, t.you(), t.held_now().to_owned()));
        }
        facts
    }
}
