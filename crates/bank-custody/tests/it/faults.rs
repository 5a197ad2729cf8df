//! Custody that fails, on each step of a transfer and in each way: where a transfer stands
//! meanwhile, how it ends, and that the chain agrees.

mod access;
mod conflicts;
mod late;
mod lost;
mod modes;
mod steps;

use api_types::{
    AuditList, CreateDelegation, Delegation, Permission, Transfer, TransferStatus, Wallet,
};
use client::Session;
use serde_json::{Value, json};
use testkit::{Fault, TestBank};

/// An amount in ether that needs no approval.
const SMALL: &str = "0.001";
/// The name of the network of all wallets here.
const NETWORK: &str = "EthereumSepolia";
/// How often a fault strikes that strikes until it is removed.
const ALWAYS: u32 = 0;

/// Alice with a funded wallet. Custody tells nothing by itself: what it would tell ends the doubts that
/// these tests are about.
async fn alice(bank: &TestBank) -> (Session, Wallet) {
    bank.custody().set_weather(&json!({"drop": true})).await;
    let alice = bank.person("alice");
    let wallet = bank.funded_wallet(&alice, "Savings").await;
    (alice, wallet)
}

async fn sent(bank: &TestBank, person: &Session, from: &Wallet) -> Transfer {
    let order = bank.order(from, SMALL);
    person.send(&order, None).await.unwrap().transfer
}

/// Charlie may send from the wallet too.
async fn share(owner: &Session, wallet: &Wallet) -> Delegation {
    let grant = CreateDelegation {
        wallet_id: wallet.id.clone(),
        grantee_email: "charlie@example.com".to_owned(),
        permission: Permission::Transfer,
        transfer_limit: None,
    };
    owner.grant(&grant, None).await.unwrap()
}

async fn executions(bank: &TestBank, transfer: &Transfer) -> usize {
    let to = Some(transfer.to_address.as_str());
    bank.custody().executions(to).await.len()
}

/// Custody's own id of a transfer that the chain executed.
async fn custody_id(bank: &TestBank, transfer: &Transfer) -> String {
    let path = format!("/_sandbox/executions?to={}", transfer.to_address);
    let rows = bank.custody().get(&path).await;
    rows["items"][0]["transferId"].as_str().unwrap().to_owned()
}

/// A fault on one of the three calls that hand a transfer over.
async fn strike(bank: &TestBank, step: &str, fault: Value, times: u32) -> Fault {
    let prepares = (step != "transfer").then_some("/transfers");
    let matcher = match prepares {
        Some(suffix) => json!({"step": step, "prepares_suffix": suffix}),
        None => json!({"step": step}),
    };
    bank.custody().fault(matcher, fault, times).await
}

/// A refusal with a sentence of custody's.
fn says(status: u16, message: &str) -> Value {
    json!({"status": status, "body": {"error": {"status": status, "message": message}}})
}

/// Takes the faults away and waits for the chain's truth: sent, once.
async fn recovers(bank: &TestBank, transfer: &Transfer) {
    bank.custody().clear_faults().await;
    // Longer than any pause between attempts.
    bank.put_clock_forward(13);
    bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
    assert_eq!(executions(bank, transfer).await, 1);
}

fn custody_is_ready(readiness: &api_types::Readiness) -> bool {
    let custody = readiness
        .checks
        .iter()
        .find(|check| check.name == "custody");
    custody.unwrap().ok
}

async fn alerts(bank: &TestBank, kind: &str, subject: &str) -> usize {
    let request = bank
        .http()
        .get(format!("{}/api/admin/audit", bank.api_url()))
        .bearer_auth(bank.token("dana"))
        .query(&[("kind", kind), ("subject", subject), ("limit", "200")]);
    let answer = request.send().await.unwrap();
    let rows = answer.json::<AuditList>().await.unwrap().rows;
    let wanted = rows
        .iter()
        .filter(|row| row.kind == kind && row.subject == subject);
    wanted.count()
}
