//! The Ethereum JSON-RPC read-out.

use serde_json::{Value, json};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, SEPOLIA_USDC, STRANGER, native, quantity};

#[tokio::test]
async fn the_simple_reads() {
    let harness = Harness::start().await;
    let (_, address) = harness.funded_wallet(SEPOLIA, "255").await;
    for (method, params, expected) in [
        ("eth_chainId", json!([]), json!("0xaa36a7")),
        ("net_version", json!([]), json!("11155111")),
        ("eth_blockNumber", json!([]), json!("0x1")),
        ("eth_getBalance", json!([address, "latest"]), json!("0xff")),
        ("eth_getBalance", json!([STRANGER, "0x1"]), json!("0x0")),
        (
            "eth_getTransactionCount",
            json!([address, "latest"]),
            json!("0x0"),
        ),
        ("eth_getCode", json!([address, "latest"]), json!("0x")),
        ("eth_gasPrice", json!([]), json!("0x77359400")),
        ("eth_maxPriorityFeePerGas", json!([]), json!("0x3b9aca00")),
        (
            "eth_estimateGas",
            json!([{"from": address, "to": STRANGER, "value": "0x1"}]),
            json!("0x5208"),
        ),
    ] {
        assert_eq!(
            harness.rpc(SEPOLIA, method, params).await,
            expected,
            "{method}"
        );
    }
    let version = harness.rpc(SEPOLIA, "web3_clientVersion", json!([])).await;
    assert!(version.as_str().unwrap().starts_with("sandbox/"));
    let code = harness
        .rpc(SEPOLIA, "eth_getCode", json!([SEPOLIA_USDC, "latest"]))
        .await;
    assert!(code.as_str().unwrap().len() > 500);
    // Slot 2 is the total supply.
    let slot = json!([SEPOLIA_USDC, "0x2", "latest"]);
    let supply = harness.rpc(SEPOLIA, "eth_getStorageAt", slot).await;
    assert_eq!(supply, format!("0x{}", "0".repeat(64)));
}

#[tokio::test]
async fn blocks_are_a_chain() {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "1")).await;
    let by_number = async |number: &str, full: bool| {
        harness
            .rpc(SEPOLIA, "eth_getBlockByNumber", json!([number, full]))
            .await
    };
    let block = by_number("0x2", false).await;
    assert_eq!(block["parentHash"], by_number("0x1", false).await["hash"]);
    assert_eq!(
        by_number("0x1", false).await["parentHash"],
        by_number("earliest", false).await["hash"]
    );
    assert_eq!(block["transactions"], json!([entity["txHash"]]));
    assert_eq!(
        (&block["gasUsed"], &block["baseFeePerGas"]),
        (&json!("0x5208"), &json!("0x3b9aca00"))
    );
    let full = by_number("latest", true).await;
    assert_eq!(full["transactions"][0]["hash"], entity["txHash"]);
    let by_hash = harness
        .rpc(SEPOLIA, "eth_getBlockByHash", json!([block["hash"], false]))
        .await;
    assert_eq!(by_hash, block);
    assert_eq!(by_number("0x99", false).await, Value::Null);
    let unknown = json!([format!("0x{}", "11".repeat(32))]);
    assert_eq!(
        harness
            .rpc(SEPOLIA, "eth_getTransactionByHash", unknown.clone())
            .await,
        Value::Null
    );
    assert_eq!(
        harness
            .rpc(SEPOLIA, "eth_getTransactionReceipt", unknown)
            .await,
        Value::Null
    );
}

#[tokio::test]
async fn logs_are_found_by_address_and_topic() {
    let harness = Harness::start().await;
    let (_, address) = harness.wallet(SEPOLIA).await;
    let paid = harness
        .faucet(json!({"network": SEPOLIA, "address": address, "amount": "5", "contract": SEPOLIA_USDC}))
        .await;
    let transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    let to = format!("0x{}{}", "0".repeat(24), address.trim_start_matches("0x"));
    for filter in [
        json!({"fromBlock": "earliest"}),
        json!({"fromBlock": "0x1", "toBlock": "latest", "address": SEPOLIA_USDC}),
        json!({"fromBlock": "0x0", "address": [STRANGER, SEPOLIA_USDC], "topics": [transfer]}),
        json!({"fromBlock": "0x0", "topics": [null, null, [to]]}),
    ] {
        let logs = harness.rpc(SEPOLIA, "eth_getLogs", json!([filter])).await;
        assert_eq!(logs.as_array().unwrap().len(), 1, "{filter}");
        assert_eq!(logs[0]["transactionHash"], paid["txHash"]);
        assert_eq!(
            (&logs[0]["logIndex"], &logs[0]["removed"]),
            (&json!("0x0"), &json!(false))
        );
        assert_eq!(quantity(&logs[0]["data"]), 5);
    }
    for filter in [
        json!({"fromBlock": "0x0", "toBlock": "0x0"}),
        json!({"fromBlock": "0x0", "address": STRANGER}),
        json!({"fromBlock": "0x0", "topics": [to]}),
    ] {
        let logs = harness.rpc(SEPOLIA, "eth_getLogs", json!([filter])).await;
        assert_eq!(logs, json!([]), "{filter}");
    }
}

#[tokio::test]
async fn fee_history_has_one_base_fee_more_than_blocks() {
    let harness = Harness::start().await;
    harness
        .control("POST", "/mine", json!({"network": SEPOLIA, "blocks": 3}))
        .await;
    let history = harness
        .rpc(SEPOLIA, "eth_feeHistory", json!(["0x2", "latest", [50]]))
        .await;
    assert_eq!(history["oldestBlock"], "0x2");
    assert_eq!(
        history["baseFeePerGas"],
        json!(["0x3b9aca00", "0x3b9aca00", "0x3b9aca00"])
    );
    assert_eq!(history["reward"], json!([["0x3b9aca00"], ["0x3b9aca00"]]));
    assert_eq!(history["gasUsedRatio"], json!([0.0, 0.0]));
}

#[tokio::test]
async fn batches_and_errors() {
    let harness = Harness::start().await;
    let batch = json!([
        {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"},
        {"jsonrpc": "2.0", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": "two", "method": "eth_nothing", "params": []},
        7,
    ]);
    let (status, answers) = harness.control("POST", "/rpc/EthereumSepolia", batch).await;
    assert_eq!(status, 200);
    assert_eq!(answers.as_array().unwrap().len(), 3);
    assert_eq!(
        answers[0],
        json!({"jsonrpc": "2.0", "id": 1, "result": "0xaa36a7"})
    );
    assert_eq!(
        (&answers[1]["id"], &answers[1]["error"]["code"]),
        (&json!("two"), &json!(-32601))
    );
    assert_eq!(answers[2]["error"]["code"], -32600);

    for (method, params, code) in [
        ("eth_getBalance", json!([]), -32602),
        ("eth_getBalance", json!(["0x12"]), -32602),
        ("eth_sendRawTransaction", json!(["0x02"]), -32000),
        ("eth_getBlockByHash", json!(["0x12"]), -32602),
    ] {
        let answer = harness.rpc_answer(SEPOLIA, method, params).await;
        assert_eq!(answer["error"]["code"], code, "{method}");
    }
    harness
        .control("POST", "/mine", json!({"network": SEPOLIA}))
        .await;
    let answer = harness
        .rpc_answer(SEPOLIA, "eth_getBalance", json!([STRANGER, "0x0"]))
        .await;
    assert_eq!(
        answer["error"]["message"],
        "historical state is not available"
    );
    assert_eq!(
        harness.control("POST", "/rpc/Atlantis", json!({})).await.0,
        404
    );
}

#[tokio::test]
async fn a_call_without_funds_is_refused_in_the_words_of_nodes() {
    let harness = Harness::start().await;
    let call = json!({"from": STRANGER, "to": STRANGER, "value": "0x1"});
    for method in ["eth_call", "eth_estimateGas"] {
        let refusal = harness.rpc_answer(SEPOLIA, method, json!([call])).await;
        let expected =
            json!({"code": -32000, "message": "insufficient funds for gas * price + value"});
        assert_eq!(refusal["error"], expected, "{method}");
    }
}

#[tokio::test]
async fn the_receipt_of_a_failed_creation_names_the_address() {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    harness
        .mode(SEPOLIA, json!({"mode": "fail_on_chain", "delay_ms": 0}))
        .await;
    let (_, entity) = harness.transfer(&wallet, &native(STRANGER, "1")).await;
    let done = harness
        .wait_for(&wallet, entity["id"].as_str().unwrap(), "Failed")
        .await;
    let receipt = harness
        .rpc(
            SEPOLIA,
            "eth_getTransactionReceipt",
            json!([done["txHash"]]),
        )
        .await;
    let sender: alloy_primitives::Address = address.parse().unwrap();
    let created = format!("{:#x}", sender.create(0));
    assert_eq!(
        (&receipt["status"], &receipt["contractAddress"]),
        (&json!("0x0"), &json!(created))
    );
}
