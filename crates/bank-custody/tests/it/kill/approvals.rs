//! The bank dies while a transfer waits, once it is approved, and while it is sent after that.

use serde_json::{Value, json};

use super::{LARGE, SIDES, Step, World};
use crate::http::Api;

async fn an_approval_survives(mode: Value) {
    let mut world = World::new(mode).await;
    let order = world.order(LARGE);
    let id = order.ask(&world.person("alice")).await;
    world.kill().await;
    world.restart().await;
    assert_eq!(order.ask(&world.person("alice")).await, id);
    assert_eq!(world.ground.custody().executions(None).await, []);

    // Custody takes nothing, so that the approval is all that is committed when the bank dies.
    let refused = Step::signing("action_init", "/transfers").matcher();
    let custody = world.ground.custody().clone();
    custody.fault(refused, json!({"status": 500}), 0).await;
    let approve = format!("/api/admin/transfers/{id}/approve");
    let approved = world.person("claire").act(&approve).await.with(200);
    assert_eq!(approved["transfer"]["status"], "approved");
    world.kill().await;
    custody.clear_faults().await;
    world.restart().await;
    let again = world.person("claire").act(&approve).await;
    again.refused(409, "already_decided");
    world
        .confirmed_once(&id, &order, "killed when approved")
        .await;

    for side in SIDES {
        let order = world.order(LARGE);
        let id = order.ask(&world.person("alice")).await;
        let approve = format!("/api/admin/transfers/{id}/approve");
        let claire = world.person("claire");
        let decide = async |_: &Api| drop(claire.try_post(&approve, &json!({}), &id).await);
        world.restarted_at(Step::of("transfer"), side, decide).await;
        let name = format!("killed {side} what an approval sent took effect");
        assert_eq!(world.ends_once(&order, &name).await, id);
    }
    world.all_is_settled().await;
}

#[tokio::test]
async fn an_approval_survives_a_kill() {
    an_approval_survives(json!({"mode": "immediate"})).await;
}

#[tokio::test]
async fn an_approval_survives_a_kill_where_custody_answers_pending_first() {
    an_approval_survives(json!({"mode": "pending"})).await;
}
