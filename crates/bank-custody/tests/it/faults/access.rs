//! 401, 402 and 403: what concerns the bank's own access stops the executor until a probe
//! succeeds, what concerns one transfer is for people to look at.

use api_types::TransferStatus;
use serde_json::json;

use super::{ALWAYS, alerts, alice, custody_is_ready, executions, sent, strike};

/// The executor asks again after this many seconds.
const PROBE_EVERY: i64 = 30;
/// What needs attention is tried again after this many seconds.
const ATTENTION_EVERY: i64 = 60;

#[test]
fn refused_credentials_stop_the_executor_until_they_work() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        for (case, (step, status, stands)) in [
            ("action_init", 401, TransferStatus::Approved),
            ("action_init", 402, TransferStatus::Approved),
            ("action_init", 403, TransferStatus::Approved),
            ("action_complete", 401, TransferStatus::Approved),
            ("action_complete", 403, TransferStatus::Approved),
            ("transfer", 401, TransferStatus::Submitting),
            ("transfer", 402, TransferStatus::Submitting),
        ]
        .into_iter()
        .enumerate()
        {
            let before =
                bank.custody()
                    .fault(json!({"step": step}), json!({"status": status}), ALWAYS);
            let fault = before.await;
            let first = sent(bank, &alice, &wallet).await;
            let second = sent(bank, &alice, &wallet).await;
            assert_eq!(
                (first.status, second.status),
                (stands, TransferStatus::Approved)
            );
            // The second was not even tried.
            assert_eq!(bank.custody().hits(fault).await, 1, "{step} {status}");
            assert!(bank.attempts(&second.id).await.is_empty());
            let readiness = bank.readiness().await;
            assert!(!custody_is_ready(&readiness), "{readiness:?}");
            assert_eq!(readiness.status, "unavailable");
            let alerted = alerts(bank, "alert.custody_misconfigured", "custody").await;
            assert_eq!(alerted, case + 1);
            if step != "transfer" {
                // A probe that fails changes nothing.
                bank.put_clock_forward(PROBE_EVERY);
                bank.custody().struck(fault, 2).await;
                assert!(!custody_is_ready(&bank.readiness().await));
            }

            bank.custody().clear_faults().await;
            bank.put_clock_forward(PROBE_EVERY);
            for transfer in [first, second] {
                bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
                assert_eq!(executions(bank, &transfer).await, 1);
            }
            assert!(custody_is_ready(&bank.readiness().await));
        }
    });
}

#[test]
fn a_transfer_that_custody_denies_is_for_people_and_tried_every_minute() {
    testkit::run(async |bank| {
        let (alice, wallet) = alice(bank).await;
        for status in [403, 404] {
            let fault = strike(bank, "transfer", json!({"status": status}), ALWAYS).await;
            let transfer = sent(bank, &alice, &wallet).await;
            let row = bank
                .needs_attention(&transfer.id, "refused_by_custody")
                .await;
            assert_eq!(row.transfer.status, TransferStatus::Submitting);
            assert!(custody_is_ready(&bank.readiness().await));
            bank.put_clock_forward(ATTENTION_EVERY);
            bank.custody().struck(fault, 2).await;
            bank.custody().clear_faults().await;
            // Others are not concerned.
            let other = sent(bank, &alice, &wallet).await;
            bank.reaches(&other.id, TransferStatus::Confirmed).await;
            bank.put_clock_forward(ATTENTION_EVERY);
            let end = bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
            assert_eq!(end.attention, None);
            assert_eq!(executions(bank, &transfer).await, 1);
        }
    });
}

#[test]
fn three_denied_wallets_in_a_row_are_about_the_bank() {
    testkit::run(async |bank| {
        let alice = bank.person("alice");
        let mut wallets = Vec::new();
        for name in ["One", "Two", "Three"] {
            wallets.push(bank.funded_wallet(&alice, name).await);
        }
        strike(bank, "transfer", json!({"status": 403}), ALWAYS).await;
        let mut denied = Vec::new();
        // The same wallet again is no other wallet.
        for wallet in [&wallets[0], &wallets[0], &wallets[1]] {
            let transfer = sent(bank, &alice, wallet).await;
            bank.needs_attention(&transfer.id, "refused_by_custody")
                .await;
            denied.push(transfer);
        }
        assert!(custody_is_ready(&bank.readiness().await));
        denied.push(sent(bank, &alice, &wallets[2]).await);
        testkit::eventually("readiness to be red", async || {
            (!custody_is_ready(&bank.readiness().await)).then_some(())
        })
        .await;

        bank.custody().clear_faults().await;
        bank.put_clock_forward(ATTENTION_EVERY);
        for transfer in denied {
            bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
            assert_eq!(executions(bank, &transfer).await, 1);
        }
        assert!(custody_is_ready(&bank.readiness().await));
    });
}
