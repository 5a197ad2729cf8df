//! 409: custody knows our external id already. Ours is adopted, another's ends it with an alert.

use api_types::{CreateTransfer, TestFunds, TransferStatus};
use serde_json::{Value, json};
use testkit::{Options, TestBank};

use super::{ALWAYS, SMALL, alerts, alice, custody_id, executions, sent, strike};

fn conflict(duplicate: Option<&str>) -> Value {
    let details = match duplicate {
        Some(id) => json!({"duplicate": {"id": id, "externalId": "same"}}),
        None => json!({}),
    };
    let message = "Conflicting transfer with same externalId";
    json!({
        "status": 409,
        "body": {"error": {"status": 409, "message": message, "details": details}},
    })
}

/// A transfer whose first answer was lost after the effect and whose second attempt gets a 409
/// that names it, or does not.
async fn ours(bank: &TestBank, order: CreateTransfer, names_it: bool) {
    let lost = strike(bank, "transfer", json!({"cut": "after"}), 1).await;
    // Until the 409 can name what was made, every further attempt is lost too.
    let gap = strike(bank, "transfer", json!({"cut": "before"}), ALWAYS).await;
    let alice = bank.person("alice");
    let transfer = alice.send(&order, None).await.unwrap().transfer;
    bank.custody().struck(lost, 1).await;
    let id = custody_id(bank, &transfer).await;
    let duplicate = names_it.then_some(id.as_str());
    let refusal = strike(bank, "transfer", conflict(duplicate), ALWAYS).await;
    bank.custody().remove(gap).await;
    bank.put_clock_forward(13);
    bank.custody().struck(refusal, 1).await;
    bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
    let attempts = bank.attempts(&transfer.id).await;
    assert_eq!(attempts.last().map(String::as_str), Some("conflict"));
    assert_eq!(executions(bank, &transfer).await, 1);
    let alerts = alerts(bank, "alert.external_id_taken", &transfer.id).await;
    assert_eq!(alerts, 0);
    bank.custody().clear_faults().await;
}

#[test]
fn our_own_duplicate_is_adopted() {
    testkit::run(async |bank| {
        let (_, wallet) = alice(bank).await;
        ours(bank, bank.order(&wallet, SMALL), true).await;
    });
}

#[test]
fn a_duplicate_without_a_name_is_found_in_the_list() {
    testkit::run(async |bank| {
        let (_, wallet) = alice(bank).await;
        ours(bank, bank.order(&wallet, SMALL), false).await;
    });
}

#[test]
fn tokens_are_adopted_like_the_native_asset() {
    let options = Options::default().var("APPROVAL_THRESHOLDS", "USDC=1000");
    testkit::run_with(options, async |bank| {
        let (alice, wallet) = alice(bank).await;
        let funds = TestFunds {
            asset: Some("USDC".to_owned()),
            amount: Some("10".to_owned()),
        };
        alice.test_funds(&wallet.id, &funds).await.unwrap();
        for names_it in [true, false] {
            let order = CreateTransfer {
                asset: Some("USDC".to_owned()),
                ..bank.order(&wallet, "2.5")
            };
            ours(bank, order, names_it).await;
        }
    });
}

#[test]
fn another_transfer_under_our_external_id_ends_ours_with_an_alert() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let other = sent(bank, &alice, &wallet).await;
        bank.reaches(&other.id, TransferStatus::Confirmed).await;
        let other = custody_id(bank, &other).await;
        // On this wallet, and nowhere on it.
        for duplicate in [other.as_str(), "xfr-00000-00000-0000000000000000"] {
            strike(bank, "transfer", conflict(Some(duplicate)), 1).await;
            let transfer = sent(bank, &alice, &wallet).await;
            let end = bank.reaches(&transfer.id, TransferStatus::Failed).await;
            let reason = end.transfer.reason_code.as_deref();
            assert_eq!(reason, Some("external_id_taken"));
            assert_eq!(
                alerts(bank, "alert.external_id_taken", &transfer.id).await,
                1
            );
            assert_eq!(executions(bank, &transfer).await, 0);
        }
    });
}

/// A duplicate that cannot be read decides nothing.
#[test]
fn an_unreadable_duplicate_leaves_it_open() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        let other = sent(bank, &alice, &wallet).await;
        bank.reaches(&other.id, TransferStatus::Confirmed).await;
        let other = custody_id(bank, &other).await;
        let reads = json!({"step": "get_transfer"});
        let reads = bank
            .custody()
            .fault(reads, json!({"status": 403}), ALWAYS)
            .await;
        strike(bank, "transfer", conflict(Some(&other)), 1).await;
        let transfer = sent(bank, &alice, &wallet).await;
        bank.custody().struck(reads, 1).await;
        let row = bank.transfer(&transfer.id).await.transfer;
        assert_ne!(row.status, TransferStatus::Failed);
        super::recovers(bank, &transfer).await;
    });
}
