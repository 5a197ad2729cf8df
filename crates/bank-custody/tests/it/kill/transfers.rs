//! The bank dies while it hands a transfer over, and while it asks how it goes on.

use serde_json::{Value, json};

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
            world.killed_at(step, side, send).await;
            world.ends_once(&order, &name).await;
        }
    }
    world.all_is_settled().await;
}

#[tokio::test]
async fn a_transfer_survives_a_kill_at_every_call() {
    a_transfer_survives(json!({"mode": "immediate"})).await;
}

#[tokio::test]
async fn a_transfer_survives_a_kill_at_every_call_where_custody_answers_pending_first() {
    a_transfer_survives(json!({"mode": "pending"})).await;
}
