//! Webhooks and their test event (custody protocol notes, section 7).

use std::sync::{Arc, Mutex};

use aws_lc_rs::hmac;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use dfns_sandbox::SandboxConfig;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::harness::Harness;

/// Headers and body of each delivery.
type Deliveries = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// A receiver: it answers 200 at `/hook`, 204 at `/quiet` and leads elsewhere at `/moved`.
async fn receiver() -> (String, Deliveries) {
    async fn keep(kept: Deliveries, headers: HeaderMap, body: Bytes) {
        kept.lock().unwrap().push((headers, body));
    }
    let kept = Deliveries::default();
    let router = Router::new()
        .route(
            "/hook",
            post(
                |State(kept): State<Deliveries>, headers: HeaderMap, body: Bytes| {
                    keep(kept, headers, body)
                },
            ),
        )
        .route("/quiet", post(async || StatusCode::NO_CONTENT))
        .route(
            "/moved",
            post(async || (StatusCode::TEMPORARY_REDIRECT, [("location", "/hook")])),
        )
        .with_state(Arc::clone(&kept));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, kept)
}

async fn create(harness: &Harness, body: &Value) -> Value {
    let (status, made) = harness.signed("POST", "/webhooks", body).await;
    assert_eq!(status, 200, "{made}");
    made
}

async fn ping(harness: &Harness, webhook: &Value) -> Value {
    let path = format!("/webhooks/{}/ping", webhook["id"].as_str().unwrap());
    let (status, answer) = harness.signed("POST", &path, &Value::Null).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn a_webhook_shows_its_secret_once() {
    let harness = Harness::start().await;
    let body = json!({
        "url": "https://bank.example.com/hook",
        "events": ["wallet.transfer.confirmed", "wallet.transfer.failed"],
        "description": "the bank’s",
    });
    let made = create(&harness, &body).await;
    assert!(made["secret"].as_str().unwrap().starts_with("whs-"));
    assert!(made["id"].as_str().unwrap().starts_with("wh-"));
    assert_eq!(made["status"], "Enabled");
    for name in ["url", "events", "description"] {
        assert_eq!(made[name], body[name], "{name}");
    }
    let mut shown = made.clone();
    shown.as_object_mut().unwrap().remove("secret");
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    assert_eq!(harness.get(&path).await, (200, shown.clone()));
    assert_eq!(
        harness.get("/webhooks").await,
        (200, json!({"items": [shown]}))
    );
}

#[tokio::test]
async fn an_update_leaves_other_fields_alone() {
    let harness = Harness::start().await;
    let body = json!({"url": "http://localhost:1/a", "events": ["*"], "description": "d"});
    let made = create(&harness, &body).await;
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    for (change, name) in [
        (json!({"status": "Disabled"}), "status"),
        (json!({"url": "http://localhost:1/b"}), "url"),
        (json!({"events": ["wallet.created"]}), "events"),
        (json!({"description": "e"}), "description"),
    ] {
        let (_, before) = harness.get(&path).await;
        let (status, after) = harness.signed("PUT", &path, &change).await;
        assert_eq!((status, &after[name]), (200, &change[name]));
        let mut expected = before;
        expected[name] = change[name].clone();
        expected["dateUpdated"] = after["dateUpdated"].clone();
        assert_eq!(after, expected, "only {name} changed");
        assert_eq!(harness.get(&path).await.1, after);
    }
}

#[tokio::test]
async fn a_deleted_webhook_is_gone_and_pages_go_on() {
    let harness = Harness::start().await;
    let body = json!({"url": "http://localhost:1", "events": ["*"]});
    let mut ids = Vec::new();
    for _ in 0..4 {
        let made = create(&harness, &body).await;
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let (_, page) = harness.get("/webhooks?limit=2").await;
    assert_eq!(page["items"][1]["id"], ids[2].as_str());
    for id in [&ids[1], &ids[3]] {
        let answer = harness
            .signed("DELETE", &format!("/webhooks/{id}"), &Value::Null)
            .await;
        assert_eq!(answer, (200, json!({"deleted": true})));
        assert_eq!(harness.get(&format!("/webhooks/{id}")).await.0, 404);
    }
    let token = page["nextPageToken"].as_str().unwrap();
    let (_, rest) = harness
        .get(&format!("/webhooks?limit=2&paginationToken={token}"))
        .await;
    assert_eq!(rest["items"][0]["id"], ids[0].as_str());
    assert_eq!(rest.get("nextPageToken"), None);
    for (method, path) in [("PUT", ""), ("DELETE", ""), ("POST", "/ping")] {
        let path = format!("/webhooks/{}{path}", ids[3]);
        let (status, answer) = harness.signed(method, &path, &json!({})).await;
        let error = &answer["error"]["message"];
        assert_eq!((status, error), (404, &json!("webhook not found")));
    }
}

#[tokio::test]
async fn a_ping_is_delivered_and_signed_over_its_bytes() {
    let harness = Harness::start().await;
    let (url, kept) = receiver().await;
    let body = json!({"url": format!("{url}/hook"), "events": ["*"], "status": "Disabled"});
    let made = create(&harness, &body).await;
    assert_eq!(ping(&harness, &made).await, json!({"status": "200"}));
    let (headers, body) = kept.lock().unwrap().pop().unwrap();
    assert_eq!(headers["content-type"], "application/json");
    let key = made["secret"].as_str().unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    let expected = format!("sha256={}", hex::encode(hmac::sign(&key, &body)));
    assert_eq!(headers["x-dfns-webhook-signature"], expected.as_str());
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert!(event["id"].as_str().unwrap().starts_with("whe-"));
    assert_eq!(event["deliveryAttempt"], 1);
    assert!(event["timestampSent"].as_i64().unwrap() > 1_700_000_000);
    assert!(event["kind"].is_string() && event["data"].is_object());
    assert!(event["date"].as_str().unwrap().ends_with('Z'));
    assert_eq!(event.get("retryOf"), None);
}

#[tokio::test]
async fn only_the_answer_200_counts_as_received() {
    let harness = Harness::start().await;
    let (url, kept) = receiver().await;
    for (path, status) in [("/quiet", "204"), ("/moved", "307"), ("/nowhere", "404")] {
        let body = json!({"url": format!("{url}{path}"), "events": ["*"]});
        let answer = ping(&harness, &create(&harness, &body).await).await;
        assert_eq!(answer["status"], status);
        assert!(
            answer["error"].as_str().unwrap().contains(status),
            "{answer}"
        );
    }
    assert!(
        kept.lock().unwrap().is_empty(),
        "a redirect is not followed"
    );
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let body = json!({"url": format!("http://{}", closed.local_addr().unwrap()), "events": ["*"]});
    drop(closed);
    let answer = ping(&harness, &create(&harness, &body).await).await;
    assert_eq!(answer["status"], "ECONNREFUSED");
    assert!(answer["error"].is_string());
}

#[tokio::test]
async fn malformed_webhooks_are_400() {
    let harness = Harness::start().await;
    let good = json!({"url": "https://bank.example.com/", "events": ["*"]});
    for (field, value) in [
        ("url", Value::Null),
        ("url", json!("bank.example.com")),
        ("url", json!("ftp://bank.example.com")),
        ("url", json!(7)),
        ("events", Value::Null),
        ("events", json!([])),
        ("events", json!("*")),
        ("events", json!(["wallet.transfer.confimed"])),
        ("events", json!([7])),
        ("status", json!("On")),
        ("description", json!("x".repeat(257))),
        ("secret", json!("whs-mine")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let (status, answer) = harness.signed("POST", "/webhooks", &body).await;
        assert_eq!(status, 400, "{body}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.starts_with(field), "{message}");
    }
    assert_eq!(harness.get("/webhooks").await.1, json!({"items": []}));
    assert_eq!(harness.get("/webhooks?limit=201").await.0, 400);
    assert_eq!(harness.get("/webhooks?limit=200").await.0, 200);
}

#[tokio::test]
async fn webhooks_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let open = async || Harness::start_with(SandboxConfig::persistent(dir.path())).await;
    let harness = open().await;
    let (url, kept) = receiver().await;
    let body = json!({"url": format!("{url}/hook"), "events": ["*"]});
    let made = create(&harness, &body).await;
    let gone = create(&harness, &body).await;
    let path = |webhook: &Value| format!("/webhooks/{}", webhook["id"].as_str().unwrap());
    let change = json!({"description": "kept"});
    harness.signed("PUT", &path(&made), &change).await;
    harness.signed("DELETE", &path(&gone), &Value::Null).await;
    let before = harness.get("/webhooks").await;
    assert_eq!(before.1["items"][0]["description"], "kept");
    harness.sandbox.shutdown().await;

    let harness = open().await;
    assert_eq!(harness.get("/webhooks").await, before);
    assert_eq!(ping(&harness, &made).await, json!({"status": "200"}));
    let (headers, body) = kept.lock().unwrap().pop().unwrap();
    let key = hmac::Key::new(
        hmac::HMAC_SHA256,
        made["secret"].as_str().unwrap().as_bytes(),
    );
    let expected = format!("sha256={}", hex::encode(hmac::sign(&key, &body)));
    assert_eq!(headers["x-dfns-webhook-signature"], expected.as_str());
}
