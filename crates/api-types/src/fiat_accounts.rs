//! Euro accounts.

#![expect(
    clippy::disallowed_types,
    reason = "the code that serde makes for a flattened struct names every type of number"
)]

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A euro account of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FiatAccount {
    /// Id of the account.
    #[schema(example = "acc_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// Name for people.
    #[schema(example = "Checking account")]
    pub name: String,
    /// `checking` or `savings`.
    #[schema(example = "checking")]
    pub kind: String,
    /// International bank account number, without spaces.
    pub iban: String,
    /// ISO 4217 code.
    #[schema(example = "EUR")]
    pub currency: String,
    /// Balance with two decimals.
    #[schema(example = "1234.56")]
    pub balance: String,
}

/// An account with its newest entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FiatAccountDetail {
    /// The account.
    #[serde(flatten)]
    pub account: FiatAccount,
    /// Entries, newest first.
    pub entries: Vec<FiatEntry>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
}

/// One booking on an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FiatEntry {
    /// Amount with two decimals, negative when money left the account.
    #[schema(example = "-12.50")]
    pub amount: String,
    /// Balance of the account after it, with two decimals.
    #[schema(example = "1234.56")]
    pub balance_after: String,
    /// What was booked, for people.
    pub description: String,
    /// When it was booked.
    #[schema(format = DateTime)]
    pub at: String,
}
