//! The page of all accounts.

use reqwest::StatusCode;
use testkit::{Options, eventually, run, run_with};

use crate::browser::Browser;

#[test]
fn euro_accounts_own_wallets_and_shared_ones_are_the_same_kind_of_card() {
    run(async |bank| {
        let (alice, bob) = (bank.person("alice"), bank.person("bob"));
        bob.overview().await.unwrap();
        let wallet = bank.wallet(&alice, "Alice’s Wallet").await;
        let funds = api_types::TestFunds::default();
        alice.test_funds(&wallet.id, &funds).await.unwrap();
        let grant = api_types::CreateDelegation {
            wallet_id: wallet.id.clone(),
            grantee_email: "bob@example.com".to_owned(),
            permission: api_types::Permission::Transfer,
            transfer_limit: Some("0.01".to_owned()),
        };
        alice.grant(&grant, None).await.unwrap();

        let page = Browser::of(bank, "alice").await.get("/accounts").await;
        for text in [
            "Checking account",
            "Savings account",
            "€2,450<span class=\"minor\">.00</span>",
            "Alice’s Wallet",
            "1<span class=\"unit\">\u{a0}ETH</span>",
            "Shared with Bob",
            "Ethereum Sepolia",
            "Test coins count at a made-up price.",
        ] {
            page.must_say(text);
        }
        let page = Browser::of(bank, "bob").await.get("/accounts").await;
        page.must_say("Shared by Alice · Sends less than 0.01\u{a0}ETH at once");
        page.must_say("What others share with you is not counted");
    });
}

#[test]
fn a_wallet_is_opened_in_place_and_a_double_click_opens_one() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/accounts").await;
        form.must_say("This bank is new and quiet.");
        let key = form.value_of("key");
        let fields = [
            ("name", "Holiday"),
            ("network", "EthereumSepolia"),
            ("key", &key),
        ];
        let page = browser.post(&form, "/accounts", &fields).await;
        assert_eq!(
            (page.status, page.url.path()),
            (StatusCode::OK, "/accounts")
        );
        page.must_say("Holiday");
        browser.post(&form, "/accounts", &fields).await;
        let wallets = bank.person("alice").overview().await.unwrap().wallets;
        assert_eq!(wallets.len(), 1);

        let page = eventually("the address of the new account", async || {
            let page = browser.live("/accounts").await;
            page.says("0x").then_some(page)
        })
        .await;
        page.must_say("id=\"accounts\" data-live=\"wallet transfer delegation\"");

        let page = browser.get("/accounts").await;
        let path = format!("/accounts/{}/test-funds", wallets[0].id);
        let page = browser.post(&page, &path, &[]).await;
        page.must_say("1\u{a0}ETH for testing has arrived.");
        page.must_say("1<span class=\"unit\">\u{a0}ETH</span>");
        // It is said once.
        assert!(!browser.get("/accounts").await.says("has arrived"));
    });
}

#[test]
fn a_name_or_network_that_cannot_be_is_said_at_its_field() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/accounts").await;
        let fields = [("name", "   "), ("network", "EthereumSepolia")];
        let page = browser.post(&form, "/accounts", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.must_say("A name has 1 to 100 characters.");
        let fields = [("name", "<b>Trip</b>"), ("network", "Nowhere")];
        let page = browser.post(&page, "/accounts", &fields).await;
        page.must_say("Choose one of these networks.");
        page.must_say("value=\"&#60;b&#62;Trip&#60;/b&#62;\"");
        assert!(
            bank.person("alice")
                .overview()
                .await
                .unwrap()
                .wallets
                .is_empty()
        );
    });
}

#[test]
fn the_story_can_be_played_by_a_click() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get("/accounts").await;
        let page = browser.post(&page, "/demo/story", &[]).await;
        page.must_say("The story has been played.");
        page.must_say("Charlie’s transfer of 0.02\u{a0}ETH waits for the bank.");
        page.must_say("Waiting for the bank");
        // Both transfers of the story go to a wallet that Alice sees, so it is called by its name.
        page.must_say("To Alice’s Wallet</a>");
        bank.leave_unsettled();
    });
}

#[test]
fn one_account_too_many_is_said_at_its_form() {
    let options = Options::default().var("WALLETS_PER_PERSON_MAX", "1");
    run_with(options, async |bank| {
        bank.wallet(&bank.person("alice"), "The only one").await;
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/accounts").await;
        let fields = [("name", "One more"), ("network", "EthereumSepolia")];
        let page = browser.post(&form, "/accounts", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.must_say("You have as many as one person can have. No account was opened.");
        page.must_say("value=\"One more\"");
    });
}
