use bank::Refusal;
use bank::custody::FeeEstimate;
use bank::transfers::SendRequest;
use domain::money::{BaseUnits, Decimals, parse_decimal};
use domain::transfer::Status;
use futures::future::join_all;

use super::world::{World, refusal};
use crate::support::{Call, SubmitMode, Trouble, eth};

fn available(refusal: Refusal) -> BaseUnits {
    match refusal {
        Refusal::InsufficientFunds { available, .. } => available,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_requests_cannot_spend_the_same_money() {
    let world = World::new().await;
    world
        .test
        .custody
        .fail_always(Call::Submit, Trouble::NotSent);
    let sends = (0..20).map(|_| {
        let (bank, alice) = (world.bank().clone(), world.alice.clone());
        let wish = world.wish("0.049");
        tokio::spawn(async move { bank.send(&alice, &wish, None).await })
    });
    let results = join_all(sends).await;
    let stored = results
        .iter()
        .filter(|result| result.as_ref().unwrap().is_ok())
        .count();
    // 20 x 0.049 fit into 1 ETH; the 21st does not.
    assert_eq!(stored, 20);
    // So many failures hold calls back for a while.
    world.test.clock.advance(time::Duration::seconds(5));
    let short = refusal(world.try_send(&world.alice, "0.049").await);
    assert_eq!(available(short), eth("0.02"));
    world.check().await;
}

#[tokio::test]
async fn what_is_on_its_way_is_spoken_for_and_what_waits_is_not() {
    let world = World::new().await;
    world.pending().await;
    world.send(&world.alice, "0.9").await;
    world.owed(&world.alice).await;
    // 1 - 0.01 approved; the two pending ones reserve nothing.
    let short = refusal(world.try_send(&world.alice, "1").await);
    assert_eq!(available(short), eth("0.99"));
    world.work(2).await;
    // On its way now: custody's balance has lost it already, and it stays subtracted until it is
    // confirmed; too little is the safe side.
    let short = refusal(world.try_send(&world.alice, "1").await);
    assert_eq!(available(short), eth("0.98"));
    world.confirm_all().await;
    let short = refusal(world.try_send(&world.alice, "1").await);
    assert_eq!(available(short), eth("0.99"));
    world.check().await;
}

#[tokio::test]
async fn a_refusal_rests_on_a_balance_read_after_the_request() {
    let world = World::new().await;
    let address = world.wallet.address.unwrap();
    assert_eq!(
        available(refusal(world.try_send(&world.alice, "3").await)),
        eth("1")
    );
    world.test.clock.advance(time::Duration::seconds(1));
    world.test.custody.fund(address, eth("5"));
    assert_eq!(world.send(&world.alice, "3").await.status, Status::Pending);
    world.test.clock.advance(time::Duration::seconds(1));
    world.test.custody.fund(address, eth("0.001"));
    assert_eq!(
        available(refusal(world.try_send(&world.alice, "0.01").await)),
        eth("0.001")
    );
}

#[tokio::test]
async fn with_custody_out_of_reach_the_check_is_skipped() {
    let world = World::new().await;
    world.test.custody.go_down();
    let transfer = world.send(&world.alice, "7").await;
    assert_eq!(transfer.status, Status::Pending);
    let small = world.send(&world.alice, "0.01").await;
    assert_eq!(small.status, Status::Approved, "owed until custody is back");
    world.test.custody.heal();
    world.work(6).await;
    assert_eq!(world.status(small.id).await, Status::Broadcasted);
    world.approve(transfer.id).await.unwrap();
    assert_eq!(
        world.status(transfer.id).await,
        Status::Failed,
        "custody refuses it"
    );
    assert_eq!(
        world.reason(transfer.id).await.as_deref(),
        Some("insufficient_balance")
    );
    world.check().await;
}

#[tokio::test]
async fn the_fee_is_reserved_where_it_is_known() {
    let world = World::new().await;
    let gwei = BaseUnits::from_u128(1_000_000_000);
    world.test.custody.set_fee(Some(FeeEstimate {
        max_fee_per_gas: gwei,
    }));
    let short = refusal(world.try_send(&world.alice, "1").await);
    assert_eq!(available(short), eth("0.999979"), "21000 gas at 1 gwei");
    assert_eq!(
        world.send(&world.alice, "0.999979").await.status,
        Status::Pending
    );
    // A missing estimate never blocks.
    world
        .test
        .custody
        .fail_always(Call::Fees, Trouble::LostBefore);
    assert_eq!(world.send(&world.alice, "1").await.status, Status::Pending);
    world.check().await;
}

#[tokio::test]
async fn the_fees_of_what_is_under_way_are_reserved_too() {
    let world = World::new().await;
    let gwei = BaseUnits::from_u128(1_000_000_000);
    world.test.custody.set_fee(Some(FeeEstimate {
        max_fee_per_gas: gwei,
    }));
    world.owed(&world.alice).await;
    let short = refusal(world.try_send(&world.alice, "1").await);
    let rest = eth("0.989958");
    assert_eq!(available(short), rest, "less 0.01 and twice 21000 gas");
    world.check().await;
}

#[tokio::test]
async fn a_token_is_judged_by_its_own_balance_and_decimals() {
    let world = World::new().await;
    let wish = |amount: &str| SendRequest {
        asset: Some("USDC".to_owned()),
        ..world.wish(amount)
    };
    let send = async |amount: &str| world.bank().send(&world.alice, &wish(amount), None).await;
    assert_eq!(available(refusal(send("1").await)), BaseUnits::ZERO);
    let held = parse_decimal("10", Decimals(6)).unwrap();
    world.hold_token("USDC", 6, held);
    assert_eq!(available(refusal(send("10.5").await)), held);
    assert_eq!(
        send("10").await.unwrap().thing.transfer.status,
        Status::Broadcasted
    );
    // A contract that claims other decimals than the registry is not sent.
    world.test.clock.advance(time::Duration::seconds(1));
    world.hold_token("USDC", 18, held);
    assert_eq!(refusal(send("1").await), Refusal::AssetBlocked);
    world.check().await;
}

#[tokio::test]
async fn what_was_confirmed_after_the_reading_counts() {
    let world = World::new().await;
    world.test.custody.set_mode(SubmitMode::Broadcasts);
    let id = world.send(&world.alice, "0.04").await.id;
    let external_id = world.external_id(id).await;
    world
        .test
        .custody
        .move_on(&external_id, domain::execution::CustodyState::Confirmed);
    let before = world.test.clock_now();
    world.work(3).await;
    assert_eq!(world.status(id).await, Status::Confirmed);
    let asset = domain::asset::native(domain::network::Network::EthereumSepolia).id();
    let store = &world.test.store;
    let reserved = store
        .reserved_funds(world.wallet.id, asset, before)
        .await
        .unwrap();
    assert_eq!(
        reserved,
        eth("0.04"),
        "a copy from before does not show it yet"
    );
    let now = world.test.clock_now();
    let reserved = store
        .reserved_funds(world.wallet.id, asset, now)
        .await
        .unwrap();
    assert_eq!(reserved, BaseUnits::ZERO);
}
