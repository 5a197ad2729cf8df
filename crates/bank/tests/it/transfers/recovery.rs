//! A bank that was restored from an older backup.

use std::path::Path;

use bank::Refusal;
use bank::idempotency::IdempotencyKey;
use bank::recovery::Recovery;
use domain::execution::CustodyState;
use domain::id::TransferId;
use domain::transfer::Status;
use serde_json::json;
use time::Duration;

use super::world::{OUTSIDE, World, refusal};
use crate::support::{Call, SubmitMode, Trouble, until};

fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::parse(text).unwrap()
}

impl World {
    /// An hour later the database is lost, and the bank starts on a backup.
    pub(super) async fn restored(self, backup: &Path) -> Self {
        let Self {
            test,
            alice,
            bob,
            charlie,
            claire,
            dana,
            wallet,
        } = self;
        test.clock.advance(Duration::hours(1));
        Self {
            test: test.restore(backup).await,
            alice,
            bob,
            charlie,
            claire,
            dana,
            wallet,
        }
    }

    async fn recovery(&self) -> Recovery {
        self.test.store.recovery().await.unwrap()
    }

    /// Reads custody's record back to its end.
    pub(super) async fn read_back(&self) {
        self.bank().recovery_round().await.unwrap();
        let recovery = self.recovery().await;
        assert!(recovery.read_at.is_some(), "{recovery:?}");
    }

    /// People let the bank go on.
    async fn end_recovery(&self) {
        self.bank().end_recovery(&self.dana).await.unwrap();
        assert_eq!(self.recovery().await, Recovery::default());
        assert_eq!(self.bank().pause_state().await.unwrap(), None);
    }

    /// What happens in the hour after the backup: one that waited is approved, one that was owed is
    /// sent, and others are made, by the owner and by a delegate, with keys and one without, one of
    /// them refused by custody. Answers the one without a key.
    async fn lost_hour(&self, waiting: TransferId, owed: TransferId) -> TransferId {
        let (alice, bob) = (&self.alice, &self.bob);
        self.approve(waiting).await.unwrap();
        self.work(5).await;
        assert_eq!(self.status(owed).await, Status::Broadcasted);
        self.send_with(alice, "0.02", "own").await.unwrap();
        self.send_with(bob, "0.03", "shared").await.unwrap();
        let without_key = self.send(alice, "0.04").await.id;
        let approved = self.send_with(alice, "0.1", "approved").await.unwrap();
        self.approve(approved).await.unwrap();
        self.confirm_all().await;
        let custody = &self.test.custody;
        custody.set_mode(SubmitMode::PendingFirst);
        let refused = self.send_with(alice, "0.005", "refused");
        let refused = self.while_time_passes(refused).await.unwrap();
        self.bank_settles().await;
        let external_id = self.external_id(refused).await;
        custody.move_on(&external_id, CustodyState::Rejected);
        self.work(20).await;
        assert_eq!(self.status(refused).await, Status::Failed);
        custody.set_mode(SubmitMode::Broadcasts);
        without_key
    }

    /// Clients repeat what they had asked for, with the keys of then, and get what came of it.
    async fn everybody_retries(&self) {
        let (alice, bob) = (&self.alice, &self.bob);
        for (who, amount, text, status) in [
            (alice, "0.01", "before", Status::Confirmed),
            (alice, "0.2", "waiting", Status::Confirmed),
            (alice, "0.02", "own", Status::Confirmed),
            (bob, "0.03", "shared", Status::Confirmed),
            (alice, "0.1", "approved", Status::Confirmed),
            (alice, "0.005", "refused", Status::Failed),
        ] {
            let id = self.send_with(who, amount, text).await.unwrap();
            self.work(3).await;
            assert_eq!(self.status(id).await, status, "{text}");
            assert_eq!(self.executions(id).await, 1, "{text}");
            let other = self.send_with(who, "0.06", text).await;
            assert_eq!(refusal(other), Refusal::IdempotencyKeyReused, "{text}");
        }
    }

    /// What employees and the customer read of a held transfer that waits.
    async fn is_told_as_held(&self, waiting: TransferId) {
        let approved = self.approve(waiting).await;
        assert_eq!(refusal(approved), Refusal::HeldAfterRestore);
        let queued = self.bank().queued_transfer(&self.dana, waiting).await;
        assert!(!queued.unwrap().may_decide);
        let seen = self.bank().transfer(&self.alice, waiting).await.unwrap();
        let reason = seen.reason.map(|reason| reason.code);
        assert_eq!(reason.as_deref(), Some("delayed"));
    }

    async fn send_with(
        &self,
        who: &bank::Caller,
        amount: &str,
        text: &str,
    ) -> bank::Result<TransferId> {
        let wish = self.wish(amount);
        let sent = self.bank().send(who, &wish, Some(&key(text))).await?;
        Ok(sent.thing.transfer.id)
    }
}

#[tokio::test]
async fn clients_that_retry_their_old_keys_move_nothing_twice() {
    let world = World::new().await;
    let alice = world.alice.clone();
    let email = "bob@example.com";
    world
        .test
        .share(&alice, world.wallet.id, email, "transfer", None)
        .await;
    let before = world.send_with(&alice, "0.01", "before").await.unwrap();
    let waiting = world.send_with(&alice, "0.2", "waiting").await.unwrap();
    let owed = world.owed(&alice).await;
    let backup = world.test.back_up().await;

    let without_key = world.lost_hour(waiting, owed).await;
    let executed = world.test.custody.executions();
    assert_eq!(executed.len(), 8);

    let world = world.restored(&backup).await;
    let submitted = world.test.custody.count(Call::Submit);
    assert!(world.recovery().await.is_reading());
    // Nothing is known of it yet, so nothing is promised.
    let early = world.send_with(&alice, "0.02", "own").await;
    assert_eq!(refusal(early), Refusal::Paused);
    let known = world.send_with(&alice, "0.01", "before").await.unwrap();
    assert_eq!(known, before);
    let resumed = world.bank().resume(&world.dana).await;
    assert_eq!(refusal(resumed), Refusal::RecoveryUnfinished);
    let ended = world.bank().end_recovery(&world.dana).await;
    assert_eq!(refusal(ended), Refusal::RecoveryUnfinished);
    world.work(3).await;

    world.read_back().await;
    world.everybody_retries().await;
    // Without a key custody knows it by our own id.
    assert_eq!(world.status(without_key).await, Status::Confirmed);
    assert_eq!(
        world.steps(waiting).await,
        "pending approved submitting broadcasted confirmed"
    );
    assert_eq!(world.status(owed).await, Status::Confirmed);
    let view = world.bank().recovery(&world.dana).await.unwrap();
    assert_eq!(view.counts.recovered, 7);
    assert_eq!((view.counts.held, view.held.len()), (0, 0));
    assert_eq!(view.grants.len(), 1);
    assert_eq!(view.grants[0].grantee_email, email);
    assert_eq!(view.wallets[0].id, world.wallet.id);

    world.end_recovery().await;
    world.work(70).await;
    world.everybody_retries().await;
    world.work(5).await;
    assert_eq!(world.test.custody.executions().len(), executed.len());
    assert_eq!(world.test.custody.count(Call::Submit), submitted);
    assert_eq!(world.test.audited("transfer.taken_in").await, 5);
    world.check().await;
}

#[tokio::test]
async fn what_waited_stays_held_until_somebody_decides() {
    let world = World::new().await;
    let alice = world.alice.clone();
    let rejected = world.pending().await;
    let wanted = world.pending().await;
    world
        .test
        .custody
        .fail_always(Call::Submit, Trouble::NotSent);
    let cancelled = world.send(&alice, "0.01").await.id;
    let owed = world.send(&alice, "0.02").await.id;
    let backup = world.test.back_up().await;
    world.reject(rejected).await.unwrap();
    world
        .bank()
        .cancel_transfer(&alice, cancelled)
        .await
        .unwrap();
    world.test.custody.heal();

    let world = world.restored(&backup).await;
    let (bank, dana) = (world.bank().clone(), world.dana.clone());
    let early = bank.release_transfer(&dana, owed).await;
    assert_eq!(refusal(early), Refusal::RecoveryUnfinished);
    world.read_back().await;
    world.end_recovery().await;
    world.work(70).await;
    assert_eq!(
        world.test.custody.count(Call::Submit),
        2,
        "before the restore"
    );
    let view = bank.recovery(&dana).await.unwrap();
    assert_eq!(view.counts.held, 4, "also when the recovery is over");
    assert!(view.held.iter().all(|held| held.held_since.is_some()));
    world.is_told_as_held(wanted).await;

    bank.cancel_held_transfer(&dana, rejected).await.unwrap();
    bank.cancel_held_transfer(&dana, cancelled).await.unwrap();
    for id in [rejected, cancelled] {
        assert_eq!(world.status(id).await, Status::Cancelled);
        assert_eq!(world.reason(id).await.as_deref(), Some("not_released"));
        let again = bank.cancel_held_transfer(&dana, id).await;
        assert_eq!(refusal(again), Refusal::NotHeld);
    }
    bank.release_transfer(&dana, owed).await.unwrap();
    world.work(2).await;
    assert_eq!(world.status(owed).await, Status::Broadcasted);
    bank.release_transfer(&dana, wanted).await.unwrap();
    let again = bank.release_transfer(&dana, wanted).await;
    assert_eq!(refusal(again), Refusal::NotHeld);
    world.work(2).await;
    assert_eq!(world.status(wanted).await, Status::Pending);
    world.approve(wanted).await.unwrap();
    assert_eq!(world.executions(wanted).await, 1);
    assert_eq!(world.test.custody.executions().len(), 2);
    assert_eq!(world.test.audited("transfer.released").await, 2);
    world.check().await;
}

#[tokio::test]
async fn only_employees_without_an_interest_release() {
    let world = World::new().await;
    let held = world.pending().await;
    let backup = world.test.back_up().await;
    let world = world.restored(&backup).await;
    world.read_back().await;
    let bank = world.bank();
    for who in [&world.alice, &world.bob] {
        let released = bank.release_transfer(who, held).await;
        assert_eq!(refusal(released), Refusal::Forbidden);
        let cancelled = bank.cancel_held_transfer(who, held).await;
        assert_eq!(refusal(cancelled), Refusal::Forbidden);
    }
    let mut conflicted = world.alice.clone();
    conflicted.is_employee = true;
    let released = bank.release_transfer(&conflicted, held).await;
    assert_eq!(refusal(released), Refusal::ConflictOfInterest);
    let cancelled = bank.cancel_held_transfer(&conflicted, held).await;
    assert_eq!(refusal(cancelled), Refusal::ConflictOfInterest);
    // The customer's own way back stays open.
    bank.cancel_transfer(&world.alice, held).await.unwrap();
    assert_eq!(world.reason(held).await.as_deref(), Some("withdrawn"));
}

#[tokio::test]
async fn what_may_have_been_sent_is_held_too_until_custody_tells() {
    let world = World::new().await;
    world.test.custody.fail(Call::Submit, [Trouble::LostBefore]);
    let lost = world.send(&world.alice, "0.01").await.id;
    world.test.custody.fail(Call::Submit, [Trouble::LostBefore]);
    let reached = world.send(&world.alice, "0.02").await.id;
    assert_eq!(world.status(lost).await, Status::Submitting);
    let backup = world.test.back_up().await;
    let body = world.test.store.transfer_body(reached).await.unwrap();
    world
        .test
        .custody
        .submit_directly(&world.at_custody(), &body);

    let world = world.restored(&backup).await;
    let submitted = world.test.custody.count(Call::Submit);
    world.work(70).await;
    assert_eq!(
        world.test.custody.count(Call::Submit),
        submitted,
        "repeated"
    );
    world.read_back().await;
    assert_eq!(world.status(reached).await, Status::Broadcasted);
    assert_eq!(world.status(lost).await, Status::Submitting);
    world.end_recovery().await;
    world.work(70).await;
    assert_eq!(
        world.test.custody.count(Call::Submit),
        submitted,
        "repeated"
    );
    let cancelled = world.bank().cancel_held_transfer(&world.dana, lost).await;
    assert_eq!(refusal(cancelled), Refusal::TooLate);
    world
        .bank()
        .release_transfer(&world.dana, lost)
        .await
        .unwrap();
    world.work(2).await;
    assert_eq!(world.status(lost).await, Status::Broadcasted);
    assert_eq!(world.executions(lost).await, 1);
    world.check().await;
}

#[tokio::test]
async fn custody_may_be_down_and_the_process_may_die_meanwhile() {
    let world = World::new().await;
    let backup = world.test.back_up().await;
    let mut sent = Vec::new();
    for n in 0..3 {
        let text = format!("key-{n}");
        let id = world.send_with(&world.alice, "0.01", &text).await.unwrap();
        sent.push(world.external_id(id).await);
    }
    world.confirm_all().await;
    let world = world.restored(&backup).await;
    world.test.custody.go_down();
    for _ in 0..3 {
        world.bank().recovery_round().await.unwrap();
    }
    assert!(world.recovery().await.is_reading());
    world.test.custody.heal();

    // Killed while custody's list is under way, and between two of its transfers.
    world.test.custody.hold(Call::Transfers);
    let bank = world.bank().clone();
    let round = tokio::spawn(async move { bank.recovery_round().await });
    until("custody is asked", async || {
        world.test.custody.count(Call::Transfers) >= 4
    })
    .await;
    round.abort();
    world.test.custody.release(Call::Transfers);
    let _ = round.await;
    let test = world.test.restart().await;
    let world = World { test, ..world };
    assert!(!world.bank().begin_recovery_of_backup().await.unwrap());
    assert!(
        world.recovery().await.is_reading(),
        "still the same recovery"
    );
    assert!(world.bank().pause_state().await.unwrap().is_some());

    // Two nodes read at the same time.
    let second = world.second_node("second").await;
    let (one, two) = tokio::join!(world.bank().recovery_round(), second.recovery_round());
    one.unwrap();
    two.unwrap();
    world.work(2).await;
    world.read_back_if_left().await;
    world.end_recovery().await;
    world.work(5).await;
    let listed = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), bank::Page::first(10))
        .await
        .unwrap();
    let mut booked: Vec<_> = listed
        .rows
        .iter()
        .map(|row| row.transfer.order.external_id.to_string())
        .collect();
    booked.sort();
    sent.sort();
    assert_eq!(booked, sent, "each once");
    assert_eq!(world.test.custody.executions().len(), 3);
    world.check().await;
}

impl World {
    async fn read_back_if_left(&self) {
        if self.recovery().await.is_reading() {
            self.read_back().await;
        }
    }
}

#[tokio::test]
async fn what_cannot_be_booked_is_told() {
    let world = World::new().await;
    let waiting = world.pending().await;
    let backup = world.test.back_up().await;
    let at_custody = world.at_custody();
    let external_id = world.external_id(waiting).await;
    let body = |amount: &str, external_id: &str| {
        json!({ "to": OUTSIDE, "amount": amount, "externalId": external_id })
            .to_string()
            .into_bytes()
    };
    let custody = &world.test.custody;
    // Somebody else's, and one of ours with another amount.
    custody.submit_directly(&at_custody, &body("5", "by-hand"));
    custody.submit_directly(&at_custody, &body("6", &external_id));
    let world = world.restored(&backup).await;
    world.read_back().await;
    world.bank().recovery_round().await.unwrap();
    assert_eq!(world.status(waiting).await, Status::Pending);
    assert_eq!(world.test.audited("alert.unknown_transfer").await, 1);
    assert_eq!(world.test.audited("alert.transfer_differs").await, 1);
    let view = world.bank().recovery(&world.dana).await.unwrap();
    assert_eq!((view.counts.held, view.counts.recovered), (1, 0));
}

#[tokio::test]
async fn a_wallet_that_custody_lost_does_not_stop_the_rest() {
    let world = World::new().await;
    let backup = world.test.back_up().await;
    let world = world.restored(&backup).await;
    let custody = &world.test.custody;
    custody.fail_always(Call::Transfers, Trouble::NotFound);
    world.read_back().await;
    assert_eq!(world.test.audited("alert.wallet_missing").await, 1);
    world.end_recovery().await;
}

#[tokio::test]
async fn without_a_restore_there_is_nothing_to_end() {
    let world = World::new().await;
    let bank = world.bank();
    assert!(!bank.begin_recovery_of_backup().await.unwrap());
    let ended = bank.end_recovery(&world.dana).await;
    assert_eq!(refusal(ended), Refusal::NotRecovering);
    let forbidden = bank.end_recovery(&world.alice).await;
    assert_eq!(refusal(forbidden), Refusal::Forbidden);
    let forbidden = bank.recovery(&world.alice).await;
    assert!(matches!(
        forbidden,
        Err(bank::Error::Refused(Refusal::Forbidden))
    ));
    let pending = world.pending().await;
    let released = bank.release_transfer(&world.dana, pending).await;
    assert_eq!(refusal(released), Refusal::NotHeld);
    // By other means than a backup of this program's the operator says that it was restored.
    bank.begin_recovery_as_operator().await.unwrap();
    assert!(world.recovery().await.is_reading());
    assert_eq!(refusal(world.approve(pending).await), Refusal::Paused);
    world.read_back().await;
    world.end_recovery().await;
    let held = world.approve(pending).await;
    assert_eq!(refusal(held), Refusal::HeldAfterRestore);
}
