//! A transfer and an approval by the keyboard alone, from the sign-in on.

use std::sync::Arc;

use serde_json::json;
use thirtyfour::Key;

use super::{
    Look, Person, Site,
    family::{ARRIVED, executed},
    sending::funded,
};

#[tokio::test]
async fn a_transfer_and_an_approval_need_no_mouse() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    sends(&alice, &address).await;
    assert_eq!(executed(&site, &address).await, 1);
    alice.leaves().await;
    let claire = site.browser("Claire", Look::LAPTOP).await;
    signs_in(&claire, "Claire").await;
    approves(&site, &claire, &address).await;
    assert_eq!(executed(&site, &address).await, 2);
    claire.leaves().await;
    site.close().await;
}

async fn signs_in(person: &Person, name: &str) {
    person.goes_to("/").await;
    person.tabs_to("Skip to").await;
    // The first letter stands in a picture of its own.
    person.tabs_to(&format!("{}{name}", &name[..1])).await;
    person.strikes(Key::Enter).await;
    person.arrives_at(&["/accounts", "/bank"]).await;
}

async fn sends(alice: &Person, address: &str) {
    // The first stop leads past the menu.
    alice.goes_to("/accounts").await;
    alice.strikes(Key::Tab).await;
    alice.comes_to_focus("Skip to").await;
    alice.strikes(Key::Enter).await;
    alice.tabs_to("Send").await;
    alice.strikes(Key::Enter).await;
    alice.arrives_at(&["/send"]).await;
    alice.tabs_to("To").await;
    alice.types(address).await;
    alice.tabs_to("Amount").await;
    alice.types("0.001").await;
    // What happens is told while the focus stays in the field.
    alice.reads("This will be sent at once.").await;
    alice.comes_to_focus("Amount").await;
    alice.tabs_to("Review").await;
    alice.strikes(Key::Enter).await;
    alice.reads("You send").await;
    alice.tabs_to("Send 0.001 ETH").await;
    alice.strikes(Key::Enter).await;
    alice.comes_to_read(ARRIVED).await;
}

async fn approves(site: &Arc<Site>, claire: &Person, address: &str) {
    let api = site.demo().person("alice").await;
    let wallets = api.get("/api/wallets").await.with(200);
    let order = json!({
        "wallet_id": wallets["wallets"][0]["id"], "to_address": address, "amount": "0.06",
    });
    api.post("/api/transfers", &order).await.with(201);
    claire.tabs_to("Approvals").await;
    claire.strikes(Key::Enter).await;
    claire.reads("asks to send").await;
    claire.tabs_to("Comment").await;
    claire.types("Asked on the phone.").await;
    claire.tabs_to("Approve").await;
    claire.strikes(Key::Enter).await;
    claire.comes_to_focus("Back").await;
    claire.strikes(Key::Escape).await;
    claire.comes_to_focus("Approve").await;
    claire.strikes(Key::Enter).await;
    claire.tabs_to("Approve and send").await;
    claire.strikes(Key::Enter).await;
    claire.reads("is approved and on its way").await;
}
