use bank::Refusal;
use bank::transfers::DecisionRequest;
use domain::transfer::Status;
use futures::future::join_all;

use super::world::{World, refusal};
use crate::support::{Call, Person, eth};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_approvals_one_counts() {
    let world = World::new().await;
    let id = world.pending().await;
    let approvals = (0..20).map(|n| {
        let bank = world.bank().clone();
        let decider = if n % 2 == 0 {
            world.claire.clone()
        } else {
            world.dana.clone()
        };
        tokio::spawn(async move {
            bank.approve_transfer(&decider, id, &DecisionRequest::default())
                .await
        })
    });
    let results: Vec<_> = join_all(approvals)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for result in lost {
        assert_eq!(refusal(result), Refusal::AlreadyDecided);
    }
    assert_eq!(world.executions(id).await, 1);
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    assert_eq!(world.test.store.approvals_of(id).await.unwrap().len(), 1);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approve_against_reject_has_one_winner() {
    let world = World::new().await;
    // Enough for every round, whoever wins it.
    let address = world.wallet.address.unwrap();
    world.test.custody.fund(address, eth("100"));
    for _ in 0..8 {
        let id = world.pending().await;
        let (approved, rejected) = tokio::join!(world.approve(id), world.reject(id));
        assert!(approved.is_ok() != rejected.is_ok());
        let expected = usize::from(approved.is_ok());
        let loser = if approved.is_ok() { rejected } else { approved };
        assert_eq!(refusal(loser), Refusal::AlreadyDecided);
        world.bank().finish_running().await;
        assert_eq!(world.executions(id).await, expected);
    }
    world.check().await;
}

#[tokio::test]
async fn an_approved_transfer_is_sent_and_a_rejected_one_is_not() {
    let world = World::new().await;
    let (first, second) = (world.pending().await, world.pending().await);
    let request = DecisionRequest {
        comment: Some("Fine.".to_owned()),
        body_hash: None,
    };
    let outcome = world
        .bank()
        .approve_transfer(&world.claire, first, &request)
        .await
        .unwrap();
    assert_eq!(outcome.transfer.status, Status::Broadcasted);
    let review = outcome.transfer.review.unwrap();
    assert_eq!(review.name.as_deref(), Some("Claire"));
    let steps = world.steps(first).await;
    assert_eq!(steps, "pending approved submitting broadcasted");

    let request = DecisionRequest {
        comment: Some("No.".to_owned()),
        body_hash: None,
    };
    let outcome = world
        .bank()
        .reject_transfer(&world.dana, second, &request)
        .await
        .unwrap();
    assert_eq!(outcome.transfer.status, Status::Rejected);
    world.work(3).await;
    assert_eq!(world.executions(second).await, 0);

    // Customers read the remark of a rejection, and never who decided.
    let seen = world.bank().transfer(&world.alice, first).await.unwrap();
    let review = seen.review.unwrap();
    assert_eq!((review.by, review.name, review.comment), (None, None, None));
    assert_eq!(seen.body_hash, None);
    let seen = world.bank().transfer(&world.alice, second).await.unwrap();
    let review = seen.review.unwrap();
    assert_eq!((review.by, review.name), (None, None));
    assert_eq!(review.comment.as_deref(), Some("No."));
    world.check().await;
}

#[tokio::test]
async fn the_decision_is_on_the_body_that_was_shown() {
    let world = World::new().await;
    let id = world.pending().await;
    let stored = world.record(id).await.order.body_hash.to_string();
    let with = |hash: &str| DecisionRequest {
        comment: None,
        body_hash: Some(hash.to_owned()),
    };
    let bank = world.bank();
    let other = bank
        .approve_transfer(&world.claire, id, &with(&"0".repeat(64)))
        .await;
    assert_eq!(refusal(other), Refusal::BodyHashMismatch);
    let other = bank
        .reject_transfer(&world.claire, id, &with(&"0".repeat(64)))
        .await;
    assert_eq!(refusal(other), Refusal::BodyHashMismatch);
    let bad = refusal(bank.approve_transfer(&world.claire, id, &with("abc")).await);
    assert!(matches!(bad, Refusal::Invalid(_)));
    bank.approve_transfer(&world.claire, id, &with(&stored))
        .await
        .unwrap();
    let approval = &world.test.store.approvals_of(id).await.unwrap()[0];
    assert_eq!(approval.body_hash.to_string(), stored);
    world.check().await;
}

#[tokio::test]
async fn nobody_decides_in_their_own_cause() {
    let world = World::new().await;
    let bank = world.bank();
    let initiator = Person::staff("eve", "Eve", "eve@bank.example");
    let same_email = Person::staff("alice-at-work", "Alice", "ALICE@example.com");
    let receiver = Person::staff("rob", "Rob", "rob@bank.example");
    let eve = world.test.caller(initiator).await;
    let rob = world.test.caller(receiver).await;
    let alice_at_work = world.test.caller(same_email).await;
    let robs = world.test.funded_wallet(&rob, "Rob's", "1").await;
    let email = "eve@bank.example";
    world
        .test
        .share(&world.alice, world.wallet.id, email, "transfer", Some("0"))
        .await;
    let to_rob = bank::transfers::SendRequest {
        to_address: robs.address.unwrap().to_string(),
        ..world.wish("0.1")
    };
    let id = bank
        .send(&eve, &to_rob, None)
        .await
        .unwrap()
        .thing
        .transfer
        .id;
    let decision = DecisionRequest::default();
    let conflicted = |who: &bank::Caller| {
        let (who, bank, decision) = (who.clone(), bank.clone(), decision.clone());
        async move { refusal(bank.approve_transfer(&who, id, &decision).await) }
    };
    for who in [&eve, &rob, &alice_at_work] {
        assert_eq!(
            conflicted(who).await,
            Refusal::ConflictOfInterest,
            "{}",
            who.email
        );
        let facts = bank.queued_transfer(who, id).await.unwrap();
        assert!(facts.conflict.is_some() && !facts.may_decide);
    }
    let rejected = bank.reject_transfer(&eve, id, &decision).await;
    assert_eq!(
        refusal(rejected),
        Refusal::ConflictOfInterest,
        "rejecting is deciding too"
    );
    assert_eq!(
        refusal(bank.approve_transfer(&world.bob, id, &decision).await),
        Refusal::Forbidden
    );
}

#[tokio::test]
async fn who_was_or_became_a_delegate_does_not_decide() {
    let world = World::new().await;
    let bank = world.bank();
    let wallet = world.wallet.id;
    let decision = DecisionRequest::default();
    let eve = Person::staff("eve", "Eve", "eve@bank.example");
    let eve = world.test.caller(eve).await;
    let grant = world
        .test
        .share(&world.alice, wallet, "eve@bank.example", "view", None)
        .await;
    // Who was a delegate when the transfer was made stays one for it.
    let other = world.pending().await;
    bank.revoke_delegation(&world.alice, grant.id)
        .await
        .unwrap();
    let former = bank.approve_transfer(&eve, other, &decision).await;
    assert_eq!(refusal(former), Refusal::ConflictOfInterest);
    // Who became one since is one too.
    world
        .test
        .share(&world.alice, wallet, "claire@bank.example", "view", None)
        .await;
    assert_eq!(
        refusal(world.approve(other).await),
        Refusal::ConflictOfInterest
    );
    let facts = bank.queued_transfer(&world.dana, other).await.unwrap();
    assert!(facts.conflict.is_none() && facts.may_decide);
    bank.approve_transfer(&world.dana, other, &decision)
        .await
        .unwrap();
    world.check().await;
}

#[tokio::test]
async fn pause_and_freeze_hold_approvals_and_let_rejections_through() {
    let world = World::new().await;
    let bank = world.bank();
    let (first, second) = (world.pending().await, world.pending().await);
    bank.pause(&world.claire, Some("Something is odd."))
        .await
        .unwrap();
    assert_eq!(refusal(world.approve(first).await), Refusal::Paused);
    world.reject(first).await.unwrap();
    bank.resume(&world.claire).await.unwrap();
    bank.freeze_wallet_for_bank(&world.claire, world.wallet.id)
        .await
        .unwrap();
    assert_eq!(refusal(world.approve(second).await), Refusal::WalletFrozen);
    bank.unfreeze_wallet_for_bank(&world.claire, world.wallet.id)
        .await
        .unwrap();
    world.approve(second).await.unwrap();
    assert_eq!(world.status(second).await, Status::Broadcasted);
    assert_eq!(
        refusal(world.approve(second).await),
        Refusal::AlreadyDecided
    );
    assert_eq!(refusal(world.reject(first).await), Refusal::AlreadyDecided);
    world.check().await;
}

#[tokio::test]
async fn what_is_not_there_cannot_be_decided() {
    let world = World::new().await;
    let id = domain::id::TransferId::from_uuid(world.test.ids.uuid());
    assert_eq!(refusal(world.approve(id).await), Refusal::NotFound);
    let by_customer = world
        .bank()
        .approve_transfer(&world.alice, id, &DecisionRequest::default())
        .await;
    assert_eq!(
        refusal(by_customer),
        Refusal::Forbidden,
        "learns nothing about which ids exist"
    );
}
