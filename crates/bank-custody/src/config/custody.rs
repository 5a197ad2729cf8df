//! The bank's one service account at custody: `DFNS_…` and the call budget.

use secrecy::SecretString;
use url::Url;

use super::{Faults, Vars, is_safe_url};

/// How custody is reached and who we are there.
#[derive(Clone, Debug)]
pub struct CustodyConfig {
    /// Base address (`DFNS_API_URL`).
    pub api_url: Url,
    /// Bearer token of the service account (`DFNS_AUTH_TOKEN`).
    pub auth_token: SecretString,
    /// Credential whose key signs (`DFNS_CRED_ID`).
    pub credential_id: String,
    /// The key itself, PEM (`DFNS_PRIVATE_KEY`).
    pub private_key_pem: SecretString,
    /// Key of the signatures on webhooks (`DFNS_WEBHOOK_SECRET`), when there is one.
    pub webhook_secret: Option<SecretString>,
    /// Calls a minute that the bank may make (`CUSTODY_CALLS_PER_MINUTE`).
    pub calls_per_minute: u32,
}

const DEFAULT_URL: &str = "https://api.dfns.io";

impl CustodyConfig {
    pub(crate) fn read(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        let api_url = read_url(vars, faults);
        let auth_token = faults.required(
            vars,
            "DFNS_AUTH_TOKEN",
            "the access token that was shown when the service account was created",
        );
        let credential_id = faults.required(
            vars,
            "DFNS_CRED_ID",
            "the id of the service account's credential, for example cr-…",
        );
        let private_key_pem = read_private_key(vars, faults);
        let webhook_secret = read_webhook_secret(vars, faults);
        let calls_per_minute = read_calls_per_minute(vars, faults);
        Some(Self {
            api_url: api_url?,
            auth_token: SecretString::from(auth_token?),
            credential_id: credential_id?.to_owned(),
            private_key_pem: private_key_pem?,
            webhook_secret: webhook_secret?,
            calls_per_minute: calls_per_minute?,
        })
    }
}

pub(crate) fn read_calls_per_minute(vars: &Vars, faults: &mut Faults) -> Option<u32> {
    let Some(text) = vars.get("CUSTODY_CALLS_PER_MINUTE") else {
        return Some(1000);
    };
    let calls = text.parse().ok().filter(|calls| *calls > 0);
    if calls.is_none() {
        faults.add(
            "CUSTODY_CALLS_PER_MINUTE",
            "is no such number",
            "a whole number above 0",
        );
    }
    calls
}

fn read_url(vars: &Vars, faults: &mut Faults) -> Option<Url> {
    let url = Url::parse(vars.get("DFNS_API_URL").unwrap_or(DEFAULT_URL)).ok();
    let url = url.filter(is_safe_url);
    if url.is_none() {
        faults.add(
            "DFNS_API_URL",
            "is no usable address",
            "an https address such as https://api.dfns.io (plain http only on this machine)",
        );
    }
    url
}

/// The secret's form: `Some(None)` when it is unset, `None` after a fault.
fn read_webhook_secret(vars: &Vars, faults: &mut Faults) -> Option<Option<SecretString>> {
    let Some(text) = vars.get("DFNS_WEBHOOK_SECRET") else {
        return Some(None);
    };
    let random = text.strip_prefix("whs-").unwrap_or_default();
    if random.len() < 8 || !random.bytes().all(|byte| byte.is_ascii_graphic()) {
        faults.add(
            "DFNS_WEBHOOK_SECRET",
            "is no webhook secret",
            "the text whs-… that was shown when the webhook was registered",
        );
        return None;
    }
    Some(Some(SecretString::from(text)))
}

fn read_private_key(vars: &Vars, faults: &mut Faults) -> Option<SecretString> {
    const EXPECTED: &str = "a PEM private key, on one line with \\n between its lines, or @FILE";
    let value = faults.required(vars, "DFNS_PRIVATE_KEY", EXPECTED)?;
    // Container tools hand over the quotes of an environment file as part of the value.
    let value = value.trim_matches('"');
    let pem = match value.strip_prefix('@') {
        Some(path) => match std::fs::read_to_string(path) {
            Ok(pem) => pem,
            Err(error) => {
                faults.add(
                    "DFNS_PRIVATE_KEY",
                    format!("names a file: {error}"),
                    EXPECTED,
                );
                return None;
            }
        },
        None => value.replace("\\n", "\n"),
    };
    if let Err(error) = dfns::SigningKey::from_pem(&pem) {
        faults.add(
            "DFNS_PRIVATE_KEY",
            format!("is no usable key: {error}"),
            EXPECTED,
        );
        return None;
    }
    Some(SecretString::from(pem))
}
