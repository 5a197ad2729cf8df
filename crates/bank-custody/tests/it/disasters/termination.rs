//! The program is asked to end while many people ask for transfers.

use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::join_all;
use testkit::eventually;

use super::{Scene, send};
use crate::{
    http::text,
    server::{Ground, Server},
};

/// People who ask again and again.
const PEOPLE: u32 = 12;
/// How many have their answer when the end is asked for.
const BEFORE_THE_END: u32 = 24;

#[tokio::test]
async fn a_stop_under_load_loses_and_doubles_nothing() {
    let scene = Scene::begin(Ground::invocation).await;
    let Scene {
        ground,
        server,
        alice,
        wallet,
    } = scene;
    let (next, answered) = (AtomicU32::new(0), AtomicU32::new(0));
    // Each goes on until nobody answers any more: which numbers were taken, which are in doubt.
    let person = async || {
        let (mut taken, mut doubtful) = (Vec::new(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::SeqCst);
            match send(&alice, &wallet, number).await {
                Ok(answer) if answer.status == 201 => taken.push(number),
                // Turned away: certainly nothing happened.
                Ok(answer) => assert_eq!(answer.status, 503, "{}", answer.body),
                Err(_) => {
                    doubtful.push(number);
                    return (taken, doubtful);
                }
            }
            answered.fetch_add(1, Ordering::SeqCst);
        }
    };
    let program = server.into_program();
    let stop = async {
        eventually("the bank to be busy", async || {
            (answered.load(Ordering::SeqCst) >= BEFORE_THE_END).then_some(())
        })
        .await;
        program.signal("TERM").await;
    };
    let (people, ()) = tokio::join!(join_all((0..PEOPLE).map(|_| person())), stop);
    assert!(program.ended().await.success());

    let server = Server::from(ground.invocation().start()).await;
    let alice = alice.moved_to(server.url());
    let scene = Scene {
        ground,
        server,
        alice,
        wallet,
    };
    for (taken, doubtful) in people {
        for number in taken {
            let again = scene.send(number).await.unwrap();
            assert_eq!(again.headers["idempotent-replayed"], "true", "{number}");
            scene.is_confirmed(number).await;
        }
        // Whether it was taken or not: the repeat makes it one transfer.
        for number in doubtful {
            scene.is_confirmed(number).await;
        }
    }
    everything_executed_is_in_the_books(&scene).await;
}

async fn everything_executed_is_in_the_books(scene: &Scene) {
    let list = scene.alice.get("/api/transfers?limit=200").await.with(200);
    let mut books: Vec<_> = list["transfers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                text(&row["to_address"]).to_lowercase(),
                text(&row["tx_hash"]),
            )
        })
        .collect();
    let ledger = scene.ground.custody().executions(None).await;
    let mut ledger: Vec<_> = ledger.into_iter().map(|it| (it.to, it.tx_hash)).collect();
    books.sort_unstable();
    ledger.sort_unstable();
    assert_eq!(books, ledger);
}
