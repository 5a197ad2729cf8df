//! Lists of transfers, and the facts for decisions.

use super::transfers::{alice, eth, new_transfer, outside, put, walk};
use crate::fixture::{START, TestStore, fresh};
use domain::approval::Choice;
use domain::asset;
use domain::delegation::Grant;
use domain::id::{ApprovalId, TransferId, UserId};
use domain::money::BaseUnits;
use domain::network::Network;
use domain::reference::BodyHash;
use domain::transfer::Status;
use store::approvals::Approval;
use store::transfers::{NewTransfer, QueueFilter, TransferFilter};
use store::wallets::Wallet;
use store::{Error, Page, TimeCursor};
use time::Duration;

pub(crate) async fn lists_are_for_who_may_see_them(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let bob = store.user("Bob").await.id;
    let charlie = store.user("Charlie").await.id;
    let claire = store.user("Claire").await.id;
    let mut ids = Vec::new();
    for (n, initiator) in [alice, bob, charlie].into_iter().enumerate() {
        let at = START + Duration::seconds(i64::try_from(n).unwrap());
        let new = NewTransfer {
            at,
            ..new_transfer(&wallet, initiator)
        };
        ids.push(put(store, &new).await);
    }
    store.grant(&wallet, bob, Grant::View).await;
    let visible = async |user| {
        let page = Page::first(9);
        let listed = store
            .transfers_visible_to(user, TransferFilter::default(), page)
            .await;
        let rows = listed.unwrap().rows;
        rows.into_iter()
            .map(|row| (row.transfer.id, row.viewer_holds_grant))
            .collect::<Vec<_>>()
    };
    let all = |grant: bool| vec![(ids[2], grant), (ids[1], grant), (ids[0], grant)];
    assert_eq!(visible(alice).await, all(false), "newest first");
    assert_eq!(visible(bob).await, all(true));
    assert_eq!(
        visible(charlie).await,
        [(ids[2], false)],
        "what was initiated is kept"
    );
    assert!(visible(claire).await.is_empty());
}

pub(crate) async fn a_listing_has_the_names_and_the_decision(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let bob = store.user("Bob").await.id;
    let claire = store.user("Claire").await.id;
    store.grant(&wallet, bob, Grant::View).await;
    let ids = [
        put(store, &new_transfer(&wallet, alice)).await,
        put(store, &new_transfer(&wallet, alice)).await,
    ];
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.insert_approval(&vote(ids[0], claire, Choice::Reject))
        .await
        .unwrap();
    let inside = tx
        .transfer_listing_unscoped(ids[0], Some(bob))
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    let listing = store
        .transfer_listing_unscoped(ids[0], Some(bob))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(inside, listing);
    assert_eq!(
        (listing.owner, listing.initiator_name.as_str()),
        (alice, "Alice")
    );
    assert_eq!(listing.wallet_name, "Alice's");
    assert!(listing.viewer_holds_grant);
    let review = listing.review.unwrap();
    assert_eq!(
        (review.by, review.name.as_str(), review.rejected),
        (claire, "Claire", true)
    );
    assert_eq!(review.comment.as_deref(), Some("Why?"));
    let on_the_banks_side = store
        .transfer_listing_unscoped(ids[1], None)
        .await
        .unwrap()
        .unwrap();
    assert!(!on_the_banks_side.viewer_holds_grant && on_the_banks_side.review.is_none());
}

pub(super) fn vote(transfer: TransferId, decider: UserId, choice: Choice) -> Approval {
    Approval {
        id: ApprovalId::from_uuid(fresh()),
        transfer,
        decider,
        choice,
        comment: Some("Why?".to_owned()),
        body_hash: BodyHash::from_bytes([7; 32]),
        at: START,
    }
}

pub(crate) async fn an_employee_votes_once(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let claire = store.user("Claire").await.id;
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let approval = vote(id, claire, Choice::Approve);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.insert_approval(&approval).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let again = tx
        .insert_approval(&vote(id, claire, Choice::Reject))
        .await
        .unwrap_err();
    assert!(matches!(again, Error::UniqueViolation(_)));
    drop(tx);
    assert_eq!(store.approvals_of(id).await.unwrap(), [approval]);
}

/// Six transfers of Alice's on two wallets, oldest first: two of each moment, between which the id
/// decides; the first four wait.
async fn six(store: &TestStore, alice: UserId, wallets: [&Wallet; 2]) -> Vec<TransferId> {
    let mut ids = Vec::new();
    for n in 0..6_i64 {
        let wallet = if n % 2 == 0 { wallets[0] } else { wallets[1] };
        let at = START + Duration::seconds(n / 2);
        let status = if n < 4 {
            Status::Pending
        } else {
            Status::Approved
        };
        let new = NewTransfer {
            status,
            at,
            ..new_transfer(wallet, alice)
        };
        ids.push((at, put(store, &new).await));
    }
    ids.sort();
    ids.into_iter().map(|(_, id)| id).collect()
}

pub(crate) async fn lists_are_filtered_and_paged(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let other = store.wallet(alice, "Other").await;
    let oldest_first = six(store, alice, [&wallet, &other]).await;
    let newest_first: Vec<_> = oldest_first.iter().rev().copied().collect();
    let mut page = Page::<TimeCursor>::first(4);
    let mut seen = Vec::new();
    loop {
        let part = store
            .transfers_visible_to(alice, TransferFilter::default(), page)
            .await;
        let part = part.unwrap();
        seen.extend(part.rows.iter().map(|row| row.transfer.id));
        let Some(next) = part.next else { break };
        page = Page {
            after: Some(next),
            limit: 4,
        };
    }
    assert_eq!(seen, newest_first);
    let filter = TransferFilter {
        status: Some(Status::Pending),
        wallet: Some(other.id),
    };
    let some = store
        .transfers_visible_to(alice, filter, Page::first(9))
        .await
        .unwrap();
    assert_eq!(some.rows.len(), 2);
    let of_wallet = store
        .transfers_of_wallet(wallet.id, None, Page::first(2))
        .await
        .unwrap();
    assert_eq!(of_wallet.rows.len(), 2);
    let page = Page {
        after: of_wallet.next,
        limit: 2,
    };
    assert_eq!(
        store
            .transfers_of_wallet(wallet.id, None, page)
            .await
            .unwrap()
            .rows
            .len(),
        1
    );
}

pub(crate) async fn the_queue_is_filtered_and_paged(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let other = store.wallet(alice, "Other").await;
    let oldest_first = six(store, alice, [&wallet, &other]).await;
    let queue = async |filter: QueueFilter, page| {
        let listed = store.transfer_queue_unscoped(filter, page).await.unwrap();
        let ids: Vec<_> = listed.rows.iter().map(|row| row.transfer.id).collect();
        (ids, listed.next)
    };
    let (first, next) = queue(QueueFilter::default(), Page::first(4)).await;
    assert_eq!(first, oldest_first[..4]);
    let (second, next) = queue(
        QueueFilter::default(),
        Page {
            after: next,
            limit: 4,
        },
    )
    .await;
    assert_eq!((second.as_slice(), next), (&oldest_first[4..], None));
    let pending = QueueFilter {
        status: Some(Status::Pending),
        attention: false,
    };
    assert_eq!(queue(pending, Page::first(9)).await.0, oldest_first[..4]);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.note_attention(oldest_first[5], Some(("aborted", "why")), START)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let attention = QueueFilter {
        status: None,
        attention: true,
    };
    assert_eq!(queue(attention, Page::first(9)).await.0, oldest_first[5..]);
}

pub(crate) async fn the_facts_for_a_decision(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let bob = store.user("Bob").await;
    let bobs = store.wallet(bob.id, "Bob's").await;
    let to_bob = |wallet: &Wallet, initiator| {
        let mut new = NewTransfer {
            status: Status::Approved,
            ..new_transfer(wallet, initiator)
        };
        new.order.destination = bobs.address.unwrap();
        new
    };
    let later = START + Duration::seconds(5);
    let sent = [Status::Submitting, Status::Broadcasted];
    let confirmed = [Status::Submitting, Status::Broadcasted, Status::Confirmed];
    let id = put(store, &to_bob(&wallet, alice)).await;
    walk(store, id, &confirmed, later).await;
    put(store, &to_bob(&wallet, alice)).await;
    let charlie = store.user("Charlie").await.id;
    let charlies = store.wallet(charlie, "Charlie's").await;
    let from_charlie = put(store, &to_bob(&charlies, charlie)).await;
    walk(store, from_charlie, &sent, later).await;

    let (network, address) = (wallet.network, bobs.address.unwrap());
    let facts = store
        .destination_facts(alice, network, address)
        .await
        .unwrap();
    assert!(facts.ours);
    assert_eq!((facts.times_paid, facts.last_paid_at), (1, Some(later)));
    assert_eq!(facts.other_customers, 1);
    let facts = store
        .destination_facts(alice, network, outside())
        .await
        .unwrap();
    assert_eq!(facts, store::transfers::DestinationFacts::default());

    for way in [
        &[Status::Rejected][..],
        &[Status::Cancelled],
        &[Status::Cancelled],
    ] {
        let id = put(store, &new_transfer(&wallet, alice)).await;
        walk(store, id, way, later).await;
    }
    let facts = store.initiator_facts(alice, START).await.unwrap();
    assert_eq!(
        (facts.confirmed, facts.rejected, facts.cancelled),
        (1, 1, 2)
    );
    let facts = store
        .initiator_facts(alice, later + Duration::seconds(1))
        .await
        .unwrap();
    assert_eq!(facts, store::transfers::InitiatorFacts::default());
}

pub(crate) async fn what_is_open_is_counted(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    put(store, &new_transfer(&wallet, alice)).await;
    let approved = || NewTransfer {
        status: Status::Approved,
        ..new_transfer(&wallet, alice)
    };
    put(store, &approved()).await;
    let sent = put(store, &approved()).await;
    walk(
        store,
        sent,
        &[Status::Submitting, Status::Broadcasted],
        START,
    )
    .await;
    let done = put(store, &approved()).await;
    let way = [Status::Submitting, Status::Broadcasted, Status::Confirmed];
    walk(store, done, &way, START).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.note_attention(sent, Some(("aborted", "why")), START)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let counts = store.open_transfer_counts().await.unwrap();
    assert_eq!((counts.pending, counts.owed, counts.attention), (1, 1, 1));
    let oldest = store.oldest_open_transfers().await.unwrap();
    assert_eq!(oldest.pending_since, Some(START));
    assert_eq!(oldest.owed_since, Some(START));
    let amounts = store
        .transfer_amounts(Status::Confirmed, START, 9)
        .await
        .unwrap();
    assert_eq!(amounts, [(eth(), BaseUnits::from_u128(1_000), START)]);
    let later = START + Duration::seconds(1);
    assert!(
        store
            .transfer_amounts(Status::Confirmed, later, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

pub(crate) async fn the_people_around_a_transfer(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let (bob, charlie) = (store.user("Bob").await, store.user("Charlie").await);
    let bobs = store.wallet(bob.id, "Bob's").await;
    let mut new = new_transfer(&wallet, charlie.id);
    new.order.destination = bobs.address.unwrap();
    put(store, &new).await;
    let people = store.transfer_people(new.id).await.unwrap();
    assert_eq!((people.initiator.id, people.owner.id), (charlie.id, alice));
    assert_eq!(people.destination_owners.len(), 1);
    assert_eq!(people.destination_owners[0].id, bob.id);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.transfer_people(new.id).await.unwrap(), people);
}

pub(crate) async fn funds_are_spoken_for_until_the_balance_shows_it(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let huge = BaseUnits::from_u128(u128::MAX);
    let with = |status| {
        let mut new = NewTransfer {
            status,
            ..new_transfer(&wallet, alice)
        };
        new.order.amount = huge;
        new
    };
    put(store, &with(Status::Pending)).await;
    let later = START + Duration::seconds(5);
    let mut expected = BaseUnits::ZERO;
    let reserved = async |as_of| store.reserved_funds(wallet.id, eth(), as_of).await.unwrap();
    assert_eq!(
        reserved(START).await,
        expected,
        "what waits reserves nothing"
    );
    for way in [
        &[][..],
        &[Status::Submitting],
        &[Status::Submitting, Status::Broadcasted],
    ] {
        let id = put(store, &with(Status::Approved)).await;
        walk(store, id, way, START).await;
        expected = expected.checked_add(huge).unwrap();
        assert_eq!(reserved(START).await, expected);
    }
    let id = put(store, &with(Status::Approved)).await;
    let way = [Status::Submitting, Status::Broadcasted, Status::Confirmed];
    walk(store, id, &way, later).await;
    assert_eq!(reserved(later).await, expected, "the balance shows it");
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let before = tx.reserved_funds(wallet.id, eth(), START).await.unwrap();
    assert_eq!(
        Some(before),
        expected.checked_add(huge),
        "confirmed after the reading"
    );
    let listed = store.reservations(&[wallet.id], START).await.unwrap();
    let sum = listed.iter().fold(BaseUnits::ZERO, |sum, one| sum.saturating_add(one.amount));
    assert_eq!((listed.len(), sum), (4, before), "the same, row by row");
    let confirmed: Vec<_> = listed.iter().filter_map(|one| one.confirmed_at).collect();
    assert_eq!(confirmed, [later], "what is under way has no end yet");
    assert_eq!(store.reservations(&[wallet.id], later).await.unwrap().len(), 3);
    assert_eq!(store.reservations(&[], START).await.unwrap(), []);
    let under_way = tx.transfers_under_way(wallet.id, START).await.unwrap();
    assert_eq!(under_way, [eth(); 4], "the same transfers pay fees");
    let under_way = store.transfers_under_way(wallet.id, later).await.unwrap();
    assert_eq!(under_way, [eth(); 3]);
    let usdc = asset::find(Network::EthereumSepolia, "USDC").unwrap().id();
    assert_eq!(
        tx.reserved_funds(wallet.id, usdc, START).await.unwrap(),
        BaseUnits::ZERO
    );
}
