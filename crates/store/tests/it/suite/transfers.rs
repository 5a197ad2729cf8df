//! Transfers: rows, history, attempts, and what custody reports.

use crate::fixture::{START, TestStore, fresh, node};
use domain::address::EvmAddress;
use domain::asset;
use domain::asset::AssetId;
use domain::delegation::Grant;
use domain::id::{TransferId, UserId};
use domain::money::BaseUnits;
use domain::network::Network;
use domain::reference::{BodyHash, CustodyTransferId, ExternalId, TxHash};
use domain::transfer::Status;
use store::Error;
use store::transfers::{
    AppliedRule, CustodyNote, Ending, NewTransfer, Order, Part, Schedule, Transition,
};
use store::wallets::Wallet;
use time::{Duration, OffsetDateTime};

pub(super) const LEASE: Duration = Duration::seconds(12);

pub(super) fn eth() -> AssetId {
    asset::native(Network::EthereumSepolia).id()
}

pub(super) fn outside() -> EvmAddress {
    EvmAddress::from_bytes([0x22; 20])
}

/// A transfer of 1000 wei that waits.
pub(super) fn new_transfer(wallet: &Wallet, initiator: UserId) -> NewTransfer {
    let id = TransferId::from_uuid(fresh());
    NewTransfer {
        id,
        order: Order {
            wallet: wallet.id,
            wallet_name: wallet.name.clone(),
            initiator,
            initiated_as: Part::Owner,
            asset: eth(),
            amount: BaseUnits::from_u128(1_000),
            destination: outside(),
            body_hash: BodyHash::from_bytes([7; 32]),
            external_id: ExternalId::parse(&id.to_string()).unwrap(),
        },
        body: b"{\"to\":\"somebody\"}".to_vec(),
        rule: AppliedRule {
            kind: "bank_threshold".to_owned(),
            threshold: Some(BaseUnits::MAX),
            set_by: Some("bank".to_owned()),
        },
        status: Status::Pending,
        at: START,
    }
}

pub(super) async fn put(store: &TestStore, new: &NewTransfer) -> TransferId {
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.insert_transfer(new).await.unwrap();
    tx.commit().await.unwrap();
    new.id
}

/// Takes a transfer along a way, without a lease; the hash comes with `broadcasted`.
pub(super) async fn walk(store: &TestStore, id: TransferId, way: &[Status], at: OffsetDateTime) {
    for to in way {
        let from = store
            .find_transfer_unscoped(id)
            .await
            .unwrap()
            .unwrap()
            .status;
        let mut tx = store.begin(crate::TEST).await.unwrap();
        if *to == Status::Broadcasted {
            let worker = node("walker", 1);
            let lease = tx.claim_transfer(id, &worker, LEASE).await.unwrap().unwrap();
            let note = CustodyNote {
                id: Some(CustodyTransferId::parse(&id.to_string()).unwrap()),
                tx_hash: Some(TxHash::from_bytes([9; 32])),
                ..CustodyNote::default()
            };
            assert!(tx.note_custody(id, &lease, &note).await.unwrap());
            assert!(
                tx.release_transfer(id, &lease, &Schedule::default())
                    .await
                    .unwrap()
            );
        }
        let change = Transition {
            id,
            from,
            to: *to,
            ending: None,
            lease: None,
            at,
        };
        assert!(tx.transition(&change).await.unwrap());
        tx.commit().await.unwrap();
    }
}

/// Alice with a wallet.
pub(super) async fn alice(store: &TestStore) -> (UserId, Wallet) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "Alice's").await;
    (alice.id, wallet)
}

pub(crate) async fn what_is_stored_comes_back(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let bob = store.user("Bob").await;
    store.grant(&wallet, bob.id, Grant::View).await;
    let new = new_transfer(&wallet, alice);
    put(store, &new).await;
    let record = store.find_transfer_unscoped(new.id).await.unwrap().unwrap();
    assert_eq!(
        (record.id, &record.order, &record.rule),
        (new.id, &new.order, &new.rule)
    );
    assert_eq!(
        (record.status, record.times.created_at),
        (Status::Pending, START)
    );
    assert_eq!(
        (record.times.decided_at, record.execution.attempts),
        (None, 0)
    );
    assert_eq!(store.transfer_body(new.id).await.unwrap(), new.body);
    assert_eq!(store.transfer_steps(new.id).await.unwrap(), ["pending"]);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    assert_eq!(
        tx.find_transfer_unscoped(new.id).await.unwrap().unwrap(),
        record
    );
    assert_eq!(tx.lock_transfer(new.id).await.unwrap().unwrap(), record);
    let by_external_id = tx
        .find_transfer_by_external_id(&new.order.external_id)
        .await
        .unwrap();
    assert_eq!(by_external_id.unwrap(), record);
    let unknown = ExternalId::parse("unknown").unwrap();
    assert_eq!(
        tx.find_transfer_by_external_id(&unknown).await.unwrap(),
        None
    );
    tx.rollback().await.unwrap();
    // Owner and delegates of that moment are kept, whatever is shared later.
    let mut people = store.transfer_people(new.id).await.unwrap();
    assert_eq!((people.initiator.id, people.owner.id), (alice, alice));
    people.delegates.sort_by_key(|person| person.id);
    people.delegates.dedup_by_key(|person| person.id);
    assert!(people.delegates.iter().any(|person| person.id == bob.id));
    assert!(people.destination_owners.is_empty());

    let approved = NewTransfer {
        status: Status::Approved,
        ..new_transfer(&wallet, alice)
    };
    put(store, &approved).await;
    let record = store
        .find_transfer_unscoped(approved.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(record.times.decided_at, Some(START));
    assert_eq!(record.execution.next_attempt_at, Some(START));
}

pub(crate) async fn external_ids_are_unique(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let first = new_transfer(&wallet, alice);
    put(store, &first).await;
    let mut second = new_transfer(&wallet, alice);
    second.order.external_id = first.order.external_id.clone();
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let refused = tx.insert_transfer(&second).await.unwrap_err();
    assert!(matches!(refused, Error::UniqueViolation(_)));
}

pub(crate) async fn a_transition_needs_the_status_that_was_seen(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let later = START + Duration::seconds(5);
    let ending = Ending {
        code: "withdrawn".to_owned(),
        text: "Withdrawn.".to_owned(),
    };
    let change = Transition {
        id,
        from: Status::Pending,
        to: Status::Cancelled,
        ending: Some(&ending),
        lease: None,
        at: later,
    };
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let other = Transition {
        from: Status::Approved,
        ..change.clone()
    };
    assert!(!tx.transition(&other).await.unwrap());
    assert!(tx.transition(&change).await.unwrap());
    assert!(!tx.transition(&change).await.unwrap(), "once");
    tx.commit().await.unwrap();
    let record = store.find_transfer_unscoped(id).await.unwrap().unwrap();
    assert_eq!(record.status, Status::Cancelled);
    assert_eq!(record.ending, Some(ending));
    assert_eq!(
        (record.times.ended_at, record.times.decided_at),
        (Some(later), None)
    );
    assert_eq!(record.execution.next_attempt_at, None);
    assert_eq!(
        store.transfer_steps(id).await.unwrap(),
        ["pending", "cancelled"]
    );
}

pub(crate) async fn each_state_has_its_time(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let later = START + Duration::seconds(5);
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let way = [
        Status::Approved,
        Status::Submitting,
        Status::Broadcasted,
        Status::Confirmed,
    ];
    walk(store, id, &way, later).await;
    let times = store
        .find_transfer_unscoped(id)
        .await
        .unwrap()
        .unwrap()
        .times;
    for at in [
        times.decided_at,
        times.submitting_at,
        times.broadcasted_at,
        times.confirmed_at,
        times.ended_at,
    ] {
        assert_eq!(at, Some(later));
    }
}

pub(crate) async fn an_attempt_without_an_ending_stays_unknown(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let worker = node("a", 1);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for n in 1..=3 {
        assert_eq!(tx.start_attempt(id, &worker, START).await.unwrap(), n);
    }
    tx.end_attempt(id, 1, Some("not_sent"), "refused", START)
        .await
        .unwrap();
    tx.end_attempt(id, 2, None, "timed out", START)
        .await
        .unwrap();
    tx.end_attempt(id, 1, Some("accepted"), "too late", START)
        .await
        .unwrap();
    let inside = tx.transfer_attempts(id).await.unwrap();
    tx.commit().await.unwrap();
    let attempts = store.transfer_attempts(id).await.unwrap();
    assert_eq!(inside, attempts);
    let told: Vec<_> = attempts
        .iter()
        .map(|attempt| {
            (
                attempt.n,
                attempt.ending.as_deref(),
                attempt.detail.as_deref(),
            )
        })
        .collect();
    let expected = [
        (1, Some("not_sent"), Some("refused")),
        (2, None, Some("timed out")),
        (3, None, None),
    ];
    assert_eq!(told, expected);
    let record = store.find_transfer_unscoped(id).await.unwrap().unwrap();
    assert_eq!(record.execution.attempts, 3);
}

pub(crate) async fn a_new_attempt_forgets_what_the_list_lacked(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let worker = node("a", 1);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let lease = tx.claim_transfer(id, &worker, LEASE).await.unwrap().unwrap();
    let schedule = Schedule {
        next_attempt_at: None,
        absent_since: Some(START),
    };
    assert!(tx.release_transfer(id, &lease, &schedule).await.unwrap());
    tx.start_attempt(id, &worker, START).await.unwrap();
    let record = tx.find_transfer_unscoped(id).await.unwrap().unwrap();
    assert_eq!(record.execution.absent_since, None);
}

pub(crate) async fn custodys_first_words_are_kept(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let worker = node("a", 1);
    let custody_id = |text: &str| Some(CustodyTransferId::parse(text).unwrap());
    let hash = |byte| Some(TxHash::from_bytes([byte; 32]));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let lease = tx.claim_transfer(id, &worker, LEASE).await.unwrap().unwrap();
    let first = CustodyNote {
        id: custody_id("x-1"),
        tx_hash: hash(1),
        fee: None,
        held: false,
    };
    assert!(tx.note_custody(id, &lease, &first).await.unwrap());
    let fee = Some(BaseUnits::MAX);
    let second = CustodyNote {
        id: custody_id("x-2"),
        tx_hash: hash(2),
        fee,
        held: false,
    };
    assert!(tx.note_custody(id, &lease, &second).await.unwrap());
    let nothing = CustodyNote::default();
    assert!(tx.note_custody(id, &lease, &nothing).await.unwrap());
    let record = tx.find_transfer_unscoped(id).await.unwrap().unwrap();
    assert_eq!(record.custody.id, first.id);
    assert_eq!(
        (record.custody.tx_hash, record.custody.fee),
        (first.tx_hash, fee)
    );
    let found = tx
        .find_transfer_by_custody_id(&first.id.unwrap())
        .await
        .unwrap();
    assert_eq!(found.unwrap().id, id);
    tx.commit().await.unwrap();
    // Another transfer cannot have the same one.
    let other = put(store, &new_transfer(&wallet, alice)).await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let lease = tx.claim_transfer(other, &worker, LEASE).await.unwrap().unwrap();
    let taken = CustodyNote {
        id: custody_id("x-1"),
        ..CustodyNote::default()
    };
    let refused = tx.note_custody(other, &lease, &taken).await.unwrap_err();
    assert!(matches!(refused, Error::UniqueViolation(_)));
}

pub(crate) async fn attention_keeps_its_time_while_it_stays_the_same(store: &TestStore) {
    let (alice, wallet) = alice(store).await;
    let id = put(store, &new_transfer(&wallet, alice)).await;
    let at = |seconds| START + Duration::seconds(seconds);
    let mut since = Vec::new();
    for (code, seconds) in [(Some("a"), 1), (Some("a"), 2), (Some("b"), 3), (None, 4)] {
        let mut tx = store.begin(crate::TEST).await.unwrap();
        let attention = code.map(|code| (code, "why"));
        tx.note_attention(id, attention, at(seconds)).await.unwrap();
        tx.commit().await.unwrap();
        let record = store.find_transfer_unscoped(id).await.unwrap().unwrap();
        since.push(record.attention.map(|attention| attention.since));
    }
    assert_eq!(since, [Some(at(1)), Some(at(1)), Some(at(3)), None]);
}
