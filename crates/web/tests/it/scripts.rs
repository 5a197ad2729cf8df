//! What only scripts can do is not offered without them.

use testkit::run;

use crate::browser::Browser;

#[test]
fn buttons_that_need_scripts_are_hidden_without_them() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let order = bank.order(&wallet, "0.06");
        let id = alice.send(&order, None).await.unwrap().transfer.id;
        let euro = &alice.overview().await.unwrap().fiat_accounts[0].id;
        let mut browser = Browser::of(bank, "alice").await;
        let mut claire = Browser::of(bank, "claire").await;
        for page in [
            browser.get(&format!("/accounts/{}", wallet.id)).await,
            browser.get(&format!("/accounts/{euro}")).await,
            browser.get(&format!("/transfers/{id}")).await,
            claire.get(&format!("/bank/transfers/{id}")).await,
        ] {
            let buttons: Vec<&str> = page
                .text
                .split("<button ")
                .skip(1)
                .filter_map(|rest| rest.split('>').next())
                .filter(|button| button.contains("data-copy") || button.contains("data-print"))
                .collect();
            assert!(!buttons.is_empty(), "none on {}", page.url);
            for button in buttons {
                assert!(button.contains(" scripted\""), "{button} on {}", page.url);
            }
        }
        bank.leave_unsettled();
    });
}
