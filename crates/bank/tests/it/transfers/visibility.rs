use bank::transfers::TransferFilter;
use bank::{Page, Refusal};
use domain::transfer::Status;

use super::world::{World, refusal};

#[tokio::test]
async fn one_sees_what_one_may_see_now_and_what_one_initiated() {
    let world = World::new().await;
    let bank = world.bank();
    let wallet = world.wallet.id;
    let alices = world.pending().await;
    world
        .test
        .share(
            &world.alice,
            wallet,
            "bob@example.com",
            "transfer",
            Some("0"),
        )
        .await;
    let bobs = world.send(&world.bob, "0.01").await.id;
    let listed = async |who: &bank::Caller| {
        let page = bank
            .transfers(who, TransferFilter::default(), Page::first(9))
            .await
            .unwrap();
        page.rows.iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(&world.alice).await, [bobs, alices]);
    assert_eq!(listed(&world.bob).await, [bobs, alices]);
    assert!(listed(&world.charlie).await.is_empty());
    assert!(
        listed(&world.claire).await.is_empty(),
        "on this side an employee is anybody else"
    );
    assert_eq!(
        refusal(bank.transfer(&world.charlie, bobs).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(bank.transfer(&world.claire, bobs).await),
        Refusal::NotFound
    );
    assert!(
        bank.transfer(&world.bob, alices)
            .await
            .unwrap()
            .initiator_email
            .is_none()
    );
    assert!(
        bank.transfer(&world.alice, bobs)
            .await
            .unwrap()
            .initiator_email
            .is_some()
    );
    world.check().await;
}

#[tokio::test]
async fn what_was_initiated_is_kept_with_no_more_than_the_wallets_name_then() {
    let world = World::new().await;
    let bank = world.bank();
    let wallet = world.wallet.id;
    let alices = world.pending().await;
    let grant = world
        .test
        .share(
            &world.alice,
            wallet,
            "bob@example.com",
            "transfer",
            Some("0"),
        )
        .await;
    let bobs = world.send(&world.bob, "0.01").await.id;

    bank.rename_wallet(&world.alice, wallet, "Holidays")
        .await
        .unwrap();
    assert_eq!(
        bank.transfer(&world.bob, bobs).await.unwrap().wallet_name,
        "Holidays"
    );
    bank.revoke_delegation(&world.alice, grant.id)
        .await
        .unwrap();
    let page = bank.transfers(&world.bob, TransferFilter::default(), Page::first(9));
    let listed: Vec<_> = page
        .await
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(listed, [bobs]);
    assert_eq!(
        refusal(bank.transfer(&world.bob, alices).await),
        Refusal::NotFound
    );
    let kept = bank.transfer(&world.bob, bobs).await.unwrap();
    assert_eq!(
        kept.wallet_name, "Alice's Wallet",
        "no more than its name then"
    );
    assert_eq!(kept.status, Status::Cancelled);
    assert_eq!(kept.reason.unwrap().code, "delegation_revoked");
    world.check().await;
}

#[tokio::test]
async fn lists_are_filtered_and_paged_newest_first() {
    let world = World::new().await;
    let bank = world.bank();
    let other = world.test.funded_wallet(&world.alice, "Other", "1").await;
    for n in 0..5 {
        let wallet = if n % 2 == 0 {
            world.wallet.id
        } else {
            other.id
        };
        let amount = if n < 3 { "0.01" } else { "0.06" };
        bank.send(&world.alice, &world.wish_from(wallet, amount), None)
            .await
            .unwrap();
        world.test.clock.advance(time::Duration::seconds(1));
    }
    let all = bank
        .transfers(&world.alice, TransferFilter::default(), Page::first(9))
        .await;
    let all: Vec<_> = all.unwrap().rows.into_iter().map(|row| row.id).collect();
    let mut paged = Vec::new();
    let mut page = Page::first(2);
    loop {
        let part = bank
            .transfers(&world.alice, TransferFilter::default(), page)
            .await
            .unwrap();
        paged.extend(part.rows.iter().map(|row| row.id));
        let Some(next) = part.next else { break };
        page = Page {
            after: Some(next),
            limit: 2,
        };
    }
    assert_eq!(paged, all);
    let filter = TransferFilter {
        status: Some(Status::Pending),
        wallet: Some(other.id),
    };
    let some = bank
        .transfers(&world.alice, filter, Page::first(9))
        .await
        .unwrap();
    assert_eq!(some.rows.len(), 1);
    let of_wallet = bank
        .wallet_transfers(&world.claire, other.id, Page::first(9))
        .await
        .unwrap();
    assert_eq!(of_wallet.rows.len(), 2, "employees read one wallet");
    let hidden = bank
        .wallet_transfers(&world.bob, other.id, Page::first(9))
        .await;
    assert_eq!(refusal(hidden), Refusal::NotFound);
}
