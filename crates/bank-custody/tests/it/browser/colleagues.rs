//! Two people at the bank: what one does, the other sees at once.

use serde_json::json;

use super::{Look, Role, Site, sending::funded};
use crate::http::text;

#[tokio::test]
async fn a_decision_and_a_pause_show_on_the_pages_of_colleagues() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    alice.leaves().await;
    let (api, dana) = (site.demo().person("alice"), site.demo().person("dana"));
    let (api, dana) = (api.await, dana.await);
    let wallets = api.get("/api/wallets").await.with(200);
    let order = json!({
        "wallet_id": wallets["wallets"][0]["id"], "to_address": address, "amount": "0.06",
    });
    let asked = api.post("/api/transfers", &order).await.with(201);
    let path = format!("/api/admin/transfers/{}", text(&asked["transfer"]["id"]));

    let claire = site.browser("Claire", Look::LAPTOP).await;
    claire.signs_in().await;
    claire.clicks(Role::Link, "Approvals").await;
    claire.reads("Approve 0.06 ETH").await;
    claire.comes_to_hold(1).await;
    claire.marks_the_page().await;
    dana.act(&format!("{path}/approve")).await.with(200);
    claire.comes_to_read("Approved by Dana").await;
    claire.comes_to_read("Nothing waits.").await;
    assert!(!claire.sees("Approve 0.06 ETH").await, "it is decided");
    assert!(!claire.sees("free now").await, "as if it were undecided");
    dana.act("/api/admin/pause").await.with(200);
    claire.comes_to_read("All sending is paused since").await;
    claire.was_not_reloaded().await;
    claire.pictures("colleagues").await;
    claire.clicks(Role::Button, "Go on sending").await;
    claire.confirms("Go on sending").await;
    claire.reads("Sending goes on.").await;
    claire.leaves().await;
    site.close().await;
}
