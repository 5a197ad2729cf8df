//! What custody tells by itself: late, twice, in any order, and never booked.

mod order;

use bank::custody::{
    Custody as _, CustodyTransfer, CustodyWallet, Direction, HistoryRequest, NewWallet, PageRequest,
};
use bank::notices::{Notice, SeenMovement};
use bank::wallets::OpenWallet;
use domain::execution::CustodyState;
use domain::network::Network;
use domain::reference::TxHash;
use domain::transfer::Status;
use domain::wallet::WalletStatus;
use time::Duration;

use crate::support::{Call, Person, SubmitMode, TestBank, Trouble, eth, movement_in};
use crate::transfers::world::World;

/// A transfer of ours at custody as it is now, but in another state.
fn told(world: &World, state: CustodyState) -> CustodyTransfer {
    let transfer = world.test.custody.executions().pop().unwrap();
    CustodyTransfer { state, ..transfer }
}

async fn receive(world: &World, notice: Notice) {
    world.bank().receive_notice(notice).await.unwrap();
}

/// Works on the inbox until nothing is due, for so many seconds.
async fn work_on_inbox(test: &TestBank, seconds: u32) {
    test.bank.inbox_round().await.unwrap();
    for _ in 0..seconds {
        test.clock.advance(Duration::seconds(1));
        test.bank.inbox_round().await.unwrap();
    }
}

/// One transfer that custody has accepted and not sent yet.
async fn accepted(world: &World) -> domain::id::TransferId {
    world.test.custody.set_mode(SubmitMode::PendingFirst);
    let transfer = world
        .while_time_passes(world.send(&world.alice, "0.01"))
        .await;
    world.bank_settles().await;
    transfer.id
}

#[tokio::test]
async fn a_notice_is_the_reason_to_ask_and_custodys_answer_is_booked() {
    let world = World::new().await;
    let id = accepted(&world).await;
    let external_id = world.external_id(id).await;
    // It tells of an end that custody does not know of when asked.
    receive(&world, Notice::Transfer(told(&world, CustodyState::Failed))).await;
    work_on_inbox(&world.test, 1).await;
    assert_eq!(world.status(id).await, Status::Submitting);

    world
        .test
        .custody
        .move_on(&external_id, CustodyState::Confirmed);
    let confirmed = told(&world, CustodyState::Confirmed);
    receive(&world, Notice::Transfer(confirmed)).await;
    world.bank().inbox_round().await.unwrap();
    assert_eq!(
        world.steps(id).await,
        "approved submitting broadcasted confirmed"
    );
    world.check().await;
}

#[tokio::test]
async fn what_is_known_already_costs_no_call() {
    let world = World::new().await;
    let id = accepted(&world).await;
    world.confirm_all().await;
    assert_eq!(world.status(id).await, Status::Confirmed);
    let asked = world.test.custody.count(Call::Transfer);
    for state in [
        CustodyState::Waiting {
            held_by_policy: false,
        },
        CustodyState::Executing,
        CustodyState::Broadcasted,
        CustodyState::Confirmed,
    ] {
        receive(&world, Notice::Transfer(told(&world, state))).await;
    }
    assert_eq!(world.bank().inbox_round().await.unwrap(), 4);
    assert_eq!(world.test.custody.count(Call::Transfer), asked);
    assert_eq!(world.bank().inbox_round().await.unwrap(), 0);
    world.check().await;
}

#[tokio::test]
async fn a_repetition_is_counted_and_not_worked_on_again() {
    let world = World::new().await;
    let id = accepted(&world).await;
    let external_id = world.external_id(id).await;
    world
        .test
        .custody
        .move_on(&external_id, CustodyState::Broadcasted);
    for _ in 0..3 {
        receive(
            &world,
            Notice::Transfer(told(&world, CustodyState::Broadcasted)),
        )
        .await;
    }
    assert_eq!(world.bank().inbox_round().await.unwrap(), 1);
    receive(
        &world,
        Notice::Transfer(told(&world, CustodyState::Broadcasted)),
    )
    .await;
    assert_eq!(world.bank().inbox_round().await.unwrap(), 0);
    assert_eq!(world.status(id).await, Status::Broadcasted);
    world.check().await;
}

#[tokio::test]
async fn a_transfer_whose_answer_was_lost_is_found_by_its_notice() {
    let world = World::new().await;
    world.test.custody.fail(Call::Submit, [Trouble::LostAfter]);
    let transfer = world
        .while_time_passes(world.send(&world.alice, "0.01"))
        .await;
    world.bank_settles().await;
    assert_eq!(world.status(transfer.id).await, Status::Submitting);
    let submitted = world.test.custody.count(Call::Submit);
    receive(
        &world,
        Notice::Transfer(told(&world, CustodyState::Broadcasted)),
    )
    .await;
    world.bank().inbox_round().await.unwrap();
    assert_eq!(world.status(transfer.id).await, Status::Broadcasted);
    assert_eq!(
        world.test.custody.count(Call::Submit),
        submitted,
        "only asked"
    );
    world.check().await;
}

#[tokio::test]
async fn a_notice_that_nobody_can_work_on_yet_waits() {
    let world = World::new().await;
    let id = accepted(&world).await;
    let external_id = world.external_id(id).await;
    world
        .test
        .custody
        .move_on(&external_id, CustodyState::Broadcasted);
    world
        .test
        .custody
        .fail_always(Call::Transfer, Trouble::NotSent);
    receive(
        &world,
        Notice::Transfer(told(&world, CustodyState::Broadcasted)),
    )
    .await;
    work_on_inbox(&world.test, 5).await;
    assert_eq!(world.status(id).await, Status::Submitting);
    world.test.custody.heal();
    work_on_inbox(&world.test, 10).await;
    assert_eq!(world.status(id).await, Status::Broadcasted);
    world.check().await;
}

#[tokio::test]
async fn custody_is_asked_less_often_while_it_tells_by_itself() {
    let world = World::new().await;
    let id = accepted(&world).await;
    let gap = async || {
        world.test.clock.advance(Duration::seconds(1));
        world.bank().poll_round().await.unwrap();
        let next = world.record(id).await.execution.next_attempt_at.unwrap();
        next - world.test.clock_now()
    };
    world.test.clock.advance(Duration::seconds(5));
    assert_eq!(gap().await, Duration::seconds(2));
    receive(
        &world,
        Notice::Transfer(told(&world, CustodyState::Executing)),
    )
    .await;
    world.bank().inbox_round().await.unwrap();
    world.test.clock.advance(Duration::seconds(5));
    assert_eq!(gap().await, Duration::seconds(10));
    world.check().await;
}

#[tokio::test]
async fn a_transfer_that_nobody_asked_for_is_raised_once() {
    let world = World::new().await;
    let wallet = world.at_custody();
    let body = br#"{"to":"0x8ba1f109551bD432803012645Ac136ddd64DBA72","amount":"5","externalId":"not-ours"}"#;
    let rogue = world.test.custody.submit_directly(&wallet, body);
    for state in [CustodyState::Broadcasted, CustodyState::Confirmed] {
        let rogue = CustodyTransfer {
            state,
            ..rogue.clone()
        };
        receive(&world, Notice::Transfer(rogue)).await;
        work_on_inbox(&world.test, 1).await;
    }
    let alerts: Vec<_> = alerts(&world.test).await;
    let subject = world.wallet.id.to_string();
    assert_eq!(alerts, [("alert.unknown_transfer".to_owned(), subject)]);
}

/// Alerts of the audit with their subjects.
async fn alerts(test: &TestBank) -> Vec<(String, String)> {
    let mut audit = test.audit().await;
    audit.retain(|(kind, _)| kind.starts_with("alert."));
    audit
}

#[tokio::test]
async fn a_wallet_that_nobody_knows_is_raised_once_after_a_while() {
    let test = TestBank::start().await;
    let new = NewWallet {
        network: Network::EthereumSepolia,
        name: "whose".to_owned(),
        external_id: "not-ours".to_owned(),
    };
    let foreign: CustodyWallet = test.custody.create_wallet(&new).await.unwrap();
    test.bank
        .receive_notice(Notice::Wallet(foreign.clone()))
        .await
        .unwrap();
    let seen = SeenMovement {
        wallet: foreign.id.clone(),
        movement: movement_in(eth("1"), TxHash::from_bytes([3; 32]), test.clock_now()),
        position: String::new(),
        is_final: true,
    };
    test.bank
        .receive_notice(Notice::Movement(seen))
        .await
        .unwrap();
    work_on_inbox(&test, 1).await;
    assert_eq!(alerts(&test).await, [], "it may just be opening");
    work_on_inbox(&test, 40).await;
    let expected = [("alert.unknown_wallet".to_owned(), "custody".to_owned())];
    assert_eq!(alerts(&test).await, expected);
}

#[tokio::test]
async fn a_wallet_that_waits_for_its_address_is_opened_by_the_notice() {
    let test = TestBank::start().await;
    let alice = test.caller(Person::ALICE).await;
    test.custody.make_addresses_later();
    let order = OpenWallet {
        name: None,
        network: None,
    };
    let open = test.bank.open_wallet(&alice, &order, None);
    let wallet = tokio::select! {
        made = open => made.unwrap().thing,
        () = async { loop {
            tokio::time::sleep(std::time::Duration::from_millis(3)).await;
            test.clock.advance(Duration::milliseconds(200));
        } } => unreachable!(),
    };
    assert_eq!(wallet.status, WalletStatus::Opening);
    test.bank.finish_running().await;
    test.custody.give_addresses();
    let page = PageRequest {
        limit: 1,
        cursor: None,
    };
    let made = test.custody.wallets(&page).await.unwrap().items.remove(0);
    test.bank
        .receive_notice(Notice::Wallet(made))
        .await
        .unwrap();
    test.bank.inbox_round().await.unwrap();
    let opened = test.bank.wallet(&alice, wallet.id, false).await.unwrap();
    assert_eq!(opened.status, WalletStatus::Active);
}

#[tokio::test]
async fn a_deposit_shows_before_it_is_final_and_refreshes_the_balance() {
    let world = World::new().await;
    let address = world.wallet.address.unwrap();
    let hash = TxHash::from_bytes([9; 32]);
    let movement = movement_in(eth("2"), hash, world.test.clock_now());
    let seen = |is_final| {
        Notice::Movement(SeenMovement {
            wallet: world.at_custody().id,
            movement: movement.clone(),
            position: "0".to_owned(),
            is_final,
        })
    };
    let request = HistoryRequest::default();
    let rows = async |direction| {
        let request = HistoryRequest {
            direction,
            page: PageRequest {
                limit: 50,
                ..request.page.clone()
            },
        };
        let page = world
            .bank()
            .wallet_activity(&world.alice, world.wallet.id, &request)
            .await
            .unwrap();
        let rows = page.rows.iter();
        rows.map(|row| (row.tx_hash, row.is_final))
            .collect::<Vec<_>>()
    };
    world.test.custody.fund(address, eth("3"));
    receive(&world, seen(false)).await;
    world.test.clock.advance(Duration::seconds(1));
    world.bank().inbox_round().await.unwrap();
    assert_eq!(rows(None).await, [(hash, false)]);
    assert_eq!(rows(Some(Direction::Out)).await, []);
    let balance = async || {
        let wallet = world
            .bank()
            .wallet(&world.alice, world.wallet.id, false)
            .await
            .unwrap();
        wallet.holdings.assets[0].amount
    };
    assert_eq!(balance().await, eth("3"), "without anybody asking for it");

    world.test.custody.add_movement(address, movement.clone());
    assert_eq!(
        rows(None).await,
        [(hash, true)],
        "history has it: shown once"
    );
    receive(&world, seen(true)).await;
    world.bank().inbox_round().await.unwrap();
    assert_eq!(rows(Some(Direction::In)).await, [(hash, true)]);
    assert_eq!(alerts(&world.test).await, []);
}

#[tokio::test]
async fn a_block_that_was_replaced_takes_its_deposit_with_it() {
    let world = World::new().await;
    let movement = movement_in(
        eth("2"),
        TxHash::from_bytes([9; 32]),
        world.test.clock_now(),
    );
    let seen = SeenMovement {
        wallet: world.at_custody().id,
        movement,
        position: String::new(),
        is_final: false,
    };
    receive(&world, Notice::Movement(seen)).await;
    work_on_inbox(&world.test, 1).await;
    let count = async || {
        let page = world
            .bank()
            .wallet_activity(&world.alice, world.wallet.id, &HistoryRequest::default())
            .await;
        page.unwrap().rows.len()
    };
    assert_eq!(count().await, 1);
    world.test.clock.advance(Duration::hours(25));
    assert_eq!(count().await, 0);
}

#[tokio::test]
async fn worked_notices_are_forgotten_after_a_month_and_open_ones_are_not() {
    let world = World::new().await;
    let wallet = world.at_custody();
    let body = br#"{"to":"0x8ba1f109551bD432803012645Ac136ddd64DBA72","amount":"5","externalId":"not-ours"}"#;
    let rogue = world.test.custody.submit_directly(&wallet, body);
    let told = CustodyTransfer {
        state: CustodyState::Executing,
        ..rogue
    };
    receive(&world, Notice::Transfer(told.clone())).await;
    work_on_inbox(&world.test, 1).await;
    let open = SeenMovement {
        wallet: domain::reference::CustodyWalletId::parse("cw-none").unwrap(),
        movement: movement_in(
            eth("1"),
            TxHash::from_bytes([1; 32]),
            world.test.clock_now(),
        ),
        position: String::new(),
        is_final: true,
    };
    receive(&world, Notice::Movement(open)).await;
    world.test.clock.advance(Duration::days(36));
    world.bank().keep_house().await.unwrap();
    receive(&world, Notice::Transfer(told)).await;
    let due = world.test.store.notices_due(10).await.unwrap();
    assert_eq!(due.len(), 2, "the open one, and the other as news");
}
