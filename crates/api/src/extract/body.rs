//! JSON bodies: in UTF-8, without a field that we do not know.

mod arrival;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::input_fault;
use crate::problem::{Code, Problem, Result};

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Json<T>(pub(crate) T);

/// A JSON body that may be left out.
#[derive(Debug)]
pub(crate) struct OptionalJson<T>(pub(crate) T);

/// The bytes of a body as they came, bounded like every body.
#[derive(Debug)]
pub(crate) struct RawBody(pub(crate) Bytes);

/// Nothing: what comes all the same is bounded like every body, and says nothing.
#[derive(Debug)]
pub(crate) struct NoBody;

/// A body without fields.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl<S, T> FromRequest<S> for Json<T>
where
    S: Send + Sync,
    T: DeserializeOwned,
{
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        demand_json(&parts.headers)?;
        let bytes = arrival::read(&parts.headers, body).await?;
        parse(&bytes).map(Self)
    }
}

impl<S, T> FromRequest<S> for OptionalJson<T>
where
    S: Send + Sync,
    T: DeserializeOwned + Default,
{
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        let bytes = arrival::read(&parts.headers, body).await?;
        if bytes.is_empty() {
            return Ok(Self(T::default()));
        }
        demand_json(&parts.headers)?;
        parse(&bytes).map(Self)
    }
}

impl<S: Send + Sync> FromRequest<S> for RawBody {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let (parts, body) = request.into_parts();
        arrival::read(&parts.headers, body).await.map(Self)
    }
}

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let OptionalJson(Nothing {}) = OptionalJson::from_request(request, state).await?;
        Ok(Self)
    }
}

fn demand_json(headers: &HeaderMap) -> Result<()> {
    let refused = || Problem::new(Code::UnsupportedMediaType);
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(refused());
    };
    let value = value.to_str().map_err(|_| refused())?;
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.all(|parameter| {
        let unquoted = parameter.replace('"', "").to_ascii_lowercase();
        unquoted.is_empty() || unquoted == "charset=utf-8"
    });
    if is_json && is_utf8 {
        Ok(())
    } else {
        Err(refused())
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::with_detail(Code::MalformedBody, "The body is not UTF-8."))?;
    demand_object(text)?;
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().clone();
        let error = error.into_inner();
        if error.is_data() {
            let fault = input_fault(&path, &error.to_string());
            Problem::of_field(Code::Invalid, fault.field, fault.code, fault.detail)
        } else {
            malformed(&error)
        }
    })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// A list would be read as the fields of a struct in their order, so a body must be an object.
fn demand_object(text: &str) -> Result<()> {
    if text
        .trim_start_matches([' ', '\t', '\r', '\n'])
        .starts_with('{')
    {
        return Ok(());
    }
    serde_json::from_str::<IgnoredAny>(text).map_err(|error| malformed(&error))?;
    let detail = "The body must be a JSON object.";
    Err(Problem::of_field(
        Code::Invalid,
        "body",
        "wrong_type",
        detail,
    ))
}

/// The position alone: the parser's own words may repeat what was sent.
fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let detail = format!("The body is not valid JSON: line {line}, column {column}.");
    Problem::with_detail(Code::MalformedBody, detail)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use api_types::{CreateDelegation, CreateTransfer, Decision};
    use axum::body::Body;
    use axum::http::HeaderValue;
    use bytes::Bytes;

    use super::*;

    fn request(body: impl Into<Body>) -> Request {
        Request::builder()
            .header("content-type", "application/json")
            .body(body.into())
            .unwrap()
    }

    async fn code_of<T: DeserializeOwned>(request: Request) -> (Code, String) {
        let refused = Json::<T>::from_request(request, &())
            .await
            .map(|_| ())
            .unwrap_err();
        let document = refused.document(None);
        let field = document
            .errors
            .first()
            .map(|e| format!("{} {}", e.field, e.code));
        (refused.code(), field.unwrap_or_default())
    }

    async fn refused(body: &str) -> (Code, String) {
        code_of::<CreateTransfer>(request(body.to_owned())).await
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    const GOOD: &str = r#"{"wallet_id":"w","to_address":"0x1","amount":"1"}"#;

    #[tokio::test]
    async fn a_good_body_is_read_plain_and_compressed() {
        let plain = Json::<CreateTransfer>::from_request(request(GOOD), &())
            .await
            .unwrap()
            .0;
        assert_eq!((plain.amount.as_str(), plain.asset), ("1", None));
        let mut compressed = request(gzip(GOOD.as_bytes()));
        compressed
            .headers_mut()
            .insert("content-encoding", HeaderValue::from_static("gzip"));
        let same = Json::<CreateTransfer>::from_request(compressed, &())
            .await
            .unwrap()
            .0;
        assert_eq!(same.wallet_id, "w");
    }

    #[tokio::test]
    async fn faults_of_fields_name_the_field() {
        let invalid = |field: &str| (Code::Invalid, field.to_owned());
        let with = |more: &str| GOOD.replace('}', &format!(",{more}}}"));
        assert_eq!(
            refused(&with(r#""memo":"x""#)).await,
            invalid("memo unknown_field")
        );
        assert_eq!(
            refused(&with(r#""amount":"2""#)).await,
            invalid("amount duplicate_field")
        );
        assert_eq!(
            refused(&with(r#""asset":7"#)).await,
            invalid("asset wrong_type")
        );
        assert_eq!(
            refused(&with(r#""asset":{"a":1}"#)).await,
            invalid("asset wrong_type")
        );
        assert_eq!(
            refused(r#"{"wallet_id":"w","to_address":"0x1","amount":1}"#).await,
            invalid("amount wrong_type")
        );
        assert_eq!(
            refused(r#"{"wallet_id":"w","amount":"1"}"#).await,
            invalid("to_address missing_field")
        );
        assert_eq!(
            refused(r#"{"wallet_id":null}"#).await,
            invalid("wallet_id wrong_type")
        );
        assert_eq!(refused("[]").await, invalid("body wrong_type"));
        assert_eq!(
            refused(r#"["w","0x1","1"]"#).await,
            invalid("body wrong_type")
        );
        assert_eq!(refused("null").await, invalid("body wrong_type"));
        assert_eq!(
            code_of::<CreateDelegation>(request(
                r#"{"wallet_id":"w","grantee_email":"b","permission":"own"}"#
            ))
            .await,
            invalid("permission unknown_value")
        );
        for permission in ["7", "null", r#"{"view":null}"#] {
            let body = format!(r#"{{"wallet_id":"w","permission":{permission}}}"#);
            assert_eq!(
                code_of::<CreateDelegation>(request(body)).await,
                invalid("permission wrong_type")
            );
        }
    }

    #[tokio::test]
    async fn what_is_no_json_is_malformed() {
        let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(10_000));
        let deep_field = GOOD.replace('}', &format!(r#","asset":{}}}"#, "[".repeat(10_000)));
        for body in [
            "",
            "{",
            "{\"amount\"}",
            "nul",
            "{\"amount\":\"\\ud800\"}",
            "{'a':1}",
            &deep,
        ] {
            let (code, _) = refused(body).await;
            assert_eq!(code, Code::MalformedBody, "{body}");
        }
        assert_eq!(
            refused(&format!("{GOOD}{GOOD}")).await.0,
            Code::MalformedBody
        );
        assert_eq!(refused(&deep_field).await.0, Code::Invalid);
        let latin = request(Bytes::from_static(b"{\"wallet_id\":\"\xe9\"}"));
        assert_eq!(
            code_of::<CreateTransfer>(latin).await.0,
            Code::MalformedBody
        );
    }

    #[tokio::test]
    async fn other_media_types_are_refused() {
        for kind in [
            "text/plain",
            "application/json; charset=latin1",
            "application/xml",
        ] {
            let mut other = request(GOOD);
            other
                .headers_mut()
                .insert("content-type", HeaderValue::from_static(kind));
            assert_eq!(
                code_of::<CreateTransfer>(other).await.0,
                Code::UnsupportedMediaType
            );
        }
        let mut none = request(GOOD);
        none.headers_mut().remove("content-type");
        assert_eq!(
            code_of::<CreateTransfer>(none).await.0,
            Code::UnsupportedMediaType
        );
        let mut upper = request(GOOD);
        let charset = HeaderValue::from_static("Application/JSON; charset=\"UTF-8\"");
        upper.headers_mut().insert("content-type", charset);
        assert!(
            Json::<CreateTransfer>::from_request(upper, &())
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn a_body_may_be_left_out_where_that_is_said() {
        let empty = Request::builder().body(Body::empty()).unwrap();
        let decision = OptionalJson::<Decision>::from_request(empty, &())
            .await
            .unwrap()
            .0;
        assert_eq!(decision, Decision::default());
        let unknown = OptionalJson::<Decision>::from_request(request(r#"{"x":1}"#), &()).await;
        assert_eq!(unknown.unwrap_err().code(), Code::Invalid);
    }
}
