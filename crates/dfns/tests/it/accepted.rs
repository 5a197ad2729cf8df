//! What comes in. Samples are typed from the custody protocol notes.

use dfns::wire::{
    ActionChallenge, AssetKind, Direction, ErrorEnvelope, FeeEstimate, HistoryItem, HistoryKind,
    Network, Number, Page, TransferKind, TransferRequest, TransferStatus, Wallet, WalletAssets,
    WalletStatus,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::fake::CHALLENGE;

/// Section 3, wallet entity.
pub(crate) const WALLET: &str = r#"{"id":"wa-5pfuu-9euek-h0odgb6snva8ph3k","network":"EthereumSepolia","address":"0x00e3495cf6af59008f22ffaf32d4c92ac33dac47",
 "signingKey":{"id":"key-01snl-t56gb-j8tsok0vn802p80i","scheme":"ECDSA","curve":"secp256k1","publicKey":"02e2"},
 "status":"Active","dateCreated":"2026-03-01T09:30:00.000Z","custodial":true,"name":"Alice savings","externalId":"cust-17","tags":["tier:retail"]}"#;

/// Section 5, transfer entity.
pub(crate) const TRANSFER: &str = r#"{"id":"xfr-20g4k-nsdpo-mg6arrifgvid4orn","walletId":"wa-5pfuu-9euek-h0odgb6snva8ph3k","network":"EthereumSepolia",
 "requester":{"userId":"us-6b58p-r53sr-rlrd3l5cj3uc4ome","tokenId":"to-202a0-cdo33-o65mbt6q758lvvnt"},
 "requestBody":{"kind":"Native","to":"0xb282dc7cde21717f18337a596e91ded00b79b25f","amount":"1000000000","externalId":"pay-77"},
 "metadata":{"asset":{"symbol":"ETH","decimals":18,"verified":true,"quotes":{"USD":3020.82}}},
 "status":"Pending","dateRequested":"2026-03-01T09:30:00.000Z","externalId":"pay-77","approvalId":"ap-2a9in-tt2a1-983lho480p35ejd0"}"#;

/// Section 4, history.
const HISTORY_ITEM: &str = r#"{"walletId":"wa-5pfuu-9euek-h0odgb6snva8ph3k","network":"EthereumSepolia","kind":"Erc20Transfer","direction":"In","blockNumber":9036906,"timestamp":"2026-03-01T09:31:12.000Z","txHash":"0x8e","index":"134","contract":"0x1c7d4b196cb0c7b01d743fbc6116a902379c7238","from":"0xea","to":"0x00","value":"1000000","decimals":6,"symbol":"USDC","metadata":{"asset":{"symbol":"USDC","decimals":6,"verified":true}}}"#;

/// Section 6, fees.
const FEES: &str = r#"{"kind":"Eip1559","network":"EthereumSepolia","blockNumber":9036906,"baseFeePerGas":"1200000007","slow":{"maxPriorityFeePerGas":"100000000","maxFeePerGas":"1500000000"},"standard":{"maxPriorityFeePerGas":"1000000000","maxFeePerGas":"2600000000"},"fast":{"maxPriorityFeePerGas":"1500000000","maxFeePerGas":"3900000000"}}"#;

/// Reads a sample and writes it again: nothing of it may be lost.
fn whole<T: DeserializeOwned + Serialize>(sample: &str) -> T {
    let read: T = serde_json::from_str(sample).unwrap();
    let written: Value = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
    assert_eq!(written, serde_json::from_str::<Value>(sample).unwrap());
    read
}

#[test]
fn the_challenge_of_section_2() {
    let challenge: ActionChallenge = whole(CHALLENGE);
    assert_eq!(challenge.challenge, "MWM0MmY5YTQ0MDRiNzdhNTFhNzY5ODQw");
    assert_eq!(challenge.allow_credentials.key[0].id, "cred-1");
}

#[test]
fn the_wallet_of_section_3() {
    let wallet: Wallet = whole(WALLET);
    assert_eq!(wallet.network, Network::EthereumSepolia);
    assert_eq!(wallet.status, WalletStatus::Active);
    assert_eq!(wallet.signing_key.curve, "secp256k1");
    assert_eq!(wallet.date_created.0.unix_timestamp(), 1_772_357_400);
}

/// Section 3, required and optional fields: an address may come later.
#[test]
fn a_wallet_without_its_optional_fields() {
    let wallet: Wallet = whole(
        r#"{"id":"wa-1","network":"KeyECDSA","signingKey":{"id":"key-1","scheme":"ECDSA","curve":"secp256k1","publicKey":"02"},"status":"Inactive","dateCreated":"2026-03-01T09:30:00.000Z","custodial":true,"tags":[]}"#,
    );
    assert_eq!(wallet.address, None);
    assert_eq!(wallet.network, Network::Other("KeyECDSA".to_owned()));
}

/// Section 4, assets, with the two kinds that are named and one that is not.
#[test]
fn the_assets_of_section_4_keep_the_text_of_prices() {
    let assets: WalletAssets = serde_json::from_str(
        r#"{"walletId":"wa-1","network":"EthereumSepolia","assets":[
            {"kind":"Native","symbol":"ETH","decimals":18,"verified":true,"balance":"1000000000000000000000000000000","quotes":{"USD":3020.820000000000000001}},
            {"kind":"Erc20","contract":"0x1c7d","symbol":"USDC","decimals":6,"balance":"0","quotes":{"USD":1e0}},
            {"kind":"Spl","mint":"EPj","decimals":6,"balance":"7"}],
          "netWorth":{"USD":3020.82}}"#,
    )
    .unwrap();
    let [native, token, other] = &assets.assets[..] else {
        panic!("three assets")
    };
    assert_eq!(native.kind, AssetKind::Native);
    assert_eq!(native.balance, "1000000000000000000000000000000");
    let price =
        |asset: &dfns::wire::Asset| asset.quotes.as_ref().unwrap()["USD"].as_str().to_owned();
    assert_eq!(price(native), "3020.820000000000000001");
    assert_eq!(price(token), "1e0");
    assert_eq!(token.contract.as_deref(), Some("0x1c7d"));
    assert_eq!(other.kind, AssetKind::Other("Spl".to_owned()));
    assert_eq!(
        assets.net_worth.as_ref().unwrap()["USD"].as_str(),
        "3020.82"
    );
    let written = serde_json::to_string(&assets).unwrap();
    assert!(
        written.contains(r#"{"USD":3020.820000000000000001}"#),
        "{written}"
    );
}

#[test]
fn a_price_is_a_number() {
    for text in ["1", "-1", "0.5", "1e21", "3020.82"] {
        assert_eq!(Number::parse(text).unwrap().as_str(), text);
        assert_eq!(serde_json::from_str::<Number>(text).unwrap().as_str(), text);
    }
    for text in ["\"1\"", "null", "true", "[1]", "{}"] {
        assert!(Number::parse(text).is_none(), "{text}");
        assert!(serde_json::from_str::<Number>(text).is_err(), "{text}");
    }
    for text in ["", " 1", "1 ", "01", "1.", "+1", "1,2", "1]2", "NaN"] {
        assert!(Number::parse(text).is_none(), "{text}");
    }
}

#[test]
fn the_history_of_section_4() {
    let item: HistoryItem = whole(HISTORY_ITEM);
    assert_eq!(item.kind, HistoryKind::Erc20Transfer);
    assert_eq!(item.direction, Direction::In);
    assert_eq!(item.value.as_deref(), Some("1000000"));
    assert_eq!(item.metadata.asset.verified, Some(true));

    let utxo: HistoryItem = serde_json::from_str(
        r#"{"walletId":"wa-1","network":"Bitcoin","kind":"UtxoTransfer","direction":"Out","blockNumber":1,"timestamp":"2026-03-01T09:31:12.000Z","txHash":"ab","froms":["a"],"tos":["b"],"value":"5","fee":"141","metadata":{"asset":{},"fee":{"symbol":"BTC","decimals":8}}}"#,
    )
    .unwrap();
    assert_eq!(utxo.kind, HistoryKind::Other("UtxoTransfer".to_owned()));
    assert_eq!(utxo.metadata.fee.unwrap().decimals, Some(8));
}

#[test]
fn the_transfer_of_section_5() {
    let transfer: TransferRequest = whole(TRANSFER);
    assert_eq!(transfer.status, TransferStatus::Pending);
    assert_eq!(transfer.request_body.kind, TransferKind::Native);
    assert_eq!(
        transfer.approval_id.as_deref(),
        Some("ap-2a9in-tt2a1-983lho480p35ejd0")
    );
    assert_eq!(
        transfer.metadata.asset.quotes.unwrap()["USD"].as_str(),
        "3020.82"
    );
}

/// Section 5, status, and the vendor's newer text: the set is open.
#[test]
fn states_are_an_open_set() {
    let read = |name: &str| -> TransferStatus {
        serde_json::from_value(Value::String(name.to_owned())).unwrap()
    };
    for (name, status) in [
        ("Pending", TransferStatus::Pending),
        ("Executing", TransferStatus::Executing),
        ("Broadcasted", TransferStatus::Broadcasted),
        ("Confirmed", TransferStatus::Confirmed),
        ("Failed", TransferStatus::Failed),
        ("Rejected", TransferStatus::Rejected),
        ("Aborted", TransferStatus::Aborted),
        ("Replaced", TransferStatus::Other("Replaced".to_owned())),
    ] {
        assert_eq!(read(name), status);
        assert_eq!(status.as_str(), name);
    }
}

/// Sections 1 and 5: unknown fields, as `details` and `debugTrace` are, and `null` page tokens.
#[test]
fn unknown_fields_and_null_tokens_are_tolerated() {
    let transfer = TRANSFER.replacen('{', r#"{"details":{"nonce":3},"debugTrace":{},"#, 1);
    let page: Page<TransferRequest> = serde_json::from_str(&format!(
        r#"{{"walletId":"wa-1","items":[{transfer}],"nextPageToken":null,"total":1}}"#
    ))
    .unwrap();
    assert_eq!((page.items.len(), page.next_page_token), (1, None));
    let page: Page<HistoryItem> = whole(&format!(
        r#"{{"items":[{HISTORY_ITEM}],"nextPageToken":"t","walletId":"wa-1","network":"EthereumSepolia"}}"#
    ));
    assert_eq!(page.next_page_token.as_deref(), Some("t"));
}

#[test]
fn the_fees_of_section_6() {
    let FeeEstimate::Eip1559 {
        standard,
        base_fee_per_gas,
        ..
    } = whole(FEES)
    else {
        panic!("fees of an EVM network")
    };
    assert_eq!(standard.max_fee_per_gas, "2600000000");
    assert_eq!(base_fee_per_gas, "1200000007");
    let bitcoin = r#"{"kind":"Bitcoin","network":"Bitcoin","blockNumber":1,"slow":{"feeRate":"1","blockHorizon":6},"standard":{"feeRate":"2","blockHorizon":3},"fast":{"feeRate":"3","blockHorizon":1}}"#;
    assert!(matches!(whole(bitcoin), FeeEstimate::Bitcoin { .. }));
    let solana =
        r#"{"kind":"Solana","network":"Solana","blockNumber":1,"slow":{"computeUnitPrice":1}}"#;
    assert!(matches!(
        serde_json::from_str(solana).unwrap(),
        FeeEstimate::Other
    ));
}

/// Section 1, error body.
#[test]
fn the_error_of_section_1() {
    let sample = r#"{"error":{"id":"2038837570328299032","status":404,"message":"wallet not found","details":{"walletId":"wa-1f04s-lqc9q-abcdefghijklmn12","orgId":"or-195qp-opddr-abcdefghijklmn12"}}}"#;
    let error: ErrorEnvelope = whole(sample);
    assert_eq!(error.error.message, "wallet not found");
}

/// Section 6: 116 names, each written as it is read.
#[test]
fn network_names_are_kept() {
    for name in [
        "EthereumSepolia",
        "AvalancheCFuji",
        "SeiPacific1",
        "FlareCCoston2",
        "Adi",
    ] {
        assert_eq!(Network::from(name).as_str(), name);
    }
    assert_eq!(Network::from("Adi"), Network::Other("Adi".to_owned()));
}
