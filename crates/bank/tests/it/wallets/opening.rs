use std::sync::Arc;

use bank::admin::BreakerState;
use bank::idempotency::IdempotencyKey;
use bank::wallets::{OpenWallet, WalletView};
use bank::{Caller, Refusal};
use domain::network::Network;
use domain::wallet::WalletStatus;
use time::Duration;

use crate::support::{Call, Person, TestBank, Trouble, refusal, until};

async fn open(test: &TestBank, caller: &Caller) -> WalletView {
    test.bank
        .open_wallet(caller, &OpenWallet::default(), None)
        .await
        .unwrap()
        .thing
}

/// Lets time pass and the worker go round until the wallet is active.
async fn work_until_active(test: &TestBank, caller: &Caller, wallet: &WalletView) {
    until("the wallet is active", async || {
        test.clock.advance(Duration::seconds(10));
        test.bank.finish_opening_due().await.unwrap();
        let wallet = test.bank.wallet(caller, wallet.id, false).await.unwrap();
        wallet.status == WalletStatus::Active
    })
    .await;
}

#[tokio::test]
async fn a_wallet_is_active_in_the_usual_answer() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = open(&test, &alice).await;
    assert_eq!(wallet.name, "My Wallet");
    assert_eq!(wallet.network, Network::EthereumSepolia);
    assert_eq!(wallet.status, WalletStatus::Active);
    assert!(wallet.address.is_some());
    assert_eq!(test.custody.count(Call::CreateWallet), 1);
    assert_eq!(test.audited("wallet.ordered").await, 1);
    assert_eq!(test.audited("wallet.opened").await, 1);
}

#[tokio::test]
async fn name_and_network_are_checked_together() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let command = OpenWallet {
        name: Some("two\nlines".to_owned()),
        network: Some("Bitcoin".to_owned()),
    };
    let answer = test.bank.open_wallet(&alice, &command, None).await;
    let Refusal::Invalid(errors) = refusal(answer) else {
        panic!("not about fields")
    };
    let told: Vec<_> = errors.iter().map(|one| (one.field, one.code)).collect();
    assert_eq!(
        told,
        [
            ("name", "text_invisible_characters"),
            ("network", "unknown_network")
        ]
    );
    assert_eq!(test.custody.count(Call::CreateWallet), 0);
    assert!(test.bank.overview(&alice).await.unwrap().wallets.is_empty());
}

#[tokio::test]
async fn custody_out_of_reach_means_opening_and_the_worker_finishes_it() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.custody.go_down();
    let wallet = open(&test, &alice).await;
    assert_eq!(
        (wallet.status, wallet.address),
        (WalletStatus::Opening, None)
    );

    test.custody.heal();
    work_until_active(&test, &alice, &wallet).await;
    assert_eq!(test.custody.wallets_made(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_found_again_instead_of_a_second_wallet() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.custody.fail(Call::CreateWallet, [Trouble::LostAfter]);
    let wallet = open(&test, &alice).await;
    assert_eq!(wallet.status, WalletStatus::Opening);

    work_until_active(&test, &alice, &wallet).await;
    assert_eq!(test.custody.wallets_made(), 1);
    assert_eq!(test.custody.count(Call::CreateWallet), 1);
}

#[tokio::test]
async fn a_request_that_was_lost_before_its_effect_is_made_again() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.custody.fail(Call::CreateWallet, [Trouble::LostBefore]);
    let wallet = open(&test, &alice).await;
    work_until_active(&test, &alice, &wallet).await;
    assert_eq!(test.custody.count(Call::FindWallet), 1);
    assert_eq!(test.custody.wallets_made(), 1);
}

#[tokio::test]
async fn an_address_may_come_later_and_is_written_once() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.custody.make_addresses_later();
    let wallet = open(&test, &alice).await;
    assert_eq!(
        (wallet.status, wallet.address),
        (WalletStatus::Opening, None)
    );

    test.clock.advance(Duration::seconds(10));
    test.bank.finish_opening_due().await.unwrap();
    let still = test.bank.wallet(&alice, wallet.id, false).await.unwrap();
    assert_eq!(still.status, WalletStatus::Opening);

    test.custody.give_addresses();
    work_until_active(&test, &alice, &wallet).await;
    assert_eq!(test.custody.wallets_made(), 1);
    assert_eq!(test.audited("wallet.opened").await, 1);
}

#[tokio::test]
async fn a_restart_in_the_middle_of_the_call_takes_the_lease_back() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.custody.fail(Call::CreateWallet, [Trouble::LostAfter]);
    test.custody.hold(Call::CreateWallet);
    let opening = tokio::spawn({
        let (bank, alice) = (test.bank.clone(), alice.clone());
        async move { bank.open_wallet(&alice, &OpenWallet::default(), None).await }
    });
    until("the call is under way", async || {
        test.custody.count(Call::CreateWallet) == 1
    })
    .await;
    test.clock.advance(Duration::seconds(4));
    let wallet = opening.await.unwrap().unwrap().thing;
    assert_eq!(wallet.status, WalletStatus::Opening);

    // The lease of the call that hangs is still running: nobody else starts a second one.
    assert_eq!(test.bank.finish_opening_due().await.unwrap(), 0);
    test.custody.release(Call::CreateWallet);
    until("custody has answered", async || {
        test.custody.wallets_made() == 1
    })
    .await;

    let test = test.restart().await;
    work_until_active(&test, &alice, &wallet).await;
    assert_eq!(test.custody.wallets_made(), 1);
}

#[tokio::test]
async fn a_refusal_for_good_is_alerted_and_not_hurried() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.custody.fail(Call::CreateWallet, [Trouble::Denied]);
    let wallet = open(&test, &alice).await;
    assert_eq!(wallet.status, WalletStatus::Opening);
    assert_eq!(test.audited("alert.wallet_refused").await, 1);

    test.clock.advance(Duration::minutes(5));
    assert_eq!(test.bank.finish_opening_due().await.unwrap(), 0);
    test.clock.advance(Duration::minutes(6));
    work_until_active(&test, &alice, &wallet).await;
}

#[tokio::test]
async fn a_double_click_with_a_key_opens_one_wallet() {
    let test = Arc::new(TestBank::start().await);
    let alice = test.caller(Person::ALICE).await;
    let key = IdempotencyKey::parse("open-1").unwrap();
    let command = OpenWallet::default();
    let both = tokio::join!(
        test.bank.open_wallet(&alice, &command, Some(&key)),
        test.bank.open_wallet(&alice, &command, Some(&key)),
    );
    let (one, other) = (both.0.unwrap(), both.1.unwrap());
    assert_eq!(one.thing.id, other.thing.id);
    assert!(one.replayed ^ other.replayed);
    assert_eq!(test.custody.wallets_made(), 1);

    let other = OpenWallet {
        name: Some("Another".to_owned()),
        network: None,
    };
    let answer = test.bank.open_wallet(&alice, &other, Some(&key)).await;
    assert_eq!(refusal(answer), Refusal::IdempotencyKeyReused);
}

#[tokio::test]
async fn a_key_is_its_persons_own() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let key = IdempotencyKey::parse("open-1").unwrap();
    let command = OpenWallet::default();
    let one = test
        .bank
        .open_wallet(&alice, &command, Some(&key))
        .await
        .unwrap();
    let other = test
        .bank
        .open_wallet(&bob, &command, Some(&key))
        .await
        .unwrap();
    assert_ne!(one.thing.id, other.thing.id);
}

#[tokio::test]
async fn refused_credentials_stop_nothing_for_long() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let refused = Trouble::Misconfigured {
        transfer_call_made: false,
    };
    test.custody.fail(Call::CreateWallet, [refused]);
    let wallet = open(&test, &alice).await;
    assert_eq!(wallet.status, WalletStatus::Opening);
    assert!(
        test.bank
            .health()
            .await
            .unwrap()
            .custody_misconfigured_since
            .is_some()
    );
    assert_eq!(
        test.audited("alert.wallet_refused").await,
        0,
        "it is not about this wallet"
    );
    work_until_active(&test, &alice, &wallet).await;
}

#[tokio::test]
async fn a_person_has_so_many_wallets_and_no_more() {
    let test = TestBank::start_with(|settings| settings.wallets_per_person_max = 2).await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let key = IdempotencyKey::parse("second").unwrap();
    let command = OpenWallet::default();
    let open = async |who, key| test.bank.open_wallet(who, &command, key).await;
    open(&alice, None).await.unwrap();
    let (second, third) = futures::join!(open(&alice, Some(&key)), open(&alice, None));
    let refused = [second, third].into_iter().filter_map(Result::err);
    assert_eq!(refused.count(), 1, "of two at once one is too many");
    assert_eq!(
        refusal(open(&alice, None).await),
        Refusal::TooManyWallets { max: 2 }
    );
    open(&bob, None).await.unwrap();
    assert_eq!(test.audited("wallet.ordered").await, 3);
}

#[tokio::test]
async fn test_funds_are_written_down_in_demo_mode_only() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = open(&test, &alice).await;
    let asset = domain::asset::native(wallet.network);
    let note = async |test: &TestBank| {
        let amount = crate::support::eth("1");
        test.bank
            .note_test_funds(&alice, wallet.id, asset, amount)
            .await
    };
    note(&test).await.unwrap();
    assert_eq!(test.audited("wallet.test_funds").await, 1);
    let real = TestBank::start_with(|settings| settings.demo = None).await;
    assert_eq!(refusal(note(&real).await), Refusal::NotFound);
    assert_eq!(real.audited("wallet.test_funds").await, 0);
}

#[tokio::test]
async fn calls_that_fail_are_told_until_custody_answers() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let state = async || test.bank.health().await.unwrap().custody_breaker;
    let closed = |failing_since| BreakerState::Closed { failing_since };
    assert_eq!(state().await, closed(None));
    test.custody.go_down();
    let begun = test.clock_now();
    let wallet = open(&test, &alice).await;
    assert_eq!(state().await, closed(Some(begun)));
    until("calls are held back", async || {
        test.clock.advance(Duration::seconds(10));
        test.bank.finish_opening_due().await.unwrap();
        state().await
            == BreakerState::Open {
                failing_since: begun,
            }
    })
    .await;
    let asked = test.custody.count(Call::CreateWallet) + test.custody.count(Call::FindWallet);
    test.bank.finish_opening_due().await.unwrap();
    let now = test.custody.count(Call::CreateWallet) + test.custody.count(Call::FindWallet);
    assert_eq!(now, asked, "nothing is begun");
    test.custody.heal();
    work_until_active(&test, &alice, &wallet).await;
    assert_eq!(state().await, closed(None));
}
