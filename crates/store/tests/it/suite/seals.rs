//! The seal of the audit.

use store::Error;
use store::audit::{NewAudit, Seal};
use time::Duration as Span;

use crate::fixture::{START, TestStore, node};

fn entry(subject: &str) -> NewAudit {
    NewAudit {
        at: START,
        actor_id: None,
        actor: "bank".to_owned(),
        kind: "test".to_owned(),
        subject: subject.to_owned(),
        before: None,
        after: Some(serde_json::json!({"b": 1, "a": "ü"})),
        request_id: String::new(),
        address: String::new(),
    }
}

async fn write(store: &TestStore, subject: &str) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.append_audit(&entry(subject)).await.unwrap();
    tx.commit().await.unwrap();
}

fn seal(n: i64, audit_seq: i64, previous: u8, hash: u8) -> Seal {
    Seal {
        n,
        audit_seq,
        previous_hash: vec![previous; 32],
        hash: vec![hash; 32],
        sealed_at: START,
    }
}

async fn append(store: &TestStore, seal: &Seal) -> Result<(), Error> {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.append_audit_seal(seal).await?;
    tx.commit().await
}

pub(crate) async fn no_row_appears_below_the_horizon(store: &TestStore) {
    assert_eq!(store.audit_horizon().await.unwrap(), 0);
    let mut slow = store.begin(crate::TEST).await.unwrap();
    slow.append_audit(&entry("slow")).await.unwrap();
    if store.is_sqlite() {
        // Nobody writes beside an open writer.
        assert_eq!(store.audit_horizon().await.unwrap(), 0);
    } else {
        write(store, "fast").await;
        let early = store.audit_horizon().await;
        assert!(early.as_ref().is_err_and(Error::is_busy), "the slow row may come yet: {early:?}");
    }
    slow.commit().await.unwrap();
    let rows = store.sealed_rows(0, 10).await.unwrap();
    let newest = rows.last().unwrap().seq;
    assert_eq!(store.audit_horizon().await.unwrap(), newest);
    write(store, "later").await;
    let rows = store.sealed_rows(newest, 10).await.unwrap();
    assert!(rows.iter().all(|row| row.seq > newest), "{rows:?}");
}

pub(crate) async fn each_seal_follows_the_one_before(store: &TestStore) {
    for subject in ["one", "two", "three"] {
        write(store, subject).await;
    }
    for loose in [seal(2, 1, 0, 1), seal(0, 1, 0, 1), seal(1, 1, 9, 1)] {
        let refused = append(store, &loose).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "{loose:?}");
    }
    append(store, &seal(1, 1, 0, 1)).await.unwrap();
    for loose in [seal(3, 2, 1, 2), seal(1, 2, 1, 2), seal(2, 2, 0, 2), seal(2, 1, 1, 2)] {
        let refused = append(store, &loose).await;
        assert!(refused.is_err(), "{loose:?}");
    }
    append(store, &seal(2, 2, 1, 2)).await.unwrap();
    assert_eq!(store.audit_head().await.unwrap(), Some(seal(2, 2, 1, 2)));
    assert_eq!(store.audit_seal(1).await.unwrap(), Some(seal(1, 1, 0, 1)));
    assert_eq!(store.audit_rows_after(2).await.unwrap(), (1, Some(START)));

    store.refuses("UPDATE audit_seals SET audit_seq = 3 WHERE n = 2").await;
    store.refuses("DELETE FROM audit_seals").await;
    if !store.is_sqlite() {
        store.refuses("TRUNCATE audit_seals").await;
    }
}

pub(crate) async fn rows_and_seals_come_side_by_side(store: &TestStore) {
    for subject in ["one", "two", "three"] {
        write(store, subject).await;
    }
    append(store, &seal(1, 1, 0, 1)).await.unwrap();
    append(store, &seal(2, 3, 1, 2)).await.unwrap();
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let rows = tx.audit_rows_to_seal(1, 3, 10).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(rows.iter().map(|row| row.seq).collect::<Vec<_>>(), [2, 3]);
    // As it was written, not as it is read.
    assert_eq!(rows[0].after.as_deref(), Some(r#"{"b":1,"a":"ü"}"#));

    let all = store.sealed_rows(0, 10).await.unwrap();
    let sealed: Vec<_> = all.iter().map(|row| (row.seq, row.seal.is_some())).collect();
    assert_eq!(sealed, [(1, true), (2, false), (3, true)]);
    assert_eq!(all[1].row.as_ref(), Some(&rows[0]));
    let page = store.sealed_rows(1, 1).await.unwrap();
    assert_eq!(page, all[1..2]);
}

pub(crate) async fn one_node_seals_at_a_time(store: &TestStore) {
    let claim = async |name: &str, boot| {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let claimed = tx.claim_audit_sealer(&node(name, boot), Span::seconds(30)).await.unwrap();
        tx.commit().await.unwrap();
        claimed
    };
    assert!(claim("a", 1).await);
    assert!(!claim("b", 1).await);
    assert!(claim("a", 1).await, "kept");
    assert!(claim("a", 2).await, "its next run takes it over");
    store.pass(Span::seconds(31)).await;
    assert!(claim("b", 1).await);
    assert!(!claim("a", 2).await);
}
