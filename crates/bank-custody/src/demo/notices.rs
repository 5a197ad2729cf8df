//! The demo's own webhook: its custody tells the bank by itself what happens, as in production, with
//! a secret that nobody has to set.

use std::net::SocketAddr;

use anyhow::Context as _;
use custody_dfns::DfnsNotices;
use dfns::{Client, PageQuery, SecretString, wire::CreateWebhook};

use crate::commands::WEBHOOK_EVENTS;

/// Tells the webhook of an earlier start, whose secret is gone, from others.
const DESCRIPTION: &str = "The demo bank";

/// Registers the bank's address at custody, in the place of the one of the last start, and lets the
/// bank believe what comes.
pub(super) async fn register(
    custody: &Client,
    api: SocketAddr,
    notices: &DfnsNotices,
) -> anyhow::Result<()> {
    let all = PageQuery::default();
    let known = custody.webhooks(&all).await.context("custody's webhooks")?;
    for webhook in known.items {
        if webhook.description.as_deref() == Some(DESCRIPTION) {
            custody
                .delete_webhook(&webhook.id)
                .await
                .context("the webhook of an earlier start")?;
        }
    }
    let new = CreateWebhook {
        url: format!("http://{api}/webhooks/custody"),
        events: WEBHOOK_EVENTS.map(str::to_owned).to_vec(),
        description: Some(DESCRIPTION.to_owned()),
        status: None,
    };
    let created = custody
        .create_webhook(&new)
        .await
        .context("the demo's webhook")?;
    notices.trust(&SecretString::from(created.secret));
    Ok(())
}
