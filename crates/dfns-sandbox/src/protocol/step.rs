//! The endpoints of the protocol by name, as the matchers of faults name them.

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// Defines [`Step`] from one table, so that a step cannot miss its name.
macro_rules! steps {
    ($($variant:ident $name:literal;)*) => {
        /// One endpoint.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub(crate) enum Step {
            $(#[serde(rename = $name)] $variant,)*
            /// Any call that the protocol does not know; no fault can name it.
            #[default]
            #[serde(skip)]
            Other,
        }
    };
}

steps! {
    ActionInit "action_init";
    ActionComplete "action_complete";
    WalletCreate "wallet_create";
    WalletList "wallet_list";
    WalletUpdate "wallet_update";
    GetWallet "get_wallet";
    WalletTag "wallet_tag";
    WalletUntag "wallet_untag";
    GetAssets "get_assets";
    GetHistory "get_history";
    Transfer "transfer";
    ListTransfers "list_transfers";
    GetTransfer "get_transfer";
    AbortTransfer "abort_transfer";
    GetFees "get_fees";
    WebhookCreate "webhook_create";
    WebhookList "webhook_list";
    WebhookUpdate "webhook_update";
    WebhookDelete "webhook_delete";
    GetWebhook "get_webhook";
    WebhookPing "webhook_ping";
    WebhookEvents "webhook_events";
    WebhookEvent "webhook_event";
}

impl Step {
    /// The step of a method and a route's pattern.
    pub(super) fn of(method: &Method, template: &str) -> Self {
        match (method.as_str(), template) {
            (_, "/auth/action/init") => Self::ActionInit,
            (_, "/auth/action") => Self::ActionComplete,
            ("POST", "/wallets") => Self::WalletCreate,
            (_, "/wallets") => Self::WalletList,
            ("PUT", "/wallets/{wallet_id}") => Self::WalletUpdate,
            (_, "/wallets/{wallet_id}") => Self::GetWallet,
            ("PUT", "/wallets/{wallet_id}/tags") => Self::WalletTag,
            (_, "/wallets/{wallet_id}/tags") => Self::WalletUntag,
            (_, "/wallets/{wallet_id}/assets") => Self::GetAssets,
            (_, "/wallets/{wallet_id}/history") => Self::GetHistory,
            ("POST", "/wallets/{wallet_id}/transfers") => Self::Transfer,
            (_, "/wallets/{wallet_id}/transfers") => Self::ListTransfers,
            (_, "/wallets/{wallet_id}/transfers/{transfer_id}") => Self::GetTransfer,
            (_, "/wallets/{wallet_id}/transfers/{transfer_id}/abort") => Self::AbortTransfer,
            (_, "/networks/fees") => Self::GetFees,
            ("POST", "/webhooks") => Self::WebhookCreate,
            (_, "/webhooks") => Self::WebhookList,
            ("PUT", "/webhooks/{webhook_id}") => Self::WebhookUpdate,
            ("DELETE", "/webhooks/{webhook_id}") => Self::WebhookDelete,
            (_, "/webhooks/{webhook_id}") => Self::GetWebhook,
            (_, "/webhooks/{webhook_id}/ping") => Self::WebhookPing,
            (_, "/webhooks/{webhook_id}/events") => Self::WebhookEvents,
            (_, "/webhooks/{webhook_id}/events/{event_id}") => Self::WebhookEvent,
            _ => Self::Other,
        }
    }
}
