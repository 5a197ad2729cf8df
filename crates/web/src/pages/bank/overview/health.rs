//! How the bank's works are doing, line by line.

use api_types::BankHealth;
use time::Duration;

use crate::{format, view::Page};

/// A worker goes round every few seconds; after this it does not.
const WORKER_LATE: Duration = Duration::minutes(2);

/// One line.
pub(super) struct Check {
    pub(super) icon: &'static str,
    pub(super) class: &'static str,
    pub(super) name: &'static str,
    pub(super) text: String,
}

fn fine(name: &'static str, text: String) -> Check {
    Check {
        icon: "check",
        class: "icon yes",
        name,
        text,
    }
}

fn open(icon: &'static str, name: &'static str, text: String) -> Check {
    Check {
        icon,
        class: "icon",
        name,
        text,
    }
}

pub(super) fn checks(page: &Page, health: &BankHealth) -> Vec<Check> {
    vec![
        sending(page, health),
        wallet_service(page, health),
        worker(page, health),
        books(page, health),
    ]
}

fn sending(page: &Page, health: &BankHealth) -> Check {
    let t = page.t.bank;
    match (&health.paused, health.owed) {
        (Some(_), 0) => open("pause", t.sending(), t.sending_paused().to_owned()),
        (Some(_), owed) => open("pause", t.sending(), t.sending_held(owed)),
        (None, 0) => fine(t.sending(), t.sending_none().to_owned()),
        (None, 1) => fine(t.sending(), t.sending_one().to_owned()),
        (None, owed) => fine(t.sending(), t.sending_on(owed)),
    }
}

fn wallet_service(page: &Page, health: &BankHealth) -> Check {
    let t = page.t.bank;
    let refused = health.custody_misconfigured_since.as_deref();
    let silent = health.custody_out_of_reach_since.as_deref();
    match (refused.or(silent), health.custody_answered_at.as_deref()) {
        (Some(since), _) if refused.is_none() => open(
            "alert",
            t.wallet_service(),
            t.silent_since(page.spoken(since)),
        ),
        (Some(since), _) => {
            let text = t.refuses_since(page.spoken(since));
            Check {
                class: "icon no",
                ..open("alert", t.wallet_service(), text)
            }
        }
        (None, Some(at)) => fine(t.wallet_service(), t.answered(page.spoken(at))),
        (None, None) => open("clock", t.wallet_service(), t.never_answered().to_owned()),
    }
}

fn worker(page: &Page, health: &BankHealth) -> Check {
    let t = page.t.bank;
    let Some(at) = health.worker_seen_at.as_deref() else {
        return open("clock", t.worker(), t.never_seen().to_owned());
    };
    let is_late = format::moment(at).is_some_and(|at| page.now - at > WORKER_LATE);
    if is_late {
        open("alert", t.worker(), t.late_since(page.spoken(at)))
    } else {
        fine(t.worker(), t.seen(page.spoken(at)))
    }
}

fn books(page: &Page, health: &BankHealth) -> Check {
    let t = page.t.bank;
    match health.books_compared_at.as_deref() {
        Some(at) => fine(t.books(), t.compared(page.spoken(at))),
        None => open("clock", t.books(), t.never_compared().to_owned()),
    }
}
