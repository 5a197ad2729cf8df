use bank::delegations::GrantDelegation;
use bank::idempotency::{Creation, IdempotencyKey};
use bank::{Caller, Refusal};
use domain::approval::LimitMode;
use domain::delegation::Grant;
use domain::id::WalletId;
use domain::transfer::Status;

use crate::support::{ISSUER, Person, TestBank, eth, refusal};

/// A bank in which Alice has a funded wallet and Bob has signed in.
async fn alice_and_bob() -> (TestBank, Caller, Caller, WalletId) {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let wallet = test.funded_wallet(&alice, "Alice’s Wallet", "1").await.id;
    (test, alice, bob, wallet)
}

#[tokio::test]
async fn sharing_shows_the_wallet_to_the_grantee_and_granting_again_replaces() {
    let (test, alice, bob, wallet) = alice_and_bob().await;
    let first = test
        .try_share(&alice, wallet, "BOB@Example.com", "transfer", Some("0.01"))
        .await;
    let first = first.unwrap();
    assert_eq!(first.how, Creation::New);
    assert_eq!(
        first.thing.grant,
        Grant::Transfer {
            limit: Some(eth("0.01"))
        }
    );
    assert_eq!(first.thing.grantee.email, "bob@example.com");
    assert_eq!(first.thing.warning, None);

    let shared = test.bank.overview(&bob).await.unwrap().delegated_wallets;
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0].owner_name, "Alice");
    assert_eq!(shared[0].shared.unwrap().grant, first.thing.grant);
    assert_eq!(shared[0].holdings.native.as_ref().unwrap().amount, eth("1"));
    // What is only shared is not the grantee's own.
    assert_eq!(
        test.bank.overview(&bob).await.unwrap().total.cents.as_i64(),
        1_250_000
    );

    let again = test
        .try_share(&alice, wallet, "bob@example.com", "view", None)
        .await
        .unwrap();
    assert_eq!(again.how, Creation::Replaced);
    assert_eq!(again.thing.id, first.thing.id);
    assert_eq!(again.thing.grant, Grant::View);
    let all = test.bank.delegations(&alice).await.unwrap();
    assert_eq!((all.granted.len(), all.received.len()), (1, 0));
    let all = test.bank.delegations(&bob).await.unwrap();
    assert_eq!((all.granted.len(), all.received.len()), (0, 1));
}

#[tokio::test]
async fn only_the_owner_shares_and_nobody_else_learns_of_the_wallet() {
    let (test, alice, bob, wallet) = alice_and_bob().await;
    let charlie = test.caller(Person::CHARLIE).await;
    let claire = test.caller(Person::CLAIRE).await;
    test.share(&alice, wallet, "bob@example.com", "transfer", None)
        .await;

    let email = "charlie@example.com";
    let by_grantee = test.try_share(&bob, wallet, email, "view", None).await;
    assert_eq!(refusal(by_grantee), Refusal::Forbidden);
    for stranger in [&charlie, &claire] {
        let answer = test.try_share(stranger, wallet, email, "view", None).await;
        assert_eq!(refusal(answer), Refusal::NotFound);
        let answer = test
            .bank
            .revoke_delegation(stranger, only_grant(&test, wallet).await)
            .await;
        assert_eq!(refusal(answer), Refusal::NotFound);
    }
    assert_eq!(
        refusal(test.bank.wallet(&charlie, wallet, false).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(test.bank.wallet_delegations(&bob, wallet).await),
        Refusal::Forbidden,
        "other grants are not a grantee's to know"
    );
    assert_eq!(
        test.bank
            .wallet_delegations(&alice, wallet)
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        test.bank
            .wallet_delegations(&claire, wallet)
            .await
            .unwrap()
            .len(),
        1
    );
}

async fn only_grant(test: &TestBank, wallet: WalletId) -> domain::id::DelegationId {
    test.store.delegations_of_wallet(wallet).await.unwrap()[0].id
}

#[tokio::test]
async fn an_email_must_name_exactly_one_known_person_and_not_the_owner() {
    let (test, alice, _, wallet) = alice_and_bob().await;
    let try_with = async |email: &str| test.try_share(&alice, wallet, email, "view", None).await;

    assert_eq!(
        refusal(try_with("nobody@example.com").await),
        Refusal::GranteeUnknown
    );
    assert_eq!(
        refusal(try_with("ALICE@example.com").await),
        Refusal::ShareWithSelf
    );

    // The address counts unless the provider says that it was not verified.
    let mut token = Person::CHARLIE.token(test.clock_now());
    token.email_verified = Some(false);
    test.bank.sign_in(token, test.request()).await.unwrap();
    assert_eq!(
        refusal(try_with("charlie@example.com").await),
        Refusal::GranteeUnknown
    );

    // People of another identity provider are nobody here.
    let mut token = Person::customer("dave", "Dave", "dave@example.com").token(test.clock_now());
    token.issuer = format!("{ISSUER}other/");
    test.bank.sign_in(token, test.request()).await.unwrap();
    assert_eq!(
        refusal(try_with("dave@example.com").await),
        Refusal::GranteeUnknown
    );

    test.caller(Person::customer("bob-2", "Bobby", "Bob@Example.com"))
        .await;
    assert_eq!(
        refusal(try_with("bob@example.com").await),
        Refusal::GranteeAmbiguous
    );
    assert!(
        test.store
            .delegations_of_wallet(wallet)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn every_field_is_looked_at_before_the_first_fault_is_answered() {
    let (test, alice, _, wallet) = alice_and_bob().await;
    let answer = test
        .try_share(&alice, wallet, "no email", "own", Some("-1"))
        .await;
    let Refusal::Invalid(errors) = refusal(answer) else {
        panic!("not about fields")
    };
    let told: Vec<_> = errors.iter().map(|one| (one.field, one.code)).collect();
    assert_eq!(
        told,
        [
            ("grantee_email", "invalid_email"),
            ("permission", "unknown_permission"),
            ("transfer_limit", "amount_not_decimal"),
        ]
    );
    for (permission, limit, code) in [
        ("view", "0.1", "limit_without_transfer"),
        ("transfer", "NaN", "amount_not_decimal"),
        ("transfer", "0.0000000000000000001", "amount_too_precise"),
        ("transfer", "1e3", "amount_not_decimal"),
        ("transfer", "", "amount_missing"),
    ] {
        let answer = test
            .try_share(&alice, wallet, "bob@example.com", permission, Some(limit))
            .await;
        let Refusal::Invalid(errors) = refusal(answer) else {
            panic!("not about fields")
        };
        assert_eq!(
            (errors[0].field, errors[0].code),
            ("transfer_limit", code),
            "{limit}"
        );
    }
    assert!(
        test.store
            .delegations_of_wallet(wallet)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_limit_above_the_threshold_warns_in_override_and_is_refused_in_strictest() {
    let (test, alice, _, wallet) = alice_and_bob().await;
    let at = test
        .share(&alice, wallet, "bob@example.com", "transfer", Some("0.05"))
        .await;
    assert!(!at.limit_above_threshold);
    let above = test
        .share(&alice, wallet, "bob@example.com", "transfer", Some("0.051"))
        .await;
    assert!(above.limit_above_threshold);
    let warning = above.warning.unwrap();
    assert!(
        warning.contains("0.05 ETH") && warning.contains("0.051 ETH"),
        "{warning}"
    );

    let test = TestBank::start_with(|settings| {
        settings.policy.limit_mode = LimitMode::Strictest;
    })
    .await;
    let alice = test.caller(Person::ALICE).await;
    test.caller(Person::BOB).await;
    let wallet = test.funded_wallet(&alice, "Strict", "1").await.id;
    test.share(&alice, wallet, "bob@example.com", "transfer", Some("0.05"))
        .await;
    let answer = test
        .try_share(&alice, wallet, "bob@example.com", "transfer", Some("0.051"))
        .await;
    let threshold = Some("0.05".to_owned());
    assert_eq!(refusal(answer), Refusal::LimitAboveThreshold { threshold });
}

#[tokio::test]
async fn revoking_and_leaving_end_the_view_and_are_told_to_the_grantee() {
    let (test, alice, bob, wallet) = alice_and_bob().await;
    let charlie = test.caller(Person::CHARLIE).await;
    let to_bob = test
        .share(&alice, wallet, "bob@example.com", "transfer", None)
        .await;
    let to_charlie = test
        .share(&alice, wallet, "charlie@example.com", "view", None)
        .await;
    let before = test.bank.latest_event().await.unwrap();

    // A grantee may leave, but knows nothing of other grants.
    let answer = test.bank.revoke_delegation(&charlie, to_bob.id).await;
    assert_eq!(refusal(answer), Refusal::NotFound);
    test.bank
        .revoke_delegation(&charlie, to_charlie.id)
        .await
        .unwrap();
    test.bank
        .revoke_delegation(&alice, to_bob.id)
        .await
        .unwrap();
    assert_eq!(
        refusal(test.bank.revoke_delegation(&alice, to_bob.id).await),
        Refusal::NotFound
    );

    for former in [&bob, &charlie] {
        assert_eq!(
            refusal(test.bank.wallet(former, wallet, false).await),
            Refusal::NotFound
        );
        assert!(
            test.bank
                .overview(former)
                .await
                .unwrap()
                .delegated_wallets
                .is_empty()
        );
        let (heard, _) = test.bank.events_after(former, before).await.unwrap();
        let kinds: Vec<_> = heard.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(
            kinds,
            ["delegation.revoked"],
            "each hears of the own loss only"
        );
    }
    let (heard, _) = test.bank.events_after(&alice, before).await.unwrap();
    assert_eq!(heard.len(), 2);
    assert_eq!(test.audited("delegation.revoked").await, 2);
}

#[tokio::test]
async fn what_a_former_delegate_has_waiting_is_cancelled() {
    let (test, alice, bob, wallet) = alice_and_bob().await;
    let email = "bob@example.com";
    let grant = test.share(&alice, wallet, email, "transfer", None).await.id;

    // A changed limit touches new requests only.
    let waiting = test.send(&bob, wallet, "0.1").await;
    test.share(&alice, wallet, email, "transfer", Some("0"))
        .await;
    assert_eq!(test.status(waiting).await, Status::Pending);
    test.share(&alice, wallet, email, "view", None).await;
    assert_eq!(test.status(waiting).await, Status::Cancelled);

    test.share(&alice, wallet, email, "transfer", None).await;
    let (own, waiting) = (
        test.send(&alice, wallet, "0.1").await,
        test.send(&bob, wallet, "0.1").await,
    );
    test.bank.revoke_delegation(&alice, grant).await.unwrap();
    assert_eq!(test.status(waiting).await, Status::Cancelled);
    assert_eq!(
        test.status(own).await,
        Status::Pending,
        "the owner's own stays"
    );

    let grant = test.share(&alice, wallet, email, "transfer", None).await.id;
    let waiting = test.send(&bob, wallet, "0.1").await;
    test.bank.revoke_delegation(&bob, grant).await.unwrap();
    assert_eq!(test.status(waiting).await, Status::Cancelled);
}

#[tokio::test]
async fn a_key_repeats_the_answer_and_refuses_another_body() {
    let (test, alice, _, wallet) = alice_and_bob().await;
    let key = IdempotencyKey::parse("share-1").unwrap();
    let command = GrantDelegation {
        wallet_id: wallet,
        grantee_email: "bob@example.com".to_owned(),
        permission: None,
        transfer_limit: None,
    };
    let first = test
        .bank
        .grant_delegation(&alice, &command, Some(&key))
        .await
        .unwrap();
    let second = test
        .bank
        .grant_delegation(&alice, &command, Some(&key))
        .await
        .unwrap();
    assert_eq!((first.replayed, second.replayed), (false, true));
    assert_eq!((first.how, second.how), (Creation::New, Creation::New));
    assert_eq!(first.thing.id, second.thing.id);
    assert_eq!(test.audited("delegation.granted").await, 1);

    let other = GrantDelegation {
        permission: Some("transfer".to_owned()),
        ..command.clone()
    };
    let answer = test.bank.grant_delegation(&alice, &other, Some(&key)).await;
    assert_eq!(refusal(answer), Refusal::IdempotencyKeyReused);

    // A refusal is not kept: the same key works once the reason is gone.
    let key = IdempotencyKey::parse("share-2").unwrap();
    let command = GrantDelegation {
        grantee_email: "charlie@example.com".to_owned(),
        ..command
    };
    let answer = test
        .bank
        .grant_delegation(&alice, &command, Some(&key))
        .await;
    assert_eq!(refusal(answer), Refusal::GranteeUnknown);
    test.caller(Person::CHARLIE).await;
    let answer = test
        .bank
        .grant_delegation(&alice, &command, Some(&key))
        .await
        .unwrap();
    assert!(!answer.replayed);
}

#[test]
fn keys_are_1_to_128_visible_ascii_characters() {
    for good in ["a", &"k".repeat(128), "!~"] {
        assert!(IdempotencyKey::parse(good).is_ok(), "{good}");
    }
    for bad in ["", &"k".repeat(129), "two words", "é", "tab\t"] {
        let Refusal::Invalid(errors) = refusal(IdempotencyKey::parse(bad)) else {
            panic!("not about the key")
        };
        assert_eq!(errors[0].field, "Idempotency-Key");
    }
}
