//! What becomes of a transfer: from its review to each of its ends, and across the end of a session.

use serde_json::json;

use super::{alice, asked};
use crate::{
    browser::{
        Role, Site,
        inspection::{Inspection, LANGUAGES},
        installed,
        routes::Walk,
        sending::funded,
    },
    http::text,
    wallet::NETWORK,
};

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
    custody.set_mode(NETWORK, &json!({"mode": "refuse"})).await;
    let failed = asked(&api, &wallet, &to, "0.002", "failed").await;
    custody.set_mode(NETWORK, &json!({"mode": "held"})).await;
    let held = asked(&api, &wallet, &to, "0.001", "submitting").await;
    testkit::eventually("the transfer to need attention", async || {
        let overview = claire
            .get("/api/admin/transfers?attention=true")
            .await
            .with(200);
        (overview["transfers"][0]["id"] == held).then_some(())
    })
    .await;

    let mut inspection = Inspection::by(&alice, &axe);
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
async fn what_is_reviewed_and_what_outlives_a_session() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (alice, to) = funded(&site).await;
    let api = site.demo().person("alice").await;
    let overview = api.get("/api/wallets").await.with(200);
    let wallet = text(&overview["wallets"][0]["id"]);
    let mut inspection = Inspection::by(&alice, &axe);
    let review = |amount: &str| {
        format!("/send/review?wallet_id={wallet}&to_address={to}&amount={amount}&key=review")
    };
    for (name, amount) in [
        ("review-at-once", "0.001"),
        ("review-waits", "0.06"),
        ("review-too-much", "5"),
    ] {
        inspection.of_page(name, &review(amount)).await;
    }

    alice.speaks("en").await;
    alice.goes_to(&review("0.001")).await;
    alice.stays_away_too_long().await;
    alice.clicks(Role::Button, "Send 0.001 ETH").await;
    alice.reads("You were away for a while").await;
    inspection.here("away-form", "en").await;
    alice.clicks(Role::Button, "Sign in and go on").await;
    alice.signs_in_again().await;
    for language in LANGUAGES {
        alice
            .goes_to(&format!("/language/{language}?to=/auth/resume"))
            .await;
        inspection.here("resume", language).await;
    }

    for language in LANGUAGES {
        alice.speaks(language).await;
        alice.goes_to("/accounts").await;
        alice.stays_away_too_long().await;
        let long = json!({"name": "So much to say. ".repeat(400)});
        alice.submits("/accounts", &long).await;
        inspection.here("away-long", language).await;
        alice.signs_in().await;
    }
    inspection.holds_for(Walk::Transfers);
    alice.leaves().await;
    site.close().await;
}
