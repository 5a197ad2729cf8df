//! A server that misbehaves.

use dfns::wire::CreateWallet;
use dfns::{Cause, Error, Kind, Limits, Step, Unreadable};

use crate::accepted::{TRANSFER, WALLET};
use crate::fake::{COMPLETE, Fake, IMPATIENCE, INIT, KEY, Reply};

const CALL: &str = "POST /wallets/wa-1/transfers";

async fn transfer(fake: &Fake) -> Error {
    fake.client()
        .create_transfer("wa-1", b"{}")
        .await
        .unwrap_err()
}

/// The three steps, the kind that a failure without a status has there, and the requests made.
const STEPS: [(&str, Step, Kind, usize); 3] = [
    (INIT, Step::ActionInit, Kind::NotSent, 1),
    (COMPLETE, Step::ActionComplete, Kind::NotSent, 2),
    (CALL, Step::Call, Kind::Unknown, 3),
];

#[tokio::test]
async fn silence_is_cut_off_by_the_time_limit() {
    for (route, step, kind, requests) in STEPS {
        let fake = Fake::start().await;
        fake.on(route, [Reply::Silence]);
        let error = fake
            .impatient()
            .create_transfer("wa-1", b"{}")
            .await
            .unwrap_err();
        assert!(matches!(error.cause(), Cause::TimedOut), "{error:?}");
        assert_eq!((error.step(), error.kind()), (step, kind));
        assert_eq!(fake.routes().len(), requests);
    }
}

#[tokio::test]
async fn a_cut_connection_is_unknown_on_the_call_only() {
    for reply in [Reply::CutAtHead, Reply::CutAfterRead, Reply::CutInAnswer] {
        for (route, step, kind, requests) in STEPS {
            let fake = Fake::start().await;
            fake.on(route, [reply.clone()]);
            let error = transfer(&fake).await;
            assert!(matches!(error.cause(), Cause::Cut(_)), "{error:?}");
            assert_eq!((error.step(), error.kind()), (step, kind));
            assert_eq!(fake.routes().len(), requests, "nothing goes twice");
        }
    }
}

#[tokio::test]
async fn no_connection_is_not_sent_at_every_step() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let mut gone = Fake::start().await;
    gone.url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let error = transfer(&gone).await;
    assert!(matches!(error.cause(), Cause::NotConnected(_)), "{error:?}");
    assert_eq!(
        (error.step(), error.kind()),
        (Step::ActionInit, Kind::NotSent)
    );

    let fake = Fake::start().await;
    fake.on(COMPLETE, [Reply::AnswerAndStop(r#"{"userAction":"a"}"#)]);
    let error = transfer(&fake).await;
    assert!(matches!(error.cause(), Cause::NotConnected(_)), "{error:?}");
    assert_eq!((error.step(), error.kind()), (Step::Call, Kind::NotSent));
}

#[tokio::test]
async fn a_success_that_cannot_be_read_is_unknown_on_the_call_only() {
    for body in [
        "",
        "<html>ok</html>",
        "null",
        "[]",
        "\"x\"",
        "{}",
        "{\"id\":1}",
        "\u{feff}{}",
    ] {
        for (route, step, kind, requests) in STEPS {
            let fake = Fake::start().await;
            fake.on(route, [Reply::json(200, body)]);
            let error = transfer(&fake).await;
            assert!(
                matches!(
                    error.cause(),
                    Cause::Unreadable(Unreadable::Unexpected { .. })
                ),
                "{body}: {error:?}"
            );
            assert_eq!((error.step(), error.kind()), (step, kind), "{body}");
            assert_eq!(fake.routes().len(), requests);
        }
    }
}

#[tokio::test]
async fn a_success_longer_than_the_limit_is_unknown() {
    let fake = Fake::start().await;
    let limits = Limits {
        answer_bytes_max: TRANSFER.len(),
        ..Limits::default()
    };
    fake.on(
        CALL,
        [
            Reply::json(200, TRANSFER),
            Reply::json(200, &format!("{TRANSFER} ")),
        ],
    );
    let client = fake.client_with(KEY, limits);
    client.create_transfer("wa-1", b"{}").await.unwrap();
    let error = client.create_transfer("wa-1", b"{}").await.unwrap_err();
    let too_long = Unreadable::TooLong {
        bytes_max: TRANSFER.len(),
    };
    assert!(
        matches!(error.cause(), Cause::Unreadable(found) if *found == too_long),
        "{error:?}"
    );
    assert_eq!(error.kind(), Kind::Unknown);
}

#[tokio::test]
async fn a_refusal_longer_than_the_limit_keeps_its_status() {
    let fake = Fake::start().await;
    fake.on(CALL, [Reply::json(409, &"x".repeat(4096))]);
    let limits = Limits {
        answer_bytes_max: 1024,
        ..Limits::default()
    };
    let error = fake
        .client_with(KEY, limits)
        .create_transfer("wa-1", b"{}")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Conflict { duplicate: None });
}

/// Section 1: proxies answer with HTML, older servers with other shapes.
#[tokio::test]
async fn refusals_of_any_shape_are_read_as_far_as_they_go() {
    for (body, message) in [
        (r#"{"error":{"message":"nested"}}"#, "nested"),
        (
            r#"{"error":{"message":"odd","status":"x","id":5,"details":null}}"#,
            "odd",
        ),
        (r#"{"message":"flat"}"#, "flat"),
        (r#"{"error":"bare"}"#, "bare"),
        (r#"{"error":["list"]}"#, ""),
        (r#"["list"]"#, ""),
        (r#"{"message":5}"#, ""),
        ("<html><body>Bad gateway</body></html>", ""),
        ("", ""),
        ("{\"message\":\"two\\nlines\\u0000\"}", "twolines"),
    ] {
        let fake = Fake::start().await;
        fake.on(CALL, [Reply::json(500, body)]);
        let error = transfer(&fake).await;
        assert_eq!(error.refusal().unwrap().message, message, "{body}");
        assert_eq!(error.kind(), Kind::Unknown);
    }
}

#[tokio::test]
async fn a_long_message_is_cut() {
    let fake = Fake::start().await;
    fake.on(
        CALL,
        [Reply::json(
            500,
            &format!(r#"{{"message":"{}"}}"#, "ü".repeat(2000)),
        )],
    );
    assert_eq!(
        transfer(&fake).await.refusal().unwrap().message,
        "ü".repeat(500)
    );
}

/// Creating a wallet is not idempotent, so it is sent once whatever happens.
#[tokio::test]
async fn a_wallet_is_asked_for_once() {
    let new = CreateWallet {
        network: dfns::wire::Network::EthereumSepolia,
        name: None,
        external_id: None,
        tags: Vec::new(),
    };
    for reply in [
        Reply::json(429, "{}"),
        Reply::json(503, "{}"),
        Reply::CutAfterRead,
    ] {
        let fake = Fake::start().await;
        fake.on("POST /wallets", [reply, Reply::json(200, WALLET)]);
        fake.client().create_wallet(&new).await.unwrap_err();
        assert_eq!(fake.routes(), [INIT, COMPLETE, "POST /wallets"]);
    }
}

/// Signing may use half the time; otherwise the call would start with no time to be answered.
#[tokio::test]
async fn an_action_that_comes_too_late_is_not_used() {
    let fake = Fake::start().await;
    fake.on(
        COMPLETE,
        [Reply::Late(IMPATIENCE * 3 / 4, r#"{"userAction":"a"}"#)],
    );
    fake.on(CALL, [Reply::json(200, TRANSFER)]);
    let error = fake
        .impatient()
        .create_transfer("wa-1", b"{}")
        .await
        .unwrap_err();
    assert_eq!(
        (error.step(), error.kind()),
        (Step::ActionComplete, Kind::NotSent)
    );
    assert_eq!(fake.routes(), [INIT, COMPLETE]);
}
