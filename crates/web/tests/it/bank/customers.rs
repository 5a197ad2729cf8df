//! A customer as the bank sees one.

use api_types::{CreateDelegation, Permission};
use testkit::run;

use super::{Browser, waiting};

#[test]
fn a_customer_is_shown_whole() {
    run(async |bank| {
        let (wallet, id) = waiting(bank).await;
        let alice = bank.person("alice");
        bank.person("bob").me().await.unwrap();
        let share = |limit: &str| CreateDelegation {
            wallet_id: wallet.clone(),
            grantee_email: "bob@example.com".to_owned(),
            permission: Permission::Transfer,
            transfer_limit: Some(limit.to_owned()),
        };
        alice.grant(&share("0.01"), None).await.unwrap();
        let me = alice.me().await.unwrap();
        let path = format!("/bank/customers/{}", me.id);
        let mut claire = Browser::of(bank, "claire").await;
        let page = claire.get(&path).await;
        page.must_say("€2,450<span class=\"minor\">.00</span>");
        page.must_say("Ethereum Sepolia");
        page.must_say(&format!("/bank/transfers/{id}"));
        page.must_say("Waiting for the bank");
        page.must_say("the bank looks from 0.01\u{a0}ETH");
        assert!(!page.says("Above the bank’s"), "{}", page.text);
        alice.grant(&share("0.2"), None).await.unwrap();
        let page = claire.get(&path).await;
        page.must_say("Above the bank’s 0.05\u{a0}ETH");

        // Each freeze is told apart, and only the bank's is the bank's to lift.
        alice.freeze_wallet(&wallet).await.unwrap();
        let page = claire.get(&path).await;
        page.must_say("Frozen by Alice Martin, today at");
        assert!(!page.says("Lift the freeze"), "{}", page.text);
        let fields = [("act", "freeze"), ("wallet", &*wallet)];
        let page = claire.post(&page, &path, &fields).await;
        page.must_say("Frozen by Claire Dubois, today at");
        let fields = [("act", "lift"), ("wallet", &*wallet)];
        let page = claire.post(&page, &path, &fields).await;
        page.must_say("Its owner’s own is still there.");
        bank.leave_unsettled();
    });
}
