//! The outbox of events.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::id::{UserId, WalletId};
use futures::future::{join, join_all};
use store::events::NewEvent;
use time::Duration as Span;

use crate::fixture::{START, TestStore};

fn event(subject: &str, wallet_id: Option<WalletId>, user_id: Option<UserId>) -> NewEvent {
    NewEvent {
        at: START,
        kind: "wallet.changed".to_owned(),
        subject: subject.to_owned(),
        wallet_id,
        user_id,
        staff: user_id.is_none(),
    }
}

pub(crate) async fn events_are_read_in_order(store: &TestStore) {
    assert_eq!(store.latest_event_seq().await.unwrap(), 0);
    assert_eq!(store.kept_event_seqs().await.unwrap(), (0, 0));
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await;
    let written = [event("1", Some(wallet.id), None), event("2", None, Some(alice.id))];
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for event in &written {
        tx.append_event(event.clone());
    }
    tx.commit().await.unwrap();
    let mut undone = store.begin(crate::TEST).await.unwrap();
    undone.append_event(event("3", None, None));
    undone.rollback().await.unwrap();

    let events = store.events_after(0, 10).await.unwrap();
    let read: Vec<_> = events.iter().map(|event| event.event.clone()).collect();
    assert_eq!(read, written);
    assert_eq!(store.latest_event_seq().await.unwrap(), events[1].seq);
    assert_eq!(store.kept_event_seqs().await.unwrap(), (events[0].seq, events[1].seq));
    assert_eq!(store.events_after(events[0].seq, 10).await.unwrap(), events[1..]);
    assert_eq!(store.events_after(0, 1).await.unwrap(), events[..1]);

    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.purge_events(START).await.unwrap(), 0);
    assert_eq!(tx.purge_events(START + Span::seconds(1)).await.unwrap(), 2);
    tx.append_event(event("4", None, None));
    tx.commit().await.unwrap();
    // Numbers are not given out again: a reader that remembers one misses nothing.
    assert_eq!(store.events_after(events[1].seq, 10).await.unwrap().len(), 1);
}

pub(crate) async fn a_reader_that_remembers_the_latest_misses_none(store: &TestStore) {
    let done = AtomicBool::new(false);
    let writers = async {
        join_all((0..20).map(|number| async move {
            let mut tx = store.begin(crate::TEST).await.unwrap();
            tx.append_event(event(&number.to_string(), None, None));
            tokio::task::yield_now().await;
            tx.append_event(event(&number.to_string(), None, None));
            tx.commit().await.unwrap();
        }))
        .await;
        done.store(true, Ordering::SeqCst);
    };
    let reader = async {
        let (mut seen, mut latest) = (0, 0);
        loop {
            let last_round = done.load(Ordering::SeqCst);
            let events = store.events_after(latest, 3).await.unwrap();
            seen += events.len();
            latest = events.last().map_or(latest, |event| event.seq);
            if last_round && events.is_empty() {
                return seen;
            }
        }
    };
    let ((), seen) = join(writers, reader).await;
    assert_eq!(seen, 40);
}
