use bank::people::KnownPerson;
use bank::{Page, Refusal};
use domain::money::Cents;
use domain::transfer::Status;
use futures::future::join_all;
use time::Duration;

use crate::support::{ISSUER, Person, TestBank, refusal};

#[tokio::test]
async fn a_first_visit_makes_person_and_accounts_once_under_20_parallel_requests() {
    let test = TestBank::start().await;
    let visits = (0..20).map(|_| test.caller(Person::ALICE));
    let callers = join_all(visits).await;
    assert!(callers.iter().all(|caller| caller.user == callers[0].user));

    let overview = test.bank.overview(&callers[0]).await.unwrap();
    let balances: Vec<Cents> = overview
        .fiat_accounts
        .iter()
        .map(|one| one.balance)
        .collect();
    assert_eq!(balances, [Cents::new(250_000), Cents::new(1_000_000)]);
    assert_eq!(overview.total.cents, Cents::new(1_250_000));
    assert_eq!(test.store.ledger_sum().await.unwrap(), Cents::ZERO);
    assert_eq!(test.audited("user.created").await, 1);
    assert_eq!(test.audited("fiat_account.opened").await, 2);

    let account = overview.fiat_accounts[0].id;
    let (_, entries) = test
        .bank
        .fiat_account(&callers[0], account, None, Page::first(10))
        .await
        .unwrap();
    assert_eq!(entries.rows.len(), 1);
    assert_eq!(entries.rows[0].amount, Cents::new(250_000));
    // Pages of the account hear of the booking; nobody else does.
    let of_account = async |caller| {
        let (heard, _) = test.bank.events_after(caller, 0).await.unwrap();
        let subject = account.to_string();
        heard
            .iter()
            .filter(|event| event.subject == subject)
            .count()
    };
    let bob = test.caller(Person::BOB).await;
    assert_eq!(
        (of_account(&callers[0]).await, of_account(&bob).await),
        (1, 0)
    );
}

#[tokio::test]
async fn somebody_elses_account_is_not_found() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let account = test.bank.overview(&alice).await.unwrap().fiat_accounts[0].id;
    let answer = test
        .bank
        .fiat_account(&bob, account, None, Page::first(10))
        .await;
    assert_eq!(refusal(answer), Refusal::NotFound);
}

#[tokio::test]
async fn an_employee_gets_accounts_only_with_a_wallet() {
    let test = TestBank::start().await;
    let claire = test.caller(Person::CLAIRE).await;
    assert!(claire.is_employee);
    assert!(
        test.bank
            .overview(&claire)
            .await
            .unwrap()
            .fiat_accounts
            .is_empty()
    );

    test.funded_wallet(&claire, "Claire's own", "1").await;
    assert_eq!(
        test.bank
            .overview(&claire)
            .await
            .unwrap()
            .fiat_accounts
            .len(),
        2
    );
}

#[tokio::test]
async fn where_tokens_disagree_the_later_one_wins() {
    let test = TestBank::start().await;
    let early = Person::ALICE.token(test.clock_now());
    test.clock.advance(Duration::minutes(5));
    let mut late = Person::ALICE.token(test.clock_now());
    late.email = Some("alice@new.example".to_owned());
    late.name = Some("Alice New".to_owned());

    test.bank.sign_in(late, test.request()).await.unwrap();
    test.clock.advance(Duration::minutes(5));
    let caller = test.bank.sign_in(early, test.request()).await.unwrap();
    assert_eq!(caller.email, "alice@new.example");
    assert_eq!(caller.name, "Alice New");
}

#[tokio::test]
async fn the_role_is_that_of_the_token_at_hand() {
    let test = TestBank::start().await;
    let customer = Person::CLAIRE.token(test.clock_now());
    let customer = bank::people::VerifiedToken {
        roles: Vec::new(),
        ..customer
    };
    test.clock.advance(Duration::minutes(5));
    assert!(test.caller(Person::CLAIRE).await.is_employee);
    let caller = test.bank.sign_in(customer, test.request()).await.unwrap();
    assert!(!caller.is_employee);
}

#[tokio::test]
async fn a_token_without_a_usable_email_is_incomplete_and_writes_nothing() {
    let test = TestBank::start().await;
    for email in [None, Some("nobody".to_owned()), Some(String::new())] {
        let mut token = Person::ALICE.token(test.clock_now());
        token.email = email;
        let answer = test.bank.sign_in(token, test.request()).await;
        assert_eq!(refusal(answer), Refusal::IdentityIncomplete);
    }
    assert!(test.audit().await.is_empty());
}

#[tokio::test]
async fn a_second_visit_within_a_minute_writes_nothing() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let before = test.store.find_user(alice.user).await.unwrap().unwrap();
    let token = Person::ALICE.token(before.token_issued_at.unwrap());
    test.clock.advance(Duration::seconds(59));
    test.bank
        .sign_in(token.clone(), test.request())
        .await
        .unwrap();
    assert_eq!(
        test.store.find_user(alice.user).await.unwrap().unwrap(),
        before
    );

    test.clock.advance(Duration::seconds(1));
    test.bank.sign_in(token, test.request()).await.unwrap();
    let after = test.store.find_user(alice.user).await.unwrap().unwrap();
    assert_eq!(after.last_seen_at, Some(test.clock_now()));
}

#[tokio::test]
async fn known_people_have_rows_but_accounts_only_after_their_first_visit() {
    let test = TestBank::start().await;
    let people = [KnownPerson {
        issuer: ISSUER.to_owned(),
        subject: "bob".to_owned(),
        email: "bob@example.com".to_owned(),
        name: "Bob".to_owned(),
        is_employee: false,
    }];
    let known = test.bank.ensure_known(&people).await.unwrap();
    assert_eq!(test.bank.ensure_known(&people).await.unwrap(), known);
    assert_eq!(test.audited("user.created").await, 1);
    assert!(
        test.store
            .fiat_accounts_of(known[0])
            .await
            .unwrap()
            .is_empty()
    );

    let bob = test.caller(Person::BOB).await;
    assert_eq!(bob.user, known[0]);
    assert_eq!(
        test.store.fiat_accounts_of(bob.user).await.unwrap().len(),
        2
    );
}

#[tokio::test]
async fn the_list_of_customers_is_for_employees_and_shows_clashes() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let claire = test.caller(Person::CLAIRE).await;
    test.caller(Person::customer(
        "alice-2",
        "Other Alice",
        "ALICE@example.com",
    ))
    .await;
    test.caller(Person::BOB).await;
    test.funded_wallet(&alice, "One", "1").await;

    let denied = test.bank.customers(&alice, None, Page::first(10)).await;
    assert_eq!(refusal(denied), Refusal::Forbidden);
    let all = test
        .bank
        .customers(&claire, None, Page::first(10))
        .await
        .unwrap()
        .rows;
    let told: Vec<_> = all
        .iter()
        .map(|one| (one.name.as_str(), one.wallet_count, one.email_clash))
        .collect();
    assert_eq!(
        told,
        [
            ("Bob", 0, false),
            ("Other Alice", 0, true),
            ("Alice", 1, true)
        ]
    );
    let found = test
        .bank
        .customers(&claire, Some("BOB@"), Page::first(10))
        .await
        .unwrap()
        .rows;
    assert_eq!(found.len(), 1);
}

#[tokio::test]
async fn retiring_ends_sign_in_and_grants_and_waits_for_wallets() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let claire = test.caller(Person::CLAIRE).await;
    let wallet = test.funded_wallet(&alice, "Shared", "1").await;
    test.share(&alice, wallet.id, "bob@example.com", "view", None)
        .await;

    assert_eq!(
        refusal(test.bank.retire_user(&bob, alice.user).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(test.bank.retire_user(&claire, alice.user).await),
        Refusal::UserOwnsWallets
    );
    test.bank.retire_user(&claire, bob.user).await.unwrap();
    test.bank.retire_user(&claire, bob.user).await.unwrap();
    assert_eq!(test.audited("user.retired").await, 1);
    assert_eq!(test.audited("delegation.revoked").await, 1);

    let token = Person::BOB.token(test.clock_now());
    let denied = test.bank.sign_in(token, test.request()).await;
    assert_eq!(refusal(denied), Refusal::UserRetired);
    let denied = test
        .try_share(&alice, wallet.id, "bob@example.com", "view", None)
        .await;
    assert_eq!(refusal(denied), Refusal::GranteeUnknown);
}

#[tokio::test]
async fn retiring_cancels_open_transfers_and_ends_grants_given() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let claire = test.caller(Person::CLAIRE).await;
    let shared = test.funded_wallet(&alice, "Shared", "1").await.id;
    let own = test.funded_wallet(&bob, "Bob's", "1").await.id;
    test.share(&alice, shared, "bob@example.com", "transfer", None)
        .await;
    test.share(&bob, own, "alice@example.com", "view", None)
        .await;
    let waiting = test.send(&bob, shared, "0.1").await;

    test.bank
        .freeze_wallet_for_bank(&claire, own)
        .await
        .unwrap();
    test.bank.retire_user(&claire, bob.user).await.unwrap();
    assert_eq!(test.status(waiting).await, Status::Cancelled);
    assert!(
        test.store
            .delegations_of_wallet(shared)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        test.store
            .delegations_of_wallet(own)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn nobody_retires_themselves_and_one_employee_remains() {
    let test = TestBank::start().await;
    let claire = test.caller(Person::CLAIRE).await;
    let dana = test.caller(Person::DANA).await;
    let bank = &test.bank;
    assert_eq!(
        refusal(bank.retire_user(&claire, claire.user).await),
        Refusal::RetireSelf
    );
    bank.retire_user(&claire, dana.user).await.unwrap();
    // Her request had begun before.
    assert_eq!(
        refusal(bank.retire_user(&dana, claire.user).await),
        Refusal::UserRetired
    );
    // Somebody whose latest token has no role any more, with an earlier one that had it.
    let former = Person::staff("erin", "Erin", "erin@bank.example");
    let erin = test.caller(former).await;
    test.clock.advance(time::Duration::seconds(1));
    test.caller(Person {
        employee: false,
        ..former
    })
    .await;
    assert_eq!(
        refusal(bank.retire_user(&erin, claire.user).await),
        Refusal::LastEmployee
    );
    assert_eq!(test.audited("user.retired").await, 1);
}

#[tokio::test]
async fn searches_are_audited_with_their_text() {
    let test = TestBank::start().await;
    let claire = test.caller(Person::CLAIRE).await;
    test.caller(Person::ALICE).await;
    let bank = &test.bank;
    let all = bank.customers(&claire, None, Page::first(10)).await;
    let some = bank
        .customers(&claire, Some("alice"), Page::first(10))
        .await;
    assert_eq!((all.unwrap().rows.len(), some.unwrap().rows.len()), (1, 1));
    let filter = bank::audit::AuditFilter {
        kind: Some("customer.search".to_owned()),
        ..bank::audit::AuditFilter::default()
    };
    let rows = test.store.audit(&filter, Page::first(10)).await.unwrap();
    let told: Vec<_> = rows.rows.into_iter().map(|row| row.entry.after).collect();
    assert_eq!(told, [Some(serde_json::json!({"q": "alice"})), None]);
}
