//! Custody has another request under our external id, or says so.

use domain::execution::CustodyState;
use domain::money::BaseUnits;
use domain::transfer::Status;

use super::world::World;
use crate::support::{Call, Trouble};

/// Makes an owed transfer and hands its own bytes to custody behind the bank's back.
async fn known_to_custody(world: &World) -> (domain::id::TransferId, String) {
    let id = world.owed(&world.alice).await;
    let body = world.test.store.transfer_body(id).await.unwrap();
    let known = world
        .test
        .custody
        .submit_directly(&world.at_custody(), &body);
    world
        .test
        .custody
        .fail(Call::Submit, [Trouble::Conflict(Some(known.id))]);
    let external_id = world.external_id(id).await;
    (id, external_id)
}

#[tokio::test]
async fn the_duplicate_that_is_ours_is_adopted() {
    let world = World::new().await;
    let (id, external_id) = known_to_custody(&world).await;
    // Custody may write addresses in its own way.
    world.test.custody.change_transfer(&external_id, |known| {
        known.requested.to = known.requested.to.to_lowercase();
    });
    world.work(2).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.attempts(id).await, "not_sent conflict");
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

type Change = fn(&mut bank::custody::CustodyTransfer);

/// Each fact by which a transfer is recognised, changed.
const CHANGES: [(&str, Change); 6] = [
    ("amount", |known| {
        known.requested.amount = Some(BaseUnits::from_u128(1))
    }),
    ("receiver", |known| {
        known.requested.to = "0x000000000000000000000000000000000000dEaD".to_owned();
    }),
    ("kind", |known| known.requested.native = Some(false)),
    ("unknown kind", |known| known.requested.native = None),
    ("external id", |known| {
        known.external_id = Some("other".to_owned())
    }),
    ("wallet", |known| {
        known.wallet = domain::reference::CustodyWalletId::parse("cw-other").unwrap();
    }),
];

#[tokio::test]
async fn a_duplicate_that_differs_in_anything_is_not_ours() {
    for (what, change) in CHANGES {
        let world = World::new().await;
        let (id, external_id) = known_to_custody(&world).await;
        world.test.custody.change_transfer(&external_id, change);
        world.work(2).await;
        assert_eq!(world.status(id).await, Status::Failed, "{what}");
        assert_eq!(
            world.reason(id).await.as_deref(),
            Some("external_id_taken"),
            "{what}"
        );
        assert_eq!(
            world.test.audited("alert.external_id_taken").await,
            1,
            "{what}"
        );
    }
}

#[tokio::test]
async fn a_duplicate_that_cannot_be_read_is_asked_for_again() {
    let world = World::new().await;
    let (id, _) = known_to_custody(&world).await;
    world
        .test
        .custody
        .fail(Call::Transfer, [Trouble::LostBefore]);
    world.work(2).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    world.work(5).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    assert_eq!(world.executions(id).await, 1);
    world.check().await;
}

#[tokio::test]
async fn a_duplicate_without_a_name_is_looked_for_in_the_list() {
    let world = World::new().await;
    let id = world.owed(&world.alice).await;
    let body = world.test.store.transfer_body(id).await.unwrap();
    world
        .test
        .custody
        .submit_directly(&world.at_custody(), &body);
    world
        .test
        .custody
        .fail(Call::Submit, [Trouble::Conflict(None)]);
    world.work(2).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    // And one that is on no list of this wallet is somebody else's, after two looks.
    let id = world.owed(&world.alice).await;
    world
        .test
        .custody
        .fail(Call::Submit, [Trouble::Conflict(None)]);
    world.work(2).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    world.work(61).await;
    assert_eq!(world.status(id).await, Status::Failed);
    assert_eq!(world.reason(id).await.as_deref(), Some("external_id_taken"));
    world.check().await;
}

#[tokio::test]
async fn an_accepted_transfer_that_differs_in_anything_is_never_booked() {
    for (what, change) in CHANGES {
        for state in [CustodyState::Confirmed, CustodyState::Rejected] {
            let world = World::new().await;
            let id = world.owed(&world.alice).await;
            world.test.custody.twist(change, state);
            world.work(2).await;
            assert_eq!(world.attempts(id).await, "not_sent accepted", "{what}");
            assert_eq!(world.status(id).await, Status::Submitting, "{what}");
            let attention = world.attention(id).await;
            assert_eq!(attention.as_deref(), Some("contradiction"), "{what}");
            let custody = world.record(id).await.custody;
            assert_eq!((custody.id, custody.tx_hash), (None, None), "{what}");
        }
    }
}

#[tokio::test]
async fn what_custody_has_and_reports_otherwise_later_is_not_booked() {
    for (what, change) in CHANGES {
        let world = World::new().await;
        let id = world.send(&world.alice, "0.01").await.id;
        let external_id = world.external_id(id).await;
        let custody = &world.test.custody;
        custody.move_on(&external_id, CustodyState::Confirmed);
        let known = custody.executions()[0].clone();
        custody.change_transfer(&external_id, change);
        let changed = custody.executions()[0].clone();
        world.work(5).await;
        assert_eq!(world.status(id).await, Status::Broadcasted, "{what}");
        let attention = world.attention(id).await;
        assert_eq!(attention.as_deref(), Some("contradiction"), "{what}");
        // It was only told wrongly.
        custody.change_transfer(changed.external_id.as_deref().unwrap(), |now| *now = known);
        world.work(61).await;
        assert_eq!(world.status(id).await, Status::Confirmed, "{what}");
        assert_eq!(world.attention(id).await, None, "{what}");
        world.check().await;
    }
}
