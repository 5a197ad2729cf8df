//! Wallets (custody protocol notes, section 3) and what they hold (section 4).

use serde_json::{Value, json};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, SEPOLIA_USDC};

#[tokio::test]
async fn a_wallet_keeps_what_it_was_created_with() {
    let harness = Harness::start().await;
    let body = json!({
        "network": "Base", "name": "Alice’s Wallet", "externalId": "cust-17", "tags": ["tier:retail"],
    });
    let (status, created) = harness.signed("POST", "/wallets", &body).await;
    assert_eq!(status, 200);
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(&created[name], value);
    }
    let address = created["address"].as_str().unwrap();
    assert_eq!(
        (address.len(), address),
        (42, address.to_lowercase().as_str())
    );
    assert!(created["dateCreated"].as_str().unwrap().ends_with('Z'));
    let id = created["id"].as_str().unwrap();
    assert!(id.starts_with("wa-") && id.len() <= 64);
    assert_eq!(harness.get(&format!("/wallets/{id}")).await, (200, created));
    assert_eq!(
        harness
            .get("/wallets/wa-00000-00000-0000000000000000")
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn updates_and_tags() {
    let harness = Harness::start().await;
    let (id, _) = harness.wallet(SEPOLIA).await;
    let path = format!("/wallets/{id}");
    let (_, wallet) = harness
        .signed("PUT", &path, &json!({"name": "n", "externalId": "e"}))
        .await;
    assert_eq!(
        (&wallet["name"], &wallet["externalId"]),
        (&json!("n"), &json!("e"))
    );
    let (_, wallet) = harness.signed("PUT", &path, &json!({"name": null})).await;
    assert_eq!(
        (wallet.get("name"), &wallet["externalId"]),
        (None, &json!("e"))
    );

    let tags = format!("{path}/tags");
    assert_eq!(
        harness
            .signed("PUT", &tags, &json!({"tags": ["a", "b"]}))
            .await,
        (200, json!({}))
    );
    assert_eq!(
        harness
            .signed("PUT", &tags, &json!({"tags": ["b", "c"]}))
            .await
            .0,
        200
    );
    assert_eq!(
        harness
            .signed("DELETE", &tags, &json!({"tags": ["a"]}))
            .await,
        (200, json!({}))
    );
    assert_eq!(harness.get(&path).await.1["tags"], json!(["b", "c"]));
}

#[tokio::test]
async fn bad_bodies_create_nothing() {
    let harness = Harness::start().await;
    let long = "x".repeat(101);
    for body in [
        json!({}),
        json!([]),
        json!({"network": "Atlantis"}),
        json!({"network": "Bitcoin"}),
        json!({"network": SEPOLIA, "colour": "red"}),
        json!({"network": SEPOLIA, "name": long}),
        json!({"network": SEPOLIA, "name": 7}),
        json!({"network": SEPOLIA, "externalId": long}),
        json!({"network": SEPOLIA, "tags": ["a b"]}),
        json!({"network": SEPOLIA, "tags": vec!["t"; 11]}),
        json!({"network": SEPOLIA, "signingKey": {"curve": "ed25519"}}),
    ] {
        let (status, refusal) = harness.signed("POST", "/wallets", &body).await;
        assert_eq!(status, 400, "{body}: {refusal}");
    }
    assert_eq!(harness.get("/wallets").await.1["items"], json!([]));
}

#[tokio::test]
async fn wallets_are_listed_in_pages_from_the_newest() {
    let harness = Harness::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, harness.wallet(SEPOLIA).await.0);
    }
    let mut seen = Vec::new();
    let mut path = "/wallets?limit=2".to_owned();
    loop {
        let (status, page) = harness.get(&path).await;
        assert_eq!(status, 200);
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|wallet| wallet["id"].as_str().unwrap().to_owned()),
        );
        match page.get("nextPageToken").and_then(Value::as_str) {
            Some(token) => path = format!("/wallets?limit=2&paginationToken={token}"),
            None => break,
        }
    }
    assert_eq!(seen, ids);
    for query in ["limit=0", "limit=501", "limit=x", "paginationToken=zzz"] {
        assert_eq!(
            harness.get(&format!("/wallets?{query}")).await.0,
            400,
            "{query}"
        );
    }
}

#[tokio::test]
async fn assets_show_base_units_and_demo_quotes() {
    let harness = Harness::start().await;
    let (id, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (_, empty) = harness.get(&format!("/wallets/{id}/assets")).await;
    assert_eq!(empty["assets"].as_array().unwrap().len(), 1);
    harness
        .faucet(json!({"network": SEPOLIA, "address": address, "amount": "2500000", "contract": SEPOLIA_USDC}))
        .await;
    let (status, assets) = harness
        .get(&format!("/wallets/{id}/assets?netWorth=true"))
        .await;
    assert_eq!(status, 200);
    let expected = json!({
        "walletId": id, "network": SEPOLIA,
        "assets": [
            {"kind": "Native", "symbol": "ETH", "decimals": 18, "verified": true, "balance": ONE_ETH, "quotes": {"USD": 3020.82}},
            {"kind": "Erc20", "contract": SEPOLIA_USDC, "symbol": "USDC", "decimals": 6, "verified": true, "balance": "2500000", "quotes": {"USD": 1.0}},
        ],
        "netWorth": {"USD": 3023.32},
    });
    assert_eq!(assets, expected);
    assert_eq!(harness.get("/wallets/wa-x/assets").await.0, 404);
}

#[tokio::test]
async fn every_network_of_the_table_opens_wallets() {
    let harness = Harness::start().await;
    for row in dfns_sandbox::NETWORKS {
        let (id, _) = harness.wallet(row.name).await;
        let (_, assets) = harness.get(&format!("/wallets/{id}/assets")).await;
        assert_eq!(assets["assets"][0]["symbol"], row.symbol);
        let chain_id = harness.rpc(row.name, "eth_chainId", json!([])).await;
        assert_eq!(chain_id, format!("{:#x}", row.chain_id));
    }
}

#[tokio::test]
async fn fees_have_the_form_of_the_notes() {
    let harness = Harness::start().await;
    let (status, fees) = harness.get("/networks/fees?network=EthereumSepolia").await;
    assert_eq!(status, 200);
    assert_eq!(
        fees,
        json!({
            "kind": "Eip1559", "network": SEPOLIA, "blockNumber": 0, "baseFeePerGas": "1000000000",
            "slow": {"maxPriorityFeePerGas": "100000000", "maxFeePerGas": "2100000000"},
            "standard": {"maxPriorityFeePerGas": "1000000000", "maxFeePerGas": "3000000000"},
            "fast": {"maxPriorityFeePerGas": "1500000000", "maxFeePerGas": "3500000000"},
        })
    );
    for query in ["", "?network=Atlantis", "?network=EthereumClassic"] {
        assert_eq!(
            harness.get(&format!("/networks/fees{query}")).await.0,
            400,
            "{query}"
        );
    }
}
