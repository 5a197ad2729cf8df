use std::collections::BTreeSet;
use std::fmt::Write as _;

use domain::access::{ConflictFacts, Relation, Standing, spendable};
use domain::approval::{Choice, Decision, Requirement, Verdict, Vote, decide};
use domain::execution::{Answer, FoundAtCustody, NextStep, Outgoing, OutgoingKind, after_answer};
use domain::money::BaseUnits;
use domain::reference::CustodyWalletId;
use domain::transfer::{
    CancelReason, Clearance, Event, FailReason, Outcome, ReasonCode, Status, next, path,
};
use domain::wallet::{Freezes, Held, Holds};
use expect_test::expect;
use proptest::prelude::*;

use crate::person;

const FREE: Holds = Holds {
    paused: false,
    after_restore: false,
    freezes: Freezes {
        by_owner: false,
        by_bank: false,
    },
    has_address: true,
};

fn clearance(holds: Holds) -> Result<Clearance, Held> {
    let standing = Standing {
        relation: Relation::Owner,
        employee: false,
    };
    Clearance::obtain(&spendable(standing, ()).unwrap(), holds)
}

fn vote(choice: Choice) -> Decision {
    let alice = person(1, "alice@example.com");
    let facts = ConflictFacts {
        initiator: &alice,
        owner: &alice,
        delegates: &[],
        destination_owners: &[],
    };
    let vote = Vote::cast(&person(2, "claire@example.com"), true, facts, choice).unwrap();
    decide(&[vote], Requirement::ONE)
}

fn found() -> FoundAtCustody {
    let ours = Outgoing {
        wallet: CustodyWalletId::parse("wa-1").unwrap(),
        kind: OutgoingKind::Native,
        to: "0x52908400098527886E0F7030069857D2E4169EE7".to_owned(),
        amount: BaseUnits::from_u128(1),
        external_id: "tr_1".to_owned(),
    };
    let other = Outgoing {
        external_id: "tr_2".to_owned(),
        ..ours.clone()
    };
    assert_eq!(FoundAtCustody::recognise(&other, &ours), None);
    FoundAtCustody::recognise(&ours.clone(), &ours).unwrap()
}

/// One event of each kind, each proof earned in the only way there is.
pub(crate) fn events() -> [Event; 10] {
    let Decision::Approved(approval) = vote(Choice::Approve) else {
        panic!()
    };
    let Decision::Rejected(rejection) = vote(Choice::Reject) else {
        panic!()
    };
    let NextStep::BackToApproved(nothing_sent) = after_answer(&[], Answer::NotSent) else {
        panic!()
    };
    [
        Event::Approve(approval),
        Event::Reject(rejection),
        Event::Cancel(CancelReason::Withdrawn),
        Event::Submit(clearance(FREE).unwrap()),
        Event::Find(found()),
        Event::Return(nothing_sent),
        Event::Broadcast,
        Event::Confirm,
        Event::Refuse(FailReason::RefusedByCustody),
        Event::Revert,
    ]
}

#[test]
fn all_pairs_of_status_and_event() {
    let mut table = String::new();
    for status in Status::ALL {
        for event in events() {
            let result = match next(status, event) {
                Ok(to) => format!("-> {to}"),
                Err(refusal) => refusal.code().to_owned(),
            };
            writeln!(table, "{:12}{:10}{result}", status.as_str(), event.as_str()).unwrap();
        }
    }
    expect![[r#"
        pending     approve   -> approved
        pending     reject    -> rejected
        pending     cancel    -> cancelled
        pending     submit    not_approved
        pending     find      -> approved
        pending     return    not_sent
        pending     broadcast not_sent
        pending     confirm   not_sent
        pending     refuse    not_sent
        pending     revert    not_sent
        approved    approve   already_decided
        approved    reject    already_decided
        approved    cancel    -> cancelled
        approved    submit    -> submitting
        approved    find      -> submitting
        approved    return    not_sent
        approved    broadcast not_sent
        approved    confirm   not_sent
        approved    refuse    not_sent
        approved    revert    not_sent
        submitting  approve   already_decided
        submitting  reject    already_decided
        submitting  cancel    too_late
        submitting  submit    already_submitting
        submitting  find      already_submitting
        submitting  return    -> approved
        submitting  broadcast -> broadcasted
        submitting  confirm   no_transaction
        submitting  refuse    -> failed
        submitting  revert    no_transaction
        broadcasted approve   already_decided
        broadcasted reject    already_decided
        broadcasted cancel    too_late
        broadcasted submit    already_submitting
        broadcasted find      already_submitting
        broadcasted return    on_chain
        broadcasted broadcast on_chain
        broadcasted confirm   -> confirmed
        broadcasted refuse    on_chain
        broadcasted revert    -> failed
        confirmed   approve   already_decided
        confirmed   reject    already_decided
        confirmed   cancel    too_late
        confirmed   submit    already_ended
        confirmed   find      already_ended
        confirmed   return    already_ended
        confirmed   broadcast already_ended
        confirmed   confirm   already_ended
        confirmed   refuse    already_ended
        confirmed   revert    already_ended
        failed      approve   already_decided
        failed      reject    already_decided
        failed      cancel    too_late
        failed      submit    already_ended
        failed      find      already_ended
        failed      return    already_ended
        failed      broadcast already_ended
        failed      confirm   already_ended
        failed      refuse    already_ended
        failed      revert    already_ended
        rejected    approve   already_decided
        rejected    reject    already_decided
        rejected    cancel    already_decided
        rejected    submit    already_ended
        rejected    find      already_ended
        rejected    return    already_ended
        rejected    broadcast already_ended
        rejected    confirm   already_ended
        rejected    refuse    already_ended
        rejected    revert    already_ended
        cancelled   approve   already_decided
        cancelled   reject    already_decided
        cancelled   cancel    already_decided
        cancelled   submit    already_ended
        cancelled   find      already_ended
        cancelled   return    already_ended
        cancelled   broadcast already_ended
        cancelled   confirm   already_ended
        cancelled   refuse    already_ended
        cancelled   revert    already_ended
    "#]]
    .assert_eq(&table);
}

#[test]
fn the_facts_about_each_status() {
    let mut table = String::new();
    for status in Status::ALL {
        let mark = |fact: bool, word: &'static str| if fact { word } else { "" };
        let facts = [
            mark(status.is_final(), "final"),
            mark(status.is_cancellable(), "cancellable"),
            mark(status.reserves_funds(), "reserves"),
            mark(status.is_with_custody(), "with-custody"),
        ];
        let facts: Vec<_> = facts.into_iter().filter(|word| !word.is_empty()).collect();
        writeln!(table, "{:12}{}", status.as_str(), facts.join(" ")).unwrap();
    }
    expect![[r#"
        pending     cancellable
        approved    cancellable reserves
        submitting  reserves with-custody
        broadcasted reserves with-custody
        confirmed   final
        failed      final
        rejected    final
        cancelled   final
    "#]]
    .assert_eq(&table);
}

#[test]
fn a_hold_gives_no_clearance() {
    assert_eq!(
        clearance(Holds {
            paused: true,
            ..FREE
        }),
        Err(Held::Paused)
    );
    assert_eq!(
        clearance(Holds {
            after_restore: true,
            ..FREE
        }),
        Err(Held::AfterRestore)
    );
    let frozen = Freezes {
        by_owner: false,
        by_bank: true,
    };
    assert_eq!(
        clearance(Holds {
            freezes: frozen,
            ..FREE
        }),
        Err(Held::Frozen)
    );
}

#[test]
fn transfers_begin_owed_or_waiting() {
    assert_eq!(Status::initial(Verdict::Executes), Status::Approved);
    assert_eq!(Status::initial(Verdict::Waits), Status::Pending);
}

#[test]
fn names_are_read_back() {
    for status in Status::ALL {
        assert_eq!(Status::parse(status.as_str()), Some(status));
    }
    for reason in ReasonCode::all() {
        assert_eq!(ReasonCode::parse(reason.as_str()), Some(reason));
        assert!(!reason.customer_text().is_empty());
        assert!(
            !reason.customer_text().to_lowercase().contains("custody"),
            "words of customers"
        );
    }
    let names: BTreeSet<_> = ReasonCode::all().map(ReasonCode::as_str).collect();
    assert_eq!(names.len(), ReasonCode::all().count());
}

#[test]
fn skipped_steps_are_booked() {
    use Status as S;
    let refused = Outcome::Refused(FailReason::RefusedByCustody);
    let mut table = String::new();
    for status in S::ALL {
        for outcome in [
            Outcome::Broadcasted,
            Outcome::Confirmed,
            Outcome::Reverted,
            refused,
        ] {
            let words = match path(status, outcome) {
                Ok(events) if events.is_empty() => "-".to_owned(),
                Ok(events) => events
                    .iter()
                    .map(|event| event.as_str())
                    .collect::<Vec<_>>()
                    .join(" "),
                Err(refusal) => format!("({})", refusal.code()),
            };
            let outcome = format!("{outcome:?}");
            let outcome = outcome.split('(').next().unwrap();
            writeln!(table, "{:12}{outcome:12}{words}", status.as_str()).unwrap();
        }
    }
    expect![[r#"
        pending     Broadcasted (not_sent)
        pending     Confirmed   (not_sent)
        pending     Reverted    (not_sent)
        pending     Refused     (not_sent)
        approved    Broadcasted (not_sent)
        approved    Confirmed   (not_sent)
        approved    Reverted    (not_sent)
        approved    Refused     (not_sent)
        submitting  Broadcasted broadcast
        submitting  Confirmed   broadcast confirm
        submitting  Reverted    broadcast revert
        submitting  Refused     refuse
        broadcasted Broadcasted -
        broadcasted Confirmed   confirm
        broadcasted Reverted    revert
        broadcasted Refused     (on_chain)
        confirmed   Broadcasted -
        confirmed   Confirmed   -
        confirmed   Reverted    (already_ended)
        confirmed   Refused     (already_ended)
        failed      Broadcasted -
        failed      Confirmed   (already_ended)
        failed      Reverted    -
        failed      Refused     -
        rejected    Broadcasted (already_ended)
        rejected    Confirmed   (already_ended)
        rejected    Reverted    (already_ended)
        rejected    Refused     (already_ended)
        cancelled   Broadcasted (already_ended)
        cancelled   Confirmed   (already_ended)
        cancelled   Reverted    (already_ended)
        cancelled   Refused     (already_ended)
    "#]]
    .assert_eq(&table);
}

/// The edges of the picture in the documentation of the module.
fn is_edge(from: Status, to: Status) -> bool {
    use Status as S;
    matches!(
        (from, to),
        (S::Pending, S::Approved | S::Rejected | S::Cancelled)
            | (S::Approved, S::Submitting | S::Cancelled)
            | (S::Submitting, S::Approved | S::Broadcasted | S::Failed)
            | (S::Broadcasted, S::Confirmed | S::Failed)
    )
}

proptest! {
    #[test]
    fn every_walk_stays_on_the_picture(
        start in prop::sample::select(&[Status::Pending, Status::Approved][..]),
        walk in prop::collection::vec(0usize..10, 0..40),
    ) {
        let mut status = start;
        let mut approved = start == Status::Approved;
        for event in walk.into_iter().map(|at| events()[at]) {
            let Ok(to) = next(status, event) else { continue };
            prop_assert!(!status.is_final(), "{} is final", status);
            prop_assert!(is_edge(status, to), "{} -> {}", status, to);
            // What custody has was approved once, by records that are lost.
            approved |= matches!(event, Event::Approve(_) | Event::Find(_));
            prop_assert!(!to.is_with_custody() || approved, "nothing is sent unapproved");
            prop_assert_eq!(to == Status::Cancelled, matches!(event, Event::Cancel(_)));
            let ends_badly = matches!(to, Status::Failed | Status::Cancelled);
            prop_assert_eq!(event.reason().is_some(), ends_badly, "a reason is kept");
            status = to;
        }
    }

    #[test]
    fn a_path_leads_where_it_says(
        from in prop::sample::select(&Status::ALL[..]),
        outcome in prop::sample::select(vec![
            (Outcome::Broadcasted, Status::Broadcasted),
            (Outcome::Confirmed, Status::Confirmed),
            (Outcome::Reverted, Status::Failed),
            (Outcome::Refused(FailReason::InsufficientBalance), Status::Failed),
        ]),
    ) {
        let (outcome, target) = outcome;
        if let Ok(events) = path(from, outcome) {
            let end = events.iter().try_fold(from, |status, event| next(status, *event));
            prop_assert!(events.is_empty() || end == Ok(target));
        }
    }
}
