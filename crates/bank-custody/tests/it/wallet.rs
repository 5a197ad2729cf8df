//! A wallet as a customer opens it over HTTP.

use serde_json::{Value, json};
use testkit::eventually;

use crate::http::{Api, text};

/// The network of all wallets here.
pub(crate) const NETWORK: &str = "EthereumSepolia";

/// A wallet that has its address.
#[derive(Clone, Debug)]
pub(crate) struct Wallet {
    pub(crate) id: String,
    pub(crate) address: String,
}

impl Wallet {
    /// Opens one and waits for its address.
    pub(crate) async fn open(owner: &Api, name: &str) -> Self {
        let order = json!({"name": name, "network": NETWORK});
        let ordered = owner.post("/api/wallets", &order).await.with(201);
        assert_eq!(ordered["name"], name);
        assert_eq!(ordered["network"], NETWORK);
        Self::opened(owner, &ordered).await
    }

    /// The wallet that was ordered, once it has its address.
    pub(crate) async fn opened(owner: &Api, ordered: &Value) -> Self {
        let id = text(&ordered["id"]);
        let path = format!("/api/wallets/{id}");
        let wallet = eventually("the wallet's address", async || {
            let wallet = owner.get(&path).await.with(200);
            (wallet["status"] == "active").then_some(wallet)
        })
        .await;
        let address = text(&wallet["address"]);
        Self { id, address }
    }
}
