//! The webhook: is its secret set, and does custody post to this bank.

use dfns::{Client, wire::WebhookStatus};

use super::report::Finding;
use crate::{
    commands::custody::{EVENTS, registered},
    config::{CustodyConfig, FrontConfig, is_loopback_url},
};

pub(super) const WEBHOOK: &str = "custody.webhook";
/// Custody tells a secret once and compares it with nothing.
const UNTRIED: &str = "the secret itself cannot be tried";

/// Looks for the webhook at custody where a client works.
pub(super) async fn check(
    config: &CustodyConfig,
    front: Option<&FrontConfig>,
    client: Option<&Client>,
) -> Finding {
    if config.webhook_secrets.is_empty() {
        return warning(
            "no webhook secret is set: the bank learns of changes at custody by asking only"
                .to_owned(),
            "register one by `custody setup --webhook-url URL` and set what it prints".to_owned(),
        );
    }
    if let Some(front) =
        front.filter(|front| is_loopback_url(&front.api_url) && !is_loopback_url(&config.api_url))
    {
        return Finding::warning(
            WEBHOOK,
            format!(
                "custody cannot reach the API at {}, an address of this machine alone",
                front.api_url
            ),
            "set API_URL to the address at which custody reaches the API",
        )
        .of("API_URL");
    }
    match client.zip(front) {
        Some((client, front)) => {
            let base = front.api_url.as_str().trim_end_matches('/');
            at_custody(client, &format!("{base}/webhooks/custody")).await
        }
        None => passed(&format!("the secret of a webhook is set; {UNTRIED}")),
    }
}

async fn at_custody(client: &Client, url: &str) -> Finding {
    let webhook = match registered(client, url).await {
        Ok(Some(webhook)) => webhook,
        Ok(None) => {
            return warning(
                format!("a secret is set, but no webhook of the account posts to {url}"),
                format!(
                    "set API_URL to the address at which custody reaches the API, and register \
                     that by `custody setup --webhook-url {url}`"
                ),
            );
        }
        // Reading webhooks is a permission that the bank itself does without.
        Err(_) => {
            let says = "the secret of a webhook is set; the account may not look for it";
            return passed(&format!("{says}, and {UNTRIED}"));
        }
    };
    let id = &webhook.id;
    if webhook.status != WebhookStatus::Enabled {
        return warning(
            format!("{id} posts to {url}, but is {}", webhook.status),
            "enable it in the provider's dashboard".to_owned(),
        );
    }
    let mut missing = EVENTS.to_vec();
    missing.retain(|event| !webhook.events.iter().any(|it| it == event || it == "*"));
    if missing.is_empty() {
        return passed(&format!("{id} posts to {url}; {UNTRIED}"));
    }
    warning(
        format!("{id} posts to {url}, but not of {}", missing.join(", ")),
        "add them in the provider's dashboard".to_owned(),
    )
}

fn passed(says: &str) -> Finding {
    Finding::passed(WEBHOOK, says).of("DFNS_WEBHOOK_SECRET")
}

fn warning(says: String, mend: String) -> Finding {
    Finding::warning(WEBHOOK, says, mend).of("DFNS_WEBHOOK_SECRET")
}
