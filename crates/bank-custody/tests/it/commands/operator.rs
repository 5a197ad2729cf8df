//! What operators need beside the API: the one file, the pause, readiness, logs.

use serde_json::Value;
use testkit::eventually;

use super::small_transfer;
use crate::{
    http,
    server::{Ground, Server},
};

#[tokio::test]
async fn a_second_process_on_the_same_file_is_refused() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let reason = ground.invocation().refused().await;
    assert!(reason.contains("DATABASE_URL"), "{reason}");
    assert!(reason.contains("another process"), "{reason}");
    // The first one goes on, and its end lets another one in.
    server.api().get("/api/health").await.with(200);
    server.kill().await;
    ground.serve().await;
}

/// The operator's hold works while the server is down, and outlives restarts.
#[tokio::test]
async fn a_pause_by_the_operator_holds_until_it_is_lifted() {
    let ground = Ground::new().await;
    let migrated = ground.invocation_of(&["migrate"]).run().await;
    assert!(migrated.status.success(), "{}", migrated.stderr);
    let paused = ground.invocation_of(&["pause", "--reason", "An audit."]);
    assert_eq!(
        paused.run().await.stdout,
        "paused: nothing new is sent or approved\n"
    );

    let server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let order = small_transfer(&ground, &alice).await;
    let refused = alice.post("/api/transfers", &order).await;
    refused.refused(409, "paused");
    let claire = server.api().bearer(ground.token("claire"));
    let overview = claire.get("/api/admin/overview").await.with(200);
    assert_eq!(overview["health"]["paused"]["reason"], "An audit.");
    // The file is the server's while it runs.
    let reason = ground.invocation_of(&["resume"]).refused().await;
    assert!(reason.contains("another process"), "{reason}");
    server.into_program().stop().await;

    let resumed = ground.invocation_of(&["resume"]);
    assert_eq!(resumed.run().await.stdout, "resumed\n");
    let server = ground.serve().await;
    let alice = alice.moved_to(server.url());
    alice.post("/api/transfers", &order).await.with(201);
    assert_eq!(ground.custody().executions(None).await.len(), 1);
}

#[tokio::test]
async fn a_server_says_when_it_is_ready() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let http = http::client();
    eventually("the server to be ready", async || {
        let url = format!("{}/readyz", server.url());
        let answer = http.get(url).send().await.unwrap();
        answer.status().is_success().then_some(())
    })
    .await;
}

/// Logs go to standard error, as JSON where that is wished for, and hold no secret at any level.
#[tokio::test]
async fn logs_are_for_machines_too_and_hold_no_secrets() {
    let ground = Ground::new().await;
    let serve = ground.invocation_of(&["serve", "--log", "json"]);
    let mut server = Server::from(serve.var("RUST_LOG", "trace").start()).await;
    let token = ground.token("alice");
    let alice = server.api().bearer(&token);
    let order = small_transfer(&ground, &alice).await;
    alice.post("/api/transfers", &order).await.with(201);
    let log = server.program().log();
    assert!(log.lines().count() > 10, "{log}");
    for line in log.lines() {
        serde_json::from_str::<Value>(line).expect(line);
    }
    for secret in ground.secrets().iter().chain([&token]) {
        assert!(!log.contains(secret.as_str()), "{secret}");
    }
    server.into_program().stop().await;
}

#[tokio::test]
async fn a_server_for_production_has_no_demo_money() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let order = small_transfer(&ground, &alice).await;
    let wallet = order["wallet_id"].as_str().unwrap();
    let funds = format!("/api/wallets/{wallet}/test-funds");
    alice.act(&funds).await.refused(404, "route_unknown");
    let story = alice.act("/api/demo/story").await;
    story.refused(404, "route_unknown");
}
