//! What a running bank tells its monitor, and that the documentation names all of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use testkit::eventually;

use crate::{
    docs,
    http::{client, names_vendor},
    program::fixed_address,
    server::{Ground, Server},
    wallet::{NETWORK, Wallet},
};

/// Type and labels of a metric.
type Shape = (String, BTreeSet<String>);

async fn scrape(address: &str) -> String {
    let url = format!("http://{address}/metrics");
    let answer = client().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let media_type = answer.headers()["content-type"].to_str().unwrap();
    assert!(media_type.starts_with("application/openmetrics-text"));
    let text = answer.text().await.unwrap();
    assert!(text.ends_with("# EOF\n"), "{text}");
    text
}

/// What is told, by name. The samples of a metric follow its type.
fn told(text: &str) -> BTreeMap<String, Shape> {
    let mut told = BTreeMap::new();
    let mut newest = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            let suffix = if kind == "info" { "_info" } else { "" };
            newest = format!("{name}{suffix}");
            let shape = (kind.to_owned(), BTreeSet::new());
            assert!(told.insert(newest.clone(), shape).is_none(), "{newest}");
        } else if let Some((_, labels)) = line.split_once('{')
            && !line.starts_with('#')
        {
            let (labels, _) = labels.rsplit_once('}').unwrap();
            let names = labels
                .split("\",")
                .map(|label| label.split('=').next().unwrap());
            let (_, known) = told.get_mut(&newest).unwrap();
            known.extend(names.filter(|name| *name != "le").map(str::to_owned));
        }
    }
    told
}

/// What the page of metrics says.
fn documented() -> BTreeMap<String, Shape> {
    let page = docs::read("docs/metrics.md");
    let rows = page.lines().filter(|line| line.starts_with("| `bank_"));
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let labels = cells[3].split(", ").map(|label| label.trim_matches('`'));
        let labels = labels.filter(|label| !label.is_empty()).map(str::to_owned);
        let name = cells[1].trim_matches('`').to_owned();
        (name, (cells[2].to_owned(), labels.collect()))
    })
    .collect()
}

#[tokio::test]
async fn the_page_of_metrics_is_what_a_bank_tells_and_nobody_is_named() {
    let ground = Ground::new().await;
    let address = fixed_address();
    let serve = ground.invocation().var("METRICS_LISTEN", &address);
    let server = Server::from(serve.var("NODE_NAME", "a-node").start()).await;
    let alice = server.api().bearer(ground.token("alice"));
    let wallet = Wallet::open(&alice, "My Wallet").await;
    let custody = ground.custody();
    custody
        .fund(NETWORK, &wallet.address, "1000000000000000000")
        .await;
    let receiver = "0x00000000000000000000000000000000b0000001";
    let order = json!({"wallet_id": wallet.id, "to_address": receiver, "amount": "0.001"});
    alice.post("/api/transfers", &order).await.with(201);
    alice.get("/nowhere").await.refused(404, "route_unknown");

    // The answer of custody is counted when it is there.
    let accepted = "bank_custody_call_duration_seconds_count\
                    {call=\"submit_transfer\",outcome=\"accepted\"} 1";
    let text = eventually("the transfer to be handed over", async || {
        let text = scrape(&address).await;
        text.contains(accepted).then_some(text)
    })
    .await;
    assert_eq!(told(&text), documented());
    for line in [
        "bank_http_request_duration_seconds_count\
         {listener=\"api\",method=\"POST\",route=\"/api/transfers\",status=\"2xx\"} 1",
        "bank_http_request_duration_seconds_count\
         {listener=\"api\",method=\"GET\",route=\"none\",status=\"4xx\"} 1",
        "bank_transaction_duration_seconds_count{unit=\"transfer.send\",outcome=\"committed\"} 1",
        "bank_http_requests_in_flight{listener=\"api\"} 0",
        "bank_database_up{engine=\"sqlite\"} 1",
        "bank_transfers_pending 0",
        "bank_transfers_pending_since_timestamp_seconds 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    assert!(text.contains("node=\"a-node\""), "{text}");
    for personal in [
        "alice",
        "example.com",
        &wallet.id,
        &wallet.address,
        receiver,
    ] {
        assert!(!text.contains(personal), "{personal} in\n{text}");
    }
    assert!(!names_vendor(&text), "{text}");
    server.into_program().stop().await;
}

#[tokio::test]
async fn pages_alone_tell_of_themselves() {
    let ground = Ground::new().await;
    let address = fixed_address();
    let pages = ground.invocation_of(&["serve", "web"]);
    let mut pages = pages.var("METRICS_LISTEN", &address).start();
    let line = pages.line().await;
    // By the name of the usual address, where the pages would lead otherwise.
    let url = line
        .strip_prefix("pages on ")
        .unwrap()
        .replace("127.0.0.1", "localhost");
    let help = client().get(format!("{url}/help")).send().await.unwrap();
    assert_eq!(help.status(), 200);
    let text = scrape(&address).await;
    let help = "{listener=\"pages\",method=\"GET\",route=\"/help\",status=\"2xx\"} 1";
    assert!(text.contains(help), "{text}");
    assert!(!text.contains("bank_database"), "{text}");
    pages.stop().await;
}
