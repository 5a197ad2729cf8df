//! What webhooks are told of, and how it travels (custody protocol notes, section 7).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use dfns::{SIGNATURE_HEADER, SecretString, WebhookSecrets};
use dfns_sandbox::{NetworkSettings, SandboxConfig};
use serde_json::{Value, json};
use time::OffsetDateTime;
use tokio::net::TcpListener;

use crate::harness::{Harness, ONE_ETH, SEPOLIA, STRANGER, eventually, native};

/// A receiver that answers what it is told to, and keeps what came.
#[derive(Clone)]
struct Receiver {
    url: String,
    kept: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answers: Arc<Mutex<StatusCode>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr().unwrap()),
            kept: Arc::default(),
            answers: Arc::new(Mutex::new(StatusCode::OK)),
        };
        let take = async |State(it): State<Self>, headers: HeaderMap, body: Bytes| {
            it.kept.lock().unwrap().push((headers, body));
            *it.answers.lock().unwrap()
        };
        let router = Router::new()
            .route("/hook", post(take))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    fn answer(&self, status: u16) {
        *self.answers.lock().unwrap() = StatusCode::from_u16(status).unwrap();
    }

    fn events(&self) -> Vec<Value> {
        let kept = self.kept.lock().unwrap();
        kept.iter()
            .map(|(_, body)| serde_json::from_slice(body).unwrap())
            .collect()
    }

    /// The kinds that came, once there are so many.
    async fn kinds(&self, count: usize) -> Vec<String> {
        let kinds = || -> Vec<String> {
            let events = self.events();
            let kinds = events.iter().map(|event| event["kind"].as_str().unwrap());
            kinds.map(str::to_owned).collect()
        };
        until(async || kinds().len() >= count).await;
        kinds()
    }
}

/// Waits for a condition.
async fn until(holds: impl AsyncFn() -> bool) {
    eventually(async || holds().await.then_some(())).await;
}

async fn register(harness: &Harness, receiver: &Receiver, events: &Value) -> Value {
    let body = json!({"url": receiver.url, "events": events});
    let (status, made) = harness.signed("POST", "/webhooks", &body).await;
    assert_eq!(status, 200, "{made}");
    made
}

async fn weather(harness: &Harness, weather: Value) -> Value {
    let (status, report) = harness.control("PUT", "/webhooks", weather).await;
    assert_eq!(status, 200, "{report}");
    report
}

async fn fund(harness: &Harness, address: &str) {
    let gift = json!({"network": SEPOLIA, "address": address, "amount": ONE_ETH});
    harness.faucet(gift).await;
}

async fn waiting(harness: &Harness) -> u64 {
    let (_, report) = harness.control("GET", "/webhooks", Value::Null).await;
    report["waiting"].as_u64().unwrap()
}

async fn send(harness: &Harness, wallet: &str) -> Value {
    let (status, made) = harness.transfer(wallet, &native(STRANGER, "1000")).await;
    assert_eq!(status, 200, "{made}");
    made
}

#[tokio::test]
async fn every_step_is_told_of_signed_and_in_the_documented_form() {
    let harness = Harness::start().await;
    let receiver = Receiver::start().await;
    let webhook = register(&harness, &receiver, &json!(["*"])).await;
    let (wallet, address) = harness.wallet(SEPOLIA).await;
    fund(&harness, &address).await;
    let sent = send(&harness, &wallet).await;

    let mut kinds = receiver.kinds(6).await;
    kinds.sort_unstable();
    let expected = [
        "wallet.blockchainevent.detected",
        "wallet.blockchainevent.detected",
        "wallet.created",
        "wallet.transfer.broadcasted",
        "wallet.transfer.confirmed",
        "wallet.transfer.requested",
    ];
    assert_eq!(kinds, expected);

    let secret = SecretString::from(webhook["secret"].as_str().unwrap());
    let secrets = WebhookSecrets::new([&secret]);
    let (mut ids, mut statuses) = (BTreeSet::new(), BTreeSet::new());
    for (headers, body) in receiver.kept.lock().unwrap().iter() {
        let signature = headers[SIGNATURE_HEADER].to_str().unwrap();
        let delivery = secrets.open(Some(signature), body, machine_now()).unwrap();
        assert_eq!((delivery.delivery_attempt, &delivery.retry_of), (1, &None));
        assert!(ids.insert(delivery.id.clone()), "an id of its own");
        delivery.event().unwrap();
        let data = &delivery.data;
        if let Some(transfer) = data.get("transferRequest") {
            assert_eq!(transfer["id"], sent["id"]);
            statuses.insert(transfer["status"].as_str().unwrap().to_owned());
        }
        if let Some(movement) = data.get("blockchainEvent") {
            assert_eq!(movement["walletId"], wallet.as_str());
            assert_eq!(movement["status"], "Confirmed");
        }
    }
    let told: Vec<_> = statuses.iter().map(String::as_str).collect();
    assert_eq!(told, ["Broadcasted", "Confirmed", "Pending"]);
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox signs the machine's time"
)]
fn machine_now() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

#[tokio::test]
async fn a_deposit_is_included_before_it_is_final() {
    let settings = NetworkSettings {
        confirmations: 2,
        mining: dfns_sandbox::Mining::Manual,
        ..NetworkSettings::default()
    };
    let config = SandboxConfig {
        network_defaults: settings,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let receiver = Receiver::start().await;
    let kinds = json!([
        "wallet.blockchain_event.transfer.included",
        "wallet.blockchainevent.detected",
    ]);
    register(&harness, &receiver, &kinds).await;
    let (wallet, address) = harness.wallet(SEPOLIA).await;
    fund(&harness, &address).await;

    let included = receiver.kinds(1).await;
    assert_eq!(included, ["wallet.blockchain_event.transfer.included"]);
    let history = format!("/wallets/{wallet}/history");
    assert_eq!(
        harness.get(&history).await.1["items"],
        json!([]),
        "not final"
    );

    let mine = json!({"network": SEPOLIA, "blocks": 2});
    assert_eq!(harness.control("POST", "/mine", mine).await.0, 200);
    let kinds = receiver.kinds(2).await;
    assert_eq!(kinds[1], "wallet.blockchainevent.detected");
    let events = receiver.events();
    let part = |n: usize| &events[n]["data"]["blockchainEvent"];
    assert_eq!(
        (&part(0)["status"], &part(1)["status"]),
        (&json!("Included"), &json!("Confirmed"))
    );
    for name in ["txHash", "value", "to", "blockNumber", "direction"] {
        assert_eq!(part(0)[name], part(1)[name], "{name}");
    }
    let (_, page) = harness.get(&history).await;
    assert_eq!(page["items"][0]["txHash"], part(0)["txHash"]);
}

#[tokio::test]
async fn only_the_wanted_kinds_come_and_only_while_enabled() {
    let harness = Harness::start().await;
    let receiver = Receiver::start().await;
    let webhook = register(&harness, &receiver, &json!(["wallet.created"])).await;
    let path = format!("/webhooks/{}", webhook["id"].as_str().unwrap());
    let (first, address) = harness.wallet(SEPOLIA).await;
    fund(&harness, &address).await;
    receiver.kinds(1).await;

    harness
        .signed("PUT", &path, &json!({"status": "Disabled"}))
        .await;
    harness.wallet(SEPOLIA).await;
    harness
        .signed("PUT", &path, &json!({"status": "Enabled"}))
        .await;
    let (third, _) = harness.wallet(SEPOLIA).await;
    receiver.kinds(2).await;
    let told: Vec<_> = receiver
        .events()
        .iter()
        .map(|event| event["data"]["wallet"]["id"].clone())
        .collect();
    assert_eq!(told, [json!(first), json!(third)]);
}

#[tokio::test]
async fn what_is_not_received_comes_again_under_a_new_id() {
    let harness = Harness::start().await;
    let receiver = Receiver::start().await;
    let webhook = register(&harness, &receiver, &json!(["*"])).await;
    weather(&harness, json!({"retry_after_ms": [1, 2]})).await;
    receiver.answer(204);
    harness.wallet(SEPOLIA).await;
    receiver.kinds(3).await;
    until(async || waiting(&harness).await == 0).await;

    let events = receiver.events();
    assert_eq!(events.len(), 3, "two retries and no more");
    for (n, event) in events.iter().enumerate() {
        assert_eq!(event["deliveryAttempt"], n + 1);
        assert_eq!(event["data"], events[0]["data"]);
        let before = n.checked_sub(1).map(|before| &events[before]["id"]);
        assert_eq!(event.get("retryOf"), before);
    }
    let path = format!("/webhooks/{}/events", webhook["id"].as_str().unwrap());
    let (status, page) = harness
        .get(&format!("{path}?deliveryFailed=true&limit=2"))
        .await;
    assert_eq!(status, 200, "{page}");
    assert_eq!(page["items"][0]["id"], events[2]["id"], "newest first");
    assert_eq!(page["items"][0]["status"], "204");
    assert_eq!(page["items"][0].get("nextAttemptDate"), None);
    assert!(page["items"][1]["nextAttemptDate"].is_string());
    assert!(page["nextPageToken"].is_string());
    let one = format!("{path}/{}", events[0]["id"].as_str().unwrap());
    assert_eq!(harness.get(&one).await.1["deliveryAttempt"], 1);
    assert_eq!(
        harness.get(&format!("{path}?kind=key.created")).await.1,
        json!({"items": []})
    );
    assert_eq!(harness.get(&format!("{path}/whe-none")).await.0, 404);
    assert_eq!(
        harness.get(&format!("{path}?deliveryFailed=maybe")).await.0,
        400
    );
}

#[tokio::test]
async fn a_webhook_that_is_disabled_or_deleted_is_not_tried_again() {
    let harness = Harness::start().await;
    let receiver = Receiver::start().await;
    let webhook = register(&harness, &receiver, &json!(["*"])).await;
    let path = format!("/webhooks/{}", webhook["id"].as_str().unwrap());
    for end in [json!({"status": "Disabled"}), Value::Null] {
        weather(&harness, json!({"hold": true})).await;
        harness
            .signed("PUT", &path, &json!({"status": "Enabled"}))
            .await;
        harness.wallet(SEPOLIA).await;
        assert_eq!(waiting(&harness).await, 1);
        let method = if end.is_null() { "DELETE" } else { "PUT" };
        harness.signed(method, &path, &end).await;
        weather(&harness, json!({})).await;
        until(async || waiting(&harness).await == 0).await;
        assert_eq!(receiver.events(), Vec::<Value>::new());
    }
}

#[tokio::test]
async fn events_are_dropped_repeated_held_back_and_turned_around_on_demand() {
    let harness = Harness::start().await;
    let receiver = Receiver::start().await;
    register(&harness, &receiver, &json!(["wallet.created"])).await;
    weather(&harness, json!({"drop": true})).await;
    harness.wallet(SEPOLIA).await;
    assert_eq!(waiting(&harness).await, 0);

    weather(
        &harness,
        json!({"hold": true, "order": "newest_first", "copies": 2}),
    )
    .await;
    let (older, _) = harness.wallet(SEPOLIA).await;
    let (newer, _) = harness.wallet(SEPOLIA).await;
    assert_eq!(waiting(&harness).await, 4);
    assert!(receiver.events().is_empty());
    weather(&harness, json!({"order": "newest_first"})).await;
    receiver.kinds(4).await;
    let told: Vec<_> = receiver
        .events()
        .iter()
        .map(|event| event["data"]["wallet"]["id"].clone())
        .collect();
    assert_eq!(told, [&newer, &newer, &older, &older].map(|id| json!(id)));

    for body in [
        json!({"copies": 0}),
        json!({"copies": 21}),
        json!({"dropped": true}),
    ] {
        let (status, _) = harness.control("PUT", "/webhooks", body.clone()).await;
        assert_eq!(status, 400, "{body}");
    }
}

#[tokio::test]
async fn nothing_is_told_of_twice_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let open = async || Harness::start_with(SandboxConfig::persistent(dir.path())).await;
    let harness = open().await;
    let receiver = Receiver::start().await;
    register(&harness, &receiver, &json!(["*"])).await;
    let (_, address) = harness.wallet(SEPOLIA).await;
    fund(&harness, &address).await;
    receiver.kinds(2).await;
    harness.sandbox.shutdown().await;

    let harness = open().await;
    assert_eq!(waiting(&harness).await, 0);
    harness.wallet(SEPOLIA).await;
    assert_eq!(receiver.kinds(3).await.len(), 3);
}
