//! Values that a field does not take, at the calls that have it.

use reqwest::Method;
use serde_json::{Value, json};

use super::Refusals;
use super::scene::Scene;

/// Asks with one value after another in a field of an otherwise good body.
pub(crate) async fn try_values(
    scene: &Scene<'_>,
    refusals: &mut Refusals<'_>,
    (token, path): (&str, &str),
    good: &Value,
    (field, values): (&str, &[Value]),
) {
    for value in values {
        let mut body = good.clone();
        if value.is_null() {
            body.as_object_mut().unwrap().remove(field);
        } else {
            body[field] = value.clone();
        }
        let shown = match value.as_str() {
            // Characters that cannot be seen are written as escapes.
            Some(text) => format!("{text:?}"),
            None => value.to_string(),
        };
        let shown: String = shown.chars().take(50).collect();
        let what = if value.is_null() {
            format!("  {field} missing")
        } else {
            format!("  {field} {shown}")
        };
        let bad = scene.call(token, Method::POST, path).json(&body);
        refusals.print(&what, bad).await;
    }
}

/// Texts as JSON.
pub(crate) fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|text| json!(text)).collect()
}

#[test]
fn the_rest_is_asked_for_in_one_way_only() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let mut refusals = Refusals::watch(bank).await;
        let networks = texts(&[
            "",
            "Nowhere",
            "ethereumsepolia",
            "EthereumSepolia ",
            "Bitcoin",
        ]);
        let funds = format!("/api/wallets/{}/test-funds", scene.wallet.id);
        let approve = format!("/api/admin/transfers/{}/approve", scene.transfer);
        let reject = format!("/api/admin/transfers/{}/reject", scene.transfer);
        let comments = texts(&[&"x".repeat(1001), "a\u{0}b", "a\u{202e}b", " "]);
        let hashes = texts(&["", "abc", &"0".repeat(64), &"Z".repeat(64)]);
        let amounts = texts(&["", "0", "-1", "1e3", "1000.1", "0.0000000000000000001"]);
        let assets = texts(&["", "DOGE", "Ethereum:eth"]);
        let (owner, employee) = (scene.owner.as_str(), scene.employee.as_str());
        let empty = json!({});
        for (token, path, published, field, values) in [
            (owner, "/api/wallets", "/api/wallets", "network", networks),
            (owner, &funds, "test-funds", "amount", amounts),
            (owner, &funds, "test-funds", "asset", assets),
            (employee, &approve, "approve", "comment", comments.clone()),
            (employee, &approve, "approve", "body_hash", hashes.clone()),
            (employee, &reject, "reject", "comment", comments.clone()),
            (employee, &reject, "reject", "body_hash", hashes),
            (employee, "/api/admin/pause", "pause", "reason", comments),
        ] {
            refusals.heading(published);
            try_values(
                &scene,
                &mut refusals,
                (token, path),
                &empty,
                (field, &values),
            )
            .await;
        }
        REFUSED.assert_eq(&refusals.printed);
    });
}

#[test]
fn idempotency_keys_are_visible_ascii_and_given_once() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let refusals = Refusals::watch(bank).await;
        let wallet = &scene.wallet.id;
        for (path, body) in [
            ("/api/wallets", json!({})),
            (
                "/api/transfers",
                json!({"wallet_id": wallet, "to_address": scene.payee(), "amount": "0.001"}),
            ),
            (
                "/api/delegations",
                json!({"wallet_id": wallet, "grantee_email": scene.friend}),
            ),
        ] {
            let long = "x".repeat(129);
            let keys: [&[u8]; 6] = [b"", b"a b", b"a\tb", b"\xc3\xa9", b"\xff", long.as_bytes()];
            for key in keys {
                let bad = scene.post(path, &body).header("idempotency-key", key);
                let refused = refusals.of(path, bad).await;
                assert_eq!(refused, "400 invalid_idempotency_key", "{path} {key:?}");
            }
            let twice = scene
                .post(path, &body)
                .header("idempotency-key", "a")
                .header("idempotency-key", "a");
            let refused = refusals.of(path, twice).await;
            assert_eq!(refused, "400 invalid_idempotency_key", "{path}");
        }
    });
}

/// What was asked for, and the refusal.
const REFUSED: expect_test::Expect = expect_test::expect![[r#"
    /api/wallets
      network "" -> 422 invalid network unknown_network
      network "Nowhere" -> 422 invalid network unknown_network
      network "ethereumsepolia" -> 422 invalid network unknown_network
      network "EthereumSepolia " -> 422 invalid network unknown_network
      network "Bitcoin" -> 422 invalid network unknown_network
    test-funds
      amount "" -> 422 invalid amount amount_missing
      amount "0" -> 422 invalid amount out_of_range
      amount "-1" -> 422 invalid amount amount_not_decimal
      amount "1e3" -> 422 invalid amount amount_not_decimal
      amount "1000.1" -> 422 invalid amount out_of_range
      amount "0.0000000000000000001" -> 422 invalid amount amount_too_precise
    test-funds
      asset "" -> 422 invalid asset unknown_asset
      asset "DOGE" -> 422 invalid asset unknown_asset
      asset "Ethereum:eth" -> 422 invalid asset unknown_asset
    approve
      comment "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx -> 422 invalid comment text_too_long
      comment "a\0b" -> 422 invalid comment text_invisible_characters
      comment "a\u{202e}b" -> 422 invalid comment text_invisible_characters
      comment " " -> 422 invalid comment text_empty
    approve
      body_hash "" -> 422 invalid body_hash body_hash_malformed
      body_hash "abc" -> 422 invalid body_hash body_hash_malformed
      body_hash "0000000000000000000000000000000000000000000000000 -> 409 body_hash_mismatch
      body_hash "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ -> 422 invalid body_hash body_hash_malformed
    reject
      comment "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx -> 422 invalid comment text_too_long
      comment "a\0b" -> 422 invalid comment text_invisible_characters
      comment "a\u{202e}b" -> 422 invalid comment text_invisible_characters
      comment " " -> 422 invalid comment text_empty
    reject
      body_hash "" -> 422 invalid body_hash body_hash_malformed
      body_hash "abc" -> 422 invalid body_hash body_hash_malformed
      body_hash "0000000000000000000000000000000000000000000000000 -> 409 body_hash_mismatch
      body_hash "ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ -> 422 invalid body_hash body_hash_malformed
    pause
      reason "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx -> 422 invalid reason text_too_long
      reason "a\0b" -> 422 invalid reason text_invisible_characters
      reason "a\u{202e}b" -> 422 invalid reason text_invisible_characters
      reason " " -> 422 invalid reason text_empty
"#]];
