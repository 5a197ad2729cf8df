//! Messages of the vendor's webhooks in the bank's words (custody protocol notes, section 7).

use aws_lc_rs::hmac;
use bank::custody::Direction;
use bank::notices::{Notice, NoticeError, Notices as _};
use custody_dfns::DfnsNotices;
use dfns::SecretString;
use domain::execution::CustodyState;
use time::OffsetDateTime;

use crate::fake::WALLET_ID;

const SECRET: &str = "whs-one";

fn now() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_772_357_400).unwrap()
}

fn message(kind: &str, data: &str) -> String {
    format!(
        r#"{{"id":"whe-1","date":"2026-03-01T09:30:00.120Z","kind":"{kind}","data":{data},"deliveryAttempt":1,"timestampSent":1772357400}}"#
    )
}

fn sign(secret: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    let hex: String = tag
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256={hex}")
}

fn open(kind: &str, data: &str) -> Result<Notice, NoticeError> {
    let notices = DfnsNotices::new([&SecretString::from(SECRET)]);
    let body = message(kind, data);
    notices.open(Some(&sign(SECRET, &body)), body.as_bytes(), now())
}

#[test]
fn a_transfer_is_told_as_it_is_read() {
    for (kind, status, state) in [
        (
            "requested",
            "Pending",
            CustodyState::Waiting {
                held_by_policy: false,
            },
        ),
        ("broadcasted", "Broadcasted", CustodyState::Broadcasted),
        ("confirmed", "Confirmed", CustodyState::Confirmed),
        ("failed", "Failed", CustodyState::Failed),
        ("rejected", "Rejected", CustodyState::Rejected),
        ("requested", "Quarantined", CustodyState::Unrecognised),
    ] {
        let data = format!(
            r#"{{"transferRequest":{{"id":"xfr-1","walletId":"{WALLET_ID}","network":"EthereumSepolia","requester":{{"userId":"us-1"}},"requestBody":{{"kind":"Native","to":"0xb282dc7cde21717f18337a596e91ded00b79b25f","amount":"1","externalId":"k_1"}},"metadata":{{"asset":{{"symbol":"ETH","decimals":18,"quotes":{{"USD":3020.82}}}}}},"status":"{status}","dateRequested":"2026-03-01T09:30:00.000Z"}}}}"#
        );
        let Notice::Transfer(told) = open(&format!("wallet.transfer.{kind}"), &data).unwrap()
        else {
            panic!("{kind}");
        };
        assert_eq!(told.state, state);
        assert_eq!(told.external_id.as_deref(), Some("k_1"));
        assert_eq!(
            (told.id.as_str(), told.wallet.as_str()),
            ("xfr-1", WALLET_ID)
        );
    }
}

#[test]
fn movements_say_whether_they_are_final() {
    for (kind, status, is_final) in [
        (
            "wallet.blockchain_event.transfer.included",
            "Included",
            false,
        ),
        ("wallet.blockchainevent.detected", "Confirmed", true),
    ] {
        let data = format!(
            r#"{{"blockchainEvent":{{"walletId":"{WALLET_ID}","network":"EthereumSepolia","kind":"NativeTransfer","direction":"In","blockNumber":9,"timestamp":"2026-03-01T09:31:12.000Z","txHash":"0x{}","index":"3","value":"7","metadata":{{"asset":{{"symbol":"ETH","decimals":18}}}},"status":"{status}"}}}}"#,
            "8e".repeat(32)
        );
        let Notice::Movement(seen) = open(kind, &data).unwrap() else {
            panic!("{kind}");
        };
        assert_eq!((seen.is_final, seen.position.as_str()), (is_final, "3"));
        assert_eq!(seen.wallet.as_str(), WALLET_ID);
        assert_eq!(seen.movement.direction, Direction::In);
        assert_eq!(seen.movement.amount.to_string(), "7");
        let other = data.replace("NativeTransfer", "Erc721Transfer");
        assert!(matches!(open(kind, &other), Ok(Notice::Other)));
        let unsure = data.replace(status, "Maybe");
        assert!(
            matches!(open(kind, &unsure), Ok(Notice::Other)),
            "asking is left"
        );
    }
}

#[test]
fn wallets_and_other_kinds_are_told_apart() {
    let data = format!(
        r#"{{"wallet":{{"id":"{WALLET_ID}","network":"EthereumSepolia","address":"0x00e3495cf6af59008f22ffaf32d4c92ac33dac47","signingKey":{{"id":"key-1","scheme":"ECDSA","curve":"secp256k1","publicKey":"02e2"}},"status":"Active","dateCreated":"2026-03-01T09:30:00.000Z","custodial":true,"externalId":"wal_1","tags":[]}}}}"#
    );
    let Notice::Wallet(told) = open("wallet.created", &data).unwrap() else {
        panic!("no wallet");
    };
    assert_eq!(told.external_id.as_deref(), Some("wal_1"));
    assert!(told.address.is_some());
    for kind in ["webhook.ping", "policy.triggered", "wallet.tags.modified"] {
        assert!(matches!(open(kind, "{}"), Ok(Notice::Other)), "{kind}");
    }
    assert_eq!(
        open("wallet.created", "{}").unwrap_err(),
        NoticeError::Unreadable
    );
}

#[test]
fn only_what_is_signed_now_with_a_trusted_secret_is_read() {
    let body = message("webhook.ping", "{}");
    let notices = DfnsNotices::default();
    let open = |secret: &str, at| notices.open(Some(&sign(secret, &body)), body.as_bytes(), at);
    assert_eq!(open(SECRET, now()).unwrap_err(), NoticeError::Unauthentic);
    notices.trust(&SecretString::from(SECRET));
    assert!(open(SECRET, now()).is_ok());
    assert_eq!(
        open("whs-two", now()).unwrap_err(),
        NoticeError::Unauthentic
    );
    notices.trust(&SecretString::from("whs-two"));
    assert!(open("whs-two", now()).is_ok() && open(SECRET, now()).is_ok());
    let late = now() + time::Duration::minutes(5);
    assert_eq!(open(SECRET, late).unwrap_err(), NoticeError::Stale);
    let unsigned = notices.open(None, body.as_bytes(), now());
    assert_eq!(unsigned.unwrap_err(), NoticeError::Unauthentic);
}
