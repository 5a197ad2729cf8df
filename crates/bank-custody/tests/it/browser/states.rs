//! States that no link leads to: what is frozen, paused, out of date, refused, held or failed,
//! forms with mistakes, a session that is over. They obey the same rules as every page.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Look, Person, Role, Site, accessibility, installed, sending::funded};
use crate::{
    http::{Api, text},
    wallet::{NETWORK, Wallet},
};

const LANGUAGES: [&str; 2] = ["en", "de"];

/// Somebody who looks at states, and what was found.
struct Inspection<'a> {
    person: &'a Person,
    axe: &'a str,
    faults: Vec<String>,
}

impl Inspection<'_> {
    /// Looks at a page in both languages.
    async fn of_page(&mut self, name: &str, path: &str) {
        for language in LANGUAGES {
            self.person.goes_to(&format!("/language/{language}")).await;
            self.person.goes_to(path).await;
            self.here(name, language).await;
        }
    }

    /// Looks at what a form of a page answers, in both languages.
    async fn of_form(&mut self, name: &str, path: &str, action: &str, fields: Value) {
        for language in LANGUAGES {
            self.person.goes_to(&format!("/language/{language}")).await;
            self.person.goes_to(path).await;
            self.person.submits(action, &fields).await;
            self.here(name, language).await;
        }
    }

    async fn here(&mut self, name: &str, language: &str) {
        let name = format!("state-{name}-{language}");
        let views = accessibility::half(language);
        accessibility::inspect(self.person, self.axe, &name, &views, &mut self.faults).await;
    }

    fn holds(self) {
        assert!(self.faults.is_empty(), "{}", self.faults.join("\n"));
    }
}

/// A transfer, once it stands there.
async fn asked(owner: &Api, wallet: &str, to: &str, amount: &str, status: &str) -> String {
    let order = json!({"wallet_id": wallet, "to_address": to, "amount": amount});
    let answer = owner.post("/api/transfers", &order).await.with(201);
    let id = text(&answer["transfer"]["id"]);
    let path = format!("/api/transfers/{id}");
    testkit::eventually("the transfer's status", async || {
        let transfer = owner.get(&path).await.with(200);
        (transfer["status"] == status).then_some(())
    })
    .await;
    id
}

/// Alice with a funded wallet in her browser; she, and Claire, as the API knows them.
async fn alice(site: &Arc<Site>) -> (Person, Api, Api, String, String) {
    let (alice, address) = funded(site).await;
    let api = site.demo().person("alice").await;
    let claire = site.demo().person("claire").await;
    let overview = api.get("/api/wallets").await.with(200);
    let wallet = text(&overview["wallets"][0]["id"]);
    (alice, api, claire, wallet, address)
}

#[tokio::test]
async fn what_becomes_of_transfers() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, api, claire, wallet, to) = alice(&site).await;
    let waits = asked(&api, &wallet, &to, "0.06", "pending").await;
    let rejected = asked(&api, &wallet, &to, "0.07", "pending").await;
    let path = format!("/api/admin/transfers/{rejected}/reject");
    let comment = json!({"comment": "Please call us first, we do not know this address."});
    claire.post(&path, &comment).await.with(200);
    let cancelled = asked(&api, &wallet, &to, "0.08", "pending").await;
    let path = format!("/api/transfers/{cancelled}/cancel");
    api.act(&path).await.with(200);
    let custody = site.demo().custody();
    custody.set_mode(NETWORK, &json!({"mode": "held"})).await;
    let held = asked(&api, &wallet, &to, "0.001", "submitting").await;
    custody.set_mode(NETWORK, &json!({"mode": "refuse"})).await;
    let failed = asked(&api, &wallet, &to, "0.002", "failed").await;

    let mut inspection = Inspection {
        person: &alice,
        axe: &axe,
        faults: Vec::new(),
    };
    for (name, id) in [
        ("waits", waits),
        ("rejected", rejected),
        ("cancelled", cancelled),
        ("held", held),
        ("failed", failed),
    ] {
        inspection.of_page(name, &format!("/transfers/{id}")).await;
    }
    inspection
        .of_page("none-like-that", "/transfers?status=approved")
        .await;
    inspection.holds();
    alice.leaves().await;
    site.close().await;
}

#[tokio::test]
async fn what_stops_a_customer() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, api, claire, wallet, to) = alice(&site).await;
    // The longest name there can be, without a space to break it at.
    let own = Wallet::open(&api, &"M".repeat(100)).await;
    api.act(&format!("/api/wallets/{}/freeze", own.id))
        .await
        .with(200);
    let banks = Wallet::open(&api, "Frozen by the bank").await;
    let path = format!("/api/admin/wallets/{}/freeze", banks.id);
    claire.act(&path).await.with(200);
    let mut inspection = Inspection {
        person: &alice,
        axe: &axe,
        faults: Vec::new(),
    };
    for (name, id) in [("frozen-own", &own.id), ("frozen-bank", &banks.id)] {
        inspection.of_page(name, &format!("/accounts/{id}")).await;
    }
    let blank = json!({"name": " ", "network": NETWORK});
    inspection
        .of_form("no-name", "/accounts", "/accounts", blank)
        .await;
    let wrong = json!({"to": "0x12", "amount": "99999999"});
    inspection
        .of_form("wrong-order", "/send", "/send", wrong)
        .await;
    let unknown = json!({"grantee_email": "nobody@example.com", "transfer_limit": "x"});
    inspection
        .of_form("unknown-person", "/family", "/family", unknown)
        .await;

    claire.act("/api/admin/pause").await.with(200);
    let order = format!("/send?from={wallet}&to={to}&amount=0.001");
    inspection.of_page("paused", &order).await;
    let custody = site.demo().custody();
    custody
        .fault(json!({"step": "get_assets"}), json!({"status": 503}), 0)
        .await;
    let path = format!("/api/wallets/{wallet}?refresh=true");
    testkit::eventually("a balance that is out of date", async || {
        let wallet = api.get(&path).await.with(200);
        (wallet["balance"]["stale"] == true).then_some(())
    })
    .await;
    inspection.of_page("stale", "/accounts").await;
    alice.stays_away_too_long().await;
    inspection.of_page("signed-out", "/accounts").await;
    inspection.holds();
    alice.leaves().await;
    site.close().await;
}

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
    let own = Wallet::open(&claire, &"M".repeat(100)).await;
    let path = format!("/api/wallets/{}/test-funds", own.id);
    claire.act(&path).await.with(200);
    let conflict = asked(&claire, &own.id, &to, "0.08", "pending").await;
    let custody = site.demo().custody();
    custody.set_mode(NETWORK, &json!({"mode": "held"})).await;
    asked(&api, &wallet, &to, "0.001", "submitting").await;

    let person = site.browser("Claire", Look::LAPTOP).await;
    person.signs_in().await;
    let mut inspection = Inspection {
        person: &person,
        axe: &axe,
        faults: Vec::new(),
    };
    inspection
        .of_page("conflict", &format!("/bank/approvals/{conflict}"))
        .await;
    let path = format!("/bank/approvals/{open}");
    let silent = json!({"decision": "reject", "comment": ""});
    inspection.of_form("no-comment", &path, &path, silent).await;
    inspection
        .of_page("nobody-found", "/bank/customers?q=nobody")
        .await;

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
    claire.act("/api/admin/pause").await.with(200);
    for (name, path) in [
        ("paused-overview", "/bank"),
        ("paused-queue", "/bank/approvals"),
    ] {
        inspection.of_page(name, path).await;
    }
    inspection.of_page("attention", "/bank/attention").await;
    inspection.of_page("long-name", "/transfers").await;
    inspection.holds();
    person.leaves().await;
    site.close().await;
}
