//! Balances, history, fees. Samples are typed from the custody protocol notes, sections 4 and 6.

use bank::custody::{CallError, Custody, Direction, HistoryRequest, PageRequest};
use domain::network::Network;

use crate::fake::{Fake, WALLET_ID, wallet_ref};

async fn with_assets(assets: &str) -> Fake {
    let fake = Fake::start().await;
    let body =
        format!(r#"{{"walletId":"{WALLET_ID}","network":"EthereumSepolia","assets":[{assets}]}}"#);
    fake.on(&format!("GET /wallets/{WALLET_ID}/assets"), 200, &body);
    fake
}

#[tokio::test]
async fn balances_are_whole_numbers_and_prices_stay_text() {
    let fake = with_assets(
        r#"{"kind":"Native","symbol":"ETH","decimals":18,"verified":true,"balance":"115792089237316195423570985008687907853269984665640564039457584007913129639935","quotes":{"USD":3020.820000000000000001}},
           {"kind":"Erc20","contract":"0x1C7D4B196CB0C7B01D743FBC6116A902379C7238","symbol":"USDC","decimals":6,"balance":"0"}"#,
    )
    .await;
    let balances = fake.custody.balances(&wallet_ref()).await.unwrap();
    let [native, token] = &balances[..] else {
        panic!("two balances")
    };
    assert_eq!(native.contract, None);
    assert_eq!(native.amount, domain::money::BaseUnits::MAX);
    assert_eq!(native.usd_quote.as_deref(), Some("3020.820000000000000001"));
    assert_eq!(
        (native.symbol.as_deref(), native.decimals),
        (Some("ETH"), 18)
    );
    assert_eq!(
        token.contract.unwrap().to_string(),
        "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238"
    );
    assert!(token.amount.is_zero());
    assert_eq!(token.usd_quote, None);
}

#[tokio::test]
async fn tokens_that_cannot_be_read_are_left_out_but_the_coin_must_be_readable() {
    let coin = r#"{"kind":"Native","decimals":18,"balance":"5"}"#;
    let odd = r#"{"kind":"Erc20","decimals":6,"balance":"1"},
        {"kind":"Erc20","contract":"0x12","decimals":6,"balance":"1"},
        {"kind":"Erc20","contract":"0x1c7d4b196cb0c7b01d743fbc6116a902379c7238","decimals":256,"balance":"1"},
        {"kind":"Erc20","contract":"0x1c7d4b196cb0c7b01d743fbc6116a902379c7238","decimals":6,"balance":"-1"},
        {"kind":"Spl","mint":"EPj","decimals":6,"balance":"7"}"#;
    let fake = with_assets(&format!("{odd},{coin}")).await;
    let balances = fake.custody.balances(&wallet_ref()).await.unwrap();
    assert_eq!(balances.len(), 1);
    assert_eq!(balances[0].amount.to_string(), "5");

    let fake = with_assets(&coin.replace("\"5\"", "\"5.0\"")).await;
    let error = fake.custody.balances(&wallet_ref()).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown(_)), "{error}");
}

const HASH: &str = "0x8e0000000000000000000000000000000000000000000000000000000000000e";

fn item(fields: &str) -> String {
    format!(
        r#"{{"walletId":"{WALLET_ID}","network":"EthereumSepolia","blockNumber":9036906,"timestamp":"2026-03-01T09:31:12.000Z","txHash":"{HASH}","from":"0xb282dc7cde21717f18337a596e91ded00b79b25f","to":"0x00e3495cf6af59008f22ffaf32d4c92ac33dac47",{fields}}}"#
    )
}

#[tokio::test]
async fn history_is_paged_and_keeps_what_the_bank_can_read() {
    let fake = Fake::start().await;
    let items = [
        item(
            r#""kind":"Erc20Transfer","direction":"In","contract":"0x1c7d4b196cb0c7b01d743fbc6116a902379c7238","value":"1000000","decimals":6,"symbol":"OLD","metadata":{"asset":{"symbol":"USDC","decimals":6}}"#,
        ),
        item(
            r#""kind":"NativeTransfer","direction":"Out","value":"7","decimals":18,"symbol":"ETH","fee":"21000","metadata":{"asset":{}}"#,
        ),
        item(r#""kind":"Erc721Transfer","direction":"In","contract":"0x1c","tokenId":"1""#),
        item(r#""kind":"NativeTransfer","direction":"Sideways","value":"7""#),
        item(r#""kind":"NativeTransfer","direction":"In","value":"seven""#),
        item(r#""kind":"Erc20Transfer","direction":"In","value":"7""#),
    ];
    let body = format!(
        r#"{{"items":[{}],"nextPageToken":"next","walletId":"{WALLET_ID}","network":"EthereumSepolia"}}"#,
        items.join(",")
    );
    let route = format!("GET /wallets/{WALLET_ID}/history?limit=20&paginationToken=here");
    fake.on(&route, 200, &body);

    let request = history(20, Some("here"));
    let page = fake.custody.history(&wallet_ref(), &request).await.unwrap();
    assert_eq!(page.next.as_deref(), Some("next"));
    let [token, coin] = &page.items[..] else {
        panic!("two movements: {:?}", page.items)
    };
    assert_eq!(
        (token.direction, coin.direction),
        (Direction::In, Direction::Out)
    );
    assert!(token.contract.is_some() && coin.contract.is_none());
    assert_eq!(
        (token.symbol.as_deref(), token.decimals),
        (Some("USDC"), Some(6))
    );
    assert_eq!(
        (coin.symbol.as_deref(), coin.decimals),
        (Some("ETH"), Some(18))
    );
    assert_eq!(
        (token.amount.to_string(), token.fee),
        ("1000000".to_owned(), None)
    );
    assert_eq!(coin.fee.unwrap().to_string(), "21000");
    assert_eq!(coin.tx_hash.to_string(), HASH);
    assert_eq!(
        (coin.block, coin.at.unix_timestamp()),
        (9_036_906, 1_772_357_472)
    );
    assert_eq!(
        coin.to.unwrap().to_string().to_lowercase(),
        "0x00e3495cf6af59008f22ffaf32d4c92ac33dac47"
    );
}

/// A page of both directions.
fn history(limit: u32, cursor: Option<&str>) -> HistoryRequest {
    HistoryRequest {
        direction: None,
        page: PageRequest {
            limit,
            cursor: cursor.map(str::to_owned),
        },
    }
}

#[tokio::test]
async fn history_is_asked_for_by_direction() {
    let fake = Fake::start().await;
    for (direction, sent) in [(Direction::In, "In"), (Direction::Out, "Out")] {
        let route = format!("GET /wallets/{WALLET_ID}/history?limit=1&direction={sent}");
        fake.on(&route, 200, r#"{"items":[],"nextPageToken":"next"}"#);
        let request = HistoryRequest {
            direction: Some(direction),
            ..history(1, None)
        };
        let page = fake.custody.history(&wallet_ref(), &request).await.unwrap();
        assert_eq!(page.next.as_deref(), Some("next"));
    }
}

#[tokio::test]
async fn a_page_has_a_size_the_vendor_takes() {
    let fake = Fake::start().await;
    for (asked, sent) in [(0, 100), (1, 1), (200, 100)] {
        let route = format!("GET /wallets/{WALLET_ID}/history?limit={sent}");
        fake.on(&route, 200, r#"{"items":[]}"#);
        let request = history(asked, None);
        assert!(
            fake.custody
                .history(&wallet_ref(), &request)
                .await
                .unwrap()
                .items
                .is_empty()
        );
    }
}

#[tokio::test]
async fn fees_are_the_standard_price_of_gas() {
    let fake = Fake::start().await;
    let fees = r#"{"kind":"Eip1559","network":"EthereumSepolia","blockNumber":9036906,"baseFeePerGas":"1200000007","slow":{"maxPriorityFeePerGas":"100000000","maxFeePerGas":"1500000000"},"standard":{"maxPriorityFeePerGas":"1000000000","maxFeePerGas":"2600000000"},"fast":{"maxPriorityFeePerGas":"1500000000","maxFeePerGas":"3900000000"}}"#;
    let route = "GET /networks/fees?network=EthereumSepolia";
    fake.on(route, 200, fees);
    let estimate = fake
        .custody
        .fees(Network::EthereumSepolia)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(estimate.max_fee_per_gas.to_string(), "2600000000");

    fake.on(
        route,
        200,
        r#"{"kind":"Other","network":"EthereumSepolia"}"#,
    );
    assert_eq!(
        fake.custody.fees(Network::EthereumSepolia).await.unwrap(),
        None
    );

    assert_eq!(
        fake.custody.fees(Network::EthereumClassic).await.unwrap(),
        None
    );
    assert_eq!(
        fake.routes().len(),
        2,
        "nothing is asked for a network without a base fee"
    );
}

#[tokio::test]
async fn a_probe_is_signed_and_has_no_effect() {
    let fake = Fake::start().await;
    fake.custody.probe().await.unwrap();
    assert_eq!(fake.routes(), [crate::fake::INIT, crate::fake::COMPLETE]);
}
