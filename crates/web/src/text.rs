//! The catalogue: every word that a page shows, in every language.

mod account;
mod accounts;
mod approvals;
mod audit;
mod bank;
mod customers;
mod errors;
mod family;
mod help;
mod landing;
mod recovery;
mod send;
mod shell;
mod status;
mod transfers;

pub(crate) use audit::Audit as AuditTexts;
use serde::{Deserialize, Serialize};

/// A language that the bank speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The tag of BCP 47.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language of this tag, regions aside.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split('-').next()?;
        Self::ALL
            .into_iter()
            .find(|lang| lang.as_str().eq_ignore_ascii_case(primary))
    }

    /// The one to switch to.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::En => Self::De,
            Self::De => Self::En,
        }
    }

    /// Its own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }
}

/// Makes one area of the catalogue: a type with a method a text. `key: "en" | "de";` gives a fixed
/// text, `key(a, b): "en {a} {b}" | "de {b} {a}";` one with parts.
macro_rules! texts {
    ($(#[$doc:meta])* $area:ident { $($key:ident $(($($part:ident),+))? : $en:literal | $de:literal ;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $area(pub(crate) $crate::text::Lang);

        impl $area {
            $($crate::text::texts!(@text $key $(($($part),+))? : $en | $de);)*
        }
    };
    (@text $key:ident : $en:literal | $de:literal) => {
        #[must_use]
        pub const fn $key(self) -> &'static str {
            match self.0 {
                $crate::text::Lang::En => $en,
                $crate::text::Lang::De => $de,
            }
        }
    };
    (@text $key:ident ($($part:ident),+) : $en:literal | $de:literal) => {
        #[must_use]
        pub fn $key(self, $($part: impl core::fmt::Display),+) -> String {
            match self.0 {
                $crate::text::Lang::En => format!($en),
                $crate::text::Lang::De => format!($de),
            }
        }
    };
}
pub(crate) use texts;

/// Lists the areas once.
macro_rules! areas {
    ($($field:ident: $area:path;)*) => {
        /// The whole catalogue in one language.
        #[derive(Debug, Clone, Copy)]
        #[allow(missing_docs, clippy::allow_attributes, reason = "each field is the area of its name")]
        pub struct Texts {
            $(pub $field: $area,)*
        }

        impl Texts {
            /// In this language.
            #[must_use]
            pub const fn of(lang: Lang) -> Self {
                Self { $($field: $area(lang),)* }
            }
        }
    };
}

areas! {
    shell: shell::Shell;
    landing: landing::Landing;
    accounts: accounts::Accounts;
    bank: bank::Bank;
    approvals: approvals::Approvals;
    customers: customers::Customers;
    audit: audit::Audit;
    recovery: recovery::Recovery;
    account: account::Account;
    send: send::Send;
    transfers: transfers::Transfers;
    family: family::Family;
    errors: errors::Errors;
    help: help::Help;
    status: status::Status;
}
