//! Our books held against custody's.

use bank::Refusal;
use bank::custody::{Custody as _, Direction, Movement, NewWallet};
use bank::transfers::DecisionRequest;
use bank::wallets::OpenWallet;
use domain::execution::CustodyState;
use domain::network::Network;
use domain::reference::TxHash;
use domain::transfer::Status;
use domain::wallet::WalletStatus;
use serde_json::json;
use time::Duration;

use crate::support::{Call, Person, SubmitMode, TestBank, Trouble, eth, movement_in};
use crate::transfers::world::{OUTSIDE, World, refusal};

/// Compares again after the time that lies between two comparisons.
async fn compare(test: &TestBank) -> usize {
    test.clock.advance(Duration::minutes(16));
    test.bank.compare_round().await.unwrap()
}

/// Alerts of the audit with their subjects.
async fn alerts(test: &TestBank) -> Vec<(String, String)> {
    let mut audit = test.audit().await;
    audit.retain(|(kind, _)| kind.starts_with("alert."));
    audit
}

fn alert(kind: &str, subject: impl ToString) -> (String, String) {
    (format!("alert.{kind}"), subject.to_string())
}

fn movement_out(amount: &str, hash: u8, block: u64, world: &World) -> Movement {
    Movement {
        direction: Direction::Out,
        block,
        ..movement_in(
            eth(amount),
            TxHash::from_bytes([hash; 32]),
            world.test.clock_now(),
        )
    }
}

#[tokio::test]
async fn what_is_ours_raises_nothing_and_is_compared_once() {
    let world = World::new().await;
    let sent = world.send(&world.alice, "0.01").await;
    world.confirm_all().await;
    let hash = world.record(sent.id).await.custody.tx_hash.unwrap();
    let movement = Movement {
        tx_hash: hash,
        ..movement_out("0.01", 0, 7, &world)
    };
    let address = world.wallet.address.unwrap();
    world.test.custody.add_movement(address, movement);
    for _ in 0..3 {
        assert_eq!(compare(&world.test).await, 1);
    }
    assert_eq!(alerts(&world.test).await, []);
    assert_eq!(world.test.custody.count(Call::Transfers), 3);
    assert_eq!(world.test.custody.count(Call::History), 3);
    let health = world.bank().health().await.unwrap();
    let lately = world.test.clock_now() - Duration::minutes(1);
    assert!(health.books_compared_at.unwrap() > lately);
    world.check().await;
}

#[tokio::test]
async fn a_start_compares_every_wallet_and_then_it_takes_its_time() {
    let world = World::new().await;
    assert_eq!(world.bank().compare_round().await.unwrap(), 1);
    assert_eq!(world.bank().compare_round().await.unwrap(), 0);
    world.test.clock.advance(Duration::minutes(14));
    assert_eq!(world.bank().compare_round().await.unwrap(), 0);
    let again = world.second_node("other").await;
    assert_eq!(again.compare_round().await.unwrap(), 1, "after its start");
    world.test.clock.advance(Duration::minutes(16));
    assert_eq!(again.compare_round().await.unwrap(), 1);
}

#[tokio::test]
async fn a_transfer_made_with_the_banks_account_is_raised_once() {
    let world = World::new().await;
    compare(&world.test).await;
    let body = json!({ "to": OUTSIDE, "amount": "5", "externalId": "rogue" });
    let wallet = world.at_custody();
    let rogue = world
        .test
        .custody
        .submit_directly(&wallet, body.to_string().as_bytes());
    let out = Movement {
        tx_hash: rogue.tx_hash.unwrap(),
        ..movement_out("0.5", 0, 9, &world)
    };
    let address = world.wallet.address.unwrap();
    world.test.custody.add_movement(address, out);
    for _ in 0..3 {
        compare(&world.test).await;
    }
    let id = world.wallet.id;
    let expected = [
        alert("unknown_transfer", id),
        alert("unauthorised_outgoing", id),
    ];
    assert_eq!(alerts(&world.test).await, expected);
    let count = world.bank().vitals().await.unwrap().alerts;
    assert_eq!(count, 2);
}

#[tokio::test]
async fn what_leaves_without_any_transfer_is_raised() {
    let world = World::new().await;
    compare(&world.test).await;
    let address = world.wallet.address.unwrap();
    for (hash, block) in [(1, 20), (2, 21), (3, 21)] {
        let out = movement_out("0.1", hash, block, &world);
        world.test.custody.add_movement(address, out);
        compare(&world.test).await;
    }
    let movement = movement_in(
        eth("1"),
        TxHash::from_bytes([8; 32]),
        world.test.clock_now(),
    );
    world.test.custody.add_movement(address, movement);
    compare(&world.test).await;
    let one = alert("unauthorised_outgoing", world.wallet.id);
    assert_eq!(alerts(&world.test).await, [one.clone(), one.clone(), one]);
}

#[tokio::test]
async fn a_transfer_whose_hash_is_not_known_yet_is_waited_for() {
    let world = World::new().await;
    world.test.custody.set_mode(SubmitMode::PendingFirst);
    let sent = world
        .while_time_passes(world.send(&world.alice, "0.01"))
        .await;
    world.bank_settles().await;
    let external_id = world.external_id(sent.id).await;
    // Custody's history is ahead of what it says of the transfer.
    let out = movement_out("0.01", 5, 9, &world);
    let address = world.wallet.address.unwrap();
    world.test.custody.add_movement(address, out);
    compare(&world.test).await;
    assert_eq!(alerts(&world.test).await, []);
    assert_eq!(world.bank().health().await.unwrap().books_compared_at, None);

    world.test.custody.change_transfer(&external_id, |known| {
        known.state = CustodyState::Confirmed;
        known.tx_hash = Some(TxHash::from_bytes([5; 32]));
    });
    compare(&world.test).await;
    assert_eq!(world.status(sent.id).await, Status::Confirmed);
    assert_eq!(alerts(&world.test).await, []);
    world.check().await;
}

#[tokio::test]
async fn a_transfer_that_custody_may_not_have_is_raised() {
    let world = World::new().await;
    let pending = world.pending().await;
    let rejected = world.pending().await;
    let decision = DecisionRequest::default();
    let no = world
        .bank()
        .reject_transfer(&world.dana, rejected, &decision);
    no.await.unwrap();
    let wallet = world.at_custody();
    for id in [pending, rejected] {
        let body = world.test.store.transfer_body(id).await.unwrap();
        world.test.custody.submit_directly(&wallet, &body);
    }
    compare(&world.test).await;
    compare(&world.test).await;
    let mut raised = alerts(&world.test).await;
    raised.sort();
    let mut expected = [pending, rejected].map(|id| alert("transfer_differs", id));
    expected.sort();
    assert_eq!(raised, expected);
    assert_eq!(world.status(pending).await, Status::Pending);
    assert_eq!(world.status(rejected).await, Status::Rejected);
}

#[tokio::test]
async fn a_transfer_of_ours_that_asks_for_something_else_there_is_raised() {
    let world = World::new().await;
    let sent = world.send(&world.alice, "0.01").await;
    let external_id = world.external_id(sent.id).await;
    world.confirm_all().await;
    world.test.custody.change_transfer(&external_id, |known| {
        known.requested.amount = Some(eth("0.9"));
    });
    compare(&world.test).await;
    assert_eq!(
        alerts(&world.test).await,
        [alert("transfer_differs", sent.id)]
    );
}

#[tokio::test]
async fn a_transfer_whose_answer_was_lost_is_found_without_being_sent_again() {
    let world = World::new().await;
    world.test.custody.fail(Call::Submit, [Trouble::LostAfter]);
    let sent = world
        .while_time_passes(world.send(&world.alice, "0.01"))
        .await;
    world.bank_settles().await;
    assert_eq!(world.status(sent.id).await, Status::Submitting);
    compare(&world.test).await;
    assert_eq!(world.status(sent.id).await, Status::Broadcasted);
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    world.check().await;
}

#[tokio::test]
async fn a_comparison_that_breaks_off_is_begun_again() {
    let world = World::new().await;
    for call in [Call::Transfers, Call::History] {
        world.test.custody.fail(call, [Trouble::NotSent]);
        compare(&world.test).await;
        assert_eq!(world.bank().health().await.unwrap().books_compared_at, None);
        assert_eq!(
            world.bank().compare_round().await.unwrap(),
            0,
            "not at once"
        );
    }
    world.test.clock.advance(Duration::seconds(61));
    assert_eq!(world.bank().compare_round().await.unwrap(), 1);
    assert!(
        world
            .bank()
            .health()
            .await
            .unwrap()
            .books_compared_at
            .is_some()
    );
}

#[tokio::test]
async fn a_wallet_that_custody_forgot_is_raised() {
    let world = World::new().await;
    world
        .test
        .custody
        .fail_always(Call::Transfers, Trouble::NotFound);
    compare(&world.test).await;
    compare(&world.test).await;
    assert_eq!(
        alerts(&world.test).await,
        [alert("wallet_missing", world.wallet.id)]
    );
}

#[tokio::test]
async fn wallets_that_nobody_knows_are_sought_now_and_then() {
    let world = World::new().await;
    let made = |external_id: &str| NewWallet {
        network: Network::EthereumSepolia,
        name: "W".to_owned(),
        external_id: external_id.to_owned(),
    };
    // One of nobody, and a second one under the id of a wallet that has its address.
    for external_id in ["not-ours", &world.wallet.id.to_string()] {
        world
            .test
            .custody
            .create_wallet(&made(external_id))
            .await
            .unwrap();
    }
    world.test.custody.fail(Call::Wallets, [Trouble::NotSent]);
    compare(&world.test).await;
    assert_eq!(alerts(&world.test).await, [], "custody gave no answer");
    for _ in 0..3 {
        compare(&world.test).await;
    }
    let mut raised = alerts(&world.test).await;
    raised.sort();
    let mut expected = [
        alert("unknown_wallet", "custody"),
        alert("unknown_wallet", world.wallet.id),
    ];
    expected.sort();
    assert_eq!(raised, expected);
    assert_eq!(
        world.test.custody.count(Call::Wallets),
        2,
        "every few hours"
    );
    world.test.clock.advance(Duration::hours(6));
    compare(&world.test).await;
    assert_eq!(world.test.custody.count(Call::Wallets), 3);
    assert_eq!(alerts(&world.test).await.len(), 2);
}

#[tokio::test]
async fn a_wallet_that_is_stuck_in_its_opening_is_finished() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    // Custody makes it, and then refuses all that concerns it.
    test.custody.fail(Call::CreateWallet, [Trouble::LostAfter]);
    test.custody.fail_always(Call::FindWallet, Trouble::Denied);
    let order = OpenWallet {
        name: None,
        network: None,
    };
    let wallet = test.bank.open_wallet(&alice, &order, None);
    let wallet = while_time_passes(&test, wallet).await.unwrap().thing;
    assert_eq!(wallet.status, WalletStatus::Opening);
    test.clock.advance(Duration::seconds(30));
    test.bank.finish_opening_due().await.unwrap();
    test.bank.finish_running().await;
    test.bank.compare_round().await.unwrap();
    let opened = test.bank.wallet(&alice, wallet.id, false).await.unwrap();
    assert_eq!(opened.status, WalletStatus::Active);
    assert_eq!(test.custody.wallets_made(), 1);
}

/// Waits for something while time passes.
async fn while_time_passes<T>(test: &TestBank, work: impl Future<Output = T>) -> T {
    let mut work = core::pin::pin!(work);
    loop {
        tokio::select! {
            biased;
            done = &mut work => return done,
            () = tokio::time::sleep(core::time::Duration::from_millis(3)) => {
                test.clock.advance(Duration::milliseconds(200));
            }
        }
    }
}

#[tokio::test]
async fn a_small_budget_is_not_used_up_by_comparing() {
    let world = World::with(|settings| settings.custody_calls_per_minute = 100).await;
    for name in ["B", "C", "D"] {
        world.test.funded_wallet(&world.bob, name, "1").await;
    }
    world.test.clock.advance(Duration::minutes(2));
    assert_eq!(world.bank().compare_round().await.unwrap(), 2);
    assert_eq!(world.bank().compare_round().await.unwrap(), 2);
    assert_eq!(world.bank().compare_round().await.unwrap(), 0);
}

#[tokio::test]
async fn of_two_nodes_one_compares() {
    let world = World::new().await;
    let other = world.second_node("other").await;
    world.test.custody.hold(Call::Transfers);
    let bank = world.bank().clone();
    let first = tokio::spawn(async move { bank.compare_round().await });
    crate::support::until("the first node asks", async || {
        world.test.custody.count(Call::Transfers) == 1
    })
    .await;
    assert_eq!(other.compare_round().await.unwrap(), 0);
    world.test.custody.release(Call::Transfers);
    first.await.unwrap().unwrap();
    assert_eq!(world.test.custody.count(Call::Transfers), 1);
}

#[tokio::test]
async fn an_alert_is_open_until_an_employee_has_looked_at_it() {
    let world = World::new().await;
    compare(&world.test).await;
    let address = world.wallet.address.unwrap();
    let out = movement_out("0.1", 1, 20, &world);
    world.test.custody.add_movement(address, out);
    compare(&world.test).await;
    // However old it is.
    world.test.clock.advance(Duration::days(30));
    let bank = world.bank();
    let list = async |acknowledged: bool| {
        let page = bank::Page::first(9);
        let alerts = bank.alerts(&world.claire, Some(acknowledged), page).await;
        alerts.unwrap().rows
    };
    let open = list(false).await;
    assert_eq!((open.len(), list(true).await.len()), (1, 0));
    let number = open[0].alert.seq;
    let look = async |who: &bank::Caller, number: i64, comment: Option<&str>| {
        refusal(bank.acknowledge_alert(who, number, comment).await)
    };
    let odd = look(&world.claire, number, Some("\u{202E}")).await;
    assert!(matches!(odd, Refusal::Invalid(_)));
    assert_eq!(look(&world.alice, number, None).await, Refusal::Forbidden);
    assert_eq!(
        look(&world.claire, number + 1, None).await,
        Refusal::NotFound
    );
    assert_eq!(list(false).await, open, "a refusal changes nothing");

    let comment = Some("A drill.");
    let seen = bank.acknowledge_alert(&world.claire, number, comment);
    let seen = seen.await.unwrap().acknowledgement.unwrap();
    assert_eq!(
        (seen.by, seen.comment.as_deref()),
        (world.claire.user, comment)
    );
    assert_eq!(
        look(&world.dana, number, None).await,
        Refusal::AlreadyAcknowledged
    );
    assert_eq!((list(false).await.len(), list(true).await.len()), (0, 1));
    assert_eq!(world.test.audited("bank.alert_acknowledged").await, 1);
    let caller = bank.alerts(&world.alice, None, bank::Page::first(1)).await;
    assert_eq!(refusal(caller), Refusal::Forbidden);
    world.check().await;
}
