//! A bank that was restored from a backup: what custody did since, what is held, and what people
//! decide on it.

use reqwest::Method;
use serde_json::Value;

use super::{
    day::act,
    ledger::End,
    world::{Died, World, until},
};
use crate::http::{Api, text};

const SMALL: &str = "0.001";
const LARGE: &str = "0.06";

/// What is sent before the backup, after it, and what waits: amount, key, end.
const BEFORE: [(&str, &str, End); 3] = [
    (LARGE, "to-be-released", End::Confirmed),
    (LARGE, "to-be-called-off", End::Cancelled),
    (LARGE, "further-on-at-custody", End::Confirmed),
];
const AFTER: (&str, &str, End) = (SMALL, "unknown-to-the-backup", End::Confirmed);

/// A bank lives, is backed up, lives on, and is lost.
pub(super) async fn prepare(world: &mut World) {
    world.boot(None).await.expect("it starts");
    lost_day(world).await.expect("nobody dies");
    world.kill().await;
    run(world, &["restore", "bank.backup"]).await;
}

async fn lost_day(world: &World) -> Result<(), Died> {
    let (alice, claire) = (world.person("alice"), world.person("claire"));
    let wallet = world.wallet(&alice, "savings").await?;
    let mut sent = Vec::new();
    for (amount, key, end) in BEFORE {
        sent.push(
            world
                .send(&alice, (&wallet, amount, key), end)
                .await?
                .unwrap(),
        );
    }
    run(world, &["backup", "bank.backup"]).await;
    act(
        &claire,
        &format!("/api/admin/transfers/{}/approve", sent[2]),
    )
    .await?;
    world.ends(&sent[2]).await?;
    let (amount, key, end) = AFTER;
    let id = world
        .send(&alice, (&wallet, amount, key), end)
        .await?
        .unwrap();
    world.ends(&id).await
}

async fn run(world: &World, args: &[&str]) {
    let ended = world.ground.invocation_of(args).run().await;
    assert!(ended.status.success(), "{args:?}: {}", ended.stderr);
}

pub(super) async fn play(world: &World) -> Result<(), Died> {
    let (alice, claire) = (world.person("alice"), world.person("claire"));
    until("custody's record to be read back", async || {
        Ok((recovery(&claire).await?["state"] != "reading").then_some(()))
    })
    .await?;
    act(&claire, "/api/admin/recovery/end").await?;
    let wallet = world.wallet(&alice, "savings").await?;
    for (amount, key, end) in BEFORE.into_iter().chain([AFTER]) {
        // The repeat of a request that the bank may have forgotten.
        let Some(id) = world.send(&alice, (&wallet, amount, key), end).await? else {
            continue;
        };
        let held = format!("/api/admin/recovery/transfers/{id}");
        match key {
            "to-be-released" => {
                act(&claire, &format!("{held}/release")).await?;
                act(&claire, &format!("/api/admin/transfers/{id}/approve")).await?;
            }
            "to-be-called-off" => act(&claire, &format!("{held}/cancel")).await?,
            _ => {}
        }
        world.ends(&id).await?;
    }
    Ok(())
}

async fn recovery(claire: &Api) -> Result<Value, Died> {
    let view = claire
        .try_call(Method::GET, "/api/admin/recovery")
        .await?
        .with(200);
    text(&view["state"]);
    Ok(view)
}
