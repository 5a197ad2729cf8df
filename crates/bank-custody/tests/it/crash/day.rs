//! A day on which people do a bit of everything, most of it at the same time.

use reqwest::Method;
use serde_json::json;
use tokio::try_join;

use super::{
    ledger::End,
    world::{Died, Wallet, World},
};
use crate::http::{Api, text};

const SMALL: &str = "0.001";
const LARGE: &str = "0.06";

/// Everything that is asked for here is asked for again after a death. What was done before is then
/// refused or answered as it was; both are fine, since the ledger is what counts.
pub(super) async fn play(world: &World) -> Result<(), Died> {
    let [alice, charlie, claire] = ["alice", "charlie", "claire"].map(|name| world.person(name));
    for person in [&alice, &charlie, &claire, &world.person("bob")] {
        person.try_call(Method::GET, "/api/me").await?;
    }
    let (savings, spare) = try_join!(
        world.wallet(&alice, "savings"),
        world.wallet(&alice, "spare")
    )?;
    try_join!(
        small(world, &alice, (&savings, "first")),
        small(world, &alice, (&savings, "second")),
        small(world, &alice, (&spare, "third")),
        approved(world, (&alice, &claire), &savings),
        rejected(world, (&alice, &claire), &savings),
        withdrawn(world, &alice, &savings),
        shared(world, (&alice, &charlie), &savings),
    )?;
    try_join!(
        holds(&alice, &claire, &spare),
        retired(&claire),
        renamed(&alice, &savings)
    )?;
    Ok(())
}

async fn small(world: &World, alice: &Api, (from, key): (&Wallet, &str)) -> Result<(), Died> {
    match world
        .send(alice, (from, SMALL, key), End::Confirmed)
        .await?
    {
        Some(id) => world.ends(&id).await,
        None => Ok(()),
    }
}

async fn approved(world: &World, (alice, claire): (&Api, &Api), from: &Wallet) -> Result<(), Died> {
    let order = (from, LARGE, "to-be-approved");
    if let Some(id) = world.send(alice, order, End::Confirmed).await? {
        act(claire, &format!("/api/admin/transfers/{id}/approve")).await?;
        world.ends(&id).await?;
        act(claire, &format!("/api/admin/transfers/{id}/check")).await?;
    }
    Ok(())
}

async fn rejected(world: &World, (alice, claire): (&Api, &Api), from: &Wallet) -> Result<(), Died> {
    let order = (from, LARGE, "to-be-rejected");
    if let Some(id) = world.send(alice, order, End::Rejected).await? {
        act(claire, &format!("/api/admin/transfers/{id}/reject")).await?;
    }
    Ok(())
}

async fn withdrawn(world: &World, alice: &Api, from: &Wallet) -> Result<(), Died> {
    let order = (from, LARGE, "to-be-withdrawn");
    if let Some(id) = world.send(alice, order, End::Cancelled).await? {
        act(alice, &format!("/api/transfers/{id}/cancel")).await?;
    }
    Ok(())
}

/// Charlie may send for a while.
async fn shared(world: &World, (alice, charlie): (&Api, &Api), from: &Wallet) -> Result<(), Died> {
    let grant = json!({
        "wallet_id": from.id, "grantee_email": "charlie@example.com", "permission": "transfer",
    });
    let granted = alice.try_post("/api/delegations", &grant, "share").await?;
    let sent = world
        .send(charlie, (from, SMALL, "of-a-delegate"), End::Any)
        .await?;
    if let Some(id) = sent {
        world.ends(&id).await?;
    }
    if granted.status == 201 {
        let path = format!("/api/delegations/{}", text(&granted.body["id"]));
        alice.try_call(Method::DELETE, &path).await?;
    }
    Ok(())
}

/// The wallet is frozen and the bank paused, and both are lifted again.
async fn holds(alice: &Api, claire: &Api, wallet: &Wallet) -> Result<(), Died> {
    act(alice, &format!("/api/wallets/{}/freeze", wallet.id)).await?;
    act(alice, &format!("/api/wallets/{}/unfreeze", wallet.id)).await?;
    let reason = json!({"reason": "a drill"});
    claire
        .try_post("/api/admin/pause", &reason, "pause")
        .await?;
    act(claire, "/api/admin/resume").await
}

async fn retired(claire: &Api) -> Result<(), Died> {
    let found = claire
        .try_call(Method::GET, "/api/admin/customers?q=bob@example.com")
        .await?;
    let customers = found.with(200)["customers"].as_array().unwrap().clone();
    for bob in customers {
        act(
            claire,
            &format!("/api/admin/users/{}/retire", text(&bob["id"])),
        )
        .await?;
    }
    Ok(())
}

async fn renamed(alice: &Api, wallet: &Wallet) -> Result<(), Died> {
    let name = json!({"name": "Savings for later"});
    alice
        .try_patch(&format!("/api/wallets/{}", wallet.id), &name)
        .await?;
    Ok(())
}

/// A call without a body, whose answer may be that it was done before.
pub(super) async fn act(person: &Api, path: &str) -> Result<(), Died> {
    person.try_call(Method::POST, path).await?;
    Ok(())
}
