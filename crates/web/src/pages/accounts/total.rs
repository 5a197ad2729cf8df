//! The sum of all accounts, and what it leaves out.

use api_types::{FiatAccount, Overview};

use crate::{format, view::Page};

/// The dark panel.
pub(super) struct Total {
    pub(super) amount: String,
    pub(super) amount_html: String,
    pub(super) notes: Vec<String>,
    pub(super) parts: Option<Parts>,
}

/// Euro accounts and wallets apart, where both exist.
pub(super) struct Parts {
    pub(super) euro: String,
    pub(super) crypto: String,
    /// Of 100, with one decimal; the bar has a gap between its two parts.
    pub(super) euro_width: String,
    pub(super) crypto_at: String,
    pub(super) crypto_width: String,
}

impl Total {
    pub(super) fn of(page: &Page, overview: &Overview) -> Self {
        let t = page.t.accounts;
        let total = &overview.total;
        let mut notes = Vec::new();
        if total.demo_rate {
            notes.push(t.note_demo().to_owned());
        }
        if !total.missing.is_empty() {
            notes.push(t.note_missing(total.missing.join(", ")));
        }
        if !overview.delegated_wallets.is_empty() {
            notes.push(t.note_shared().to_owned());
        }
        let parts = if overview.wallets.is_empty() {
            None
        } else {
            parts(page, &overview.fiat_accounts, &total.amount)
        };
        Self {
            amount: total.amount.clone(),
            amount_html: format::eur_html(page.lang, &total.amount),
            notes,
            parts,
        }
    }
}

fn parts(page: &Page, accounts: &[FiatAccount], total: &str) -> Option<Parts> {
    let total = cents(total)?;
    let mut euro = 0_i128;
    for account in accounts {
        euro = euro.checked_add(cents(&account.balance)?)?;
    }
    let crypto = total.checked_sub(euro)?;
    if euro < 0 || crypto < 0 {
        return None;
    }
    let share = if crypto == 0 {
        1000
    } else {
        euro.checked_mul(990)?.checked_div(total)?
    };
    let tenths = |tenths: i128| format!("{}.{}", tenths / 10, tenths % 10);
    Some(Parts {
        euro: format::eur(page.lang, &text(euro)),
        crypto: format::eur(page.lang, &text(crypto)),
        euro_width: tenths(share),
        crypto_at: tenths(share + 10),
        crypto_width: tenths((990 - share).max(0)),
    })
}

/// A decimal string with two decimals, in cents.
fn cents(text: &str) -> Option<i128> {
    let (whole, cents) = text.split_once('.')?;
    if cents.len() != 2 {
        return None;
    }
    format!("{whole}{cents}").parse().ok()
}

fn text(cents: i128) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_and_back() {
        for amount in ["0.00", "0.05", "1234.56", "9999999999999999.99"] {
            assert_eq!(cents(amount).map(text).as_deref(), Some(amount));
        }
        for amount in ["", "1", "1.5", "1.555", "a.bc"] {
            assert_eq!(cents(amount), None, "{amount}");
        }
    }
}
