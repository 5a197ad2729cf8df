//! What is written down of custody.

use bank::notices::Notice;
use store::service_state::ServiceFact;
use time::Duration;

use super::world::World;

/// When something was last written down.
async fn noted_at(world: &World, fact: ServiceFact) -> time::OffsetDateTime {
    let state = world.test.store.service_state(fact);
    state.await.unwrap().unwrap().at
}

async fn answered_at(world: &World) -> time::OffsetDateTime {
    noted_at(world, ServiceFact::CustodyAnswered).await
}

#[tokio::test]
async fn that_custody_answers_is_written_down_every_ten_seconds() {
    let world = World::new().await;
    world.test.clock.advance(Duration::seconds(10));
    world.send(&world.alice, "0.001").await;
    let first = answered_at(&world).await;
    assert_eq!(first, world.test.clock_now());
    world.test.clock.advance(Duration::seconds(9));
    world.send(&world.alice, "0.001").await;
    assert_eq!(answered_at(&world).await, first, "not every time");
    world.test.clock.advance(Duration::seconds(1));
    world.send(&world.alice, "0.001").await;
    assert_eq!(answered_at(&world).await, world.test.clock_now());
    // An answer about balances counts as well.
    world.test.clock.advance(Duration::seconds(11));
    let wallet = world.wallet.id;
    assert!(world.bank().refresh_balances_of(wallet).await.unwrap());
    assert_eq!(answered_at(&world).await, world.test.clock_now());
}

#[tokio::test]
async fn that_notices_come_in_is_written_down_every_ten_seconds() {
    let world = World::new().await;
    world.send(&world.alice, "0.001").await;
    let heard = async || {
        let told = world.test.custody.executions().pop().unwrap();
        let notice = Notice::Transfer(told);
        world.bank().receive_notice(notice).await.unwrap();
        noted_at(&world, ServiceFact::NoticeReceived).await
    };
    let first = heard().await;
    assert_eq!(first, world.test.clock_now());
    world.test.clock.advance(Duration::seconds(9));
    assert_eq!(heard().await, first, "not every time");
    world.test.clock.advance(Duration::seconds(1));
    assert_eq!(heard().await, world.test.clock_now());
}
