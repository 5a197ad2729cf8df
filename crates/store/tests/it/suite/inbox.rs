//! The inbox, alerts, and how far books were compared.

use std::time::Duration;

use domain::reference::{CustodyTransferId, CustodyWalletId};
use serde_json::json;
use store::alerts::{AlertFact, NewAcknowledgement};
use store::audit::NewAudit;
use store::comparisons::Marks;
use store::inbox::{Notice, NoticeKind, NoticeOutcome};
use store::service_state::ServiceFact;
use store::Page;
use time::Duration as Span;
use uuid::Uuid;

use crate::fixture::{START, TestStore, fresh, node};

const LEASE: Duration = Duration::from_secs(12);

fn notice(entity: &str, state: &str) -> Notice {
    Notice {
        id: fresh(),
        kind: NoticeKind::Movement,
        entity: entity.to_owned(),
        state: state.to_owned(),
        custody_wallet: CustodyWalletId::parse("cw-1").unwrap(),
        facts: json!({ "amount": "1" }),
        received_at: START,
        attempts: 0,
    }
}

/// Keeps a notice; whether it was news.
async fn keep(store: &TestStore, notice: &Notice) -> bool {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let is_news = tx.keep_notice(notice).await.unwrap();
    tx.commit().await.unwrap();
    is_news
}

async fn claim(store: &TestStore, id: Uuid, by: &store::Node) -> Option<Notice> {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let claimed = tx.claim_notice(id, by, LEASE).await.unwrap();
    tx.commit().await.unwrap();
    claimed
}

async fn finish(store: &TestStore, id: Uuid, by: &store::Node) -> bool {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let ended = tx.finish_notice(id, by, NoticeOutcome::Done, START).await.unwrap();
    tx.commit().await.unwrap();
    ended
}

pub(crate) async fn a_thing_in_one_state_is_kept_once(store: &TestStore) {
    let first = notice("movement:a", "included");
    assert!(keep(store, &first).await);
    assert!(!keep(store, &notice("movement:a", "included")).await);
    assert!(keep(store, &notice("movement:a", "confirmed")).await);
    assert!(keep(store, &notice("movement:b", "included")).await);
    assert_eq!(store.notices_due(10).await.unwrap().len(), 3);
    assert_eq!(store.count_notices_open().await.unwrap(), 3);

    let us = node("a", 1);
    let claimed = claim(store, first.id, &us).await.unwrap();
    assert_eq!(claimed, Notice { attempts: 1, ..first.clone() }, "as it was kept");
    assert!(finish(store, first.id, &us).await);
    assert!(!keep(store, &notice("movement:a", "included")).await, "also when worked on");
    assert_eq!(store.notices_due(10).await.unwrap().len(), 2);
}

pub(crate) async fn one_node_works_on_a_notice(store: &TestStore) {
    let it = notice("transfer:a", "confirmed");
    keep(store, &it).await;
    let (slow, quick) = (node("a", 1), node("b", 1));
    assert!(claim(store, it.id, &slow).await.is_some());
    assert_eq!(claim(store, it.id, &quick).await, None);
    assert_eq!(store.notices_due(10).await.unwrap(), [] as [Uuid; 0]);
    store.pass(Span::seconds(13)).await;
    assert_eq!(store.notices_due(10).await.unwrap(), [it.id]);
    assert_eq!(claim(store, it.id, &quick).await.unwrap().attempts, 2);
    assert!(!finish(store, it.id, &slow).await, "its lease was lost");

    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(!tx.postpone_notice(it.id, &slow, LEASE).await.unwrap());
    assert!(tx.postpone_notice(it.id, &quick, Duration::from_secs(5)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(claim(store, it.id, &quick).await, None, "not due yet");
    store.pass(Span::seconds(6)).await;
    assert!(claim(store, it.id, &quick).await.is_some());

    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.take_back_notice_leases(&node("b", 2)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(store.notices_due(10).await.unwrap(), [it.id]);
}

pub(crate) async fn worked_notices_are_purged(store: &TestStore) {
    let (old, open) = (notice("transfer:a", "failed"), notice("transfer:b", "failed"));
    let us = node("a", 1);
    for notice in [&old, &open] {
        keep(store, notice).await;
        claim(store, notice.id, &us).await.unwrap();
    }
    assert!(finish(store, old.id, &us).await);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.purge_notices(START).await.unwrap(), 0);
    assert_eq!(tx.purge_notices(START + Span::SECOND).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(keep(store, &old).await, "forgotten");
    assert!(!keep(store, &open).await);
}

pub(crate) async fn movements_that_are_not_final_are_listed(store: &TestStore) {
    let wallet = CustodyWalletId::parse("cw-1").unwrap();
    let other = CustodyWalletId::parse("cw-2").unwrap();
    let at = |entity: &str, state: &str, seconds: i64| Notice {
        received_at: START + Span::seconds(seconds),
        ..notice(entity, state)
    };
    for notice in [
        at("movement:a", "included", 1),
        at("movement:b", "included", 2),
        at("movement:b", "confirmed", 3),
        at("movement:c", "included", 4),
        at("movement:d", "confirmed", 5),
        Notice { custody_wallet: other.clone(), ..at("movement:e", "included", 6) },
        Notice { kind: NoticeKind::Transfer, ..at("transfer:f", "included", 7) },
    ] {
        assert!(keep(store, &notice).await);
    }
    let entities = async |wallet: &CustodyWalletId, since, limit| {
        let listed = store.movements_not_final(wallet, since, limit).await.unwrap();
        listed.into_iter().map(|notice| notice.entity).collect::<Vec<_>>()
    };
    assert_eq!(entities(&wallet, START, 10).await, ["movement:c", "movement:a"]);
    assert_eq!(entities(&wallet, START, 1).await, ["movement:c"]);
    assert_eq!(entities(&wallet, START + Span::seconds(2), 10).await, ["movement:c"]);
    assert_eq!(entities(&other, START, 10).await, ["movement:e"]);
}

pub(crate) async fn a_fact_is_raised_once(store: &TestStore) {
    let alert = |fact: &str| AlertFact {
        fact: fact.to_owned(),
        kind: "alert.unknown_transfer".to_owned(),
        subject: "wal_1".to_owned(),
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.note_alert(&alert("a"), START).await.unwrap());
    assert!(!tx.note_alert(&alert("a"), START).await.unwrap());
    assert!(tx.note_alert(&alert("b"), START).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.count_alerts().await.unwrap(), 2);
}

pub(crate) async fn an_alert_is_acknowledged_once(store: &TestStore) {
    let (claire, dana) = (store.user("Claire").await.id, store.user("Dana").await.id);
    let entry = |kind: &str| NewAudit {
        at: START,
        actor_id: None,
        actor: "bank".to_owned(),
        kind: kind.to_owned(),
        subject: "wal_1".to_owned(),
        before: None,
        after: None,
        request_id: String::new(),
        address: String::new(),
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for kind in ["alert.first", "alerting.other", "alert.second", "transfer.approved"] {
        tx.append_audit(&entry(kind)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let kinds = async |acknowledged| -> Vec<String> {
        let page = store.alerts(acknowledged, Page::first(9)).await.unwrap();
        page.rows.into_iter().map(|row| row.alert.entry.kind).collect()
    };
    assert_eq!(kinds(None).await, ["alert.second", "alert.first"]);
    assert_eq!(kinds(Some(true)).await, [""; 0]);
    let first = store.alerts(Some(false), Page::first(1)).await.unwrap();
    let rest = Page { after: first.next, limit: 1 };
    let rest = store.alerts(Some(false), rest).await.unwrap();
    assert_eq!((&*rest.rows[0].alert.entry.kind, rest.next), ("alert.first", None));

    assert_eq!(store.count_open_alerts().await.unwrap(), 2);
    let seq = first.rows[0].alert.seq;
    let by = |by, comment: &str| NewAcknowledgement {
        audit_seq: seq,
        by,
        comment: Some(comment.to_owned()),
        at: START,
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(tx.acknowledge_alert(&by(claire, "seen")).await.unwrap());
    assert!(!tx.acknowledge_alert(&by(dana, "me too")).await.unwrap());
    let kept = tx.alert(seq).await.unwrap().unwrap().acknowledgement.unwrap();
    assert_eq!((kept.by, &*kept.name, kept.comment.as_deref()), (claire, "Claire", Some("seen")));
    assert_eq!(tx.alert(seq - 1).await.unwrap(), None, "another kind of row");
    tx.commit().await.unwrap();
    assert_eq!(store.count_open_alerts().await.unwrap(), 1);
    assert_eq!(kinds(Some(true)).await, ["alert.second"]);
    assert_eq!(kinds(Some(false)).await, ["alert.first"]);
    store.refuses("UPDATE alert_acknowledgements SET comment = NULL").await;
    store.refuses("DELETE FROM alert_acknowledgements").await;
}

pub(crate) async fn wallets_are_compared_in_turn(store: &TestStore) {
    assert_eq!(store.all_compared_since(START).await.unwrap(), Some(START));
    let alice = store.user("Alice").await;
    let (first, second) = (store.wallet(alice.id, "1").await.id, store.wallet(alice.id, "2").await.id);
    store.opening_wallet(alice.id, "not there yet").await;
    let us = node("a", 1);
    let due = async |seconds| {
        let before = START + Span::seconds(seconds);
        let mut due = store.comparisons_due(before, 10).await.unwrap();
        due.sort();
        due
    };
    let mut both = [first, second];
    both.sort();
    assert_eq!(due(0).await, both);
    assert_eq!(store.all_compared_since(START).await.unwrap(), None);

    let mut tx = store.begin(crate::TEST).await.unwrap();
    let none = Marks::default();
    assert_eq!(tx.claim_comparison(first, &us, LEASE).await.unwrap(), Some(none.clone()));
    assert_eq!(tx.claim_comparison(first, &node("b", 1), LEASE).await.unwrap(), None);
    tx.commit().await.unwrap();
    assert_eq!(due(0).await, [second]);

    let marks = Marks {
        transfer: Some(CustodyTransferId::parse("ct-9").unwrap()),
        block: Some(77),
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert!(!tx.finish_comparison(first, &node("b", 1), &none, START).await.unwrap());
    assert!(tx.finish_comparison(first, &us, &marks, START).await.unwrap());
    tx.claim_comparison(second, &us, LEASE).await.unwrap().unwrap();
    assert!(tx.postpone_comparison(second, &us, Duration::from_secs(60)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(due(0).await, []);
    assert_eq!(due(1).await, [first]);
    assert_eq!(store.all_compared_since(START).await.unwrap(), None);
    store.pass(Span::seconds(61)).await;
    assert_eq!(due(0).await, [second]);

    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.claim_comparison(first, &us, LEASE).await.unwrap(), Some(marks.clone()));
    assert_eq!(tx.take_back_comparison_leases(&node("a", 2)).await.unwrap(), 1);
    let later = START + Span::seconds(5);
    tx.claim_comparison(second, &us, LEASE).await.unwrap().unwrap();
    assert!(tx.finish_comparison(second, &us, &none, later).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.all_compared_since(later).await.unwrap(), Some(START), "the oldest");
}

pub(crate) async fn of_many_one_takes_a_turn(store: &TestStore) {
    let fact = ServiceFact::OrphansSought;
    let turn = async |at, unless_since| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let ours = tx.take_turn(fact, at, unless_since, "a").await.unwrap();
        tx.commit().await.unwrap();
        ours
    };
    let hour = Span::HOUR;
    assert!(turn(START, START - hour).await);
    assert!(!turn(START, START - hour).await);
    assert!(!turn(START + hour, START).await);
    assert!(turn(START + hour + Span::SECOND, START + Span::SECOND).await);
}
