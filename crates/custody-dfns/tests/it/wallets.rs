//! Opening and finding wallets.

use bank::custody::{CallError, Custody, NewWallet};
use domain::network::Network;

use crate::fake::{Fake, WALLET_ID, wallet, wallet_ref};

const ADDRESS: &str = r#","address":"0x00e3495cf6af59008f22ffaf32d4c92ac33dac47""#;

#[tokio::test]
async fn a_wallet_is_asked_for_with_our_id() {
    let fake = Fake::start().await;
    let more = format!(r#"{ADDRESS},"externalId":"wal_1""#);
    fake.on(
        "POST /wallets",
        200,
        &wallet(WALLET_ID, "EthereumSepolia", &more),
    );
    let new = NewWallet {
        network: Network::EthereumSepolia,
        name: "Alice’s Wallet".to_owned(),
        external_id: "wal_1".to_owned(),
    };
    let created = fake.custody.create_wallet(&new).await.unwrap();
    assert_eq!(
        str::from_utf8(&fake.last_body()).unwrap(),
        r#"{"network":"EthereumSepolia","name":"Alice’s Wallet","externalId":"wal_1"}"#
    );
    assert_eq!(created.id.as_str(), WALLET_ID);
    assert_eq!(created.network, Some(Network::EthereumSepolia));
    assert_eq!(created.external_id.as_deref(), Some("wal_1"));
    assert_eq!(
        created.address.unwrap().to_string().to_lowercase(),
        "0x00e3495cf6af59008f22ffaf32d4c92ac33dac47"
    );
}

#[tokio::test]
async fn an_address_may_come_later_and_a_network_may_be_none_of_ours() {
    let fake = Fake::start().await;
    let route = format!("GET /wallets/{WALLET_ID}");
    let id = wallet_ref().id;

    fake.on(&route, 200, &wallet(WALLET_ID, "Base", ""));
    let read = fake.custody.wallet(&id).await.unwrap();
    assert_eq!((read.network, read.address), (Some(Network::Base), None));

    let bitcoin = wallet(WALLET_ID, "Bitcoin", r#","address":"bc1q""#);
    fake.on(&route, 200, &bitcoin);
    let read = fake.custody.wallet(&id).await.unwrap();
    assert_eq!((read.network, read.address), (None, None));

    fake.on(
        &route,
        200,
        &wallet(WALLET_ID, "Base", r#","address":"bc1q""#),
    );
    let error = fake.custody.wallet(&id).await.unwrap_err();
    assert!(matches!(error, CallError::Unknown(_)), "{error}");
}

#[tokio::test]
async fn a_wallet_is_found_by_our_id_within_the_pages_allowed() {
    let fake = Fake::start().await;
    let page = |external_id: &str, next: &str| {
        let item = wallet("wa-1", "Base", &format!(r#","externalId":"{external_id}""#));
        format!(r#"{{"items":[{item}],"nextPageToken":{next}}}"#)
    };
    fake.on("GET /wallets?limit=100", 200, &page("one", r#""b""#));
    fake.on(
        "GET /wallets?limit=100&paginationToken=b",
        200,
        &page("two", "null"),
    );
    let find = async |external_id: &str, pages_max| {
        let found = fake
            .custody
            .find_wallet(external_id, pages_max)
            .await
            .unwrap();
        found.and_then(|wallet| wallet.external_id)
    };
    assert_eq!(find("one", 1).await.as_deref(), Some("one"));
    assert_eq!(find("two", 2).await.as_deref(), Some("two"));
    assert_eq!(find("two", 1).await, None);
    assert_eq!(find("three", 10).await, None);
    assert_eq!(fake.routes().len(), 6);
}
