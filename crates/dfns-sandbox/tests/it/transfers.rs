//! Transfers on the embedded chain (custody protocol notes, section 5).

use serde_json::{Value, json};

use dfns_sandbox::{Insufficient, NetworkSettings, SandboxConfig};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, SEPOLIA_USDC, STRANGER, native, quantity};

#[tokio::test]
async fn a_native_transfer_is_a_signed_transaction_that_moves_exactly_the_amount() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let body = json!({"kind": "Native", "to": STRANGER, "amount": "50000000000000000", "externalId": "pay-77"});
    let (status, entity) = harness.transfer(&wallet, &body).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Broadcasted")));
    assert_eq!(entity["requestBody"], body);
    assert_eq!(entity["externalId"], "pay-77");
    assert_eq!(entity["network"], SEPOLIA);
    assert_eq!(entity["metadata"]["asset"]["symbol"], "ETH");
    assert_eq!(
        entity["metadata"]["asset"]["quotes"],
        json!({"USD": 3020.82})
    );
    assert!(
        entity["requester"]["userId"]
            .as_str()
            .unwrap()
            .starts_with("us-")
    );
    assert!(entity.get("fee").is_none() && entity["dateBroadcasted"].is_string());

    let id = entity["id"].as_str().unwrap();
    let done = harness.transfer_status(&wallet, id).await;
    assert_eq!(done["status"], "Confirmed");
    assert!(done["dateConfirmed"].is_string());
    assert_eq!(
        harness.balance(SEPOLIA, STRANGER).await,
        50_000_000_000_000_000
    );

    let hash = done["txHash"].clone();
    let tx = harness
        .rpc(SEPOLIA, "eth_getTransactionByHash", json!([hash]))
        .await;
    assert_eq!(
        (&tx["from"], &tx["to"]),
        (&json!(address), &json!(STRANGER))
    );
    assert_eq!(
        (&tx["type"], &tx["chainId"]),
        (&json!("0x2"), &json!("0xaa36a7"))
    );
    let receipt = harness
        .rpc(SEPOLIA, "eth_getTransactionReceipt", json!([hash]))
        .await;
    assert_eq!(
        (&receipt["status"], &receipt["gasUsed"]),
        (&json!("0x1"), &json!("0x5208"))
    );
    let fee = quantity(&receipt["gasUsed"]) * quantity(&receipt["effectiveGasPrice"]);
    assert_eq!(done["fee"], fee.to_string());
    let left = 1_000_000_000_000_000_000 - 50_000_000_000_000_000 - fee;
    assert_eq!(harness.balance(SEPOLIA, &address).await, left);
}

#[tokio::test]
async fn the_ledger_has_one_row_for_an_executed_transfer() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let mut body = native(STRANGER, "1000");
    body["externalId"] = json!("pay-77");
    let (_, entity) = harness.transfer(&wallet, &body).await;
    let upper = format!("0x{}", STRANGER.trim_start_matches("0x").to_uppercase());
    let expected = json!({
        "network": SEPOLIA, "txHash": entity["txHash"], "from": address, "to": STRANGER,
        "asset": "native", "amount": "1000", "block": 2,
        "transferId": entity["id"], "externalId": "pay-77",
    });
    let rows = harness
        .executions(&format!("?to={upper}&network={SEPOLIA}"))
        .await;
    assert_eq!(rows, [expected]);
    assert!(harness.executions("?network=Base").await.is_empty());
    assert!(
        harness
            .executions(&format!("?to={address}"))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn a_token_transfer_moves_tokens_and_costs_gas() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness
        .faucet(json!({"network": SEPOLIA, "address": address, "amount": "5000000", "contract": SEPOLIA_USDC}))
        .await;
    let contract = "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238";
    let body = json!({"kind": "Erc20", "contract": contract, "to": STRANGER, "amount": "1500000"});
    let (status, entity) = harness.transfer(&wallet, &body).await;
    assert_eq!(
        (status, &entity["metadata"]["asset"]["decimals"]),
        (200, &json!(6))
    );
    let done = harness
        .wait_for(&wallet, entity["id"].as_str().unwrap(), "Confirmed")
        .await;
    assert_eq!(done["requestBody"]["contract"], contract);
    let ledger = harness.executions(&format!("?to={STRANGER}")).await;
    assert_eq!(
        (&ledger[0]["asset"], &ledger[0]["amount"]),
        (&json!(SEPOLIA_USDC), &json!("1500000"))
    );
    let (_, assets) = harness.get(&format!("/wallets/{wallet}/assets")).await;
    assert_eq!(assets["assets"][1]["balance"], "3500000");
}

#[tokio::test]
async fn more_than_the_balance_fails_without_a_hash() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let token = json!({"kind": "Erc20", "contract": SEPOLIA_USDC, "to": STRANGER, "amount": "1"});
    // The whole balance leaves nothing for the fee.
    for body in [
        native(STRANGER, ONE_ETH),
        native(STRANGER, "2000000000000000000"),
        token,
    ] {
        let (status, entity) = harness.transfer(&wallet, &body).await;
        assert_eq!((status, &entity["status"]), (200, &json!("Failed")));
        assert_eq!(
            (&entity["reason"], entity.get("txHash")),
            (&json!("Insufficient funds."), None)
        );
    }
    assert_eq!(
        harness.balance(SEPOLIA, &address).await,
        1_000_000_000_000_000_000
    );
    assert_eq!(harness.executions("").await.len(), 0);
}

#[tokio::test]
async fn more_than_the_balance_can_be_refused_at_post() {
    let refusing = NetworkSettings {
        insufficient: Insufficient::RefuseAtPost,
        ..NetworkSettings::default()
    };
    let config = SandboxConfig {
        network_defaults: refusing,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (status, refusal) = harness.transfer(&wallet, &native(STRANGER, ONE_ETH)).await;
    assert_eq!(
        (status, &refusal["error"]["message"]),
        (400, &json!("Insufficient funds."))
    );
    let (_, list) = harness.get(&format!("/wallets/{wallet}/transfers")).await;
    assert_eq!(list["items"], json!([]));
    assert_eq!(
        harness.transfer(&wallet, &native(STRANGER, "1")).await.0,
        200
    );
}

#[tokio::test]
async fn bad_bodies_are_refused_and_leave_nothing() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let with = |name: &str, value: Value| {
        let mut body = native(STRANGER, "1");
        body[name] = value;
        body
    };
    for body in [
        json!({}),
        json!("Native"),
        with("kind", json!("Spl")),
        with("kind", json!(null)),
        with("to", json!("b282dc7cde21717f18337a596e91ded00b79b25f")),
        with("to", json!("0xb282dc7cde21717f18337a596e91ded00b79b25")),
        with("to", json!(" 0xb282dc7cde21717f18337a596e91ded00b79b25f")),
        with("to", json!(null)),
        with("amount", json!(1)),
        with("amount", json!("")),
        with("amount", json!("-1")),
        with("amount", json!("1.5")),
        with("amount", json!("0x1")),
        with("amount", json!("9".repeat(79))),
        with("contract", json!(SEPOLIA_USDC)),
        with("network", json!(SEPOLIA)),
        with("memo", json!("two words")),
        with("memo", json!("m".repeat(65))),
        with("priority", json!("Urgent")),
        with("externalId", json!("")),
        with("externalId", json!("e".repeat(51))),
        json!({"kind": "Erc20", "to": STRANGER, "amount": "1"}),
        json!({"kind": "Erc20", "contract": SEPOLIA_USDC, "to": STRANGER, "amount": "1", "memo": ""}),
    ] {
        let (status, refusal) = harness.transfer(&wallet, &body).await;
        assert_eq!(status, 400, "{body}: {refusal}");
    }
    for good in [
        with("memo", json!("")),
        with("priority", json!("Fast")),
        with("externalId", json!("e".repeat(50))),
    ] {
        assert_eq!(harness.transfer(&wallet, &good).await.0, 200, "{good}");
    }
    let (_, list) = harness.get(&format!("/wallets/{wallet}/transfers")).await;
    assert_eq!(list["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn transfers_belong_to_their_wallet() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (other, _) = harness.wallet(SEPOLIA).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "1")).await;
        ids.insert(0, entity["id"].as_str().unwrap().to_owned());
    }
    let (_, page) = harness
        .get(&format!("/wallets/{wallet}/transfers?limit=2"))
        .await;
    assert_eq!(page["walletId"], wallet);
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    let token = page["nextPageToken"].as_str().unwrap();
    let (_, rest) = harness
        .get(&format!(
            "/wallets/{wallet}/transfers?limit=2&paginationToken={token}"
        ))
        .await;
    assert_eq!(
        (&rest["items"][0]["id"], rest.get("nextPageToken")),
        (&json!(ids[2]), None)
    );
    assert_eq!(
        harness
            .get(&format!("/wallets/{other}/transfers/{}", ids[0]))
            .await
            .0,
        404
    );
    assert_eq!(
        harness.transfer("wa-none", &native(STRANGER, "1")).await.0,
        404
    );
}

#[tokio::test]
async fn a_transfer_can_be_aborted_until_it_is_signed() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness.mode(SEPOLIA, json!({"mode": "pending"})).await;
    let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "1")).await;
    let path = format!(
        "/wallets/{wallet}/transfers/{}/abort",
        entity["id"].as_str().unwrap()
    );
    let (status, aborted) = harness.signed("PUT", &path, &Value::Null).await;
    assert_eq!(
        (status, &aborted["status"], aborted.get("txHash")),
        (200, &json!("Failed"), None)
    );
    assert_eq!(harness.signed("PUT", &path, &Value::Null).await.0, 412);
    harness.control("POST", "/advance", json!({})).await;
    assert_eq!(harness.executions("").await.len(), 0);
}

#[tokio::test]
async fn a_contract_that_does_not_exist_fails_without_a_hash() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let body = json!({"kind": "Erc20", "contract": STRANGER, "to": STRANGER, "amount": "1"});
    let (_, entity) = harness.transfer(&wallet, &body).await;
    assert_eq!(
        (&entity["status"], entity.get("txHash")),
        (&json!("Failed"), None)
    );
}

#[tokio::test]
async fn the_faucet_pays_what_exists_to_addresses_that_do() {
    let harness = Harness::start().await;
    let with = |name: &str, value: Value| {
        let mut body = json!({"network": SEPOLIA, "address": STRANGER, "amount": "1"});
        body[name] = value;
        body
    };
    for body in [
        with("address", json!("0x12")),
        with("amount", json!("1.5")),
        with("amount", json!("9".repeat(60))),
        with("contract", json!(STRANGER)),
        with("colour", json!("red")),
    ] {
        assert_eq!(
            harness.control("POST", "/faucet", body.clone()).await.0,
            400,
            "{body}"
        );
    }
    let nowhere = with("network", json!("Atlantis"));
    assert_eq!(harness.control("POST", "/faucet", nowhere).await.0, 404);
    assert_eq!(
        harness.rpc(SEPOLIA, "eth_blockNumber", json!([])).await,
        "0x0"
    );
    let paid = harness.faucet(with("contract", json!(SEPOLIA_USDC))).await;
    assert_eq!(paid["block"], 1);
}
