use bank::transfers::{FeedFilter, QueueFilter, SendRequest};
use bank::{Caller, Page, Refusal};
use domain::id::{TransferId, WalletId};
use domain::money::Cents;
use domain::transfer::Status;

use super::world::{World, refusal};
use crate::support::{Call, Trouble, eth};

#[tokio::test]
async fn the_queue_shows_what_waits_oldest_first() {
    let world = World::new().await;
    let bank = world.bank();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(world.pending().await);
        world.test.clock.advance(time::Duration::seconds(1));
    }
    world.send(&world.alice, "0.01").await;
    let filter = QueueFilter {
        status: Some(Status::Pending),
        attention: false,
    };
    let first = bank
        .transfer_queue(&world.claire, filter, Page::first(2))
        .await
        .unwrap();
    assert_eq!(
        first.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        ids[..2]
    );
    assert!(
        first.rows[0].body_hash.is_some(),
        "employees see what they decide on"
    );
    let next = Page {
        after: first.next,
        limit: 2,
    };
    let second = bank
        .transfer_queue(&world.claire, filter, next)
        .await
        .unwrap();
    assert_eq!(
        second.rows.iter().map(|row| row.id).collect::<Vec<_>>(),
        ids[2..]
    );
    assert!(second.next.is_none());
    let by_customer = bank
        .transfer_queue(&world.alice, filter, Page::first(2))
        .await;
    assert_eq!(refusal(by_customer), Refusal::Forbidden);
    assert_eq!(
        refusal(bank.queued_transfer(&world.alice, ids[0]).await),
        Refusal::Forbidden
    );
    assert_eq!(world.test.audited("transfer.read").await, 0);
    bank.queued_transfer(&world.claire, ids[0]).await.unwrap();
    assert_eq!(world.test.audited("transfer.read").await, 1);
}

#[tokio::test]
async fn rows_of_the_queue_say_what_exceeds_the_balance() {
    let world = World::new().await;
    let filter = QueueFilter {
        status: Some(Status::Pending),
        attention: false,
    };
    let waiting = world.pending().await;
    let excess = async || {
        let page = world
            .bank()
            .transfer_queue(&world.claire, filter, Page::first(9));
        let rows = page.await.unwrap().rows;
        let row = rows.into_iter().find(|row| row.id == waiting).unwrap();
        let detail = world
            .bank()
            .queued_transfer(&world.claire, waiting)
            .await
            .unwrap();
        assert_eq!(detail.transfer.exceeds_balance, row.exceeds_balance);
        assert_eq!(Some(detail.exceeds_balance), row.exceeds_balance);
        row.exceeds_balance
    };
    assert_eq!(excess().await, Some(false));
    world
        .test
        .custody
        .fund(world.wallet.address.unwrap(), eth("0.01"));
    world.test.clock.advance(time::Duration::seconds(60));
    assert!(
        world
            .bank()
            .refresh_balances_of(world.wallet.id)
            .await
            .unwrap()
    );
    assert_eq!(excess().await, Some(true));
}

#[tokio::test]
async fn what_needs_a_look_is_found() {
    let world = World::new().await;
    world.pending().await;
    world.test.custody.fail(Call::Submit, [Trouble::Denied]);
    let id = world.send(&world.alice, "0.01").await.id;
    let filter = QueueFilter {
        status: None,
        attention: true,
    };
    let page = world
        .bank()
        .transfer_queue(&world.claire, filter, Page::first(9))
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 1);
    let attention = page.rows[0].attention.as_ref().unwrap();
    assert_eq!(
        (page.rows[0].id, attention.code.as_str()),
        (id, "refused_by_custody")
    );
    let seen = world.bank().transfer(&world.alice, id).await.unwrap();
    assert_eq!(seen.attention, None, "for employees only");
}

#[tokio::test]
async fn the_facts_for_a_decision() {
    let world = World::new().await;
    let bank = world.bank();
    let bobs = world.test.funded_wallet(&world.bob, "Bob's", "1").await;
    let to_bob = |amount: &str| SendRequest {
        to_address: bobs.address.unwrap().to_string(),
        ..world.wish(amount)
    };
    bank.send(&world.alice, &to_bob("0.01"), None)
        .await
        .unwrap();
    world.confirm_all().await;
    let rejected = world.pending().await;
    world.reject(rejected).await.unwrap();
    let cancelled = world.pending().await;
    bank.cancel_transfer(&world.alice, cancelled).await.unwrap();
    let large = bank
        .send(&world.alice, &to_bob("0.5"), None)
        .await
        .unwrap()
        .thing
        .transfer
        .id;
    let facts = bank.queued_transfer(&world.claire, large).await.unwrap();
    assert_eq!(facts.rule.kind, "bank_threshold");
    assert_eq!(facts.rule.threshold, Some(eth("0.05")));
    assert_eq!(facts.rule.set_by.as_deref(), Some("bank"));
    assert_eq!(facts.balance_now, Some(eth("0.99")));
    assert_eq!(facts.balance_after, Some(eth("0.49")));
    assert!(!facts.exceeds_balance && facts.may_decide && facts.conflict.is_none());
    assert!(facts.address.ours);
    assert_eq!(
        (facts.address.times_paid, facts.address.other_customers),
        (1, 0)
    );
    assert!(facts.address.last_paid_at.is_some());
    let initiator = facts.initiator;
    assert_eq!(
        (initiator.confirmed, initiator.rejected, initiator.cancelled),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn the_queue_shows_what_exceeds_the_balance() {
    let world = World::new().await;
    let bank = world.bank();
    let large = world.send(&world.alice, "0.5").await.id;
    world
        .test
        .custody
        .fund(world.wallet.address.unwrap(), eth("0.2"));
    world.test.clock.advance(time::Duration::seconds(11));
    bank.wallet(&world.alice, world.wallet.id, true)
        .await
        .unwrap();
    let facts = bank.queued_transfer(&world.claire, large).await.unwrap();
    assert!(
        facts.exceeds_balance,
        "the queue shows it, the request itself was fine"
    );
    assert_eq!(facts.balance_after, None);
    bank.pause(&world.claire, None).await.unwrap();
    assert!(
        !bank
            .queued_transfer(&world.claire, large)
            .await
            .unwrap()
            .may_decide
    );
}

/// Three waiting transfers, oldest first: Alice's and Bob's of her wallet, and one of a wallet of
/// Bob's own, which comes along. Claire approves the first, Dana rejects the last.
async fn three(world: &World) -> ([TransferId; 3], WalletId) {
    let wallet = world.wallet.id;
    world
        .test
        .share(&world.alice, wallet, "bob@example.com", "transfer", None)
        .await;
    let bobs_own = world.test.funded_wallet(&world.bob, "Bob's", "1").await.id;
    let send = async |who: &Caller, from: WalletId| {
        let wish = world.wish_from(from, "0.1");
        let sent = world.bank().send(who, &wish, None).await.unwrap();
        world.test.clock.advance(time::Duration::seconds(1));
        sent.thing.transfer.id
    };
    let ids = [
        send(&world.alice, wallet).await,
        send(&world.bob, wallet).await,
        send(&world.bob, bobs_own).await,
    ];
    world.approve(ids[0]).await.unwrap();
    world.reject(ids[2]).await.unwrap();
    (ids, bobs_own)
}

fn of(customer: &Caller) -> FeedFilter {
    FeedFilter {
        customer: Some(customer.user),
        ..FeedFilter::default()
    }
}

fn by(decider: &Caller) -> FeedFilter {
    FeedFilter {
        decided_by: Some(decider.user),
        ..FeedFilter::default()
    }
}

#[tokio::test]
async fn transfers_are_read_by_customer_by_wallet_and_by_decider() {
    let world = World::new().await;
    let (ids, bobs_own) = three(&world).await;
    let decided = FeedFilter {
        decided: true,
        ..FeedFilter::default()
    };
    let rejected = FeedFilter {
        status: Some(Status::Rejected),
        ..of(&world.bob)
    };
    let of_wallet = FeedFilter {
        wallet: Some(bobs_own),
        ..FeedFilter::default()
    };
    for (filter, wanted) in [
        (of(&world.alice), &[1, 0][..]),
        (of(&world.bob), &[2, 1]),
        (of(&world.charlie), &[]),
        (by(&world.claire), &[0]),
        (by(&world.dana), &[2]),
        (decided, &[2, 0]),
        (rejected, &[2]),
        (of_wallet, &[2]),
    ] {
        let page = Page::first(9);
        let page = world
            .bank()
            .transfer_feed(&world.claire, filter, page)
            .await;
        let found: Vec<_> = page.unwrap().rows.iter().map(|row| row.id).collect();
        let wanted: Vec<_> = wanted.iter().map(|n: &usize| ids[*n]).collect();
        assert_eq!(found, wanted, "newest first: {filter:?}");
    }
    assert_eq!(world.test.audited("customer.transfers_read").await, 4);
    assert_eq!(world.test.audited("wallet.transfers_read").await, 1);
    world.check().await;
}

#[tokio::test]
async fn lists_and_tables_of_customers_transfers_are_for_employees() {
    let world = World::new().await;
    let bank = world.bank();
    three(&world).await;
    let (mine, page) = (of(&world.alice), Page::first(9));
    let read = bank.transfer_feed(&world.alice, mine, page).await;
    assert_eq!(refusal(read), Refusal::Forbidden);
    let export = bank.exported_transfers(&world.alice, mine, page).await;
    assert_eq!(refusal(export), Refusal::Forbidden);
    assert_eq!(world.test.audited("customer.transfers_read").await, 0);
    assert_eq!(world.test.audited("transfer.exported").await, 0);
    let export = bank.exported_transfers(&world.dana, by(&world.dana), page);
    assert_eq!(export.await.unwrap().rows.len(), 1);
    assert_eq!(world.test.audited("transfer.exported").await, 1);
    world.check().await;
}

#[tokio::test]
async fn transfers_have_a_value_where_there_is_one() {
    let world = World::new().await;
    let bank = world.bank();
    let id = world.pending().await;
    let unvalued = bank.transfer(&world.alice, id).await.unwrap();
    assert_eq!(unvalued.eur, None, "no rates yet");
    // 2500 USD for one ETH, 1.25 USD for one euro.
    bank.refresh_rates_if_due().await.unwrap();
    let seen = bank.transfer(&world.alice, id).await.unwrap().eur.unwrap();
    assert_eq!((seen.cents, seen.demo_rate), (Cents::new(20_000), true));
    let queued = bank.queued_transfer(&world.claire, id).await.unwrap();
    assert_eq!(queued.transfer.eur, Some(seen));
    let filter = QueueFilter::default();
    let queue = bank.transfer_queue(&world.claire, filter, Page::first(9));
    assert_eq!(queue.await.unwrap().rows[0].eur, Some(seen));
    let pending = bank.admin_overview(&world.claire).await.unwrap().pending;
    assert_eq!((pending.count, pending.cents), (1, seen.cents));

    world.approve(id).await.unwrap();
    world.confirm_all().await;
    let volume = bank.admin_overview(&world.claire).await.unwrap().volume;
    assert_eq!(volume[0].eur, Some(seen));
    world.check().await;
}
