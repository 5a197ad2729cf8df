//! What goes wrong between a click and a receipt: impatience, the back button, two at once, a
//! session that ends in between. Money moves once, and nothing is lost.

use std::sync::Arc;

use serde_json::json;

use super::{
    Look, Person, Role, Site,
    family::{ARRIVED, executed, reviews},
};
use crate::wallet::Wallet;

/// Alice with a funded wallet, and an address of Bob's.
pub(super) async fn funded(site: &Arc<Site>) -> (Person, String) {
    let (alice, bob) = (site.demo().person("alice"), site.demo().person("bob"));
    let (alice, bob) = (alice.await, bob.await);
    let wallet = Wallet::open(&alice, "Alice’s Wallet").await;
    let path = format!("/api/wallets/{}/test-funds", wallet.id);
    alice.act(&path).await.with(200);
    let receiver = Wallet::open(&bob, "Bob’s Wallet").await;
    let alice = site.browser("Alice", Look::LAPTOP).await;
    alice.signs_in().await;
    (alice, receiver.address)
}

#[tokio::test]
async fn a_double_click_back_and_reload_send_once() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    reviews(&alice, &address, "0.001").await;
    alice.clicks_twice("Send 0.001 ETH").await;
    alice.comes_to_read(ARRIVED).await;
    let receipt = alice.url().await;
    alice.driver().refresh().await.unwrap();
    alice.reads(ARRIVED).await;
    // Back on the review the same form is there; it leads to the same receipt.
    alice.driver().back().await.unwrap();
    alice.clicks(Role::Button, "Send 0.001 ETH").await;
    alice.reads(ARRIVED).await;
    assert_eq!(alice.url().await, receipt);
    assert_eq!(executed(&site, &address).await, 1);
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn a_session_that_ends_during_a_send_loses_nothing() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    reviews(&alice, &address, "0.001").await;
    alice.stays_away_too_long().await;
    alice.clicks(Role::Button, "Send 0.001 ETH").await;
    alice.reads("You were away for a while").await;
    alice.pictures("sending-away").await;
    assert_eq!(executed(&site, &address).await, 0);
    alice.clicks(Role::Button, "Sign in and go on").await;
    alice.signs_in_again().await;
    alice.pictures("sending-resume").await;
    alice.clicks(Role::Button, "Go on").await;
    alice.comes_to_read(ARRIVED).await;
    assert_eq!(executed(&site, &address).await, 1);
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn who_decides_second_is_told_so() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    alice.leaves().await;
    let api = site.demo().person("alice").await;
    let wallets = api.get("/api/wallets").await.with(200);
    let order = json!({
        "wallet_id": wallets["wallets"][0]["id"], "to_address": address, "amount": "0.06",
    });
    let asked = api.post("/api/transfers", &order).await.with(201);
    assert_eq!(asked["transfer"]["status"], "pending");

    let claire = site.browser("Claire", Look::LAPTOP).await;
    let dana = site.browser("Dana", Look::LAPTOP).await;
    for person in [&claire, &dana] {
        person.signs_in().await;
        person.goes_to("/bank/approvals").await;
        person.clicks(Role::Link, "Alice").await;
        person.clicks(Role::Button, "Approve").await;
    }
    claire.confirms("Approve and send").await;
    claire.reads("is approved and on its way").await;
    dana.confirms("Approve and send").await;
    dana.reads("Someone else was faster").await;
    dana.reads("Your decision was not saved").await;
    dana.pictures("sending-late").await;
    claire.leaves().await;
    dana.leaves().await;
    assert_eq!(executed(&site, &address).await, 1);
    site.close().await;
}
