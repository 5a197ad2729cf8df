//! What an operator does not wish for: no space on the disk, a database that somebody else keeps to
//! themselves, custody that is gone for a while, a stop in the middle of it all.
//! Nothing moves twice, nothing is lost, and all goes on by itself when the trouble is over.

mod disk;
mod locks;
mod outage;
mod termination;

use serde_json::{Value, json};
use testkit::eventually;

use crate::{
    http::{Answer, Api, text},
    program::Invocation,
    server::{Ground, Server},
    wallet::{NETWORK, Wallet},
};

const ETHER: &str = "1000000000000000000";
const SMALL: &str = "0.001";

/// A bank that runs, with a wallet of Alice's.
struct Scene {
    /// Dropped before the ground, in which its log lies.
    server: Server,
    ground: Ground,
    alice: Api,
    wallet: Wallet,
}

impl Scene {
    /// Starts the bank as the test wishes.
    async fn begin(invocation: impl FnOnce(&Ground) -> Invocation) -> Self {
        let ground = Ground::new().await;
        let server = Server::from(invocation(&ground).start()).await;
        let alice = server.api().bearer(ground.token("alice"));
        let wallet = Wallet::open(&alice, "Savings").await;
        let custody = ground.custody();
        custody.fund(NETWORK, &wallet.address, ETHER).await;
        Self {
            server,
            ground,
            alice,
            wallet,
        }
    }

    /// Asks for the transfer of this number, whose receiver is its own, or repeats that.
    async fn send(&self, number: u32) -> reqwest::Result<Answer> {
        send(&self.alice, &self.wallet, number).await
    }

    /// How often the chain has executed it.
    async fn executed(&self, number: u32) -> usize {
        let to = receiver(number);
        self.ground.custody().executions(Some(&to)).await.len()
    }

    /// Waits until it is confirmed, which it is after one execution.
    async fn is_confirmed(&self, number: u32) {
        let sent = eventually("the repeat to be taken", async || {
            let sent = self.send(number).await.ok()?;
            (sent.status == 201).then(|| text(&sent.body["transfer"]["id"]))
        })
        .await;
        let path = format!("/api/transfers/{sent}");
        eventually("the transfer to be confirmed", async || {
            let transfer = self.alice.get(&path).await;
            (transfer.body["status"] == "confirmed").then_some(())
        })
        .await;
        assert_eq!(self.executed(number).await, 1, "{number}");
    }
}

async fn send(person: &Api, from: &Wallet, number: u32) -> reqwest::Result<Answer> {
    let to = receiver(number);
    let body = json!({"wallet_id": from.id, "to_address": to, "amount": SMALL});
    let key = format!("transfer-{number}");
    person.try_post("/api/transfers", &body, &key).await
}

fn receiver(number: u32) -> String {
    format!("0x{:040x}", 0xd000_0000_u64 + u64::from(number))
}

/// A refusal that says that the same request may be repeated in a moment.
fn asks_for_patience(answer: Answer) -> Value {
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert!(answer.headers.contains_key("retry-after"));
    answer.body
}
