//! Authority as types: a handler that takes one of these cannot be reached without it.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use bank::people::VerifiedToken;
use bank::{Caller, RequestContext};
use time::OffsetDateTime;

use super::query::refuse_unknown;
use crate::auth::Identity;
use crate::problem::{Code, Problem, Result};
use crate::state::ApiState;

/// Anybody who is signed in. What such a person may see or do is for the bank to say; an employee
/// counts here as anybody else.
#[derive(Debug)]
pub(crate) struct Person(pub(crate) Caller);

/// Somebody who is signed in, on a route where an employee may see more than anybody else: the
/// role then has to be fresh.
#[derive(Debug)]
pub(crate) struct Reader(pub(crate) Caller);

/// An employee of the bank with a fresh role; others get 403.
#[derive(Debug)]
pub(crate) struct Employee(pub(crate) Caller);

/// Somebody who is signed in, and until when.
#[derive(Debug)]
pub(crate) struct Session {
    /// Who.
    pub(crate) caller: Caller,
    /// When the access token expires.
    pub(crate) expires_at: OffsetDateTime,
}

impl FromRequestParts<ApiState> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let token = bearer(&parts.headers)?;
        let Identity {
            issuer,
            subject,
            email,
            email_verified,
            name,
            roles,
            issued_at,
            expires_at,
        } = state.auth.authenticate(token).await?;
        let token = VerifiedToken {
            issuer,
            subject,
            email,
            email_verified,
            name,
            roles,
            issued_at,
        };
        let request = parts
            .extensions
            .get::<RequestContext>()
            .cloned()
            .unwrap_or_default();
        let caller = state.bank.sign_in(token, request).await?;
        // Here, since nearly every call comes by: none can forget it. After the token, as everywhere.
        refuse_unknown(parts)?;
        Ok(Self { caller, expires_at })
    }
}

impl FromRequestParts<ApiState> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        Session::from_request_parts(parts, state)
            .await
            .map(|session| Self(session.caller))
    }
}

impl FromRequestParts<ApiState> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let Person(caller) = Person::from_request_parts(parts, state).await?;
        if caller.is_employee {
            demand_fresh_role(&caller, state)?;
        }
        Ok(Self(caller))
    }
}

impl FromRequestParts<ApiState> for Employee {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let Person(caller) = Person::from_request_parts(parts, state).await?;
        if !caller.is_employee {
            return Err(Problem::with_detail(
                Code::Forbidden,
                "Only the bank's staff may do this.",
            ));
        }
        demand_fresh_role(&caller, state)?;
        Ok(Self(caller))
    }
}

fn demand_fresh_role(caller: &Caller, state: &ApiState) -> Result<()> {
    if state.auth.role_is_fresh(caller.token_issued_at) {
        Ok(())
    } else {
        Err(Problem::new(Code::TokenTooOld))
    }
}

/// The token of the one header `Authorization: Bearer <token>` (RFC 6750, section 2.1). Tokens in
/// queries or bodies are not looked for: they end up in logs.
fn bearer(headers: &HeaderMap) -> Result<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = match (values.next(), values.next()) {
        (None, _) => return Err(Problem::new(Code::TokenMissing)),
        (Some(only), None) => only,
        (Some(_), Some(_)) => return Err(Problem::new(Code::TokenInvalid)),
    };
    let text = value
        .to_str()
        .map_err(|_| Problem::new(Code::TokenInvalid))?;
    let (scheme, token) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Problem::new(Code::TokenMissing));
    }
    Ok(token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn of(values: &[&'static str]) -> Result<String, Code> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        bearer(&headers)
            .map(str::to_owned)
            .map_err(|problem| problem.code())
    }

    #[test]
    fn the_token_comes_from_one_header() {
        assert_eq!(of(&["Bearer abc"]), Ok("abc".to_owned()));
        assert_eq!(of(&["bearer  abc"]), Ok("abc".to_owned()));
        assert_eq!(of(&[]), Err(Code::TokenMissing));
        assert_eq!(of(&["Basic abc"]), Err(Code::TokenMissing));
        assert_eq!(of(&["Bearer a", "Bearer b"]), Err(Code::TokenInvalid));
    }
}
