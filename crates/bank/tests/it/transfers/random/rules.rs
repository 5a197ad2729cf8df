//! The rules of section "Transfer life", written down a second time in plain facts.

use domain::execution::CustodyState;
use domain::id::{DelegationId, TransferId};
use domain::money::BaseUnits;
use domain::transfer::Status;
use proptest::sample::Index;
use time::OffsetDateTime;

use super::deeds::{Deed, Employee, Who, gave_back, is_open};
use crate::support::eth;
use crate::transfers::world::World;

/// What the wallet holds at first.
pub(super) fn start() -> BaseUnits {
    eth("1")
}

/// From so many thousandths on the bank looks.
const THRESHOLD: u32 = 50;

/// What Bob holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    None,
    View,
    /// With a limit of so many thousandths.
    Transfer(Option<u32>),
}

/// What becomes of a wish to send.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sending {
    Refused,
    Begins(Status),
}

/// A transfer that was stored.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: TransferId,
    by: Who,
    milli: u32,
    /// The wallet was shared with Dana then.
    dana_saw: bool,
    steps: Vec<Status>,
}

impl Known {
    fn status(&self) -> Status {
        *self.steps.last().expect("one that was stored")
    }
}

/// Everything that the rules ask for.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) paused: bool,
    pub(super) frozen_by_owner: bool,
    pub(super) frozen_by_bank: bool,
    bob: Grant,
    bobs_grant: Option<DelegationId>,
    danas_grant: Option<DelegationId>,
    transfers: Vec<Known>,
    /// What the present deed decided, and what it withdrew.
    pub(super) decided: Option<TransferId>,
    pub(super) withdrawn: Option<TransferId>,
    opened_at: OffsetDateTime,
}

/// Thousandths as decimal text.
pub(super) fn amount(milli: u32) -> String {
    let text = format!("{}.{:03}", milli / 1_000, milli % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What custody has of the wallet's money when everything that it took is paid.
pub(super) fn left_at_custody(world: &World) -> BaseUnits {
    let all = world.test.custody.executions();
    let taken = all.iter().filter(|it| !gave_back(it.state));
    taken.fold(start(), |left, it| {
        left.checked_sub(it.requested.amount.unwrap()).unwrap()
    })
}

impl Rules {
    pub(super) fn of(world: &World) -> Self {
        Self {
            paused: false,
            frozen_by_owner: false,
            frozen_by_bank: false,
            bob: Grant::None,
            bobs_grant: None,
            danas_grant: None,
            transfers: Vec::new(),
            decided: None,
            withdrawn: None,
            opened_at: world.test.clock_now(),
        }
    }

    fn held(&self) -> bool {
        self.paused || self.frozen_by_owner || self.frozen_by_bank
    }

    fn may_send(&self, who: Who) -> bool {
        match who {
            Who::Alice => true,
            Who::Bob => matches!(self.bob, Grant::Transfer(_)),
            Who::Charlie => false,
        }
    }

    /// What becomes of a wish to send so many thousandths.
    pub(super) fn sending(&self, who: Who, milli: u32) -> Sending {
        if !self.may_send(who) || self.held() {
            return Sending::Refused;
        }
        let from = match (who, self.bob) {
            (Who::Bob, Grant::Transfer(Some(limit))) => limit,
            _ => THRESHOLD,
        };
        Sending::Begins(if milli >= from {
            Status::Pending
        } else {
            Status::Approved
        })
    }

    /// A transfer was stored.
    pub(super) fn begun(&mut self, id: TransferId, (by, milli): (Who, u32), first: Status) {
        assert!(
            self.transfers.iter().all(|known| known.id != id),
            "a new id"
        );
        if first == Status::Approved {
            let all = self.spoken_for() + milli;
            assert!(all <= 1_000, "{all} thousandths of one whole");
        }
        self.transfers.push(Known {
            id,
            by,
            milli,
            dana_saw: self.danas_grant.is_some(),
            steps: vec![first],
        });
    }

    /// Thousandths that left the wallet, or are on their way.
    pub(super) fn spoken_for(&self) -> u32 {
        self.sum(|status| {
            matches!(
                status,
                Status::Approved | Status::Submitting | Status::Broadcasted | Status::Confirmed
            )
        })
    }

    fn sum(&self, counts: impl Fn(Status) -> bool) -> u32 {
        let counted = self.transfers.iter().filter(|known| counts(known.status()));
        counted.map(|known| known.milli).sum()
    }

    pub(super) fn pick(&self, which: Index) -> Option<&Known> {
        let count = self.transfers.len();
        (count > 0).then(|| &self.transfers[which.index(count)])
    }

    pub(super) fn may_decide(&self, known: &Known, who: Employee, yes: bool) -> bool {
        let party = who == Employee::Dana && (known.dana_saw || self.danas_grant.is_some());
        known.status() == Status::Pending && !party && !(yes && self.held())
    }

    pub(super) fn may_cancel(&self, known: &Known, who: Who) -> bool {
        let his_own = known.by == Who::Bob && self.may_send(Who::Bob);
        let may = who == Who::Alice || who == Who::Bob && his_own;
        may && is_open(known.status())
    }

    pub(super) async fn share(&mut self, world: &World, grant: Grant) {
        let (test, alice, wallet) = (&world.test, &world.alice, world.wallet.id);
        let (permission, limit) = match grant {
            Grant::None => {
                if let Some(id) = self.bobs_grant.take() {
                    world.bank().revoke_delegation(alice, id).await.unwrap();
                }
                self.bob = grant;
                return;
            }
            Grant::View => ("view", None),
            Grant::Transfer(limit) => ("transfer", limit.map(amount)),
        };
        let bob = "bob@example.com";
        let made = test.share(alice, wallet, bob, permission, limit.as_deref());
        self.bobs_grant = Some(made.await.id);
        self.bob = grant;
    }

    pub(super) async fn show_dana(&mut self, world: &World, on: bool) {
        let (test, alice, wallet) = (&world.test, &world.alice, world.wallet.id);
        if on {
            let made = test.share(alice, wallet, "dana@bank.example", "view", None);
            self.danas_grant = Some(made.await.id);
        } else if let Some(id) = self.danas_grant.take() {
            world.bank().revoke_delegation(alice, id).await.unwrap();
        }
    }

    /// Lifts what holds, so that what is owed can go on.
    pub(super) async fn lift_all(&mut self, world: &World) {
        let (bank, wallet) = (world.bank(), world.wallet.id);
        bank.resume(&world.claire).await.unwrap();
        self.paused = false;
        if self.frozen_by_bank {
            bank.unfreeze_wallet_for_bank(&world.claire, wallet)
                .await
                .unwrap();
            self.frozen_by_bank = false;
        }
        if self.frozen_by_owner {
            bank.unfreeze_wallet(&world.alice, wallet).await.unwrap();
            self.frozen_by_owner = false;
        }
    }

    pub(super) fn nothing_owed(&self) -> bool {
        self.sum(|status| !status.is_final() && status != Status::Pending) == 0
    }

    /// Reads every history: each has grown by steps that the rules allow now, custody has executed
    /// what it says, and the money that the store calls spoken for is the sum of them.
    pub(super) async fn observe(&mut self, world: &World, deed: Deed) {
        let mut read = Vec::new();
        for known in &self.transfers {
            let steps = world.steps(known.id).await;
            let steps: Vec<_> = steps
                .split(' ')
                .map(|step| Status::parse(step).unwrap())
                .collect();
            assert!(
                steps.starts_with(&known.steps),
                "{known:?} became {steps:?}"
            );
            for at in known.steps.len()..steps.len() {
                self.check_step(known, (steps[at - 1], steps[at]), deed);
            }
            read.push(steps);
        }
        for (known, steps) in self.transfers.iter_mut().zip(read) {
            known.steps = steps;
        }
        (self.decided, self.withdrawn) = (None, None);
        self.check_executions(world).await;
        self.check_money(world).await;
    }

    fn check_step(&self, known: &Known, (from, to): (Status, Status), deed: Deed) {
        let told = format!("{from} to {to} by {deed:?}: {known:?} of {self:?}");
        match (from, to) {
            (Status::Pending, Status::Approved) => {
                let approved = matches!(deed, Deed::Decide(_, _, true));
                assert!(approved && self.decided == Some(known.id), "{told}");
            }
            (Status::Pending, Status::Rejected) => {
                let rejected = matches!(deed, Deed::Decide(_, _, false));
                assert!(rejected && self.decided == Some(known.id), "{told}");
            }
            (Status::Pending | Status::Approved, Status::Cancelled) => {
                let lost = !self.may_send(known.by) || self.frozen_by_owner;
                assert!(self.withdrawn == Some(known.id) || lost, "{told}");
            }
            (Status::Approved, Status::Submitting) => {
                assert!(self.may_send(known.by) && !self.held(), "{told}");
            }
            (Status::Submitting, Status::Approved | Status::Broadcasted | Status::Failed)
            | (Status::Broadcasted, Status::Confirmed | Status::Failed) => {}
            _ => panic!("no step of the rules: {told}"),
        }
    }

    async fn check_executions(&self, world: &World) {
        for known in &self.transfers {
            let external_id = world.external_id(known.id).await;
            let mut executed = world.test.custody.executions();
            executed.retain(|it| it.external_id.as_deref() == Some(external_id.as_str()));
            let states: Vec<_> = executed.iter().map(|it| it.state).collect();
            match known.status() {
                Status::Pending | Status::Approved | Status::Rejected | Status::Cancelled => {
                    assert_eq!(states, [], "{known:?} moved money");
                }
                Status::Submitting => assert!(states.len() <= 1, "{known:?}: {states:?}"),
                Status::Broadcasted => assert_eq!(states.len(), 1, "{known:?}"),
                Status::Confirmed => assert_eq!(states, [CustodyState::Confirmed], "{known:?}"),
                Status::Failed => {
                    let kept = states.iter().filter(|state| !gave_back(**state));
                    assert_eq!(kept.count(), 0, "{known:?}: {states:?}");
                }
            }
        }
    }

    async fn check_money(&self, world: &World) {
        let asset = domain::asset::native(world.wallet.network).id();
        let store = &world.test.store;
        let now = world.test.clock_now();
        for (as_of, expected) in [
            (now, self.sum(|status| status.reserves_funds())),
            (self.opened_at, self.spoken_for()),
        ] {
            let reserved = store.reserved_funds(world.wallet.id, asset, as_of).await;
            assert_eq!(reserved.unwrap(), eth(&amount(expected)), "{self:?}");
        }
    }
}
