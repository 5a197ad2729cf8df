//! The bank dies while custody makes a wallet, and while it looks for one that it may have made.

use domain::money::BaseUnits;
use serde_json::{Value, json};

use super::{ETHER, SIDES, SMALL, Step, World};
use crate::{
    http::{Answer, Api, text},
    wallet::{NETWORK, Wallet},
};

const OPENING_STEPS: [Step; 3] = [
    Step::signing("action_init", "/wallets"),
    Step::signing("action_complete", "/wallets"),
    Step::of("wallet_create"),
];

#[tokio::test]
async fn a_wallet_that_is_being_opened_survives_a_kill_at_every_call() {
    let mut world = World::new(json!({"mode": "immediate"})).await;
    for step in OPENING_STEPS {
        for side in SIDES {
            let name = format!("{} {side}", step.name);
            let made = created_at_custody(&world).await;
            let order = WalletOrder::new(&name);
            let open = async |alice: &Api| drop(order.send(alice).await);
            world.restarted_at(step, side, open).await;
            order.is_one_usable_wallet(&mut world, &name).await;
            if side == "after" {
                // What was made before the kill is found again, not made twice.
                assert_eq!(created_at_custody(&world).await, made + 1, "{name}");
            }
        }
    }
    world.all_is_settled().await;
}

#[tokio::test]
async fn a_wallet_survives_a_second_kill_while_it_is_looked_for() {
    let mut world = World::new(json!({"mode": "immediate"})).await;
    for side in SIDES {
        let name = format!("looked for, {side}");
        let made = created_at_custody(&world).await;
        let order = WalletOrder::new(&name);
        let custody = world.ground.custody().clone();
        let looked_for = custody
            .fault(
                json!({"step": "wallet_list"}),
                json!({"hold": true, "when": side}),
                1,
            )
            .await;
        let lost = custody
            .fault(json!({"step": "wallet_create"}), json!({"cut": "after"}), 1)
            .await;
        let alice = world.person("alice");
        tokio::select! {
            _ = order.send(&alice) => custody.struck(looked_for, 1).await,
            () = custody.struck(looked_for, 1) => {}
        }
        assert_eq!(custody.hits(lost).await, 1);
        world.kill().await;
        custody.clear_faults().await;
        world.restart().await;
        order.is_one_usable_wallet(&mut world, &name).await;
        assert_eq!(created_at_custody(&world).await, made + 1, "{name}");
    }
    world.all_is_settled().await;
}

/// A request for a wallet that can be repeated.
struct WalletOrder {
    body: Value,
    key: String,
}

impl WalletOrder {
    fn new(name: &str) -> Self {
        Self {
            body: json!({"name": name, "network": NETWORK}),
            key: format!("wallet-{}", name.replace(' ', "-")),
        }
    }

    async fn send(&self, person: &Api) -> reqwest::Result<Answer> {
        person.try_post("/api/wallets", &self.body, &self.key).await
    }

    /// A repeat answers with the wallet that was ordered; there is no other of this name, and what
    /// comes to its address can be sent.
    async fn is_one_usable_wallet(&self, world: &mut World, name: &str) {
        let alice = world.person("alice");
        let repeated = self.send(&alice).await.unwrap();
        assert_eq!(repeated.headers["idempotent-replayed"], "true", "{name}");
        let wallet = Wallet::opened(&alice, &repeated.with(201)).await;
        world.fund(&wallet).await;
        let order = world.order(SMALL);
        let body = json!({"wallet_id": wallet.id, "to_address": order.to, "amount": SMALL});
        let sent = alice.post("/api/transfers", &body).await.with(201);
        let transfer = text(&sent["transfer"]["id"]);
        world.confirmed_once(&transfer, &order, name).await;
        let received = world.ground.custody().balance(NETWORK, &order.to).await;
        assert_eq!(received, BaseUnits::from_u128(ETHER / 1_000), "{name}");

        let overview = alice.get("/api/wallets").await.with(200);
        let named = overview["wallets"].as_array().unwrap().iter();
        let named: Vec<_> = named.filter(|row| row["name"] == name).collect();
        assert_eq!(named.len(), 1, "{name}");
        assert_eq!(named[0]["address"], wallet.address, "{name}");
    }
}

/// How many wallets were asked for at custody.
async fn created_at_custody(world: &World) -> u64 {
    let calls = world.ground.custody().calls().await;
    calls["endpoints"]["POST /wallets"]
        .as_u64()
        .unwrap_or_default()
}
