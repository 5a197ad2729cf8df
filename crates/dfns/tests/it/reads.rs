//! Reads are repeated, within bounds.

use std::time::Duration;

use dfns::{Cause, Kind, Limits};

use crate::accepted::WALLET;
use crate::fake::{Fake, KEY, Reply};

const READ: &str = "GET /wallets/wa-1";

#[tokio::test]
async fn a_failure_that_may_pass_is_repeated() {
    for failure in [
        Reply::json(500, "{}"),
        Reply::json(502, "<html>"),
        Reply::json(503, "{}"),
        Reply::json(504, "{}"),
        Reply::json(429, "{}"),
        Reply::CutAtHead,
        Reply::CutAfterRead,
        Reply::CutInAnswer,
    ] {
        let fake = Fake::start().await;
        fake.on(READ, [failure, Reply::json(200, WALLET)]);
        fake.client().wallet("wa-1").await.unwrap();
        assert_eq!(fake.routes(), [READ, READ]);
    }
}

#[tokio::test]
async fn repeats_are_bounded() {
    let fake = Fake::start().await;
    fake.on(READ, [Reply::json(503, r#"{"message":"down"}"#)]);
    let error = fake.client().wallet("wa-1").await.unwrap_err();
    assert_eq!(error.refusal().unwrap().message, "down");
    assert_eq!(fake.routes(), [READ; 3]);

    let limits = Limits {
        retries_max: 0,
        ..Limits::default()
    };
    fake.client_with(KEY, limits)
        .wallet("wa-1")
        .await
        .unwrap_err();
    assert_eq!(fake.routes().len(), 4);
}

#[tokio::test]
async fn a_failure_that_stays_is_not_repeated() {
    for failure in [
        Reply::json(400, "{}"),
        Reply::json(401, "{}"),
        Reply::json(403, "{}"),
        Reply::json(404, "{}"),
        Reply::json(501, "{}"),
        Reply::json(302, "{}"),
        Reply::json(200, "<html>"),
    ] {
        let fake = Fake::start().await;
        fake.on(READ, [failure, Reply::json(200, WALLET)]);
        fake.client().wallet("wa-1").await.unwrap_err();
        assert_eq!(fake.routes(), [READ]);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let fake = Fake::start().await;
    fake.on(
        READ,
        [Reply::with_headers(
            307,
            "location: /wallets/wa-2\r\n",
            "{}",
        )],
    );
    let error = fake.client().wallet("wa-1").await.unwrap_err();
    assert_eq!(error.refusal().unwrap().status, 307);
    assert_eq!(fake.routes(), [READ]);
}

#[tokio::test]
async fn a_retry_after_beyond_the_time_limit_ends_the_call() {
    let fake = Fake::start().await;
    let limited = Reply::with_headers(429, "retry-after: 60\r\n", "{}");
    fake.on(READ, [limited, Reply::json(200, WALLET)]);
    let error = fake.client().wallet("wa-1").await.unwrap_err();
    assert_eq!(
        error.refusal().unwrap().retry_after,
        Some(Duration::from_secs(60))
    );
    assert_eq!(error.kind(), Kind::NotSent);
    assert_eq!(fake.routes(), [READ]);
}

#[tokio::test]
async fn silence_ends_a_read_too() {
    let fake = Fake::start().await;
    fake.on(READ, [Reply::Silence]);
    let error = fake.impatient().wallet("wa-1").await.unwrap_err();
    assert!(matches!(error.cause(), Cause::TimedOut), "{error:?}");
    assert_eq!(fake.routes(), [READ]);
}
