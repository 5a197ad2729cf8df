//! The help page.

use super::texts;

texts! {
    /// Questions and answers.
    Help {
        title: "Help" | "Hilfe";
    }
}
