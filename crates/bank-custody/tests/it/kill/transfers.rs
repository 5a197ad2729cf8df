//! The bank dies while it hands a transfer over, and while it asks how it goes on.

use serde_json::{Value, json};
use testkit::eventually;

use super::{SIDES, SMALL, Step, World};
use crate::http::Api;

const TRANSFER_STEPS: [Step; 4] = [
    Step::signing("action_init", "/transfers"),
    Step::signing("action_complete", "/transfers"),
    Step::of("transfer"),
    Step::of("get_transfer"),
];

async fn a_transfer_survives(mode: Value) {
    let mut world = World::new(mode).await;
    for step in TRANSFER_STEPS {
        for side in SIDES {
            let name = format!("killed at {} {side} its effect", step.name);
            let order = world.order(SMALL);
            let send = async |alice: &Api| drop(order.send(alice).await);
            let fault = world.dies_at(step, side, send).await;
            // It was this moment and no other.
            let sent = matches!(
                (step.name, side),
                ("transfer", "after") | ("get_transfer", _)
            );
            let executed = usize::from(sent && !world.pending_first);
            assert_eq!(world.executed(&order).await, executed, "{name}");
            world.ground.custody().release(fault).await;
            world.restart().await;
            world.ends_once(&order, &name).await;
        }
    }
    a_call_arrives_late(&mut world).await;
    world.all_is_settled().await;
}

/// The network keeps the call of the dead bank until the next run has sent the transfer.
async fn a_call_arrives_late(world: &mut World) {
    let order = world.order(SMALL);
    let send = async |alice: &Api| drop(order.send(alice).await);
    let fault = world.dies_at(Step::of("transfer"), "before", send).await;
    world.restart().await;
    world.ends_once(&order, "sent by the second run").await;
    let custody = world.ground.custody();
    custody.release(fault).await;
    eventually("the late call to be carried out", async || {
        (custody.holding(fault).await == 0).then_some(())
    })
    .await;
    assert_eq!(world.executed(&order).await, 1);
}

#[tokio::test]
async fn a_transfer_survives_a_kill_at_every_call() {
    a_transfer_survives(json!({"mode": "immediate"})).await;
}

#[tokio::test]
async fn a_transfer_survives_a_kill_at_every_call_where_custody_answers_pending_first() {
    a_transfer_survives(json!({"mode": "pending"})).await;
}
