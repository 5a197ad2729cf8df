use domain::access::{ConflictFacts, ConflictReason, HoldFacts, conflict, gains_by_lifting};

use crate::person;

#[test]
fn whoever_has_an_interest_does_not_decide() {
    use ConflictReason as R;
    let initiator = person(1, "initiator@example.com");
    let owner = person(2, "owner@example.com");
    let delegates = [person(3, "now@example.com"), person(4, "then@example.com")];
    let destination_owners = [person(5, "receiver@example.com")];
    let facts = ConflictFacts {
        initiator: &initiator,
        owner: &owner,
        delegates: &delegates,
        destination_owners: &destination_owners,
    };
    for (decider, expected) in [
        (person(1, "other@example.com"), Some(R::Initiator)),
        (person(2, "other@example.com"), Some(R::Owner)),
        (person(3, "other@example.com"), Some(R::Delegate)),
        (person(4, "other@example.com"), Some(R::Delegate)),
        (person(5, "other@example.com"), Some(R::DestinationOwner)),
        (person(9, "INITIATOR@example.com"), Some(R::SameEmail)),
        (person(9, "Owner@Example.com"), Some(R::SameEmail)),
        (person(9, "now@example.COM"), Some(R::SameEmail)),
        (person(9, "then@example.com"), Some(R::SameEmail)),
        (person(9, "Receiver@example.com"), Some(R::SameEmail)),
        (person(9, "claire@example.com"), None),
    ] {
        assert_eq!(conflict(&decider, facts), expected, "{decider:?}");
    }
}

#[test]
fn whoever_has_an_interest_does_not_lift_the_banks_hold() {
    let owner = person(1, "owner@example.com");
    let delegates = [person(2, "delegate@example.com")];
    let parties = [person(3, "party@example.com")];
    let facts = HoldFacts {
        owner: &owner,
        delegates: &delegates,
        parties: &parties,
    };
    for (lifter, expected) in [
        (person(1, "other@example.com"), true),
        (person(2, "other@example.com"), true),
        (person(3, "other@example.com"), true),
        (person(9, "OWNER@example.com"), true),
        (person(9, "Delegate@example.com"), true),
        (person(9, "party@example.COM"), true),
        (person(9, "claire@example.com"), false),
    ] {
        assert_eq!(gains_by_lifting(&lifter, facts), expected, "{lifter:?}");
    }
}
