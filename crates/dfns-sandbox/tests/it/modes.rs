//! The answer modes, each from POST to its end.

use serde_json::{Value, json};

use dfns_sandbox::{Mining, NetworkSettings, SandboxConfig};

use crate::harness::{Answer, Harness, ONE_ETH, SEPOLIA, STRANGER, native};

async fn in_mode(mode: Value) -> (Harness, String, Answer) {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness.mode(SEPOLIA, mode).await;
    let answer = harness.transfer(&wallet, &native(STRANGER, "1000")).await;
    (harness, wallet, answer)
}

fn id(entity: &Value) -> &str {
    entity["id"].as_str().unwrap()
}

#[tokio::test]
async fn pending_goes_on_by_itself() {
    let (harness, wallet, (status, entity)) =
        in_mode(json!({"mode": "pending", "delay_ms": 20})).await;
    assert_eq!(
        (status, &entity["status"], entity.get("txHash")),
        (200, &json!("Pending"), None)
    );
    let done = harness.wait_for(&wallet, id(&entity), "Confirmed").await;
    assert!(done["txHash"].is_string());
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 1000);
}

#[tokio::test]
async fn pending_without_a_delay_waits_for_advance() {
    let (harness, wallet, (_, entity)) = in_mode(json!({"mode": "pending"})).await;
    let (_, other) = harness.transfer(&wallet, &native(STRANGER, "7")).await;
    let (_, moved) = harness
        .control("POST", "/advance", json!({"network": "Base"}))
        .await;
    assert_eq!(moved["transfers"], json!([]));
    assert_eq!(
        harness.transfer_status(&wallet, id(&entity)).await["status"],
        "Pending"
    );
    let (_, moved) = harness
        .control("POST", "/advance", json!({"transfer": id(&entity)}))
        .await;
    assert_eq!(moved["transfers"], json!([id(&entity)]));
    assert_eq!(
        harness.transfer_status(&wallet, id(&entity)).await["status"],
        "Confirmed"
    );
    assert_eq!(
        harness.transfer_status(&wallet, id(&other)).await["status"],
        "Pending"
    );
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 1000);
}

#[tokio::test]
async fn a_held_transfer_waits_for_its_approval() {
    let (harness, wallet, (_, entity)) = in_mode(json!({"mode": "held"})).await;
    assert_eq!(entity["status"], "Pending");
    let approval = entity["approvalId"].as_str().unwrap();
    assert!(approval.starts_with("ap-"));
    harness.control("POST", "/advance", json!({})).await;
    assert_eq!(
        harness.transfer_status(&wallet, id(&entity)).await["status"],
        "Pending"
    );
    let (_, list) = harness.control("GET", "/approvals", Value::Null).await;
    assert_eq!(list["items"][0]["status"], "Pending");

    let path = format!("/approvals/{approval}");
    assert_eq!(
        harness
            .control("POST", &path, json!({"value": "Maybe"}))
            .await
            .0,
        400
    );
    assert_eq!(
        harness
            .control("POST", &path, json!({"value": "Approved"}))
            .await
            .0,
        200
    );
    let done = harness.transfer_status(&wallet, id(&entity)).await;
    assert_eq!(done["status"], "Confirmed");
    assert!(done["datePolicyResolved"].is_string());
    assert_eq!(done["approvalId"], approval);
    assert_eq!(
        harness
            .control("POST", &path, json!({"value": "Denied"}))
            .await
            .0,
        412
    );
    assert_eq!(harness.executions("").await.len(), 1);
}

#[tokio::test]
async fn a_denied_transfer_is_rejected() {
    let (harness, wallet, (_, entity)) = in_mode(json!({"mode": "held"})).await;
    let path = format!("/approvals/{}", entity["approvalId"].as_str().unwrap());
    harness
        .control("POST", &path, json!({"value": "Denied"}))
        .await;
    let done = harness.transfer_status(&wallet, id(&entity)).await;
    assert_eq!(
        (&done["status"], done.get("txHash")),
        (&json!("Rejected"), None)
    );
    assert!(done["reason"].is_string());
    harness.control("POST", "/advance", json!({})).await;
    assert_eq!(harness.executions("").await.len(), 0);
}

#[tokio::test]
async fn a_refusal_at_post_stores_nothing() {
    let mode = json!({"mode": "refuse", "status": 403, "message": "not allowed"});
    let (harness, wallet, (status, refusal)) = in_mode(mode).await;
    assert_eq!(
        (status, &refusal["error"]["message"]),
        (403, &json!("not allowed"))
    );
    let (_, list) = harness.get(&format!("/wallets/{wallet}/transfers")).await;
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn a_failure_off_chain_has_no_hash() {
    let mode = json!({"mode": "fail_off_chain", "delay_ms": 0, "reason": "no route"});
    let (harness, wallet, (status, entity)) = in_mode(mode).await;
    assert_eq!(status, 200);
    let done = harness.wait_for(&wallet, id(&entity), "Failed").await;
    assert_eq!(
        (&done["reason"], done.get("txHash")),
        (&json!("no route"), None)
    );
    assert_eq!(harness.executions("").await.len(), 0);
}

#[tokio::test]
async fn a_failure_on_chain_is_a_reverted_transaction_with_a_fee() {
    let (harness, wallet, (status, entity)) = in_mode(json!({"mode": "fail_on_chain"})).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Pending")));
    harness.control("POST", "/advance", json!({})).await;
    let done = harness.transfer_status(&wallet, id(&entity)).await;
    assert_eq!(done["status"], "Failed");
    let receipt = harness
        .rpc(
            SEPOLIA,
            "eth_getTransactionReceipt",
            json!([done["txHash"]]),
        )
        .await;
    assert_eq!(receipt["status"], "0x0");
    assert!(done["fee"].as_str().unwrap().parse::<u128>().unwrap() > 0);
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 0);
    assert_eq!(harness.executions("").await.len(), 0);
}

#[tokio::test]
async fn an_unknown_status_is_reported_until_it_goes_on() {
    let mode = json!({"mode": "unknown_status", "status": "Quarantined"});
    let (harness, wallet, (status, entity)) = in_mode(mode).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Quarantined")));
    harness.control("POST", "/advance", json!({})).await;
    assert_eq!(
        harness.transfer_status(&wallet, id(&entity)).await["status"],
        "Confirmed"
    );
}

#[tokio::test]
async fn an_aborted_transfer_never_executes() {
    let (harness, wallet, (status, entity)) = in_mode(json!({"mode": "aborted"})).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Aborted")));
    harness.control("POST", "/advance", json!({})).await;
    assert_eq!(
        harness.transfer_status(&wallet, id(&entity)).await["status"],
        "Aborted"
    );
    assert_eq!(harness.executions("").await.len(), 0);
}

#[tokio::test]
async fn manual_mining_leaves_a_transfer_broadcasted() {
    let manual = NetworkSettings {
        mining: Mining::Manual,
        confirmations: 2,
        ..NetworkSettings::default()
    };
    let mut config = SandboxConfig::in_memory();
    config.networks.insert(SEPOLIA.to_owned(), manual);
    let harness = Harness::start_with(config).await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "1000")).await;
    assert_eq!(entity["status"], "Broadcasted");
    for (blocks, expected) in [
        (0, "Broadcasted"),
        (1, "Broadcasted"),
        (1, "Broadcasted"),
        (1, "Confirmed"),
    ] {
        harness
            .control(
                "POST",
                "/mine",
                json!({"network": SEPOLIA, "blocks": blocks}),
            )
            .await;
        assert_eq!(
            harness.transfer_status(&wallet, id(&entity)).await["status"],
            expected
        );
    }
}

#[tokio::test]
async fn delayed_mining_and_confirmations_come_by_themselves() {
    let delayed = NetworkSettings {
        mining: Mining::Delayed { delay_ms: 10 },
        confirmations: 1,
        ..NetworkSettings::default()
    };
    let config = SandboxConfig {
        network_defaults: delayed,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "1000")).await;
    assert_eq!(entity["status"], "Broadcasted");
    harness.wait_for(&wallet, id(&entity), "Confirmed").await;
}

#[tokio::test]
async fn bad_settings_change_nothing() {
    let harness = Harness::start().await;
    let (_, before) = harness.control("GET", "/networks/Base", Value::Null).await;
    for (path, body) in [
        ("/networks/Base/mode", json!({"mode": "sometimes"})),
        (
            "/networks/Base/mode",
            json!({"mode": "refuse", "status": 200}),
        ),
        ("/networks/Base", json!({"colour": "red"})),
        (
            "/networks/Base",
            json!({"node": {"kind": "json_rpc", "url": "not a url"}}),
        ),
    ] {
        assert_eq!(harness.control("PUT", path, body).await.0, 400, "{path}");
    }
    let (status, _) = harness
        .control("PUT", "/networks/Atlantis/mode", json!({"mode": "held"}))
        .await;
    assert_eq!(status, 404);
    assert_eq!(
        harness
            .control("GET", "/networks/Base", Value::Null)
            .await
            .1,
        before
    );
}

#[tokio::test]
async fn reset_forgets_all_but_the_credentials() {
    let (harness, _, _) = in_mode(json!({"mode": "held"})).await;
    assert_eq!(harness.control("POST", "/reset", Value::Null).await.0, 200);
    assert_eq!(harness.get("/wallets").await.1["items"], json!([]));
    assert_eq!(
        harness.rpc(SEPOLIA, "eth_blockNumber", json!([])).await,
        "0x0"
    );
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "1")).await;
    assert_eq!(entity["status"], "Broadcasted");
}
