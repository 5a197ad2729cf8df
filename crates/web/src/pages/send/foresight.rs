//! What would happen to a draft: the bank's own word on it, and what is said at each field.

use api_types::{CreateTransfer, PreviewOutcome, SetBy, Transfer, TransferPreview, TransferStatus};

use super::{Draft, Known};
use crate::{
    failure::Result,
    format,
    view::{Customer, Page},
};

/// Anybody's address will do to ask what the fee is and how much could be sent.
const STAND_IN: &str = "0x000000000000000000000000000000000000dEaD";

/// A word at a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// `okay`, `error` or `hint`.
    pub(super) class: &'static str,
    pub(super) icon: &'static str,
    pub(super) text: String,
}

/// What stands under “What will happen”.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outlook {
    /// Something is missing or wrong.
    Unclear,
    Executes,
    /// For the bank, because of a limit: the person's own, the bank's, or none that counts.
    Waits(Why),
    Refused(&'static str),
    Paused,
}

/// Why it would wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// The limit that the wallet's owner has set for the person.
    Personal(String),
    /// The bank's limit.
    Bank(String),
    /// It would whatever the amount is.
    Always,
}

/// What would happen.
#[derive(Debug, Clone)]
pub(super) struct Foresight {
    pub(super) to: Said,
    pub(super) amount: Said,
    pub(super) symbol: String,
    pub(super) fee: Option<String>,
    /// The most that could be sent, as a plain decimal.
    pub(super) max: Option<String>,
    pub(super) max_shown: Option<String>,
    pub(super) amount_shown: Option<String>,
    pub(super) outlook: Outlook,
}

impl Foresight {
    /// Asks the bank. What is missing or wrong is stood in for, so that fee and maximum are there.
    pub(super) async fn of(customer: &Customer, known: &Known, draft: &Draft) -> Result<Self> {
        let order = known.order(customer.lang(), draft);
        let page = customer.page("", crate::view::Nav::Send);
        let mut faults = Faults::default();
        let asked = match customer.bank.preview(&order).await {
            Ok(preview) => Some(preview),
            Err(error) if error.code() == Some("invalid") => {
                faults = Faults::of(&error);
                let stand_in = CreateTransfer {
                    to_address: match faults.to {
                        Some(_) => STAND_IN.to_owned(),
                        None => order.to_address.clone(),
                    },
                    amount: match faults.amount {
                        Some(_) => "1".to_owned(),
                        None => order.amount.clone(),
                    },
                    ..order.clone()
                };
                customer.bank.preview(&stand_in).await.ok()
            }
            Err(error) => return Err(error.into()),
        };
        let is_whole = faults.to.is_none() && faults.amount.is_none();
        let before = if faults.to.is_none() {
            customer
                .bank
                .wallet(&known.chosen.id, false)
                .await?
                .transfers
        } else {
            Vec::new()
        };
        let preview = asked.as_ref();
        let shown = |amount: &str| format::amount(page.lang, amount, &known.symbol);
        let native = known.chosen.balance.as_ref();
        let native = native.map_or(known.symbol.as_str(), |it| it.symbol.as_str());
        let max = preview.and_then(|it| it.max.clone());
        let max_shown = max.as_deref().map(shown);
        Ok(Self {
            to: said_of_address(&page, known, &order.to_address, &faults, &before),
            amount: match format::parse_decimal(page.lang, &draft.amount) {
                Err(unclear) => Said {
                    class: "error",
                    icon: "alert",
                    text: unclear.text(page.lang),
                },
                Ok(_) => said_of_amount(&page, &order, &faults, preview, max_shown.as_deref()),
            },
            symbol: known.symbol.clone(),
            fee: preview
                .and_then(|it| it.fee.as_deref())
                .map(|fee| format::amount(page.lang, fee, native)),
            max_shown,
            max,
            amount_shown: faults.amount.is_none().then(|| shown(&order.amount)),
            outlook: outlook(preview, is_whole, &shown),
        })
    }

    pub(super) fn may_go_on(&self) -> bool {
        match self.outlook {
            Outlook::Executes | Outlook::Waits(_) => true,
            Outlook::Unclear | Outlook::Refused(_) | Outlook::Paused => false,
        }
    }

    /// Empty fields are wrong too, once somebody wants to go on.
    pub(super) fn demand(&mut self, page: &Page, draft: &Draft) {
        let t = page.t.send;
        let error = |text: &str| Said {
            class: "error",
            icon: "alert",
            text: text.to_owned(),
        };
        if draft.to.trim().is_empty() {
            self.to = error(t.address_wrong());
        }
        if draft.amount.trim().is_empty() {
            self.amount = error(t.amount_wrong());
        }
    }

    pub(super) fn is_paused(&self) -> bool {
        self.outlook == Outlook::Paused
    }

    pub(super) fn to_is_wrong(&self) -> bool {
        self.to.class == "error"
    }

    pub(super) fn amount_is_wrong(&self) -> bool {
        self.amount.class == "error"
    }

    /// The banner: kind, icon, sentence; none while it is unclear.
    pub(super) fn banner(&self, page: &Page) -> Option<(&'static str, &'static str, String)> {
        let t = page.t.send;
        match &self.outlook {
            Outlook::Unclear | Outlook::Paused => None,
            Outlook::Executes => Some(("info", "send", t.executes().to_owned())),
            Outlook::Waits(Why::Personal(limit)) => Some(("wait", "clock", t.waits_limit(limit))),
            Outlook::Waits(Why::Bank(limit)) => Some(("wait", "clock", t.waits_bank(limit))),
            Outlook::Waits(Why::Always) => Some(("wait", "clock", t.waits_always().to_owned())),
            Outlook::Refused(code) => Some(("bad", "alert", refusal(page, code).to_owned())),
        }
    }

    /// The one sentence that is spoken while somebody types.
    pub(super) fn says(&self, page: &Page) -> String {
        if let Some(wrong) = [&self.to, &self.amount]
            .into_iter()
            .find(|said| said.class == "error")
        {
            return wrong.text.clone();
        }
        self.banner(page)
            .map(|(_, _, text)| text)
            .unwrap_or_default()
    }
}

/// Why it cannot be sent, for people.
pub(super) fn refusal(page: &Page, code: &str) -> &'static str {
    let t = page.t.send;
    match code {
        "paused" => t.paused_title(),
        "wallet_frozen" => t.wallet_frozen(),
        "wallet_not_ready" => t.wallet_opening(),
        "asset_blocked" => t.asset_blocked(),
        "insufficient_funds" => t.amount_over_some(),
        _ => t.not_possible(),
    }
}

/// Codes that the pages know, so that no foreign text gets into one.
pub(super) fn code_of(reason: Option<&str>) -> &'static str {
    const KNOWN: [&str; 9] = [
        "bank_threshold",
        "personal_limit",
        "no_threshold",
        "limited_delegate_token",
        "paused",
        "wallet_frozen",
        "wallet_not_ready",
        "asset_blocked",
        "insufficient_funds",
    ];
    let known = KNOWN.into_iter().find(|code| Some(*code) == reason);
    known.unwrap_or_default()
}

fn outlook(
    preview: Option<&TransferPreview>,
    is_whole: bool,
    shown: &dyn Fn(&str) -> String,
) -> Outlook {
    let Some(preview) = preview else {
        return Outlook::Unclear;
    };
    let code = code_of(preview.reason.as_deref());
    match preview.outcome {
        PreviewOutcome::Refused if code == "paused" => Outlook::Paused,
        PreviewOutcome::Refused if !is_whole && code == "insufficient_funds" => Outlook::Unclear,
        PreviewOutcome::Refused => Outlook::Refused(code),
        PreviewOutcome::Executes | PreviewOutcome::Waits if !is_whole => Outlook::Unclear,
        PreviewOutcome::Waits => {
            let limit = preview.threshold.as_deref().map(shown);
            Outlook::Waits(match (limit, preview.threshold_set_by) {
                (Some(limit), SetBy::WalletOwner) => Why::Personal(limit),
                (Some(limit), SetBy::Bank) => Why::Bank(limit),
                (None, _) => Why::Always,
            })
        }
        PreviewOutcome::Executes => Outlook::Executes,
    }
}

/// Which fields the bank finds wrong, by code.
#[derive(Debug, Default)]
struct Faults {
    to: Option<String>,
    amount: Option<String>,
}

impl Faults {
    fn of(error: &client::Error) -> Self {
        let client::Error::Problem(problem) = error else {
            return Self::default();
        };
        let code = |field: &str| {
            let fault = problem.errors.iter().find(|it| it.field == field)?;
            Some(fault.code.clone())
        };
        Self {
            to: code("to_address"),
            amount: code("amount"),
        }
    }
}

fn said_of_address(
    page: &Page,
    known: &Known,
    address: &str,
    faults: &Faults,
    before: &[Transfer],
) -> Said {
    let t = page.t.send;
    if address.is_empty() {
        return Said {
            class: "hint",
            icon: "",
            text: t.address_hint().to_owned(),
        };
    }
    if let Some(code) = &faults.to {
        let text = match code.as_str() {
            "address_checksum" => t.address_checksum(),
            "address_zero" => t.address_zero(),
            "address_own_contract" => t.address_contract(),
            _ => t.address_wrong(),
        };
        return Said {
            class: "error",
            icon: "alert",
            text: text.to_owned(),
        };
    }
    let is_it = |other: &str| other.eq_ignore_ascii_case(address);
    let own = known
        .wallets
        .iter()
        .find(|wallet| wallet.address.as_deref().is_some_and(is_it));
    let rest = match own {
        Some(wallet) if wallet.id == known.chosen.id => t.address_self().to_owned(),
        Some(wallet) => t.address_own(&wallet.name),
        None => match paid_before(before, address) {
            0 => t.address_first().to_owned(),
            1 => t.address_known(t.once()),
            times => t.address_known(t.times(times)),
        },
    };
    Said {
        class: "okay",
        icon: "check",
        text: format!("{} {rest}", t.address_ok(format::short_address(address))),
    }
}

/// How often the newest transfers of a wallet arrived at an address.
pub(super) fn paid_before(transfers: &[Transfer], address: &str) -> usize {
    let arrived = transfers
        .iter()
        .filter(|it| it.status == TransferStatus::Confirmed);
    arrived
        .filter(|it| it.to_address.eq_ignore_ascii_case(address))
        .count()
}

fn said_of_amount(
    page: &Page,
    order: &CreateTransfer,
    faults: &Faults,
    preview: Option<&TransferPreview>,
    max: Option<&str>,
) -> Said {
    let t = page.t.send;
    let error = |text: String| Said {
        class: "error",
        icon: "alert",
        text,
    };
    if order.amount.is_empty() {
        return Said::default();
    }
    match faults.amount.as_deref() {
        Some("amount_zero") => return error(t.amount_zero().to_owned()),
        Some("amount_too_precise") => return error(t.amount_precise().to_owned()),
        Some(_) => return error(t.amount_wrong().to_owned()),
        None => {}
    }
    let reason = preview.and_then(|it| it.reason.as_deref());
    if reason == Some("insufficient_funds") {
        return error(match max {
            Some(max) => t.amount_over(max),
            None => t.amount_over_some().to_owned(),
        });
    }
    Said {
        class: "hint",
        icon: "",
        text: match preview.and_then(|it| Some((it.eur.as_deref()?, it.eur_is_demo))) {
            Some((eur, is_demo)) => format::about(page.lang, eur, is_demo),
            None => t.no_value().to_owned(),
        },
    }
}
