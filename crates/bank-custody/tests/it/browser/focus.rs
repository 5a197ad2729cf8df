//! Where the focus is after what people do, and what others do meanwhile.

use serde_json::json;
use thirtyfour::Key;

use super::{Look, Role, Site, family::reviews, sending::funded};
use crate::{
    http::{Api, text},
    wallet::Wallet,
};

#[tokio::test]
async fn a_form_with_a_mistake_begins_at_the_mistake() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    alice.goes_to("/accounts").await;
    let blank = json!({"name": " "});
    alice.submits("/accounts", &blank).await;
    alice.comes_to_focus("Name").await;

    alice.goes_to("/send").await;
    let wrong = json!({"to": "0x12", "amount": "0.001"});
    alice.submits("/send", &wrong).await;
    alice.comes_to_focus("To").await;
    let too_much = json!({"to": address, "amount": "99"});
    alice.submits("/send", &too_much).await;
    alice.comes_to_focus("Amount").await;

    alice.goes_to("/family").await;
    let unknown = json!({"grantee_email": "nobody@example.com"});
    alice.submits("/family", &unknown).await;
    alice.comes_to_focus("Their email").await;
    let above = json!({
        "grantee_email": "bob@example.com", "permission": "transfer", "transfer_limit": "2",
    });
    alice.submits("/family", &above).await;
    alice.comes_to_focus("The bank looks from").await;

    alice.goes_to("/accounts").await;
    alice.clicks(Role::Link, "Alice’s Wallet").await;
    alice.reads("Receive").await;
    let path = alice.url().await.path().to_owned();
    alice.submits(&format!("{path}/rename"), &blank).await;
    alice.comes_to_focus("New name").await;
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn dialogs_and_menus_take_the_focus_and_give_it_back() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, _) = funded(&site).await;
    let api = site.demo().person("alice").await;
    let wallets = api.get("/api/wallets").await.with(200);
    let id = text(&wallets["wallets"][0]["id"]);
    let grant = json!({"wallet_id": id, "grantee_email": "bob@example.com"});
    api.post("/api/delegations", &grant).await.with(201);

    alice.goes_to(&format!("/accounts/{id}")).await;
    for (button, first) in [("Rename", "Name"), ("Freeze", "Keep")] {
        alice.clicks(Role::Button, button).await;
        alice.comes_to_focus(first).await;
        alice.strikes(Key::Escape).await;
        alice.comes_to_focus(button).await;
    }
    alice.goes_to("/family").await;
    alice.clicks(Role::Button, "Remove Bob").await;
    alice.comes_to_focus("Keep").await;
    alice.strikes(Key::Enter).await;
    alice.comes_to_focus("Remove Bob").await;

    alice.clicks(Role::Disclosure, "Alice").await;
    alice.reads("Signed in as").await;
    alice.strikes(Key::Escape).await;
    alice.comes_to_miss("Signed in as").await;
    alice.comes_to_focus("AAlice").await;
    alice.leaves().await;
    site.close().await;
}

/// What others do changes parts of the page; who stands on one of them stays there.
#[tokio::test]
async fn a_part_that_is_swapped_keeps_the_focus() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    let api = site.demo().person("alice").await;
    let wallets = api.get("/api/wallets").await.with(200);
    let id = text(&wallets["wallets"][0]["id"]);

    // A filter of the activity.
    alice.goes_to(&format!("/accounts/{id}")).await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    alice.tabs_to("Out").await;
    alice.strikes(Key::Enter).await;
    alice.reads("None of these").await;
    alice.comes_to_focus("Out").await;
    alice.was_not_reloaded().await;

    // A list that follows, and the whole wallet when somebody renames it.
    alice.goes_to("/accounts").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    alice.tabs_to("Alice’s Wallet").await;
    let second = Wallet::open(&api, "Another").await;
    alice.comes_to_read("Another").await;
    alice.comes_to_focus("Alice’s Wallet").await;
    let path = format!("/api/wallets/{id}");
    api.patch(&path, &json!({"name": "Renamed"}))
        .await
        .with(200);
    alice.comes_to_focus("Renamed").await;
    alice.was_not_reloaded().await;

    // A recipient that is checked while the amount is being typed.
    reviews(&alice, &second.address, "0.06").await;
    alice
        .clicks(Role::Button, "Ask the bank to send 0.06 ETH")
        .await;
    alice.reads("Waiting for the bank").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    alice.tabs_to("Print").await;
    let dana = site.demo().person("dana").await;
    let receipt = alice.url().await;
    let transfer = receipt.path().rsplit('/').next().unwrap().to_owned();
    let path = format!("/api/admin/transfers/{transfer}/approve");
    dana.act(&path).await.with(200);
    alice.comes_to_read("It has arrived").await;
    alice.comes_to_focus("Print").await;
    alice.was_not_reloaded().await;

    the_queue_keeps_it(&site, &api, &id, &address).await;
    alice.leaves().await;
    site.close().await;
}

/// The queue, while further transfers arrive.
async fn the_queue_keeps_it(site: &Site, api: &Api, wallet: &str, address: &str) {
    let order = json!({"wallet_id": wallet, "to_address": address, "amount": "0.07"});
    api.post("/api/transfers", &order).await.with(201);
    let claire = site.browser("Claire", Look::LAPTOP).await;
    claire.signs_in().await;
    claire.goes_to("/bank/approvals").await;
    claire.reads("1 waiting").await;
    claire.comes_to_hold(1).await;
    claire.marks_the_page().await;
    claire.tabs_to("AAlice").await;
    let order = json!({"wallet_id": wallet, "to_address": address, "amount": "0.08"});
    api.post("/api/transfers", &order).await.with(201);
    claire.comes_to_read("2 waiting").await;
    claire.comes_to_focus("AAlice").await;
    claire.was_not_reloaded().await;
    claire.leaves().await;
}

#[tokio::test]
async fn a_button_rests_while_its_answer_is_on_the_way_and_no_longer() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    reviews(&alice, &address, "0.001").await;
    // As if somebody had stopped the load: the form is sent and nothing comes of it.
    let stop = "window.asked = 0; window.stop = event => { \
            if (!event.defaultPrevented) asked += 1; event.preventDefault(); }; \
        window.addEventListener('submit', window.stop)";
    alice.script(stop, Vec::new()).await;
    let rests = "return document.querySelector('form[action=\"/send/review\"] .btn--primary') \
        .getAttribute('aria-disabled') === 'true'";
    for _ in 0..2 {
        alice.clicks(Role::Button, "Send 0.001 ETH").await;
        assert_eq!(alice.script(rests, Vec::new()).await, true);
    }
    assert_eq!(alice.script("return window.asked", Vec::new()).await, 1);
    alice
        .eventually("the button to rest no longer", async || {
            (alice.script(rests, Vec::new()).await == false).then_some(())
        })
        .await;
    let go_on = "window.removeEventListener('submit', window.stop)";
    alice.script(go_on, Vec::new()).await;
    alice.clicks(Role::Button, "Send 0.001 ETH").await;
    alice.comes_to_read("It has arrived").await;
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn the_language_changes_and_the_page_stays() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, _) = funded(&site).await;
    let path = "/transfers?status=confirmed";
    alice.goes_to(path).await;
    alice.clicks(Role::Disclosure, "Alice").await;
    alice.clicks(Role::Link, "Deutsch").await;
    alice.reads("Überweisungen").await;
    let url = alice.url().await;
    assert_eq!(
        (url.path(), url.query()),
        ("/transfers", Some("status=confirmed"))
    );
    alice.clicks(Role::Disclosure, "Alice").await;
    alice.clicks(Role::Link, "English").await;
    alice.reads("Transfers").await;
    alice.leaves().await;
    site.close().await;
}
