use std::fmt::Write as _;
use std::time::Duration;

use domain::execution::{
    Answer, AttemptEnding, AttentionCode, DenialStreak, Duplicate, Invalidity, LOOK_UP_GAP, LookUp,
    NextStep, Outgoing, OutgoingKind, adopts, after_answer, after_duplicate, after_look_up,
    backoff,
};
use domain::id::WalletId;
use domain::money::BaseUnits;
use domain::reference::CustodyWalletId;
use domain::transfer::FailReason;
use expect_test::expect;
use proptest::prelude::*;
use uuid::Uuid;

const ANSWERS: [Answer; 9] = [
    Answer::Accepted,
    Answer::NotSent,
    Answer::Misconfigured {
        transfer_call_made: false,
    },
    Answer::Misconfigured {
        transfer_call_made: true,
    },
    Answer::DeniedHere,
    Answer::Invalid(Invalidity::InsufficientBalance),
    Answer::Invalid(Invalidity::Other),
    Answer::Conflict,
    Answer::Unknown,
];

fn word(step: NextStep) -> String {
    match step {
        NextStep::Adopt => "adopt".to_owned(),
        NextStep::BackToApproved(_) => "back to approved".to_owned(),
        NextStep::Repeat => "repeat".to_owned(),
        NextStep::Fail(reason) => format!("fail {reason:?}"),
        NextStep::LookUp(reason) => format!("look up {reason:?}"),
        NextStep::FetchDuplicate => "fetch duplicate".to_owned(),
        NextStep::Attention(code) => format!("attention {code}"),
    }
}

#[test]
fn what_follows_from_each_answer() {
    let not_sent = Some(AttemptEnding::NotSent);
    let mut table = String::new();
    for (name, earlier) in [
        ("first attempt", &[][..]),
        ("after not sent", &[not_sent, not_sent]),
        ("after unknown", &[None]),
        ("after unknown, not sent", &[None, not_sent]),
        ("after not sent, unknown", &[not_sent, None]),
    ] {
        writeln!(table, "{name}").unwrap();
        for answer in ANSWERS {
            let step = word(after_answer(earlier, answer));
            writeln!(table, "  {:45}{step}", format!("{answer:?}")).unwrap();
        }
    }
    expect![[r#"
        first attempt
          Accepted                                     adopt
          NotSent                                      back to approved
          Misconfigured { transfer_call_made: false }  back to approved
          Misconfigured { transfer_call_made: true }   repeat
          DeniedHere                                   attention refused_by_custody
          Invalid(InsufficientBalance)                 fail InsufficientBalance
          Invalid(Other)                               fail RefusedByCustody
          Conflict                                     fetch duplicate
          Unknown                                      repeat
        after not sent
          Accepted                                     adopt
          NotSent                                      back to approved
          Misconfigured { transfer_call_made: false }  back to approved
          Misconfigured { transfer_call_made: true }   repeat
          DeniedHere                                   attention refused_by_custody
          Invalid(InsufficientBalance)                 fail InsufficientBalance
          Invalid(Other)                               fail RefusedByCustody
          Conflict                                     fetch duplicate
          Unknown                                      repeat
        after unknown
          Accepted                                     adopt
          NotSent                                      repeat
          Misconfigured { transfer_call_made: false }  repeat
          Misconfigured { transfer_call_made: true }   repeat
          DeniedHere                                   attention refused_by_custody
          Invalid(InsufficientBalance)                 look up InsufficientBalance
          Invalid(Other)                               look up RefusedByCustody
          Conflict                                     fetch duplicate
          Unknown                                      repeat
        after unknown, not sent
          Accepted                                     adopt
          NotSent                                      repeat
          Misconfigured { transfer_call_made: false }  repeat
          Misconfigured { transfer_call_made: true }   repeat
          DeniedHere                                   attention refused_by_custody
          Invalid(InsufficientBalance)                 look up InsufficientBalance
          Invalid(Other)                               look up RefusedByCustody
          Conflict                                     fetch duplicate
          Unknown                                      repeat
        after not sent, unknown
          Accepted                                     adopt
          NotSent                                      repeat
          Misconfigured { transfer_call_made: false }  repeat
          Misconfigured { transfer_call_made: true }   repeat
          DeniedHere                                   attention refused_by_custody
          Invalid(InsufficientBalance)                 look up InsufficientBalance
          Invalid(Other)                               look up RefusedByCustody
          Conflict                                     fetch duplicate
          Unknown                                      repeat
    "#]]
    .assert_eq(&table);
}

#[test]
fn the_ending_that_is_recorded() {
    let mut table = String::new();
    for answer in ANSWERS {
        let ending = answer
            .ending()
            .map_or("unknown for ever", AttemptEnding::as_str);
        writeln!(table, "{:45}{ending}", format!("{answer:?}")).unwrap();
    }
    expect![[r#"
        Accepted                                     accepted
        NotSent                                      not_sent
        Misconfigured { transfer_call_made: false }  not_sent
        Misconfigured { transfer_call_made: true }   misconfigured
        DeniedHere                                   denied
        Invalid(InsufficientBalance)                 invalid
        Invalid(Other)                               invalid
        Conflict                                     conflict
        Unknown                                      unknown for ever
    "#]]
    .assert_eq(&table);
    for ending in AttemptEnding::ALL {
        assert_eq!(AttemptEnding::parse(ending.as_str()), Some(ending));
    }
    for code in AttentionCode::ALL {
        assert_eq!(AttentionCode::parse(code.as_str()), Some(code));
    }
}

#[test]
fn absent_counts_only_when_seen_twice_a_minute_apart() {
    let reason = FailReason::InsufficientBalance;
    let after = |look_up| after_look_up(look_up, reason);
    let absent = |since_first_absent| LookUp::Absent { since_first_absent };
    assert_eq!(after(LookUp::Unreadable), NextStep::Repeat);
    assert_eq!(after(absent(None)), NextStep::LookUp(reason));
    let shorter = LOOK_UP_GAP - Duration::from_millis(1);
    assert_eq!(after(absent(Some(shorter))), NextStep::LookUp(reason));
    assert_eq!(after(absent(Some(LOOK_UP_GAP))), NextStep::Fail(reason));
}

fn ours() -> Outgoing {
    Outgoing {
        wallet: CustodyWalletId::parse("wallet-1").unwrap(),
        kind: OutgoingKind::Erc20 {
            contract: "0xAb".to_owned(),
        },
        to: "0xCd".to_owned(),
        amount: BaseUnits::from_u128(5),
        external_id: "tr_1".to_owned(),
    }
}

#[test]
fn a_duplicate_is_adopted_only_if_it_is_ours() {
    let lower = Outgoing {
        kind: OutgoingKind::Erc20 {
            contract: "0xab".to_owned(),
        },
        to: "0xcd".to_owned(),
        ..ours()
    };
    let other_wallet = CustodyWalletId::parse("Wallet-1").unwrap();
    let others = [
        Outgoing {
            wallet: other_wallet,
            ..ours()
        },
        Outgoing {
            kind: OutgoingKind::Native,
            ..ours()
        },
        Outgoing {
            kind: OutgoingKind::Erc20 {
                contract: "0xAc".to_owned(),
            },
            ..ours()
        },
        Outgoing {
            to: "0xCe".to_owned(),
            ..ours()
        },
        Outgoing {
            amount: BaseUnits::from_u128(6),
            ..ours()
        },
        Outgoing {
            external_id: "TR_1".to_owned(),
            ..ours()
        },
    ];
    for same in [ours(), lower] {
        assert!(adopts(&same, &ours()));
        assert_eq!(
            after_duplicate(&Duplicate::Outgoing(same), &ours()),
            NextStep::Adopt
        );
    }
    let taken = NextStep::Fail(FailReason::ExternalIdTaken);
    for other in others {
        assert!(!adopts(&other, &ours()), "{other:?}");
        assert!(!adopts(&ours(), &other), "{other:?}");
        assert_eq!(after_duplicate(&Duplicate::Outgoing(other), &ours()), taken);
    }
    assert_eq!(after_duplicate(&Duplicate::Foreign, &ours()), taken);
    assert_eq!(after_duplicate(&Duplicate::NotFound, &ours()), taken);
    assert_eq!(
        after_duplicate(&Duplicate::Unreadable, &ours()),
        NextStep::Repeat
    );
}

#[test]
fn three_wallets_denied_in_a_row_are_no_accident() {
    let wallet = |number| WalletId::from_uuid(Uuid::from_u128(number));
    let mut streak = DenialStreak::default();
    let denied = [1, 2, 1, 2].map(|number| streak.denied(wallet(number)));
    assert_eq!(denied, [false; 4], "two wallets, however often");
    // It is kept between the answers.
    let mut streak: DenialStreak = streak.wallets().collect();
    assert!(streak.wallets().eq([wallet(1), wallet(2)]));
    assert!(!streak.denied(wallet(2)));
    assert!(streak.denied(wallet(3)));
}

#[test]
fn waits_grow_to_ten_seconds() {
    let seconds: Vec<u64> = (0..8).map(|attempt| backoff(attempt).as_secs()).collect();
    assert_eq!(seconds, [1, 1, 2, 4, 8, 10, 10, 10]);
    assert_eq!(backoff(u32::MAX), Duration::from_secs(10));
}

proptest! {
    #[test]
    fn money_that_may_have_moved_is_never_let_go(
        earlier in prop::collection::vec(
            prop::option::of(prop::sample::select(&AttemptEnding::ALL[..])), 0..5),
        answer in prop::sample::select(&ANSWERS[..]),
    ) {
        let all_not_sent = earlier.iter().all(|ending| *ending == Some(AttemptEnding::NotSent));
        let step = after_answer(&earlier, answer);
        if matches!(step, NextStep::BackToApproved(_)) {
            prop_assert!(all_not_sent && answer.ending() == Some(AttemptEnding::NotSent));
        }
        if matches!(step, NextStep::Fail(_)) {
            prop_assert!(all_not_sent && matches!(answer, Answer::Invalid(_)));
        }
        if answer == Answer::Unknown {
            prop_assert_eq!(step, NextStep::Repeat);
        }
    }
}
