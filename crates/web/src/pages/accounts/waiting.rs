//! What is told of transfers that wait for the bank.

use api_types::TransferList;

use crate::{format, view::Page};

/// A sentence, what follows from it, and where more is said.
pub(super) struct Waiting {
    pub(super) title: String,
    pub(super) rest: String,
    pub(super) href: String,
    pub(super) link: &'static str,
}

impl Waiting {
    /// One by itself, several as their number; none when nothing waits. `me` is who reads it.
    pub(super) fn of(page: &Page, me: &str, waiting: &TransferList) -> Option<Self> {
        let t = page.t.accounts;
        let count = waiting.transfers.len();
        let first = waiting.transfers.first()?;
        if count == 1 && waiting.next_cursor.is_none() {
            let amount = format::amount(page.lang, &first.amount, &first.symbol);
            return Some(Self {
                title: if first.initiator_id == me {
                    t.waits_own(amount)
                } else {
                    t.waits(amount, format::first_name(&first.initiator_name))
                },
                rest: t.waits_rest(&first.wallet_name),
                href: format!("/transfers/{}", first.id),
                link: t.see_transfer(),
            });
        }
        Some(Self {
            title: match waiting.next_cursor {
                Some(_) => t.waits_several(format!("{count}+")),
                None => t.waits_several(count),
            },
            rest: t.waits_several_rest().to_owned(),
            href: "/transfers?status=pending".to_owned(),
            link: t.see_transfers(),
        })
    }
}
