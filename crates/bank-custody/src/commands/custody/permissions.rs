//! What the service account must be allowed to do, by the vendor's names ("Roles and permissions"
//! in its documentation).

/// Needed while the bank runs.
pub(in crate::commands) const NEEDED: [&str; 5] = [
    "Wallets:Create",
    "Wallets:Read",
    "Wallets:Transfers:Create",
    "Wallets:Transfers:Read",
    "Keys:Create",
];

/// Needed to register the webhook.
pub(in crate::commands) const FOR_WEBHOOKS: [&str; 2] = ["Webhooks:Create", "Webhooks:Read"];
