//! History in both directions (custody protocol notes, section 4).

use serde_json::{Value, json};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, SEPOLIA_USDC, native};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

#[tokio::test]
async fn a_payment_between_our_wallets_shows_on_both_sides() {
    let harness = Harness::start().await;
    let (from, from_address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (to, to_address) = harness.wallet(SEPOLIA).await;
    let (_, entity) = harness.transfer(&from, &native(&to_address, "1000")).await;
    let done = harness
        .wait_for(&from, entity["id"].as_str().unwrap(), "Confirmed")
        .await;

    let (status, incoming) = harness.get(&format!("/wallets/{to}/history")).await;
    assert_eq!(
        (status, &incoming["walletId"], &incoming["network"]),
        (200, &json!(to), &json!(SEPOLIA))
    );
    let mut item = items(&incoming)[0].clone();
    assert!(item["timestamp"].as_str().unwrap().ends_with(".000Z"));
    item["timestamp"].take();
    let asset =
        json!({"symbol": "ETH", "decimals": 18, "verified": true, "quotes": {"USD": 3020.82}});
    assert_eq!(
        item,
        json!({
            "walletId": to, "network": SEPOLIA, "kind": "NativeTransfer", "direction": "In",
            "blockNumber": 2, "txHash": done["txHash"], "timestamp": null,
            "from": from_address, "to": to_address, "value": "1000",
            "decimals": 18, "symbol": "ETH", "verified": true, "metadata": {"asset": asset},
        })
    );

    let (_, outgoing) = harness
        .get(&format!("/wallets/{from}/history?direction=Out"))
        .await;
    let item = &items(&outgoing)[0];
    assert_eq!(
        (&item["direction"], &item["fee"]),
        (&json!("Out"), &done["fee"])
    );
    assert_eq!(item["metadata"]["fee"]["symbol"], "ETH");
    // The faucet's payment came in before.
    let (_, all) = harness.get(&format!("/wallets/{from}/history")).await;
    assert_eq!(
        (items(&all).len(), &items(&all)[1]["value"]),
        (2, &json!(ONE_ETH))
    );
}

#[tokio::test]
async fn tokens_carry_contract_and_index() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness
        .faucet(json!({"network": SEPOLIA, "address": address, "amount": "5", "contract": SEPOLIA_USDC}))
        .await;
    let (_, page) = harness
        .get(&format!("/wallets/{wallet}/history?kind=Erc20Transfer"))
        .await;
    let item = &items(&page)[0];
    assert_eq!(
        (items(&page).len(), &item["contract"]),
        (1, &json!(SEPOLIA_USDC))
    );
    assert_eq!((&item["index"], &item["value"]), (&json!("0"), &json!("5")));
    assert_eq!(
        (&item["symbol"], &item["decimals"]),
        (&json!("USDC"), &json!(6))
    );
    let (_, by_contract) = harness
        .get(&format!(
            "/wallets/{wallet}/history?contract={SEPOLIA_USDC}"
        ))
        .await;
    assert_eq!(by_contract, page);
}

#[tokio::test]
async fn pages_follow_each_other_and_a_payment_to_oneself_has_two_sides() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    for amount in ["1", "2"] {
        harness.transfer(&wallet, &native(&address, amount)).await;
    }
    let mut seen = Vec::new();
    let mut path = format!("/wallets/{wallet}/history?limit=2");
    loop {
        let (_, page) = harness.get(&path).await;
        for item in items(&page) {
            seen.push((item["direction"].clone(), item["value"].clone()));
        }
        match page.get("nextPageToken").and_then(Value::as_str) {
            Some(token) => {
                path = format!("/wallets/{wallet}/history?limit=2&paginationToken={token}")
            }
            None => break,
        }
    }
    let expected = [
        ("In", "2"),
        ("Out", "2"),
        ("In", "1"),
        ("Out", "1"),
        ("In", ONE_ETH),
    ];
    assert_eq!(
        seen,
        expected.map(|(direction, value)| (json!(direction), json!(value)))
    );
    assert_eq!(
        harness
            .get(&format!("/wallets/{wallet}/history?direction=Up"))
            .await
            .0,
        400
    );
}
