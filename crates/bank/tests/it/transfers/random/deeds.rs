//! What can happen, and how it is done to the bank.

use bank::transfers::DecisionRequest;
use bank::{Caller, Refusal};
use domain::execution::CustodyState;
use domain::transfer::Status;
use proptest::prelude::*;
use proptest::sample::Index;

use super::is_final;
use super::rules::{Grant, Rules, Sending, amount};
use crate::support::{Call, SubmitMode, Trouble};
use crate::transfers::world::World;

/// Somebody who may ask for transfers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// The owner of the wallet.
    Alice,
    /// Sometimes a delegate.
    Bob,
    /// Never anything.
    Charlie,
}

/// Somebody who decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Employee {
    /// Never a party.
    Claire,
    /// Sometimes the wallet is shared with her.
    Dana,
}

/// One thing that happens.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    /// Asks for a transfer of so many thousandths.
    Send(Who, u32),
    /// Decides on one of the transfers.
    Decide(Employee, Index, bool),
    /// Withdraws one of the transfers.
    Cancel(Who, Index),
    /// The owner freezes the wallet, or lifts that.
    FreezeAsOwner(bool),
    /// An employee does.
    FreezeAsBank(bool),
    /// An employee pauses the bank, or lifts that.
    Pause(bool),
    /// The owner shares the wallet with Bob, in another way than before perhaps, or ends it.
    Share(Grant),
    /// The owner lets Dana see the wallet, or ends it.
    ShowDana(bool),
    /// The worker goes its rounds for so many seconds.
    Work(u32),
    /// The next call of this kind fails so.
    Fail(Call, Fault),
    /// How custody takes transfers from now on.
    Take(SubmitMode),
    /// Custody takes one of its transfers on.
    Settle(Index, CustodyState),
    /// The process ends, another one starts.
    Restart,
}

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    NotSent,
    Misconfigured,
    MisconfiguredOnTransfer,
    Denied,
    Invalid,
    LostBefore,
    LostAfter,
}

impl Fault {
    const ALL: [Self; 7] = [
        Self::NotSent,
        Self::Misconfigured,
        Self::MisconfiguredOnTransfer,
        Self::Denied,
        Self::Invalid,
        Self::LostBefore,
        Self::LostAfter,
    ];

    fn trouble(self) -> Trouble {
        match self {
            Self::NotSent => Trouble::NotSent,
            Self::Misconfigured => Trouble::Misconfigured {
                transfer_call_made: false,
            },
            Self::MisconfiguredOnTransfer => Trouble::Misconfigured {
                transfer_call_made: true,
            },
            Self::Denied => Trouble::Denied,
            Self::Invalid => Trouble::Invalid,
            Self::LostBefore => Trouble::LostBefore,
            Self::LostAfter => Trouble::LostAfter,
        }
    }
}

/// Sequences in which most transfers get somewhere and every deed occurs.
pub(super) fn any_deeds() -> impl Strategy<Value = Vec<Deed>> {
    let who = || {
        prop_oneof![
            4 => Just(Who::Alice),
            4 => Just(Who::Bob),
            1 => Just(Who::Charlie),
        ]
    };
    let employee = || prop::sample::select(vec![Employee::Claire, Employee::Dana]);
    let milli = prop_oneof![1..60_u32, 40..500_u32];
    // Mostly off: a bank that is held all the time does nothing worth looking at.
    let hold = || prop::bool::weighted(0.25);
    let grant = prop_oneof![
        1 => Just(Grant::None),
        1 => Just(Grant::View),
        2 => Just(Grant::Transfer(None)),
        3 => (1..100_u32).prop_map(|limit| Grant::Transfer(Some(limit))),
    ];
    let call = prop::sample::select(vec![
        Call::Submit,
        Call::Submit,
        Call::Submit,
        Call::Transfer,
        Call::FindTransfer,
        Call::Probe,
    ]);
    let mode = prop::sample::select(vec![
        SubmitMode::Broadcasts,
        SubmitMode::Broadcasts,
        SubmitMode::PendingFirst,
        SubmitMode::HeldByPolicy,
    ]);
    let deed = prop_oneof![
        8 => (who(), milli).prop_map(|(who, milli)| Deed::Send(who, milli)),
        5 => (employee(), any::<Index>(), prop::bool::weighted(0.7))
            .prop_map(|(who, which, yes)| Deed::Decide(who, which, yes)),
        3 => (who(), any::<Index>()).prop_map(|(who, which)| Deed::Cancel(who, which)),
        1 => hold().prop_map(Deed::FreezeAsOwner),
        1 => hold().prop_map(Deed::FreezeAsBank),
        1 => hold().prop_map(Deed::Pause),
        3 => grant.prop_map(Deed::Share),
        1 => any::<bool>().prop_map(Deed::ShowDana),
        4 => prop_oneof![1..4_u32, 10..70_u32].prop_map(Deed::Work),
        5 => (call, prop::sample::select(&Fault::ALL[..]))
            .prop_map(|(call, fault)| Deed::Fail(call, fault)),
        1 => mode.prop_map(Deed::Take),
        3 => (any::<Index>(), prop::sample::select(&CustodyState::ALL[..]))
            .prop_map(|(which, state)| Deed::Settle(which, state)),
        1 => Just(Deed::Restart),
    ];
    prop::collection::vec(deed, 1..60)
}

impl Who {
    pub(super) fn caller(self, world: &World) -> &Caller {
        match self {
            Self::Alice => &world.alice,
            Self::Bob => &world.bob,
            Self::Charlie => &world.charlie,
        }
    }
}

/// Does it, and compares the answer with what the rules say.
pub(super) async fn done(world: &World, rules: &mut Rules, deed: Deed) {
    let bank = world.bank();
    let (alice, claire, wallet) = (&world.alice, &world.claire, world.wallet.id);
    match deed {
        Deed::Send(who, milli) => send(world, rules, who, milli).await,
        Deed::Decide(who, which, yes) => decide(world, rules, (who, which, yes)).await,
        Deed::Cancel(who, which) => cancel(world, rules, who, which).await,
        Deed::FreezeAsOwner(on) => {
            let answer = if on {
                bank.freeze_wallet(alice, wallet).await
            } else {
                bank.unfreeze_wallet(alice, wallet).await
            };
            let only_the_bank = !on && !rules.frozen_by_owner && rules.frozen_by_bank;
            assert_eq!(answer.is_err(), only_the_bank, "{answer:?}");
            rules.frozen_by_owner = on;
        }
        Deed::FreezeAsBank(on) => {
            let answer = if on {
                bank.freeze_wallet_for_bank(claire, wallet).await
            } else {
                bank.unfreeze_wallet_for_bank(claire, wallet).await
            };
            let only_the_owner = !on && rules.frozen_by_owner && !rules.frozen_by_bank;
            assert_eq!(answer.is_err(), only_the_owner, "{answer:?}");
            rules.frozen_by_bank = on;
        }
        Deed::Pause(on) => {
            let answer = if on {
                bank.pause(claire, None).await
            } else {
                bank.resume(claire).await
            };
            assert_eq!(answer.unwrap().is_some(), on);
            rules.paused = on;
        }
        Deed::Share(grant) => rules.share(world, grant).await,
        Deed::ShowDana(on) => rules.show_dana(world, on).await,
        Deed::Work(seconds) => world.work(seconds).await,
        Deed::Fail(call, fault) => world.test.custody.fail(call, [fault.trouble()]),
        Deed::Take(mode) => world.test.custody.set_mode(mode),
        Deed::Settle(which, state) => settle(world, which, state),
        Deed::Restart => unreachable!("ends the process that would do it"),
    }
}

async fn send(world: &World, rules: &mut Rules, who: Who, milli: u32) {
    let wish = world.wish(&amount(milli));
    let answer = world.bank().send(who.caller(world), &wish, None).await;
    match (rules.sending(who, milli), answer) {
        (Sending::Refused, Err(bank::Error::Refused(_))) => {}
        (Sending::Begins(_), Err(bank::Error::Refused(Refusal::InsufficientFunds { .. }))) => {
            // Both the copy and the sum of what is under way may show one transfer: too little is
            // the safe side, and never by more than that.
            let seen_twice = 2 * rules.spoken_for() + milli;
            assert!(seen_twice > 1_000, "{milli} of {rules:?}");
        }
        (Sending::Begins(first), Ok(sent)) => {
            let id = sent.thing.transfer.id;
            rules.begun(id, (who, milli), first);
        }
        (expected, answer) => panic!("{who:?} {milli}: {expected:?}, {answer:?}"),
    }
}

async fn decide(world: &World, rules: &mut Rules, (who, which, yes): (Employee, Index, bool)) {
    let Some(known) = rules.pick(which) else {
        return;
    };
    let caller = match who {
        Employee::Claire => &world.claire,
        Employee::Dana => &world.dana,
    };
    let (id, may) = (known.id, rules.may_decide(known, who, yes));
    let request = DecisionRequest::default();
    let answers = [(); 2].map(|()| async {
        if yes {
            world.bank().approve_transfer(caller, id, &request).await
        } else {
            world.bank().reject_transfer(caller, id, &request).await
        }
    });
    // A double click: one of two counts at most.
    let mut counted = Vec::new();
    for answer in answers {
        counted.push(answer.await.is_ok());
    }
    assert_eq!(counted, [may, false], "{who:?} {yes} {known:?}");
    rules.decided = may.then_some(id);
}

async fn cancel(world: &World, rules: &mut Rules, who: Who, which: Index) {
    let Some(known) = rules.pick(which) else {
        return;
    };
    let (id, may) = (known.id, rules.may_cancel(known, who));
    let bank = world.bank();
    let first = bank.cancel_transfer(who.caller(world), id).await;
    let second = bank.cancel_transfer(who.caller(world), id).await;
    assert_eq!(
        (first.is_ok(), second.is_ok()),
        (may, false),
        "{who:?} {known:?}"
    );
    rules.withdrawn = may.then_some(id);
}

/// Custody takes a transfer on, as far as it can go from where it is; what fails gives its money
/// back.
fn settle(world: &World, which: Index, state: CustodyState) {
    let custody = &world.test.custody;
    let all = custody.executions();
    let open: Vec<_> = all.iter().filter(|it| !is_final(it.state)).collect();
    if open.is_empty() {
        return;
    }
    let transfer = open[which.index(open.len())];
    // One that is on the chain is refused by nobody, and goes back to no earlier state.
    let backwards = matches!(
        state,
        CustodyState::Rejected | CustodyState::Waiting { .. } | CustodyState::Executing
    );
    if backwards && transfer.tx_hash.is_some() {
        return;
    }
    custody.move_on(transfer.external_id.as_deref().unwrap(), state);
    if matches!(state, CustodyState::Failed | CustodyState::Rejected) {
        let address = world.wallet.address.unwrap();
        custody.fund(address, super::rules::left_at_custody(world));
    }
}

/// Whether custody's word ends a transfer without the money.
pub(super) fn gave_back(state: CustodyState) -> bool {
    matches!(state, CustodyState::Failed | CustodyState::Rejected)
}

/// Whether a transfer may still be withdrawn or decided on.
pub(super) fn is_open(status: Status) -> bool {
    matches!(status, Status::Pending | Status::Approved)
}
