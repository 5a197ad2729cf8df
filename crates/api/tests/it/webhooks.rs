//! `POST /webhooks/custody`, with a reader of messages that stands in for the custodian's.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use bank::custody::CustodyWallet;
use bank::notices::{Notice, NoticeError, Notices};
use domain::reference::CustodyWalletId;
use time::OffsetDateTime;

use crate::support::{Answer, TestApi};

/// Believes the signature `good`; the body says what becomes of the message.
#[derive(Debug)]
struct Reader;

impl Notices for Reader {
    fn signature_header(&self) -> &'static str {
        "x-signature"
    }

    fn open(
        &self,
        signature: Option<&str>,
        body: &[u8],
        _: OffsetDateTime,
    ) -> Result<Notice, NoticeError> {
        if signature != Some("good") {
            return Err(NoticeError::Unauthentic);
        }
        match body {
            b"old" => Err(NoticeError::Stale),
            b"broken" => Err(NoticeError::Unreadable),
            b"test" => Ok(Notice::Other),
            name => Ok(Notice::Wallet(CustodyWallet {
                id: CustodyWalletId::parse(str::from_utf8(name).unwrap()).unwrap(),
                network: None,
                address: None,
                external_id: None,
            })),
        }
    }
}

async fn with_reader() -> TestApi {
    TestApi::start_with(|settings| settings.notices = Some(Arc::new(Reader))).await
}

async fn deliver(api: &TestApi, signatures: &[&str], body: impl Into<Body>) -> Answer {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/webhooks/custody");
    for signature in signatures {
        request = request.header("x-signature", *signature);
    }
    api.send(request.body(body.into()).unwrap()).await
}

async fn kept(api: &TestApi) -> u32 {
    api.bank.vitals().await.unwrap().notices_open
}

#[tokio::test]
async fn without_a_secret_there_is_nothing_at_the_address() {
    let api = TestApi::start().await;
    let answer = deliver(&api, &["good"], "cw-1").await;
    assert_eq!(answer.problem(), "404 route_unknown");
}

#[tokio::test]
async fn what_is_custodys_is_kept_once_and_answered_with_200() {
    let api = with_reader().await;
    for (body, count) in [("cw-1", 1), ("cw-1", 1), ("cw-2", 2), ("test", 2)] {
        let answer = deliver(&api, &["good"], body).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
        assert_eq!(kept(&api).await, count, "{body}");
    }
}

#[tokio::test]
async fn what_is_not_custodys_is_refused_and_not_kept() {
    let api = with_reader().await;
    for (signatures, body, problem) in [
        (&[][..], "cw-1", "401 signature_invalid"),
        (&["bad"], "cw-1", "401 signature_invalid"),
        (&["good", "good"], "cw-1", "401 signature_invalid"),
        (&["bad"], "broken", "401 signature_invalid"),
        (&["good"], "old", "401 message_expired"),
        (&["good"], "broken", "400 malformed_body"),
    ] {
        let answer = deliver(&api, signatures, body).await;
        assert_eq!(answer.problem(), problem, "{signatures:?} {body}");
        let challenge = answer.headers.get("www-authenticate");
        let expected = (answer.status == 401).then_some("Signature");
        assert_eq!(challenge.map(|value| value.to_str().unwrap()), expected);
    }
    let large = deliver(&api, &["good"], vec![b'c'; 65 * 1024]).await;
    assert_eq!(large.problem(), "413 body_too_large");
    assert_eq!(kept(&api).await, 0);
    let get = Request::get("/webhooks/custody")
        .body(Body::empty())
        .unwrap();
    assert_eq!(api.send(get).await.problem(), "405 method_not_allowed");
}
