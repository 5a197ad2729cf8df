//! Who works on a transfer, what is due, and what can still be cancelled.

use super::transfers::{LEASE, alice, new_transfer, put, walk};
use crate::fixture::{START, TestStore, node};
use domain::id::{TransferId, UserId, WalletId};
use domain::transfer::Status;
use domain::wallet::Freezer;
use store::pause::Pause;
use store::Node;
use store::wallets::Wallet;
use store::transfers::{CustodyNote, Lease, NewTransfer, Schedule, Transition};
use time::Duration;

/// An approved transfer.
async fn approved(store: &TestStore) -> TransferId {
    let (alice, wallet) = alice(store).await;
    let new = NewTransfer {
        status: Status::Approved,
        ..new_transfer(&wallet, alice)
    };
    put(store, &new).await
}

/// Which writes a lease still lets its holder make, one after the other: renew, keep what custody
/// reported, become `submitting`, give back.
async fn may(store: &TestStore, id: TransferId, lease: &Lease) -> [bool; 4] {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let change = Transition {
        id,
        from: Status::Approved,
        to: Status::Submitting,
        ending: None,
        lease: Some(lease),
        at: START,
    };
    let (note, schedule) = (CustodyNote::default(), Schedule::default());
    let may = [
        tx.renew_transfer_lease(id, lease, LEASE).await.unwrap(),
        tx.note_custody(id, lease, &note).await.unwrap(),
        tx.transition(&change).await.unwrap(),
        tx.release_transfer(id, lease, &schedule).await.unwrap(),
    ];
    tx.rollback().await.unwrap();
    may
}

async fn claim(store: &TestStore, id: TransferId, holder: &Node) -> Option<Lease> {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let claimed = tx.claim_transfer(id, holder, LEASE).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

pub(crate) async fn a_lease_fences_its_holder(store: &TestStore) {
    let id = approved(store).await;
    let (mine, other) = (node("a", 2), node("b", 1));
    let lease = claim(store, id, &mine).await.unwrap();
    assert_eq!(claim(store, id, &other).await, None);
    assert_eq!(claim(store, id, &mine).await, None, "not even by itself");
    let record = store.find_transfer_unscoped(id).await.unwrap().unwrap();
    assert_eq!(record.execution.lease.as_ref(), Some(&lease));
    assert_eq!(may(store, id, &lease).await, [true; 4]);
    for holder in [other, node("a", 1)] {
        let lease = Lease {
            holder,
            ..lease.clone()
        };
        assert_eq!(may(store, id, &lease).await, [false; 4], "another node or run");
    }
}

pub(crate) async fn a_lease_ends_with_its_time(store: &TestStore) {
    let id = approved(store).await;
    let (mine, other) = (node("a", 2), node("b", 1));
    let lease = claim(store, id, &mine).await.unwrap();
    store.pass(LEASE).await;
    assert_eq!(
        may(store, id, &lease).await,
        [false, true, true, true],
        "its time is over, and nobody has taken it"
    );
    let taken = claim(store, id, &other).await.unwrap();
    assert_eq!(may(store, id, &lease).await, [false; 4]);
    let schedule = Schedule {
        next_attempt_at: Some(START + LEASE),
        absent_since: Some(START),
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.release_transfer(id, &taken, &schedule).await.unwrap());
    tx.commit().await.unwrap();
    let record = store.find_transfer_unscoped(id).await.unwrap().unwrap();
    assert_eq!(
        (record.execution.lease, record.execution.lease_until),
        (None, None)
    );
    assert_eq!(record.execution.next_attempt_at, schedule.next_attempt_at);
    assert_eq!(record.execution.absent_since, schedule.absent_since);
}

pub(crate) async fn each_claim_fences_the_one_before(store: &TestStore) {
    let id = approved(store).await;
    let mine = node("a", 2);
    let first = claim(store, id, &mine).await.unwrap();
    store.pass(LEASE).await;
    let second = claim(store, id, &mine).await.unwrap();
    assert_eq!((first.claim, second.claim), (1, 2));
    assert_eq!(may(store, id, &first).await, [false; 4], "the same run of the same node");
    assert_eq!(may(store, id, &second).await, [true; 4]);
    // Nor after it was given back and taken once more.
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.release_transfer(id, &second, &Schedule::default()).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(may(store, id, &second).await, [false; 4]);
    let third = claim(store, id, &mine).await.unwrap();
    assert_eq!(third.claim, 3);
    assert_eq!(may(store, id, &second).await, [false; 4]);
    store.refuses("UPDATE transfers SET lease_claim = 2").await;
}

pub(crate) async fn a_node_takes_its_old_leases_back(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.claim_transfer(id, &node("a", 1), LEASE).await.unwrap().unwrap();
    assert_eq!(
        tx.take_back_transfer_leases(&node("b", 9)).await.unwrap(),
        0
    );
    assert_eq!(
        tx.take_back_transfer_leases(&node("a", 1)).await.unwrap(),
        0,
        "this run's own"
    );
    assert_eq!(
        tx.take_back_transfer_leases(&node("a", 2)).await.unwrap(),
        1
    );
    tx.claim_transfer(id, &node("a", 2), LEASE).await.unwrap().unwrap();
}

pub(crate) async fn of_many_claims_one_succeeds(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let new = NewTransfer {
        status: Status::Approved,
        ..new_transfer(&wallet, alice)
    };
    let id = put(store, &new).await;
    let claims = (0..16).map(|n| async move {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.lock_transfer(id).await.unwrap().unwrap();
        let claimed = tx
            .claim_transfer(id, &node(&format!("n{n}"), 1), LEASE)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        usize::from(claimed.is_some())
    });
    let claimed: usize = futures::future::join_all(claims).await.into_iter().sum();
    assert_eq!(claimed, 1);
}

pub(crate) async fn what_is_due_is_found(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let approved = async |seconds| {
        let at = START + Duration::seconds(seconds);
        let new = NewTransfer {
            status: Status::Approved,
            at,
            ..new_transfer(&wallet, alice)
        };
        put(store, &new).await
    };
    let (second, first) = (approved(2).await, approved(1).await);
    put(store, &new_transfer(&wallet, alice)).await;
    let sent = approved(0).await;
    walk(
        store,
        sent,
        &[Status::Submitting, Status::Broadcasted],
        START,
    )
    .await;

    let now = START + Duration::seconds(10);
    let due = async |now| store.transfers_to_submit(now, 9).await.unwrap();
    assert_eq!(due(now).await, [first, second]);
    assert_eq!(
        due(START + Duration::seconds(1)).await,
        [first],
        "not before its time"
    );
    let an_hour_back = START - Duration::HOUR;
    assert_eq!(
        due(an_hour_back).await,
        [first, second],
        "a time that only a clock wrote that was set back since"
    );
    assert_eq!(store.transfers_to_submit(now, 1).await.unwrap(), [first]);
    assert_eq!(store.transfers_to_poll(now, 9).await.unwrap(), [sent]);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for id in [first, sent] {
        tx.claim_transfer(id, &node("a", 1), LEASE).await.unwrap().unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(due(now).await, [second], "somebody is at the other");
    assert!(store.transfers_to_poll(now, 9).await.unwrap().is_empty());
}

pub(crate) async fn pause_and_freeze_hold_what_is_approved(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let approved = || NewTransfer {
        status: Status::Approved,
        ..new_transfer(&wallet, alice)
    };
    let owed = put(store, &approved()).await;
    let submitting = put(store, &approved()).await;
    walk(store, submitting, &[Status::Submitting], START).await;
    let due = async || {
        let mut due = store.transfers_to_submit(START, 9).await.unwrap();
        due.sort();
        due
    };
    let mut both = [owed, submitting];
    both.sort();
    assert_eq!(due().await, both);
    let pause = Pause {
        paused_at: START,
        paused_by: "claire".to_owned(),
        reason: None,
    };
    for hold in ["pause", "freeze"] {
        for on in [true, false] {
            let mut tx = store.begin(crate::TEST).await.unwrap();
            if hold == "pause" {
                tx.set_pause(on.then_some(&pause)).await.unwrap();
            } else {
                let at = on.then_some(START);
                tx.set_wallet_frozen(wallet.id, Freezer::Bank, at)
                    .await
                    .unwrap();
            }
            tx.commit().await.unwrap();
            let expected = if on { vec![submitting] } else { both.to_vec() };
            assert_eq!(
                due().await,
                expected,
                "what is submitting goes on under a {hold}"
            );
        }
    }
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.set_wallet_frozen(wallet.id, Freezer::Owner, Some(START))
        .await
        .unwrap();
    tx.set_wallet_frozen(wallet.id, Freezer::Bank, Some(START))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        due().await,
        both,
        "an owner's freeze cancels, whoever else holds the wallet"
    );
}

pub(crate) async fn what_only_waits_for_custody_is_hastened(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let worker = node("a", 1);
    let mut ids = Vec::new();
    let later = START + Duration::minutes(1);
    for absent_since in [None, Some(START), None] {
        let new = NewTransfer {
            status: Status::Approved,
            ..new_transfer(&wallet, alice)
        };
        let id = put(store, &new).await;
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let lease = tx.claim_transfer(id, &worker, LEASE).await.unwrap().unwrap();
        let schedule = Schedule {
            next_attempt_at: Some(later),
            absent_since,
        };
        assert!(tx.release_transfer(id, &lease, &schedule).await.unwrap());
        tx.commit().await.unwrap();
        ids.push(id);
    }
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.note_attention(ids[2], Some(("refused_by_custody", "why")), START)
        .await
        .unwrap();
    assert_eq!(tx.hasten_transfers(START).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(store.transfers_to_submit(START, 9).await.unwrap(), [ids[0]]);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.note_attention(ids[2], Some(("undecided", "why")), START)
        .await
        .unwrap();
    assert_eq!(tx.hasten_transfers(START).await.unwrap(), 1, "which only waits for custody too");
    tx.rollback().await.unwrap();
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.hasten_one_transfer(START - Duration::SECOND).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        store.transfers_to_submit(START - Duration::SECOND, 9).await.unwrap(),
        [ids[0]],
        "the first in time, none that people look at or that was absent"
    );
}

pub(crate) async fn wallets_take_turns_and_their_transfers_keep_their_order(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let other = store.wallet(alice, "Other").await;
    let approved = async |wallet: &Wallet, seconds| {
        let new = NewTransfer {
            status: Status::Approved,
            at: START + Duration::seconds(seconds),
            ..new_transfer(wallet, alice)
        };
        put(store, &new).await
    };
    let (third, first) = (approved(&wallet, 3).await, approved(&wallet, 1).await);
    let second = approved(&wallet, 2).await;
    let elsewhere = approved(&other, 9).await;
    let now = START + Duration::minutes(1);
    assert_eq!(
        store.transfers_to_submit(now, 9).await.unwrap(),
        [first, elsewhere, second, third]
    );
}

pub(crate) async fn one_that_was_authorised_earlier_starts_first(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let other = store.wallet(alice, "Other").await;
    let new = async |wallet: &Wallet, status, seconds| {
        let new = NewTransfer {
            status,
            at: START + Duration::seconds(seconds),
            ..new_transfer(wallet, alice)
        };
        put(store, &new).await
    };
    let before = async |id: TransferId| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let transfer = tx.lock_transfer(id).await.unwrap().unwrap();
        let before = tx.transfer_to_start_before(&transfer).await.unwrap();
        tx.rollback().await.unwrap();
        before
    };
    new(&other, Status::Approved, 0).await;
    // Asked for first and approved last.
    let waited = new(&wallet, Status::Pending, 1).await;
    let middle = new(&wallet, Status::Approved, 2).await;
    let last = new(&wallet, Status::Approved, 3).await;
    assert_eq!(before(middle).await, None, "what waits for an employee holds nobody up");
    assert_eq!(before(last).await, Some(middle));
    walk(store, waited, &[Status::Approved], START + Duration::seconds(9)).await;
    assert_eq!(before(waited).await, Some(middle));
    assert_eq!(before(last).await, Some(middle));
    walk(store, middle, &[Status::Submitting, Status::Approved], START).await;
    assert_eq!(before(last).await, None, "what came back has started");
    assert_eq!(before(waited).await, Some(last));
    let mark = async |mark| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.note_attention(last, mark, START).await.unwrap();
        tx.commit().await.unwrap();
    };
    mark(Some(("body_damaged", "It is damaged."))).await;
    assert_eq!(before(waited).await, None, "what people look at");
    mark(None).await;
    assert_eq!(before(waited).await, Some(last));
    store
        .raw(&format!("UPDATE transfers SET held_since = {}", store.time(START)))
        .await
        .unwrap();
    assert_eq!(before(waited).await, None, "what is held since a restore");
}

pub(crate) async fn what_is_undecided_for_long_is_found(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let mut ids = Vec::new();
    for (ending, mark) in [
        (None, None),
        (Some("not_sent"), None),
        (Some("invalid"), Some("undecided")),
        (None, Some("held_by_custody")),
    ] {
        let new = NewTransfer {
            status: Status::Approved,
            at: START + Duration::seconds(i64::try_from(ids.len()).unwrap()),
            ..new_transfer(&wallet, alice)
        };
        let id = put(store, &new).await;
        walk(store, id, &[Status::Submitting], START).await;
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.start_attempt(id, &node("a", 1), START).await.unwrap();
        tx.end_attempt(id, 1, ending, "why", START).await.unwrap();
        let mark = mark.map(|code| (code, "why"));
        tx.note_attention(id, mark, START).await.unwrap();
        tx.commit().await.unwrap();
        ids.push(id);
    }
    let found = async |before| store.undecided_transfers(before, 9).await.unwrap();
    assert_eq!(found(START).await, [ids[0], ids[2]]);
    assert!(found(START - Duration::SECOND).await.is_empty());
}

pub(crate) async fn open_transfers_are_locked_by_wallet_and_initiator(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let bob = store.user("Bob").await.id;
    let other = store.wallet(alice, "Other").await;
    let pending = put(store, &new_transfer(&wallet, alice)).await;
    let new = NewTransfer {
        status: Status::Approved,
        ..new_transfer(&wallet, bob)
    };
    let bobs = put(store, &new).await;
    let elsewhere = put(store, &new_transfer(&other, bob)).await;
    let gone = put(store, &new_transfer(&wallet, bob)).await;
    walk(store, gone, &[Status::Rejected], START).await;
    let open = async |wallet: Option<WalletId>, initiator: Option<UserId>| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let open = tx.lock_open_transfers(wallet, initiator).await.unwrap();
        tx.rollback().await.unwrap();
        open.into_iter()
            .map(|transfer| transfer.id)
            .collect::<Vec<_>>()
    };
    let sorted = |mut ids: Vec<TransferId>| {
        ids.sort();
        ids
    };
    assert_eq!(
        open(Some(wallet.id), None).await,
        sorted(vec![pending, bobs])
    );
    assert_eq!(open(Some(wallet.id), Some(bob)).await, [bobs]);
    assert_eq!(open(None, Some(bob)).await, sorted(vec![bobs, elsewhere]));
}
