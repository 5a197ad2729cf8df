//! Backup, restore and recovery of the real binary, with the chain's own ledger as the judge.

use serde_json::{Value, json};
use testkit::eventually;

use super::RECEIVER;
use crate::{
    http::{Api, text},
    server::{Ground, Server},
    wallet::{NETWORK, Wallet},
};

async fn send(who: &Api, wallet: &Wallet, amount: &str, key: &str) -> Value {
    let order = json!({"wallet_id": wallet.id, "to_address": RECEIVER, "amount": amount});
    let answer = who.try_post("/api/transfers", &order, key).await.unwrap();
    answer.with(201)["transfer"].clone()
}

async fn recovery(who: &Api) -> Value {
    who.get("/api/admin/recovery").await.with(200)
}

async fn confirmed(ground: &Ground, who: &Api, id: &str) {
    eventually("the transfer to be confirmed", async || {
        ground.custody().advance().await;
        let transfer = who.get(&format!("/api/transfers/{id}")).await.with(200);
        (transfer["status"] == "confirmed").then_some(())
    })
    .await;
}

/// The bank is lost, and with it what happened after the backup. Clients repeat their requests.
#[tokio::test]
async fn nothing_moves_twice_after_a_restore() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let claire = server.api().bearer(ground.token("claire"));
    let wallet = Wallet::open(&alice, "My Wallet").await;
    let custody = ground.custody();
    custody
        .fund(NETWORK, &wallet.address, "1000000000000000000")
        .await;
    let held = send(&alice, &wallet, "0.2", "held").await;
    let waiting = send(&alice, &wallet, "0.1", "waiting").await;
    assert_eq!(waiting["status"], "pending");

    let backup = ground.invocation_of(&["backup", "bank.backup"]).run().await;
    assert!(backup.status.success(), "{}", backup.stderr);
    let again = ground
        .invocation_of(&["backup", "bank.backup"])
        .refused()
        .await;
    assert!(again.contains("never overwritten"), "{again}");

    let small = send(&alice, &wallet, "0.01", "small").await;
    let approve = format!("/api/admin/transfers/{}/approve", text(&waiting["id"]));
    claire.act(&approve).await.with(200);
    confirmed(&ground, &alice, &text(&small["id"])).await;
    confirmed(&ground, &alice, &text(&waiting["id"])).await;
    let before = custody.executions(None).await;
    assert_eq!(before.len(), 2);
    let running = ground
        .invocation_of(&["restore", "bank.backup"])
        .refused()
        .await;
    assert!(running.contains("another process"), "{running}");
    server.kill().await;

    let restored = ground
        .invocation_of(&["restore", "bank.backup"])
        .run()
        .await;
    assert!(restored.status.success(), "{}", restored.stderr);
    assert!(
        restored.stdout.contains("is kept as"),
        "{}",
        restored.stdout
    );
    let server = ground.serve().await;
    let (alice, claire) = (alice.moved_to(server.url()), claire.moved_to(server.url()));
    eventually("custody's record to be read back", async || {
        (recovery(&claire).await["state"] == "review").then_some(())
    })
    .await;
    claire
        .act("/api/admin/resume")
        .await
        .refused(409, "recovery_unfinished");
    for (amount, key) in [("0.01", "small"), ("0.1", "waiting")] {
        let again = send(&alice, &wallet, amount, key).await;
        confirmed(&ground, &alice, &text(&again["id"])).await;
    }
    let view = recovery(&claire).await;
    assert_eq!(view["counts"]["recovered"], 2, "{view}");
    assert_eq!(view["held"][0]["id"], held["id"], "{view}");
    claire.act("/api/admin/recovery/end").await.with(200);

    let held = text(&held["id"]);
    let approve = format!("/api/admin/transfers/{held}/approve");
    claire
        .act(&approve)
        .await
        .refused(409, "held_after_restore");
    let release = format!("/api/admin/recovery/transfers/{held}/release");
    claire.act(&release).await.with(200);
    claire.act(&approve).await.with(200);
    confirmed(&ground, &alice, &held).await;
    let after = custody.executions(None).await;
    assert_eq!(after.len(), before.len() + 1);
    for execution in &before {
        assert_eq!(
            after
                .iter()
                .filter(|one| one.external_id == execution.external_id)
                .count(),
            1
        );
    }
    server.into_program().stop().await;
}

/// The same by the command line, over a crash in the middle of the reading.
#[tokio::test]
async fn an_operator_recovers_by_the_command_line() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let wallet = Wallet::open(&alice, "My Wallet").await;
    let custody = ground.custody();
    custody
        .fund(NETWORK, &wallet.address, "1000000000000000000")
        .await;
    let held = text(&send(&alice, &wallet, "0.2", "held").await["id"]);
    let backup = ground.invocation_of(&["backup", "bank.backup"]).run().await;
    assert!(backup.status.success(), "{}", backup.stderr);
    let cancel = format!("/api/transfers/{held}/cancel");
    alice.act(&cancel).await.with(200);
    send(&alice, &wallet, "0.01", "small").await;
    eventually("the newest rows to be exported", async || {
        let export = ground.invocation_of(&["audit", "export"]).run().await;
        assert!(export.status.success(), "{}", export.stderr);
        ground.home.write("audit.jsonl", &export.stdout);
        export.stdout.contains("transfer.broadcasted").then_some(())
    })
    .await;
    server.kill().await;
    let restored = ground
        .invocation_of(&["restore", "bank.backup"])
        .run()
        .await;
    assert!(restored.status.success(), "{}", restored.stderr);

    let command = async |args: &[&str]| {
        let args = [&["recovery"], args].concat();
        let ended = ground.invocation_of(&args).run().await;
        assert!(ended.status.success(), "{args:?}: {}", ended.stderr);
        ended.stdout
    };
    // The first start is one that dies at once; the recovery is begun all the same.
    assert!(command(&["status"]).await.contains("0 of 1 wallets"));
    let early = ground.invocation_of(&["recovery", "end"]).refused().await;
    assert!(early.contains("not finished"), "{early}");
    let early = ground.invocation_of(&["resume"]).refused().await;
    assert!(early.contains("not finished"), "{early}");
    let lost = command(&["lost", "--export", "audit.jsonl"]).await;
    assert!(
        lost.contains("transfer.cancelled") && lost.contains(&held),
        "{lost}"
    );

    let server = ground.serve().await;
    let claire = server.api().bearer(ground.token("claire"));
    eventually("custody's record to be read back", async || {
        (recovery(&claire).await["state"] == "review").then_some(())
    })
    .await;
    server.into_program().stop().await;
    let status = command(&["status"]).await;
    assert!(
        status.contains("Held; may have been cancelled or rejected: 1"),
        "{status}"
    );
    assert!(status.contains("Further on at custody: 1"), "{status}");
    command(&["cancel", &held]).await;
    let again = ground
        .invocation_of(&["recovery", "cancel", &held])
        .refused()
        .await;
    assert!(again.contains("not held"), "{again}");
    command(&["end"]).await;
    let server = Server::from(ground.invocation().start()).await;
    let alice = alice.moved_to(server.url());
    let transfer = alice.get(&format!("/api/transfers/{held}")).await.with(200);
    assert_eq!(transfer["reason_code"], "not_released");
    send(&alice, &wallet, "0.01", "small").await;
    assert_eq!(custody.executions(None).await.len(), 1);
}
