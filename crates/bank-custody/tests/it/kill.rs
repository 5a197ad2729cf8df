//! `kill -9` of the server between what it has committed and what custody has done. Custody and
//! sign-in outlive it; after a restart the bank has to find out how far it got.

mod approvals;
mod transfers;
mod wallets;

use serde_json::{Value, json};
use testkit::{Fault, eventually};

use crate::{
    http::{Answer, Api, text},
    server::{Ground, Server},
    wallet::{NETWORK, Wallet},
};

const ETHER: u128 = 1_000_000_000_000_000_000;
/// A transfer that is sent at once, and one that waits.
const SMALL: &str = "0.001";
const LARGE: &str = "0.05";
const SIDES: [&str; 2] = ["before", "after"];

/// A bank that is killed again and again: what stands beside it, and its customers.
struct World {
    server: Option<Server>,
    ground: Ground,
    wallet: String,
    /// Custody lets transfers wait, and goes on with them when it is told to.
    pending_first: bool,
    transfers: u32,
}

/// A call to custody that is held: the step, and for the steps of a signature what it is for.
#[derive(Clone, Copy, Debug)]
struct Step {
    name: &'static str,
    prepares: Option<&'static str>,
}

impl Step {
    const fn of(name: &'static str) -> Self {
        let prepares = None;
        Self { name, prepares }
    }

    const fn signing(name: &'static str, path: &'static str) -> Self {
        let prepares = Some(path);
        Self { name, prepares }
    }

    fn matcher(self) -> Value {
        match self.prepares {
            None => json!({"step": self.name}),
            Some(path) => json!({"step": self.name, "prepares_suffix": path}),
        }
    }
}

impl World {
    async fn new(mode: Value) -> Self {
        let ground = Ground::new().await;
        let server = ground.serve().await;
        let mut world = Self {
            pending_first: mode["mode"] == "pending",
            ground,
            server: Some(server),
            wallet: String::new(),
            transfers: 0,
        };
        world.ground.custody().set_mode(NETWORK, &mode).await;
        let wallet = Wallet::open(&world.person("alice"), "Charlie’s Wallet").await;
        world.fund(&wallet).await;
        world.wallet = wallet.id;
        world
    }

    fn person(&self, name: &str) -> Api {
        let server = self.server.as_ref().expect("the bank runs");
        server.api().bearer(self.ground.token(name))
    }

    /// Kills the bank while custody holds a call of this kind, on this side of the call's effect.
    /// The call itself is still to be carried out: the network lost the caller, not the call.
    async fn dies_at(&mut self, step: Step, side: &str, request: impl AsyncFnOnce(&Api)) -> Fault {
        let custody = self.ground.custody().clone();
        let hold = json!({"hold": true, "when": side});
        let fault = custody.fault(step.matcher(), hold, 1).await;
        let alice = self.person("alice");
        // The request has no end while its call is held; the kill cuts it off.
        tokio::select! {
            () = request(&alice) => custody.struck(fault, 1).await,
            () = custody.struck(fault, 1) => {}
        }
        self.kill().await;
        fault
    }

    /// As [`World::dies_at`]; then the call is carried out and the bank starts again.
    async fn restarted_at(&mut self, step: Step, side: &str, request: impl AsyncFnOnce(&Api)) {
        let fault = self.dies_at(step, side, request).await;
        self.ground.custody().release(fault).await;
        self.restart().await;
    }

    async fn kill(&mut self) {
        self.server.take().expect("the bank runs").kill().await;
    }

    async fn restart(&mut self) {
        self.server = Some(self.ground.serve().await);
    }

    async fn fund(&self, wallet: &Wallet) {
        let custody = self.ground.custody();
        custody
            .fund(NETWORK, &wallet.address, &ETHER.to_string())
            .await;
    }

    /// A transfer of its own: key, body and a receiver of nobody else.
    fn order(&mut self, amount: &str) -> Order {
        self.transfers += 1;
        let to = format!("0x{:040x}", 0xb000_0000_u32 + self.transfers);
        Order {
            body: json!({"wallet_id": self.wallet, "to_address": to, "amount": amount}),
            key: format!("transfer-{}", self.transfers),
            to,
        }
    }

    /// Repeats the request, which must answer with the transfer that it made before, and waits for
    /// its end; answers its id.
    async fn ends_once(&self, order: &Order, name: &str) -> String {
        let repeated = order.send(&self.person("alice")).await.unwrap();
        assert_eq!(repeated.headers["idempotent-replayed"], "true", "{name}");
        let id = text(&repeated.with(201)["transfer"]["id"]);
        self.confirmed_once(&id, order, name).await;
        id
    }

    /// How often the chain has executed it.
    async fn executed(&self, order: &Order) -> usize {
        let custody = self.ground.custody();
        custody.executions(Some(&order.to)).await.len()
    }

    async fn confirmed_once(&self, id: &str, order: &Order, name: &str) {
        let (custody, alice) = (self.ground.custody(), self.person("alice"));
        let path = format!("/api/transfers/{id}");
        let transfer = eventually(name, async || {
            if self.pending_first {
                custody.advance().await;
            }
            let transfer = alice.get(&path).await.with(200);
            // At most once at all times, and exactly once when it is reported as sent.
            let executions = self.executed(order).await;
            let sent = ["broadcasted", "confirmed"].contains(&transfer["status"].as_str()?);
            assert!(executions <= 1, "{name}: executed {executions} times");
            assert!(!sent || executions == 1, "{name}: {transfer}");
            sent.then_some(transfer)
        })
        .await;
        let ledger = custody.executions(Some(&order.to)).await;
        assert_eq!(transfer["tx_hash"], ledger[0].tx_hash, "{name}");
    }

    /// After everything has come to its end, all of it is on the chain once.
    async fn all_is_settled(&self) {
        let (custody, alice) = (self.ground.custody(), self.person("alice"));
        let list = eventually("every transfer to be confirmed", async || {
            if self.pending_first {
                custody.advance().await;
            }
            let list = alice.get("/api/transfers?limit=200").await.with(200);
            let rows = list["transfers"].as_array().unwrap().clone();
            let confirmed = rows.iter().all(|row| row["status"] == "confirmed");
            confirmed.then_some(rows)
        })
        .await;
        let mut reported: Vec<_> = list.iter().map(|row| text(&row["tx_hash"])).collect();
        let mut ledger: Vec<_> = custody
            .executions(None)
            .await
            .into_iter()
            .map(|row| row.tx_hash)
            .collect();
        reported.sort_unstable();
        ledger.sort_unstable();
        assert_eq!(reported, ledger);
    }
}

/// A request for a transfer that can be repeated.
struct Order {
    body: Value,
    key: String,
    to: String,
}

impl Order {
    async fn send(&self, person: &Api) -> reqwest::Result<Answer> {
        person
            .try_post("/api/transfers", &self.body, &self.key)
            .await
    }

    /// Asks for a transfer that waits for approval; answers its id.
    async fn ask(&self, person: &Api) -> String {
        let asked = self.send(person).await.unwrap().with(201);
        assert_eq!(asked["transfer"]["status"], "pending");
        text(&asked["transfer"]["id"])
    }
}
