use bank::custody::CustodyBalance;
use domain::money::Cents;
use time::Duration;

use crate::support::{Person, TestBank, eth, reported};

/// The same with a price in USD.
fn quoted(balance: CustodyBalance, usd: &str) -> CustodyBalance {
    CustodyBalance {
        usd_quote: Some(usd.to_owned()),
        ..balance
    }
}

#[tokio::test]
async fn values_in_euro_are_labelled_in_demo_mode_and_name_what_they_leave_out() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "0.5").await;
    assert_eq!(wallet.holdings.native.unwrap().eur, None, "no rates yet");
    let total = test.bank.overview(&alice).await.unwrap().total;
    assert_eq!(total.missing, ["One: ETH"]);

    // 2500 USD for one ETH, 1.25 USD for one euro.
    test.bank.refresh_rates_if_due().await.unwrap();
    let overview = test.bank.overview(&alice).await.unwrap();
    let value = overview.wallets[0]
        .holdings
        .native
        .as_ref()
        .unwrap()
        .eur
        .unwrap();
    assert_eq!((value.cents, value.demo_rate), (Cents::new(100_000), true));
    assert_eq!(overview.total.cents, Cents::new(1_250_000 + 100_000));
    assert!(overview.total.demo_rate && overview.total.missing.is_empty());
}

#[tokio::test]
async fn outside_demo_mode_test_coins_are_worth_nothing() {
    let test = TestBank::start_with(|settings| settings.demo = None).await;
    let alice = test.caller(Person::ALICE).await;
    test.bank.refresh_rates_if_due().await.unwrap();
    let wallet = test.funded_wallet(&alice, "One", "0.5").await;
    let address = wallet.address.unwrap();
    test.custody.set_balance(
        address,
        quoted(reported(None, "ETH", 18, eth("0.5")), "3020.82"),
    );
    test.clock.advance(Duration::seconds(11));
    let wallet = test.bank.wallet(&alice, wallet.id, true).await.unwrap();
    assert_eq!(wallet.holdings.native.unwrap().eur, None);
}

#[tokio::test]
async fn on_a_main_network_custodys_quote_counts() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.bank.refresh_rates_if_due().await.unwrap();
    let command = bank::wallets::OpenWallet {
        name: None,
        network: Some("Base".to_owned()),
    };
    let wallet = test
        .bank
        .open_wallet(&alice, &command, None)
        .await
        .unwrap()
        .thing;
    let address = wallet.address.unwrap();
    test.custody.set_balance(
        address,
        quoted(reported(None, "ETH", 18, eth("2")), "3000.50"),
    );
    assert!(test.bank.refresh_balances_of(wallet.id).await.unwrap());
    let wallet = test.bank.wallet(&alice, wallet.id, false).await.unwrap();
    let value = wallet.holdings.native.unwrap().eur.unwrap();
    assert_eq!((value.cents, value.demo_rate), (Cents::new(480_080), false));
}

#[tokio::test]
async fn old_prices_are_left_out_rather_than_told() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.bank.refresh_rates_if_due().await.unwrap();
    let command = bank::wallets::OpenWallet {
        name: Some("Base".to_owned()),
        network: Some("Base".to_owned()),
    };
    let wallet = test
        .bank
        .open_wallet(&alice, &command, None)
        .await
        .unwrap()
        .thing;
    let quoted = quoted(reported(None, "ETH", 18, eth("2")), "3000.50");
    test.custody.set_balance(wallet.address.unwrap(), quoted);
    assert!(test.bank.refresh_balances_of(wallet.id).await.unwrap());
    test.custody.go_down();

    test.clock.advance(Duration::hours(23));
    assert!(
        test.bank
            .overview(&alice)
            .await
            .unwrap()
            .total
            .missing
            .is_empty()
    );
    test.clock.advance(Duration::hours(1));
    assert_eq!(
        test.bank.overview(&alice).await.unwrap().total.missing,
        ["Base: ETH"]
    );
}
