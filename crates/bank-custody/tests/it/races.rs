//! Many people at once. Whatever the order turns out to be, each test names what may come of it,
//! and the harness compares books, audit and chain afterwards.

mod decisions;
mod holds;
mod requests;

use api_types::{CreateDelegation, Delegation, Permission, Transfer, Wallet};
use client::{Error, Session};
use testkit::TestBank;

/// Amounts in ether: below the bank's threshold, which is 0.05, and above it.
const SMALL: &str = "0.001";
const LARGE: &str = "0.06";
/// How many do the same at once.
const MANY: usize = 20;
/// How often a race of two is run.
const ROUNDS: usize = 6;

/// A wallet with the right to send from it for somebody, without a limit.
async fn share(owner: &Session, wallet: &Wallet, with: &str) -> Delegation {
    let grant = CreateDelegation {
        wallet_id: wallet.id.clone(),
        grantee_email: with.to_owned(),
        permission: Permission::Transfer,
        transfer_limit: None,
    };
    owner.grant(&grant, None).await.unwrap()
}

async fn sent(bank: &TestBank, person: &Session, from: &Wallet, amount: &str) -> Transfer {
    let order = bank.order(from, amount);
    person.send(&order, None).await.unwrap().transfer
}

async fn executions(bank: &TestBank, transfer: &Transfer) -> usize {
    let to = Some(transfer.to_address.as_str());
    bank.custody().executions(to).await.len()
}

/// Status and code of a refusal.
fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> (u16, String) {
    let error = answer.unwrap_err();
    let code = error.code().unwrap_or_default().to_owned();
    (error.status().unwrap_or_default(), code)
}

fn conflict(code: &str) -> (u16, String) {
    (409, code.to_owned())
}
