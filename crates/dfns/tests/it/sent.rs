//! What goes out, byte for byte. Expected texts are typed from the custody protocol notes.

use dfns::wire::{CreateWallet, CreateWebhook, Direction, Network, Priority, TransferBody};
use dfns::{HistoryQuery, PageQuery};

use crate::accepted::{TRANSFER, WALLET};
use crate::fake::{ACTION, COMPLETE, Fake, INIT, Reply, TOKEN};

const WALLET_ID: &str = "wa-5pfuu-9euek-h0odgb6snva8ph3k";

/// Sections 1 and 2: three requests, their headers, and a body that is not touched.
#[tokio::test]
async fn a_transfer_is_three_requests_and_its_body_goes_out_as_given() {
    let fake = Fake::start().await;
    let route = format!("POST /wallets/{WALLET_ID}/transfers");
    fake.on(&route, [Reply::json(200, TRANSFER)]);
    let body = "{ \"amount\":\"1\",\r\n\t\"kind\" : \"Native\", \"to\":\"0xü\" }\n";

    fake.client()
        .create_transfer(WALLET_ID, body.as_bytes())
        .await
        .unwrap();

    assert_eq!(fake.routes(), [INIT, COMPLETE, &route]);
    let [init, complete, call] = fake.received().try_into().unwrap();
    assert_eq!(
        str::from_utf8(&init.body).unwrap(),
        concat!(
            r#"{"userActionPayload":"{ \"amount\":\"1\",\r\n\t\"kind\" : \"Native\", \"to\":\"0xü\" }\n","#,
            r#""userActionHttpMethod":"POST","#,
            r#""userActionHttpPath":"/wallets/wa-5pfuu-9euek-h0odgb6snva8ph3k/transfers","#,
            r#""userActionServerKind":"Api"}"#
        )
    );
    assert_eq!(call.body, body.as_bytes());
    assert_eq!(call.header("x-dfns-useraction"), Some(ACTION));
    for request in [&init, &complete] {
        assert_eq!(request.header("x-dfns-useraction"), None);
    }
    for request in [&init, &complete, &call] {
        assert_eq!(
            request.header("authorization"),
            Some(format!("Bearer {TOKEN}").as_str())
        );
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert!(!request.header("user-agent").unwrap().is_empty());
    }
    assert_eq!(fake.connections(), 1, "connections are kept and used again");
}

/// Section 7: a call without a body signs the empty payload.
#[tokio::test]
async fn a_webhook_is_deleted_without_a_body() {
    let fake = Fake::start().await;
    let route = "DELETE /webhooks/wh-1a2b3-c4d5e-f6a7b8c9d0e1f2a3";
    fake.on(route, [Reply::json(200, r#"{"deleted":true}"#)]);
    let id = "wh-1a2b3-c4d5e-f6a7b8c9d0e1f2a3";
    assert!(fake.client().delete_webhook(id).await.unwrap().deleted);
    assert_eq!(fake.routes(), [INIT, COMPLETE, route]);
    let [init, _, call] = fake.received().try_into().unwrap();
    let init = str::from_utf8(&init.body).unwrap();
    assert!(
        init.contains(r#""userActionPayload":"","userActionHttpMethod":"DELETE""#),
        "{init}"
    );
    assert!(call.body.is_empty());
    assert_eq!(call.header("x-dfns-useraction"), Some(ACTION));
    assert!(fake.client().delete_webhook("../wallets").await.is_err());
}

/// Section 3, create body.
#[tokio::test]
async fn a_wallet_is_created_with_the_documented_names() {
    let fake = Fake::start().await;
    fake.on("POST /wallets", [Reply::json(200, WALLET)]);
    let new = CreateWallet {
        network: Network::EthereumSepolia,
        name: Some("Alice’s Wallet".to_owned()),
        external_id: Some("cust-17".to_owned()),
        tags: vec!["tier:retail".to_owned()],
    };

    fake.client().create_wallet(&new).await.unwrap();

    assert_eq!(fake.routes(), [INIT, COMPLETE, "POST /wallets"]);
    assert_eq!(
        str::from_utf8(&fake.received()[2].body).unwrap(),
        r#"{"network":"EthereumSepolia","name":"Alice’s Wallet","externalId":"cust-17","tags":["tier:retail"]}"#
    );
}

#[test]
fn what_is_absent_is_omitted() {
    let new = CreateWallet {
        network: Network::Base,
        name: None,
        external_id: None,
        tags: Vec::new(),
    };
    assert_eq!(
        serde_json::to_string(&new).unwrap(),
        r#"{"network":"Base"}"#
    );
}

/// Section 5, transfer body: kinds `Native` and `Erc20`.
#[test]
fn transfer_bodies_have_the_documented_names() {
    let native = TransferBody::native("0xb282dc7cde21717f18337a596e91ded00b79b25f", "1000000000")
        .with_external_id("pay-77");
    assert_eq!(
        serde_json::to_string(&native).unwrap(),
        r#"{"kind":"Native","to":"0xb282dc7cde21717f18337a596e91ded00b79b25f","amount":"1000000000","externalId":"pay-77"}"#
    );
    let token = TransferBody::erc20("0x1c7d", "0xb282", "5").with_priority(Priority::Fast);
    assert_eq!(
        serde_json::to_string(&token).unwrap(),
        r#"{"kind":"Erc20","contract":"0x1c7d","to":"0xb282","amount":"5","priority":"Fast"}"#
    );
}

/// Section 1, paging; section 4, history; section 6, fees.
#[tokio::test]
async fn reads_name_their_queries_as_documented() {
    let fake = Fake::start().await;
    let page = PageQuery {
        limit: Some(200),
        token: Some("a/b=+&c".to_owned()),
    };
    fake.on("GET /wallets", [Reply::json(200, r#"{"items":[]}"#)]);
    fake.on(
        "GET /wallets/wa-1/transfers",
        [Reply::json(200, r#"{"items":[]}"#)],
    );
    fake.on(
        "GET /wallets/wa-1/history",
        [Reply::json(200, r#"{"items":[]}"#)],
    );
    fake.on(
        "GET /networks/fees",
        [Reply::json(200, r#"{"kind":"Solana"}"#)],
    );
    let client = fake.client();

    client.wallets(&PageQuery::default()).await.unwrap();
    client.wallets(&page).await.unwrap();
    client.transfers("wa-1", &page).await.unwrap();
    let query = HistoryQuery {
        page: PageQuery {
            limit: Some(5),
            token: None,
        },
        direction: Some(Direction::In),
        contract: Some("0x1c".to_owned()),
    };
    client.wallet_history("wa-1", &query).await.unwrap();
    client
        .network_fees(&Network::EthereumSepolia)
        .await
        .unwrap();

    let received = fake.received();
    let targets: Vec<_> = received
        .iter()
        .map(|request| request.target.as_str())
        .collect();
    assert_eq!(
        targets,
        [
            "/wallets",
            "/wallets?limit=200&paginationToken=a%2Fb%3D%2B%26c",
            "/wallets/wa-1/transfers?limit=200&paginationToken=a%2Fb%3D%2B%26c",
            "/wallets/wa-1/history?limit=5&direction=In&contract=0x1c",
            "/networks/fees?network=EthereumSepolia",
        ]
    );
    assert!(received.iter().all(|request| request.body.is_empty()));
    assert!(
        received
            .iter()
            .all(|request| request.header("x-dfns-useraction").is_none())
    );
}

/// Section 2: the two steps of signing, and nothing after them.
#[tokio::test]
async fn a_probe_signs_and_leaves_the_action_unused() {
    let fake = Fake::start().await;
    fake.client().probe().await.unwrap();
    assert_eq!(fake.routes(), [INIT, COMPLETE]);
    assert_eq!(
        str::from_utf8(&fake.received()[0].body).unwrap(),
        r#"{"userActionPayload":"{}","userActionHttpMethod":"POST","userActionHttpPath":"/wallets","userActionServerKind":"Api"}"#
    );
}

#[tokio::test]
async fn ids_that_would_change_the_path_are_refused_without_a_request() {
    let fake = Fake::start().await;
    let client = fake.client();
    for id in ["", "..", "a/b", "a?b", "a%2Fb", "ü", &"a".repeat(65)] {
        client.wallet(id).await.unwrap_err();
        client.create_transfer(id, b"{}").await.unwrap_err();
    }
    client.create_transfer("wa-1", b"\xff").await.unwrap_err();
    assert!(fake.received().is_empty());
}

/// Section 7: the call is signed, its answer alone has the secret, and the list has none.
#[tokio::test]
async fn a_webhook_is_registered_and_found_again() {
    let fake = Fake::start().await;
    let webhook = concat!(
        r#""id":"wh-1vqsu-ebt1n-9rda9a2emqd2cp4e","url":"https://bank.example.com/hook","#,
        r#""events":["wallet.transfer.confirmed"],"status":"Enabled","#,
        r#""dateCreated":"2026-03-01T09:30:00.000Z","dateUpdated":"2026-03-01T09:30:00.000Z""#
    );
    let created = format!(r#"{{{webhook},"secret":"whs-s3cret"}}"#);
    fake.on("POST /webhooks", [Reply::json(200, &created)]);
    let page = format!(r#"{{"items":[{{{webhook}}}]}}"#);
    fake.on("GET /webhooks", [Reply::json(200, &page)]);
    let new = CreateWebhook {
        url: "https://bank.example.com/hook".to_owned(),
        events: vec!["wallet.transfer.confirmed".to_owned()],
        description: None,
        status: None,
    };

    let created = fake.client().create_webhook(&new).await.unwrap();
    let page = PageQuery {
        limit: Some(200),
        token: Some("t1".to_owned()),
    };
    let found = fake.client().webhooks(&page).await.unwrap();

    assert_eq!(created.secret, "whs-s3cret");
    assert!(!format!("{created:?}").contains("s3cret"));
    assert_eq!(found.items, [created.webhook]);
    let routes = [INIT, COMPLETE, "POST /webhooks", "GET /webhooks"];
    assert_eq!(fake.routes(), routes);
    let received = fake.received();
    assert_eq!(received[3].target, "/webhooks?limit=200&paginationToken=t1");
    assert_eq!(
        str::from_utf8(&received[2].body).unwrap(),
        r#"{"url":"https://bank.example.com/hook","events":["wallet.transfer.confirmed"]}"#
    );
}
