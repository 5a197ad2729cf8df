//! Custody in trouble, each time with new things: what was asked for in an earlier life goes on
//! beside them.

use dfns::{PageQuery, wire::TransferBody};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Fault;
use tokio::try_join;

use super::{
    day::act,
    ledger::End,
    world::{Died, Wallet, World, receiver, status_of, until},
};
use crate::{
    http::{Api, client, text},
    wallet::NETWORK,
};

const SMALL: &str = "0.001";
/// How often a fault strikes that strikes until it is removed.
const ALWAYS: u32 = 0;

/// Alice with a wallet of this life.
struct Alice {
    api: Api,
    wallet: Wallet,
    /// The wallet's id at custody.
    at_custody: String,
}

async fn alice(world: &World) -> Result<Alice, Died> {
    world.custody().clear_faults().await;
    let api = world.person("alice");
    let key = format!("wallet-{}", world.life());
    let wallet = world.wallet(&api, &key).await?;
    let all = world.account().wallets(&PageQuery::default()).await;
    let mut all = all.unwrap().items.into_iter();
    let ours = all.find(|it| it.external_id.as_deref() == Some(&*wallet.id));
    Ok(Alice {
        api,
        wallet,
        at_custody: ours.expect("the wallet at custody").id,
    })
}

/// Sets a fault on the call that hands over a transfer of this life.
async fn strike(world: &World, alice: &Alice, fault: Value, times: u32) -> Fault {
    let ours = json!({"step": "transfer", "wallet": alice.at_custody});
    world.custody().fault(ours, fault, times).await
}

/// A transfer of this life.
async fn sent(world: &World, alice: &Alice, what: &str) -> Result<Option<String>, Died> {
    let key = format!("{what}-{}", world.life());
    // One that never reached the books before the bank died is not asked for again.
    let order = (&alice.wallet, SMALL, key.as_str());
    world.send(&alice.api, order, End::Any).await
}

async fn confirmed(world: &World, id: Option<String>) -> Result<(), Died> {
    match id {
        Some(id) => world.ends(&id).await,
        None => Ok(()),
    }
}

/// Custody makes the wallet, tells of it, and its answer is too late; then it shows a wallet that has
/// no address yet.
pub(super) async fn opening(world: &World) -> Result<(), Died> {
    let Alice { api: alice, .. } = alice(world).await?;
    let custody = world.custody();
    let late = json!({"hold": true, "when": "after"});
    let late = custody
        .fault(json!({"step": "wallet_create"}), late, 1)
        .await;
    let key = format!("late-{}", world.life());
    let order = json!({"name": key, "network": NETWORK});
    let meanwhile = async {
        until("the wallet to be made", async || {
            let made = custody.hits(late).await > 0;
            // Nobody else would notice that the bank is gone.
            alice.try_call(Method::GET, "/api/me").await?;
            Ok(made.then_some(()))
        })
        .await?;
        let mut made = made_wallet(world, &key).await;
        made.as_object_mut().unwrap().remove("address");
        let unfinished = json!({"status": 200, "body": {"items": [made]}});
        custody
            .fault(json!({"step": "wallet_list"}), unfinished, 1)
            .await;
        Ok::<_, Died>(())
    };
    let ordered = async { Ok(alice.try_post("/api/wallets", &order, &key).await?) };
    let (ordered, ()) = try_join!(ordered, meanwhile)?;
    let path = format!("/api/wallets/{}", text(&ordered.with(201)["id"]));
    until("the wallet to be open", async || {
        let wallet = alice.try_call(Method::GET, &path).await?.with(200);
        Ok((wallet["status"] == "active").then_some(()))
    })
    .await
}

/// A wallet as custody shows it.
async fn made_wallet(world: &World, name: &str) -> Value {
    let [token, _] = world.ground.secrets();
    let url = format!("{}/wallets", world.custody().url());
    let all = client().get(url).bearer_auth(token).send().await.unwrap();
    let all: Value = all.json().await.unwrap();
    let mut all = all["items"].as_array().unwrap().iter();
    all.find(|it| it["name"] == name).unwrap().clone()
}

pub(super) async fn balance(world: &World) -> Result<(), Died> {
    let Alice {
        api: alice, wallet, ..
    } = alice(world).await?;
    let unread = json!({"step": "get_assets"});
    world
        .custody()
        .fault(unread, json!({"status": 500}), ALWAYS)
        .await;
    let path = format!("/api/wallets/{}?refresh=true", wallet.id);
    until("the balance to be stale", async || {
        let seen = alice.try_call(Method::GET, &path).await?.with(200);
        Ok((seen["balance"]["stale"] == true).then_some(()))
    })
    .await
}

pub(super) async fn look_up(world: &World) -> Result<(), Died> {
    let alice = alice(world).await?;
    strike(world, &alice, json!({"cut": "after"}), 1).await;
    let invalid = json!({"error": {"status": 400, "message": "Insufficient balance."}});
    strike(world, &alice, json!({"status": 400, "body": invalid}), 1).await;
    let id = sent(world, &alice, "looked-up").await?;
    confirmed(world, id).await
}

pub(super) async fn duplicate(world: &World) -> Result<(), Died> {
    let alice = alice(world).await?;
    let gap = lost_after_its_effect(world, &alice).await;
    let id = sent(world, &alice, "a-duplicate").await?;
    let to = receiver(&format!("a-duplicate-{}", world.life()));
    let made = custody_id(world, &to, &alice.api).await?;
    let same = json!({"duplicate": {"id": made, "externalId": "same"}});
    let error = json!({"error": {"status": 409, "message": "Conflict", "details": same}});
    strike(world, &alice, json!({"status": 409, "body": error}), ALWAYS).await;
    world.custody().remove(gap).await;
    confirmed(world, id).await
}

pub(super) async fn check(world: &World) -> Result<(), Died> {
    let alice = alice(world).await?;
    let gap = lost_after_its_effect(world, &alice).await;
    let id = sent(world, &alice, "checked").await?;
    let claire = world.person("claire");
    if let Some(id) = &id {
        let path = format!("/api/admin/transfers/{id}");
        until("the employee's question to be answered", async || {
            act(&claire, &format!("{path}/check")).await?;
            let seen = claire.try_call(Method::GET, &path).await?.with(200);
            Ok((status_of(&seen) != "submitting").then_some(()))
        })
        .await?;
    }
    world.custody().remove(gap).await;
    confirmed(world, id).await
}

/// The next transfer is carried out and its answer lost, and so are all answers after it.
async fn lost_after_its_effect(world: &World, alice: &Alice) -> Fault {
    strike(world, alice, json!({"cut": "after"}), 1).await;
    strike(world, alice, json!({"cut": "before"}), ALWAYS).await
}

/// Custody's own id of a transfer that the chain executed.
async fn custody_id(world: &World, to: &str, alice: &Api) -> Result<String, Died> {
    let path = format!("/_sandbox/executions?to={to}");
    until("the execution", async || {
        alice.try_call(Method::GET, "/api/me").await?;
        let rows = world.custody().get(&path).await;
        Ok(rows["items"][0]["transferId"].as_str().map(str::to_owned))
    })
    .await
}

/// The first call is given up after its time, in which the lease is renewed.
pub(super) async fn slow(world: &World) -> Result<(), Died> {
    let alice = alice(world).await?;
    strike(world, &alice, json!({"hold": true}), 1).await;
    let id = sent(world, &alice, "slow").await?;
    confirmed(world, id).await
}

/// Somebody else uses the account at custody, and an employee looks at the alert.
pub(super) async fn stray(world: &World) -> Result<(), Died> {
    let alice = alice(world).await?;
    let claire = world.person("claire");
    let stranger = receiver("a stranger");
    let body = serde_json::to_vec(&TransferBody::native(stranger, "1000")).unwrap();
    world
        .account()
        .create_transfer(&alice.at_custody, &body)
        .await
        .unwrap();
    let alerts = until("the alert", async || {
        let list = claire
            .try_call(Method::GET, "/api/admin/alerts")
            .await?
            .with(200);
        let alerts = list["alerts"].as_array().cloned().unwrap_or_default();
        Ok((!alerts.is_empty()).then_some(alerts))
    })
    .await?;
    for alert in alerts {
        act(
            &claire,
            &format!("/api/admin/alerts/{}/acknowledge", alert["id"]),
        )
        .await?;
    }
    Ok(())
}

/// Custody refuses a transfer and takes the next.
pub(super) async fn denial(world: &World) -> Result<(), Died> {
    let alice = alice(world).await?;
    strike(world, &alice, json!({"status": 403}), 1).await;
    sent(world, &alice, "refused-for-now").await?;
    let next = sent(world, &alice, "taken").await?;
    confirmed(world, next).await
}

/// The account's credential counts for nothing, until the bank asks once more.
pub(super) async fn locked(world: &World) -> Result<(), Died> {
    let alice = alice(world).await?;
    let door = json!({"step": "action_init", "prepares_suffix": "/transfers"});
    world.custody().fault(door, json!({"status": 401}), 1).await;
    let id = sent(world, &alice, "before-a-locked-door").await?;
    confirmed(world, id).await
}
