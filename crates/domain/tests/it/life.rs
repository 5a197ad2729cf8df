//! Whole lives of a transfer: random deeds of people and a custody that is honest but answers badly,
//! against a model of what really happened at custody. What the books say must never be more, and
//! never less, than the truth allows.

mod books;
mod truth;

use domain::approval::{Choice, Verdict};
use domain::execution::CustodyState;
use proptest::prelude::*;

use books::Books;

/// One thing that happens.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Decide(Choice),
    Cancel,
    /// The wallet is frozen, or no longer.
    Freeze(bool),
    /// The executor meets the transfer.
    Meet(Call),
    /// The executor dies before the answer is written down; whether custody was reached.
    Die(bool),
    /// What was on its way to custody arrives.
    Arrive,
    /// The wallet holds enough, or no longer.
    Fund(bool),
    /// Custody goes on with what it has.
    Custody(CustodyState),
    /// Seconds pass.
    Pass(u64),
}

/// How a call to custody goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    Works,
    /// Refused on the way: nothing was sent.
    NotSent,
    /// Credentials refused before the transfer call, or by it.
    Misconfigured(bool),
    Denied,
    /// Nothing arrived, and nobody knows.
    LostBefore,
    /// It arrived, and nobody knows.
    LostAfter,
    /// It arrives later, and nobody knows.
    Late,
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let call = prop_oneof![
        4 => Just(Call::Works),
        2 => Just(Call::NotSent),
        1 => any::<bool>().prop_map(Call::Misconfigured),
        1 => Just(Call::Denied),
        2 => Just(Call::LostBefore),
        2 => Just(Call::LostAfter),
        2 => Just(Call::Late),
    ];
    prop_oneof![
        3 => prop_oneof![4 => Just(Choice::Approve), 1 => Just(Choice::Reject)]
            .prop_map(Deed::Decide),
        1 => Just(Deed::Cancel),
        1 => any::<bool>().prop_map(Deed::Freeze),
        8 => call.prop_map(Deed::Meet),
        1 => any::<bool>().prop_map(Deed::Die),
        1 => Just(Deed::Arrive),
        2 => any::<bool>().prop_map(Deed::Fund),
        3 => prop::sample::select(&CustodyState::ALL[..]).prop_map(Deed::Custody),
        3 => prop_oneof![1..20_u64, 50..90_u64].prop_map(Deed::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Nothing free while it may move, nothing called failed that may move, nothing called sent
    /// that is not there; and once custody answers, every transfer comes to its end.
    #[test]
    fn the_books_hold_what_is_true_and_come_to_an_end(
        waits: bool,
        deeds in prop::collection::vec(any_deed(), 0..60),
    ) {
        let mut books = Books::new(if waits { Verdict::Waits } else { Verdict::Executes });
        for deed in deeds {
            books.happen(deed);
        }
        books.happen(Deed::Decide(Choice::Approve));
        books.happen(Deed::Freeze(false));
        for _ in 0..8 {
            books.happen(Deed::Pass(61));
            books.happen(Deed::Custody(CustodyState::Confirmed));
            books.happen(Deed::Meet(Call::Works));
        }
        prop_assert!(books.status.is_final(), "{:?}", books);
    }
}
