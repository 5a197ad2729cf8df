//! The end that was asked for, and what is finished before it.

use serde_json::{Value, json};
use testkit::eventually;

use super::{RECEIVER, small_transfer};
use crate::{
    http::text,
    server::{Ground, Server},
};

#[tokio::test]
async fn termination_finishes_a_transfer_that_custody_is_busy_with() {
    let ground = Ground::new().await;
    let mut server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let order = small_transfer(&ground, &alice).await;
    let custody = ground.custody();
    let hold = json!({"hold": true});
    let fault = custody.fault(json!({"step": "transfer"}), hold, 1).await;
    let sending = {
        let alice = alice.clone();
        tokio::spawn(async move { alice.post("/api/transfers", &order).await })
    };
    custody.struck(fault, 1).await;

    server.program().signal("TERM").await;
    let address = server.url().strip_prefix("http://").unwrap().to_owned();
    eventually("nobody to be let in any more", async || {
        let connected = tokio::net::TcpStream::connect(&address).await;
        connected.is_err().then_some(())
    })
    .await;
    assert!(server.program().is_running(), "a transfer is under way");
    custody.release(fault).await;
    // The request that runs has its answer, and the end comes in good order after it.
    let sent = sending.await.unwrap().with(201);
    assert!(server.into_program().ended().await.success());
    let ledger = custody.executions(Some(RECEIVER)).await;
    assert_eq!(ledger.len(), 1);

    // What custody answered was recorded before the end: nothing is asked a second time.
    let custody_calls = transfers_at_custody(&ground).await;
    let server = ground.serve().await;
    let alice = alice.moved_to(server.url());
    let path = format!("/api/transfers/{}", text(&sent["transfer"]["id"]));
    let transfer = eventually("the transfer to be confirmed", async || {
        let transfer = alice.get(&path).await.with(200);
        (transfer["status"] == "confirmed").then_some(transfer)
    })
    .await;
    assert_eq!(transfer["tx_hash"], ledger[0].tx_hash);
    assert_eq!(transfers_at_custody(&ground).await, custody_calls);
}

/// How many transfers were asked for at custody.
async fn transfers_at_custody(ground: &Ground) -> Value {
    let calls = ground.custody().calls().await;
    calls["endpoints"]["POST /wallets/{wallet_id}/transfers"].clone()
}

#[tokio::test]
async fn the_end_that_was_asked_for_is_a_success() {
    let ground = Ground::new().await;
    for signal in ["TERM", "INT"] {
        // As soon as it says that it listens it can be asked to end.
        let program = ground.serve().await.into_program();
        program.signal(signal).await;
        assert!(program.ended().await.success(), "{signal}");
    }
}

/// What one run of the API alone leaves behind is finished by the worker alone.
#[tokio::test]
async fn the_parts_of_the_server_run_alone() {
    let ground = Ground::new().await;
    let api = Server::from(ground.invocation_of(&["serve", "api"]).start()).await;
    let alice = api.api().bearer(ground.token("alice"));
    let order = small_transfer(&ground, &alice).await;
    let custody = ground.custody();
    let hold = json!({"hold": true});
    let prepares = json!({"step": "action_init", "prepares_suffix": "/transfers"});
    let fault = custody.fault(prepares, hold, 1).await;
    tokio::select! {
        _ = alice.try_post("/api/transfers", &order, "one") => panic!("custody holds the call"),
        () = custody.struck(fault, 1) => {}
    }
    api.kill().await;
    custody.clear_faults().await;

    let worker = ground.invocation_of(&["serve", "worker"]).start();
    eventually("the worker to send it", async || {
        let ledger = custody.executions(Some(RECEIVER)).await;
        (ledger.len() == 1).then_some(())
    })
    .await;
    worker.stop().await;
}
