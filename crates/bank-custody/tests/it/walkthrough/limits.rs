//! A personal limit above the bank's threshold, in both of its modes.

use domain::money::BaseUnits;
use serde_json::{Value, json};

use super::{ONE, confirmed, funded_wallet, on_chain, opened_wallet, send};
use crate::{
    demo::{Demo, Options},
    http::text,
    program::Home,
    wallet::Wallet,
};

#[tokio::test]
async fn a_limit_above_the_threshold_replaces_it_and_warns() {
    let home = Home::new();
    let demo = demo(&home, "override").await;
    let alice = demo.person("alice").await;
    let wallet = funded_wallet(&demo, &alice, "Charlie’s Wallet").await;
    let receiver = opened_wallet(&demo, &alice, "Alice’s Wallet").await;
    let grant = limit_of(&wallet, "0.1");
    let granted = alice.post("/api/delegations", &grant).await.with(201);
    let warning = text(&granted["warning"]);
    assert!(
        warning.contains("0.05 ETH") && warning.contains("0.1 ETH"),
        "{warning}"
    );

    // Above the bank's threshold, below the limit: at once. The owner still waits.
    let charlie = demo.person("charlie").await;
    let sent = send(&charlie, &wallet, &receiver.address, "0.06").await;
    let sent = sent.with(201);
    assert_ne!(sent["transfer"]["status"], "pending", "{sent}");
    confirmed(&charlie, &sent["transfer"]).await;
    assert_eq!(
        on_chain(&demo, &receiver.address).await,
        BaseUnits::from_u128(ONE / 100 * 6)
    );
    for (person, amount) in [(&charlie, "0.1"), (&alice, "0.06")] {
        let asked = send(person, &wallet, &receiver.address, amount).await;
        assert_eq!(asked.with(201)["transfer"]["status"], "pending");
    }
    assert_eq!(demo.custody().executions(None).await.len(), 1);
    demo.stop().await;
}

#[tokio::test]
async fn a_limit_above_the_threshold_is_refused_where_the_strictest_counts() {
    let home = Home::new();
    let demo = demo(&home, "strictest").await;
    let alice = demo.person("alice").await;
    let wallet = funded_wallet(&demo, &alice, "Charlie’s Wallet").await;
    let receiver = opened_wallet(&demo, &alice, "Alice’s Wallet").await;
    let grant = limit_of(&wallet, "0.1");
    let refused = alice.post("/api/delegations", &grant).await;
    refused.refused(422, "limit_above_threshold");
    let granted = alice.get("/api/delegations").await.with(200);
    assert_eq!(granted["granted"], json!([]));

    // At the threshold itself the limit stands, and nothing at or above it is sent at once.
    let grant = limit_of(&wallet, "0.05");
    let granted = alice.post("/api/delegations", &grant).await.with(201);
    assert_eq!(granted.get("warning"), None);
    let charlie = demo.person("charlie").await;
    let asked = send(&charlie, &wallet, &receiver.address, "0.06").await;
    assert_eq!(asked.with(201)["transfer"]["status"], "pending");
    let sent = send(&charlie, &wallet, &receiver.address, "0.049").await;
    confirmed(&charlie, &sent.with(201)["transfer"]).await;
    assert_eq!(demo.custody().executions(None).await.len(), 1);
    demo.stop().await;
}

async fn demo(home: &Home, limit_mode: &str) -> Demo {
    let options = Options {
        args: &[],
        vars: &[("DELEGATION_LIMIT", limit_mode)],
    };
    Demo::start(home, &options).await
}

fn limit_of(wallet: &Wallet, limit: &str) -> Value {
    json!({
        "wallet_id": wallet.id, "grantee_email": "charlie@example.com",
        "permission": "transfer", "transfer_limit": limit,
    })
}
