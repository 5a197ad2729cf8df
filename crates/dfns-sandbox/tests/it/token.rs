//! The test token by `eth_call` and transfers: names, balances, allowances, refusals.

use alloy_primitives::{Address, U256, keccak256};
use dfns_sandbox::NETWORKS;
use serde_json::{Value, json};

use crate::{
    harness::{Harness, ONE_ETH, SEPOLIA, SEPOLIA_USDC, STRANGER},
    raw::Account,
};

fn call_data(signature: &str, words: &[U256]) -> String {
    let mut data = keccak256(signature)[..4].to_vec();
    for word in words {
        data.extend_from_slice(&word.to_be_bytes::<32>());
    }
    format!("0x{}", hex::encode(data))
}

fn word(address: &str) -> U256 {
    U256::from_be_bytes(address.parse::<Address>().unwrap().into_word().0)
}

async fn call(harness: &Harness, from: &str, signature: &str, words: &[U256]) -> Value {
    let call = json!({"from": from, "to": SEPOLIA_USDC, "data": call_data(signature, words)});
    harness
        .rpc_answer(SEPOLIA, "eth_call", json!([call, "latest"]))
        .await
}

async fn number(harness: &Harness, signature: &str, words: &[U256]) -> U256 {
    let answer = call(harness, STRANGER, signature, words).await;
    answer["result"].as_str().unwrap().parse().unwrap()
}

async fn text(harness: &Harness, signature: &str) -> String {
    let answer = call(harness, STRANGER, signature, &[]).await;
    let bytes = hex::decode(&answer["result"].as_str().unwrap()[2..]).unwrap();
    assert_eq!(bytes[31], 32);
    String::from_utf8(bytes[64..64 + usize::from(bytes[63])].to_vec()).unwrap()
}

async fn minted(amount: &str) -> (Harness, String, String) {
    let harness = Harness::start().await;
    let (wallet, address) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    let faucet =
        json!({"network": SEPOLIA, "address": address, "amount": amount, "contract": SEPOLIA_USDC});
    harness.faucet(faucet).await;
    (harness, wallet, address)
}

#[tokio::test]
async fn it_names_itself_and_counts_its_supply() {
    let (harness, _, address) = minted("5000000").await;
    assert_eq!(text(&harness, "name()").await, "USD Coin");
    assert_eq!(text(&harness, "symbol()").await, "USDC");
    assert_eq!(number(&harness, "decimals()", &[]).await, U256::from(6));
    assert_eq!(
        number(&harness, "totalSupply()", &[]).await,
        U256::from(5_000_000)
    );
    assert_eq!(
        number(&harness, "balanceOf(address)", &[word(&address)]).await,
        U256::from(5_000_000)
    );
    assert_eq!(
        number(&harness, "balanceOf(address)", &[word(STRANGER)]).await,
        U256::ZERO
    );
}

#[tokio::test]
async fn balances_lie_where_solidity_puts_them() {
    let (harness, _, address) = minted("77").await;
    let mut preimage = word(&address).to_be_bytes::<32>().to_vec();
    preimage.extend_from_slice(&[0; 32]);
    let slot = keccak256(preimage).to_string();
    let stored = harness
        .rpc(
            SEPOLIA,
            "eth_getStorageAt",
            json!([SEPOLIA_USDC, slot, "latest"]),
        )
        .await;
    assert_eq!(
        stored.as_str().unwrap().parse::<U256>().unwrap(),
        U256::from(77)
    );
}

#[tokio::test]
async fn refusals_say_why_as_solidity_does() {
    let (harness, _, address) = minted("10").await;
    let (to, ten, eleven) = (word(STRANGER), U256::from(10), U256::from(11));
    let transfer = "transfer(address,uint256)";
    let from = "transferFrom(address,address,uint256)";
    let ok = call(&harness, &address, transfer, &[to, ten]).await;
    assert_eq!(
        ok["result"].as_str().unwrap().parse::<U256>().unwrap(),
        U256::ONE
    );
    for (caller, signature, words, reason) in [
        (
            address.as_str(),
            transfer,
            vec![to, eleven],
            "ERC20: transfer exceeds balance",
        ),
        (
            &address,
            transfer,
            vec![U256::ZERO, ten],
            "ERC20: transfer to the zero address",
        ),
        (
            STRANGER,
            from,
            vec![word(&address), to, ten],
            "ERC20: insufficient allowance",
        ),
        (
            STRANGER,
            "mint(address,uint256)",
            vec![to, ten],
            "caller is not the minter",
        ),
    ] {
        let answer = call(&harness, caller, signature, &words).await;
        let error = &answer["error"];
        assert_eq!(error["message"], format!("execution reverted: {reason}"));
        assert_eq!(error["code"], 3);
        assert!(error["data"].as_str().unwrap().starts_with("0x08c379a0"));
    }
    // Unknown functions, short calls, dirty addresses and ether are refused without a word.
    let dirty = to | (U256::ONE << 200);
    for (signature, words) in [
        ("burn(uint256)", vec![ten]),
        (transfer, vec![to]),
        (transfer, vec![dirty, ten]),
        ("balanceOf(address)", vec![]),
    ] {
        let answer = call(&harness, &address, signature, &words).await;
        assert_eq!(
            answer["error"]["message"], "execution reverted",
            "{signature}"
        );
    }
    let call = json!({"from": address, "to": SEPOLIA_USDC, "value": "0x1", "data": call_data("name()", &[])});
    let answer = harness.rpc_answer(SEPOLIA, "eth_call", json!([call])).await;
    assert_eq!(answer["error"]["message"], "execution reverted");
}

#[tokio::test]
async fn the_supply_cannot_overflow() {
    let (harness, _, _) = minted("1").await;
    let faucet = faucet_address(&harness).await;
    let words = [word(STRANGER), U256::MAX];
    let answer = call(&harness, &faucet, "mint(address,uint256)", &words).await;
    assert_eq!(answer["error"]["message"], "execution reverted");
    let words = [word(STRANGER), U256::MAX - U256::ONE];
    assert!(call(&harness, &faucet, "mint(address,uint256)", &words).await["result"].is_string());
}

async fn faucet_address(harness: &Harness) -> String {
    let minter = harness
        .rpc(
            SEPOLIA,
            "eth_getStorageAt",
            json!([SEPOLIA_USDC, "0x3", "latest"]),
        )
        .await;
    format!("0x{}", &minter.as_str().unwrap()[26..])
}

/// Sends a call by a foreign account; the first topic and the data of its first log.
async fn send(harness: &Harness, raw: String) -> (String, U256) {
    let hash = harness
        .rpc(SEPOLIA, "eth_sendRawTransaction", json!([raw]))
        .await;
    let receipt = harness
        .rpc(SEPOLIA, "eth_getTransactionReceipt", json!([hash]))
        .await;
    assert_eq!(receipt["status"], "0x1", "{receipt}");
    let log = &receipt["logs"][0];
    let topic = log["topics"][0].as_str().unwrap().to_owned();
    (topic, log["data"].as_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn an_allowance_is_spent_and_the_largest_one_is_not() {
    let harness = Harness::start().await;
    let (owner, spender) = (Account::new(7), Account::new(8));
    for address in [owner.address(), spender.address()] {
        harness
            .faucet(json!({"network": SEPOLIA, "address": address, "amount": ONE_ETH}))
            .await;
    }
    let tokens = json!({"network": SEPOLIA, "address": owner.address(), "amount": "100", "contract": SEPOLIA_USDC});
    harness.faucet(tokens).await;
    let (from, by, to) = (
        word(&owner.address()),
        word(&spender.address()),
        word(STRANGER),
    );
    let approve = |value| call_data("approve(address,uint256)", &[by, value]);
    let spend = |value| {
        call_data(
            "transferFrom(address,address,uint256)",
            &[from, to, U256::from(value)],
        )
    };
    let ten = U256::from(10);
    let (topic, value) = send(&harness, owner.call(0, SEPOLIA_USDC, &approve(ten))).await;
    assert_eq!(
        (topic, value),
        (
            keccak256("Approval(address,address,uint256)").to_string(),
            ten
        )
    );
    let (topic, value) = send(&harness, spender.call(0, SEPOLIA_USDC, &spend(4))).await;
    let transfer = keccak256("Transfer(address,address,uint256)").to_string();
    assert_eq!((topic, value), (transfer, U256::from(4)));
    let left = number(&harness, "allowance(address,address)", &[from, by]).await;
    assert_eq!(left, U256::from(6));

    send(&harness, owner.call(1, SEPOLIA_USDC, &approve(U256::MAX))).await;
    send(&harness, spender.call(1, SEPOLIA_USDC, &spend(5))).await;
    let left = number(&harness, "allowance(address,address)", &[from, by]).await;
    assert_eq!(left, U256::MAX);
    assert_eq!(
        number(&harness, "balanceOf(address)", &[to]).await,
        U256::from(9)
    );
    assert_eq!(
        number(&harness, "balanceOf(address)", &[from]).await,
        U256::from(91)
    );
}

#[tokio::test]
async fn every_test_token_is_deployed() {
    let harness = Harness::start().await;
    let mut tokens = 0;
    for row in NETWORKS {
        let Some(token) = row.token else { continue };
        let call = json!({"to": token.contract.to_string(), "data": call_data("decimals()", &[])});
        let decimals = harness
            .rpc(row.name, "eth_call", json!([call, "latest"]))
            .await;
        assert_eq!(
            decimals.as_str().unwrap().parse::<U256>().unwrap(),
            U256::from(token.decimals)
        );
        tokens += 1;
    }
    assert!(tokens >= 12);
}
