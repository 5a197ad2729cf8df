//! The bank's own rooms: queue, decision, record, pause, freeze, customers, audit trail.

use api_types::{CreateTransfer, TransferStatus, WalletStatus};
use reqwest::StatusCode;
use testkit::{TestBank, run};

mod attention;
mod audit;
mod customers;
mod records;
mod recovery;

use crate::browser::Browser;

const PAYEE: &str = "0x57A774B83260f4302F8952Bee6eC10f39D76225b";

/// Alice asks for more than the bank's threshold; answers wallet and transfer.
async fn waiting(bank: &TestBank) -> (String, String) {
    let alice = bank.person("alice");
    let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
    let order = CreateTransfer {
        wallet_id: wallet.id.clone(),
        to_address: PAYEE.to_owned(),
        amount: "0.06".to_owned(),
        asset: None,
    };
    let sent = alice.send(&order, None).await.unwrap().transfer;
    assert_eq!(sent.status, TransferStatus::Pending);
    (wallet.id, sent.id)
}

#[test]
fn to_customers_the_banks_rooms_do_not_exist() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let (_, id) = waiting(bank).await;
        let alice = bank.person("alice").me().await.unwrap().id;
        let (item, record) = (
            format!("/bank/approvals/{id}"),
            format!("/bank/transfers/{id}"),
        );
        let customer = format!("/bank/customers/{alice}");
        let accounts = browser.get("/accounts").await;
        for path in [
            "/bank",
            "/bank/waiting",
            "/bank/approvals",
            "/bank/approvals/queue",
            &item,
            "/bank/decided",
            "/bank/decided/export",
            &record,
            "/bank/attention",
            "/bank/alerts",
            "/bank/customers",
            &customer,
            "/bank/audit",
            "/bank/recovery",
        ] {
            let page = browser.get(path).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
            let part = browser.fragment(path).await;
            assert_eq!(part.status, StatusCode::NOT_FOUND, "{path}");
        }
        for path in [
            "/bank",
            &item,
            "/bank/attention",
            "/bank/alerts",
            "/bank/recovery",
            &customer,
        ] {
            let page = browser.post(&accounts, path, &[("act", "pause")]).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        }
        bank.leave_unsettled();
    });
}

#[test]
fn a_waiting_transfer_is_shown_with_its_facts_and_approved_once() {
    run(async |bank| {
        let (_, id) = waiting(bank).await;
        let mut claire = Browser::of(bank, "claire").await;
        let mut dana = Browser::of(bank, "dana").await;
        let overview = claire.get("/bank").await;
        overview.must_say("<a href=\"/bank/approvals\">1</a>");
        let page = claire.get("/bank/approvals").await;
        page.must_say("1 waiting");
        page.must_say("Here because of the bank’s limit");
        page.must_say("From 0.05\u{a0}ETH on");
        page.must_say("never paid before from the wallets of Alice Martin.");
        page.must_say("<b>0x57A7</b>");
        let late = dana.get(&format!("/bank/approvals/{id}")).await;

        // The part that asks for itself is silent while nothing changes.
        let again = page.address_of("queue");
        let same = claire.fragment(&again).await;
        assert_eq!(same.status, StatusCode::NO_CONTENT);

        let path = format!("/bank/approvals/{id}");
        let hash = page.value_of("body_hash");
        let fields = [
            ("decision", "approve"),
            ("comment", ""),
            ("body_hash", &*hash),
        ];
        let done = claire.post(&page, &path, &fields).await;
        done.must_say("is approved and on its way.");
        done.must_say("Nothing waits");
        let changed = dana.fragment(&again).await;
        changed.must_say("Nothing waits.");
        assert!(!changed.says("<html"), "a part, not a page");
        let decided = dana.fragment(&late.address_of("item")).await;
        decided.must_say("Approved by Claire Dubois, today at");
        assert!(!decided.says("free now"), "as if it were undecided");
        assert!(!decided.says("<form"), "there is nothing to decide");

        let fields = [
            ("decision", "reject"),
            ("comment", "Call first"),
            ("body_hash", &*hash),
        ];
        let lost = dana.post(&late, &path, &fields).await;
        assert_eq!(lost.status, StatusCode::CONFLICT);
        lost.must_say("Someone else was faster.");
        lost.must_say("Claire Dubois approved this today at");
        lost.must_say("with “Call first”. Nobody has seen this.");

        let record = dana.get(&format!("/bank/transfers/{id}")).await;
        record.must_say("SHA-256 of exactly what is sent");
        let is_zoned = record.says(" CET") || record.says(" CEST");
        assert!(is_zoned, "{}", record.text);
        record.must_say("Approved");
        let decided = dana.get("/bank/decided").await;
        decided.must_say(&format!("/bank/transfers/{id}"));
        let none = dana.get("/bank/decided?status=rejected").await;
        none.must_say("Nothing decided here");
        bank.settle().await;
        assert_eq!(bank.custody().executions(Some(PAYEE)).await.len(), 1);
    });
}

#[test]
fn a_rejection_needs_a_reason_and_a_stale_page_decides_nothing() {
    run(async |bank| {
        let (_, id) = waiting(bank).await;
        let mut claire = Browser::of(bank, "claire").await;
        let path = format!("/bank/approvals/{id}");
        let page = claire.get(&path).await;
        let wrong = "0".repeat(64);
        let fields = [
            ("decision", "approve"),
            ("comment", ""),
            ("body_hash", &*wrong),
        ];
        let stale = claire.post(&page, &path, &fields).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        stale.must_say("This is not what you saw.");
        let blind = claire.post(&page, &path, &[("decision", "approve")]).await;
        assert_eq!(blind.status, StatusCode::CONFLICT);
        blind.must_say("This is not what you saw.");
        let silent = claire.post(&page, &path, &[("decision", "reject")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        silent.must_say("Say why: the customer reads it.");
        let fields = [("decision", "reject"), ("comment", "Unknown payee")];
        let done = claire.post(&page, &path, &fields).await;
        done.must_say("is not approved. Nothing has left the wallet.");
        let transfer = bank.person("alice").transfer(&id).await.unwrap();
        assert_eq!(transfer.status, TransferStatus::Rejected);
        assert_eq!(transfer.review_comment.as_deref(), Some("Unknown payee"));
        let audit = claire.get(&format!("/bank/audit?subject={id}")).await;
        audit.must_say("Rejected");
        assert!(!audit.says("Approved"), "{}", audit.text);
        let bad = claire.get("/bank/audit?from=yesterday").await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn sending_is_paused_and_resumed_and_a_pause_holds_an_approval() {
    run(async |bank| {
        let (_, id) = waiting(bank).await;
        let mut claire = Browser::of(bank, "claire").await;
        let path = format!("/bank/approvals/{id}");
        let form = claire.get(&path).await;
        let page = claire.get("/bank").await;
        // The button goes and comes by itself, with the dialog that it opens.
        let (_, live) = page
            .text
            .split_once("id=\"pausing\" data-live=\"bank\"")
            .unwrap();
        assert!(live.contains("popover id=\"pause\""), "{}", page.text);
        let fields = [("act", "pause"), ("reason", "Drill")];
        let page = claire.post(&page, "/bank", &fields).await;
        page.must_say("All sending is paused since");
        page.must_say("by Claire Dubois.");
        let mut dana = Browser::of(bank, "dana").await;
        let page_of_dana = dana.get("/bank").await;
        page_of_dana.must_say("by Claire Dubois.");
        page.must_say("“Drill”");
        let fields = [("act", "pause"), ("reason", "Another")];
        let twice = dana.post(&page_of_dana, "/bank", &fields).await;
        twice.must_say("All sending was paused already. The first reason stands.");
        twice.must_say("“Drill”");
        // Every page of the bank says so, and leads back to itself.
        for path in [
            "/bank/decided",
            "/bank/customers",
            "/bank/attention",
            "/bank/audit",
        ] {
            claire
                .get(path)
                .await
                .must_say("All sending is paused since");
        }
        let hash = form.value_of("body_hash");
        let fields = [("decision", "approve"), ("body_hash", &*hash)];
        let held = claire.post(&form, &path, &fields).await;
        assert_eq!(held.status, StatusCode::CONFLICT);
        held.must_say("The bank has paused sending.");
        let fields = [("act", "resume"), ("here", "/bank/customers?q=ali")];
        let page = claire.post(&page, "/bank", &fields).await;
        page.must_say("Sending goes on.");
        page.must_say("alice@example.com");
        assert!(!page.says("All sending is paused"), "{}", page.text);
        let overview = bank.person("claire").admin_overview().await.unwrap();
        assert_eq!(overview.health.paused, None);
        bank.leave_unsettled();
    });
}

#[test]
fn what_no_page_asks_for_changes_nothing() {
    run(async |bank| {
        let (wallet, id) = waiting(bank).await;
        let mut claire = Browser::of(bank, "claire").await;
        let alice = bank.person("alice").me().await.unwrap().id;
        let (item, customer) = (
            format!("/bank/approvals/{id}"),
            format!("/bank/customers/{alice}"),
        );
        let page = claire.get("/bank").await;
        for path in ["/bank", "/bank/recovery", &customer, &item] {
            for act in ["zz", ""] {
                let fields = [
                    ("act", act),
                    ("decision", act),
                    ("id", &*id),
                    ("wallet", &*wallet),
                ];
                let refused = claire.post(&page, path, &fields).await;
                assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path} {act}");
            }
        }
        let long = "x".repeat(201);
        let fields = [("act", "pause"), ("reason", &*long)];
        let refused = claire.post(&page, "/bank", &fields).await;
        refused.must_say("At most 200 characters");
        let overview = bank.person("claire").admin_overview().await.unwrap();
        assert_eq!(overview.health.paused, None);
        let transfer = bank.person("alice").transfer(&id).await.unwrap();
        assert_eq!(transfer.status, TransferStatus::Pending);
        bank.leave_unsettled();
    });
}

#[test]
fn the_queue_leads_on_to_what_came_later() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        bank.fund(&wallet, "9000000000000000000").await;
        let mut last = String::new();
        for _ in 0..51 {
            let order = bank.order(&wallet, "0.06");
            last = alice.send(&order, None).await.unwrap().transfer.id;
        }
        let mut claire = Browser::of(bank, "claire").await;
        let page = claire.get("/bank/approvals").await;
        page.must_say("50+ waiting");
        let newest = format!("href=\"/bank/approvals/{last}");
        assert!(!page.says(&newest), "{}", page.text);
        let (_, rest) = page
            .text
            .split_once("href=\"/bank/approvals?cursor=")
            .unwrap();
        let cursor = rest.split('"').next().unwrap();
        let page = claire
            .get(&format!("/bank/approvals?cursor={cursor}"))
            .await;
        page.must_say("1 later one");
        page.must_say("The oldest");
        page.must_say(&format!("{newest}?cursor="));
        // What is open beside it hears of its wallet and of a pause, not of its transfer alone.
        page.must_say(&format!("data-live=\"{last} {} bank\"", wallet.id));
        let again = page.address_of("queue");
        let same = claire.fragment(&again).await;
        assert_eq!(same.status, StatusCode::NO_CONTENT);
        bank.leave_unsettled();
    });
}

#[test]
fn customers_are_found_and_their_wallets_frozen_and_freed() {
    run(async |bank| {
        let (wallet, _) = waiting(bank).await;
        let mut claire = Browser::of(bank, "claire").await;
        let page = claire.get("/bank/customers?q=ALI").await;
        page.must_say("alice@example.com");
        assert!(!page.says("bob@example.com"), "{}", page.text);
        claire
            .get("/bank/customers?q=nobody")
            .await
            .must_say("Nobody like this");
        let id = bank.person("alice").me().await.unwrap().id;
        let path = format!("/bank/customers/{id}");
        let page = claire.get(&path).await;
        page.must_say("Alice’s Wallet");
        page.must_say("Alice Martin cannot be retired");
        let page = claire.post(&page, &path, &[("act", "retire")]).await;
        page.must_say("There are wallets that are open.");
        let fields = [("act", "freeze"), ("wallet", &*wallet)];
        let page = claire.post(&page, &path, &fields).await;
        page.must_say("Alice’s Wallet is frozen.");
        let fields = [("act", "lift"), ("wallet", &*wallet)];
        claire
            .post(&page, &path, &fields)
            .await
            .must_say("Alice’s Wallet is open again.");
        let alice = bank.person("alice");
        let found = alice.wallet(&wallet, false).await.unwrap().wallet;
        assert_eq!(found.status, WalletStatus::Active);
        let audit = claire.get("/bank/audit?kind=wallet").await;
        audit.must_say("Froze the wallet");
        audit.must_say("Lifted the freeze");
        let attention = claire.get("/bank/attention").await;
        attention.must_say("Nothing needs a look");
        bank.leave_unsettled();
    });
}
