//! What a restore from a backup does to the database.

use domain::delegation::Grant;
use domain::reference::CustodyTransferId;
use domain::transfer::Status;
use store::recovery::{AfterRestore, Recovery};
use store::transfers::CustodyNote;
use store::{Error, Page};
use time::Duration as Span;

use super::transfers::{alice, new_transfer, put, walk};
use crate::fixture::{START, TestStore, node};

/// A transfer that went this way.
async fn transfer(
    store: &TestStore,
    (owner, wallet): &(domain::id::UserId, store::wallets::Wallet),
    way: &[Status],
) -> domain::id::TransferId {
    let new = store::transfers::NewTransfer {
        status: way[0],
        ..new_transfer(wallet, *owner)
    };
    let id = put(store, &new).await;
    walk(store, id, &way[1..], START).await;
    id
}

pub(crate) async fn what_is_held_goes_nowhere(store: &TestStore) {
    use Status as S;
    let alice = alice(store).await;
    let pending = transfer(store, &alice, &[S::Pending]).await;
    let approved = transfer(store, &alice, &[S::Approved]).await;
    let submitting = transfer(store, &alice, &[S::Approved, S::Submitting]).await;
    let sent = transfer(store, &alice, &[S::Approved, S::Submitting, S::Broadcasted]).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.hold_open_transfers(START).await.unwrap(), 3);
    assert_eq!(tx.hold_open_transfers(START).await.unwrap(), 0, "once");
    tx.commit().await.unwrap();

    let held = store
        .transfers_after_restore_unscoped(AfterRestore::Held, Page::first(10))
        .await
        .unwrap();
    let ids: Vec<_> = held.rows.iter().map(|row| row.transfer.id).collect();
    assert_eq!(ids.len(), 3);
    assert!(!ids.contains(&sent));
    let later = START + Span::days(1);
    assert_eq!(store.transfers_to_submit(later, 10).await.unwrap(), []);

    for (id, status) in [(pending, "approved"), (approved, "submitting"), (submitting, "broadcasted")] {
        let id = store.id(id.uuid());
        store
            .refuses(&format!(
                "UPDATE transfers SET status = '{status}', tx_hash = 'hash' WHERE id = {id}"
            ))
            .await;
    }
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let attempt = tx.start_attempt(submitting, &node("a", 1), START).await;
    assert!(matches!(attempt, Err(Error::Refused(_))), "{attempt:?}");
    tx.rollback().await.unwrap();

    // Ending one needs no release.
    walk(store, pending, &[S::Rejected], START).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.lift_hold(approved).await.unwrap());
    assert!(!tx.lift_hold(approved).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.transfers_to_submit(later, 10).await.unwrap(), [approved]);
    let counts = store.recovery_counts().await.unwrap();
    assert_eq!(counts.held, 1, "what has ended is not held any more");
}

pub(crate) async fn custodys_word_ends_a_hold(store: &TestStore) {
    use Status as S;
    let alice = alice(store).await;
    let id = transfer(store, &alice, &[S::Approved, S::Submitting]).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.hold_open_transfers(START).await.unwrap();
    let lease = tx.claim_transfer(id, &node("a", 1), Span::seconds(12)).await.unwrap().unwrap();
    tx.note_custody(id, &lease, &CustodyNote::default()).await.unwrap();
    let held = tx.lock_transfer(id).await.unwrap().unwrap().recovery.held_since;
    assert_eq!(held, Some(START), "custody said nothing");
    let note = CustodyNote {
        id: Some(CustodyTransferId::parse("xfr-1").unwrap()),
        ..CustodyNote::default()
    };
    tx.note_custody(id, &lease, &note).await.unwrap();
    let held = tx.lock_transfer(id).await.unwrap().unwrap().recovery.held_since;
    assert_eq!(held, None);
    tx.commit().await.unwrap();
}

pub(crate) async fn a_database_that_was_moved_is_noticed(store: &TestStore) {
    let start = async || {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let moved = tx.was_moved().await.unwrap();
        if moved {
            tx.mark_as_backup(START).await.unwrap();
        }
        tx.commit().await.unwrap();
        moved
    };
    assert!(!start().await && !start().await);
    assert!(!store.recovery().await.unwrap().is_fresh_backup());
    if store.is_sqlite() {
        return;
    }
    // As it is after a dump was restored into another database.
    store.raw("UPDATE meta SET value = '1' WHERE key = 'database_oid'").await.unwrap();
    assert!(start().await);
    assert!(!start().await, "once");
    let recovery = store.recovery().await.unwrap();
    assert!(recovery.is_fresh_backup(), "{recovery:?}");
    assert_eq!(recovery.backup_at, Some(START), "nothing was written before");
}

pub(crate) async fn every_wallet_is_read_back_once(store: &TestStore) {
    assert_eq!(store.recovery().await.unwrap(), Recovery::default());
    let (owner, first) = alice(store).await;
    let bob = store.user("Bob").await;
    let opening = store.opening_wallet(owner, "Later").await;
    store.grant(&first, bob.id, Grant::Transfer { limit: None }).await;
    let finish = async |at| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let finished = tx.finish_reading_back(at).await.unwrap();
        tx.commit().await.unwrap();
        finished
    };
    let read = async |wallet| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.note_read_back(wallet, START, 2).await.unwrap();
        tx.commit().await.unwrap();
    };
    assert!(!finish(START).await, "there is no recovery");

    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.begin_recovery(START).await.unwrap();
    tx.commit().await.unwrap();
    let recovery = store.recovery().await.unwrap();
    assert!(recovery.is_reading() && !recovery.is_fresh_backup(), "{recovery:?}");
    let due: Vec<_> = store.wallets_to_read_back(10).await.unwrap();
    assert_eq!(due.iter().map(|wallet| wallet.id).collect::<Vec<_>>(), [first.id]);
    read(first.id).await;
    read(first.id).await;
    assert_eq!(store.wallets_to_read_back(10).await.unwrap(), []);
    assert!(!finish(START).await, "one is not open yet, and may have paid since the backup");
    read(opening.id).await;
    assert!(finish(START).await);
    assert!(!finish(START).await, "once");
    assert_eq!(store.recovery().await.unwrap().read_at, Some(START));

    let counts = store.recovery_counts().await.unwrap();
    assert_eq!((counts.wallets, counts.wallets_read), (2, 2));
    assert_eq!((counts.grants, counts.unfrozen), (1, 1));
    let grants = store.grants_at_risk(10).await.unwrap();
    assert_eq!(grants[0].wallet, first.id);
    assert_eq!(store.wallets_at_risk(10).await.unwrap()[0].id, first.id);

    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.end_recovery().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.recovery().await.unwrap(), Recovery::default());
}
