//! What becomes of the store when the network or the server goes away for a while.

use std::io::Write as _;
use std::time::Duration;

use pglab::{Programs, Proxy, Server, Setup};
use store::{Error, Limits, Store, StoreOptions};

use crate::TEST;
use crate::fixture::{START, TestDatabase};

/// Limits that end soon what gets no answer.
const SHORT: Limits = Limits {
    connections_max: 4,
    lock_timeout: Duration::from_secs(1),
    statement_timeout: Duration::from_secs(1),
};

/// A migrated database behind a proxy.
struct Behind {
    database: TestDatabase,
    proxy: Proxy,
    store: Store,
}

impl Behind {
    async fn a_proxy() -> Option<Self> {
        let database = TestDatabase::create().await?;
        let proxy = Proxy::before(database.address()).unwrap();
        let store = open(&database.url_by(proxy.address())).await;
        Some(Self {
            database,
            proxy,
            store,
        })
    }

    /// Has every connection of the pool made and idle.
    async fn warm_up(&self) {
        let pings = (0..SHORT.connections_max).map(|_| self.store.ping());
        for ping in futures::future::join_all(pings).await {
            ping.unwrap();
        }
    }

    async fn end(self) {
        self.store.close().await;
        self.database.drop().await;
    }
}

async fn open(url: &str) -> Store {
    let options = StoreOptions {
        limits: SHORT,
        ..StoreOptions::default()
    };
    Store::open(url, options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_meets_an_idle_connection_that_was_cut() {
    let Some(behind) = Behind::a_proxy().await else {
        return;
    };
    let Behind { proxy, store, .. } = &behind;
    for _ in 0..3 {
        behind.warm_up().await;
        proxy.cut();
        store.ping().await.unwrap();
        let mut tx = store.begin(TEST).await.unwrap();
        tx.register_node("a", START).await.unwrap();
        tx.commit().await.unwrap();
    }
    behind.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_transaction_tells_whether_it_left_something() {
    let Some(behind) = Behind::a_proxy().await else {
        return;
    };
    let Behind { proxy, store, .. } = &behind;
    let mut tx = store.begin(TEST).await.unwrap();
    tx.register_node("a", START).await.unwrap();
    proxy.cut();
    let lost = tx.register_node("b", START).await.unwrap_err();
    assert!(lost.left_nothing(), "{lost:?}");
    drop(tx);

    let mut tx = store.begin(TEST).await.unwrap();
    assert_eq!(tx.register_node("a", START).await.unwrap().boot, 1);
    proxy.cut();
    let lost = tx.commit().await.unwrap_err();
    assert!(matches!(lost, Error::CommitUnknown(_)), "{lost:?}");
    assert!(lost.is_commit_unknown() && !lost.left_nothing());
    behind.end().await;
}

/// Neither end hears that the other is gone: connections are given up, and the pool does not run
/// dry by them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_says_nothing_is_given_up_and_met_again() {
    let Some(behind) = Behind::a_proxy().await else {
        return;
    };
    let Behind { proxy, store, .. } = &behind;
    behind.warm_up().await;
    let mut tx = store.begin(TEST).await.unwrap();
    proxy.stall();
    let (read, written) = tokio::join!(store.ping(), tx.register_node("a", START));
    assert!(matches!(read, Err(Error::Unavailable(_))), "{read:?}");
    assert!(written.is_err_and(|error| error.left_nothing()));
    drop(tx);
    proxy.open();
    for _ in 0..2 {
        behind.warm_up().await;
        let mut tx = store.begin(TEST).await.unwrap();
        assert_eq!(tx.register_node("a", START).await.unwrap().boot, 1);
        tx.rollback().await.unwrap();
    }
    behind.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_was_restarted_is_met_again() {
    let Some(programs) = Programs::find() else {
        let skip = "SKIP: PostgreSQL is not installed, no server was restarted\n";
        std::io::stderr().write_all(skip.as_bytes()).unwrap();
        return;
    };
    let mut server = Server::start(&programs, &Setup::default()).unwrap();
    let store = open(&server.url()).await;
    store.migrate().await.unwrap();
    let mut lost = store.begin(TEST).await.unwrap();
    lost.register_node("a", START).await.unwrap();
    server.stop().unwrap();
    let gone = store.ping().await;
    assert!(matches!(gone, Err(Error::Unavailable(_))), "{gone:?}");
    let lost = lost.commit().await;
    assert!(matches!(lost, Err(Error::CommitUnknown(_))), "{lost:?}");
    server.start_again().unwrap();
    let mut tx = store.begin(TEST).await.unwrap();
    assert_eq!(tx.register_node("a", START).await.unwrap().boot, 1);
    tx.commit().await.unwrap();
    store.close().await;
    server.end().unwrap();
}
