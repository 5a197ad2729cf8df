use bank::Refusal;
use domain::transfer::Status;
use domain::wallet::WalletStatus;

use crate::support::{Call, Person, TestBank, refusal};

#[tokio::test]
async fn two_freezes_lie_on_a_wallet_apart() {
    let test = TestBank::start().await;
    let (alice, claire) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::CLAIRE).await,
    );
    let wallet = test.funded_wallet(&alice, "One", "1").await.id;
    let bank = &test.bank;

    let frozen = bank.freeze_wallet(&alice, wallet).await.unwrap();
    assert_eq!(frozen.status, WalletStatus::Frozen);
    bank.freeze_wallet(&alice, wallet).await.unwrap();
    assert_eq!(
        test.audited("wallet.frozen").await,
        1,
        "freezing twice is freezing once"
    );

    bank.freeze_wallet_for_bank(&claire, wallet).await.unwrap();
    let still = bank.unfreeze_wallet(&alice, wallet).await.unwrap();
    assert_eq!(
        still.status,
        WalletStatus::Frozen,
        "the bank's freeze is not the owner's to lift"
    );
    assert_eq!(
        refusal(bank.unfreeze_wallet(&alice, wallet).await),
        Refusal::WalletFrozen
    );
    let free = bank
        .unfreeze_wallet_for_bank(&claire, wallet)
        .await
        .unwrap();
    assert_eq!(free.status, WalletStatus::Active);
    assert_eq!(test.audited("wallet.unfrozen").await, 2);
}

#[tokio::test]
async fn who_may_freeze() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let (charlie, claire) = (
        test.caller(Person::CHARLIE).await,
        test.caller(Person::CLAIRE).await,
    );
    let wallet = test.funded_wallet(&alice, "One", "1").await.id;
    test.share(&alice, wallet, "bob@example.com", "transfer", None)
        .await;
    let bank = &test.bank;

    assert_eq!(
        refusal(bank.freeze_wallet(&bob, wallet).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(bank.freeze_wallet(&charlie, wallet).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(bank.freeze_wallet(&claire, wallet).await),
        Refusal::NotFound
    );
    for customer in [&alice, &bob, &charlie] {
        let answer = bank.freeze_wallet_for_bank(customer, wallet).await;
        assert_eq!(refusal(answer), Refusal::Forbidden);
    }
    assert_eq!(test.audited("wallet.frozen").await, 0);
}

#[tokio::test]
async fn a_wallet_that_is_being_opened_cannot_be_frozen_or_shared() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.caller(Person::BOB).await;
    test.custody
        .fail_always(Call::CreateWallet, crate::support::Trouble::NotSent);
    let command = bank::wallets::OpenWallet::default();
    let wallet = test
        .bank
        .open_wallet(&alice, &command, None)
        .await
        .unwrap()
        .thing
        .id;
    let answer = test.bank.freeze_wallet(&alice, wallet).await;
    assert_eq!(refusal(answer), Refusal::WalletNotReady);
    let answer = test
        .try_share(&alice, wallet, "bob@example.com", "view", None)
        .await;
    assert_eq!(refusal(answer), Refusal::WalletNotReady);
}

#[tokio::test]
async fn an_owners_freeze_ends_what_waits_and_the_banks_only_holds_it() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let claire = test.caller(Person::CLAIRE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await.id;
    test.share(&alice, wallet, "bob@example.com", "transfer", None)
        .await;
    let (own, delegates) = (
        test.send(&alice, wallet, "0.1").await,
        test.send(&bob, wallet, "0.1").await,
    );

    test.bank
        .freeze_wallet_for_bank(&claire, wallet)
        .await
        .unwrap();
    for transfer in [own, delegates] {
        assert_eq!(test.status(transfer).await, Status::Pending);
    }
    test.bank.freeze_wallet(&alice, wallet).await.unwrap();
    for transfer in [own, delegates] {
        assert_eq!(test.status(transfer).await, Status::Cancelled);
    }
}

/// An employee who is connected with a wallet does not lift the bank's hold of it, in whatever way
/// they are connected; anybody else of the bank does.
#[tokio::test]
async fn who_gains_by_it_does_not_lift_the_banks_freeze() {
    let test = TestBank::start().await;
    let (alice, claire) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::CLAIRE).await,
    );
    let dana = test.caller(Person::DANA).await;
    let namesake = Person::staff("claire-2", "Claire again", "CLAIRE@bank.example");
    let bank = &test.bank;

    // Of her own, which she may hold like any other.
    let own = test.funded_wallet(&claire, "Own", "1").await.id;
    bank.freeze_wallet_for_bank(&claire, own).await.unwrap();
    let namesake = test.caller(namesake).await;
    for employee in [&claire, &namesake] {
        let answer = bank.unfreeze_wallet_for_bank(employee, own).await;
        assert_eq!(refusal(answer), Refusal::ConflictOfInterest);
    }
    assert_eq!(test.audited("wallet.unfrozen").await, 0);
    bank.unfreeze_wallet_for_bank(&dana, own).await.unwrap();

    // Shared with her, also when she has left but a transfer from that time is held.
    let shared = test.funded_wallet(&alice, "Shared", "1").await.id;
    let grant = test
        .share(&alice, shared, "dana@bank.example", "view", None)
        .await;
    let waiting = test.send(&alice, shared, "0.1").await;
    bank.freeze_wallet_for_bank(&claire, shared).await.unwrap();
    let answer = bank.unfreeze_wallet_for_bank(&dana, shared).await;
    assert_eq!(refusal(answer), Refusal::ConflictOfInterest);
    bank.revoke_delegation(&dana, grant.id).await.unwrap();
    let answer = bank.unfreeze_wallet_for_bank(&dana, shared).await;
    assert_eq!(refusal(answer), Refusal::ConflictOfInterest);
    bank.cancel_transfer(&alice, waiting).await.unwrap();
    bank.unfreeze_wallet_for_bank(&dana, shared).await.unwrap();
}
