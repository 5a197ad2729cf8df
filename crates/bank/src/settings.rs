//! What the operator decides about the bank, as checked values.

use std::sync::Arc;

use domain::approval::Policy;
use domain::money::Cents;

use crate::audit::AuditKey;

/// The bank's rules and names, fixed for the life of the process.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name of the bank as customers read it.
    pub bank_name: String,
    /// The identity provider whose users may be granted something.
    pub issuer: String,
    /// From which amount on a transfer waits for an employee, and what a delegate's personal
    /// limit means beside that.
    pub policy: Policy,
    /// Calls to custody that the whole bank may make in a minute.
    pub custody_calls_per_minute: u32,
    /// Wallets that one person may have: each is a key at custody for ever.
    pub wallets_per_person_max: u32,
    /// Signs the head of the audit, where there is one.
    pub audit_key: Option<Arc<AuditKey>>,
    /// What a new customer's accounts hold; zero in production.
    pub opening_balances: OpeningBalances,
    /// Set in demo mode only.
    pub demo: Option<DemoSettings>,
}

/// Opening balances of a customer's fiat accounts, booked against the bank's equity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningBalances {
    /// Of the checking account.
    pub checking: Cents,
    /// Of the savings account.
    pub savings: Cents,
}

/// What holds in demo mode only.
#[derive(Debug, Clone, Default)]
pub struct DemoSettings {
    /// Price in USD of one whole unit by symbol, as decimal text: test networks have no market,
    /// so their values are labelled as made up.
    pub usd_quotes: Vec<(String, String)>,
}

impl DemoSettings {
    /// The made-up price of a symbol.
    #[must_use]
    pub fn usd_quote(&self, symbol: &str) -> Option<&str> {
        self.usd_quotes
            .iter()
            .find(|(known, _)| known == symbol)
            .map(|(_, quote)| quote.as_str())
    }
}
