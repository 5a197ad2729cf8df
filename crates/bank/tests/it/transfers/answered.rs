//! What is written down of custody.

use store::service_state::ServiceFact;
use time::Duration;

use super::world::World;

/// When it was last written down that custody answers.
async fn answered_at(world: &World) -> time::OffsetDateTime {
    let state = world.test.store.service_state(ServiceFact::CustodyAnswered);
    state.await.unwrap().unwrap().at
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
