use std::num::NonZeroU8;

use domain::access::{ConflictFacts, ConflictReason};
use domain::approval::{Choice, Decision, Requirement, Vote, VoteRefusal, decide};

use crate::person;

fn cast(number: u128, employee: bool, choice: Choice) -> Result<Vote, VoteRefusal> {
    let alice = person(1, "alice@example.com");
    let facts = ConflictFacts {
        initiator: &alice,
        owner: &alice,
        delegates: &[],
        destination_owners: &[],
    };
    Vote::cast(
        &person(number, &format!("user{number}@example.com")),
        employee,
        facts,
        choice,
    )
}

#[test]
fn only_an_employee_without_interest_votes() {
    assert_eq!(
        cast(2, false, Choice::Approve),
        Err(VoteRefusal::NotEmployee)
    );
    let conflicted = VoteRefusal::Conflicted(ConflictReason::Initiator);
    for choice in [Choice::Approve, Choice::Reject] {
        assert_eq!(cast(1, true, choice), Err(conflicted));
        assert_eq!(cast(2, true, choice).map(Vote::choice), Ok(choice));
        assert_eq!(Choice::parse(choice.as_str()), Some(choice));
    }
}

#[test]
fn one_vote_decides_today() {
    let approve = cast(2, true, Choice::Approve).unwrap();
    let reject = cast(3, true, Choice::Reject).unwrap();
    assert_eq!(decide(&[], Requirement::ONE), Decision::Open);
    assert!(matches!(
        decide(&[approve], Requirement::ONE),
        Decision::Approved(_)
    ));
    assert!(matches!(
        decide(&[reject], Requirement::ONE),
        Decision::Rejected(_)
    ));
    assert!(matches!(
        decide(&[approve, reject], Requirement::ONE),
        Decision::Rejected(_)
    ));
}

#[test]
fn nobody_counts_twice() {
    let two = Requirement::new(NonZeroU8::new(2).unwrap());
    let first = cast(2, true, Choice::Approve).unwrap();
    let second = cast(3, true, Choice::Approve).unwrap();
    assert_eq!(decide(&[first, first], two), Decision::Open);
    assert!(matches!(
        decide(&[first, second], two),
        Decision::Approved(_)
    ));
}
