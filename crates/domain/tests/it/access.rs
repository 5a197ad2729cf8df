use std::fmt::Write as _;

use domain::access::{
    Access, Denied, Relation, SpendAuthority, Standing, WalletAction, access, check, owned,
    spendable, viewable, viewable_as_customer,
};
use domain::delegation::Grant;
use domain::money::BaseUnits;
use expect_test::expect;

use crate::user;

const LIMITED: Grant = Grant::Transfer {
    limit: Some(BaseUnits::ZERO),
};

const RELATIONS: [(&str, Relation); 4] = [
    ("owner", Relation::Owner),
    ("view", Relation::Grantee(Grant::View)),
    ("transfer", Relation::Grantee(LIMITED)),
    ("stranger", Relation::Stranger),
];

const ACTIONS: [WalletAction; 16] = [
    WalletAction::See,
    WalletAction::SeeActivity,
    WalletAction::SeeTransfer { own: true },
    WalletAction::SeeTransfer { own: false },
    WalletAction::Send,
    WalletAction::Share,
    WalletAction::SeeAllGrants,
    WalletAction::RevokeGrant { own: true },
    WalletAction::RevokeGrant { own: false },
    WalletAction::Rename,
    WalletAction::FreezeAsOwner,
    WalletAction::WithdrawTransfer { own: true },
    WalletAction::WithdrawTransfer { own: false },
    WalletAction::Inspect,
    WalletAction::Decide,
    WalletAction::FreezeAsBank,
];

fn standing(relation: Relation, employee: bool) -> Standing {
    Standing { relation, employee }
}

#[test]
fn who_may_what() {
    let mut table = String::new();
    write!(table, "{:32}", "").unwrap();
    for (name, _) in RELATIONS {
        write!(table, "{name:10}").unwrap();
    }
    writeln!(table, "employee").unwrap();
    for action in ACTIONS {
        write!(table, "{:32}", format!("{action:?}")).unwrap();
        let columns = RELATIONS.map(|(_, relation)| standing(relation, false));
        for standing in columns
            .into_iter()
            .chain([standing(Relation::Stranger, true)])
        {
            let word = match access(standing, action) {
                Access::Allowed => "yes",
                Access::Forbidden => "403",
                Access::Hidden => "404",
            };
            write!(table, "{word:10}").unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    expect![[r#"
                                        owner     view      transfer  stranger  employee
        See                             yes       yes       yes       404       yes
        SeeActivity                     yes       yes       yes       404       404
        SeeTransfer { own: true }       yes       yes       yes       yes       yes
        SeeTransfer { own: false }      yes       yes       yes       404       404
        Send                            yes       403       yes       404       404
        Share                           yes       403       403       404       404
        SeeAllGrants                    yes       403       403       404       yes
        RevokeGrant { own: true }       yes       yes       yes       404       404
        RevokeGrant { own: false }      yes       404       404       404       404
        Rename                          yes       403       403       404       404
        FreezeAsOwner                   yes       403       403       404       404
        WithdrawTransfer { own: true }  yes       403       yes       403       403
        WithdrawTransfer { own: false } yes       403       403       404       404
        Inspect                         403       403       403       403       yes
        Decide                          403       403       403       403       yes
        FreezeAsBank                    403       403       403       403       yes
    "#]]
    .assert_eq(&table);
}

#[test]
fn several_roles_are_a_union() {
    for action in ACTIONS {
        for (_, relation) in RELATIONS {
            let both = access(standing(relation, true), action);
            let customer = access(standing(relation, false), action);
            let employee = access(standing(Relation::Stranger, true), action);
            let own_transfer = matches!(
                action,
                WalletAction::SeeTransfer { own: true }
                    | WalletAction::WithdrawTransfer { own: true }
            );
            if !own_transfer {
                assert_eq!(both, customer.max(employee), "{relation:?} {action:?}");
            }
            assert!(both >= customer && (both >= employee || own_transfer));
        }
    }
}

#[test]
fn authority_is_given_by_the_table_only() {
    for employee in [false, true] {
        for (_, relation) in RELATIONS {
            let standing = standing(relation, employee);
            let allowed = |action| check(standing, action);
            assert_eq!(
                viewable(standing, ()).map(|_| ()),
                allowed(WalletAction::See)
            );
            let as_customer = viewable_as_customer(standing, ()).map(|_| ());
            assert_eq!(as_customer, allowed(WalletAction::SeeActivity));
            assert_eq!(
                owned(standing, ()).map(|_| ()),
                allowed(WalletAction::Share)
            );
            assert_eq!(
                spendable(standing, ()).map(|_| ()),
                allowed(WalletAction::Send)
            );
        }
    }
}

#[test]
fn an_employee_never_sends_for_others() {
    let standing = standing(Relation::Stranger, true);
    assert_eq!(spendable(standing, ()).unwrap_err(), Denied::Hidden);
}

#[test]
fn authority_says_by_what_right() {
    let by = |relation| {
        spendable(standing(relation, false), ())
            .unwrap()
            .authority()
    };
    assert_eq!(by(Relation::Owner), SpendAuthority::Owner);
    let limit = Some(BaseUnits::ZERO);
    assert_eq!(
        by(Relation::Grantee(LIMITED)),
        SpendAuthority::Delegate { limit }
    );
}

#[test]
fn standing_comes_from_the_facts() {
    let of = |user_no, grant| Standing::of(user(user_no), false, user(1), grant).relation;
    assert_eq!(of(1, None), Relation::Owner);
    assert_eq!(
        of(1, Some(Grant::View)),
        Relation::Owner,
        "the owner's right is the wider one"
    );
    assert_eq!(of(2, Some(Grant::View)), Relation::Grantee(Grant::View));
    assert_eq!(of(2, None), Relation::Stranger);
}
