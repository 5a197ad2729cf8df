//! Taking what custody has to its end.

use domain::execution::CustodyState;
use domain::transfer::Status;

use super::world::World;
use crate::support::{Call, SubmitMode, Trouble, until};

/// A transfer that custody accepted and has not sent yet.
async fn accepted(world: &World) -> (domain::id::TransferId, String) {
    world.test.custody.set_mode(SubmitMode::PendingFirst);
    let transfer = world
        .while_time_passes(world.send(&world.alice, "0.01"))
        .await;
    world.bank_settles().await;
    assert_eq!(transfer.status, Status::Submitting);
    let external_id = world.external_id(transfer.id).await;
    (transfer.id, external_id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_usual_answer_is_on_its_way_before_the_request_ends() {
    let world = World::new().await;
    let custody = &world.test.custody;
    custody.set_mode(SubmitMode::PendingFirst);
    custody.hold(Call::Transfer);
    let (bank, alice, wish) = (
        world.bank().clone(),
        world.alice.clone(),
        world.wish("0.01"),
    );
    let request = tokio::spawn(async move { bank.send(&alice, &wish, None).await });
    // In small steps, so that the request's own time is not over before custody is asked.
    until("custody is asked", async || {
        world.test.clock.advance(time::Duration::milliseconds(5));
        custody.count(Call::Transfer) > 0
    })
    .await;
    let external_id = custody.executions()[0].external_id.clone().unwrap();
    custody.move_on(&external_id, CustodyState::Broadcasted);
    custody.release(Call::Transfer);
    let sent = request.await.unwrap().unwrap();
    assert_eq!(sent.thing.transfer.status, Status::Broadcasted);
    world.check().await;
}

#[tokio::test]
async fn skipped_states_are_booked_as_a_path() {
    for (state, hash, expected) in [
        (
            CustodyState::Confirmed,
            true,
            "approved submitting broadcasted confirmed",
        ),
        (
            CustodyState::Failed,
            true,
            "approved submitting broadcasted failed",
        ),
        (CustodyState::Failed, false, "approved submitting failed"),
        (CustodyState::Rejected, false, "approved submitting failed"),
        (
            CustodyState::Broadcasted,
            true,
            "approved submitting broadcasted",
        ),
        (CustodyState::Executing, false, "approved submitting"),
    ] {
        let world = World::new().await;
        let (id, external_id) = accepted(&world).await;
        if hash {
            world
                .test
                .custody
                .move_on(&external_id, CustodyState::Broadcasted);
        }
        world.test.custody.move_on(&external_id, state);
        world.test.custody.change_transfer(&external_id, |known| {
            known.fee = Some(domain::money::BaseUnits::from_u128(21_000));
        });
        world.work(8).await;
        assert_eq!(world.steps(id).await, expected, "{state:?}");
        let record = world.record(id).await;
        assert_eq!(record.custody.tx_hash.is_some(), hash);
        if expected.ends_with("broadcasted failed") {
            assert_eq!(world.reason(id).await.as_deref(), Some("reverted"));
            assert!(record.custody.fee.is_some(), "hash and fee are kept");
        }
        world.check().await;
    }
}

#[tokio::test]
async fn what_we_cannot_read_needs_a_look_and_ends_nothing() {
    for (what, code) in [
        ("unknown", "unknown_state"),
        ("aborted", "aborted"),
        ("replaced", "replaced"),
        ("lost hash", "lost_hash"),
        ("forgotten", "contradiction"),
        ("other hash", "replaced"),
    ] {
        let world = World::new().await;
        let transfer = world.send(&world.alice, "0.01").await;
        let (id, external_id) = (transfer.id, world.external_id(transfer.id).await);
        world
            .test
            .custody
            .change_transfer(&external_id, |known| match what {
                "unknown" => known.state = CustodyState::Unrecognised,
                "aborted" => known.state = CustodyState::Aborted,
                "replaced" => known.replaced = true,
                "lost hash" => {
                    known.state = CustodyState::Failed;
                    known.tx_hash = None;
                }
                "other hash" => {
                    known.tx_hash =
                        domain::reference::TxHash::parse(&format!("0x{}", "9".repeat(64)))
                }
                _ => {}
            });
        if what == "forgotten" {
            world.test.custody.fail(Call::Transfer, [Trouble::NotFound]);
        }
        world.work(5).await;
        assert_eq!(world.attention(id).await.as_deref(), Some(code), "{what}");
        assert_eq!(world.status(id).await, Status::Broadcasted, "{what}");
        let asset = world.record(id).await.order.asset;
        let long_ago = time::OffsetDateTime::UNIX_EPOCH;
        let reserved = world
            .test
            .store
            .reserved_funds(world.wallet.id, asset, long_ago)
            .await;
        assert!(!reserved.unwrap().is_zero(), "funds stay reserved");

        // An employee asks again after it was mended there.
        world.test.custody.change_transfer(&external_id, |known| {
            known.replaced = false;
            known.tx_hash = transfer.tx_hash;
            known.state = CustodyState::Confirmed;
        });
        let checked = world
            .bank()
            .check_transfer(&world.claire, id)
            .await
            .unwrap();
        assert_eq!(checked.transfer.status, Status::Confirmed, "{what}");
        assert_eq!(checked.transfer.attention, None);
        world.check().await;
    }
}

#[tokio::test]
async fn a_hash_that_was_reported_once_forbids_never_sent() {
    let world = World::new().await;
    let (id, external_id) = accepted(&world).await;
    world
        .test
        .custody
        .move_on(&external_id, CustodyState::Broadcasted);
    world.test.custody.change_transfer(&external_id, |known| {
        known.state = CustodyState::Unrecognised;
    });
    world.work(8).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    world.test.custody.change_transfer(&external_id, |known| {
        known.state = CustodyState::Failed;
        known.tx_hash = None;
    });
    world.work(70).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    assert_eq!(world.attention(id).await.as_deref(), Some("lost_hash"));
    world.check().await;
}

#[tokio::test]
async fn held_by_custody_is_being_sent_and_marked() {
    let world = World::new().await;
    world.test.custody.set_mode(SubmitMode::HeldByPolicy);
    let transfer = world.send(&world.alice, "0.01").await;
    assert_eq!(transfer.status, Status::Submitting);
    assert_eq!(
        world.attention(transfer.id).await.as_deref(),
        Some("held_by_custody")
    );
    assert!(world.record(transfer.id).await.custody.held);
    let external_id = world.external_id(transfer.id).await;
    world
        .test
        .custody
        .move_on(&external_id, CustodyState::Broadcasted);
    world.work(11).await;
    assert_eq!(world.status(transfer.id).await, Status::Broadcasted);
    assert_eq!(world.attention(transfer.id).await, None);
    assert!(!world.record(transfer.id).await.custody.held);
    world.check().await;
}

#[tokio::test]
async fn a_custody_that_is_down_ends_nothing() {
    let world = World::new().await;
    let id = world.send(&world.alice, "0.01").await.id;
    world.test.custody.go_down();
    world.work(60).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    world.test.custody.heal();
    world.confirm_all().await;
    world.work(15).await;
    assert_eq!(world.status(id).await, Status::Confirmed);
    world.check().await;
}

#[tokio::test]
async fn the_copy_of_the_balance_follows() {
    let world = World::new().await;
    world.send(&world.alice, "0.04").await;
    world.confirm_all().await;
    until("the copy is new", async || {
        copy_of(&world, world.wallet.id).await == crate::support::eth("0.96")
    })
    .await;
}

#[tokio::test]
async fn the_copy_of_a_receiver_of_ours_follows_too() {
    let world = World::new().await;
    let bobs = world.test.funded_wallet(&world.bob, "Bob's Wallet", "1");
    let bobs = bobs.await;
    let to = bobs.address.unwrap();
    let wish = bank::transfers::SendRequest {
        to_address: to.to_string(),
        ..world.wish("0.04")
    };
    world.test.custody.fund(to, crate::support::eth("1.04"));
    world.bank().send(&world.alice, &wish, None).await.unwrap();
    until("the receiver's copy is new", async || {
        copy_of(&world, bobs.id).await == crate::support::eth("1.04")
    })
    .await;
}

/// What the bank's copy says of a wallet's native asset.
async fn copy_of(world: &World, wallet: domain::id::WalletId) -> domain::money::BaseUnits {
    let copies = world.test.store.balance_copies(&[wallet]).await.unwrap();
    copies[&wallet].balances[0].amount
}

#[tokio::test]
async fn customers_read_that_it_takes_longer_and_everybody_hears_of_it() {
    let world = World::new().await;
    let bank = world.bank();
    world.test.custody.set_mode(SubmitMode::HeldByPolicy);
    let id = world.send(&world.alice, "0.01").await.id;
    let seen = bank.transfer(&world.alice, id).await.unwrap();
    let reason = seen.reason.unwrap();
    assert_eq!(
        (seen.status, reason.code.as_str(), seen.attention),
        (Status::Submitting, "delayed", None)
    );
    assert!(
        !reason.text.to_lowercase().contains("custody"),
        "{}",
        reason.text
    );
    let staff = bank.queued_transfer(&world.claire, id).await.unwrap();
    assert!(staff.transfer.reason.is_none() && staff.transfer.attention.is_some());

    // Looked at again and again, it is told once.
    let told = bank.latest_event().await.unwrap();
    world.work(60).await;
    let (heard, heard_to) = bank.events_after(&world.alice, told).await.unwrap();
    assert!(heard.is_empty(), "{heard:?}");
    assert_eq!(heard_to, told);
    let external_id = world.external_id(id).await;
    let custody = &world.test.custody;
    custody.move_on(&external_id, CustodyState::Broadcasted);
    world.work(11).await;
    let (heard, _) = bank.events_after(&world.alice, told).await.unwrap();
    let about = |kind: &str| heard.iter().filter(|event| event.kind == kind).count();
    assert_eq!(
        about("transfer.changed"),
        2,
        "its status, and that it goes on: {heard:?}"
    );
    assert!(
        bank.transfer(&world.alice, id)
            .await
            .unwrap()
            .reason
            .is_none()
    );
    world.check().await;
}
