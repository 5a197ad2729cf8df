//! Deliveries of webhooks (custody protocol notes, section 7).

use aws_lc_rs::hmac;
use dfns::wire::{ChainEventStatus, TransferStatus, WebhookEvent};
use dfns::{AGE_SECONDS_MAX, DeliveryError, SecretString, WebhookSecrets};
use time::{Duration, OffsetDateTime};

/// The example of the notes.
const BODY: &str = r#"{"id":"whe-544ul-uqgad-jkgltj5p6fvd04cj","date":"2026-03-01T09:30:00.120Z","kind":"wallet.transfer.requested","data":{"transferRequest":{"id":"xfr-20g4k-nsdpo-mg6arrifgvid4orn","walletId":"wa-5pfuu-9euek-h0odgb6snva8ph3k","network":"EthereumSepolia","requester":{"userId":"us-6b58p-r53sr-rlrd3l5cj3uc4ome"},"requestBody":{"kind":"Native","to":"0xb282dc7cde21717f18337a596e91ded00b79b25f","amount":"1"},"metadata":{"asset":{"symbol":"ETH","decimals":18}},"status":"Pending","dateRequested":"2026-03-01T09:30:00.000Z"}},"deliveryAttempt":1,"timestampSent":1772357400}"#;
/// HMAC-SHA256 of `BODY` with the key `whs-example`, as OpenSSL makes it.
const SIGNATURE: &str = "sha256=a6b1834e45833d4ba40ecf1c988b4b33905f1fb25e5b987c34ae342b7397f037";

fn secrets(texts: &[&str]) -> WebhookSecrets {
    let texts: Vec<_> = texts.iter().map(|text| SecretString::from(*text)).collect();
    WebhookSecrets::new(&texts)
}

fn sign(secret: &str, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body);
    let hex: String = tag
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256={hex}")
}

fn sent_at() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_772_357_400).unwrap()
}

#[test]
fn the_signature_is_over_the_raw_bytes_with_the_whole_secret() {
    let ours = secrets(&["whs-example"]);
    let delivery = ours
        .open(Some(SIGNATURE), BODY.as_bytes(), sent_at())
        .unwrap();
    assert_eq!(delivery.delivery_attempt, 1);
    let WebhookEvent::Transfer(transfer) = delivery.event().unwrap() else {
        panic!("{delivery:?}");
    };
    assert_eq!(transfer.status, TransferStatus::Pending);

    let spaced = BODY.replacen(':', ": ", 1);
    let refused = ours.open(Some(SIGNATURE), spaced.as_bytes(), sent_at());
    assert_eq!(refused.unwrap_err(), DeliveryError::Signature);
}

#[test]
fn any_of_several_secrets_will_do_and_no_other() {
    let body = BODY.as_bytes();
    for (held, signed_with, fits) in [
        (&["whs-new", "whs-old"][..], "whs-old", true),
        (&["whs-new", "whs-old"], "whs-new", true),
        (&["whs-new"], "whs-old", false),
        (&["whs-new"], "new", false),
        (&[], "whs-new", false),
    ] {
        let opened = secrets(held).open(Some(&sign(signed_with, body)), body, sent_at());
        assert_eq!(opened.is_ok(), fits, "{held:?} {signed_with}");
    }
    let mut growing = secrets(&[]);
    growing.add(&SecretString::from("whs-late"));
    assert!(
        growing
            .open(Some(&sign("whs-late", body)), body, sent_at())
            .is_ok()
    );
}

#[test]
fn malformed_signatures_are_wrong_ones() {
    let ours = secrets(&["whs-example"]);
    let upper = SIGNATURE.to_uppercase();
    for text in [
        None,
        Some(""),
        Some("sha256="),
        Some(&SIGNATURE[..SIGNATURE.len() - 1]),
        Some(&SIGNATURE[7..]),
        Some(&upper),
        Some("sha256=zz"),
    ] {
        let refused = ours.open(text, BODY.as_bytes(), sent_at());
        assert_eq!(refused.unwrap_err(), DeliveryError::Signature, "{text:?}");
    }
}

#[test]
fn a_delivery_of_another_time_is_refused() {
    let ours = secrets(&["whs-example"]);
    let max = Duration::seconds(i64::try_from(AGE_SECONDS_MAX).unwrap());
    let second = Duration::SECOND;
    for (offset, fits) in [
        (Duration::ZERO, true),
        (max - second, true),
        (max, false),
        (second - max, true),
        (-max, false),
        (Duration::days(400), false),
    ] {
        let opened = ours.open(Some(SIGNATURE), BODY.as_bytes(), sent_at() + offset);
        let expected = if fits {
            Ok(())
        } else {
            Err(DeliveryError::Age)
        };
        assert_eq!(opened.map(drop), expected, "{offset}");
    }
}

#[test]
fn what_is_signed_may_still_be_unreadable() {
    let ours = secrets(&["s"]);
    for body in ["", "null", "{}", "[1]", "{\"id\":1}"] {
        let refused = ours.open(
            Some(&sign("s", body.as_bytes())),
            body.as_bytes(),
            sent_at(),
        );
        assert_eq!(refused.unwrap_err(), DeliveryError::Unreadable, "{body}");
    }
}

#[test]
fn movements_wallets_and_unknown_kinds_are_told_apart() {
    let delivery = |kind: &str, data: &str| {
        let body = format!(
            r#"{{"id":"whe-1","date":"2026-03-01T09:30:00.120Z","kind":"{kind}","data":{data},"deliveryAttempt":2,"retryOf":"whe-0","timestampSent":1772357400}}"#
        );
        let ours = secrets(&["s"]);
        ours.open(
            Some(&sign("s", body.as_bytes())),
            body.as_bytes(),
            sent_at(),
        )
        .unwrap()
    };
    let movement = r#"{"blockchainEvent":{"walletId":"wa-1","network":"EthereumSepolia","kind":"NativeTransfer","direction":"In","blockNumber":7,"timestamp":"2026-03-01T09:31:12.000Z","txHash":"0x8e","value":"5","metadata":{"asset":{"quotes":{"USD":3020.82}}},"status":"Included"}}"#;
    let event = delivery("wallet.blockchain_event.transfer.included", movement);
    let WebhookEvent::Movement(movement) = event.event().unwrap() else {
        panic!("{event:?}");
    };
    assert_eq!(movement.status, ChainEventStatus::Included);
    assert_eq!(movement.item.value.as_deref(), Some("5"));

    assert_eq!(
        delivery("policy.triggered", "{}").event().unwrap(),
        WebhookEvent::Other
    );
    assert!(delivery("wallet.created", "{}").event().is_err());
    assert!(delivery("wallet.transfer.failed", "null").event().is_err());
}
