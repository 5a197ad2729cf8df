use bank::Refusal;
use bank::custody::{Direction, HistoryRequest, Movement, PageRequest};
use domain::money::{BaseUnits, Cents};
use domain::reference::TxHash;

use crate::support::{Call, Person, TestBank, Trouble, eth, movement_in, refusal};

/// A page of both directions.
fn history(limit: u32, cursor: Option<String>) -> HistoryRequest {
    HistoryRequest {
        direction: None,
        page: PageRequest { limit, cursor },
    }
}

#[tokio::test]
async fn who_may_read_a_wallet_and_that_employees_are_audited() {
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
    test.share(&alice, wallet, "bob@example.com", "view", None)
        .await;

    assert!(
        test.bank
            .wallet(&alice, wallet, false)
            .await
            .unwrap()
            .shared
            .is_none()
    );
    assert!(
        test.bank
            .wallet(&bob, wallet, false)
            .await
            .unwrap()
            .shared
            .is_some()
    );
    assert_eq!(
        refusal(test.bank.wallet(&charlie, wallet, false).await),
        Refusal::NotFound
    );
    assert_eq!(test.audited("wallet.read").await, 0);
    test.bank.wallet(&claire, wallet, false).await.unwrap();
    assert_eq!(test.audited("wallet.read").await, 1);
}

#[tokio::test]
async fn employees_read_activity_and_customers_on_the_banks_side_and_audited() {
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
    test.share(&alice, wallet, "bob@example.com", "view", None)
        .await;

    let page = history(10, None);
    let bank = &test.bank;
    assert!(bank.wallet_activity(&bob, wallet, &page).await.is_ok());
    for other in [&charlie, &claire] {
        let answer = bank.wallet_activity(other, wallet, &page).await;
        assert_eq!(
            refusal(answer),
            Refusal::NotFound,
            "employees come by the bank's side"
        );
    }
    assert!(
        bank.wallet_activity_for_bank(&claire, wallet, &page)
            .await
            .is_ok()
    );
    let answer = bank.wallet_activity_for_bank(&alice, wallet, &page).await;
    assert_eq!(refusal(answer), Refusal::Forbidden);
    assert_eq!(test.audited("wallet.activity_read").await, 1);

    let customer = bank.customer_wallets(&claire, alice.user).await.unwrap();
    assert_eq!(
        (customer.wallets.len(), customer.delegations.granted.len()),
        (1, 1)
    );
    let answer = bank.customer_wallets(&alice, alice.user).await;
    assert_eq!(refusal(answer), Refusal::Forbidden);
    assert_eq!(test.audited("customer.read").await, 1);
}

#[tokio::test]
async fn renaming_is_the_owners_and_audited_once() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let wallet = test.funded_wallet(&alice, "One", "1").await.id;
    let renamed = test
        .bank
        .rename_wallet(&alice, wallet, "Für später ’26")
        .await
        .unwrap();
    assert_eq!(renamed.name, "Für später ’26");
    test.bank
        .rename_wallet(&alice, wallet, "Für später ’26")
        .await
        .unwrap();
    assert_eq!(test.audited("wallet.renamed").await, 1);
    assert_eq!(
        refusal(test.bank.rename_wallet(&bob, wallet, "Mine").await),
        Refusal::NotFound
    );
    let answer = test
        .bank
        .rename_wallet(&alice, wallet, &"x".repeat(101))
        .await;
    let Refusal::Invalid(errors) = refusal(answer) else {
        panic!("not about fields")
    };
    assert_eq!((errors[0].field, errors[0].code), ("name", "text_too_long"));
}

#[tokio::test]
async fn activity_is_paged_and_says_when_custody_gave_no_answer() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    for n in 1..=3_u8 {
        let hash = TxHash::from_bytes([n; 32]);
        let movement = movement_in(BaseUnits::from_u128(u128::from(n)), hash, test.clock_now());
        test.custody.add_movement(wallet.address.unwrap(), movement);
    }
    let page = history(2, None);
    let first = test
        .bank
        .wallet_activity(&alice, wallet.id, &page)
        .await
        .unwrap();
    assert_eq!((first.rows.len(), first.incomplete), (2, false));
    assert_eq!(first.rows[0].symbol, "ETH");
    assert!(
        first.rows[0]
            .explorer_url
            .ends_with(&first.rows[0].tx_hash.to_string())
    );
    let page = history(2, first.next);
    let second = test
        .bank
        .wallet_activity(&alice, wallet.id, &page)
        .await
        .unwrap();
    assert_eq!((second.rows.len(), second.next), (1, None));

    test.custody.fail_always(Call::History, Trouble::NotSent);
    let page = history(2, None);
    let answer = test
        .bank
        .wallet_activity(&alice, wallet.id, &page)
        .await
        .unwrap();
    assert_eq!((answer.rows.len(), answer.incomplete), (0, true));
}

#[tokio::test]
async fn the_banks_overview_is_for_employees() {
    let test = TestBank::start().await;
    let (alice, claire) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::CLAIRE).await,
    );
    assert_eq!(
        refusal(test.bank.admin_overview(&alice).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(test.bank.admin_health(&alice).await),
        Refusal::Forbidden
    );
    let overview = test.bank.admin_overview(&claire).await.unwrap();
    assert_eq!(overview.pending.count, 0);
    assert_eq!(overview.health.open, bank::admin::OpenCounts::default());
    assert!(overview.volume.is_empty() && overview.health.paused.is_none());

    let answer = test
        .bank
        .audit(&alice, &Default::default(), bank::Page::first(10))
        .await;
    assert_eq!(refusal(answer), Refusal::Forbidden);
    let rows = test
        .bank
        .audit(&claire, &Default::default(), bank::Page::first(10))
        .await
        .unwrap();
    assert_eq!(rows.rows.len(), 4, "two people, two accounts");
}

#[tokio::test]
async fn events_are_heard_by_who_may_see_the_wallet_at_that_moment() {
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
    test.share(&alice, wallet, "bob@example.com", "view", None)
        .await;
    let before = test.bank.latest_event().await.unwrap();
    test.bank
        .rename_wallet(&alice, wallet, "Other")
        .await
        .unwrap();

    for (listener, hears) in [
        (&alice, true),
        (&bob, true),
        (&charlie, false),
        (&claire, true),
    ] {
        let (heard, seq) = test.bank.events_after(listener, before).await.unwrap();
        assert_eq!(
            heard.iter().any(|event| event.kind == "wallet.changed"),
            hears
        );
        assert!(
            heard
                .iter()
                .all(|event| event.subject == wallet.to_string())
        );
        assert_eq!(seq, before + 1, "what is not heard is not looked at again");
    }
}

#[tokio::test]
async fn an_outgoing_movement_names_the_transfer_behind_it() {
    let test = TestBank::start().await;
    let (alice, bob) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::BOB).await,
    );
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    test.share(&alice, wallet.id, "bob@example.com", "transfer", None)
        .await;
    let sent = test.send(&bob, wallet.id, "0.01").await;
    let record = test
        .store
        .find_transfer_unscoped(sent)
        .await
        .unwrap()
        .unwrap();
    let hash = record.custody.tx_hash.unwrap();
    let outgoing = Movement {
        direction: Direction::Out,
        to: Some(record.order.destination),
        ..movement_in(record.order.amount, hash, test.clock_now())
    };
    let address = wallet.address.unwrap();
    test.custody.add_movement(address, outgoing.clone());
    // The same transaction seen from the receiving side is no transfer of this wallet.
    let incoming = Movement {
        direction: Direction::In,
        ..outgoing
    };
    test.custody.add_movement(address, incoming);

    let page = history(10, None);
    let rows = test
        .bank
        .wallet_activity(&alice, wallet.id, &page)
        .await
        .unwrap()
        .rows;
    assert_eq!(rows[0].transfer, None);
    let transfer = rows[1].transfer.as_ref().unwrap();
    assert_eq!(
        (transfer.id, transfer.initiator_name.as_str()),
        (sent, "Bob")
    );

    // With custody out of reach our own transfers are still known.
    test.custody.go_down();
    let answer = test
        .bank
        .wallet_activity(&alice, wallet.id, &page)
        .await
        .unwrap();
    assert!(answer.incomplete);
    assert_eq!(answer.rows[0].transfer.as_ref().unwrap().id, sent);
    assert_eq!(answer.rows[0].tx_hash, hash);
}

#[tokio::test]
async fn activity_is_asked_for_by_direction_and_has_a_value() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    let wallet = test.funded_wallet(&alice, "One", "1").await;
    test.bank.refresh_rates_if_due().await.unwrap();
    for n in 1..=4_u8 {
        let hash = TxHash::from_bytes([n; 32]);
        let movement = Movement {
            direction: if n % 2 == 0 {
                Direction::Out
            } else {
                Direction::In
            },
            ..movement_in(eth("0.5"), hash, test.clock_now())
        };
        test.custody.add_movement(wallet.address.unwrap(), movement);
    }
    for direction in [Direction::In, Direction::Out] {
        let mut request = HistoryRequest {
            direction: Some(direction),
            ..history(1, None)
        };
        for is_last in [false, true] {
            let page = test.bank.wallet_activity(&alice, wallet.id, &request).await;
            let page = page.unwrap();
            assert_eq!(page.rows.len(), 1);
            assert_eq!(page.rows[0].direction, direction);
            let value = page.rows[0].eur.unwrap();
            assert_eq!((value.cents, value.demo_rate), (Cents::new(100_000), true));
            assert_eq!(page.next.is_none(), is_last);
            request.page.cursor = page.next;
        }
    }
    // What is known without custody is what went out.
    test.custody.fail_always(Call::History, Trouble::NotSent);
    test.send(&alice, wallet.id, "0.01").await;
    for (direction, count) in [
        (None, 1),
        (Some(Direction::Out), 1),
        (Some(Direction::In), 0),
    ] {
        let request = HistoryRequest {
            direction,
            ..history(9, None)
        };
        let page = test.bank.wallet_activity(&alice, wallet.id, &request).await;
        let page = page.unwrap();
        assert_eq!((page.rows.len(), page.incomplete), (count, true));
    }
}

#[tokio::test]
async fn employees_read_who_froze_a_wallet() {
    let test = TestBank::start().await;
    let (alice, claire) = (
        test.caller(Person::ALICE).await,
        test.caller(Person::CLAIRE).await,
    );
    let dana = test.caller(Person::DANA).await;
    let bank = &test.bank;
    let id = test.funded_wallet(&alice, "One", "1").await.id;
    let name = async |who: &bank::Caller| {
        let wallet = bank.wallet(who, id, false).await.unwrap();
        wallet.frozen_by_name
    };
    assert_eq!(name(&dana).await, None);
    bank.freeze_wallet(&alice, id).await.unwrap();
    assert_eq!(name(&dana).await.as_deref(), Some("Alice"));
    bank.freeze_wallet_for_bank(&claire, id).await.unwrap();
    assert_eq!(name(&dana).await.as_deref(), Some("Claire"));
    assert_eq!(
        name(&alice).await,
        None,
        "customers read no employee's name"
    );
    let customer = bank.customer_wallets(&dana, alice.user).await.unwrap();
    let frozen = &customer.wallets[0];
    assert_eq!(frozen.frozen_by_name.as_deref(), Some("Claire"));
    assert_eq!(customer.fiat_accounts.len(), 2);
    bank.unfreeze_wallet_for_bank(&claire, id).await.unwrap();
    assert_eq!(name(&dana).await.as_deref(), Some("Alice"));
    bank.freeze_wallet_for_bank(&dana, id).await.unwrap();
    assert_eq!(
        name(&claire).await.as_deref(),
        Some("Dana"),
        "the newest counts"
    );
}
