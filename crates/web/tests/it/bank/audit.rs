//! The audit trail in words: changes, days, alerts.

use api_types::OpenWallet;
use reqwest::StatusCode;
use serde_json::json;
use testkit::{TestBank, run};

use super::{Browser, waiting};

#[test]
fn entries_say_what_changed_and_keep_the_whole_story() {
    run(async |bank| {
        let (wallet, id) = waiting(bank).await;
        let dana = bank.person("dana");
        dana.admin_freeze(&wallet).await.unwrap();
        dana.admin_unfreeze(&wallet).await.unwrap();
        let mut claire = Browser::of(bank, "claire").await;
        let page = claire.get(&format!("/bank/audit?subject={id}")).await;
        page.must_say("Asked to send");
        page.must_say("<ins>0.06\u{a0}ETH</ins>");
        // In full, for who has to prove it.
        page.must_say("SHA-256 of what is sent");
        page.must_say(&id);
        page.must_say("transfer.requested");
        let page = claire.get("/bank/audit?kind=wallet.frozen").await;
        page.must_say("Froze the wallet");
        page.must_say("<del>Open</del>");
        page.must_say("<ins>Frozen</ins>");
        assert!(!page.says("Lifted the freeze"), "{}", page.text);
        bank.leave_unsettled();
    });
}

#[test]
fn days_of_the_filter_are_whole_ones() {
    run(async |bank| {
        waiting(bank).await;
        let mut claire = Browser::of(bank, "claire").await;
        for (query, is_there) in [
            ("from=2020-01-01&to=2020-12-31", false),
            ("from=2020-01-01", true),
            ("to=2020-12-31", false),
        ] {
            let page = claire
                .get(&format!("/bank/audit?kind=transfer&{query}"))
                .await;
            assert_eq!(page.status, StatusCode::OK);
            assert_eq!(page.says("Asked to send"), is_there, "{query}");
        }
        for bad in ["from=2026-02-30", "to=tomorrow"] {
            let page = claire.get(&format!("/bank/audit?{bad}")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
            page.must_say("Dates look like 2026-11-24.");
        }
        for path in ["/bank/audit", "/bank/decided"] {
            for (query, said) in [
                ("from=2026-11-25&to=2026-11-24", "From is after To."),
                ("cursor=zzz", "This address asks for something"),
            ] {
                let page = claire.get(&format!("{path}?{query}")).await;
                assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
                page.must_say(said);
                assert!(!page.says("Dates look like"), "{}", page.text);
            }
        }
        let page = claire.get("/bank/decided?by=zzz").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.must_say("This address asks for something");
        bank.leave_unsettled();
    });
}

#[test]
fn alerts_stand_out_on_every_page_that_should_show_them() {
    run(async |bank| {
        let mut claire = Browser::of(bank, "claire").await;
        claire
            .get("/bank")
            .await
            .must_say("Nothing out of the ordinary.");
        let refusal = bank
            .custody()
            .fault(json!({"step": "wallet_create"}), json!({"status": 400}), 1)
            .await;
        let order = OpenWallet::default();
        let alice = bank.person("alice");
        let wallet = alice.open_wallet(&order, None).await.unwrap();
        bank.custody().struck(refusal, 1).await;
        let said = "The wallet service refuses to open a wallet";
        testkit::eventually("the alert", async || {
            let page = claire.get("/bank").await;
            page.says(said).then_some(())
        })
        .await;
        for path in ["/bank/attention", "/bank/alerts", "/bank/audit?kind=alert"] {
            claire.get(path).await.must_say(said);
        }
        let page = claire.get("/bank/audit").await;
        page.must_say("class=\"alarm\"");
        page.must_say(&wallet.id);
        is_looked_at(bank, &mut claire, said).await;
        // What was refused is asked for again, but not soon.
        bank.leave_unsettled();
    });
}

/// An alert stays until somebody says what was found; afterwards it is read elsewhere.
async fn is_looked_at(bank: &TestBank, claire: &mut Browser, said: &str) {
    let page = claire.get("/bank/alerts").await;
    let id = page.value_of("id");
    let long = "x".repeat(1001);
    let fields = [("id", id.as_str()), ("comment", long.as_str())];
    let refused = claire.post(&page, "/bank/alerts", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.must_say("At most 1000 characters");
    let fields = [("id", id.as_str()), ("comment", "Asked them <twice>.")];
    let noted = claire.post(&page, "/bank/alerts", &fields).await;
    noted.must_say("Noted that you have looked at it.");
    noted.must_say("Nothing out of the ordinary.");
    let again = claire.post(&page, "/bank/alerts", &fields).await;
    again.must_say("Somebody else was faster.");
    let mut dana = Browser::of(bank, "dana").await;
    let overview = dana.get("/bank").await;
    assert!(!overview.says(said), "{}", overview.text);
    let done = dana.get("/bank/alerts?show=done").await;
    for text in [
        said,
        "Claire Dubois",
        "claire@example.com",
        "Asked them &#60;twice&#62;.",
    ] {
        done.must_say(text);
    }
    let audit = dana.get("/bank/audit?kind=bank.alert_acknowledged").await;
    audit.must_say("Looked at an alert");
}
