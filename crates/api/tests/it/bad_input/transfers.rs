//! Orders of transfers that no wallet takes.

use serde_json::{Value, json};

use super::Refusals;
use super::fields::{texts, try_values};
use super::scene::Scene;

/// What is no amount of ether.
#[rustfmt::skip]
const AMOUNTS: [&str; 23] = [
    "", " ", "0", "0.0", "-1", "+1", "1e3", "0x10", " 1", "1 ", "1,5", "1_000", ".5", "5.",
    "00.1", "1.0.0", "٣", "１", "½", "NaN", "Infinity", "0.0000000000000000001",
    "115792089237316195423570985008687907853269984665640564039457.584007913129639936",
];

/// What is no listed asset of the wallet's network.
#[rustfmt::skip]
const ASSETS: [&str; 7] = [
    "", "DOGE", "Ethereum:eth", "EthereumSepolia:", "EthereumSepolia:doge", "ETH ",
    "0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238",
];

#[test]
fn transfers_are_asked_for_in_one_way_only() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let good = json!({
            "wallet_id": scene.wallet.id, "to_address": scene.payee(), "amount": "0.001",
        });
        let mut amounts = texts(&AMOUNTS);
        amounts.extend([json!(1), json!(0.5), json!(-1), Value::Null]);
        let zero = format!("0x{}", "0".repeat(40));
        let mut addresses = texts(&["", "0x", "0x1", "vitalik.eth", &zero]);
        addresses.push(Value::Null);
        let assets = texts(&ASSETS);
        let fields = [
            ("amount", &amounts[..]),
            ("to_address", &addresses),
            ("asset", &assets),
        ];
        let mut refusals = Refusals::watch(bank).await;
        let mut previews = Refusals::watch(bank).await;
        for either in [&mut refusals, &mut previews] {
            either.heading("sent or previewed");
        }
        for values in fields {
            let place = (scene.owner.as_str(), "/api/transfers");
            try_values(&scene, &mut refusals, place, &good, values).await;
            let place = (scene.owner.as_str(), "/api/transfers/preview");
            try_values(&scene, &mut previews, place, &good, values).await;
        }
        assert_eq!(previews.printed, refusals.printed);
        REFUSED.assert_eq(&refusals.printed);
    });
}

#[test]
fn addresses_are_written_in_one_way_and_money_is_there() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let good = json!({
            "wallet_id": scene.wallet.id, "to_address": scene.payee(), "amount": "0.001",
        });
        let refusals = Refusals::watch(bank).await;
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

/// What was asked for, and the refusal.
const REFUSED: expect_test::Expect = expect_test::expect![[r#"
    sent or previewed
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
"#]];
