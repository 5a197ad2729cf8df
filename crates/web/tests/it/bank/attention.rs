//! What needs a look, and the look that never sends.

use api_types::TransferStatus;
use serde_json::json;
use testkit::run;

use super::{Browser, PAYEE};

#[test]
fn what_is_held_is_told_with_its_facts_and_a_look_sends_nothing() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        let held = json!({"mode": "held"});
        bank.custody().set_mode(&wallet.network, &held).await;
        let order = api_types::CreateTransfer {
            wallet_id: wallet.id.clone(),
            to_address: PAYEE.to_owned(),
            amount: "0.001".to_owned(),
            asset: None,
        };
        let sent = alice.send(&order, None).await.unwrap().transfer;
        bank.needs_attention(&sent.id, "held_by_custody").await;

        let mut claire = Browser::of(bank, "claire").await;
        let page = claire.get("/bank").await;
        page.must_say("<a href=\"/bank/attention\">1</a>");
        page.must_say("id=\"looks\">1</span>");
        let page = claire.get("/bank/attention").await;
        page.must_say("Held by the wallet service");
        page.must_say("The amount stays reserved.");
        page.must_say("Being sent");
        let fields = [("id", &*sent.id)];
        let page = claire.post(&page, "/bank/attention", &fields).await;
        page.must_say("Checked just now: still the same.");
        let reads = json!({"step": "get_transfer"});
        let down = json!({"status": 503});
        let down = bank.custody().fault(reads, down, 0).await;
        let page = claire.post(&page, "/bank/attention", &fields).await;
        page.must_say("The wallet service did not answer. Nothing has changed.");
        page.must_say("Held by the wallet service");
        bank.custody().remove(down).await;
        assert_eq!(bank.custody().executions(Some(PAYEE)).await.len(), 0);

        let approvals = bank.custody().get("/_sandbox/approvals").await;
        let approval = approvals["items"][0]["id"].as_str().unwrap();
        let path = format!("/_sandbox/approvals/{approval}");
        bank.custody()
            .post(&path, &json!({"value": "Approved"}))
            .await;
        bank.put_clock_forward(10);
        bank.reaches(&sent.id, TransferStatus::Confirmed).await;
        let page = claire.get("/bank/attention").await;
        page.must_say("Nothing needs a look");
        assert_eq!(bank.custody().executions(Some(PAYEE)).await.len(), 1);
    });
}
