//! Sending: details, review, one confirmation.

use api_types::TransferStatus;
use reqwest::StatusCode;
use testkit::{TestBank, run};

use crate::browser::{Browser, Page};

/// Goes from the details to the review.
async fn review(browser: &mut Browser, from: &str, to: &str, amount: &str) -> Page {
    let form = browser.get(&format!("/send?from={from}")).await;
    let fields = [("from", from), ("to", to), ("amount", amount)];
    browser.post(&form, "/send", &fields).await
}

/// Presses the button of a review page.
async fn confirm(browser: &mut Browser, review: &Page) -> Page {
    let names = ["wallet_id", "to_address", "amount", "asset", "key"];
    let values: Vec<String> = names.iter().map(|name| review.value_of(name)).collect();
    let fields: Vec<(&str, &str)> = names
        .iter()
        .zip(&values)
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    browser.post(review, "/send/review", &fields).await
}

async fn count(bank: &TestBank) -> usize {
    let all = client::TransferQuery::default();
    let alice = bank.person("alice");
    alice.transfers(&all).await.unwrap().transfers.len()
}

#[test]
fn a_review_that_is_confirmed_twice_sends_once() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::of(bank, "alice").await;
        let page = review(&mut browser, &wallet.id, &bank.receiver(), "0.02").await;
        assert_eq!(page.url.path(), "/send/review", "{}", page.text);
        page.must_say("It is sent at once");
        page.must_say("0.02\u{a0}ETH is under the bank’s limit of 0.05\u{a0}ETH");
        page.must_say("Send 0.02\u{a0}ETH");
        assert_eq!(count(bank).await, 0, "nothing is sent yet");

        let receipt = confirm(&mut browser, &page).await;
        assert!(receipt.url.path().starts_with("/transfers/tr_"));
        let again = confirm(&mut browser, &page).await;
        assert_eq!(again.url, receipt.url);
        // The back button shows the review again, with the key that it had.
        let path = format!("{}?{}", page.url.path(), page.url.query().unwrap());
        let back = browser.get(&path).await;
        assert_eq!(back.value_of("key"), page.value_of("key"));
        let again = confirm(&mut browser, &back).await;
        assert_eq!(again.url, receipt.url);
        assert_eq!(count(bank).await, 1);
    });
}

#[test]
fn what_waits_for_the_bank_is_said_before_and_after() {
    run(async |bank| {
        let (alice, charlie) = (bank.person("alice"), bank.person("charlie"));
        charlie.overview().await.unwrap();
        let wallet = bank.funded_wallet(&alice, "Charlie’s Wallet").await;
        let grant = api_types::CreateDelegation {
            wallet_id: wallet.id.clone(),
            grantee_email: "charlie@example.com".to_owned(),
            permission: api_types::Permission::Transfer,
            transfer_limit: Some("0.01".to_owned()),
        };
        alice.grant(&grant, None).await.unwrap();
        let mut browser = Browser::of(bank, "charlie").await;
        let form = browser.get("/send").await;
        form.must_say("You can send less than 0.01\u{a0}ETH at once.");
        let page = review(&mut browser, &wallet.id, &bank.receiver(), "0.02").await;
        page.must_say("The bank will look at this first");
        page.must_say("Your limit for Charlie’s Wallet is 0.01\u{a0}ETH, set by Alice.");
        page.must_say("you or Alice can withdraw it");
        let receipt = confirm(&mut browser, &page).await;
        receipt.must_say("Waiting for the bank");
        receipt.must_say("A person at the bank looks at it first.");
        bank.leave_unsettled();
    });
}

#[test]
fn faults_are_said_at_their_fields_and_nothing_is_lost() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let to = bank.receiver();
        let mut browser = Browser::of(bank, "alice").await;
        for (to, amount, said) in [
            (
                "0x57a774B83260f4302F8952Bee6eC10f39D76225b",
                "0.01",
                "its capital letters do not fit",
            ),
            ("0x57", "0.01", "This is no address."),
            ("", "0.01", "This is no address."),
            (&to, "abc", "Write the amount in digits"),
            (&to, "0", "The amount must be more than 0."),
            (&to, "", "Write the amount in digits"),
            (
                &to,
                "0.0000000000000000001",
                "This coin has fewer decimals.",
            ),
            (&to, "5", "can be sent now, the fee left aside."),
        ] {
            let page = review(&mut browser, &wallet.id, to, amount).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
            page.must_say(said);
            page.must_say("aria-invalid=\"true\"");
            // Whatever is wrong, nothing is said of what would happen.
            assert!(!page.says("This will"), "{}", page.text);
            page.must_say(&format!("name=\"to\" required autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" placeholder=\"0x…\" aria-describedby=\"to-check\" value=\"{to}\""));
        }
        let charlie = bank.person("charlie");
        let other = bank.wallet(&charlie, "Not hers").await;
        let page = browser.get(&format!("/send?from={}", other.id)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert_eq!(count(bank).await, 0);
    });
}

#[test]
fn what_would_happen_is_told_while_somebody_types() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let to = bank.receiver();
        let mut browser = Browser::of(bank, "alice").await;
        let path =
            |amount: &str| format!("/send/foresee?from={}&to={to}&amount={amount}", wallet.id);
        let part = browser.fragment(&path("0.02")).await;
        assert!(!part.says("<html"));
        part.must_say("This will be sent at once.");
        part.must_say("hx-swap-oob=\"innerHTML:#to-check\"");
        part.must_say("is valid. This wallet has not sent here lately.");
        part.must_say("About €");
        part.must_say("Network fee, about");
        let part = browser.fragment(&path("0.05")).await;
        part.must_say(
            "This will wait for the bank. From 0.05\u{a0}ETH on a person at the bank looks first.",
        );
        part.must_say("hx-swap-oob=\"innerHTML:#says\">This will wait for the bank.");
        let part = browser.fragment(&path("")).await;
        part.must_say("Fill in to whom and how much.");
        // Another wallet may have another coin, limit and neighbours.
        part.must_say("hx-swap-oob=\"innerHTML:#unit\">ETH<");
        part.must_say("hx-swap-oob=\"innerHTML:#limit-hint\">You can send less than 0.05\u{a0}ETH");
        part.must_say("hx-swap-oob=\"innerHTML:#picks\"");
    });
}

#[test]
fn max_and_own_wallets_fill_in_the_form_without_a_script() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "First").await;
        let second = bank.wallet(&alice, "Second").await;
        let address = second.address.unwrap();
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get(&format!("/send?from={}", wallet.id)).await;
        let fields = [
            ("from", wallet.id.as_str()),
            ("to", ""),
            ("amount", ""),
            ("pick", &address),
        ];
        let page = browser.post(&form, "/send", &fields).await;
        page.must_say(&format!("value=\"{address}\""));
        page.must_say("It is the address of Second.");
        let fields = [
            ("from", wallet.id.as_str()),
            ("to", &address),
            ("amount", ""),
            ("max", "1"),
        ];
        let page = browser.post(&page, "/send", &fields).await;
        page.must_say("value=\"0.99");
        assert_eq!(count(bank).await, 0);
    });
}

#[test]
fn a_pause_is_told_and_the_form_stays_filled_in() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let to = bank.receiver();
        let mut browser = Browser::of(bank, "alice").await;
        let before = review(&mut browser, &wallet.id, &to, "0.02").await;
        let claire = bank.person("claire");
        claire
            .pause(&api_types::PauseRequest::default())
            .await
            .unwrap();
        let page = review(&mut browser, &wallet.id, &to, "0.02").await;
        page.must_say("The bank has paused sending.");
        page.must_say("value=\"0.02\"");
        // Who had reviewed it before is told in place, and nothing was sent.
        let page = confirm(&mut browser, &before).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.must_say("The bank has paused sending.");
        assert_eq!(count(bank).await, 0);
        claire.resume().await.unwrap();
        let receipt = confirm(&mut browser, &before).await;
        assert!(receipt.url.path().starts_with("/transfers/tr_"));
        let id = receipt.url.path().rsplit('/').next().unwrap();
        bank.reaches(id, TransferStatus::Confirmed).await;
    });
}

#[test]
fn amounts_are_typed_as_the_language_writes_them() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let mut browser = Browser::speaking(bank, "de");
        browser.sign_in("alice").await;
        let page = review(&mut browser, &wallet.id, &bank.receiver(), "0,02").await;
        page.must_say("0,02\u{a0}ETH senden");
        page.must_say("name=\"amount\" value=\"0.02\"");
    });
}

#[test]
fn an_amount_that_can_be_read_in_two_ways_is_asked_about() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let to = bank.receiver();
        for (language, amount, said) in [
            ("en", "0,01", "Write decimals after a point, such as 1.5"),
            (
                "en",
                "1,000",
                "1,000 can be read in two ways: write 1000 or 1.",
            ),
            ("de", "1.000", "Schreiben Sie 1000 oder 1."),
            (
                "de",
                "0,0,1",
                "Schreiben Sie Nachkommastellen nach einem Komma",
            ),
        ] {
            let mut browser = Browser::speaking(bank, language);
            browser.sign_in("alice").await;
            let page = review(&mut browser, &wallet.id, &to, amount).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{amount}");
            page.must_say(said);
            page.must_say(&format!("value=\"{amount}\" aria-invalid=\"true\""));
        }
        assert_eq!(count(bank).await, 0);
    });
}

#[test]
fn a_wallet_that_holds_money_is_chosen_and_a_frozen_one_offers_no_form() {
    run(async |bank| {
        let alice = bank.person("alice");
        let empty = bank.wallet(&alice, "Empty").await;
        let full = bank.funded_wallet(&alice, "Full").await;
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get("/send").await;
        page.must_say(&format!("value=\"{}\" checked", full.id));
        for wallet in [&empty, &full] {
            alice.freeze_wallet(&wallet.id).await.unwrap();
        }
        let page = browser.get("/send").await;
        page.must_say("Nothing can be sent right now");
        assert!(!page.says("name=\"amount\""), "{}", page.text);
    });
}

#[test]
fn without_a_wallet_there_is_one_thing_to_do() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get("/send").await;
        page.must_say("Nothing to send from");
        page.must_say("href=\"/accounts#new\"");
    });
}

#[test]
fn many_wallets_are_a_list_that_opens() {
    run(async |bank| {
        let alice = bank.person("alice");
        for n in 1..=7 {
            bank.wallet(&alice, &format!("Wallet {n}")).await;
        }
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get("/send").await;
        page.must_say("<select id=\"from\" name=\"from\"");
        page.must_say(">Wallet 7, 0\u{a0}ETH</option>");
        assert!(!page.says("type=\"radio\""), "{}", page.text);
    });
}
