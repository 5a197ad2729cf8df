//! The list of transfers, the receipt that follows one, and withdrawing.

use api_types::TransferStatus;
use reqwest::StatusCode;
use testkit::run;

use crate::browser::Browser;

#[test]
fn a_receipt_follows_its_transfer_and_rests_once_it_has_ended() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let order = bank.order(&wallet, "0.06");
        let id = alice.send(&order, None).await.unwrap().transfer.id;
        let path = format!("/transfers/{id}");
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get(&path).await;
        page.must_say("Waiting for the bank");
        page.must_say("<b>0x0000</b>");
        let poll = page.address_of("receipt");

        // Nothing has changed, so nothing is swapped.
        assert_eq!(browser.fragment(&poll).await.status, StatusCode::NO_CONTENT);
        let claire = bank.person("claire");
        claire
            .approve(&id, &api_types::Decision::default())
            .await
            .unwrap();
        bank.reaches(&id, TransferStatus::Confirmed).await;
        let part = browser.fragment(&poll).await;
        assert!(
            !part.says("<html") && !part.says("data-live"),
            "{}",
            part.text
        );
        for text in [
            "The bank said yes.",
            "It has arrived.",
            "hx-swap-oob=\"innerHTML:#says\"",
        ] {
            part.must_say(text);
        }
        let page = browser.get(&path).await;
        page.must_say("You sent");
        page.must_say("About €");
        page.must_say("https://sepolia.etherscan.io/tx/0x");

        let page = Browser::of(bank, "bob").await.get(&path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn what_waits_is_withdrawn_and_what_was_sent_is_not() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let waits = alice
            .send(&bank.order(&wallet, "0.06"), None)
            .await
            .unwrap();
        let mut browser = Browser::of(bank, "alice").await;
        let list = browser.get("/transfers").await;
        list.must_say("Withdraw this transfer?");
        let path = format!("/transfers/{}/withdraw", waits.transfer.id);
        let page = browser.post(&list, &path, &[]).await;
        page.must_say("The transfer of 0.06\u{a0}ETH is withdrawn.");
        page.must_say("You withdrew it. Nothing has left the wallet.");
        page.must_say("Send again");
        let page = browser.post(&page, &path, &[]).await;
        page.must_say("It was too late to withdraw it");
        assert!(
            !browser
                .get("/transfers")
                .await
                .says("Withdraw this transfer?")
        );
    });
}

#[test]
fn a_refusal_of_the_bank_is_told_with_its_comment() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let sent = alice
            .send(&bank.order(&wallet, "0.06"), None)
            .await
            .unwrap();
        let decision = api_types::Decision {
            comment: Some("Please <call> us.".to_owned()),
            ..api_types::Decision::default()
        };
        let claire = bank.person("claire");
        claire.reject(&sent.transfer.id, &decision).await.unwrap();
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser
            .get(&format!("/transfers/{}", sent.transfer.id))
            .await;
        page.must_say("“Please &#60;call&#62; us.” Nothing has left the wallet.");
        assert!(!page.says("Claire"), "who decided is the bank's own matter");
    });
}

#[test]
fn the_list_is_filtered_paged_and_exported() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        browser.get("/transfers").await.must_say("No transfers yet");
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let other = bank.wallet(&alice, "Other").await;
        let order = bank.order(&wallet, "0.002");
        alice.send(&order, None).await.unwrap();
        alice
            .send(&bank.order(&wallet, "0.06"), None)
            .await
            .unwrap();
        let page = browser.get("/transfers?status=pending").await;
        // It waits, so it has not gone yet.
        page.must_say("<span class=\"soft\">0.06<span");
        assert!(!page.says("−0.06"), "{}", page.text);
        assert!(!page.says("0.002<span"));
        let page = browser
            .get(&format!("/transfers?wallet={}", other.id))
            .await;
        page.must_say("None like this");
        assert_eq!(browser.get("/transfers?status=odd").await.status, 404);

        let table = browser.get("/transfers/export").await;
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
        assert!(table.text.to_lowercase().contains(&order.to_address));
        table.must_say(",0.002,");
        for _ in 0..26 {
            alice
                .send(&bank.order(&wallet, "0.0001"), None)
                .await
                .unwrap();
        }
        let page = browser.get("/transfers").await;
        page.must_say("The newest 25");
        let (_, rest) = page.text.split_once("href=\"/transfers?cursor=").unwrap();
        let cursor = rest.split('"').next().unwrap();
        let page = browser.get(&format!("/transfers?cursor={cursor}")).await;
        page.must_say("3 older ones");
        page.must_say("<span class=\"soft\">0.06<span");
    });
}

#[test]
fn the_table_holds_what_the_list_shows() {
    run(async |bank| {
        let alice = bank.person("alice");
        let first = bank.funded_wallet(&alice, "First").await;
        let second = bank.funded_wallet(&alice, "Second").await;
        for wallet in [&first, &second] {
            let order = bank.order(wallet, "0.06");
            alice.send(&order, None).await.unwrap();
        }
        let mut browser = Browser::of(bank, "alice").await;
        let list = browser.get("/transfers").await;
        list.must_say("href=\"/transfers/export\" download>Export CSV<");
        let whole = browser.get("/transfers/export").await;
        assert_eq!(whole.text.lines().count(), 3);
        let query = format!("wallet={}&status=pending", first.id);
        let list = browser.get(&format!("/transfers?{query}")).await;
        list.must_say("Export these as CSV");
        let address = format!("/transfers/export?{query}");
        list.must_say(&address.replace('&', "&#38;"));
        let some = browser.get(&address).await;
        assert_eq!(some.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(some.text.lines().count(), 2);
        some.must_say(&first.id);
        let none = browser.get("/transfers/export?status=failed").await;
        assert_eq!(none.text.lines().count(), 1);
        bank.leave_unsettled();
    });
}
