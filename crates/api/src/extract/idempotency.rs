//! The header `Idempotency-Key`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use bank::idempotency::IdempotencyKey;
use utoipa::IntoParams;

use crate::problem::{Code, Problem, Result};

/// The name of the header.
pub(crate) const HEADER: &str = "idempotency-key";

/// The header as the OpenAPI document describes it.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "a description; the header itself is read by hand")]
pub(crate) struct IdempotencyHeader {
    /// Makes a repeat harmless: the same key with the same body is answered by the same thing.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 128,
        pattern = "^[!-~]+$",
        example = "order-7"
    )]
    key: Option<String>,
}

/// The key that the client gave to this request, if it did.
#[derive(Debug)]
pub(crate) struct Idempotent(pub(crate) Option<IdempotencyKey>);

impl<S: Send + Sync> FromRequestParts<S> for Idempotent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let mut values = parts.headers.get_all(HEADER).iter();
        let refused = || Problem::new(Code::InvalidIdempotencyKey);
        match (values.next(), values.next()) {
            (None, _) => Ok(Self(None)),
            (Some(only), None) => {
                let text = only.to_str().map_err(|_| refused())?;
                IdempotencyKey::parse(text)
                    .map(|key| Self(Some(key)))
                    .map_err(|_| refused())
            }
            // Two keys would leave open which of them counts.
            (Some(_), Some(_)) => Err(refused()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, Request};

    async fn key(values: &[&[u8]]) -> Result<Option<String>> {
        let mut request = Request::new(());
        for value in values {
            request
                .headers_mut()
                .append(HEADER, HeaderValue::from_bytes(value).unwrap());
        }
        let (mut parts, ()) = request.into_parts();
        let Idempotent(key) = Idempotent::from_request_parts(&mut parts, &()).await?;
        Ok(key.map(|key| key.as_str().to_owned()))
    }

    #[tokio::test]
    async fn a_key_is_visible_ascii_and_given_once() {
        assert_eq!(key(&[]).await.unwrap(), None);
        assert_eq!(
            key(&[b"order-7"]).await.unwrap().as_deref(),
            Some("order-7")
        );
        assert!(key(&[&[b'x'; 128]]).await.is_ok());
        for bad in [&b""[..], b"a b", b"\xc3\xa9", &[b'x'; 129]] {
            assert_eq!(
                key(&[bad]).await.unwrap_err().code(),
                Code::InvalidIdempotencyKey
            );
        }
        assert!(key(&[b"a", b"a"]).await.is_err());
    }
}
