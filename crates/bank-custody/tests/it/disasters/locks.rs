//! Somebody else keeps the database to themselves for longer than the bank waits.

use testkit::{Database, Hold};

use super::{Scene, asks_for_patience};

/// How long the bank waits for a lock here.
const PATIENCE: (&str, &str) = ("DATABASE_LOCK_TIMEOUT", "1s");

async fn waits_and_says_so(scene: &Scene, hold: Hold) {
    for number in 1..3 {
        asks_for_patience(scene.send(number).await.unwrap());
    }
    assert_eq!(scene.ground.custody().executions(None).await.len(), 1);
    hold.release().await;
    for number in 0..3 {
        scene.is_confirmed(number).await;
    }
}

#[tokio::test]
async fn an_sqlite_file_that_another_process_keeps_locked() {
    let scene = Scene::begin(|ground| ground.invocation().var(PATIENCE.0, PATIENCE.1)).await;
    scene.is_confirmed(0).await;
    let hold = Hold::of_sqlite(&scene.ground.home.path("data/bank.db")).await;
    waits_and_says_so(&scene, hold).await;
}

#[tokio::test]
async fn a_table_of_postgresql_that_another_session_keeps_locked() {
    let Some(database) = Database::create().await else {
        return;
    };
    let url = database.url();
    let scene = Scene::begin(|ground| {
        let invocation = ground.invocation().var(PATIENCE.0, PATIENCE.1);
        invocation.var("DATABASE_URL", &url)
    })
    .await;
    scene.is_confirmed(0).await;
    waits_and_says_so(&scene, Hold::of_postgres(&url, "transfers").await).await;
    scene.server.into_program().stop().await;
    database.drop().await;
}
