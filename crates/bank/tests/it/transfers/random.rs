//! Random lives: many deeds in any order, against rules that are written down a second time.

mod deeds;
mod rules;

use domain::execution::CustodyState;
use domain::transfer::Status;
use proptest::prelude::*;

use super::world::World;
use crate::support::SubmitMode;
use deeds::{Deed, any_deeds};
use rules::Rules;

/// Seconds in which everything owed is done after the faults stop: the longest pause is a minute.
const DRAINED_AFTER: u32 = 240;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })]

    /// Whatever people, employees and custody do: each answer and each step is what the rules say,
    /// the money that is spoken for adds up after every deed, and in the end nothing is owed and
    /// the books agree with custody.
    #[test]
    fn any_deeds_in_any_order_keep_the_rules(deeds in any_deeds()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            let mut rules = Rules::of(&world);
            for deed in deeds {
                world = live(world, &mut rules, deed).await;
            }
            drain(&world, &mut rules).await;
            agree(&world).await;
            world.check().await;
        });
    }
}

/// One deed, and what came of it.
async fn live(world: World, rules: &mut Rules, deed: Deed) -> World {
    let world = match deed {
        Deed::Restart => world.restart().await,
        other => {
            let done = Box::pin(deeds::done(&world, rules, other));
            world.while_time_passes(done).await;
            world.bank_settles().await;
            world
        }
    };
    rules.observe(&world, deed).await;
    world
}

/// Faults stop, holds are lifted, custody finishes what it has; the worker does the rest.
async fn drain(world: &World, rules: &mut Rules) {
    let custody = &world.test.custody;
    custody.heal();
    custody.set_mode(SubmitMode::Broadcasts);
    rules.lift_all(world).await;
    for _ in 0..DRAINED_AFTER {
        for transfer in custody.executions() {
            if !is_final(transfer.state) {
                custody.move_on(
                    transfer.external_id.as_deref().unwrap(),
                    CustodyState::Confirmed,
                );
            }
        }
        world.work(1).await;
        rules.observe(world, Deed::Work(1)).await;
        if rules.nothing_owed() {
            return;
        }
    }
    panic!("still owed: {rules:?}");
}

/// What custody says nothing more about.
fn is_final(state: CustodyState) -> bool {
    matches!(
        state,
        CustodyState::Confirmed | CustodyState::Failed | CustodyState::Rejected
    )
}

/// The balance that custody has left is what was there less what is booked as confirmed.
async fn agree(world: &World) {
    let page = bank::Page::first(200);
    let all = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), page);
    let spent: Vec<_> = all
        .await
        .unwrap()
        .rows
        .into_iter()
        .map(|listing| listing.transfer)
        .filter(|transfer| transfer.status == Status::Confirmed)
        .map(|transfer| transfer.order.amount)
        .collect();
    let left = spent.into_iter().fold(rules::start(), |left, amount| {
        left.checked_sub(amount).expect("never more than there was")
    });
    world.test.clock.advance(time::Duration::seconds(11));
    assert!(
        world
            .test
            .bank
            .refresh_balances_of(world.wallet.id)
            .await
            .unwrap()
    );
    let wallet = world
        .bank()
        .wallet(&world.alice, world.wallet.id, false)
        .await
        .unwrap();
    let held = wallet.holdings.native.unwrap().amount;
    assert_eq!(held, left, "custody's balance and the books");
}
