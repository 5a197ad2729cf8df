//! How a body arrives: bounded in size, also after decompression, and in time.

use std::io::Read;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::problem::{Code, Problem, Result};

/// The largest body, as it comes and after decompression.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// How long a body may take to arrive.
const ARRIVAL_MAX: Duration = Duration::from_secs(10);

/// Reads the whole body, decompressed.
pub(super) async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes> {
    read_within(headers, body, ARRIVAL_MAX).await
}

async fn read_within(headers: &HeaderMap, body: Body, arrival_max: Duration) -> Result<Bytes> {
    let compressed = is_compressed(headers)?;
    // The declared length, if there is one. A body that is too large is not even asked for: who
    // waits for "100 Continue" never hears it.
    let declared = usize::try_from(body.size_hint().lower());
    if !declared.is_ok_and(|bytes| bytes <= BODY_BYTES_MAX) {
        return Err(Problem::new(Code::BodyTooLarge));
    }
    let limited = Limited::new(body, BODY_BYTES_MAX);
    let collected = tokio::time::timeout(arrival_max, limited.collect())
        .await
        .map_err(|_| Problem::new(Code::RequestTimeout))?;
    let bytes = match collected {
        Ok(collected) => collected.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            return Err(Problem::new(Code::BodyTooLarge));
        }
        Err(_) => {
            return Err(Problem::with_detail(
                Code::MalformedBody,
                "The body was cut off.",
            ));
        }
    };
    if compressed && !bytes.is_empty() {
        decompress(&bytes)
    } else {
        Ok(bytes)
    }
}

fn is_compressed(headers: &HeaderMap) -> Result<bool> {
    let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
    let encoding = match (values.next(), values.next()) {
        (None, _) => return Ok(false),
        (Some(only), None) => only.as_bytes(),
        (Some(_), Some(_)) => return Err(Problem::new(Code::UnsupportedMediaType)),
    };
    if encoding.eq_ignore_ascii_case(b"gzip") {
        Ok(true)
    } else if encoding.eq_ignore_ascii_case(b"identity") {
        Ok(false)
    } else {
        Err(Problem::new(Code::UnsupportedMediaType))
    }
}

/// Decompresses, but never more than one byte beyond the limit: a small body may unfold to
/// gigabytes.
fn decompress(bytes: &[u8]) -> Result<Bytes> {
    let mut plain = Vec::new();
    let limit = u64::try_from(BODY_BYTES_MAX)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    flate2::read::MultiGzDecoder::new(bytes)
        .take(limit)
        .read_to_end(&mut plain)
        .map_err(|_| Problem::with_detail(Code::MalformedBody, "The body is not valid gzip."))?;
    if plain.len() > BODY_BYTES_MAX {
        return Err(Problem::new(Code::BodyTooLarge));
    }
    Ok(plain.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use axum::http::HeaderValue;
    use futures::stream;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn encoded(encoding: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", HeaderValue::from_static(encoding));
        headers
    }

    async fn refusal(headers: HeaderMap, body: impl Into<Body>) -> Code {
        read(&headers, body.into()).await.unwrap_err().code()
    }

    #[tokio::test]
    async fn large_bodies_are_refused_plain_chunked_and_compressed() {
        let plain = HeaderMap::new;
        assert_eq!(
            refusal(plain(), "x".repeat(BODY_BYTES_MAX + 1)).await,
            Code::BodyTooLarge
        );
        let chunks = (0..65).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 1024])));
        let chunked = Body::from_stream(stream::iter(chunks));
        assert_eq!(refusal(plain(), chunked).await, Code::BodyTooLarge);
        let bomb = gzip(&vec![b' '; 50 * 1024 * 1024]);
        assert!(bomb.len() < BODY_BYTES_MAX);
        assert_eq!(refusal(encoded("gzip"), bomb).await, Code::BodyTooLarge);
        let exact = "x".repeat(BODY_BYTES_MAX);
        let compressed = gzip(exact.as_bytes());
        assert_eq!(read(&plain(), exact.clone().into()).await.unwrap(), exact);
        assert_eq!(
            read(&encoded("GZIP"), compressed.into()).await.unwrap(),
            exact
        );
    }

    #[tokio::test]
    async fn other_encodings_and_broken_ones_are_refused() {
        assert_eq!(
            refusal(encoded("br"), "{}").await,
            Code::UnsupportedMediaType
        );
        assert_eq!(
            refusal(encoded("gzip, gzip"), "{}").await,
            Code::UnsupportedMediaType
        );
        assert_eq!(refusal(encoded("gzip"), "{}").await, Code::MalformedBody);
        let mut twice = encoded("gzip");
        twice.append("content-encoding", HeaderValue::from_static("identity"));
        assert_eq!(refusal(twice, "{}").await, Code::UnsupportedMediaType);
    }

    #[tokio::test]
    async fn a_body_that_does_not_arrive_is_given_up() {
        let never = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
        let limit = Duration::from_millis(5);
        let refused = read_within(&HeaderMap::new(), never, limit)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::RequestTimeout);
    }

    #[tokio::test]
    async fn a_body_that_is_cut_off_is_malformed() {
        let cut = stream::iter([
            Ok(Bytes::from_static(b"{")),
            Err(std::io::Error::other("cut")),
        ]);
        assert_eq!(
            refusal(HeaderMap::new(), Body::from_stream(cut)).await,
            Code::MalformedBody
        );
    }
}
