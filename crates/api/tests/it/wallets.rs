//! Wallets over HTTP.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::json;

use crate::support::TestApi;

#[tokio::test]
async fn a_first_look_shows_accounts_and_no_wallet() {
    let api = TestApi::start().await;
    let overview = api.get("alice", "/api/wallets").await.expect(200);
    assert_eq!(overview["fiat_accounts"].as_array().unwrap().len(), 2);
    assert_eq!(overview["wallets"], json!([]));
    assert_eq!(overview["total"]["currency"], "EUR");
    assert_eq!(overview["total"]["amount"], "15000.00");
}

#[tokio::test]
async fn a_wallet_is_opened_renamed_and_seen_by_its_owner_alone() {
    let api = TestApi::start().await;
    let opened = api
        .post("alice", "/api/wallets", r#"{"name":"Alice’s Wallet"}"#)
        .await
        .expect(201);
    assert_eq!(opened["name"], "Alice’s Wallet");
    assert_eq!(opened["network"], "EthereumSepolia");
    let path = format!("/api/wallets/{}", opened["id"].as_str().unwrap());
    let renamed = api
        .call("alice", Method::PATCH, &path, r#"{"name":"Savings"}"#)
        .await;
    assert_eq!(renamed.expect(200)["name"], "Savings");
    let detail = api
        .get("alice", &format!("{path}?refresh=true"))
        .await
        .expect(200);
    assert_eq!(
        (&detail["transfers"], &detail["next_cursor"]),
        (&json!([]), &json!(null))
    );
    assert_eq!(detail["balance"]["amount"], "10");
    assert_eq!(detail["balance"]["base_units"], "10000000000000000000");
    assert_eq!(detail["delegations"], json!([]));
    for (method, path) in [
        (Method::GET, path.clone()),
        (Method::PATCH, path.clone()),
        (Method::GET, format!("{path}/activity")),
        (Method::POST, format!("{path}/freeze")),
        (Method::POST, format!("{path}/unfreeze")),
    ] {
        let body = if method == Method::PATCH {
            r#"{"name":"x"}"#
        } else {
            ""
        };
        let answer = api.call("bob", method, &path, body).await;
        assert_eq!(answer.problem(), "404 not_found", "{path}");
    }
}

#[tokio::test]
async fn a_repeated_opening_gives_the_same_wallet() {
    let api = TestApi::start().await;
    let open = async |key: &str, body: &'static str| {
        let request = Request::post("/api/wallets")
            .header("authorization", format!("Bearer {}", api.token("alice")))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(Body::from(body));
        api.send(request.unwrap()).await
    };
    let first = open("k-1", "{}").await;
    let second = open("k-1", "{}").await;
    assert_eq!(first.expect(201)["id"], second.expect(201)["id"]);
    assert!(!first.headers.contains_key("idempotent-replayed"));
    assert_eq!(second.headers["idempotent-replayed"], "true");
    assert_eq!(
        open("k-1", r#"{"name":"Other"}"#).await.problem(),
        "422 idempotency_key_reused"
    );
    assert_ne!(
        open("k-2", "{}").await.expect(201)["id"],
        first.json()["id"]
    );
}

#[tokio::test]
async fn a_shared_wallet_shows_what_its_reader_may_do() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    api.share("alice", &wallet, "bob", "view").await.expect(201);
    let overview = api.get("bob", "/api/wallets").await.expect(200);
    let shared = &overview["delegated_wallets"][0];
    assert_eq!(shared["delegation_permission"], "view");
    assert_eq!(shared["owner_name"], "alice");
    assert_eq!(overview["wallets"], json!([]));
    let path = format!("/api/wallets/{wallet}");
    let detail = api.get("bob", &path).await.expect(200);
    assert!(
        detail.get("delegations").is_none(),
        "a grantee does not see who else has access"
    );
    let freeze = api.post("bob", &format!("{path}/freeze"), "").await;
    assert_eq!(freeze.problem(), "403 forbidden");
}

#[tokio::test]
async fn an_owner_freezes_and_lifts() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let path = format!("/api/wallets/{wallet}");
    let frozen = api
        .post("alice", &format!("{path}/freeze"), "")
        .await
        .expect(200);
    assert_eq!(frozen["status"], "frozen");
    assert_eq!(frozen["frozen_by"], "owner");
    assert!(frozen["frozen_at"].is_string() && frozen.get("frozen_by_name").is_none());
    let refused = api.transfer("alice", &wallet, "0.001").await;
    assert_eq!(refused.problem(), "409 wallet_frozen");
    let lifted = api
        .post("alice", &format!("{path}/unfreeze"), "")
        .await
        .expect(200);
    assert_eq!(lifted["status"], "active");
    assert_eq!(
        (&lifted["frozen_by"], &lifted["frozen_at"]),
        (&json!(null), &json!(null))
    );
    api.transfer("alice", &wallet, "0.001").await.expect(201);
}

#[tokio::test]
async fn an_employee_reads_a_wallet_and_that_is_written_down() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let path = format!("/api/wallets/{wallet}");
    let detail = api.get("claire", &path).await.expect(200);
    assert_eq!(detail["delegations"], json!([]));
    // Everything else on the customers' side treats an employee as anybody else.
    let activity = api.get("claire", &format!("{path}/activity")).await;
    assert_eq!(activity.problem(), "404 not_found");
    let rename = api
        .call("claire", Method::PATCH, &path, r#"{"name":"x"}"#)
        .await;
    assert_eq!(rename.problem(), "404 not_found");
    let audit = api
        .get("claire", "/api/admin/audit?kind=wallet.read")
        .await
        .expect(200);
    assert_eq!(audit["rows"][0]["actor"], "claire@example.com");
    assert_eq!(audit["rows"][0]["subject"], wallet);
}

#[tokio::test]
async fn a_wallet_needs_no_body() {
    let api = TestApi::start().await;
    let opened = api.post("alice", "/api/wallets", "").await.expect(201);
    assert_eq!(opened["name"], "My Wallet");
    assert_eq!(opened["network"], "EthereumSepolia");
}

#[tokio::test]
async fn networks_tell_from_which_amount_on_a_transfer_waits() {
    let api = TestApi::start().await;
    let list = api.get("alice", "/api/networks").await.expect(200);
    let networks = list["networks"].as_array().unwrap();
    let sepolia = networks
        .iter()
        .find(|one| one["network"] == "EthereumSepolia");
    let assets = sepolia.unwrap()["assets"].as_array().unwrap();
    assert_eq!(assets[0]["approval_threshold"], "0.05");
    let usdc = assets.iter().find(|one| one["symbol"] == "USDC").unwrap();
    assert_eq!(usdc["approval_threshold"], json!(null), "always waits");
}

#[tokio::test]
async fn activity_is_asked_for_by_direction() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    for path in [
        format!("/api/wallets/{wallet}/activity"),
        format!("/api/admin/wallets/{wallet}/activity"),
    ] {
        let who = if path.contains("admin") {
            "claire"
        } else {
            "alice"
        };
        for direction in ["in", "out"] {
            let list = api.get(who, &format!("{path}?direction={direction}")).await;
            assert_eq!(list.expect(200)["activity"], json!([]));
        }
        let other = api.get(who, &format!("{path}?direction=up")).await;
        assert_eq!(other.problem(), "400 invalid_query direction unknown_value");
    }
}
