//! Calls of the pages to the API when both run in this process: into the very router that the
//! listener serves, with the same token, the same middleware and the same bytes.

use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::ConnectInfo,
    http::{HeaderName, HeaderValue, Request, Response},
};
use client::{ANSWER_BYTES_MAX, ByteStream, Error, Transport};
use futures::TryStreamExt;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tower::ServiceExt as _;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The API's router as a way to the bank.
#[derive(Debug, Clone)]
pub struct InProcess(pub Router);

#[async_trait]
impl Transport for InProcess {
    async fn call(&self, request: Request<Bytes>) -> client::Result<Response<Bytes>> {
        let (parts, body) = self.answer(request).await.into_parts();
        match Limited::new(body, ANSWER_BYTES_MAX).collect().await {
            Ok(body) => Ok(Response::from_parts(parts, body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => Err(Error::TooLarge),
            Err(error) => Err(Error::Transport(error)),
        }
    }

    async fn stream(&self, request: Request<Bytes>) -> client::Result<Response<ByteStream>> {
        let response = self.answer(request).await;
        Ok(response.map(|body| -> ByteStream {
            let pieces = body.into_data_stream();
            Box::pin(TryStreamExt::map_err(pieces, |error| {
                Error::Transport(Box::new(error))
            }))
        }))
    }
}

impl InProcess {
    async fn answer(&self, mut request: Request<Bytes>) -> Response<Body> {
        if let Some(peer) = take_peer(&mut request) {
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        let Ok(response) = self.0.clone().oneshot(request.map(Body::from)).await;
        response
    }
}

/// The last of the addresses that a call came over is whom the pages spoke to: the peer, as if the
/// browser had called the API itself. What stands before it was said by proxies.
fn take_peer(request: &mut Request<Bytes>) -> Option<SocketAddr> {
    let addresses = request.headers_mut().remove(FORWARDED_FOR)?;
    let addresses = addresses.to_str().ok()?;
    let (before, peer) = addresses.rsplit_once(',').unwrap_or(("", addresses));
    if let Some(before) = Some(before.trim()).filter(|before| !before.is_empty())
        && let Ok(before) = HeaderValue::from_str(before)
    {
        request.headers_mut().insert(FORWARDED_FOR, before);
    }
    let peer: IpAddr = peer.trim().parse().ok()?;
    Some(SocketAddr::from((peer, 0)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use client::Client;
    use futures::{StreamExt as _, stream};

    use super::*;

    #[tokio::test]
    async fn notices_come_while_the_answer_has_no_end() {
        let endless = axum::routing::get(async || {
            let notice = Bytes::from_static(
                b"id: 7\ndata: {\"kind\":\"wallet.changed\",\"id\":\"wal_1\"}\n\n",
            );
            let pieces = stream::iter([Ok::<_, std::convert::Infallible>(notice)]);
            Body::from_stream(pieces.chain(stream::pending()))
        });
        let router = Router::new().route("/api/events", endless);
        let bank = Client::over(Arc::new(InProcess(router))).signed_in("a token");
        let mut notices = bank.events(None).await.unwrap();
        let notice = notices.next().await.unwrap().unwrap();
        assert_eq!(
            (notice.id.as_str(), notice.event.id.as_str()),
            ("7", "wal_1")
        );
    }

    #[test]
    fn the_last_address_is_the_peer() {
        for (addresses, peer, before) in [
            ("127.0.0.1", Some("127.0.0.1"), None),
            (
                "10.0.0.9, 10.0.0.1, ::1",
                Some("::1"),
                Some("10.0.0.9, 10.0.0.1"),
            ),
            ("nonsense", None, None),
        ] {
            let mut request = Request::new(Bytes::new());
            let headers = request.headers_mut();
            headers.insert(FORWARDED_FOR, HeaderValue::from_static(addresses));
            let found = take_peer(&mut request).map(|peer| peer.ip().to_string());
            assert_eq!(found.as_deref(), peer);
            let left = request.headers().get(FORWARDED_FOR);
            assert_eq!(left.map(|left| left.to_str().unwrap()), before);
        }
    }
}
