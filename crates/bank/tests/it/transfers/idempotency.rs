use bank::Refusal;
use bank::idempotency::IdempotencyKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::address::EvmAddress;
use domain::id::TransferId;
use domain::reference::{BodyHash, ExternalId};
use domain::transfer::Status;
use futures::future::join_all;
use store::transfers::{AppliedRule, NewTransfer, Order, Part};

use super::world::{OUTSIDE, World, refusal};
use crate::support::{Call, ISSUER, eth};

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_twenty_clicks_one_counts() {
    let world = World::new().await;
    let clicks = (0..20).map(|_| {
        let (bank, alice, wish) = (
            world.bank().clone(),
            world.alice.clone(),
            world.wish("0.01"),
        );
        tokio::spawn(async move { bank.send(&alice, &wish, Some(&key("click"))).await.unwrap() })
    });
    let answers: Vec<_> = join_all(clicks)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let first = answers[0].thing.transfer.id;
    assert!(
        answers
            .iter()
            .all(|answer| answer.thing.transfer.id == first)
    );
    assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    assert_eq!(world.executions(first).await, 1);
    let external_id = world.external_id(first).await;
    assert!(
        external_id.starts_with("k_") && external_id.len() == 45,
        "{external_id}"
    );
    world.check().await;
}

#[tokio::test]
async fn a_key_is_for_one_body_and_one_person() {
    let world = World::new().await;
    let bank = world.bank();
    world
        .test
        .share(
            &world.alice,
            world.wallet.id,
            "bob@example.com",
            "transfer",
            None,
        )
        .await;
    let first = bank
        .send(&world.alice, &world.wish("0.01"), Some(&key("k")))
        .await
        .unwrap();
    let other = bank
        .send(&world.alice, &world.wish("0.02"), Some(&key("k")))
        .await;
    assert_eq!(refusal(other), Refusal::IdempotencyKeyReused);
    let bobs = bank
        .send(&world.bob, &world.wish("0.01"), Some(&key("k")))
        .await
        .unwrap();
    assert_ne!(bobs.thing.transfer.id, first.thing.transfer.id);
    assert_ne!(
        world.external_id(bobs.thing.transfer.id).await,
        world.external_id(first.thing.transfer.id).await
    );
    assert!(!bobs.replayed);
    world.check().await;
}

#[tokio::test]
async fn a_repeat_shows_the_present_state_even_after_the_right_is_gone() {
    let world = World::new().await;
    let bank = world.bank();
    let grant = world
        .test
        .share(
            &world.alice,
            world.wallet.id,
            "bob@example.com",
            "transfer",
            None,
        )
        .await;
    let wish = world.wish("0.06");
    let first = bank
        .send(&world.bob, &wish, Some(&key("k")))
        .await
        .unwrap()
        .thing
        .transfer;
    bank.revoke_delegation(&world.alice, grant.id)
        .await
        .unwrap();
    let again = bank.send(&world.bob, &wish, Some(&key("k"))).await.unwrap();
    assert!(again.replayed);
    assert_eq!(again.thing.transfer.id, first.id);
    assert_eq!(
        again.thing.transfer.status,
        domain::transfer::Status::Cancelled
    );
    world.check().await;
}

#[tokio::test]
async fn refusals_are_not_kept() {
    let world = World::new().await;
    let bank = world.bank();
    bank.pause(&world.claire, None).await.unwrap();
    let wish = world.wish("0.01");
    assert_eq!(
        refusal(bank.send(&world.alice, &wish, Some(&key("k"))).await),
        Refusal::Paused
    );
    bank.resume(&world.claire).await.unwrap();
    let sent = bank
        .send(&world.alice, &wish, Some(&key("k")))
        .await
        .unwrap();
    assert!(!sent.replayed);
    // Without a key two equal requests are two transfers.
    let one = world.send(&world.alice, "0.01").await;
    let two = world.send(&world.alice, "0.01").await;
    assert_ne!(one.id, two.id);
    world.check().await;
}

/// Stores a transfer as one that was booked after a restore, without its key.
async fn book(world: &World, amount: &str, key: &str) -> TransferId {
    let scope = format!(r#"["{ISSUER}","alice","POST /api/transfers","{key}"]"#);
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, scope.as_bytes());
    let external_id = format!("k_{}", URL_SAFE_NO_PAD.encode(hash));
    let id = TransferId::from_uuid(world.test.ids.uuid());
    let new = NewTransfer {
        id,
        order: Order {
            wallet: world.wallet.id,
            wallet_name: "as it was called".to_owned(),
            initiator: world.alice.user,
            initiated_as: Part::Owner,
            asset: domain::asset::native(world.wallet.network).id(),
            amount: eth(amount),
            destination: EvmAddress::parse(OUTSIDE).unwrap(),
            body_hash: BodyHash::from_bytes([7; 32]),
            external_id: ExternalId::parse(&external_id).unwrap(),
        },
        body: b"as an older version rendered it".to_vec(),
        rule: AppliedRule {
            kind: "bank_threshold".to_owned(),
            threshold: None,
            set_by: None,
        },
        status: Status::Pending,
        at: world.test.clock_now(),
    };
    let mut tx = world
        .test
        .store
        .begin(store::UnitOfWork::named("test"))
        .await
        .unwrap();
    tx.insert_transfer(&new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn an_external_id_that_is_known_answers_with_its_transfer() {
    let world = World::new().await;
    let bank = world.bank();
    let known = book(&world, "0.01", "k").await;
    let other = bank
        .send(&world.alice, &world.wish("0.02"), Some(&key("k")))
        .await;
    assert_eq!(refusal(other), Refusal::IdempotencyKeyReused);
    for _ in 0..2 {
        let again = bank
            .send(&world.alice, &world.wish("0.01"), Some(&key("k")))
            .await
            .unwrap();
        assert!(again.replayed);
        assert_eq!(again.thing.transfer.id, known);
    }
    assert_eq!(world.test.custody.count(Call::Submit), 0);
}
