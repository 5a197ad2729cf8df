//! Employees who are party to a transfer decide nothing about it, in whatever way they are.

use api_types::{Decision, Permission, Wallet};
use client::Session;
use idp::MintRequest;
use reqwest::Method;
use testkit::TestBank;

use crate::whole_bank::{
    answer, assert_unchanged, email, minting, problem, request, share, waiting_transfer,
};

/// How the employee is connected with the transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    Initiator,
    Owner,
    /// Holds a grant on the wallet now, given after the transfer was made.
    DelegateNow,
    /// Held a grant when the transfer was made.
    DelegateThen,
    OwnsDestination,
    /// Has the email of the initiator, as another person for the identity provider.
    EmailOfInitiator,
    EmailOfOwner,
    EmailOfPayee,
    /// Has paid the same address, works at the same bank.
    None,
}

const TIES: [(Tie, Option<&str>); 9] = [
    (Tie::Initiator, Some("initiator")),
    (Tie::Owner, Some("wallet_owner")),
    (Tie::DelegateNow, Some("wallet_delegate")),
    (Tie::DelegateThen, Some("wallet_delegate")),
    (Tie::OwnsDestination, Some("destination_owner")),
    (Tie::EmailOfInitiator, Some("same_email")),
    (Tie::EmailOfOwner, Some("same_email")),
    (Tie::EmailOfPayee, Some("same_email")),
    (Tie::None, None),
];

#[test]
fn whoever_is_party_to_a_transfer_does_not_decide_it() {
    testkit::run(async |bank| {
        let dana = bank.person("dana");
        dana.me().await.expect("an employee");
        for (number, (tie, reason)) in TIES.into_iter().enumerate() {
            let case = Case::new(bank, number, tie).await;
            let id = case.transfer().await;
            bank.settle().await;
            let employee = bank.bearer(&case.token);
            let facts = employee.admin_transfer(&id).await.expect("the facts");
            let told = facts.conflict.map(|conflict| conflict.reason);
            assert_eq!(told.as_deref(), reason, "{tie:?}");
            assert_eq!(facts.may_decide, reason.is_none(), "{tie:?}");
            let before = bank.books().await;
            for choice in ["approve", "reject"].iter().filter(|_| reason.is_some()) {
                let path = format!("/api/admin/transfers/{id}/{choice}");
                let asked = request(bank, Method::POST, &path).bearer_auth(&case.token);
                let refused = problem(&answer(asked).await);
                assert_eq!(refused, "403 conflict_of_interest", "{tie:?} {choice}");
            }
            assert_unchanged(&before, &bank.books().await, &format!("{tie:?}"));
            let decider = if reason.is_some() { &dana } else { &employee };
            let decided = decider.reject(&id, &Decision::default()).await;
            decided.expect("somebody else decides");
        }
    });
}

/// One transfer with its people, and the employee who is tied to it.
struct Case<'a> {
    bank: &'a TestBank,
    tie: Tie,
    number: usize,
    token: String,
    owner: Session,
    wallet: Wallet,
    payee: String,
}

impl<'a> Case<'a> {
    async fn new(bank: &'a TestBank, number: usize, tie: Tie) -> Self {
        let name = |part: &str| format!("{part}{number}");
        let person = |part: &str| bank.bearer(bank.mint(minting(&name(part), false)));
        let same_email = |part: &str| MintRequest {
            // Letter case does not matter, and neither whether somebody checked it.
            email: Some(email(&name(part)).to_uppercase()),
            email_verified: Some(false),
            ..minting(&name("employee"), true)
        };
        let token = bank.mint(match tie {
            Tie::EmailOfInitiator => same_email("initiator"),
            Tie::EmailOfOwner => same_email("owner"),
            Tie::EmailOfPayee => same_email("payee"),
            Tie::Initiator
            | Tie::Owner
            | Tie::DelegateNow
            | Tie::DelegateThen
            | Tie::OwnsDestination
            | Tie::None => minting(&name("employee"), true),
        });
        let employee = bank.bearer(&token);
        let tied_or = |ties: bool, part| if ties { employee.clone() } else { person(part) };
        let owner = tied_or(tie == Tie::Owner, "owner");
        let payee = tied_or(tie == Tie::OwnsDestination, "payee");
        let wallet = bank.funded_wallet(&owner, "Source").await;
        let payee = bank.wallet(&payee, "Destination").await.address.unwrap();
        Self {
            bank,
            tie,
            number,
            token,
            owner,
            wallet,
            payee,
        }
    }

    /// A transfer that waits; the employee is tied to it when this is done.
    async fn transfer(&self) -> String {
        let of_employee = email(&format!("employee{}", self.number));
        let employee = self.bank.bearer(&self.token);
        let grant =
            async |with: &str, permission| share(&self.owner, &self.wallet, with, permission).await;
        let by = if self.tie == Tie::Initiator {
            employee.clone()
        } else {
            let name = format!("initiator{}", self.number);
            self.bank.bearer(self.bank.mint(minting(&name, false)))
        };
        let me = by.me().await.expect("the initiator");
        // Before the employee signs in: an email that two people have cannot be granted anything.
        grant(&me.email, Permission::Transfer).await;
        employee.me().await.expect("the employee");
        let before = if self.tie == Tie::DelegateThen {
            Some(grant(&of_employee, Permission::View).await)
        } else {
            None
        };
        let id = waiting_transfer(&by, &self.wallet, &self.payee).await;
        if let Some(delegation) = before {
            self.owner.revoke(&delegation).await.expect("a revocation");
        }
        if self.tie == Tie::DelegateNow {
            grant(&of_employee, Permission::View).await;
        }
        id
    }
}
