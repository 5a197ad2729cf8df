//! The inner form of an access token: what its claims must say, and what they say of the person.

use std::time::Duration;

use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::{AuthSettings, TokenError};

/// The longest subject that is stored.
const SUBJECT_LENGTH_MAX: usize = 255;

/// A person, as a verified token describes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The issuer that knows the person.
    pub issuer: String,
    /// The issuer's name for the person, never empty.
    pub subject: String,
    /// Email, if the token names one.
    pub email: Option<String>,
    /// Whether the issuer has verified it; `None` when the token does not say.
    pub email_verified: Option<bool>,
    /// Name for people, if the token names one.
    pub name: Option<String>,
    /// Roles; none when the claim is not a list of texts.
    pub roles: Vec<String>,
    /// When the token was issued.
    pub issued_at: OffsetDateTime,
    /// When it expires.
    pub expires_at: OffsetDateTime,
}

/// Checks the claims of a token whose signature is right.
pub(super) fn judge(
    payload: &[u8],
    settings: &AuthSettings,
    now: OffsetDateTime,
    leeway: Duration,
) -> Result<Identity, TokenError> {
    let claims: Map<String, Value> =
        serde_json::from_slice(payload).map_err(|_| TokenError::Invalid("unreadable claims"))?;
    if text(&claims, "iss") != Some(&settings.issuer) {
        return Err(TokenError::Invalid("another issuer"));
    }
    if !names_audience(claims.get("aud"), &settings.audience) {
        return Err(TokenError::Invalid("another audience"));
    }
    let expires_at = date(&claims, "exp")?.ok_or(TokenError::Invalid("no expiry"))?;
    let issued_at = date(&claims, "iat")?.ok_or(TokenError::Invalid("no time of issue"))?;
    if now >= expires_at + leeway {
        return Err(TokenError::Expired);
    }
    let starts_at = date(&claims, "nbf")?.map_or(issued_at, |start| start.max(issued_at));
    if starts_at > now + leeway {
        return Err(TokenError::NotYetValid);
    }
    let subject = text(&claims, "sub")
        .filter(|subject| !subject.is_empty() && subject.len() <= SUBJECT_LENGTH_MAX)
        .ok_or(TokenError::Invalid("no subject"))?;
    let namespaced = |name: &str| claims.get(&format!("{}{name}", settings.claims_namespace));
    let person = |name: &str| {
        let claim = namespaced(name).or_else(|| claims.get(name));
        claim
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let email_verified = namespaced("email_verified").or_else(|| claims.get("email_verified"));
    Ok(Identity {
        issuer: settings.issuer.clone(),
        subject: subject.to_owned(),
        email: person("email"),
        email_verified: verified(email_verified),
        name: person("name"),
        roles: roles(namespaced("roles")),
        issued_at,
        expires_at,
    })
}

/// Some providers write the truth value as a text. What is neither counts as not verified, since
/// only a missing claim may be taken for silence.
fn verified(claim: Option<&Value>) -> Option<bool> {
    match claim? {
        Value::Null => None,
        Value::Bool(verified) => Some(*verified),
        Value::String(text) => Some(text == "true"),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => Some(false),
    }
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// The audience is one text or a list of texts (RFC 7519, section 4.1.3).
fn names_audience(claim: Option<&Value>, audience: &str) -> bool {
    match claim {
        Some(Value::String(only)) => only == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(audience)),
        _ => false,
    }
}

/// Anything but a list of texts gives no role at all: a half-read list may hold a wrong one.
fn roles(claim: Option<&Value>) -> Vec<String> {
    let Some(Value::Array(items)) = claim else {
        return Vec::new();
    };
    items
        .iter()
        .map(|item| item.as_str().map(str::to_owned))
        .collect::<Option<Vec<String>>>()
        .unwrap_or_default()
}

/// A date in seconds since 1970 (RFC 7519, NumericDate); a fraction is cut off as text, since no
/// float is needed for it.
fn date(claims: &Map<String, Value>, name: &str) -> Result<Option<OffsetDateTime>, TokenError> {
    let unreadable = TokenError::Invalid("unreadable date");
    let number = match claims.get(name) {
        None => return Ok(None),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return Err(unreadable),
    };
    let seconds = number
        .split_once('.')
        .map_or(number.as_str(), |(whole, _)| whole);
    let seconds: i64 = seconds.parse().map_err(|_| unreadable.clone())?;
    // Far-away dates would overflow when the leeway is added.
    let sane = (0..=253_402_300_000).contains(&seconds);
    sane.then(|| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .flatten()
        .map(Some)
        .ok_or(unreadable)
}
