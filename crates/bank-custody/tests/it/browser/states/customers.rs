//! What stops a customer: a freeze, a pause, a mistake, a right that is missing, a custody that does
//! not answer.

use serde_json::json;

use super::alice;
use crate::{
    browser::{Look, Site, inspection::Inspection, installed, sending::funded},
    http::text,
    wallet::{NETWORK, Wallet},
};

#[tokio::test]
async fn what_stops_a_customer() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, api, claire, wallet, to) = alice(&site).await;
    let own = Wallet::open(&api, "Frozen by Alice").await;
    api.act(&format!("/api/wallets/{}/freeze", own.id))
        .await
        .with(200);
    let banks = Wallet::open(&api, "Frozen by the bank").await;
    let path = format!("/api/admin/wallets/{}/freeze", banks.id);
    claire.act(&path).await.with(200);
    let mut inspection = Inspection::by(&alice, &axe);
    for (name, id) in [("frozen-own", &own.id), ("frozen-bank", &banks.id)] {
        inspection.of_page(name, &format!("/accounts/{id}")).await;
    }
    let blank = json!({"name": " ", "network": NETWORK});
    inspection
        .of_form("no-name", "/accounts", "/accounts", blank)
        .await;
    let path = format!("/accounts/{wallet}");
    let blank = json!({"name": " "});
    inspection
        .of_form("no-new-name", &path, &format!("{path}/rename"), blank)
        .await;
    let wrong = json!({"to": "0x12", "amount": "99999999"});
    inspection
        .of_form("wrong-order", "/send", "/send", wrong)
        .await;
    let unknown = json!({"grantee_email": "nobody@example.com", "transfer_limit": "x"});
    inspection
        .of_form("unknown-person", "/family", "/family", unknown)
        .await;
    let above = json!({
        "grantee_email": "bob@example.com", "permission": "transfer", "transfer_limit": "2",
    });
    inspection
        .of_form("limit-above", "/family", "/family", above)
        .await;

    claire.act("/api/admin/pause").await.with(200);
    let order = format!("/send?from={wallet}&to={to}&amount=0.001");
    inspection.of_page("paused", &order).await;
    let review = format!("/send/review?wallet_id={wallet}&to_address={to}&amount=0.001&key=paused");
    inspection.of_page("paused-review", &review).await;
    claire.act("/api/admin/resume").await.with(200);
    alice.stays_away_too_long().await;
    inspection.of_page("signed-out", "/accounts").await;
    inspection.holds();
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn what_a_customer_may_not_do() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, address) = funded(&site).await;
    let bob = site.demo().person("bob").await;
    let shared = bob.get("/api/wallets").await.with(200);
    let shared = text(&shared["wallets"][0]["id"]);
    let grant = json!({"wallet_id": shared, "grantee_email": "alice@example.com"});
    bob.post("/api/delegations", &grant).await.with(201);
    let mut inspection = Inspection::by(&alice, &axe);
    // Alice may view Bob's wallet: she can neither rename it nor send from it.
    let path = format!("/accounts/{shared}/rename");
    inspection
        .of_form("forbidden", "/accounts", &path, json!({"name": "Mine"}))
        .await;
    let order = json!({
        "wallet_id": shared, "to_address": address, "amount": "0.001", "key": "foreign",
    });
    inspection
        .of_form("may-not-send", "/accounts", "/send/review", order)
        .await;
    let foreign = json!({"form_token": "foreign"});
    inspection
        .of_form("foreign-form", "/accounts", "/accounts", foreign)
        .await;
    let long = json!({"name": "m".repeat(70_000)});
    inspection
        .of_form("too-large", "/accounts", "/accounts", long)
        .await;
    inspection
        .of_page("unreadable-address", "/transfers?cursor=x&cursor=y")
        .await;
    inspection.holds();

    let charlie = site.browser("Charlie", Look::LAPTOP).await;
    charlie.signs_in().await;
    let claire = site.demo().person("claire").await;
    let customers = claire.get("/api/admin/customers?q=charlie").await.with(200);
    let id = text(&customers["customers"][0]["id"]);
    let path = format!("/api/admin/users/{id}/retire");
    claire.act(&path).await.with(204);
    let mut inspection = Inspection::by(&charlie, &axe);
    inspection.of_page("retired", "/accounts").await;
    inspection.holds();
    alice.leaves().await;
    charlie.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn what_a_customer_sees_while_custody_is_away() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, api, _claire, wallet, to) = alice(&site).await;
    let custody = site.demo().custody();
    let everything = json!({"path_prefix": "/"});
    let away = json!({"status": 503});
    custody.fault(everything, away, 0).await;
    let order = json!({"name": "On its way", "network": NETWORK});
    let opening = api.post("/api/wallets", &order).await.with(201);
    let path = format!("/api/wallets/{wallet}?refresh=true");
    testkit::eventually("a balance that is out of date", async || {
        let wallet = api.get(&path).await.with(200);
        (wallet["balance"]["stale"] == true).then_some(())
    })
    .await;
    let mut inspection = Inspection::by(&alice, &axe);
    let opening = text(&opening["id"]);
    for (name, path) in [
        ("stale", "/accounts".to_owned()),
        ("stale-wallet", format!("/accounts/{wallet}")),
        ("opening", format!("/accounts/{opening}")),
        (
            "stale-send",
            format!("/send?from={wallet}&to={to}&amount=0.001"),
        ),
        (
            "stale-review",
            format!("/send/review?wallet_id={wallet}&to_address={to}&amount=0.001&key=stale"),
        ),
    ] {
        inspection.of_page(name, &path).await;
    }
    let order = json!({"wallet_id": wallet, "to_address": to, "amount": "0.001"});
    let sent = api.post("/api/transfers", &order).await.with(201);
    let sent = text(&sent["transfer"]["id"]);
    let receipt = format!("/transfers/{sent}");
    inspection.of_page("custody-away", &receipt).await;
    inspection.holds();
    alice.leaves().await;
    site.close().await;
}
