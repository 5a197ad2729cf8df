//! What the bank knows, by the rules alone.

use std::time::Duration;

use domain::access::{ConflictFacts, Relation, Standing, spendable};
use domain::approval::{Choice, Decision, Requirement, Verdict, Vote, decide};
use domain::execution::{
    Answer, AttemptEnding, CustodyState, Duplicate, Known, LOOK_UP_GAP, LookUp, NextStep, Outgoing,
    OutgoingKind, Seen, StateStep, after_answer, after_duplicate, after_look_up, judge_state,
};
use domain::money::BaseUnits;
use domain::reference::{CustodyWalletId, TxHash};
use domain::transfer::{CancelReason, Clearance, Event, FailReason, Status, next};
use domain::wallet::{Freezes, Holds};

use super::truth::{HASH, Truth};
use super::{Call, Deed};
use crate::person;

/// What the bank knows.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) status: Status,
    frozen: bool,
    attempts: Vec<Option<AttemptEnding>>,
    /// Custody told its id.
    adopted: bool,
    hash: Option<TxHash>,
    /// Custody's list is looked through a second time for this reason.
    absent: Option<(Duration, FailReason)>,
    now: Duration,
    truth: Truth,
}

fn ours() -> Outgoing {
    Outgoing {
        wallet: CustodyWalletId::parse("wa-1").unwrap(),
        kind: OutgoingKind::Native,
        to: "0x52908400098527886E0F7030069857D2E4169EE7".to_owned(),
        amount: BaseUnits::from_u128(1),
        external_id: "tr_1".to_owned(),
    }
}

impl Books {
    pub(super) fn new(verdict: Verdict) -> Self {
        Self {
            status: Status::initial(verdict),
            frozen: false,
            attempts: Vec::new(),
            adopted: false,
            hash: None,
            absent: None,
            now: Duration::ZERO,
            truth: Truth {
                funded: true,
                late: None,
                has: None,
            },
        }
    }

    /// Books an event; one that does not apply changes nothing.
    fn book(&mut self, event: Event) -> bool {
        let to = next(self.status, event);
        if let Ok(to) = to {
            self.status = to;
        }
        to.is_ok()
    }

    fn book_surely(&mut self, event: Event) {
        assert!(self.book(event), "{event:?} of {self:?}");
    }

    pub(super) fn happen(&mut self, deed: Deed) {
        match deed {
            Deed::Decide(choice) => self.decide(choice),
            Deed::Cancel => drop(self.book(Event::Cancel(CancelReason::Withdrawn))),
            Deed::Freeze(on) => self.frozen = on,
            Deed::Meet(call) => self.meet(call),
            Deed::Die(reached) => {
                if self.begin_attempt() && reached {
                    self.truth.arrive();
                }
            }
            Deed::Arrive => {
                if self.truth.late.take().is_some() {
                    self.truth.arrive();
                }
            }
            Deed::Fund(enough) => self.truth.funded = enough,
            Deed::Custody(state) => self.truth.go_on(state),
            Deed::Pass(seconds) => {
                self.now += Duration::from_secs(seconds);
                // A request that did not arrive by then never does.
                self.truth.late = self.truth.late.filter(|until| self.now < *until);
            }
        }
        self.check();
    }

    fn decide(&mut self, choice: Choice) {
        let alice = person(1, "alice@example.com");
        let facts = ConflictFacts {
            initiator: &alice,
            owner: &alice,
            delegates: &[],
            destination_owners: &[],
        };
        let claire = person(2, "claire@example.com");
        let vote = Vote::cast(&claire, true, facts, choice).unwrap();
        let event = match decide(&[vote], Requirement::ONE) {
            Decision::Approved(given) => Event::Approve(given),
            Decision::Rejected(given) => Event::Reject(given),
            Decision::Open => panic!("one vote is enough"),
        };
        self.book(event);
    }

    /// The step before a call: `submitting`, and an attempt without an ending.
    fn begin_attempt(&mut self) -> bool {
        let holds = Holds {
            paused: false,
            after_restore: false,
            freezes: Freezes {
                by_owner: false,
                by_bank: self.frozen,
            },
            has_address: true,
        };
        let standing = Standing {
            relation: Relation::Owner,
            employee: false,
        };
        if self.status == Status::Approved {
            let Ok(clearance) = Clearance::obtain(&spendable(standing, ()).unwrap(), holds) else {
                return false;
            };
            self.book_surely(Event::Submit(clearance));
        }
        let begins = self.status == Status::Submitting && !self.adopted && self.absent.is_none();
        if begins {
            self.attempts.push(None);
        }
        begins
    }

    fn meet(&mut self, call: Call) {
        if self.adopted {
            self.ask(call);
        } else if let Some((since, reason)) = self.absent {
            if self.now >= since + LOOK_UP_GAP {
                self.look_up(call, reason);
            }
        } else if self.begin_attempt() {
            let answer = self.call(call);
            // The newest attempt gets its ending; the rules ask for those of all others.
            self.attempts.pop();
            let step = after_answer(&self.attempts, answer);
            self.attempts.push(answer.ending());
            self.follow(step, call);
        }
    }

    fn call(&mut self, call: Call) -> Answer {
        match call {
            Call::Works => self.truth.arrive(),
            Call::NotSent => Answer::NotSent,
            Call::Misconfigured(transfer_call_made) => Answer::Misconfigured { transfer_call_made },
            Call::Denied => Answer::DeniedHere,
            Call::LostBefore => Answer::Unknown,
            Call::LostAfter => {
                self.truth.arrive();
                Answer::Unknown
            }
            Call::Late => {
                self.truth.late = Some(self.now + LOOK_UP_GAP);
                Answer::Unknown
            }
        }
    }

    fn follow(&mut self, step: NextStep, call: Call) {
        match step {
            NextStep::Adopt => {
                assert!(self.truth.has.is_some(), "{self:?}");
                self.adopted = true;
                self.absent = None;
                self.ask(Call::Works);
            }
            NextStep::BackToApproved(proof) => self.book_surely(Event::Return(proof)),
            NextStep::Repeat => self.absent = None,
            NextStep::Fail(reason) => {
                self.absent = None;
                self.book_surely(Event::Refuse(reason));
            }
            NextStep::LookUp(reason) => match self.absent {
                Some(_) => {}
                None => self.look_up(call, reason),
            },
            NextStep::FetchDuplicate => panic!("nobody else takes our external id"),
            NextStep::Attention(_) => {}
        }
    }

    /// Looks through custody's list, or cannot read it.
    fn look_up(&mut self, call: Call, reason: FailReason) {
        let step = match (call, self.truth.has) {
            (Call::Works, Some(_)) => after_duplicate(&Duplicate::Outgoing(ours()), &ours()),
            (Call::Works, None) => {
                let since_first_absent = self.absent.map(|(since, _)| self.now - since);
                let step = after_look_up(LookUp::Absent { since_first_absent }, reason);
                self.absent.get_or_insert((self.now, reason));
                step
            }
            _ => after_look_up(LookUp::Unreadable, reason),
        };
        self.follow(step, call);
    }

    /// Asks how a transfer goes on that custody has.
    fn ask(&mut self, call: Call) {
        let (Call::Works, Some((state, hash))) = (call, self.truth.has) else {
            return;
        };
        let known = Known {
            status: self.status,
            hash: self.hash,
        };
        let seen = Seen {
            state,
            hash,
            replaced: false,
        };
        self.hash = self.hash.or(hash);
        if let StateStep::Book(events) = judge_state(known, seen) {
            for event in events {
                self.book_surely(event);
            }
        }
    }

    /// The books hold what is true.
    fn check(&self) {
        match self.status {
            Status::Pending | Status::Approved | Status::Rejected | Status::Cancelled => {
                assert_eq!(self.truth.has, None, "{self:?}");
                assert!(!self.truth.moves(), "money that is free may move: {self:?}");
            }
            Status::Submitting => assert!(!self.attempts.is_empty()),
            Status::Broadcasted => {
                assert!(
                    self.truth.has.is_some_and(|(_, hash)| hash.is_some()),
                    "{self:?}"
                );
            }
            Status::Confirmed => {
                let confirmed = (CustodyState::Confirmed, Some(HASH));
                assert_eq!(self.truth.has, Some(confirmed), "{self:?}");
            }
            Status::Failed => assert!(!self.truth.moves(), "called failed: {self:?}"),
        }
    }
}
