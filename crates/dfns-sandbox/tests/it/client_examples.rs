//! The client's example programs do here what they say.

use dfns::{Client, Config, SecretString, SigningKey};
use serde_json::json;

use crate::harness::{Harness, ONE_ETH, SEPOLIA, STRANGER};

#[expect(dead_code, reason = "its main takes the account from the environment")]
#[path = "../../../dfns/examples/wallet_and_transfer.rs"]
mod wallet_and_transfer;

#[expect(dead_code, reason = "its main only prints")]
#[path = "../../../dfns/examples/new_key.rs"]
mod new_key;

fn client(harness: &Harness) -> Client {
    let account = harness.sandbox.credentials();
    let key = SigningKey::from_pem(&account.private_key_pem).unwrap();
    let token = SecretString::from(account.auth_token);
    let config = Config::new(&harness.sandbox.url(), token, account.cred_id, key);
    Client::new(config.unwrap()).unwrap()
}

#[tokio::test]
async fn the_same_payment_twice_is_made_once() {
    let harness = Harness::start().await;
    let client = client(&harness);
    let wallet = wallet_and_transfer::open_wallet(&client, "customer-17").await;
    let wallet = wallet.unwrap();
    let funds = json!({"network": SEPOLIA, "address": wallet.address, "amount": ONE_ETH});
    harness.faucet(funds).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let sent = wallet_and_transfer::send(&client, &wallet, "payment-77", STRANGER, "1000");
        ids.push(sent.await.unwrap().id);
    }
    assert_eq!(ids[0], ids[1]);
    let path = format!("/_sandbox/executions?to={STRANGER}");
    let (_, executed) = harness.get(&path).await;
    assert_eq!(executed["items"].as_array().unwrap().len(), 1);

    // With another amount the payment is another one, and its id is taken.
    let other = wallet_and_transfer::send(&client, &wallet, "payment-77", STRANGER, "2000");
    let error = other.await.unwrap_err();
    let error = error.downcast_ref::<dfns::Error>().unwrap();
    assert!(
        matches!(error.kind(), dfns::Kind::Conflict { .. }),
        "{error}"
    );
}

/// The program itself, all but where its account comes from.
#[tokio::test]
async fn the_program_waits_for_funds_and_sends() {
    let harness = Harness::start().await;
    let client = client(&harness);
    let (says, mut said) = tokio::sync::mpsc::unbounded_channel();
    let program = wallet_and_transfer::run(&client, |line| says.send(line).unwrap());
    let faucet = async {
        let line = said.recv().await.unwrap();
        let address = line.strip_prefix("waiting for funds at ").unwrap();
        let funds = json!({"network": SEPOLIA, "address": address, "amount": ONE_ETH});
        harness.faucet(funds).await;
    };
    let (program, ()) = tokio::join!(program, faucet);
    program.unwrap();
    assert!(said.recv().await.unwrap().contains(ONE_ETH));
    let end = said.recv().await.unwrap();
    assert!(
        end.ends_with(" is Broadcasted") || end.ends_with(" is Confirmed"),
        "{end}"
    );
}

#[test]
fn a_new_key_is_one_that_signs() {
    let pair = new_key::new_pair().unwrap();
    assert!(
        pair.public_key_pem
            .starts_with("-----BEGIN PUBLIC KEY-----")
    );
}
