//! The pages for the days after a restore from a backup.

use api_types::RecoveryState;
use serde_json::json;
use testkit::{TestBank, eventually, run};

use crate::browser::{Browsers, Look, inspection::Inspection, installed, routes::Walk};

async fn comes_to(bank: &TestBank, state: RecoveryState) {
    let dana = bank.person("dana");
    eventually("the recovery to go on", async || {
        let recovery = dana.recovery().await.unwrap();
        (recovery.state == state).then_some(())
    })
    .await;
}

#[test]
fn what_an_employee_meets_after_a_restore() {
    run(async |bank| {
        let (Some(axe), Some(browsers)) = (installed::axe(), Browsers::of(bank.front_url()).await)
        else {
            return;
        };
        let (alice, bob) = (bank.person("alice"), bank.person("bob"));
        let wallet = bank.funded_wallet(&alice, "Alice’s Wallet").await;
        bob.me().await.unwrap();
        let grant = api_types::CreateDelegation {
            wallet_id: wallet.id.clone(),
            grantee_email: "bob@example.com".to_owned(),
            permission: api_types::Permission::Transfer,
            transfer_limit: None,
        };
        alice.grant(&grant, None).await.unwrap();
        let mut held = Vec::new();
        for amount in ["0.06", "0.07"] {
            let order = bank.order(&wallet, amount);
            held.push(alice.send(&order, None).await.unwrap().transfer.id);
        }
        let claire = browsers.browser("Claire", Look::LAPTOP).await;
        claire.signs_in().await;
        let mut inspection = Inspection::by(&claire, &axe);
        let path = "/bank/recovery";
        inspection.of_page("recovery-none", path).await;

        let listing = json!({"step": "list_transfers"});
        let away = bank.custody().fault(listing, json!({"status": 503}), 0);
        let away = away.await;
        let restored = &bank.server().assembly().bank;
        restored.begin_recovery_as_operator().await.unwrap();
        comes_to(bank, RecoveryState::Reading).await;
        inspection.of_page("recovery-reading", path).await;
        inspection.of_page("recovering-overview", "/bank").await;
        bank.custody().remove(away).await;
        bank.put_clock_forward(61);
        comes_to(bank, RecoveryState::Review).await;
        inspection.of_page("recovery-review", path).await;
        let item = format!("/bank/approvals/{}", held[0]);
        inspection.of_page("held-item", &item).await;
        inspection
            .of_form("recovery-over", path, path, json!({"act": "end"}))
            .await;
        let dana = bank.person("dana");
        for id in &held {
            dana.release_transfer(id).await.unwrap();
        }
        inspection.holds_for(Walk::BadTimes);
        claire.leaves().await;
        browsers.close().await;
    });
}
