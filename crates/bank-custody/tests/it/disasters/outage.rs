//! Custody is gone for a while, and people go on.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;
use testkit::eventually;

use super::Scene;
use crate::server::Ground;

/// Longer than any pause between two attempts.
const OUTAGE: Duration = Duration::from_secs(20);
/// So many transfers are sent soon after custody is back.
const OWED_MAX: u32 = 48;

#[tokio::test]
async fn what_people_ask_for_while_custody_is_gone_is_sent_once_afterwards() {
    let scene = Scene::begin(Ground::invocation).await;
    scene.is_confirmed(0).await;
    let custody = scene.ground.custody();
    let gone = custody.fault(json!({}), json!({"cut": "before"}), 0).await;
    let since = Instant::now();
    let mut number = 0;
    eventually("the outage to have lasted", async || {
        if number < OWED_MAX {
            let four = number + 1..=number + 4;
            number += 4;
            // Taken all the same, at once or after the time that a request waits for custody.
            for sent in join_all(four.map(|number| scene.send(number))).await {
                let sent = sent.unwrap();
                assert_eq!(sent.status, 201, "{}", sent.body);
            }
        }
        // The pages read on.
        scene.alice.get("/api/wallets").await.with(200);
        (since.elapsed() >= OUTAGE).then_some(())
    })
    .await;
    assert_eq!(custody.executions(None).await.len(), 1);
    assert!(custody.hits(gone).await > 0);

    custody.clear_faults().await;
    for number in 0..=number {
        scene.is_confirmed(number).await;
    }
    assert_eq!(custody.executions(None).await.len(), 1 + number as usize);
}
