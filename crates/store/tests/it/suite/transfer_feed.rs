//! What employees read of transfers.

use domain::approval::Choice;
use domain::id::{TransferId, UserId, WalletId};
use domain::transfer::Status;
use store::Page;
use store::approvals::Approval;
use store::transfers::{FeedFilter, NewTransfer};
use time::Duration;

use super::transfer_lists::vote;
use super::transfers::{alice, new_transfer, put, walk};
use crate::fixture::{START, TestStore};

/// Transfers of two customers, and what two employees decided on them.
struct Scene {
    alice: UserId,
    bob: UserId,
    claire: UserId,
    dana: UserId,
    wallet: WalletId,
    ids: Vec<TransferId>,
}

async fn scene(store: &TestStore) -> Scene {
    let (alice, wallet) = alice(store).await;
    let bob = store.user("Bob").await.id;
    let (claire, dana) = (store.user("Claire").await.id, store.user("Dana").await.id);
    let bobs = store.wallet(bob, "Bob's").await;
    let mut ids = Vec::new();
    for (n, (wallet, initiator)) in [(&wallet, alice), (&wallet, bob), (&bobs, bob)]
        .into_iter()
        .enumerate()
    {
        let at = START + Duration::seconds(i64::try_from(n).unwrap());
        let new = NewTransfer {
            at,
            ..new_transfer(wallet, initiator)
        };
        ids.push(put(store, &new).await);
    }
    let mut tx = store.begin(crate::TEST).await.unwrap();
    // The one that was asked for first is decided last.
    for (id, decider, after) in [(ids[0], claire, 9), (ids[2], claire, 5), (ids[2], dana, 7)] {
        let at = START + Duration::seconds(after);
        let vote = Approval { at, ..vote(id, decider, Choice::Reject) };
        tx.insert_approval(&vote).await.unwrap();
    }
    tx.commit().await.unwrap();
    walk(store, ids[2], &[Status::Rejected], START).await;
    let wallet = wallet.id;
    Scene { alice, bob, claire, dana, wallet, ids }
}

pub(crate) async fn the_feed_is_filtered(store: &TestStore) {
    let Scene { alice, bob, claire, dana, wallet, ids } = scene(store).await;
    let all = FeedFilter::default;
    let newest_first = |wanted: &[usize]| wanted.iter().map(|n| ids[*n]).collect::<Vec<_>>();
    let second = |n| Some(START + Duration::seconds(n));
    let cases: [(FeedFilter, &[usize]); 14] = [
        (all(), &[2, 1, 0]),
        (FeedFilter { decided: true, ..all() }, &[0, 2]),
        (FeedFilter { decided_from: second(9), ..all() }, &[0]),
        (FeedFilter { decided_from: second(7), ..all() }, &[0, 2]),
        // The latest decision counts.
        (FeedFilter { decided_from: second(5), decided_to: second(7), ..all() }, &[]),
        (FeedFilter { decided_to: second(9), ..all() }, &[2]),
        (FeedFilter { decided_by: Some(claire), ..all() }, &[2, 0]),
        (FeedFilter { decided_by: Some(dana), ..all() }, &[2]),
        (FeedFilter { customer: Some(alice), ..all() }, &[1, 0]),
        (FeedFilter { customer: Some(bob), ..all() }, &[2, 1]),
        (FeedFilter { wallet: Some(wallet), ..all() }, &[1, 0]),
        (FeedFilter { from: second(1), ..all() }, &[2, 1]),
        (FeedFilter { from: second(1), to: second(2), ..all() }, &[1]),
        (
            FeedFilter { decided: true, status: Some(Status::Pending), ..all() },
            &[0],
        ),
    ];
    for (filter, wanted) in cases {
        let found = store.transfer_feed_unscoped(filter, Page::first(9)).await;
        let found: Vec<_> = found.unwrap().rows.iter().map(|row| row.transfer.id).collect();
        assert_eq!(found, newest_first(wanted), "{filter:?}");
    }
}

pub(crate) async fn the_feed_is_paged(store: &TestStore) {
    let Scene { bob, ids, .. } = scene(store).await;
    let all = FeedFilter::default;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.note_attention(ids[1], Some(("aborted", "why")), START).await.unwrap();
    tx.commit().await.unwrap();
    let attention = FeedFilter { attention: true, customer: Some(bob), ..all() };
    let found = store.transfer_feed_unscoped(attention, Page::first(9)).await.unwrap();
    assert_eq!(found.rows.len(), 1);
    assert_eq!(found.rows[0].transfer.id, ids[1]);
    let first = store.transfer_feed_unscoped(all(), Page::first(2)).await.unwrap();
    let rest = Page { after: first.next, limit: 2 };
    let rest = store.transfer_feed_unscoped(all(), rest).await.unwrap();
    assert_eq!((rest.rows[0].transfer.id, rest.next), (ids[0], None));
    let decided = FeedFilter { decided: true, ..all() };
    let first = store.transfer_feed_unscoped(decided, Page::first(1)).await.unwrap();
    let rest = Page { after: first.next, limit: 2 };
    let rest = store.transfer_feed_unscoped(decided, rest).await.unwrap();
    assert_eq!((rest.rows[0].transfer.id, rest.rows.len(), rest.next), (ids[2], 1, None));
    let names: Vec<_> = store.deciders().await.unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["Claire", "Dana"]);
}
