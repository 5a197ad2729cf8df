use std::sync::Arc;

use bank::custody::CustodyBalance;
use domain::address::EvmAddress;
use domain::asset;
use domain::money::BaseUnits;
use domain::network::Network;
use futures::future::join_all;
use time::Duration;

use crate::support::{Call, Person, TestBank, Trouble, eth, reported, until};

#[tokio::test]
async fn a_page_does_not_wait_for_custody_when_a_copy_exists() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    test.clock.advance(Duration::minutes(10));
    test.custody.fund(wallet.address.unwrap(), eth("2"));

    // Custody hangs; the page answers with the copy, and asks behind its back.
    test.custody.hold(Call::Balances);
    let asked = test.custody.count(Call::Balances);
    let overview = test.bank.overview(&alice).await.unwrap();
    let native = overview.wallets[0].holdings.native.clone().unwrap();
    assert_eq!((native.amount, native.stale), (eth("1"), false));
    until("custody is asked", async || {
        test.custody.count(Call::Balances) == asked + 1
    })
    .await;

    test.custody.release(Call::Balances);
    until("the new copy is shown", async || {
        let overview = test.bank.overview(&alice).await.unwrap();
        overview.wallets[0].holdings.native.as_ref().unwrap().amount == eth("2")
    })
    .await;
}

#[tokio::test]
async fn missing_copies_are_fetched_in_parallel_and_equal_requests_share_one_call() {
    let test = Arc::new(TestBank::start().await);
    let alice = test.caller(Person::ALICE).await;
    // No copy comes about while the wallets are opened.
    test.custody.fail_always(Call::Balances, Trouble::NotSent);
    for _ in 0..5 {
        let command = bank::wallets::OpenWallet::default();
        let wallet = test
            .bank
            .open_wallet(&alice, &command, None)
            .await
            .unwrap()
            .thing;
        // Also waits for the reading that the opening has started.
        assert!(!test.bank.refresh_balances_of(wallet.id).await.unwrap());
    }
    test.custody.heal();
    test.clock.advance(Duration::seconds(11));
    let asked = test.custody.count(Call::Balances);

    test.custody.hold(Call::Balances);
    let pages: Vec<_> = (0..10)
        .map(|_| {
            let (bank, alice) = (test.bank.clone(), alice.clone());
            tokio::spawn(async move { bank.overview(&alice).await.unwrap() })
        })
        .collect();
    until("all five run at once", async || {
        test.custody.most_at_once(Call::Balances) == 5
    })
    .await;
    test.custody.release(Call::Balances);
    for page in join_all(pages).await {
        let wallets = page.unwrap().wallets;
        assert!(
            wallets
                .iter()
                .all(|wallet| wallet.holdings.native.is_some())
        );
    }
    let asked = test.custody.count(Call::Balances) - asked;
    assert_eq!(asked, 5, "ten pages have shared five calls");
}

#[tokio::test]
async fn a_refresh_reaches_custody_at_most_once_in_ten_seconds() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await.id;
    let asked = test.custody.count(Call::Balances);
    for _ in 0..5 {
        test.bank.wallet(&alice, wallet, true).await.unwrap();
    }
    assert_eq!(test.custody.count(Call::Balances), asked);
    test.clock.advance(Duration::seconds(10));
    for _ in 0..5 {
        test.bank.wallet(&alice, wallet, true).await.unwrap();
    }
    assert_eq!(test.custody.count(Call::Balances), asked + 1);
}

#[tokio::test]
async fn with_custody_down_the_last_copy_is_stale_and_no_error() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    let read_at = wallet.holdings.native.unwrap().as_of;
    test.custody.go_down();
    test.clock.advance(Duration::seconds(60));
    let native = test
        .bank
        .wallet(&alice, wallet.id, true)
        .await
        .unwrap()
        .holdings
        .native
        .unwrap();
    assert_eq!(
        (native.amount, native.as_of, native.stale),
        (eth("1"), read_at, true)
    );

    test.custody.heal();
    test.clock.advance(Duration::seconds(60));
    let native = test
        .bank
        .wallet(&alice, wallet.id, true)
        .await
        .unwrap()
        .holdings
        .native
        .unwrap();
    assert!(!native.stale);
}

#[tokio::test]
async fn a_token_is_known_by_its_contract_and_not_by_its_symbol() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    let address = wallet.address.unwrap();
    let usdc = asset::find(Network::EthereumSepolia, "USDC").unwrap();
    let spam = EvmAddress::from_bytes([0x66; 20]);
    let amount = BaseUnits::from_u128(5_000_000);
    test.custody
        .set_balance(address, reported(usdc.contract(), "FAKE", 6, amount));
    test.custody.set_balance(
        address,
        CustodyBalance {
            usd_quote: Some("1".to_owned()),
            ..reported(Some(spam), "USDC", 6, amount)
        },
    );
    test.clock.advance(Duration::seconds(11));

    let holdings = test
        .bank
        .wallet(&alice, wallet.id, true)
        .await
        .unwrap()
        .holdings;
    let listed: Vec<_> = holdings
        .assets
        .iter()
        .map(|one| one.asset.as_str())
        .collect();
    assert_eq!(listed, ["EthereumSepolia:eth", "EthereumSepolia:usdc"]);
    assert_eq!(holdings.assets[1].symbol, "USDC");
    assert!(!holdings.assets[1].blocked);
    assert_eq!(holdings.unlisted.len(), 1);
    let token = &holdings.unlisted[0];
    assert_eq!(
        token.asset,
        format!("EthereumSepolia:0x{}", "66".repeat(20))
    );
    assert_eq!((token.eur, token.blocked), (None, true));
}

#[tokio::test]
async fn other_decimals_than_the_registrys_block_the_asset_and_raise_one_alert() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    let address = wallet.address.unwrap();
    let usdc = asset::find(Network::EthereumSepolia, "USDC").unwrap();
    let amount = BaseUnits::from_u128(5_000_000);
    test.custody
        .set_balance(address, reported(usdc.contract(), "USDC", 18, amount));
    for _ in 0..3 {
        test.clock.advance(Duration::seconds(11));
        let holdings = test
            .bank
            .wallet(&alice, wallet.id, true)
            .await
            .unwrap()
            .holdings;
        assert!(holdings.assets[1].blocked);
        assert_eq!(holdings.assets[1].eur, None);
    }
    assert_eq!(test.audited("alert.asset_decimals").await, 1);
}

#[tokio::test]
async fn the_budget_holds_reads_back_and_pages_still_answer() {
    let test = TestBank::start_with(|settings| settings.custody_calls_per_minute = 6).await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    for _ in 0..4 {
        let command = bank::wallets::OpenWallet::default();
        test.bank.open_wallet(&alice, &command, None).await.unwrap();
    }
    let asked = test.custody.count(Call::Balances);
    test.custody.fund(wallet.address.unwrap(), eth("2"));
    test.clock.advance(Duration::seconds(10));
    let page = test.bank.wallet(&alice, wallet.id, true).await.unwrap();
    assert_eq!(
        test.custody.count(Call::Balances),
        asked,
        "openings have used the budget up"
    );
    let native = page.holdings.native.unwrap();
    assert_eq!((native.amount, native.stale), (eth("1"), false));
    test.clock.advance(Duration::minutes(3));
    let page = test.bank.wallet(&alice, wallet.id, true).await.unwrap();
    assert_eq!(page.holdings.native.unwrap().amount, eth("2"));
}

#[tokio::test]
async fn what_an_unlisted_token_calls_itself_is_cut_to_what_can_be_seen() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    let claimed = format!("A\u{202e}B\n{}", "x".repeat(100));
    let contract = EvmAddress::from_bytes([0x66; 20]);
    let token = reported(Some(contract), &claimed, 18, eth("1"));
    test.custody.set_balance(wallet.address.unwrap(), token);
    assert!(test.bank.refresh_balances_of(wallet.id).await.unwrap());
    let holdings = test
        .bank
        .wallet(&alice, wallet.id, false)
        .await
        .unwrap()
        .holdings;
    assert_eq!(holdings.unlisted[0].symbol, format!("AB{}", "x".repeat(18)));
}

#[tokio::test]
async fn a_reading_for_money_is_not_content_with_an_earlier_one() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    let asked = test.custody.count(Call::Balances);
    test.custody.hold(Call::Balances);
    test.clock.advance(Duration::seconds(11));
    // A page has begun a reading, which hangs.
    let page = tokio::spawn({
        let (bank, alice) = (test.bank.clone(), alice.clone());
        async move { bank.wallet(&alice, wallet.id, true).await.unwrap() }
    });
    until("the page has asked", async || {
        test.custody.count(Call::Balances) == asked + 1
    })
    .await;
    test.clock.advance(Duration::seconds(1));
    let since = tokio::spawn({
        let bank = test.bank.clone();
        async move { bank.refresh_balances_of(wallet.id).await.unwrap() }
    });
    test.custody.release(Call::Balances);
    assert!(since.await.unwrap());
    page.await.unwrap();
    assert_eq!(test.custody.count(Call::Balances), asked + 2);
    let copies = test.store.balance_copies(&[wallet.id]).await.unwrap();
    assert_eq!(copies[&wallet.id].as_of, Some(test.clock_now()));
}

#[tokio::test]
async fn the_worker_reads_what_is_old_and_leaves_alone_what_is_not() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    let five_minutes = || test.clock_now() - Duration::minutes(5);
    assert_eq!(
        test.bank
            .refresh_balances_due(five_minutes())
            .await
            .unwrap(),
        0
    );
    test.custody.fund(wallet.address.unwrap(), eth("3"));
    test.clock.advance(Duration::minutes(6));
    assert_eq!(
        test.bank
            .refresh_balances_due(five_minutes())
            .await
            .unwrap(),
        1
    );
    let native = test
        .bank
        .wallet(&alice, wallet.id, false)
        .await
        .unwrap()
        .holdings
        .native;
    assert_eq!(native.unwrap().amount, eth("3"));
}
