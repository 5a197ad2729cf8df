//! The accounts page.

use super::texts;

texts! {
    /// All accounts in one grid.
    Accounts {
        title: "Accounts" | "Konten";
    }
}
