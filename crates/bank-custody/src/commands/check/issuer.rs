//! The identity provider: is it there, is it the one that is configured, are its keys usable, do
//! the clocks agree, can it end a session, what will its claims be called.

use std::{sync::Arc, time::Duration};

use bank::{Clock as _, SystemClock};
use reqwest::header::DATE;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc2822};

use super::report::{Finding, Report};
use crate::{
    assembly,
    causes::chain,
    config::{Faults, IdentityConfig},
};

pub(super) const DISCOVERY: &str = "issuer.discovery";
const KEYS: &str = "issuer.keys";
const LOGOUT: &str = "issuer.logout";
const CLOCK: &str = "issuer.clock";
const NAMESPACE: &str = "issuer.claims_namespace";
const EMAIL_VERIFIED: &str = "issuer.email_verified";
pub(super) const NAMESPACE_VARIABLE: &str = "AUTH_CLAIMS_NAMESPACE";
pub(super) const CHECKS: [&str; 6] = [DISCOVERY, KEYS, LOGOUT, CLOCK, EMAIL_VERIFIED, NAMESPACE];

const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// Beyond it tokens are refused as not yet valid or as expired.
const SKEW_MAX_S: u64 = 30;
/// The header has whole seconds, and the answer was on its way.
const SKEW_WARN_S: u64 = 10;

/// What the provider publishes of itself, and how far its clock was from ours when it did.
struct Published {
    document: Value,
    /// Seconds by which this machine is ahead.
    ahead_s: Option<i64>,
}

pub(super) async fn check(config: &IdentityConfig, faults: &Faults, report: &mut Report) {
    match discover(config).await {
        Ok(published) => {
            let found = discovery(config, &published.document);
            let is_ours = found.is_ok();
            report.add(found.unwrap_or_else(|finding| *finding));
            report.add(if is_ours {
                keys(config).await
            } else {
                Finding::skipped(KEYS, "they would be another issuer's")
            });
            report.add(logout(&published.document));
            report.add(clock(published.ahead_s));
            report.add(email_verified(
                &published.document,
                &config.claims_namespace,
            ));
        }
        Err(finding) => {
            report.add(*finding);
            report.skip_all(
                &[KEYS, LOGOUT, CLOCK, EMAIL_VERIFIED],
                "the provider was not reached",
            );
        }
    }
    if faults.names(NAMESPACE_VARIABLE) {
        let why = format!("{NAMESPACE_VARIABLE} cannot be used");
        return report.add(Finding::skipped(NAMESPACE, why));
    }
    let says = format!(
        "claims are called {}roles and so on",
        config.claims_namespace
    );
    report.add(Finding::passed(NAMESPACE, says).of(NAMESPACE_VARIABLE));
}

/// A token that says nothing about it makes every address a verified one.
fn email_verified(document: &Value, namespace: &str) -> Finding {
    const CLAIM: &str = "email_verified";
    let namespaced = format!("{namespace}{CLAIM}");
    let claims = document.get("claims_supported").and_then(Value::as_array);
    let mut claims = claims.into_iter().flatten().filter_map(Value::as_str);
    if claims.any(|claim| claim == CLAIM || claim == namespaced) {
        let says = "the provider knows the claim; whether access tokens have it shows \
                    `check --access-token FILE`";
        return Finding::passed(EMAIL_VERIFIED, says);
    }
    Finding::warning(
        EMAIL_VERIFIED,
        "the provider does not say that it knows the claim email_verified: without it every \
         address counts as verified",
        "let the provider put email_verified into access tokens, and look at a real one by \
         `check --access-token FILE`",
    )
}

async fn discover(config: &IdentityConfig) -> Result<Published, Box<Finding>> {
    let base = config.issuer.trim_end_matches('/');
    let url = format!("{base}/.well-known/openid-configuration");
    let failed = |says: String, mend: &str| {
        let variable = if config.is_auth0 {
            "AUTH0_DOMAIN"
        } else {
            "OIDC_ISSUER"
        };
        Box::new(Finding::failed(DISCOVERY, says, mend).of(variable))
    };
    let unreachable = |error: reqwest::Error| {
        failed(
            format!("{url} cannot be read: {}", chain(&error.without_url())),
            "look at the issuer's address, the network and its proxy; behind a private authority \
             set SSL_CERT_FILE to a file with the platform's authorities and this one",
        )
    };
    let client = reqwest::Client::builder()
        .timeout(CALL_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(unreachable)?;
    let response = client.get(&url).send().await.map_err(unreachable)?;
    let status = response.status();
    if !status.is_success() {
        return Err(failed(
            format!("{url} answers with status {}", status.as_u16()),
            "the issuer's address is the one before /.well-known, with a realm or tenant in it \
             where the provider has them",
        ));
    }
    let date = response.headers().get(DATE);
    let date = date.and_then(|date| date.to_str().ok());
    let date = date.and_then(|date| OffsetDateTime::parse(date, &Rfc2822).ok());
    let ahead_s = date.map(|date| (SystemClock.now() - date).whole_seconds());
    let document = response.json().await.map_err(|error| {
        failed(
            format!("{url} is no discovery document: {}", error.without_url()),
            "the issuer must be an OpenID provider with discovery",
        )
    })?;
    Ok(Published { document, ahead_s })
}

/// Tokens name the issuer letter by letter as the document does.
fn discovery(config: &IdentityConfig, document: &Value) -> Result<Finding, Box<Finding>> {
    let published = text(document, "issuer").unwrap_or_default();
    if published != config.issuer {
        let finding = Finding::failed(
            DISCOVERY,
            format!(
                "the provider calls itself {published:?}, the bank expects {:?}",
                config.issuer
            ),
            format!("set OIDC_ISSUER={published}, exactly so, and leave AUTH0_DOMAIN empty"),
        );
        return Err(Box::new(finding.of("OIDC_ISSUER")));
    }
    let says = format!("{published} publishes what it is");
    Ok(Finding::passed(DISCOVERY, says))
}

/// Fetches them just as the API does.
async fn keys(config: &IdentityConfig) -> Finding {
    let auth = match assembly::authenticator(config, Arc::new(SystemClock)) {
        Ok(auth) => auth,
        Err(error) => {
            let mend = "look at SSL_CERT_FILE and the machine's certificates";
            return Finding::failed(KEYS, format!("{error:#}"), mend);
        }
    };
    match auth.refresh_keys().await {
        Ok(()) => Finding::passed(KEYS, "the API can check the provider's signatures"),
        Err(error) => Finding::failed(
            KEYS,
            format!("the provider's keys cannot be used: {}", chain(&error)),
            "the provider must publish RS256, ES256 or EdDSA keys with an id at its jwks_uri, over \
             https",
        ),
    }
}

fn logout(document: &Value) -> Finding {
    match text(document, "end_session_endpoint") {
        Some(url) => Finding::passed(LOGOUT, format!("sessions end at {url}")),
        None => Finding::warning(
            LOGOUT,
            "the provider names no end_session_endpoint: who signs out here stays signed in there",
            "Auth0: switch on RP-initiated logout discovery in the tenant's advanced settings",
        ),
    }
}

fn clock(ahead_s: Option<i64>) -> Finding {
    let Some(ahead_s) = ahead_s else {
        return Finding::skipped(CLOCK, "the provider does not say what time it is");
    };
    let skew_s = ahead_s.unsigned_abs();
    let side = if ahead_s < 0 { "behind" } else { "ahead of" };
    let says = format!("this machine is {skew_s} s {side} the provider");
    let mend = "set the clock by NTP, on this machine first";
    match skew_s {
        0..SKEW_WARN_S => Finding::passed(CLOCK, says),
        SKEW_WARN_S..=SKEW_MAX_S => Finding::warning(CLOCK, says, mend),
        _ => Finding::failed(CLOCK, format!("{says}: tokens will be refused"), mend),
    }
}

fn text<'a>(document: &'a Value, name: &str) -> Option<&'a str> {
    document.get(name).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn small_differences_pass_and_both_sides_count() {
        for (ahead_s, outcome, words) in [
            (0, "passed", "0 s ahead of"),
            (-9, "passed", "9 s behind"),
            (10, "warning", "10 s ahead of"),
            (-30, "warning", "30 s behind"),
            (31, "failed", "31 s ahead of"),
            (-31, "failed", "31 s behind"),
        ] {
            let found = serde_json::to_string(&clock(Some(ahead_s))).unwrap();
            assert!(found.contains(outcome) && found.contains(words), "{found}");
        }
        let silent = serde_json::to_string(&clock(None)).unwrap();
        assert!(silent.contains("skipped"), "{silent}");
    }
}
