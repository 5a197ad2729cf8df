//! Who cancelled a transfer, told to everybody who may read it.

use bank::transfers::{CancellerPart, FeedFilter};
use bank::{Caller, Page};
use domain::id::TransferId;

use super::world::World;

/// What a customer reads.
async fn told(world: &World, who: &Caller, id: TransferId) -> (CancellerPart, Option<String>) {
    let transfer = world.bank().transfer(who, id).await.unwrap();
    let by = transfer.cancelled_by.unwrap();
    (by.part, by.name)
}

/// What an employee reads.
async fn told_to_the_bank(world: &World, id: TransferId) -> (CancellerPart, Option<String>) {
    let queued = world.bank().queued_transfer(&world.claire, id).await;
    let by = queued.unwrap().transfer.cancelled_by.unwrap();
    (by.part, by.name)
}

async fn share_with_bob(world: &World) -> domain::id::DelegationId {
    let wallet = world.wallet.id;
    let shared = world
        .test
        .share(
            &world.alice,
            wallet,
            "bob@example.com",
            "transfer",
            Some("0"),
        )
        .await;
    shared.id
}

#[tokio::test]
async fn owner_and_initiator_are_told_apart() {
    let world = World::new().await;
    let bank = world.bank();
    let grant = share_with_bob(&world).await;
    let by_bob = world.send(&world.bob, "0.01").await;
    assert_eq!(by_bob.cancelled_by, None);
    bank.cancel_transfer(&world.bob, by_bob.id).await.unwrap();
    let by_alice = world.send(&world.bob, "0.01").await.id;
    bank.cancel_transfer(&world.alice, by_alice).await.unwrap();
    let bob = (CancellerPart::Initiator, Some("Bob".to_owned()));
    let alice = (CancellerPart::Owner, Some("Alice".to_owned()));
    for who in [&world.alice, &world.bob] {
        assert_eq!(told(&world, who, by_bob.id).await, bob);
        assert_eq!(told(&world, who, by_alice).await, alice);
    }
    assert_eq!(told_to_the_bank(&world, by_alice).await, alice);

    // Who does not see the wallet any more does not learn whose it is.
    let last = world.send(&world.bob, "0.01").await.id;
    bank.revoke_delegation(&world.alice, grant).await.unwrap();
    let unnamed = (CancellerPart::Owner, None);
    assert_eq!(told(&world, &world.bob, last).await, unnamed);
    assert_eq!(told(&world, &world.alice, last).await, alice);
    world.check().await;
}

#[tokio::test]
async fn an_employee_is_named_to_employees_only() {
    let world = World::new().await;
    share_with_bob(&world).await;
    let id = world.send(&world.bob, "0.01").await.id;
    let retire = world.bank().retire_user(&world.dana, world.bob.user);
    retire.await.unwrap();
    assert_eq!(
        told(&world, &world.alice, id).await,
        (CancellerPart::Bank, None)
    );
    let named = (CancellerPart::Bank, Some("Dana".to_owned()));
    assert_eq!(told_to_the_bank(&world, id).await, named);
    let filter = FeedFilter {
        wallet: Some(world.wallet.id),
        ..FeedFilter::default()
    };
    let feed = world
        .bank()
        .transfer_feed(&world.claire, filter, Page::first(9));
    let listed = feed.await.unwrap().rows.remove(0).cancelled_by.unwrap();
    assert_eq!((listed.part, listed.name), named);
    world.check().await;
}
