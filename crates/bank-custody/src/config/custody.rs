//! The bank's one service account at custody: `DFNS_…` and the call budget.

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{Faults, Vars, is_safe_url, secret};

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
    /// Keys that messages of the webhook may be signed with (`DFNS_WEBHOOK_SECRET`); more than one
    /// while they are being changed, none where nothing is received.
    pub webhook_secrets: Vec<SecretString>,
    /// Calls a minute that the bank may make (`CUSTODY_CALLS_PER_MINUTE`).
    pub calls_per_minute: u32,
}

const DEFAULT_URL: &str = "https://api.dfns.io";
const DEFAULT_CALLS_PER_MINUTE: u32 = 1000;
/// With fewer there would be no room for anything beside transfers.
const CALLS_MIN: u32 = 10;

impl CustodyConfig {
    /// A fault in what no call needs is noted, and its default stands in.
    pub(crate) fn read(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        let api_url = read_url(vars, faults);
        let auth_token = read_token(vars, faults);
        let credential_id = faults.required(
            vars,
            "DFNS_CRED_ID",
            "the id of the service account's credential, for example cr-…",
        );
        let private_key_pem = read_private_key(vars, faults);
        let webhook_secrets = read_webhook_secrets(vars, faults);
        let calls_per_minute = read_calls_per_minute(vars, faults, DEFAULT_CALLS_PER_MINUTE);
        Some(Self {
            api_url: api_url?,
            auth_token: auth_token?,
            credential_id: credential_id?.to_owned(),
            private_key_pem: private_key_pem?,
            webhook_secrets: webhook_secrets.unwrap_or_default(),
            calls_per_minute: calls_per_minute.unwrap_or(DEFAULT_CALLS_PER_MINUTE),
        })
    }
}

fn read_token(vars: &Vars, faults: &mut Faults) -> Option<SecretString> {
    const VARIABLE: &str = "DFNS_AUTH_TOKEN";
    const EXPECTED: &str = "the access token that was shown when the service account was created, \
         alone and on one line, or @FILE";
    let secret = secret::required(vars, faults, VARIABLE, EXPECTED)?;
    let token = secret.expose_secret();
    if token
        .split_whitespace()
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("bearer"))
    {
        faults.add(VARIABLE, "has the word Bearer before the token", EXPECTED);
        return None;
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        faults.add(VARIABLE, "holds more than a token", EXPECTED);
        return None;
    }
    Some(secret)
}

/// What is set, or else what this custody allows by default; `None` after a fault.
pub(crate) fn read_calls_per_minute(vars: &Vars, faults: &mut Faults, default: u32) -> Option<u32> {
    let Some(text) = vars.get("CUSTODY_CALLS_PER_MINUTE") else {
        return Some(default);
    };
    let calls = text.parse().ok().filter(|calls| *calls >= CALLS_MIN);
    if calls.is_none() {
        faults.add(
            "CUSTODY_CALLS_PER_MINUTE",
            "is no such number",
            "a whole number from 10 on: a transfer takes three",
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

/// The secrets, apart by commas; `None` after a fault.
fn read_webhook_secrets(vars: &Vars, faults: &mut Faults) -> Option<Vec<SecretString>> {
    const EXPECTED: &str = "the text whs-… that was shown when the webhook was registered, or @FILE; \
         several with commas between them while they are being changed";
    let text = secret::read(vars, faults, "DFNS_WEBHOOK_SECRET", EXPECTED)?;
    let text = text.unwrap_or_default();
    let secrets: Vec<&str> = text
        .expose_secret()
        .split(',')
        .map(str::trim)
        .filter(|secret| !secret.is_empty())
        .collect();
    let is_secret = |secret: &&str| {
        let random = secret.strip_prefix("whs-").unwrap_or_default();
        random.len() >= 8 && random.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if !secrets.iter().all(is_secret) {
        faults.add("DFNS_WEBHOOK_SECRET", "is no webhook secret", EXPECTED);
        return None;
    }
    Some(secrets.into_iter().map(SecretString::from).collect())
}

fn read_private_key(vars: &Vars, faults: &mut Faults) -> Option<SecretString> {
    const EXPECTED: &str = "a PEM private key, on one line with \\n between its lines, or @FILE";
    let pem = secret::required(vars, faults, "DFNS_PRIVATE_KEY", EXPECTED)?;
    let pem = pem.expose_secret().replace("\\n", "\n");
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
