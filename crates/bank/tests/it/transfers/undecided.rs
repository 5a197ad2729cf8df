//! What nobody can say for long, people look at.

use domain::execution::CustodyState;
use domain::transfer::Status;
use store::transfers::QueueFilter;

use super::world::World;
use crate::support::{Call, SubmitMode, Trouble};

#[tokio::test]
async fn what_is_undecided_for_five_minutes_is_looked_at_until_it_is_decided() {
    let world = World::new().await;
    let bank = world.bank();
    world
        .test
        .custody
        .fail_always(Call::Submit, Trouble::LostBefore);
    let id = world.send(&world.alice, "0.01").await.id;
    world.work(299).await;
    bank.keep_house().await.unwrap();
    assert_eq!(world.attention(id).await, None);
    world.work(2).await;
    bank.keep_house().await.unwrap();
    assert_eq!(world.attention(id).await.as_deref(), Some("undecided"));
    let mark = async || world.record(id).await.attention.unwrap();
    let first = mark().await;
    let facts = first.detail.clone().unwrap();
    let attempts = world.record(id).await.execution.attempts;
    for fact in [
        &format!("Attempts: {attempts},"),
        "09:00:11Z",
        "no usable answer",
    ] {
        assert!(facts.contains(fact), "{fact} in {facts}");
    }

    // Customers read that it takes longer, employees find it and ask without sending.
    let seen = bank.transfer(&world.alice, id).await.unwrap();
    assert_eq!(seen.reason.unwrap().code, "delayed");
    let filter = QueueFilter {
        attention: true,
        ..QueueFilter::default()
    };
    let queue = world
        .test
        .store
        .transfer_queue_unscoped(filter, bank::Page::first(9));
    assert_eq!(queue.await.unwrap().rows.len(), 1);
    let submitted = world.test.custody.count(Call::Submit);
    let asked = world.test.custody.count(Call::FindTransfer);
    world.test.clock.advance(time::Duration::seconds(6));
    bank.check_transfer(&world.claire, id).await.unwrap();
    assert_eq!(world.test.custody.count(Call::Submit), submitted);
    assert_eq!(world.test.custody.count(Call::FindTransfer), asked + 1);

    // It is tried as often as before, and the facts keep up.
    world.work(30).await;
    assert!(world.test.custody.count(Call::Submit) > submitted);
    bank.keep_house().await.unwrap();
    let later = mark().await;
    assert_eq!(later.since, first.since);
    assert_ne!(later.detail, first.detail);

    world.test.custody.heal();
    world.work(20).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.attention(id).await, None);
    assert_eq!(bank.transfer(&world.alice, id).await.unwrap().reason, None);
    bank.keep_house().await.unwrap();
    assert_eq!(world.attention(id).await, None);
    world.check().await;
}

#[tokio::test]
async fn what_custody_has_and_does_not_send_is_looked_at_too() {
    let world = World::new().await;
    world.test.custody.set_mode(SubmitMode::PendingFirst);
    let sent = world.while_time_passes(world.send(&world.alice, "0.01"));
    let id = sent.await.id;
    world.bank_settles().await;
    world.work(300).await;
    world.bank().keep_house().await.unwrap();
    assert_eq!(world.attention(id).await.as_deref(), Some("undecided"));
    world.work(60).await;
    assert_eq!(
        world.attention(id).await.as_deref(),
        Some("undecided"),
        "custody says the same again"
    );
    let facts = world.record(id).await.attention.unwrap().detail.unwrap();
    assert!(
        facts.starts_with("Custody has it and has not sent it yet."),
        "{facts}"
    );
    world.confirm_all().await;
    world.work(60).await;
    assert_eq!(world.status(id).await, Status::Confirmed);
    assert_eq!(world.attention(id).await, None);
    world.check().await;
}

#[tokio::test]
async fn another_mark_goes_while_it_is_still_being_sent() {
    let world = World::new().await;
    world.test.custody.set_mode(SubmitMode::HeldByPolicy);
    let id = world.send(&world.alice, "0.01").await.id;
    assert_eq!(
        world.attention(id).await.as_deref(),
        Some("held_by_custody")
    );
    let approved_there = CustodyState::Waiting {
        held_by_policy: false,
    };
    let external_id = world.external_id(id).await;
    world.test.custody.move_on(&external_id, approved_there);
    world.work(11).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert_eq!(world.attention(id).await, None);
    world.check().await;
}

#[tokio::test]
async fn what_was_certainly_not_sent_is_not_undecided() {
    let world = World::new().await;
    world
        .test
        .custody
        .fail_always(Call::Submit, Trouble::NotSent);
    let id = world.send(&world.alice, "0.01").await.id;
    world.work(320).await;
    world.bank().keep_house().await.unwrap();
    assert_eq!(world.attention(id).await, None);
    world.check().await;
}
