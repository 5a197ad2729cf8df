//! Who observes hears of every write transaction, however it ended.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use store::observer::{Observer, UnitOutcome};
use store::{Store, StoreOptions, UnitOfWork};

#[derive(Debug, Default)]
struct Heard(Mutex<Vec<(&'static str, UnitOutcome)>>);

impl Observer for Heard {
    fn ended(&self, work: UnitOfWork, outcome: UnitOutcome, _: Duration) {
        self.0.lock().unwrap().push((work.name(), outcome));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_write_transaction_is_heard_of() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("bank.db").display());
    let heard = Arc::new(Heard::default());
    let options = StoreOptions {
        observer: Some(heard.clone()),
        ..StoreOptions::default()
    };
    let store = Store::open(&url, options).await.unwrap();
    store.migrate().await.unwrap();
    let begin = async |name| store.begin(UnitOfWork::named(name)).await.unwrap();
    begin("first").await.commit().await.unwrap();
    begin("second").await.rollback().await.unwrap();
    drop(begin("third").await);
    let heard = heard.0.lock().unwrap().clone();
    assert_eq!(
        heard,
        [
            ("first", UnitOutcome::Committed),
            ("second", UnitOutcome::Undone),
            ("third", UnitOutcome::Undone),
        ]
    );
    assert!(store.connections().idle >= 1);
    store.close().await;
}
