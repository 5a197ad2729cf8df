//! Sharing wallets, changing it, taking it back, leaving.

use reqwest::StatusCode;
use testkit::{Options, run, run_with};

use crate::browser::Browser;

#[test]
fn a_wallet_is_shared_changed_and_taken_back() {
    run(async |bank| {
        let (alice, bob) = (bank.person("alice"), bank.person("bob"));
        bob.overview().await.unwrap();
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/family").await;
        form.must_say("You share nothing");
        form.must_say("In the demo try bob@example.com.");
        let key = form.value_of("key");
        let fields = [
            ("wallet_id", wallet.id.as_str()),
            ("grantee_email", "BOB@example.com"),
            ("permission", "transfer"),
            ("transfer_limit", "0.01"),
            ("key", &key),
        ];
        let page = browser.post(&form, "/family", &fields).await;
        page.must_say("Alice’s Wallet is shared with Bob.");
        page.must_say("May view and send<br>From 0.01\u{a0}ETH the bank looks first");
        assert!(!page.says("More than you may send yourself"));

        let id = alice.delegations().await.unwrap().granted[0].id.clone();
        let form = browser.get(&format!("/family?change={id}")).await;
        form.must_say("Change what Bob may do");
        form.must_say("value=\"0.01\"");
        let key = form.value_of("key");
        let fields = [
            ("wallet_id", wallet.id.as_str()),
            ("grantee_email", "bob@example.com"),
            ("permission", "transfer"),
            ("transfer_limit", "0.1"),
            ("key", &key),
        ];
        // Before more is granted than she may send herself, she is warned.
        let mut fields = fields.to_vec();
        fields.push(("changes", "Bob"));
        let warned = browser.post(&form, "/family", &fields).await;
        warned.must_say("More than you may send yourself.</b> Bob may then send less than 0.1\u{a0}ETH at once. You ask the bank from 0.05\u{a0}ETH on.");
        let granted = alice.delegations().await.unwrap().granted;
        assert_eq!(granted[0].transfer_limit.as_deref(), Some("0.01"));
        let limit = warned.value_of("warned");
        fields.push(("warned", &limit));
        let page = browser.post(&warned, "/family", &fields).await;
        page.must_say("Alice’s Wallet is shared with Bob.");
        page.must_say("More than you may send yourself</span>");

        let id = alice.delegations().await.unwrap().granted[0].id.clone();
        let path = format!("/family/{id}/end");
        page.must_say("Remove Bob from Alice’s Wallet?");
        let page = browser.post(&page, &path, &[]).await;
        page.must_say("Bob no longer has access to Alice’s Wallet.");
        let page = browser.post(&page, &path, &[]).await;
        assert_eq!((page.status, page.url.path()), (StatusCode::OK, "/family"));
        assert_eq!(alice.delegations().await.unwrap().granted, []);
    });
}

#[test]
fn a_limit_that_can_be_read_in_two_ways_grants_nothing() {
    run(async |bank| {
        let (alice, bob) = (bank.person("alice"), bank.person("bob"));
        bob.overview().await.unwrap();
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/family").await;
        let key = form.value_of("key");
        for (limit, said) in [
            ("0,01", "Write decimals after a point, such as 1.5"),
            ("1,000", "1,000 can be read in two ways: write 1000 or 1."),
        ] {
            let fields = [
                ("wallet_id", wallet.id.as_str()),
                ("grantee_email", "bob@example.com"),
                ("permission", "transfer"),
                ("transfer_limit", limit),
                ("key", &key),
            ];
            let page = browser.post(&form, "/family", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            page.must_say(said);
        }
        assert_eq!(alice.delegations().await.unwrap().granted, []);
    });
}

#[test]
fn what_a_limit_means_is_told_while_somebody_types() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get("/family").await;
        page.must_say("Empty means the bank’s own limit, 0.05\u{a0}ETH.");
        let path = |permission: &str, limit: &str| {
            let id = &wallet.id;
            format!("/family/limit?wallet_id={id}&permission={permission}&transfer_limit={limit}")
        };
        for (permission, limit, warns) in [
            ("transfer", "", false),
            ("transfer", "0.01", false),
            ("transfer", "0.05", false),
            ("transfer", "0.050000000000000001", true),
            ("transfer", "1000", true),
            ("view", "1000", false),
            ("transfer", "much", false),
        ] {
            let part = browser.fragment(&path(permission, limit)).await;
            assert!(!part.says("<html"));
            part.must_say("hx-swap-oob=\"innerHTML:#limit-unit\">ETH");
            let said = part.says("More than you may send yourself.");
            assert_eq!(said, warns, "{permission} {limit}: {}", part.text);
        }
        let part = browser.fragment("/family/limit?wallet_id=wal_none").await;
        assert_eq!(part.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn who_was_given_access_sees_it_and_may_leave() {
    run(async |bank| {
        let (alice, bob) = (bank.person("alice"), bank.person("bob"));
        bob.overview().await.unwrap();
        let wallet = bank.wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::of(bank, "bob").await;
        let page = browser.get("/family").await;
        page.must_say("They need your email: bob@example.com.");
        page.must_say("Nothing to share yet");
        let grant = api_types::CreateDelegation {
            wallet_id: wallet.id.clone(),
            grantee_email: "bob@example.com".to_owned(),
            permission: api_types::Permission::View,
            transfer_limit: None,
        };
        let id = alice.grant(&grant, None).await.unwrap().id;
        let page = browser.get("/family").await;
        page.must_say("You may view");
        page.must_say("Leave Alice’s Wallet?");
        let page = browser.post(&page, &format!("/family/{id}/end"), &[]).await;
        page.must_say("You have left Alice’s Wallet.");
        let page = browser.get(&format!("/accounts/{}", wallet.id)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_cannot_be_shared_is_said_at_its_field() {
    run(async |bank| {
        let (alice, bob) = (bank.person("alice"), bank.person("bob"));
        bob.overview().await.unwrap();
        let wallet = bank.wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/family").await;
        for (email, permission, limit, said) in [
            (
                "nobody@example.com",
                "view",
                "",
                "We know no customer with this email.",
            ),
            ("no email", "view", "", "This is no email address."),
            ("alice@example.com", "view", "", "This is your own wallet."),
            (
                "bob@example.com",
                "view",
                "0.01",
                "A limit is for people who may send.",
            ),
            (
                "bob@example.com",
                "transfer",
                "much",
                "Write the amount in digits",
            ),
        ] {
            let fields = [
                ("wallet_id", wallet.id.as_str()),
                ("grantee_email", email),
                ("permission", permission),
                ("transfer_limit", limit),
            ];
            let page = browser.post(&form, "/family", &fields).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            page.must_say(said);
            page.must_say(&format!("value=\"{email}\""));
        }
        assert_eq!(alice.delegations().await.unwrap().granted, []);
    });
}

#[test]
fn where_the_bank_refuses_a_limit_the_form_says_so_before() {
    let strictest = Options::default().var("DELEGATION_LIMIT", "strictest");
    run_with(strictest, async |bank| {
        let alice = bank.person("alice");
        bank.person("bob").overview().await.unwrap();
        let wallet = bank.wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::of(bank, "alice").await;
        let said = "It cannot be above the bank’s own limit, 0.05\u{a0}ETH.";
        for (limit, is_said) in [("0.05", false), ("0.06", true)] {
            let id = &wallet.id;
            let query = format!("wallet_id={id}&permission=transfer&transfer_limit={limit}");
            let part = browser.fragment(&format!("/family/limit?{query}")).await;
            assert_eq!(part.says(said), is_said, "{}", part.text);
            assert!(!part.says("More than you may send yourself."), "{limit}");
        }
        let form = browser.get("/family").await;
        let key = form.value_of("key");
        let fields = [
            ("wallet_id", wallet.id.as_str()),
            ("grantee_email", "bob@example.com"),
            ("permission", "transfer"),
            ("transfer_limit", "0.06"),
            ("key", &key),
        ];
        let page = browser.post(&form, "/family", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.must_say("It cannot be above the bank’s own limit.");
        assert_eq!(alice.delegations().await.unwrap().granted, []);
    });
}
