//! `custody setup`: makes the service account's key pair, and registers the webhook.

use std::path::Path;

use anyhow::{Context as _, bail};
use dfns::{
    Cause, Client, KeyKind, NewKeyPair, PageQuery,
    wire::{CreateWebhook, Webhook},
};
use url::Url;

use super::permissions;
use crate::{
    assembly,
    cli::{KeyKindArg, SetupArgs},
    commands::{key_files::write_key_pair, print},
    config::{CustodyConfig, Faults, Vars, is_loopback_url, is_safe_url},
};

/// Where the API takes custody's messages, behind its own address.
const WEBHOOK_PATH: &str = "/webhooks/custody";

/// What the bank wants to hear of: every step of its transfers, and money that arrives.
pub(crate) const EVENTS: [&str; 8] = [
    "wallet.transfer.requested",
    "wallet.transfer.broadcasted",
    "wallet.transfer.confirmed",
    "wallet.transfer.failed",
    "wallet.transfer.rejected",
    "wallet.blockchain_event.transfer.included",
    "wallet.blockchainevent.detected",
    "wallet.created",
];

pub(super) async fn run(args: SetupArgs, vars: &Vars) -> anyhow::Result<()> {
    let SetupArgs {
        kind,
        key_file,
        webhook_url,
    } = args;
    match webhook_url {
        Some(url) => register_webhook(&url, vars).await,
        None => make_key_pair(kind, &key_file),
    }
}

fn make_key_pair(kind: KeyKindArg, key_file: &Path) -> anyhow::Result<()> {
    let kind = match kind {
        KeyKindArg::Ed25519 => KeyKind::Ed25519,
        KeyKindArg::P256 => KeyKind::P256,
        KeyKindArg::Secp256k1 => KeyKind::Secp256k1,
        KeyKindArg::Rsa => KeyKind::Rsa,
    };
    let pair = NewKeyPair::generate(kind).context("the key pair")?;
    let public_file = write_key_pair(key_file, &pair)?;
    let needed = permissions::NEEDED.join("\n   ");
    let for_webhooks = permissions::FOR_WEBHOOKS.join(" and ");
    print(format_args!(
        "The private key ({kind}) is in {key}, readable by you alone. It never leaves this \
         machine; keep a copy where you keep such things.\n\
         \n\
         1. In the provider's dashboard make a role with these permissions ({for_webhooks} too, \
         if this account shall register the webhook):\n   {needed}\n\
         2. Make a service account with this public key, which is in {public} as well:\n\
         {public_key}\
         3. Give it the role: a new account has none.\n\
         4. Set these variables, with the token and the credential's id that the dashboard shows \
         (the token once):\n\
         DFNS_AUTH_TOKEN=\n\
         DFNS_CRED_ID=\n\
         DFNS_PRIVATE_KEY=@{key}\n\
         5. Try them: bank-custody check\n\
         6. Register the webhook: bank-custody custody setup --webhook-url \
         https://YOUR.HOST/webhooks/custody\n",
        key = key_file.display(),
        public = public_file.display(),
        public_key = pair.public_key_pem,
    ))
}

async fn register_webhook(address: &str, vars: &Vars) -> anyhow::Result<()> {
    let Some(address) = Url::parse(address).ok().filter(is_safe_url) else {
        bail!("--webhook-url: {address} is no https address");
    };
    let url = address.as_str();
    let Some(api_url) = url.strip_suffix(WEBHOOK_PATH) else {
        bail!(
            "--webhook-url: {url} does not end with {WEBHOOK_PATH}, the only address at which the \
             API takes custody's messages"
        );
    };
    let mut faults = Faults::default();
    let config = CustodyConfig::read(vars, &mut faults);
    let config = faults.into_result(config)?;
    if is_loopback_url(&address) && !is_loopback_url(&config.api_url) {
        bail!(
            "--webhook-url: {url} is this machine alone, which custody at {} does not reach",
            config.api_url
        );
    }
    let client = assembly::custody_client(&config)?;
    if let Some(webhook) = registered(&client, url).await? {
        bail!(
            "{} is registered for this address already. Its secret was shown only then: set it as \
             DFNS_WEBHOOK_SECRET, or delete the webhook in the provider's dashboard and come back",
            webhook.id
        );
    }
    let new = CreateWebhook {
        url: url.to_owned(),
        events: EVENTS.map(str::to_owned).to_vec(),
        description: Some("What the bank's transfers and wallets went through".to_owned()),
        status: None,
    };
    let [create, _] = permissions::FOR_WEBHOOKS;
    let created = client.create_webhook(&new).await;
    let created =
        created.map_err(|error| explained(error, "the webhook was not registered", create))?;
    print(format_args!(
        "{} posts to {url} from now on. Its secret is shown only once:\n\
         DFNS_WEBHOOK_SECRET={}\n\
         API_URL={api_url}\n",
        created.webhook.id, created.secret
    ))
}

/// A failed call of the account, with what to do about it.
fn explained(error: dfns::Error, what: &str, permission: &str) -> anyhow::Error {
    let is_forbidden = matches!(error.cause(), Cause::Status(refusal) if refusal.status == 403);
    let advice = if is_forbidden {
        format!("the account needs {permission}")
    } else {
        "`bank-custody check` says what is wrong with the account".to_owned()
    };
    anyhow::Error::new(error).context(format!("{what}; {advice}"))
}

/// The webhook of that address, when there is one.
pub(in crate::commands) async fn registered(
    client: &Client,
    url: &str,
) -> anyhow::Result<Option<Webhook>> {
    let mut page = PageQuery {
        limit: Some(200),
        token: None,
    };
    loop {
        let [_, read] = permissions::FOR_WEBHOOKS;
        let found = client.webhooks(&page).await;
        let found = found.map_err(|error| explained(error, "the webhooks cannot be read", read))?;
        if let Some(webhook) = found.items.into_iter().find(|webhook| webhook.url == url) {
            return Ok(Some(webhook));
        }
        match found.next_page_token {
            Some(next) => page.token = Some(next),
            None => return Ok(None),
        }
    }
}
