//! States that no link leads to: what is frozen, paused, out of date, refused, held or failed,
//! forms with mistakes, a session that is over, a custody that does not answer. They obey the same
//! rules as every page.

mod bad_times;
mod customers;
mod employees;
mod limits;
mod transfers;

use std::sync::Arc;

use serde_json::json;

use super::{Person, Site, sending::funded};
use crate::http::{Api, text};

/// A transfer, once it stands there.
async fn asked(owner: &Api, wallet: &str, to: &str, amount: &str, status: &str) -> String {
    let order = json!({"wallet_id": wallet, "to_address": to, "amount": amount});
    let answer = owner.post("/api/transfers", &order).await.with(201);
    let id = text(&answer["transfer"]["id"]);
    let path = format!("/api/transfers/{id}");
    testkit::eventually("the transfer's status", async || {
        let transfer = owner.get(&path).await.with(200);
        (transfer["status"] == status).then_some(())
    })
    .await;
    id
}

/// Alice with a funded wallet in her browser; she, and Claire, as the API knows them.
async fn alice(site: &Arc<Site>) -> (Person, Api, Api, String, String) {
    let (alice, address) = funded(site).await;
    let api = site.demo().person("alice").await;
    let claire = site.demo().person("claire").await;
    let overview = api.get("/api/wallets").await.with(200);
    let wallet = text(&overview["wallets"][0]["id"]);
    (alice, api, claire, wallet, address)
}
