//! When custody does not let the bank in, or is out of reach.

use domain::transfer::Status;

use super::world::World;
use crate::support::{Call, Trouble};

#[tokio::test]
async fn refused_credentials_stop_the_executor_until_a_probe_succeeds() {
    let world = World::new().await;
    let bank = world.bank();
    let custody = &world.test.custody;
    custody.fail(
        Call::Submit,
        [Trouble::Misconfigured {
            transfer_call_made: false,
        }],
    );
    custody.fail_always(
        Call::Probe,
        Trouble::Misconfigured {
            transfer_call_made: false,
        },
    );
    let id = world.send(&world.alice, "0.01").await.id;
    assert_eq!(
        world.status(id).await,
        Status::Approved,
        "the transfer call was not made"
    );
    assert!(bank.custody_is_misconfigured().await.unwrap());
    assert_eq!(world.test.audited("alert.custody_misconfigured").await, 1);
    let other = world.send(&world.alice, "0.02").await;
    assert_eq!(other.status, Status::Approved, "nothing more is tried");
    world.work(29).await;
    assert_eq!(
        (custody.count(Call::Submit), custody.count(Call::Probe)),
        (1, 0)
    );
    world.work(31).await;
    assert_eq!(
        (custody.count(Call::Submit), custody.count(Call::Probe)),
        (1, 2)
    );
    custody.heal();
    world.work(30).await;
    assert!(!bank.custody_is_misconfigured().await.unwrap());
    assert_eq!(custody.count(Call::Probe), 3);
    world.work(1).await;
    for id in [id, other.id] {
        assert_eq!(world.status(id).await, Status::Broadcasted);
        assert_eq!(world.executions(id).await, 1);
    }
    world.check().await;
}

#[tokio::test]
async fn refused_credentials_on_the_transfer_call_leave_it_submitting() {
    let world = World::new().await;
    let trouble = Trouble::Misconfigured {
        transfer_call_made: true,
    };
    world.test.custody.fail(Call::Submit, [trouble]);
    let id = world.send(&world.alice, "0.01").await.id;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert!(world.bank().custody_is_misconfigured().await.unwrap());
    world.work(35).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.attempts(id).await, "misconfigured accepted");
    world.check().await;
}

#[tokio::test]
async fn three_wallets_denied_in_a_row_count_as_the_banks_own_fault() {
    let world = World::new().await;
    let bank = world.bank();
    let custody = &world.test.custody;
    let mut wallets = vec![world.wallet.id];
    for name in ["Second", "Third"] {
        wallets.push(world.test.funded_wallet(&world.alice, name, "1").await.id);
    }
    let send = async |n: usize| {
        let wish = world.wish_from(wallets[n], "0.01");
        bank.send(&world.alice, &wish, None)
            .await
            .unwrap()
            .thing
            .transfer
    };
    custody.fail(Call::Submit, [Trouble::Denied, Trouble::Denied]);
    send(0).await;
    send(1).await;
    assert!(!bank.custody_is_misconfigured().await.unwrap());
    assert_eq!(
        send(2).await.status,
        Status::Broadcasted,
        "an answer in between ends the row"
    );

    custody.fail(
        Call::Submit,
        [Trouble::Denied, Trouble::Denied, Trouble::Denied],
    );
    send(0).await;
    send(0).await;
    send(1).await;
    assert!(
        !bank.custody_is_misconfigured().await.unwrap(),
        "two wallets"
    );
    custody.fail(Call::Submit, [Trouble::Denied]);
    send(2).await;
    assert!(bank.custody_is_misconfigured().await.unwrap());
    world.work(100).await;
    assert!(!bank.custody_is_misconfigured().await.unwrap());
    let counts = world.test.store.open_transfer_counts().await.unwrap();
    assert_eq!((counts.owed, counts.attention), (0, 0));
    world.check().await;
}

#[tokio::test]
async fn the_rest_goes_on_as_soon_as_custody_answers_again() {
    let world = World::new().await;
    let custody = &world.test.custody;
    custody.fail_always(Call::Submit, Trouble::NotSent);
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(world.send(&world.alice, "0.01").await.id);
    }
    world.work(120).await;
    custody.heal();
    // The first to come back brings the others along, whatever their own pause.
    let mut waited = 0;
    while world.test.custody.executions().is_empty() {
        world.work(1).await;
        waited += 1;
        assert!(waited <= 13, "ten seconds and a quarter at most");
    }
    world.work(1).await;
    for id in ids {
        assert_eq!(world.status(id).await, Status::Broadcasted);
    }
    world.check().await;
}

#[tokio::test]
async fn calls_that_fail_in_a_row_hold_the_others_back() {
    let world = World::new().await;
    let bank = world.bank();
    let custody = &world.test.custody;
    let wallet = world.wallet.id;
    let held_back = async || {
        bank.health()
            .await
            .unwrap()
            .custody_breaker
            .held_back_since()
    };
    custody.go_down();
    let first = world.send(&world.alice, "0.01").await.id;
    let begun = world.test.clock_now();
    assert_eq!(
        held_back().await,
        None,
        "balance, fee and transfer: three calls"
    );
    let second = world.send(&world.alice, "0.01").await.id;
    assert_eq!(held_back().await, Some(begun));

    // Nothing is begun, and pages answer with what there is.
    let third = world.send(&world.alice, "0.01").await.id;
    assert_eq!(world.attempts(third).await, "");
    let counts = || [Call::Submit, Call::Balances, Call::Fees].map(|call| custody.count(call));
    let before = counts();
    world.test.clock.advance(time::Duration::seconds(4));
    world.round().await;
    let page = bank.wallet(&world.alice, wallet, true).await.unwrap();
    assert_eq!(
        page.holdings.native.unwrap().amount,
        crate::support::eth("1")
    );
    assert_eq!(counts(), before);
    let health = bank.admin_health(&world.claire).await.unwrap().health;
    assert_eq!(health.custody_out_of_reach_since, Some(begun));

    // After five seconds one goes ahead, and only one.
    for _ in 0..2 {
        world.test.clock.advance(time::Duration::seconds(5));
        let before = custody.count(Call::Submit);
        world.round().await;
        assert_eq!(custody.count(Call::Submit), before + 1);
        world.round().await;
        assert_eq!(custody.count(Call::Submit), before + 1);
    }
    custody.heal();
    world.work(6).await;
    for id in [first, second, third] {
        assert_eq!(world.status(id).await, Status::Broadcasted);
    }
    assert_eq!(held_back().await, None);
    let health = bank.health().await.unwrap();
    assert_eq!(health.custody_out_of_reach_since, None);
    world.check().await;
}

#[tokio::test]
async fn a_question_goes_ahead_where_nothing_is_owed() {
    let world = World::new().await;
    let bank = world.bank();
    let custody = &world.test.custody;
    custody.go_down();
    let ask = async || {
        world.test.clock.advance(time::Duration::seconds(11));
        bank.refresh_balances_of(world.wallet.id).await.unwrap()
    };
    while bank
        .health()
        .await
        .unwrap()
        .custody_breaker
        .held_back_since()
        .is_none()
    {
        assert!(!ask().await);
    }
    world.round().await;
    assert_eq!(custody.count(Call::Probe), 0, "not yet");
    world.test.clock.advance(time::Duration::seconds(5));
    world.round().await;
    assert_eq!(custody.count(Call::Probe), 1);
    world.round().await;
    assert_eq!(custody.count(Call::Probe), 1);
    custody.heal();
    world.work(5).await;
    assert_eq!(custody.count(Call::Probe), 2);
    assert!(ask().await);
    let health = bank.health().await.unwrap();
    assert_eq!(health.custody_breaker.held_back_since(), None);
    world.work(1).await;
    let health = bank.health().await.unwrap();
    assert_eq!(health.custody_out_of_reach_since, None);
}

/// That custody answers questions does not say that it takes transfers: one goes ahead.
#[tokio::test]
async fn an_answered_question_lets_one_transfer_go_ahead() {
    let world = World::new().await;
    let bank = world.bank();
    let custody = &world.test.custody;
    custody.go_down();
    let id = world.send(&world.alice, "0.01").await.id;
    world.work(60).await;
    custody.heal();
    custody.fail_always(Call::Submit, Trouble::NotSent);
    let (submitted, probed) = (custody.count(Call::Submit), custody.count(Call::Probe));
    world.work(60).await;
    let (submitted, probed) = (
        custody.count(Call::Submit) - submitted,
        custody.count(Call::Probe) - probed,
    );
    assert!(probed > 0, "the transfer was not due each time");
    assert!(submitted > probed, "each answer lets it go ahead");
    custody.heal();
    world.work(6).await;
    assert_eq!(
        world.status(id).await,
        Status::Broadcasted,
        "sooner than its own pause"
    );
    let health = bank.health().await.unwrap();
    assert_eq!(health.custody_breaker.held_back_since(), None);
    world.check().await;
}
