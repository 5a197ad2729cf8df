//! Fiat accounts and the ledger.

use domain::id::{FiatAccountId, UserId};
use domain::money::Cents;
use futures::future::join_all;
use store::fiat::{
    FiatAccountKind, LedgerAccount, NewFiatAccount, NewLedgerEntry, NewLedgerTransaction,
};
use store::{Error, Page, SeqCursor};

use crate::fixture::{START, TestStore, fresh};

fn account(user: UserId, kind: FiatAccountKind, iban: &str) -> NewFiatAccount {
    NewFiatAccount {
        id: FiatAccountId::from_uuid(fresh()),
        user_id: user,
        kind,
        name: "An account".to_owned(),
        iban: iban.to_owned(),
        created_at: START,
    }
}

fn booking(account: FiatAccountId, cents: &[i64]) -> NewLedgerTransaction {
    let accounts = [LedgerAccount::Fiat(account), LedgerAccount::Equity];
    let entries = cents.iter().zip(accounts.into_iter().cycle());
    NewLedgerTransaction {
        id: fresh(),
        kind: "opening_balance".to_owned(),
        description: "Opening balance".to_owned(),
        at: START,
        entries: entries
            .map(|(cents, account)| NewLedgerEntry { account, cents: Cents::new(*cents) })
            .collect(),
    }
}

pub(crate) async fn accounts_are_made_once(store: &TestStore) {
    let alice = store.user("Alice").await;
    let made = join_all((0..20).map(|number| async move {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let new = account(alice.id, FiatAccountKind::Checking, &format!("DE{number}"));
        let made = tx.ensure_fiat_account(&new).await.unwrap();
        if made {
            tx.post_ledger(&booking(new.id, &[123_456, -123_456])).await.unwrap();
        }
        tx.commit().await.unwrap();
        made
    }));
    assert_eq!(made.await.into_iter().filter(|made| *made).count(), 1);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.ensure_fiat_account(&account(alice.id, FiatAccountKind::Savings, "DE99")).await.unwrap();
    let accounts = tx.fiat_accounts_of(alice.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.fiat_accounts_of(alice.id).await.unwrap(), accounts);
    let kinds: Vec<_> = accounts.iter().map(|account| account.kind).collect();
    assert_eq!(kinds, FiatAccountKind::ALL);
    assert_eq!(accounts[0].balance, Cents::new(123_456));
    assert_eq!(accounts[1].balance, Cents::new(0));
    assert_eq!(store.ledger_sum().await.unwrap(), Cents::new(0));

    let bob = store.user("Bob").await;
    let (first, id) = (accounts[0].clone(), accounts[0].id);
    assert_eq!(store.find_fiat_account_of(alice.id, id).await.unwrap(), Some(first));
    assert_eq!(store.find_fiat_account_of(bob.id, id).await.unwrap(), None);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let taken = tx.ensure_fiat_account(&account(bob.id, FiatAccountKind::Savings, "DE99")).await;
    assert!(taken.unwrap_err().is_unique_violation());
}

pub(crate) async fn only_what_balances_is_booked(store: &TestStore) {
    let alice = store.user("Alice").await;
    let new = account(alice.id, FiatAccountKind::Checking, "DE1");
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.ensure_fiat_account(&new).await.unwrap();
    for wrong in [&[][..], &[5], &[5, -4], &[0, 0]] {
        let refused = tx.post_ledger(&booking(new.id, wrong)).await;
        assert!(matches!(refused, Err(Error::Unbalanced)), "{wrong:?}");
    }
    for cents in 1..=5 {
        tx.post_ledger(&booking(new.id, &[cents, -cents])).await.unwrap();
    }
    tx.commit().await.unwrap();

    let all = store.fiat_entries_of(alice.id, new.id, None, Page::first(9)).await.unwrap();
    let cents: Vec<_> = all.rows.iter().map(|entry| entry.cents.as_i64()).collect();
    assert_eq!((cents, all.next), (vec![5, 4, 3, 2, 1], None));
    let after: Vec<_> = all.rows.iter().map(|entry| entry.balance_after.as_i64()).collect();
    assert_eq!(after, [15, 10, 6, 3, 1]);
    assert_eq!(all.rows[0].kind, "opening_balance");
    let first = store.fiat_entries_of(alice.id, new.id, None, Page::first(2)).await.unwrap();
    assert_eq!(first.rows, all.rows[..2]);
    assert_eq!(first.next, Some(SeqCursor { seq: all.rows[1].seq }));
    let second = Page { after: first.next, limit: 3 };
    let second = store.fiat_entries_of(alice.id, new.id, None, second).await.unwrap();
    assert_eq!((second.rows, second.next), (all.rows[2..].to_vec(), None));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.post_ledger(&booking(new.id, &[-4, 4])).await.unwrap();
    tx.commit().await.unwrap();
    let went = store.fiat_entries_of(alice.id, new.id, Some(false), Page::first(9)).await.unwrap();
    let went: Vec<_> =
        went.rows.iter().map(|it| (it.cents.as_i64(), it.balance_after.as_i64())).collect();
    assert_eq!(went, [(-4, 11)]);
    let came = store.fiat_entries_of(alice.id, new.id, Some(true), Page::first(9)).await.unwrap();
    assert_eq!(came.rows, all.rows);
    let bob = store.user("Bob").await;
    let foreign = store.fiat_entries_of(bob.id, new.id, None, Page::first(9)).await.unwrap();
    assert_eq!(foreign.rows, []);
}
