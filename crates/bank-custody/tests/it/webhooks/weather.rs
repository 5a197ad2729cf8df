//! Events that are lost, late, repeated, turned around, and told to nobody.

use api_types::{Decision, MovementStatus, TransferStatus};
use dfns::PageQuery;
use dfns::wire::TransferBody;
use serde_json::{Value, json};
use testkit::{TestBank, eventually};

use super::{alerts, custody};

/// A small day: one transfer executes, one waits and is approved, one waits and is rejected.
async fn a_day(bank: &TestBank) -> [String; 3] {
    let alice = bank.person("alice");
    let wallet = bank.funded_wallet(&alice, "Savings").await;
    eventually("the balance", async || {
        let seen = alice.wallet(&wallet.id, true).await.unwrap().wallet;
        (seen.balance?.amount == "1").then_some(())
    })
    .await;
    let send = async |amount| {
        let order = bank.order(&wallet, amount);
        let made = alice.send(&order, None).await.unwrap();
        made.transfer.id
    };
    let [small, large, refused] = [send("0.01").await, send("0.2").await, send("0.3").await];
    let claire = bank.person("claire");
    let decision = Decision::default();
    claire.approve(&large, &decision).await.unwrap();
    claire.reject(&refused, &decision).await.unwrap();
    [small, large, refused]
}

/// A day in some weather, whose transfers all come to their ends.
async fn in_weather(bank: &TestBank, weather: &Value) {
    bank.custody().set_weather(weather).await;
    let [small, large, refused] = a_day(bank).await;
    bank.custody().set_weather(&lifted(weather)).await;
    bank.reaches(&small, TransferStatus::Confirmed).await;
    bank.reaches(&large, TransferStatus::Confirmed).await;
    bank.reaches(&refused, TransferStatus::Rejected).await;
    bank.custody().all_told().await;
    assert_eq!(alerts(bank).await, []);
}

/// The same weather without what keeps events back for ever.
fn lifted(weather: &Value) -> Value {
    let mut weather = weather.clone();
    weather["hold"] = json!(false);
    weather
}

#[test]
fn every_transfer_ends_right_when_nothing_is_told() {
    testkit::run(async |bank| {
        in_weather(bank, &json!({"drop": true})).await;
    });
}

#[test]
fn every_transfer_ends_right_when_all_is_told_late_twice_and_backwards() {
    testkit::run(async |bank| {
        in_weather(
            bank,
            &json!({"copies": 3, "order": "newest_first", "delay_ms": 200}),
        )
        .await;
        in_weather(
            bank,
            &json!({"hold": true, "copies": 2, "order": "newest_first"}),
        )
        .await;
    });
}

#[test]
fn a_deposit_arrives_without_anybody_asking() {
    testkit::run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.wallet(&alice, "Savings").await;
        let network = format!("/_sandbox/networks/{}", wallet.network);
        let settings = json!({"confirmations": 1, "mining": {"when": "manual"}});
        bank.custody().put(&network, &settings).await;
        let reads = async || {
            let report = bank.custody().calls().await;
            let assets = &report["endpoints"]["GET /wallets/{wallet_id}/assets"];
            assets.as_u64().unwrap_or(0)
        };
        let before = reads().await;
        bank.fund(&wallet, "1000000000000000000").await;
        eventually("the bank to ask for the balance", async || {
            (reads().await > before).then_some(())
        })
        .await;
        eventually("the balance", async || {
            let seen = alice.wallet(&wallet.id, false).await.unwrap().wallet;
            (seen.balance?.amount == "1").then_some(())
        })
        .await;
        let status = async || {
            let page = alice.activity(&wallet.id).await.unwrap();
            assert_eq!(page.activity.len(), 1);
            assert_eq!(page.activity[0].amount.as_deref(), Some("1"));
            page.activity[0].status
        };
        assert_eq!(status().await, MovementStatus::Included);

        let mine = json!({"network": wallet.network, "blocks": 1});
        bank.custody().post("/_sandbox/mine", &mine).await;
        bank.custody().all_told().await;
        assert_eq!(status().await, MovementStatus::Confirmed);
    });
}

#[test]
fn a_transfer_made_past_the_bank_is_raised() {
    testkit::run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let custody = custody(bank);
        let all = custody.wallets(&PageQuery::default()).await.unwrap().items;
        let address = wallet.address.as_deref().unwrap().to_lowercase();
        let own = all
            .iter()
            .find(|it| it.address.as_deref() == Some(&address));
        let body = TransferBody::native(bank.receiver(), "1000");
        let body = serde_json::to_vec(&body).unwrap();
        custody
            .create_transfer(&own.unwrap().id, &body)
            .await
            .unwrap();

        let expected = |kind: &str| (format!("alert.{kind}"), wallet.id.clone());
        eventually("the alert", async || {
            let raised = alerts(bank).await;
            raised.contains(&expected("unknown_transfer")).then_some(())
        })
        .await;
        // What left the wallet is a fact of its own; each is raised once.
        bank.put_clock_forward(16 * 60);
        eventually("the other alert", async || {
            let raised = alerts(bank).await;
            raised
                .contains(&expected("unauthorised_outgoing"))
                .then_some(())
        })
        .await;
        bank.put_clock_forward(16 * 60);
        bank.custody().all_told().await;
        assert_eq!(alerts(bank).await.len(), 2);
        let row = alice.transfers(&Default::default()).await.unwrap();
        assert!(row.transfers.is_empty(), "nothing is booked");
    });
}
