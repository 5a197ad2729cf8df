//! What comes in at the bank's door: people's requests, custody's notices, and money from outside.

use std::sync::{Arc, PoisonError};

use bank::Bank;
use domain::asset;
use domain::id::WalletId;
use domain::money::{BaseUnits, parse_decimal};
use domain::network::Network;

use super::{Answers, Run};
use crate::action::{Action, Outcome, Request};
use crate::turns::Owner;

/// What an address gets from outside when its wallet is opened: coins, and tokens.
const FUNDS: ([&str; 5], [&str; 3]) = (["0.02", "0.3", "2", "5", "5"], ["0", "400", "6000"]);

/// How often somebody thinks of something else to ask for.
const THOUGHTS: u32 = 5;

impl Run {
    /// What people ask for next: mostly one thing, now and then several at once. Not everything that
    /// comes to mind is there to be asked for.
    pub(super) fn next_requests(&mut self) -> Vec<Request> {
        let known = self.oracle.memory();
        if self.dice.chance(self.temper.crowds) {
            return self.clients.crowd(&mut self.dice, known);
        }
        let mut think = || self.clients.think(&mut self.dice, known);
        (0..THOUGHTS).find_map(|_| think()).into_iter().collect()
    }

    /// Sends a request to a node that takes requests, if there is one.
    pub(super) fn ask(&mut self, request: Request) {
        let Some((number, bank)) = self.some_node() else {
            return;
        };
        let Request {
            number: id,
            person,
            action,
            ..
        } = &request;
        let (id, who) = (*id, person.name);
        self.story.tell(format_args!(
            "{who} asks node {number} ({id}): {}",
            self.words(action)
        ));
        let owner = Owner::Node(number);
        self.asked.insert(id, owner);
        let (answers, turns) = (Arc::clone(&self.answers), self.turns.clone());
        let task = async move {
            let outcome = request.carry_out(&bank, &turns).await;
            answer(&answers, request, outcome);
        };
        self.ground.spawner.spawn_for(owner, Box::pin(task));
    }

    /// Brings custody's notices to a node that takes requests.
    pub(super) fn deliver(&mut self) {
        let notices = self.custodian.world().take_delivered();
        for notice in notices {
            let Some((number, bank)) = self.some_node() else {
                self.custodian.world().bring_again(notice);
                continue;
            };
            let received = async move {
                if let Err(error) = bank.receive_notice(notice).await {
                    tracing::error!(?error, "a notice was not kept");
                }
            };
            self.ground
                .spawner
                .spawn_for(Owner::Node(number), Box::pin(received));
        }
    }

    /// A node that takes requests.
    fn some_node(&mut self) -> Option<(usize, Bank)> {
        let up: Vec<(usize, Bank)> = self
            .nodes
            .iter()
            .enumerate()
            .filter_map(|(number, node)| Some((number, node.bank()?)))
            .collect();
        self.dice.pick(&up).cloned()
    }

    fn words(&self, action: &Action) -> String {
        use Action as A;
        let transfer = |id| self.story.name("transfer", id);
        let wallet = |id| self.story.name("wallet", id);
        match action {
            A::Send(send) => {
                let asset = send.asset.as_deref().unwrap_or("ETH");
                let from = wallet(send.wallet);
                format!(
                    "send {} {asset} from {from} to {}",
                    send.amount, send.to_address
                )
            }
            A::Cancel(id) => format!("cancel {}", transfer(*id)),
            A::Approve(id) => format!("approve {}", transfer(*id)),
            A::Reject(id) => format!("reject {}", transfer(*id)),
            A::Check(id) => format!("check {}", transfer(*id)),
            A::Freeze(id) => format!("freeze {}", wallet(*id)),
            A::Unfreeze(id) => format!("unfreeze {}", wallet(*id)),
            A::BankFreeze(id) => format!("freeze for the bank {}", wallet(*id)),
            A::BankUnfreeze(id) => format!("unfreeze for the bank {}", wallet(*id)),
            A::ReadWallet(id) => format!("look at {}", wallet(*id)),
            A::Grant(grant) => {
                let (of, to) = (wallet(grant.wallet_id), &grant.grantee_email);
                let (what, limit) = (&grant.permission, &grant.transfer_limit);
                format!("share {of} with {to}: {what:?}, limit {limit:?}")
            }
            A::Revoke(id) => format!("revoke {}", self.story.name("grant", id)),
            A::Open | A::Pause | A::Resume | A::Retire(_) | A::ReadOwn | A::ReadQueue => {
                format!("{action:?}")
            }
        }
    }

    /// Pays a new wallet from outside.
    pub(super) fn fund(&mut self, wallet: WalletId) {
        let wallets = self.oracle.memory().wallets();
        let known = wallets.iter().find(|it| it.id == wallet);
        let Some(address) = known.and_then(|it| it.address) else {
            return;
        };
        for asset in asset::listed(Network::DEFAULT) {
            let text = match asset.symbol() {
                _ if asset.is_native() => self.dice.pick(&FUNDS.0),
                "USDC" => self.dice.pick(&FUNDS.1),
                _ => None,
            };
            let amount = text.and_then(|text| parse_decimal(text, asset.decimals()).ok());
            let amount = amount.unwrap_or(BaseUnits::ZERO);
            let coin = asset.contract();
            self.custodian.world().chain.fund(address, coin, amount);
            self.funded.insert((address, coin), amount);
        }
    }
}

pub(super) fn answer(answers: &Answers, request: Request, outcome: Outcome) {
    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
    answers.push((request, outcome));
}
