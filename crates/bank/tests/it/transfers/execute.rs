use domain::transfer::Status;
use futures::future::join_all;

use super::world::World;
use crate::support::{Call, Trouble, until};

#[tokio::test]
async fn what_was_certainly_not_sent_is_owed_again() {
    let world = World::new().await;
    let id = world.owed(&world.alice).await;
    assert_eq!(world.steps(id).await, "approved submitting approved");
    assert_eq!(world.attempts(id).await, "not_sent");
    world.round().await;
    assert_eq!(
        world.test.custody.count(Call::Submit),
        1,
        "not before its time"
    );
    world.work(2).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.attempts(id).await, "not_sent accepted");
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test]
async fn authority_pause_and_freeze_are_asked_again_each_time() {
    let world = World::new().await;
    let bank = world.bank();
    let id = world.owed(&world.alice).await;
    bank.pause(&world.claire, None).await.unwrap();
    world.work(20).await;
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    assert_eq!(world.status(id).await, Status::Approved);
    bank.resume(&world.claire).await.unwrap();
    world.work(1).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_executors_make_one_attempt() {
    let world = World::new().await;
    let id = world.owed(&world.alice).await;
    world.test.clock.advance(time::Duration::seconds(2));
    world.test.custody.hold(Call::Submit);
    let rounds: Vec<_> = (0..8)
        .map(|_| {
            let bank = world.bank().clone();
            tokio::spawn(async move { bank.submit_round().await.unwrap() })
        })
        .collect();
    until("one is at it", async || {
        world.test.custody.count(Call::Submit) == 2
    })
    .await;
    world.test.custody.release(Call::Submit);
    join_all(rounds).await;
    assert_eq!(world.test.custody.count(Call::Submit), 2);
    assert_eq!(world.attempts(id).await, "not_sent accepted");
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revoke_against_execute_ends_on_one_side() {
    let world = World::new().await;
    let wallet = world.wallet.id;
    let mut seen = [0, 0];
    for _ in 0..10 {
        let grant = world
            .test
            .share(&world.alice, wallet, "bob@example.com", "transfer", None)
            .await;
        let id = world.owed(&world.bob).await;
        world.test.clock.advance(time::Duration::seconds(2));
        let (bank, alice) = (world.bank().clone(), world.alice.clone());
        let revoke =
            tokio::spawn(async move { bank.revoke_delegation(&alice, grant.id).await.unwrap() });
        let bank = world.bank().clone();
        let execute = tokio::spawn(async move { bank.submit_round().await.unwrap() });
        revoke.await.unwrap();
        execute.await.unwrap();
        let executions = world.executions(id).await;
        match world.status(id).await {
            Status::Cancelled => assert_eq!(executions, 0),
            Status::Broadcasted => assert_eq!(executions, 1),
            other => panic!("{other}"),
        }
        seen[executions] += 1;
    }
    assert_eq!(seen.iter().sum::<i32>(), 10);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_pause_or_freeze_has_answered_nothing_becomes_submitting() {
    let world = World::new().await;
    let bank = world.bank();
    for n in 0..8 {
        let id = world.owed(&world.alice).await;
        world.test.clock.advance(time::Duration::seconds(2));
        let other = bank.clone();
        let execute = tokio::spawn(async move { other.submit_round().await.unwrap() });
        if n % 2 == 0 {
            bank.pause(&world.claire, None).await.unwrap();
        } else {
            bank.freeze_wallet_for_bank(&world.claire, world.wallet.id)
                .await
                .unwrap();
        }
        let answered = world.steps(id).await;
        execute.await.unwrap();
        world.work(3).await;
        let later = world.steps(id).await;
        let begun = |steps: &str| steps.matches("submitting").count();
        assert_eq!(begun(&later), begun(&answered), "{answered} -> {later}");
        bank.resume(&world.claire).await.unwrap();
        if n % 2 == 1 {
            bank.unfreeze_wallet_for_bank(&world.claire, world.wallet.id)
                .await
                .unwrap();
        }
        world.work(12).await;
        assert_eq!(world.status(id).await, Status::Broadcasted);
    }
    world.check().await;
}

#[tokio::test]
async fn refused_for_good_is_failed_with_its_reason() {
    let world = World::new().await;
    world.test.custody.fail(Call::Submit, [Trouble::Invalid]);
    let transfer = world.send(&world.alice, "0.01").await;
    assert_eq!(transfer.status, Status::Failed);
    let reason = transfer.reason.unwrap();
    assert_eq!(reason.code, "insufficient_balance");
    assert_eq!(world.attempts(transfer.id).await, "invalid");
    world.work(15).await;
    assert_eq!(world.test.custody.count(Call::Submit), 1);

    // Earlier attempts that were certainly not sent change nothing about that.
    let owed = world.owed(&world.alice).await;
    world
        .test
        .custody
        .fail(Call::Submit, [Trouble::NotSent, Trouble::Invalid]);
    world.work(10).await;
    assert_eq!(world.status(owed).await, Status::Failed);
    assert_eq!(world.attempts(owed).await, "not_sent not_sent invalid");
    world.check().await;
}

#[tokio::test]
async fn one_that_custody_denies_is_marked_and_tried_every_minute() {
    let world = World::new().await;
    world
        .test
        .custody
        .fail(Call::Submit, [Trouble::Denied, Trouble::Denied]);
    let id = world.send(&world.alice, "0.01").await.id;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert_eq!(
        world.attention(id).await.as_deref(),
        Some("refused_by_custody")
    );
    let others = world.send(&world.alice, "0.02").await;
    assert_eq!(others.status, Status::Submitting, "the second denial");
    let third = world.send(&world.alice, "0.03").await;
    assert_eq!(
        third.status,
        Status::Broadcasted,
        "one wallet's denials stop nobody else"
    );
    world.work(55).await;
    assert_eq!(world.attempts(id).await, "denied");
    world.work(10).await;
    assert_eq!(world.attempts(id).await, "denied accepted");
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.attention(id).await, None);
    world.check().await;
}

/// What somebody does while a transfer is just being handed over, which then turns out not sent.
async fn meanwhile(deed: &str) -> (World, domain::id::TransferId) {
    let world = World::new().await;
    let bank = world.bank();
    let wallet = world.wallet.id;
    let grant = world
        .test
        .share(&world.alice, wallet, "bob@example.com", "transfer", None)
        .await;
    let id = world.owed(&world.bob).await;
    world.test.clock.advance(time::Duration::seconds(2));
    world.test.custody.fail(Call::Submit, [Trouble::NotSent]);
    world.test.custody.hold(Call::Submit);
    let other = bank.clone();
    let round = tokio::spawn(async move { other.submit_round().await.unwrap() });
    until("custody is called", async || {
        world.test.custody.count(Call::Submit) == 2
    })
    .await;
    match deed {
        "revoke" => bank
            .revoke_delegation(&world.alice, grant.id)
            .await
            .unwrap(),
        "freeze" => drop(bank.freeze_wallet(&world.alice, wallet).await.unwrap()),
        "hold" => drop(
            bank.freeze_wallet_for_bank(&world.claire, wallet)
                .await
                .unwrap(),
        ),
        _ => drop(bank.pause(&world.claire, None).await.unwrap()),
    }
    assert_eq!(world.status(id).await, Status::Submitting);
    world.test.custody.release(Call::Submit);
    round.await.unwrap();
    assert_eq!(world.status(id).await, Status::Approved, "owed again");
    world.work(20).await;
    assert_eq!(world.test.custody.count(Call::Submit), 2, "{deed}");
    (world, id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_back_meets_what_was_done_meanwhile() {
    for (deed, reason) in [
        ("revoke", Some("authority_gone")),
        ("freeze", Some("wallet_frozen")),
        ("hold", None),
        ("pause", None),
    ] {
        let (world, id) = meanwhile(deed).await;
        let expected = match reason {
            Some(_) => Status::Cancelled,
            None => Status::Approved,
        };
        assert_eq!(world.status(id).await, expected, "{deed}");
        assert_eq!(world.reason(id).await.as_deref(), reason);
        world.check().await;
    }
}
