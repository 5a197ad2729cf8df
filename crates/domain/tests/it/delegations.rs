use domain::approval::LimitMode;
use domain::delegation::{Grant, GrantError, LimitCheck, Permission, check_grantee, check_limit};
use domain::money::BaseUnits;

use crate::{rows, user};

#[test]
fn a_view_grant_has_no_limit() {
    let limit = Some(BaseUnits::ZERO);
    assert_eq!(
        Grant::try_new(Permission::View, limit),
        Err(GrantError::LimitWithoutTransfer)
    );
    assert_eq!(Grant::try_new(Permission::View, None), Ok(Grant::View));
    assert_eq!(
        Grant::try_new(Permission::Transfer, limit),
        Ok(Grant::Transfer { limit })
    );
    for permission in Permission::ALL {
        assert_eq!(Permission::parse(permission.as_str()), Ok(permission));
        assert_eq!(
            Grant::try_new(permission, None).map(Grant::permission),
            Ok(permission)
        );
    }
    assert_eq!(
        Permission::parse("Transfer"),
        Err(GrantError::UnknownPermission)
    );
}

#[test]
fn a_wallet_is_not_shared_with_its_owner() {
    assert_eq!(check_grantee(user(1), user(1)), Err(GrantError::OwnWallet));
    assert_eq!(check_grantee(user(1), user(2)), Ok(()));
}

#[test]
fn losing_the_right_to_send_cancels_a_changed_limit_does_not() {
    let limit = |n| Grant::Transfer {
        limit: Some(BaseUnits::from_u128(n)),
    };
    assert!(limit(5).ends_sending(None));
    assert!(limit(5).ends_sending(Some(Grant::View)));
    assert!(!limit(5).ends_sending(Some(limit(1))));
    assert!(!Grant::View.ends_sending(None));
    assert!(!Grant::View.ends_sending(Some(limit(1))));
}

#[test]
fn limits_against_the_threshold_of_the_bank() {
    let table = "
        override   limit 4    threshold 5    -> fine
        override   limit 5    threshold 5    -> fine
        override   limit 6    threshold 5    -> warn
        override   limit none threshold 5    -> fine
        override   limit 0    threshold none -> fine
        override   limit 1    threshold none -> warn
        override   limit none threshold none -> fine
        strictest  limit 4    threshold 5    -> fine
        strictest  limit 5    threshold 5    -> fine
        strictest  limit 6    threshold 5    -> refused
        strictest  limit none threshold 5    -> fine
        strictest  limit 6    threshold none -> fine
        strictest  limit 1    threshold 0    -> refused
    ";
    let amount = |text: &str| (text != "none").then(|| BaseUnits::parse_integer(text).unwrap());
    for (given, expected) in rows(table) {
        let [mode, "limit", limit, "threshold", threshold] = given[..] else {
            panic!("{given:?}")
        };
        let mode = LimitMode::parse(mode).unwrap();
        let grant = Grant::Transfer {
            limit: amount(limit),
        };
        let found = match check_limit(mode, grant, amount(threshold)) {
            LimitCheck::Fine => "fine",
            LimitCheck::Warn { threshold: told } => {
                assert_eq!(told, amount(threshold));
                "warn"
            }
            LimitCheck::Refused { threshold: told } => {
                assert_eq!(Some(told), amount(threshold));
                "refused"
            }
        };
        assert_eq!(expected, [found], "{given:?}");
        assert_eq!(
            check_limit(mode, Grant::View, amount(threshold)),
            LimitCheck::Fine
        );
    }
}
