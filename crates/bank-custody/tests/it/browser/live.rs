//! Pages stay true while others act: one stream a browser, none while nobody looks, nothing missed
//! in between, and no more requests than parts that change.

use std::sync::Arc;

use serde_json::json;

use super::{
    Look, Person, Place, Role, Site,
    family::{ARRIVED, reviews},
    sending::funded,
};
use crate::{
    http::{Api, text},
    wallet::Wallet,
};

/// Renames a wallet from elsewhere, as another device of its owner would.
async fn renames(owner: &Api, wallet: &str, name: &str) {
    let path = format!("/api/wallets/{wallet}");
    owner.patch(&path, &json!({"name": name})).await.with(200);
}

/// Alice at her accounts, and as the API knows her with a wallet.
async fn at_her_accounts(site: &Arc<Site>) -> (Person, Api, Wallet) {
    let api = site.demo().person("alice").await;
    let wallet = Wallet::open(&api, "Travel money").await;
    let alice = site.browser("Alice", Look::LAPTOP).await;
    alice.signs_in().await;
    alice.reads("Travel money").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    (alice, api, wallet)
}

#[tokio::test]
async fn queue_receipt_and_lists_follow_what_others_do() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    let claire = site.browser("Claire", Look::LAPTOP).await;
    claire.signs_in().await;
    claire.goes_to("/bank/approvals").await;
    claire.reads("Nothing waits").await;
    claire.comes_to_hold(1).await;
    claire.marks_the_page().await;

    reviews(&alice, &address, "0.06").await;
    alice
        .clicks(Role::Button, "Ask the bank to send 0.06 ETH")
        .await;
    alice.reads("Waiting for the bank").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    claire.comes_to_read("asks to send").await;
    claire.comes_to_read("1 waiting").await;
    claire.was_not_reloaded().await;
    assert!(claire.swapped_by_one_request_each().await > 0);

    claire.clicks(Role::Button, "Approve").await;
    claire.confirms("Approve and send").await;
    alice.comes_to_read(ARRIVED).await;
    alice.was_not_reloaded().await;
    assert!(alice.swapped_by_one_request_each().await > 0);

    alice.goes_to("/accounts").await;
    alice.reads("Latest").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    let bob = site.demo().person("bob").await;
    let shared = Wallet::open(&bob, "Holidays").await;
    let grant = json!({"wallet_id": shared.id, "grantee_email": "alice@example.com"});
    let granted = bob.post("/api/delegations", &grant).await.with(201);
    alice.comes_to_read("Shared by Bob").await;
    alice.was_not_reloaded().await;

    alice.goes_to("/family").await;
    alice.reads("Holidays").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    let path = format!("/api/delegations/{}", text(&granted["id"]));
    bob.delete(&path).await.with(204);
    alice.comes_to_miss("Holidays").await;
    alice.was_not_reloaded().await;

    alice.goes_to("/transfers").await;
    alice.reads("0.06").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    let phone = site.demo().person("alice").await;
    let own = phone.get("/api/wallets").await.with(200);
    let order = json!({
        "wallet_id": own["wallets"][0]["id"], "to_address": address, "amount": "0.07",
    });
    phone.post("/api/transfers", &order).await.with(201);
    alice.comes_to_read("0.07").await;
    alice.was_not_reloaded().await;
    claire.leaves().await;
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn a_browser_holds_one_stream_and_none_while_it_is_hidden() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, api, wallet) = at_her_accounts(&site).await;
    let accounts = alice.tab().await;

    // Beside it, two windows that show the same: one of the three listens, all follow.
    let mut beside = Vec::new();
    for _ in 0..2 {
        beside.push(alice.opens(Place::Window, "/accounts").await);
        alice.reads("Travel money").await;
        alice.marks_the_page().await;
    }
    renames(&api, &wallet.id, "Rainy days").await;
    let mut streams = 0;
    for window in beside.iter().chain([&accounts]) {
        alice.looks_at(window).await;
        alice.comes_to_read("Rainy days").await;
        alice.was_not_reloaded().await;
        streams += alice.streams().await;
    }
    assert_eq!(streams, 1);

    // In front of the first, a page without a stream: nobody listens for the first any more.
    for window in &beside {
        alice.looks_at(window).await;
        alice.closes_the_tab().await;
    }
    alice.looks_at(&accounts).await;
    alice.comes_to_hold(1).await;
    let front = alice.opens(Place::Tab, "/help").await;
    alice.comes_to_hold(1).await;
    alice.goes_to("/assets/none").await;
    renames(&api, &wallet.id, "Sunny days").await;
    alice.looks_at(&accounts).await;
    assert!(alice.was_hidden().await, "its stream was closed meanwhile");
    alice.comes_to_read("Sunny days").await;
    alice.was_not_reloaded().await;
    alice.looks_at(&front).await;
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn a_page_that_has_missed_something_is_right_again() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, api, wallet) = at_her_accounts(&site).await;
    let accounts = alice.tab().await;
    alice.is_forgotten().await;
    alice.opens(Place::Tab, "/assets/none").await;
    renames(&api, &wallet.id, "Rainy days").await;
    alice.looks_at(&accounts).await;
    alice.comes_to_read("Rainy days").await;
    alice.was_not_reloaded().await;
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn a_stream_that_breaks_goes_on_where_it_was() {
    let Some((site, line)) = Site::open_over_a_line().await else {
        return;
    };
    let (alice, api, wallet) = at_her_accounts(&site).await;
    line.cut();
    alice.comes_to_hold(0).await;
    renames(&api, &wallet.id, "Rainy days").await;
    line.mend();
    alice.comes_to_read("Rainy days").await;
    alice.was_not_reloaded().await;
    alice.comes_to_hold(1).await;
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn the_end_of_a_session_leaves_what_was_typed() {
    let Some((site, line)) = Site::open_over_a_line().await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    alice.goes_to("/send").await;
    alice.comes_to_hold(1).await;
    alice.fills("To", &address).await;
    alice.stays_away_too_long().await;
    // The next that the page does by itself finds nobody signed in.
    alice.fills("Amount", "0.001").await;
    alice.comes_to_read("You were away for a while").await;
    let to = alice.field("To").await;
    assert_eq!(to.value().await.unwrap().as_deref(), Some(address.as_str()));
    alice.pictures("live-away").await;
    alice.clicks(Role::Button, "Review").await;
    alice.clicks(Role::Button, "Sign in and go on").await;
    alice.signs_in_again().await;
    alice.clicks(Role::Button, "Go on").await;
    alice.reads("You send").await;

    // A page that only listens is told by its stream.
    alice.goes_to("/accounts").await;
    alice.comes_to_hold(1).await;
    alice.stays_away_too_long().await;
    line.cut();
    alice.comes_to_hold(0).await;
    line.mend();
    alice.comes_to_read("You were away for a while").await;
    alice.leaves().await;
    site.close().await;
}
