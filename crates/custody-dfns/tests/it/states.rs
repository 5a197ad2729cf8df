//! What the vendor's states mean.

use std::fmt::Write;

use bank::custody::{CallError, Custody, CustodyTransfer, Submission};
use domain::reference::CustodyTransferId;
use expect_test::expect;

use crate::fake::{Fake, WALLET_ID, assert_neutral, transfer, wallet_ref};

const TRANSFER_ID: &str = "xfr-20g4k-nsdpo-mg6arrifgvid4orn";
const HASH: &str = "0x8e0000000000000000000000000000000000000000000000000000000000000e";

async fn read(body: &str) -> Result<CustodyTransfer, CallError> {
    let fake = Fake::start().await;
    fake.on(
        &format!("GET /wallets/{WALLET_ID}/transfers/{TRANSFER_ID}"),
        200,
        body,
    );
    let id = CustodyTransferId::parse(TRANSFER_ID).unwrap();
    fake.custody.transfer(&wallet_ref(), &id).await
}

#[tokio::test]
async fn every_state_is_named() {
    let approval = r#","approvalId":"ap-2a9in-tt2a1-983lho480p35ejd0""#;
    let resolved = format!(r#"{approval},"datePolicyResolved":"2026-03-01T09:31:00.000Z""#);
    let mut table = String::new();
    for (status, more, what) in [
        ("Pending", "", ""),
        ("Pending", approval, "approval asked for"),
        ("Pending", resolved.as_str(), "approval given"),
        ("Executing", approval, "approval given"),
        ("Broadcasted", "", ""),
        ("Confirmed", "", ""),
        ("Failed", "", ""),
        ("Rejected", "", ""),
        ("Aborted", "", ""),
        ("Replaced", "", ""),
        ("confirmed", "", ""),
        ("", "", ""),
    ] {
        let state = read(&transfer(status, more)).await.unwrap().state;
        writeln!(table, "{status:11} {what:18} {state:?}").unwrap();
    }
    expect![[r#"
        Pending                        Waiting { held_by_policy: false }
        Pending     approval asked for Waiting { held_by_policy: true }
        Pending     approval given     Waiting { held_by_policy: false }
        Executing   approval given     Executing
        Broadcasted                    Broadcasted
        Confirmed                      Confirmed
        Failed                         Failed
        Rejected                       Rejected
        Aborted                        Aborted
        Replaced                       Unrecognised
        confirmed                      Unrecognised
                                       Unrecognised
    "#]]
    .assert_eq(&table);
}

#[tokio::test]
async fn the_facts_of_a_transfer() {
    let more = format!(
        r#","txHash":"{HASH}","fee":"21000","replacementId":"tx-1","reason":"Dfns: wa-5pfuu-9euek-h0odgb6snva8ph3k is empty","details":{{"nonce":3}}"#
    );
    let transfer = read(&transfer("Broadcasted", &more)).await.unwrap();
    assert_eq!(transfer.tx_hash.unwrap().to_string(), HASH);
    assert_eq!(transfer.fee.unwrap().to_string(), "21000");
    assert_eq!(transfer.external_id.as_deref(), Some("pay-77"));
    assert_eq!(transfer.wallet.as_str(), WALLET_ID);
    assert_eq!(transfer.id.as_str(), TRANSFER_ID);
    assert!(transfer.replaced);
    assert_neutral(&transfer.reason.unwrap());
    assert_eq!(transfer.requested.native, Some(true));
    assert_eq!(transfer.requested.contract, None);
    assert_eq!(
        transfer.requested.to,
        "0xb282dc7cde21717f18337a596e91ded00b79b25f"
    );
    assert_eq!(transfer.requested.amount.unwrap().to_string(), "1000000000");
}

#[tokio::test]
async fn a_request_of_another_kind_is_told_apart() {
    let token = transfer("Pending", "").replace(
        r#""kind":"Native""#,
        r#""kind":"Erc20","contract":"0x1c7d4b196cb0c7b01d743fbc6116a902379c7238""#,
    );
    let requested = read(&token).await.unwrap().requested;
    assert_eq!(requested.native, Some(false));
    let contract = "0x1c7d4b196cb0c7b01d743fbc6116a902379c7238";
    assert_eq!(requested.contract.as_deref(), Some(contract));

    let other = transfer("Pending", "").replace(r#""kind":"Native""#, r#""kind":"Erc721""#);
    assert_eq!(read(&other).await.unwrap().requested.native, None);
    let odd = transfer("Pending", "").replace(r#""1000000000""#, r#""1e9""#);
    assert_eq!(read(&odd).await.unwrap().requested.amount, None);
}

/// `Failed` without a hash means that nothing reached the chain, so a hash in an unexpected form
/// must not be read as none.
#[tokio::test]
async fn a_hash_that_cannot_be_read_is_unknown() {
    for hash in ["", "0x8e", &HASH[2..], &format!("{HASH}00")] {
        let body = transfer("Failed", &format!(r#","txHash":"{hash}""#));
        assert!(
            matches!(read(&body).await, Err(CallError::Unknown(_))),
            "{hash}"
        );

        let fake = Fake::start().await;
        fake.on(&format!("POST /wallets/{WALLET_ID}/transfers"), 200, &body);
        let submission = fake.custody.submit_transfer(&wallet_ref(), b"{}").await;
        assert!(
            matches!(submission, Submission::Unknown(_)),
            "{hash}: {submission:?}"
        );
    }
}
