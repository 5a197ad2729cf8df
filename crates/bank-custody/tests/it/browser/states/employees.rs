//! What the bank's people meet: conflicts, mistakes, colleagues that were faster, what is decided,
//! alerts, a pause, a person whose access has ended, a custody that does not answer.

use serde_json::json;

use super::{alice, asked};
use crate::{
    browser::{Look, Person, Role, Site, inspection::Inspection, installed, routes::Walk},
    http::text,
    wallet::{NETWORK, Wallet},
};

#[tokio::test]
async fn what_an_employee_meets() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, api, claire, wallet, to) = alice(&site).await;
    alice.leaves().await;
    let other = site.demo().person("dana").await;
    let taken = asked(&api, &wallet, &to, "0.06", "pending").await;
    let open = asked(&api, &wallet, &to, "0.07", "pending").await;
    let own = Wallet::open(&claire, "Claire’s own").await;
    let path = format!("/api/wallets/{}/test-funds", own.id);
    claire.act(&path).await.with(200);
    let conflict = asked(&claire, &own.id, &to, "0.08", "pending").await;

    let person = site.browser("Claire", Look::LAPTOP).await;
    person.signs_in().await;
    let mut inspection = Inspection::by(&person, &axe);
    inspection
        .of_page("conflict", &format!("/bank/approvals/{conflict}"))
        .await;
    let path = format!("/bank/approvals/{open}");
    let silent = json!({"decision": "reject", "comment": ""});
    inspection.of_form("no-comment", &path, &path, silent).await;
    inspection
        .of_page("nobody-found", "/bank/customers?q=nobody")
        .await;
    for (name, path) in [
        ("bad-dates", "/bank/audit?from=2026-02-30"),
        (
            "none-decided",
            "/bank/decided?from=2020-01-01&to=2020-01-02",
        ),
        ("no-entries", "/bank/audit?from=2020-01-01&to=2020-01-02"),
    ] {
        inspection.of_page(name, path).await;
    }

    // Dana is faster than the page that Claire has open.
    let path = format!("/bank/approvals/{taken}");
    person.goes_to("/help").await;
    person.goes_to(&path).await;
    person.clicks(Role::Link, "Alice").await;
    let decision = format!("/api/admin/transfers/{taken}/approve");
    other.act(&decision).await.with(200);
    person
        .submits(&path, &json!({"decision": "approve", "comment": ""}))
        .await;
    inspection.here("late", "de").await;
    inspection.of_page("decided", &path).await;
    let record = format!("/bank/transfers/{taken}");
    person.goes_to(&record).await;
    person.prints("record").await;
    claire.act("/api/admin/pause").await.with(200);
    for (name, path) in [
        ("paused-overview", "/bank"),
        ("paused-queue", "/bank/approvals"),
    ] {
        inspection.of_page(name, path).await;
    }
    inspection.holds();
    person.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn what_an_employee_has_to_look_at() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, api, _claire, wallet, to) = alice(&site).await;
    alice.leaves().await;
    let charlie = site.demo().person("charlie").await;
    let me = charlie.get("/api/me").await.with(200);
    let customer = format!("/bank/customers/{}", text(&me["id"]));
    let custody = site.demo().custody();
    let refusal = json!({"step": "wallet_create"});
    custody.fault(refusal, json!({"status": 400}), 1).await;
    let order = json!({"name": "Refused", "network": NETWORK});
    api.post("/api/wallets", &order).await.with(201);
    custody.set_mode(NETWORK, &json!({"mode": "held"})).await;
    asked(&api, &wallet, &to, "0.001", "submitting").await;

    let person = site.browser("Claire", Look::LAPTOP).await;
    person.signs_in().await;
    person.goes_to("/bank/attention").await;
    person.comes_to_read("Held by the wallet service").await;
    person
        .comes_to_read("The wallet service refuses to open a wallet")
        .await;
    let mut inspection = Inspection::by(&person, &axe);
    for (name, path) in [
        ("attention", "/bank/attention"),
        ("alerts", "/bank/alerts"),
        ("no-past-alerts", "/bank/alerts?show=done"),
        ("alerts-overview", "/bank"),
        ("alert-entries", "/bank/audit?kind=alert"),
    ] {
        inspection.of_page(name, path).await;
    }

    retires(&person, &customer).await;
    assert_eq!(charlie.get("/api/wallets").await.status, 403);
    inspection.of_page("retired-customer", &customer).await;

    let everything = json!({"path_prefix": "/"});
    custody.fault(everything, json!({"status": 503}), 0).await;
    let path = format!("/api/wallets/{wallet}?refresh=true");
    testkit::eventually("a balance that is out of date", async || {
        let wallet = api.get(&path).await.with(200);
        (wallet["balance"]["stale"] == true).then_some(())
    })
    .await;
    let waits = asked(&api, &wallet, &to, "0.06", "pending").await;
    let me = api.get("/api/me").await.with(200);
    let customer = format!("/bank/customers/{}", text(&me["id"]));
    let waits = format!("/bank/approvals/{waits}");
    for (name, path) in [
        ("away-overview", "/bank"),
        ("away-customer", &customer),
        ("away-decision", &waits),
    ] {
        inspection.of_page(name, path).await;
    }
    inspection.holds_for(Walk::Alerts);
    person.leaves().await;
    site.close().await;
}

/// Ends the access of Charlie on the page about him.
async fn retires(person: &Person, customer: &str) {
    person.speaks("en").await;
    person.goes_to(customer).await;
    person.clicks(Role::Button, "Retire").await;
    person.confirms("End the access").await;
    person.reads("The access of Charlie").await;
}
