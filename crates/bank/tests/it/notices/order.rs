//! Any order and number of notices.

use bank::notices::Notice;
use domain::execution::CustodyState;
use proptest::prelude::*;
use time::Duration;

use super::{accepted, alerts, receive, told, work_on_inbox};
use crate::transfers::world::World;

/// One thing that happens.
#[derive(Debug, Clone, Copy)]
enum Happens {
    /// The notice of this number is delivered.
    Told(usize),
    /// Somebody works on the inbox.
    Inbox,
    /// The poller asks.
    Poll,
    /// A second passes.
    Time,
}

/// What custody tells of a transfer that is confirmed in the end.
const STATES: [CustodyState; 4] = [
    CustodyState::Waiting {
        held_by_policy: false,
    },
    CustodyState::Executing,
    CustodyState::Broadcasted,
    CustodyState::Confirmed,
];

fn happenings() -> impl Strategy<Value = Vec<Happens>> {
    let one = prop_oneof![
        4 => (0..STATES.len()).prop_map(Happens::Told),
        2 => Just(Happens::Inbox),
        1 => Just(Happens::Poll),
        1 => Just(Happens::Time),
    ];
    prop::collection::vec(one, 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Custody goes on at some time in between; whatever it tells of that, how often and in which
    /// order, the end is the same, each step is booked once and nothing is raised.
    #[test]
    fn any_order_and_repetition_ends_the_same(
        happens in happenings(),
        broadcasted_at in 0..24_usize,
        confirmed_at in 0..24_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let world = World::new().await;
            let id = accepted(&world).await;
            let external_id = world.external_id(id).await;
            let custody = &world.test.custody;
            for (n, happens) in happens.into_iter().enumerate() {
                if n == broadcasted_at.min(confirmed_at) {
                    custody.move_on(&external_id, CustodyState::Broadcasted);
                }
                if n == confirmed_at {
                    custody.move_on(&external_id, CustodyState::Confirmed);
                }
                match happens {
                    Happens::Told(which) => {
                        receive(&world, Notice::Transfer(told(&world, STATES[which]))).await;
                    }
                    Happens::Inbox => drop(world.bank().inbox_round().await.unwrap()),
                    Happens::Poll => world.bank().poll_round().await.unwrap(),
                    Happens::Time => world.test.clock.advance(Duration::seconds(1)),
                }
            }
            custody.move_on(&external_id, CustodyState::Confirmed);
            receive(&world, Notice::Transfer(told(&world, CustodyState::Confirmed))).await;
            work_on_inbox(&world.test, 30).await;
            assert_eq!(world.steps(id).await, "approved submitting broadcasted confirmed");
            assert_eq!(world.executions(id).await, 1);
            assert_eq!(world.attention(id).await, None);
            assert_eq!(alerts(&world.test).await, []);
            assert_eq!(world.test.store.notices_due(10).await.unwrap(), [] as [uuid::Uuid; 0]);
            world.check().await;
        });
    }
}
