//! One account: what is in it, what came and went, and what its owner can do with it.

use reqwest::StatusCode;
use serde_json::json;
use testkit::{eventually, run};

use crate::browser::Browser;

#[test]
fn a_wallet_shows_its_balance_address_activity_and_people() {
    run(async |bank| {
        let (alice, bob) = (bank.person("alice"), bank.person("bob"));
        bob.overview().await.unwrap();
        let wallet = bank.funded_wallet(&alice, "Alice’s <Wallet>").await;
        let grant = api_types::CreateDelegation {
            wallet_id: wallet.id.clone(),
            grantee_email: "bob@example.com".to_owned(),
            permission: api_types::Permission::Transfer,
            transfer_limit: Some("0.01".to_owned()),
        };
        alice.grant(&grant, None).await.unwrap();
        let order = bank.order(&wallet, "0.02");
        alice.send(&order, None).await.unwrap();
        bank.settle().await;
        alice.wallet(&wallet.id, true).await.unwrap();

        let path = format!("/accounts/{}", wallet.id);
        let mut browser = Browser::of(bank, "alice").await;
        let page = eventually("the transfer in the wallet's activity", async || {
            let mut browser = Browser::of(bank, "alice").await;
            let page = browser.get(&path).await;
            page.says("−0.02<span class=\"unit\">\u{a0}ETH</span>")
                .then_some(page)
        })
        .await;
        let address = wallet.address.unwrap();
        for text in [
            "Alice’s &#60;Wallet&#62;",
            &format!("data-copy=\"{address}\""),
            &format!("<b>{}</b>", &address[..6]),
            "<path d=\"M2 2h7v1h-7z",
            "+1<span class=\"unit\">\u{a0}ETH</span>",
            "May view and send<br>From 0.01\u{a0}ETH the bank looks first",
            "Only ETH, USDC, EURC on Ethereum Sepolia.",
            "Confirmed",
        ] {
            page.must_say(text);
        }

        let (_, fee) = page.text.split_once(" · fee ").expect("a fee");
        let fee = fee.split('<').next().unwrap();
        assert!(fee.ends_with("\u{a0}ETH"), "{fee}");

        // A filter asks for a part of the page only.
        let part = browser.fragment(&format!("{path}?show=in")).await;
        assert!(!part.says("<html") && !part.says("−0.02"), "{}", part.text);
        part.must_say("+1<span class=\"unit\">\u{a0}ETH</span>");
        let part = browser.get(&format!("{path}?show=out")).await;
        part.must_say("−0.02");
        assert!(!part.says("+1<span"), "{}", part.text);
        browser
            .get(&format!("{path}?show=waiting"))
            .await
            .must_say("None of these");

        let page = Browser::of(bank, "bob").await.get(&path).await;
        page.must_say("You may view and send");
        assert!(!page.says("/freeze") && !page.says("/rename"));
        let page = Browser::of(bank, "charlie").await.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn a_euro_account_shows_its_iban_and_entries() {
    run(async |bank| {
        let accounts = bank.person("alice").overview().await.unwrap().fiat_accounts;
        let mut browser = Browser::of(bank, "alice").await;
        let account = &accounts[0];
        let path = format!("/accounts/{}", account.id);
        let page = browser.get(&path).await;
        page.must_say("Checking account");
        page.must_say(&format!("data-copy=\"{}\"", account.iban));
        page.must_say("€2,450<span class=\"minor\">.00</span>");
        page.must_say("+€2,450");
        page.must_say("Balance €2,450.00");
        page.must_say("The newest 1");
        page.must_say(&format!("data-live=\"{}\"", account.id));
        let page = browser.get(&format!("{path}?show=out")).await;
        page.must_say("None of these");
        let page = browser.get(&format!("{path}?show=in")).await;
        page.must_say("+€2,450");
        let page = Browser::of(bank, "bob").await.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn its_owner_renames_freezes_and_opens_a_wallet_again() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Trip").await;
        alice
            .send(&bank.order(&wallet, "0.06"), None)
            .await
            .unwrap();
        let path = format!("/accounts/{}", wallet.id);
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get(&path).await;
        page.must_say("Your transfer of 0.06\u{a0}ETH will be withdrawn.");
        let page = browser
            .post(&page, &format!("{path}/rename"), &[("name", " Journey ")])
            .await;
        page.must_say("It is called Journey now.");
        let page = browser
            .post(&page, &format!("{path}/rename"), &[("name", "")])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.must_say("A name has 1 to 100 characters.");
        let long = "x".repeat(101);
        let page = browser
            .post(&page, &format!("{path}/rename"), &[("name", &long)])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.must_say(&format!(
            "value=\"{long}\" aria-invalid=\"true\" aria-describedby=\"nn-e\" autofocus"
        ));

        let page = browser.post(&page, &format!("{path}/freeze"), &[]).await;
        page.must_say("You froze this wallet today at ");
        assert!(!page.says("/send?from="), "{}", page.text);
        let page = browser.post(&page, &format!("{path}/unfreeze"), &[]).await;
        page.must_say("Journey is open again.");

        // The bank's freeze is not the owner's to lift.
        let claire = bank.person("claire");
        claire.admin_freeze(&wallet.id).await.unwrap();
        let page = browser.post(&page, &format!("{path}/unfreeze"), &[]).await;
        page.must_say("only the bank can lift it");
        page.must_say("The bank froze this wallet today at ");
        assert!(!page.says("Lift the freeze"), "{}", page.text);
        let page = browser.get("/accounts").await;
        page.must_say("The bank froze it: nobody can send");
        let receipts = alice.transfers(&client::TransferQuery::default()).await;
        let id = &receipts.unwrap().transfers[0].id;
        let page = browser.get(&format!("/transfers/{id}")).await;
        page.must_say("You froze the wallet. Nothing has left it.");
    });
}

#[test]
fn several_transfers_that_wait_are_one_sum() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Trip").await;
        let mut browser = Browser::of(bank, "alice").await;
        let order = bank.order(&wallet, "0.06");
        alice.send(&order, None).await.unwrap();
        let page = browser.get("/accounts").await;
        page.must_say("Your transfer of 0.06\u{a0}ETH waits for the bank.");
        let order = bank.order(&wallet, "0.07");
        alice.send(&order, None).await.unwrap();
        let page = browser.get("/accounts").await;
        page.must_say("2 transfers wait for the bank.");
        page.must_say("/transfers?status=pending");
        let page = browser.get(&format!("/accounts/{}", wallet.id)).await;
        page.must_say("0.13\u{a0}ETH of it waits for the bank");
        assert_eq!(page.text.matches("of it waits").count(), 1);
        bank.leave_unsettled();
    });
}

#[test]
fn what_a_wallet_holds_is_not_known_until_it_is_open() {
    run(async |bank| {
        let alice = bank.person("alice");
        let step = serde_json::json!({"step": "wallet_create"});
        let down = serde_json::json!({"status": 503});
        let fault = bank.custody().fault(step, down, 0).await;
        let wish = api_types::OpenWallet {
            name: "Trip".to_owned(),
            network: "EthereumSepolia".to_owned(),
        };
        let wallet = alice.open_wallet(&wish, None).await.unwrap();
        let mut browser = Browser::of(bank, "alice").await;
        for path in ["/accounts", &format!("/accounts/{}", wallet.id)] {
            let page = browser.get(path).await;
            page.must_say("Not known yet");
            assert!(!page.says(">0<span class=\"unit\">"), "{}", page.text);
        }
        bank.custody().remove(fault).await;
    });
}

#[test]
fn an_account_whose_history_is_out_of_reach_does_not_seem_empty() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Trip").await;
        let mut browser = Browser::of(bank, "alice").await;
        let path = format!("/accounts/{}", wallet.id);
        let everything = json!({"path_prefix": "/"});
        let down = bank.custody().fault(everything, json!({"status": 503}), 0);
        down.await;
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        page.must_say("Cannot be shown right now");
        page.must_say("Try again");
        assert!(!page.says("Nothing has moved yet"), "{}", page.text);
    });
}
