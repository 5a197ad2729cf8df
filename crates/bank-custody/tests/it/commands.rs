//! What the commands do and print, and how the program ends and starts again.

mod audit;
mod demo;
mod ending;
mod operator;
mod pages;
mod recovery;
mod standalone;

use serde_json::{Value, json};

use crate::{
    http::Api,
    program::{Ended, Home},
    server::Ground,
    wallet::{NETWORK, Wallet},
};

const RECEIVER: &str = "0x00000000000000000000000000000000b0000001";

/// A wallet of Alice's with one ether; answers a transfer from it to [`RECEIVER`].
async fn small_transfer(ground: &Ground, alice: &Api) -> Value {
    let Wallet { id, address } = Wallet::open(alice, "My Wallet").await;
    let custody = ground.custody();
    custody.fund(NETWORK, &address, "1000000000000000000").await;
    json!({"wallet_id": id, "to_address": RECEIVER, "amount": "0.001"})
}

#[tokio::test]
async fn openapi_prints_the_document_and_nothing_else() {
    let home = Home::new();
    let Ended {
        status,
        stdout,
        stderr,
    } = home.command(&["openapi"]).run().await;
    assert!(status.success(), "{stderr}");
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/api/transfers"]["post"].is_object());
}
