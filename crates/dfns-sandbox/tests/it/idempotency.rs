//! `externalId` (custody protocol notes, section 5, idempotency).

use serde_json::{Value, json};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, STRANGER, native};

fn paying(amount: &str, external_id: &str) -> Value {
    let mut body = native(STRANGER, amount);
    body["externalId"] = json!(external_id);
    body
}

#[tokio::test]
async fn the_same_request_finds_the_same_transfer_at_its_present_status() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (_, first) = harness.transfer(&wallet, &paying("1000", "a")).await;
    assert_eq!(first["status"], "Broadcasted");
    // The order of fields does not matter: bodies are compared as JSON values.
    let reordered = json!({"externalId": "a", "amount": "1000", "to": STRANGER, "kind": "Native"});
    let (status, again) = harness.transfer(&wallet, &reordered).await;
    assert_eq!((status, &again["id"]), (200, &first["id"]));
    assert_eq!(again["status"], "Confirmed");
    assert_eq!(harness.executions("").await.len(), 1);
}

#[tokio::test]
async fn another_body_or_wallet_conflicts_for_ever() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (other, _) = harness.funded_wallet("Base", ONE_ETH).await;
    let (_, first) = harness.transfer(&wallet, &paying("1000", "a")).await;
    for (wallet, body) in [
        (&wallet, paying("1001", "a")),
        (&other, paying("1000", "a")),
    ] {
        let (status, refusal) = harness.transfer(wallet, &body).await;
        let error = &refusal["error"];
        assert_eq!((status, &error["status"]), (409, &json!(409)));
        assert_eq!(
            error["message"],
            "Conflicting transfer with same externalId"
        );
        assert_eq!(
            error["details"],
            json!({"duplicate": {"id": first["id"], "externalId": "a"}})
        );
    }
    assert_eq!(harness.executions("").await.len(), 1);
}

#[tokio::test]
async fn a_failed_transfer_keeps_its_external_id() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.wallet(SEPOLIA).await;
    let (_, failed) = harness.transfer(&wallet, &paying("1000", "a")).await;
    assert_eq!(failed["status"], "Failed");
    harness
        .faucet(json!({"network": SEPOLIA, "address": address, "amount": ONE_ETH}))
        .await;
    let (status, again) = harness.transfer(&wallet, &paying("1000", "a")).await;
    assert_eq!(
        (status, &again["id"], &again["status"]),
        (200, &failed["id"], &json!("Failed"))
    );
    assert_eq!(harness.executions("").await.len(), 0);
}

#[tokio::test]
async fn a_refused_post_binds_nothing() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness.mode(SEPOLIA, json!({"mode": "refuse"})).await;
    assert_eq!(harness.transfer(&wallet, &paying("1000", "a")).await.0, 400);
    harness.mode(SEPOLIA, json!({"mode": "immediate"})).await;
    let (status, entity) = harness.transfer(&wallet, &paying("2000", "a")).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Broadcasted")));
}

#[tokio::test]
async fn without_an_external_id_every_post_is_a_new_transfer() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    for _ in 0..2 {
        harness.transfer(&wallet, &native(STRANGER, "1000")).await;
    }
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 2000);
}

#[tokio::test]
async fn twenty_equal_requests_at_once_make_one_transfer() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let body = paying("1000", "a");
    let calls = (0..20).map(|_| harness.transfer(&wallet, &body));
    let answers = crate::nonces::all(calls).await;
    assert!(
        answers
            .iter()
            .all(|(status, entity)| *status == 200 && entity["id"] == answers[0].1["id"])
    );
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 1000);
}
