use domain::funds::{Funds, InsufficientFunds};
use domain::money::{BaseUnits, TransferAmount};
use domain::wallet::{FreezeEffect, Freezer, Freezes, Held, Holds, WalletStatus};

const NONE: Freezes = Freezes {
    by_owner: false,
    by_bank: false,
};

#[test]
fn each_party_lifts_its_own_freeze_only() {
    let both = NONE.with(Freezer::Owner).with(Freezer::Bank);
    assert!(
        both.without(Freezer::Owner).any(),
        "the owner does not lift the bank's hold"
    );
    assert!(both.without(Freezer::Bank).any());
    assert!(!both.without(Freezer::Owner).without(Freezer::Bank).any());
    assert_eq!(Freezer::Owner.effect(), FreezeEffect::Cancels);
    assert_eq!(Freezer::Bank.effect(), FreezeEffect::Holds);
    for freezer in [Freezer::Owner, Freezer::Bank] {
        assert_eq!(Freezer::parse(freezer.as_str()), Some(freezer));
    }
}

#[test]
fn the_status_that_is_shown() {
    assert_eq!(WalletStatus::of(false, NONE), WalletStatus::Opening);
    assert_eq!(WalletStatus::of(true, NONE), WalletStatus::Active);
    for freezer in [Freezer::Owner, Freezer::Bank] {
        assert_eq!(
            WalletStatus::of(true, NONE.with(freezer)),
            WalletStatus::Frozen
        );
        assert_eq!(
            WalletStatus::of(false, NONE.with(freezer)),
            WalletStatus::Frozen
        );
    }
    for status in WalletStatus::ALL {
        assert_eq!(WalletStatus::parse(status.as_str()), Some(status));
    }
    assert_eq!(WalletStatus::parse("Active"), None);
}

#[test]
fn anything_that_holds_stops_money() {
    let free = Holds {
        paused: false,
        after_restore: false,
        freezes: NONE,
        has_address: true,
    };
    assert_eq!(free.check(), Ok(()));
    assert_eq!(
        Holds {
            paused: true,
            ..free
        }
        .check(),
        Err(Held::Paused)
    );
    assert_eq!(
        Holds {
            has_address: false,
            ..free
        }
        .check(),
        Err(Held::Opening)
    );
    let restored = Holds {
        after_restore: true,
        ..free
    };
    assert_eq!(restored.check(), Err(Held::AfterRestore));
    for freezer in [Freezer::Owner, Freezer::Bank] {
        let frozen = Holds {
            freezes: NONE.with(freezer),
            ..free
        };
        assert_eq!(frozen.check(), Err(Held::Frozen));
    }
}

#[test]
fn money_that_is_spoken_for_is_not_available() {
    let units = BaseUnits::from_u128;
    let funds = |balance, reserved, fee: Option<u128>| Funds {
        balance: units(balance),
        reserved: units(reserved),
        fee_reserve: fee.map(units),
    };
    let amount = TransferAmount::try_new(units(10)).unwrap();
    assert_eq!(
        funds(10, 0, None).check(amount),
        Ok(()),
        "a missing estimate does not block"
    );
    assert_eq!(funds(15, 3, Some(2)).check(amount), Ok(()));
    for (funds, available) in [
        (funds(9, 0, None), 9),
        (funds(15, 3, Some(3)), 9),
        (funds(5, 50, Some(1)), 0),
    ] {
        let refusal = InsufficientFunds {
            available: units(available),
        };
        assert_eq!(funds.check(amount), Err(refusal));
        assert_eq!(refusal.code(), "insufficient_funds");
    }
}
