use bank::Refusal;
use domain::transfer::Status;

use super::world::{World, refusal};
use crate::support::{Call, Trouble};

#[tokio::test]
async fn the_owner_withdraws_any_and_a_delegate_their_own() {
    let world = World::new().await;
    let bank = world.bank();
    let wallet = world.wallet.id;
    world
        .test
        .share(
            &world.alice,
            wallet,
            "bob@example.com",
            "transfer",
            Some("0"),
        )
        .await;
    world
        .test
        .share(&world.alice, wallet, "charlie@example.com", "view", None)
        .await;
    let alices = world.pending().await;
    let bobs = world.send(&world.bob, "0.01").await.id;
    assert_eq!(
        refusal(bank.cancel_transfer(&world.bob, alices).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(bank.cancel_transfer(&world.charlie, bobs).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(bank.cancel_transfer(&world.claire, bobs).await),
        Refusal::NotFound
    );
    bank.cancel_transfer(&world.bob, bobs).await.unwrap();
    let outcome = bank.cancel_transfer(&world.alice, alices).await.unwrap();
    assert_eq!(outcome.transfer.status, Status::Cancelled);
    assert_eq!(outcome.message, "The transfer was withdrawn.");
    let second = world.send(&world.bob, "0.01").await.id;
    bank.cancel_transfer(&world.alice, second).await.unwrap();
    assert_eq!(world.reason(second).await.as_deref(), Some("withdrawn"));
    let again = bank.cancel_transfer(&world.alice, second).await;
    assert_eq!(refusal(again), Refusal::AlreadyDecided);
    assert_eq!(
        refusal(world.approve(second).await),
        Refusal::AlreadyDecided
    );
    world.check().await;
}

#[tokio::test]
async fn an_approved_transfer_is_withdrawn_before_it_is_sent_and_not_after() {
    let world = World::new().await;
    let bank = world.bank();
    let owed = world.owed(&world.alice).await;
    bank.cancel_transfer(&world.alice, owed).await.unwrap();
    world.work(15).await;
    assert_eq!(world.executions(owed).await, 0);
    assert_eq!(
        world.steps(owed).await,
        "approved submitting approved cancelled"
    );

    let sent = world.send(&world.alice, "0.01").await.id;
    assert_eq!(
        refusal(bank.cancel_transfer(&world.alice, sent).await),
        Refusal::TooLate
    );
    world.test.custody.fail(Call::Submit, [Trouble::LostBefore]);
    let unclear = world.send(&world.alice, "0.01").await.id;
    assert_eq!(world.status(unclear).await, Status::Submitting);
    assert_eq!(
        refusal(bank.cancel_transfer(&world.alice, unclear).await),
        Refusal::TooLate
    );
    world.check().await;
}

#[tokio::test]
async fn a_right_that_is_gone_takes_what_waits_with_it() {
    let world = World::new().await;
    let bank = world.bank();
    let wallet = world.wallet.id;
    let share = async |permission: &str, limit: Option<&str>| {
        world
            .test
            .share(&world.alice, wallet, "bob@example.com", permission, limit)
            .await
    };
    for end in ["revoke", "leave", "downgrade"] {
        let grant = share("transfer", None).await;
        let waiting = world.send(&world.bob, "0.06").await.id;
        let owed = world.owed(&world.bob).await;
        let alices = world.pending().await;
        match end {
            "revoke" => bank
                .revoke_delegation(&world.alice, grant.id)
                .await
                .unwrap(),
            "leave" => bank.revoke_delegation(&world.bob, grant.id).await.unwrap(),
            _ => drop(share("view", None).await),
        }
        for id in [waiting, owed] {
            assert_eq!(world.status(id).await, Status::Cancelled, "{end}");
            assert_eq!(
                world.reason(id).await.as_deref(),
                Some("delegation_revoked")
            );
        }
        assert_eq!(
            world.status(alices).await,
            Status::Pending,
            "others' transfers stay"
        );
        world.work(15).await;
        assert_eq!(world.executions(owed).await, 0);
    }
    world.check().await;
}

#[tokio::test]
async fn the_owners_freeze_cancels_and_the_banks_freeze_holds() {
    let world = World::new().await;
    let bank = world.bank();
    let wallet = world.wallet.id;
    let (waiting, owed) = (world.pending().await, world.owed(&world.alice).await);
    bank.freeze_wallet_for_bank(&world.claire, wallet)
        .await
        .unwrap();
    world.work(15).await;
    assert_eq!(world.status(waiting).await, Status::Pending);
    assert_eq!(world.status(owed).await, Status::Approved);
    bank.unfreeze_wallet_for_bank(&world.claire, wallet)
        .await
        .unwrap();
    world.work(2).await;
    assert_eq!(
        world.status(owed).await,
        Status::Broadcasted,
        "goes on after the lift"
    );

    let owed = world.owed(&world.alice).await;
    bank.freeze_wallet(&world.alice, wallet).await.unwrap();
    for id in [waiting, owed] {
        assert_eq!(world.status(id).await, Status::Cancelled);
        assert_eq!(world.reason(id).await.as_deref(), Some("wallet_frozen"));
    }
    world.check().await;
}

#[tokio::test]
async fn a_retired_persons_transfers_are_cancelled() {
    let world = World::new().await;
    let wallet = world.wallet.id;
    world
        .test
        .share(&world.alice, wallet, "bob@example.com", "transfer", None)
        .await;
    let (waiting, owed) = (
        world.send(&world.bob, "0.06").await.id,
        world.owed(&world.bob).await,
    );
    world
        .bank()
        .retire_user(&world.claire, world.bob.user)
        .await
        .unwrap();
    for id in [waiting, owed] {
        assert_eq!(world.status(id).await, Status::Cancelled);
        assert_eq!(world.reason(id).await.as_deref(), Some("user_retired"));
    }
    world.check().await;
}
