//! What the database refuses of transfers, their history and their votes, whoever asks.

use std::collections::VecDeque;

use domain::execution::AttemptEnding;
use domain::transfer::Status;
use uuid::Uuid;

use crate::fixture::{START, TestStore, fresh};

/// A transfer written past the store, in a first status, and a user who may vote on it.
async fn transfer(store: &TestStore, status: &str) -> (Uuid, Uuid) {
    let alice = store.user("Alice").await;
    let wallet = match store.wallets_of(alice.id).await.unwrap().pop() {
        Some(wallet) => wallet,
        None => store.wallet(alice.id, "W").await,
    };
    let id = fresh();
    store.raw(&insert(store, id, status, wallet.id.uuid(), alice.id.uuid())).await.unwrap();
    (id, alice.id.uuid())
}

/// The wallet that transfers of these tests are of.
async fn the_wallet(store: &TestStore) -> Uuid {
    let ids = store.texts("SELECT hex(id) FROM wallets", "SELECT id::text FROM wallets").await;
    Uuid::parse_str(&ids[0]).unwrap()
}

fn insert(store: &TestStore, id: Uuid, status: &str, wallet: Uuid, initiator: Uuid) -> String {
    let (at, zero) = (store.time(START), "0".repeat(64));
    let body = if store.is_sqlite() { "x'7b7d'" } else { "'{}'" };
    format!(
        "INSERT INTO transfers (id, wallet_id, wallet_name, initiator_id, asset_id, amount,
             destination, body, body_hash, external_id, rule_kind, initiated_as, status, tx_hash,
             created_at, updated_at)
         VALUES ({}, {}, 'W', {}, 'a', {}, 'd', {body}, '{zero}', '{}', 'r', 'owner', '{status}',
             'hash', {at}, {at})",
        store.id(id),
        store.id(wallet),
        store.id(initiator),
        store.amount("1"),
        id.simple(),
    )
}

fn set_status(store: &TestStore, id: Uuid, status: Status) -> String {
    format!("UPDATE transfers SET status = '{}' WHERE id = {}", status.as_str(), store.id(id))
}

/// Every legal step from one status to another. Typed by hand: `domain` makes its events only from
/// proofs, and its own suite prints its table.
const LEGAL_STEPS: [(Status, Status); 10] = [
    (Status::Pending, Status::Approved),
    (Status::Pending, Status::Rejected),
    (Status::Pending, Status::Cancelled),
    (Status::Approved, Status::Submitting),
    (Status::Approved, Status::Cancelled),
    (Status::Submitting, Status::Approved),
    (Status::Submitting, Status::Broadcasted),
    (Status::Submitting, Status::Failed),
    (Status::Broadcasted, Status::Confirmed),
    (Status::Broadcasted, Status::Failed),
];

/// A way from a first status to each status, along legal steps.
fn ways() -> Vec<Vec<Status>> {
    let mut ways: Vec<Vec<Status>> = Vec::new();
    let mut queue = VecDeque::from([vec![Status::Pending]]);
    while let Some(way) = queue.pop_front() {
        let last = *way.last().unwrap();
        if ways.iter().any(|known| known.last() == Some(&last)) {
            continue;
        }
        for next in Status::ALL {
            if LEGAL_STEPS.contains(&(last, next)) {
                queue.push_back([way.as_slice(), &[next]].concat());
            }
        }
        ways.push(way);
    }
    ways
}

pub(crate) async fn statuses_follow_the_state_machine(store: &TestStore) {
    let ways = ways();
    assert_eq!(ways.len(), Status::ALL.len(), "every status can be reached");
    for way in ways {
        let from = *way.last().unwrap();
        for to in Status::ALL {
            let (id, _) = transfer(store, "pending").await;
            let known = format!("UPDATE transfers SET custody_id = '{id}' WHERE id = {}", store.id(id));
            store.raw(&known).await.unwrap();
            for step in &way[1..] {
                store.raw(&set_status(store, id, *step)).await.unwrap();
            }
            let step = set_status(store, id, to);
            if to == from || LEGAL_STEPS.contains(&(from, to)) {
                store.raw(&step).await.unwrap();
            } else {
                store.refuses(&step).await;
            }
        }
    }
}

pub(crate) async fn transfers_begin_pending_or_approved(store: &TestStore) {
    let (_, alice) = transfer(store, "approved").await;
    let wallet = the_wallet(store).await;
    let others = Status::ALL.iter().map(|status| status.as_str());
    for status in others.filter(|status| !matches!(*status, "pending" | "approved")).chain(["new"])
    {
        store.refuses(&insert(store, fresh(), status, wallet, alice)).await;
    }
}

pub(crate) async fn what_was_asked_for_never_changes(store: &TestStore) {
    transfer(store, "pending").await;
    let bob = store.user("Bob").await;
    let other = store.wallet(bob.id, "Other").await;
    let changes = [
        format!("wallet_id = {}", store.id(other.id.uuid())),
        format!("initiator_id = {}", store.id(bob.id.uuid())),
        "asset_id = 'other'".to_owned(),
        format!("amount = {}", store.amount("2")),
        "destination = 'other'".to_owned(),
        format!("body = {}", if store.is_sqlite() { "x'00'" } else { "'x'" }),
        format!("body_hash = '{}'", "1".repeat(64)),
        "external_id = 'other'".to_owned(),
        format!("created_at = {}", store.time(START.replace_year(2025).unwrap())),
    ];
    for change in changes {
        store.refuses(&format!("UPDATE transfers SET {change}")).await;
    }
    store.refuses("DELETE FROM transfers").await;
    store.refuses(&format!("UPDATE transfers SET fee = {}", store.amount("-1"))).await;
    store.refuses("UPDATE transfers SET lease_node = 'a'").await;
    store.refuses("UPDATE transfers SET attention_code = 'a'").await;
    store.raw("UPDATE transfers SET custody_id = 'xfr'").await.unwrap();
    store.refuses("UPDATE transfers SET custody_id = 'other'").await;
    store.refuses("UPDATE transfers SET custody_id = NULL").await;
}

pub(crate) async fn ids_that_custody_knows_are_unique(store: &TestStore) {
    let (first, _) = transfer(store, "pending").await;
    let (second, alice) = transfer(store, "pending").await;
    let set = |id| format!("UPDATE transfers SET custody_id = 'xfr' WHERE id = {}", store.id(id));
    store.raw(&set(first)).await.unwrap();
    assert!(store.raw(&set(second)).await.unwrap_err().is_unique_violation());
    let wallet = the_wallet(store).await;
    let own = fresh();
    let again = insert(store, own, "pending", wallet, alice)
        .replace(&format!("'{}', 'r'", own.simple()), &format!("'{}', 'r'", first.simple()));
    assert!(store.raw(&again).await.unwrap_err().is_unique_violation());
}

pub(crate) async fn amounts_and_hashes_of_transfers_are_sound(store: &TestStore) {
    let (_, alice) = transfer(store, "pending").await;
    let wallet = the_wallet(store).await;
    let sound = insert(store, fresh(), "pending", wallet, alice);
    let (one, zero) = (store.amount("1"), store.amount("0"));
    store.refuses(&sound.replacen(&format!("'a', {one},"), &format!("'a', {zero},"), 1)).await;
    let hash = "0".repeat(64);
    store.refuses(&sound.replace(&format!("'{hash}'"), "'short'")).await;
    store.refuses(&sound.replace("'owner'", "'stranger'")).await;
    // On chain is what has a hash.
    let (bare, _) = transfer(store, "approved").await;
    store.raw(&set_status(store, bare, Status::Submitting)).await.unwrap();
    store.raw("UPDATE transfers SET tx_hash = NULL").await.unwrap();
    store.refuses(&set_status(store, bare, Status::Broadcasted)).await;
}

pub(crate) async fn history_is_written_once(store: &TestStore) {
    let (id, user) = transfer(store, "pending").await;
    let (id, user, at) = (store.id(id), store.id(user), store.time(START));
    let rows = [
        format!("transfer_steps (transfer_id, status, at) VALUES ({id}, 'pending', {at})"),
        format!("transfer_parties (transfer_id, user_id, part) VALUES ({id}, {user}, 'owner')"),
        format!(
            "approvals (id, transfer_id, decider_id, decision, body_hash, at)
             VALUES ({}, {id}, {user}, 'approve', 'h', {at})",
            store.id(fresh())
        ),
    ];
    for row in &rows {
        store.raw(&format!("INSERT INTO {row}")).await.unwrap();
    }
    for table in ["transfer_steps", "transfer_parties", "approvals"] {
        store.refuses(&format!("UPDATE {table} SET transfer_id = transfer_id")).await;
        store.refuses(&format!("DELETE FROM {table}")).await;
    }
    store.refuses(&format!("INSERT INTO {}", rows[1].replace("'owner'", "'other'"))).await;
    let vote = format!(
        "INSERT INTO approvals (id, transfer_id, decider_id, decision, body_hash, at)
         VALUES ({}, {id}, {user}, 'reject', 'h', {at})",
        store.id(fresh())
    );
    assert!(store.raw(&vote).await.unwrap_err().is_unique_violation());
    store.refuses(&vote.replace("'reject'", "'abstain'")).await;
}

pub(crate) async fn the_ending_of_an_attempt_is_set_once(store: &TestStore) {
    let (id, _) = transfer(store, "pending").await;
    let (id, at) = (store.id(id), store.time(START));
    let attempt = format!(
        "INSERT INTO transfer_attempts (transfer_id, n, started_at, node, boot)
         VALUES ({id}, 1, {at}, 'a', 1)"
    );
    store.raw(&attempt).await.unwrap();
    assert!(store.raw(&attempt).await.unwrap_err().is_unique_violation());
    store.refuses("UPDATE transfer_attempts SET ending = 'not_sent'").await;
    let end = format!("UPDATE transfer_attempts SET ended_at = {at}, ending = ");
    store.raw(&format!("{end} 'not_sent'")).await.unwrap();
    store.raw(&format!("{end} 'not_sent'")).await.unwrap();
    store.refuses(&format!("{end} 'accepted'")).await;
    store.refuses("UPDATE transfer_attempts SET ending = NULL, ended_at = NULL").await;
}

/// An attempt to hand a transfer over, with its ending if it has one.
async fn attempt(store: &TestStore, id: Uuid, n: u32, ending: Option<&str>) {
    let (id, at) = (store.id(id), store.time(START));
    let end = match ending {
        None => "NULL, NULL".to_owned(),
        Some(ending) => format!("'{ending}', {at}"),
    };
    let insert = format!(
        "INSERT INTO transfer_attempts (transfer_id, n, started_at, node, boot, ending, ended_at)
         VALUES ({id}, {n}, {at}, 'a', 1, {end})"
    );
    store.raw(&insert).await.unwrap();
}

/// Every ending of an attempt but the one that says for certain that nothing was sent.
fn doubtful() -> impl Iterator<Item = Option<&'static str>> {
    let known = AttemptEnding::ALL.into_iter().filter(|known| *known != AttemptEnding::NotSent);
    known.map(|ending| Some(ending.as_str())).chain([None])
}

pub(crate) async fn what_may_have_been_sent_is_not_let_go(store: &TestStore) {
    for ending in doubtful() {
        // Whichever of the attempts it is.
        for endings in [[ending, Some("not_sent")], [Some("not_sent"), ending]] {
            let (id, _) = transfer(store, "approved").await;
            for (n, ending) in (1..).zip(endings) {
                attempt(store, id, n, ending).await;
            }
            store.refuses(&set_status(store, id, Status::Cancelled)).await;
            store.raw(&set_status(store, id, Status::Submitting)).await.unwrap();
            store.refuses(&set_status(store, id, Status::Approved)).await;
        }
    }
    let (id, _) = transfer(store, "approved").await;
    for n in 1..=2 {
        attempt(store, id, n, Some("not_sent")).await;
    }
    for step in [Status::Submitting, Status::Approved, Status::Cancelled] {
        store.raw(&set_status(store, id, step)).await.unwrap();
    }
}

pub(crate) async fn nothing_fails_that_nobody_refused(store: &TestStore) {
    let submitting = async || {
        let (id, _) = transfer(store, "approved").await;
        store.raw(&set_status(store, id, Status::Submitting)).await.unwrap();
        id
    };
    let refusals = [Some("invalid"), Some("conflict")];
    store.refuses(&set_status(store, submitting().await, Status::Failed)).await;
    for ending in doubtful().chain([Some("not_sent")]) {
        let id = submitting().await;
        attempt(store, id, 1, Some("invalid")).await;
        attempt(store, id, 2, ending).await;
        let fail = set_status(store, id, Status::Failed);
        if refusals.contains(&ending) {
            store.raw(&fail).await.unwrap();
        } else {
            store.refuses(&fail).await;
            // What custody has ends as custody says.
            let known = format!("UPDATE transfers SET custody_id = '{id}' WHERE id = {}", store.id(id));
            store.raw(&known).await.unwrap();
            store.raw(&fail).await.unwrap();
        }
    }
}
