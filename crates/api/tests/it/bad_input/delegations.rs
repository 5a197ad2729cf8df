//! Grants that nobody can give.

use reqwest::Method;
use serde_json::{Value, json};

use super::Refusals;
use super::fields::{texts, try_values};
use super::scene::Scene;
use crate::whole_bank::minting;

/// What is no limit in ether.
#[rustfmt::skip]
const LIMITS: [&str; 10] = [
    "", "-1", "+1", "NaN", "1e3", "0,01", ".01", "٠.٠١", "0.0000000000000000001",
    "115792089237316195423570985008687907853269984665640564039457.584007913129639936",
];

/// What is no address of somebody else who has signed in and may still do so.
#[rustfmt::skip]
const EMAILS: [&str; 12] = [
    "", "friend", "@", "a@", "@b", "a b@example.com", "a@b@c", "a\u{0}@b.example",
    "nobody@example.com", "owner@people.example", "OWNER@People.Example", "leaver@people.example",
];

#[test]
fn sharing_is_asked_for_in_one_way_only() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        retire(&scene, "leaver").await;
        let good = json!({
            "wallet_id": scene.wallet.id, "grantee_email": scene.friend,
            "permission": "transfer",
        });
        let mut limits = texts(&LIMITS);
        limits.extend([json!(0), json!(0.01)]);
        let long = format!("{}@example.com", "x".repeat(250));
        let mut emails = texts(&EMAILS);
        emails.extend([json!(long), Value::Null]);
        let mut refusals = Refusals::watch(bank).await;
        refusals.heading("to send");
        let place = (scene.owner.as_str(), "/api/delegations");
        for values in [
            ("transfer_limit", &limits[..]),
            ("grantee_email", &emails),
            (
                "permission",
                &texts(&["", "own", "Transfer", "view,transfer"]),
            ),
            ("wallet_id", &[Value::Null]),
        ] {
            try_values(&scene, &mut refusals, place, &good, values).await;
        }
        let mut view = good.clone();
        view["permission"] = json!("view");
        refusals.heading("to look only");
        let limit = ("transfer_limit", &texts(&["0.01"])[..]);
        try_values(&scene, &mut refusals, place, &view, limit).await;
        REFUSED.assert_eq(&refusals.printed);
    });
}

/// Ends somebody's access.
async fn retire(scene: &Scene<'_>, name: &str) {
    let person = scene.bank.bearer(scene.bank.mint(minting(name, false)));
    let id = person.me().await.expect("a person").id;
    let path = format!("/api/admin/users/{id}/retire");
    let retired = scene.call(&scene.employee, Method::POST, &path).send();
    assert_eq!(retired.await.unwrap().status(), 204);
}

/// What was asked for, and the refusal.
const REFUSED: expect_test::Expect = expect_test::expect![[r#"
    to send
      transfer_limit "" -> 422 invalid transfer_limit amount_missing
      transfer_limit "-1" -> 422 invalid transfer_limit amount_not_decimal
      transfer_limit "+1" -> 422 invalid transfer_limit amount_not_decimal
      transfer_limit "NaN" -> 422 invalid transfer_limit amount_not_decimal
      transfer_limit "1e3" -> 422 invalid transfer_limit amount_not_decimal
      transfer_limit "0,01" -> 422 invalid transfer_limit amount_not_decimal
      transfer_limit ".01" -> 422 invalid transfer_limit amount_not_decimal
      transfer_limit "٠.٠١" -> 422 invalid transfer_limit amount_not_decimal
      transfer_limit "0.0000000000000000001" -> 422 invalid transfer_limit amount_too_precise
      transfer_limit "1157920892373161954235709850086879078532699846656 -> 422 invalid transfer_limit amount_too_large
      transfer_limit 0 -> 422 invalid transfer_limit wrong_type
      transfer_limit 0.01 -> 422 invalid transfer_limit wrong_type
      grantee_email "" -> 422 invalid grantee_email invalid_email
      grantee_email "friend" -> 422 invalid grantee_email invalid_email
      grantee_email "@" -> 422 invalid grantee_email invalid_email
      grantee_email "a@" -> 422 invalid grantee_email invalid_email
      grantee_email "@b" -> 422 invalid grantee_email invalid_email
      grantee_email "a b@example.com" -> 422 invalid grantee_email invalid_email
      grantee_email "a@b@c" -> 422 invalid grantee_email invalid_email
      grantee_email "a\0@b.example" -> 422 invalid grantee_email invalid_email
      grantee_email "nobody@example.com" -> 422 grantee_unknown
      grantee_email "owner@people.example" -> 422 share_with_self
      grantee_email "OWNER@People.Example" -> 422 share_with_self
      grantee_email "leaver@people.example" -> 422 grantee_unknown
      grantee_email "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx -> 422 invalid grantee_email invalid_email
      grantee_email missing -> 422 invalid grantee_email missing_field
      permission "" -> 422 invalid permission unknown_value
      permission "own" -> 422 invalid permission unknown_value
      permission "Transfer" -> 422 invalid permission unknown_value
      permission "view,transfer" -> 422 invalid permission unknown_value
      wallet_id missing -> 422 invalid wallet_id missing_field
    to look only
      transfer_limit "0.01" -> 422 invalid transfer_limit limit_without_transfer
"#]];
