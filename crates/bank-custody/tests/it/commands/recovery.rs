//! Backup, restore and recovery of the real binary, with the chain's own ledger as the judge.

use serde_json::{Value, json};
use testkit::eventually;

use super::RECEIVER;
use crate::{
    http::{Api, text},
    server::{Ground, Server},
    wallet::{NETWORK, Wallet},
};

/// A bank with a wallet of Alice's that holds one ether.
struct Scene {
    ground: Ground,
    server: Server,
    alice: Api,
    claire: Api,
    wallet: Wallet,
}

impl Scene {
    async fn begin() -> Self {
        let ground = Ground::new().await;
        let server = ground.serve().await;
        let alice = server.api().bearer(ground.token("alice"));
        let claire = server.api().bearer(ground.token("claire"));
        let wallet = Wallet::open(&alice, "My Wallet").await;
        let (custody, address) = (ground.custody(), &wallet.address);
        custody.fund(NETWORK, address, "1000000000000000000").await;
        Self {
            ground,
            server,
            alice,
            claire,
            wallet,
        }
    }

    async fn send(&self, amount: &str, key: &str) -> Value {
        let order = json!({
            "wallet_id": self.wallet.id, "to_address": RECEIVER, "amount": amount,
        });
        let answer = self.alice.try_post("/api/transfers", &order, key).await;
        answer.unwrap().with(201)["transfer"].clone()
    }

    async fn confirmed(&self, id: &Value) {
        let path = format!("/api/transfers/{}", text(id));
        eventually("the transfer to be confirmed", async || {
            self.ground.custody().advance().await;
            let transfer = self.alice.get(&path).await.with(200);
            (transfer["status"] == "confirmed").then_some(())
        })
        .await;
    }

    async fn back_up(&self) {
        let command = || self.ground.invocation_of(&["backup", "bank.backup"]);
        let backup = command().run().await;
        assert!(backup.status.success(), "{}", backup.stderr);
        let again = command().refused().await;
        assert!(again.contains("never overwritten"), "{again}");
    }

    /// The bank dies, and the backup takes its place.
    async fn lose(self) -> Lost {
        let Self {
            ground,
            server,
            alice,
            claire,
            wallet,
        } = self;
        let command = || ground.invocation_of(&["restore", "bank.backup"]);
        let running = command().refused().await;
        assert!(running.contains("another process"), "{running}");
        server.kill().await;
        let restored = command().run().await;
        assert!(restored.status.success(), "{}", restored.stderr);
        let said = &restored.stdout;
        assert!(said.contains("is kept as"), "{said}");
        Lost {
            ground,
            alice,
            claire,
            wallet,
        }
    }

    async fn recovery(&self) -> Value {
        self.claire.get("/api/admin/recovery").await.with(200)
    }

    async fn is_read_back(&self) {
        eventually("custody's record to be read back", async || {
            (self.recovery().await["state"] == "review").then_some(())
        })
        .await;
    }
}

/// A bank that was restored and does not run.
struct Lost {
    ground: Ground,
    alice: Api,
    claire: Api,
    wallet: Wallet,
}

impl Lost {
    async fn serve(self) -> Scene {
        let Self {
            ground,
            alice,
            claire,
            wallet,
        } = self;
        let server = ground.serve().await;
        Scene {
            alice: alice.moved_to(server.url()),
            claire: claire.moved_to(server.url()),
            ground,
            server,
            wallet,
        }
    }

    async fn command(&self, args: &[&str]) -> String {
        let args = [&["recovery"], args].concat();
        let ended = self.ground.invocation_of(&args).run().await;
        assert!(ended.status.success(), "{args:?}: {}", ended.stderr);
        ended.stdout
    }
}

/// The bank is lost, and with it what happened after the backup. Clients repeat their requests.
#[tokio::test]
async fn nothing_moves_twice_after_a_restore() {
    let scene = Scene::begin().await;
    let held = scene.send("0.2", "held").await;
    let waiting = scene.send("0.1", "waiting").await;
    assert_eq!(waiting["status"], "pending");
    scene.back_up().await;

    let small = scene.send("0.01", "small").await;
    let approve = format!("/api/admin/transfers/{}/approve", text(&waiting["id"]));
    scene.claire.act(&approve).await.with(200);
    scene.confirmed(&small["id"]).await;
    scene.confirmed(&waiting["id"]).await;
    let before = scene.ground.custody().executions(None).await;
    assert_eq!(before.len(), 2);

    let scene = scene.lose().await.serve().await;
    scene.is_read_back().await;
    let resumed = scene.claire.act("/api/admin/resume").await;
    resumed.refused(409, "recovery_unfinished");
    for (amount, key) in [("0.01", "small"), ("0.1", "waiting")] {
        let again = scene.send(amount, key).await;
        scene.confirmed(&again["id"]).await;
    }
    let view = scene.recovery().await;
    assert_eq!(view["counts"]["recovered"], 2, "{view}");
    assert_eq!(view["held"][0]["id"], held["id"], "{view}");
    scene.claire.act("/api/admin/recovery/end").await.with(200);

    let id = text(&held["id"]);
    let approve = format!("/api/admin/transfers/{id}/approve");
    let early = scene.claire.act(&approve).await;
    early.refused(409, "held_after_restore");
    let release = format!("/api/admin/recovery/transfers/{id}/release");
    scene.claire.act(&release).await.with(200);
    scene.claire.act(&approve).await.with(200);
    scene.confirmed(&held["id"]).await;
    let after = scene.ground.custody().executions(None).await;
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
    for execution in &before {
        let same = after
            .iter()
            .filter(|one| one.external_id == execution.external_id);
        assert_eq!(same.count(), 1, "{execution:?}");
    }
}

/// The same by the command line, with an export of the audit that is newer than the backup.
#[tokio::test]
async fn an_operator_recovers_by_the_command_line() {
    let scene = Scene::begin().await;
    let held = text(&scene.send("0.2", "held").await["id"]);
    scene.back_up().await;
    let cancel = format!("/api/transfers/{held}/cancel");
    scene.alice.act(&cancel).await.with(200);
    scene.send("0.01", "small").await;
    eventually("the newest rows to be exported", async || {
        let export = scene.ground.invocation_of(&["audit", "export"]).run().await;
        assert!(export.status.success(), "{}", export.stderr);
        scene.ground.home.write("audit.jsonl", &export.stdout);
        export.stdout.contains("transfer.broadcasted").then_some(())
    })
    .await;

    let lost = scene.lose().await;
    // The first start is one that ends at once; the recovery is begun all the same.
    assert!(lost.command(&["status"]).await.contains("0 of 1 wallets"));
    for early in [&["recovery", "end"][..], &["resume"]] {
        let early = lost.ground.invocation_of(early).refused().await;
        assert!(early.contains("not finished"), "{early}");
    }
    let forgotten = lost.command(&["lost", "--export", "audit.jsonl"]).await;
    assert!(forgotten.contains("transfer.cancelled"), "{forgotten}");
    assert!(forgotten.contains(&held), "{forgotten}");

    let scene = lost.serve().await;
    scene.is_read_back().await;
    let Scene {
        ground,
        server,
        alice,
        claire,
        wallet,
    } = scene;
    server.into_program().stop().await;
    let stopped = Lost {
        ground,
        alice,
        claire,
        wallet,
    };
    let status = stopped.command(&["status"]).await;
    assert!(status.contains("cancelled or rejected: 1"), "{status}");
    assert!(status.contains("Further on at custody: 1"), "{status}");
    stopped.command(&["cancel", &held]).await;
    let again = stopped.ground.invocation_of(&["recovery", "cancel", &held]);
    let again = again.refused().await;
    assert!(again.contains("not held"), "{again}");
    stopped.command(&["end"]).await;

    let scene = stopped.serve().await;
    let transfer = scene.alice.get(&format!("/api/transfers/{held}")).await;
    assert_eq!(transfer.with(200)["reason_code"], "not_released");
    scene.send("0.01", "small").await;
    assert_eq!(scene.ground.custody().executions(None).await.len(), 1);
}
