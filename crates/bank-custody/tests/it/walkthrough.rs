//! The walkthrough of the public tutorial, against the running binary: what the bank says comes from
//! its API, what happened comes from the chain and from custody's ledger.

mod family;
mod limits;

use domain::money::BaseUnits;
use serde_json::{Value, json};
use testkit::{Database, eventually};

use crate::{
    demo::{Demo, Options},
    http::{Answer, Api, text},
    program::Home,
    wallet::{NETWORK, Wallet},
};

use self::family::Family;

/// 1, 0.001 and 0.02 ether in base units.
const ONE: u128 = 1_000_000_000_000_000_000;
const SMALL: u128 = ONE / 1_000;
const LARGE: u128 = ONE / 50;

#[tokio::test]
async fn a_family_banks_where_custody_sends_at_once() {
    walk(json!({"mode": "immediate"}), &[]).await;
}

#[tokio::test]
async fn a_family_banks_where_custody_answers_pending_first() {
    walk(pending_first(), &[]).await;
}

#[tokio::test]
async fn a_family_banks_on_postgresql() {
    let Some(database) = Database::create().await else {
        return;
    };
    walk(pending_first(), &[("DATABASE_URL", &database.url())]).await;
    database.drop().await;
}

fn pending_first() -> Value {
    json!({"mode": "pending", "delay_ms": 50})
}

async fn walk(mode: Value, vars: &[(&str, &str)]) {
    // The demo's own threshold is 0.05.
    let home = Home::new();
    let options = Options {
        vars,
        ..Options::default()
    };
    let demo = Demo::start(&home, &options).await;
    demo.custody().set_mode(NETWORK, &mode).await;

    let alice = demo.person("alice").await;
    let alices = funded_wallet(&demo, &alice, "Alice’s Wallet").await;
    let charlies = funded_wallet(&demo, &alice, "Charlie’s Wallet").await;
    share(&alice, &alices, "bob", None).await;
    share(&alice, &charlies, "bob", None).await;
    let charlies_grant = share(&alice, &charlies, "charlie", Some("0.01")).await;

    let (bob, bobs) = bob_arrives(&demo, &alice, [&alices, &charlies]).await;
    let charlie = demo.person("charlie").await;
    let family = Family {
        demo: &demo,
        alice,
        bob,
        charlie,
        charlies,
        receiver: bobs,
    };
    family.charlie_sees_one_wallet().await;
    family.a_small_transfer_is_sent_at_once().await;
    let large = family.charlie_asks("0.02").await;
    let at_limit = family.charlie_asks("0.01").await;
    let claire = demo.person("claire").await;
    family.claire_sees(&claire, &[&large, &at_limit]).await;
    family.approved_once(&claire, &large).await;
    family.rejected(&claire, &at_limit).await;
    family.revoked(&charlies_grant).await;
    demo.stop().await;
}

/// Opens a wallet, which is empty on chain.
async fn opened_wallet(demo: &Demo, owner: &Api, name: &str) -> Wallet {
    let wallet = Wallet::open(owner, name).await;
    assert_eq!(on_chain(demo, &wallet.address).await, BaseUnits::ZERO);
    wallet
}

async fn funded_wallet(demo: &Demo, owner: &Api, name: &str) -> Wallet {
    let wallet = opened_wallet(demo, owner, name).await;
    let path = format!("/api/wallets/{}/test-funds", wallet.id);
    let funded = owner.act(&path).await.with(200);
    // The answer shows what came, however lately the balance was read before.
    assert_eq!(funded["balance"]["amount"], "1", "{funded}");
    assert_eq!(funded["balance"]["stale"], false);
    let balance = on_chain(demo, &wallet.address).await;
    assert_eq!(balance, BaseUnits::from_u128(ONE));
    wallet
}

/// Shares with the right to transfer; answers the id of the delegation.
async fn share(owner: &Api, wallet: &Wallet, with: &str, limit: Option<&str>) -> String {
    let email = format!("{with}@example.com");
    let mut grant = json!({
        "wallet_id": wallet.id, "grantee_email": email, "permission": "transfer",
    });
    if let Some(limit) = limit {
        grant["transfer_limit"] = json!(limit);
    }
    let granted = owner.post("/api/delegations", &grant).await.with(201);
    assert_eq!(granted["wallet_id"], wallet.id);
    assert_eq!(granted["grantee_email"], email);
    assert_eq!(granted["permission"], "transfer");
    assert_eq!(granted["transfer_limit"], json!(limit));
    text(&granted["id"])
}

/// Bob signs in for the first time after others have shared wallets with him; answers him and his
/// own wallet.
async fn bob_arrives(demo: &Demo, alice: &Api, shared: [&Wallet; 2]) -> (Api, Wallet) {
    let bob = demo.person("bob").await;
    let overview = bob.get("/api/wallets").await.with(200);
    assert_eq!(overview["fiat_accounts"].as_array().unwrap().len(), 2);
    assert_eq!(overview["wallets"], json!([]), "Bob has not opened any");

    let bobs = opened_wallet(demo, &bob, "Bob’s Wallet").await;
    share(&bob, &bobs, "alice", None).await;

    let overview = bob.get("/api/wallets").await.with(200);
    assert_eq!(ids(&overview["wallets"]), [bobs.id.as_str()]);
    let mut delegated = ids(&overview["delegated_wallets"]);
    let mut wanted = shared.map(|wallet| wallet.id.as_str());
    delegated.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(delegated, wanted);
    for wallet in overview["delegated_wallets"].as_array().unwrap() {
        assert_eq!(wallet["owner_name"], "Alice Martin");
        assert_eq!(wallet["delegation_permission"], "transfer");
        assert_eq!(wallet.get("delegation_limit"), None);
        assert_eq!(wallet["balance"]["amount"], "1");
    }
    let overview = alice.get("/api/wallets").await.with(200);
    assert_eq!(ids(&overview["delegated_wallets"]), [bobs.id.as_str()]);
    assert_eq!(overview["delegated_wallets"][0]["owner_name"], "Bob Martin");
    (bob, bobs)
}

async fn send(person: &Api, from: &Wallet, to: &str, amount: &str) -> Answer {
    let order = json!({"wallet_id": from.id, "to_address": to, "amount": amount});
    person.post("/api/transfers", &order).await
}

async fn confirmed(person: &Api, transfer: &Value) -> Value {
    let path = format!("/api/transfers/{}", text(&transfer["id"]));
    eventually("a confirmed transfer", async || {
        let transfer = person.get(&path).await.with(200);
        (transfer["status"] == "confirmed").then_some(transfer)
    })
    .await
}

async fn on_chain(demo: &Demo, address: &str) -> BaseUnits {
    demo.custody().balance(NETWORK, address).await
}

fn ids(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["id"].as_str().unwrap()).collect()
}
