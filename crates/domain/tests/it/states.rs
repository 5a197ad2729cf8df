//! What is booked from custody's reports.

use std::fmt::Write as _;

use domain::execution::{
    AttentionCode, Comparison, CustodyState, Known, Seen, StateStep, compare, judge_state,
};
use domain::reference::TxHash;
use domain::transfer::{Event, FailReason, Status, next};
use expect_test::expect;
use proptest::prelude::*;

const HASH: TxHash = TxHash::from_bytes([1; 32]);
const OTHER: TxHash = TxHash::from_bytes([2; 32]);

const STATES: [CustodyState; 9] = [
    CustodyState::Waiting {
        held_by_policy: false,
    },
    CustodyState::Waiting {
        held_by_policy: true,
    },
    CustodyState::Executing,
    CustodyState::Broadcasted,
    CustodyState::Confirmed,
    CustodyState::Failed,
    CustodyState::Rejected,
    CustodyState::Aborted,
    CustodyState::Unrecognised,
];

fn word(step: StateStep) -> String {
    match step {
        StateStep::Nothing => "-".to_owned(),
        StateStep::Book(events) => {
            let words: Vec<_> = events.iter().map(|event| event.as_str()).collect();
            words.join(", ")
        }
        StateStep::Attention(code) => format!("! {code}"),
    }
}

#[test]
fn what_is_booked_from_each_report() {
    let mut table = String::new();
    for (status, hash) in [
        (Status::Submitting, None),
        (Status::Broadcasted, Some(HASH)),
        (Status::Confirmed, Some(HASH)),
        (Status::Failed, Some(HASH)),
        (Status::Failed, None),
        (Status::Approved, None),
    ] {
        let booked = if hash.is_some() {
            "with hash"
        } else {
            "without hash"
        };
        writeln!(table, "{status} {booked}").unwrap();
        for state in STATES {
            let judge = |hash_now| {
                let seen = Seen {
                    state,
                    hash: hash_now,
                    replaced: false,
                };
                word(judge_state(Known { status, hash }, seen))
            };
            let name = format!("{state:?}");
            writeln!(table, "  {name:35}{:22}{}", judge(Some(HASH)), judge(None)).unwrap();
        }
    }
    expect![[r#"
        submitting without hash
          Waiting { held_by_policy: false }  broadcast             -
          Waiting { held_by_policy: true }   broadcast             ! held_by_custody
          Executing                          broadcast             -
          Broadcasted                        broadcast             -
          Confirmed                          broadcast, confirm    ! lost_hash
          Failed                             broadcast, revert     refuse
          Rejected                           ! contradiction       refuse
          Aborted                            ! aborted             ! aborted
          Unrecognised                       ! unknown_state       ! unknown_state
        broadcasted with hash
          Waiting { held_by_policy: false }  -                     -
          Waiting { held_by_policy: true }   -                     -
          Executing                          -                     -
          Broadcasted                        -                     -
          Confirmed                          confirm               ! lost_hash
          Failed                             revert                ! lost_hash
          Rejected                           ! contradiction       ! lost_hash
          Aborted                            ! aborted             ! aborted
          Unrecognised                       ! unknown_state       ! unknown_state
        confirmed with hash
          Waiting { held_by_policy: false }  -                     -
          Waiting { held_by_policy: true }   -                     -
          Executing                          -                     -
          Broadcasted                        -                     -
          Confirmed                          -                     ! lost_hash
          Failed                             ! contradiction       ! lost_hash
          Rejected                           ! contradiction       ! lost_hash
          Aborted                            ! aborted             ! aborted
          Unrecognised                       ! unknown_state       ! unknown_state
        failed with hash
          Waiting { held_by_policy: false }  -                     -
          Waiting { held_by_policy: true }   -                     -
          Executing                          -                     -
          Broadcasted                        -                     -
          Confirmed                          ! contradiction       ! lost_hash
          Failed                             -                     ! lost_hash
          Rejected                           ! contradiction       ! lost_hash
          Aborted                            ! aborted             ! aborted
          Unrecognised                       ! unknown_state       ! unknown_state
        failed without hash
          Waiting { held_by_policy: false }  ! contradiction       ! contradiction
          Waiting { held_by_policy: true }   ! contradiction       ! contradiction
          Executing                          ! contradiction       ! contradiction
          Broadcasted                        ! contradiction       ! contradiction
          Confirmed                          ! contradiction       ! contradiction
          Failed                             ! contradiction       -
          Rejected                           ! contradiction       -
          Aborted                            ! contradiction       ! contradiction
          Unrecognised                       ! contradiction       ! contradiction
        approved without hash
          Waiting { held_by_policy: false }  ! contradiction       ! contradiction
          Waiting { held_by_policy: true }   ! contradiction       ! contradiction
          Executing                          ! contradiction       ! contradiction
          Broadcasted                        ! contradiction       ! contradiction
          Confirmed                          ! contradiction       ! contradiction
          Failed                             ! contradiction       ! contradiction
          Rejected                           ! contradiction       ! contradiction
          Aborted                            ! contradiction       ! contradiction
          Unrecognised                       ! contradiction       ! contradiction
    "#]]
    .assert_eq(&table);
}

#[test]
fn a_refusal_keeps_its_reason() {
    let known = Known {
        status: Status::Submitting,
        hash: None,
    };
    let seen = Seen {
        state: CustodyState::Rejected,
        hash: None,
        replaced: false,
    };
    let booked = vec![Event::Refuse(FailReason::RefusedByCustody)];
    assert_eq!(judge_state(known, seen), StateStep::Book(booked));
}

#[test]
fn a_replacement_always_needs_a_human() {
    let replaced = StateStep::Attention(AttentionCode::Replaced);
    for status in Status::ALL {
        for state in STATES {
            let known = Known {
                status,
                hash: Some(HASH),
            };
            let other = Seen {
                state,
                hash: Some(OTHER),
                replaced: false,
            };
            assert_eq!(judge_state(known, other), replaced);
            let named = Seen {
                state,
                hash: Some(HASH),
                replaced: true,
            };
            assert_eq!(judge_state(known, named), replaced);
        }
    }
}

fn any_hash() -> impl Strategy<Value = Option<TxHash>> {
    prop::option::of(prop::sample::select(&[HASH, OTHER][..]))
}

proptest! {
    #[test]
    fn what_is_booked_is_legal_and_never_fails_a_reported_hash(
        status in prop::sample::select(&Status::ALL[..]),
        state in prop::sample::select(&STATES[..]),
        known_hash in any_hash(),
        seen_hash in any_hash(),
        replaced in any::<bool>(),
    ) {
        let known = Known { status, hash: known_hash };
        let seen = Seen { state, hash: seen_hash, replaced };
        if let StateStep::Book(events) = judge_state(known, seen) {
            prop_assert!(!events.is_empty() && !replaced);
            let end = events.iter().try_fold(status, |status, event| next(status, *event));
            prop_assert!(end.is_ok());
            if events.iter().any(|event| matches!(event, Event::Refuse(_))) {
                prop_assert!(known_hash.is_none() && seen_hash.is_none());
            } else {
                prop_assert!(seen_hash.is_some());
            }
            if end == Ok(Status::Failed) {
                prop_assert!(matches!(state, CustodyState::Failed | CustodyState::Rejected));
            }
        }
    }
}

/// What follows from each report, by status: `-` nothing, `ask`, or `!` for a contradiction.
#[test]
fn what_follows_from_holding_custodys_word_against_ours() {
    let mut table = String::new();
    for status in Status::ALL {
        let hash = matches!(status, Status::Broadcasted | Status::Confirmed).then_some(HASH);
        let known = Known { status, hash };
        let word = |state, hash| {
            let seen = Seen {
                state,
                hash,
                replaced: false,
            };
            match compare(known, seen) {
                Comparison::Agrees => "-",
                Comparison::Ahead => "ask",
                Comparison::Contradicts => "!",
            }
        };
        let row = |hash| {
            let words: Vec<_> = STATES.iter().map(|state| word(*state, hash)).collect();
            words.join(" ")
        };
        let name = status.as_str();
        writeln!(table, "{name:12}{:36}| {}", row(None), row(Some(HASH))).unwrap();
    }
    expect![[r#"
        pending     ! ! ! ! ! ! ! ! !                   | ! ! ! ! ! ! ! ! !
        approved    ! ! ! ! ! ! ! ! !                   | ! ! ! ! ! ! ! ! !
        submitting  - ask - - ask ask ask ask ask       | ask ask ask ask ask ask ask ask ask
        broadcasted - - - - ask ask ask ask ask         | - - - - ask ask ask ask ask
        confirmed   - - - - ! ! ! ! !                   | - - - - - ! ! ! !
        failed      ! ! ! ! ! - - ! !                   | ! ! ! ! ! ! ! ! !
        rejected    ! ! ! ! ! ! ! ! !                   | ! ! ! ! ! ! ! ! !
        cancelled   ! ! ! ! ! ! ! ! !                   | ! ! ! ! ! ! ! ! !
    "#]]
    .assert_eq(&table);
}

#[test]
fn states_are_read_by_their_names() {
    for state in CustodyState::ALL {
        assert_eq!(CustodyState::parse(state.as_str()), Some(state));
    }
    assert_eq!(STATES.len(), CustodyState::ALL.len());
    assert_eq!(CustodyState::parse("Confirmed"), None);
}

proptest! {
    /// Only of a transfer that is with custody is it asked; what agrees is booked as nothing.
    #[test]
    fn custody_is_asked_only_about_what_it_may_have(
        status in prop::sample::select(Status::ALL.to_vec()),
        state in prop::sample::select(STATES.to_vec()),
        known in prop::option::of(Just(HASH)),
        hash in prop::option::of(prop_oneof![Just(HASH), Just(OTHER)]),
        replaced: bool,
    ) {
        let known = Known { status, hash: known };
        let seen = Seen { state, hash, replaced };
        let judged = judge_state(known, seen);
        match compare(known, seen) {
            Comparison::Agrees => prop_assert_eq!(judged, StateStep::Nothing),
            Comparison::Ahead => prop_assert!(status.is_with_custody()),
            Comparison::Contradicts => prop_assert!(!status.is_with_custody()),
        }
    }
}
