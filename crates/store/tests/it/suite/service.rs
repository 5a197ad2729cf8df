//! What concerns the bank as a whole: pause, facts, fingerprint, nodes.

use std::collections::BTreeSet;

use store::fingerprint::Fingerprint;
use store::pause::Pause;
use store::service_state::ServiceFact;
use store::{Error, Node};
use time::Duration as Span;

use crate::fixture::{START, TestStore, node};

pub(crate) async fn the_pause_goes_on_and_off(store: &TestStore) {
    assert_eq!(store.pause().await.unwrap(), None);
    let pause = Pause {
        paused_at: START,
        paused_by: "claire@example.com".to_owned(),
        reason: Some("drill".to_owned()),
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(tx.lock_pause_exclusive().await.unwrap(), None);
    tx.set_pause(Some(&pause)).await.unwrap();
    assert_eq!(tx.lock_pause_shared().await.unwrap(), Some(pause.clone()));
    tx.commit().await.unwrap();
    assert_eq!(store.pause().await.unwrap(), Some(pause));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.set_pause(None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.pause().await.unwrap(), None);
}

pub(crate) async fn facts_keep_their_latest_value(store: &TestStore) {
    for fact in ServiceFact::ALL {
        assert_eq!(store.service_state(fact).await.unwrap(), None);
        let mut tx = store.begin(crate::TEST).await.unwrap();
        for (after, value) in [(5, "new"), (4, "old")] {
            let at = START + Span::seconds(after);
            tx.note_service_state(fact, at, value).await.unwrap();
        }
        let state = tx.service_state(fact).await.unwrap().unwrap();
        assert_eq!((state.at, state.value.as_str()), (START + Span::seconds(5), "new"));
        tx.commit().await.unwrap();
        assert_eq!(store.service_state(fact).await.unwrap(), Some(state));
    }
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.clear_service_state(ServiceFact::WorkerSeen).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.service_state(ServiceFact::WorkerSeen).await.unwrap(), None);
    assert!(store.service_state(ServiceFact::DeniedStreak).await.unwrap().is_some());
    let names: BTreeSet<_> = ServiceFact::ALL.iter().map(|fact| fact.as_str()).collect();
    assert_eq!(names.len(), ServiceFact::ALL.len());
}

pub(crate) async fn another_fingerprint_is_refused(store: &TestStore) {
    let ours = Fingerprint {
        mode: "demo".to_owned(),
        custody_url: "http://localhost:5002".to_owned(),
        organisation: "org-1".to_owned(),
        issuer: "http://localhost:5003/".to_owned(),
    };
    for _ in 0..2 {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        tx.claim_fingerprint(&ours).await.unwrap();
        tx.commit().await.unwrap();
    }
    let x = || "x".to_owned();
    let others = [
        ("mode", Fingerprint { mode: x(), ..ours.clone() }),
        ("custody_url", Fingerprint { custody_url: x(), ..ours.clone() }),
        ("organisation", Fingerprint { organisation: x(), ..ours.clone() }),
        ("issuer", Fingerprint { issuer: x(), ..ours.clone() }),
    ];
    for (part, other) in others {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        match tx.claim_fingerprint(&other).await {
            Err(Error::OtherFingerprint { what, given, .. }) => {
                assert_eq!((what, given.as_str()), (part, "x"));
            }
            refused => panic!("{part}: {refused:?}"),
        }
    }
}

pub(crate) async fn each_start_has_its_boot_number(store: &TestStore) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let runs = [
        tx.register_node("a", START).await.unwrap(),
        tx.register_node("b", START).await.unwrap(),
        tx.register_node("a", START).await.unwrap(),
    ];
    tx.commit().await.unwrap();
    assert_eq!(runs, [node("a", 1), node("b", 1), node("a", 2)]);
}

pub(crate) async fn a_node_takes_back_its_own_old_leases(store: &TestStore) {
    let lease = std::time::Duration::from_secs(12);
    let alice = store.user("Alice").await;
    let (mine, other) = (
        store.opening_wallet(alice.id, "mine").await.id,
        store.opening_wallet(alice.id, "other").await.id,
    );
    let start = async |name: &str| -> Node {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let node = tx.register_node(name, START).await.unwrap();
        tx.take_back_opening_leases(&node).await.unwrap();
        tx.commit().await.unwrap();
        node
    };
    let (first, elsewhere) = (start("a").await, start("b").await);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.claim_opening(mine, &first, lease).await.unwrap().unwrap();
    tx.claim_opening(other, &elsewhere, lease).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let second = start("a").await;
    assert_eq!(store.openings_due(10).await.unwrap(), [mine]);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.claim_opening(mine, &second, lease).await.unwrap().unwrap();
    assert!(!tx.renew_opening(mine, &first, lease).await.unwrap());
    assert!(tx.renew_opening(mine, &second, lease).await.unwrap());
    assert_eq!(tx.take_back_opening_leases(&second).await.unwrap(), 0);
}

pub(crate) async fn the_lease_clock_is_the_engines_own(store: &TestStore) {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let (inside, outside) = (tx.lease_now().await.unwrap(), store.lease_now().await.unwrap());
    match store.engine() {
        store::Engine::Sqlite => assert_eq!((inside, outside), (START, START)),
        // The server's clock runs on; its transaction's does not.
        store::Engine::Postgres => assert!(outside >= inside),
    }
    store.ping().await.unwrap();
}
