//! Values that a field does not take, at the calls that have it.

use reqwest::Method;
use serde_json::{Value, json};

use super::Refusals;
use super::scene::Scene;
use crate::whole_bank::minting;

/// Asks with one value after another in a field of an otherwise good body.
async fn try_values(
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

fn texts(values: &[&str]) -> Vec<Value> {
    values.iter().map(|text| json!(text)).collect()
}

#[test]
fn transfers_are_asked_for_in_one_way_only() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let good = json!({
            "wallet_id": scene.wallet.id, "to_address": scene.payee(), "amount": "0.001",
        });
        let mut amounts = texts(&[
            "",
            " ",
            "0",
            "0.0",
            "-1",
            "+1",
            "1e3",
            "0x10",
            " 1",
            "1 ",
            "1,5",
            "1_000",
            ".5",
            "5.",
            "00.1",
            "1.0.0",
            "٣",
            "１",
            "½",
            "NaN",
            "Infinity",
            "0.0000000000000000001",
            "115792089237316195423570985008687907853269984665640564039457.584007913129639936",
        ]);
        amounts.extend([json!(1), json!(0.5), json!(-1), Value::Null]);
        let zero = format!("0x{}", "0".repeat(40));
        let mut addresses = texts(&["", "0x", "0x1", "vitalik.eth", &zero]);
        addresses.push(Value::Null);
        let assets = texts(&[
            "",
            "DOGE",
            "Ethereum:eth",
            "EthereumSepolia:",
            "EthereumSepolia:doge",
            "ETH ",
            "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238",
        ]);
        let fields = [
            ("amount", &amounts[..]),
            ("to_address", &addresses),
            ("asset", &assets),
        ];
        let mut refusals = Refusals::watch(bank).await;
        let mut previews = Refusals::watch(bank).await;
        for values in fields {
            let place = (scene.owner.as_str(), "/api/transfers");
            try_values(&scene, &mut refusals, place, &good, values).await;
            let place = (scene.owner.as_str(), "/api/transfers/preview");
            try_values(&scene, &mut previews, place, &good, values).await;
        }
        assert_eq!(previews.printed, refusals.printed);
        // Too much is no bad input: a preview answers that it would be refused.
        let mut too_much = good.clone();
        too_much["amount"] = json!("2000");
        let refused = refusals
            .of("too much", scene.post("/api/transfers", &too_much))
            .await;
        assert_eq!(refused, "422 insufficient_funds");
        // Custody's addresses differ from run to run, so these are not printed.
        for (form, code) in other_forms(scene.payee()) {
            let mut body = good.clone();
            body["to_address"] = json!(form);
            let refused = refusals
                .of(&form, scene.post("/api/transfers", &body))
                .await;
            assert_eq!(refused, format!("422 invalid to_address {code}"), "{form}");
        }
        expect_test::expect![[r#"
              amount "" -> 422 invalid amount amount_missing
              amount " " -> 422 invalid amount amount_not_decimal
              amount "0" -> 422 invalid amount amount_zero
              amount "0.0" -> 422 invalid amount amount_zero
              amount "-1" -> 422 invalid amount amount_not_decimal
              amount "+1" -> 422 invalid amount amount_not_decimal
              amount "1e3" -> 422 invalid amount amount_not_decimal
              amount "0x10" -> 422 invalid amount amount_not_decimal
              amount " 1" -> 422 invalid amount amount_not_decimal
              amount "1 " -> 422 invalid amount amount_not_decimal
              amount "1,5" -> 422 invalid amount amount_not_decimal
              amount "1_000" -> 422 invalid amount amount_not_decimal
              amount ".5" -> 422 invalid amount amount_not_decimal
              amount "5." -> 422 invalid amount amount_not_decimal
              amount "00.1" -> 422 invalid amount amount_leading_zero
              amount "1.0.0" -> 422 invalid amount amount_not_decimal
              amount "٣" -> 422 invalid amount amount_not_decimal
              amount "１" -> 422 invalid amount amount_not_decimal
              amount "½" -> 422 invalid amount amount_not_decimal
              amount "NaN" -> 422 invalid amount amount_not_decimal
              amount "Infinity" -> 422 invalid amount amount_not_decimal
              amount "0.0000000000000000001" -> 422 invalid amount amount_too_precise
              amount "1157920892373161954235709850086879078532699846656 -> 422 invalid amount amount_too_large
              amount 1 -> 422 invalid amount wrong_type
              amount 0.5 -> 422 invalid amount wrong_type
              amount -1 -> 422 invalid amount wrong_type
              amount missing -> 422 invalid amount missing_field
              to_address "" -> 422 invalid to_address address_invalid
              to_address "0x" -> 422 invalid to_address address_invalid
              to_address "0x1" -> 422 invalid to_address address_invalid
              to_address "vitalik.eth" -> 422 invalid to_address address_invalid
              to_address "0x0000000000000000000000000000000000000000" -> 422 invalid to_address address_zero
              to_address missing -> 422 invalid to_address missing_field
              asset "" -> 422 invalid asset unknown_asset
              asset "DOGE" -> 422 invalid asset unknown_asset
              asset "Ethereum:eth" -> 422 invalid asset unknown_asset
              asset "EthereumSepolia:" -> 422 invalid asset unknown_asset
              asset "EthereumSepolia:doge" -> 422 invalid asset unknown_asset
              asset "ETH " -> 422 invalid asset unknown_asset
              asset "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238" -> 422 invalid asset unknown_asset
        "#]].assert_eq(&refusals.printed);
    });
}

/// An address written as none may be, and the code of the refusal.
fn other_forms(address: &str) -> Vec<(String, &'static str)> {
    let letter = address.rfind(|c: char| c.is_ascii_alphabetic()).unwrap();
    let (start, rest) = address.split_at(letter);
    let c = rest.chars().next().unwrap();
    let other_case = if c.is_ascii_lowercase() {
        c.to_ascii_uppercase()
    } else {
        c.to_ascii_lowercase()
    };
    let wrong_checksum = format!("{start}{other_case}{}", &rest[1..]);
    vec![
        (address[2..].to_owned(), "address_invalid"),
        (address[..41].to_owned(), "address_invalid"),
        (format!("{address}0"), "address_invalid"),
        (format!(" {address}"), "address_invalid"),
        (format!("{address}\n"), "address_invalid"),
        (address.replacen("0x", "0X", 1), "address_invalid"),
        (wrong_checksum, "address_checksum"),
    ]
}

#[test]
fn wallets_that_are_not_mine_are_nobodys() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let refusals = Refusals::watch(bank).await;
        let never = format!("wal_{}", "0".repeat(32));
        let mine = &scene.wallet.id;
        for id in [&scene.others_wallet.id, &never] {
            for (path, body) in [
                (
                    "/api/transfers",
                    json!({"wallet_id": id, "to_address": scene.payee(), "amount": "0.001"}),
                ),
                (
                    "/api/transfers/preview",
                    json!({"wallet_id": id, "to_address": scene.payee(), "amount": "0.001"}),
                ),
                (
                    "/api/delegations",
                    json!({"wallet_id": id, "grantee_email": scene.friend}),
                ),
            ] {
                let refused = refusals.of(path, scene.post(path, &body)).await;
                assert_eq!(refused, "404 not_found", "{path} {id}");
                // What else is wrong with the request tells nothing about the wallet.
                let mut worse = body.clone();
                worse["amount"] = json!("-1");
                if path != "/api/delegations" {
                    let refused = refusals.of(path, scene.post(path, &worse)).await;
                    assert_eq!(refused, "404 not_found", "{path} {id}");
                }
            }
        }
        let upper = mine.to_uppercase();
        let unprefixed = mine.trim_start_matches("wal_");
        let cut = &mine[..mine.len() - 1];
        let longer = format!("{mine}0");
        for id in ["", "7", unprefixed, cut, &longer, &upper, &scene.transfer] {
            let body = json!({"wallet_id": id, "to_address": scene.payee(), "amount": "0.001"});
            let refused = refusals.of(id, scene.post("/api/transfers", &body)).await;
            assert_eq!(refused, "422 invalid wallet_id invalid_id", "{id}");
            let body = json!({"wallet_id": id, "grantee_email": scene.friend});
            let refused = refusals.of(id, scene.post("/api/delegations", &body)).await;
            assert_eq!(refused, "422 invalid wallet_id invalid_id", "{id}");
        }
    });
}

#[test]
fn sharing_is_asked_for_in_one_way_only() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        // Somebody whose access has ended cannot be granted anything.
        let leaver = bank.bearer(bank.mint(minting("leaver", false)));
        let leaver = leaver.me().await.expect("a person");
        let path = format!("/api/admin/users/{}/retire", leaver.id);
        let retired = scene.call(&scene.employee, Method::POST, &path).send();
        assert_eq!(retired.await.unwrap().status(), 204);
        let good = json!({
            "wallet_id": scene.wallet.id, "grantee_email": scene.friend,
            "permission": "transfer",
        });
        let mut limits = texts(&[
            "",
            "-1",
            "+1",
            "NaN",
            "1e3",
            "0,01",
            ".01",
            "٠.٠١",
            "0.0000000000000000001",
            "115792089237316195423570985008687907853269984665640564039457.584007913129639936",
        ]);
        limits.extend([json!(0), json!(0.01)]);
        let long = format!("{}@example.com", "x".repeat(250));
        let emails = texts(&[
            "",
            "friend",
            "@",
            "a@",
            "@b",
            "a b@example.com",
            "a@b@c",
            "a\u{0}@b.example",
            "nobody@example.com",
            &long,
            "owner@people.example",
            "OWNER@People.Example",
            "leaver@people.example",
        ]);
        let mut refusals = Refusals::watch(bank).await;
        let place = (scene.owner.as_str(), "/api/delegations");
        for values in [
            ("transfer_limit", &limits[..]),
            ("grantee_email", &emails),
            (
                "permission",
                &texts(&["", "own", "Transfer", "view,transfer"]),
            ),
            ("grantee_email", &[Value::Null]),
            ("wallet_id", &[Value::Null]),
        ] {
            try_values(&scene, &mut refusals, place, &good, values).await;
        }
        let mut view = good.clone();
        view["permission"] = json!("view");
        refusals.heading("to look only");
        let limit = ("transfer_limit", &texts(&["0.01"])[..]);
        try_values(&scene, &mut refusals, place, &view, limit).await;
        expect_test::expect![[r#"
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
              grantee_email "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx -> 422 invalid grantee_email invalid_email
              grantee_email "owner@people.example" -> 422 share_with_self
              grantee_email "OWNER@People.Example" -> 422 share_with_self
              grantee_email "leaver@people.example" -> 422 grantee_unknown
              permission "" -> 422 invalid permission unknown_value
              permission "own" -> 422 invalid permission unknown_value
              permission "Transfer" -> 422 invalid permission unknown_value
              permission "view,transfer" -> 422 invalid permission unknown_value
              grantee_email missing -> 422 invalid grantee_email missing_field
              wallet_id missing -> 422 invalid wallet_id missing_field
            to look only
              transfer_limit "0.01" -> 422 invalid transfer_limit limit_without_transfer
        "#]].assert_eq(&refusals.printed);
    });
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
        expect_test::expect![[r#"
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
        "#]].assert_eq(&refusals.printed);
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
