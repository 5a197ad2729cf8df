//! The people's side: who asks for what next, and whether the answers agree with each other.

use std::collections::BTreeMap;

use bank::delegations::GrantDelegation;
use bank::idempotency::IdempotencyKey;
use bank::transfers::SendRequest;
use domain::id::{TransferId, WalletId};

use crate::action::{Action, Outcome, Request};
use crate::dice::Dice;
use crate::oracle::{Checked, Memory, Violation, WatchedWallet};
use crate::people::{PEOPLE, Person, employees, owners};

/// Wallets that a run begins with.
const FIRST_WALLETS: usize = 3;

/// Wallets of a run.
const WALLETS_MAX: usize = 6;

/// Requests that come at once, at the most.
const CROWD_MAX: u64 = 5;

/// Addresses outside of the bank.
const OUTSIDE: [&str; 2] = [
    "0x8ba1f109551bD432803012645Ac136ddd64DBA72",
    "0x1C7D4B196CB0C7B01D743FBC6116A902379C7299",
];

/// Amounts around the thresholds and limits.
const NATIVE_AMOUNTS: [&str; 7] = ["0.0001", "0.01", "0.049", "0.05", "0.1", "0.7", "3"];
const TOKEN_AMOUNTS: [&str; 5] = ["1", "250.5", "999.999999", "1000", "2500"];
const LIMITS: [Option<&str>; 4] = [None, Some("0"), Some("0.02"), Some("0.05")];

/// The people's memory: what they asked for, and what they were told.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    next: u64,
    /// Requests with a key: these may be repeated.
    keyed: Vec<Request>,
    /// What a person's key made, by the answers so far, and by which request.
    made: BTreeMap<(&'static str, String), (String, Action)>,
}

impl Clients {
    /// Numbers a request.
    pub(crate) fn request(&mut self, person: Person, action: Action) -> Request {
        self.next += 1;
        Request {
            number: self.next,
            person,
            action,
            key: None,
        }
    }

    /// The wallets that a run begins with.
    pub(crate) fn first_wallets(&mut self, dice: &mut Dice) -> Vec<Request> {
        let mut people = owners();
        let first = dice.below(u64::try_from(people.len()).unwrap_or(1));
        people.rotate_left(usize::try_from(first).unwrap_or(0));
        let open = |person| self.new_request(dice, person, Action::Open);
        people.into_iter().take(FIRST_WALLETS).map(open).collect()
    }

    /// What somebody asks for next.
    pub(crate) fn think(&mut self, dice: &mut Dice, known: &Memory) -> Option<Request> {
        let wallets = known.wallets();
        let open: Vec<_> = wallets
            .iter()
            .filter(|it| it.address.is_some())
            .cloned()
            .collect();
        let few = wallets.is_empty() || (wallets.len() < WALLETS_MAX && dice.chance(40));
        if few {
            let person = *dice.pick(&owners())?;
            return Some(self.new_request(dice, person, Action::Open));
        }
        match dice.below(100) {
            0..9 => self.repeated(dice),
            9..47 => {
                let from = dice.pick(&open)?;
                self.sending(dice, known, from, &open)
            }
            47..64 => {
                let id = Self::to_decide(dice, known)?;
                self.deciding(dice, id)
            }
            64..71 => {
                let id = *dice.pick(&known.transfers())?;
                let person = *dice.pick(&PEOPLE)?;
                Some(self.request(person, Action::Cancel(id)))
            }
            71..82 => self.sharing(dice, known, &open),
            82..93 => self.holding(dice, known, &open),
            _ => self.looking(dice, known, &wallets),
        }
    }

    /// Several things at once: from one wallet, or decisions on one transfer.
    pub(crate) fn crowd(&mut self, dice: &mut Dice, known: &Memory) -> Vec<Request> {
        let size = dice.between(2, CROWD_MAX);
        let mut wallets = known.wallets();
        wallets.retain(|wallet| wallet.address.is_some());
        let decide = dice.chance(300);
        let (from, id) = (
            dice.pick(&wallets).cloned(),
            dice.pick(&known.pending()).copied(),
        );
        let one = |_| match (&from, id) {
            (_, Some(id)) if decide => self.deciding(dice, id),
            (Some(from), _) => self.sending(dice, known, from, &wallets),
            (None, _) => None,
        };
        (0..size).filter_map(one).collect()
    }

    /// A request that may carry a key, and is then remembered.
    fn new_request(&mut self, dice: &mut Dice, person: Person, action: Action) -> Request {
        let mut request = self.request(person, action);
        if dice.chance(600) {
            request.key = IdempotencyKey::parse(&format!("key-{}", request.number)).ok();
            self.keyed.push(request.clone());
        }
        request
    }

    /// The same again with the same key; now and then with another content.
    fn repeated(&mut self, dice: &mut Dice) -> Option<Request> {
        let known = dice.pick(&self.keyed)?.clone();
        Some(self.again(known, dice.chance(100)))
    }

    fn again(&mut self, known: Request, changed: bool) -> Request {
        let mut request = self.request(known.person, known.action);
        request.key = known.key;
        if let (true, Action::Send(send)) = (changed, &mut request.action) {
            send.amount = format!("1{}", send.amount);
        }
        request
    }

    /// Requests with a key, once more: what the end of a run repeats.
    pub(crate) fn all_again(&mut self, at_most: usize) -> Vec<Request> {
        let known: Vec<_> = self.keyed.iter().rev().take(at_most).cloned().collect();
        known
            .into_iter()
            .map(|one| self.again(one, false))
            .collect()
    }

    fn sending(
        &mut self,
        dice: &mut Dice,
        known: &Memory,
        from: &WatchedWallet,
        open: &[WatchedWallet],
    ) -> Option<Request> {
        let owner = |one: &Person| known.user(one.email) == Some(from.owner);
        let person = if dice.chance(750) {
            PEOPLE.into_iter().find(owner)?
        } else {
            *dice.pick(&PEOPLE)?
        };
        let inside = dice.pick(open).filter(|to| to.id != from.id);
        let to_address = match inside.filter(|_| dice.chance(350)) {
            Some(to) => to.address?.to_string(),
            None => (*dice.pick(&OUTSIDE)?).to_lowercase(),
        };
        let native = dice.chance(700);
        let amounts = if native {
            &NATIVE_AMOUNTS[..]
        } else {
            &TOKEN_AMOUNTS[..]
        };
        let send = SendRequest {
            wallet: from.id,
            to_address,
            amount: (*dice.pick(amounts)?).to_owned(),
            asset: (!native).then(|| "USDC".to_owned()),
        };
        Some(self.new_request(dice, person, Action::Send(send)))
    }

    /// Mostly one that waits.
    fn to_decide(dice: &mut Dice, known: &Memory) -> Option<TransferId> {
        let pending = known.pending();
        if dice.chance(900) && !pending.is_empty() {
            dice.pick(&pending).copied()
        } else {
            dice.pick(&known.transfers()).copied()
        }
    }

    fn deciding(&mut self, dice: &mut Dice, id: TransferId) -> Option<Request> {
        let person = if dice.chance(950) {
            *dice.pick(&employees())?
        } else {
            *dice.pick(&PEOPLE)?
        };
        let action = if dice.chance(750) {
            Action::Approve(id)
        } else {
            Action::Reject(id)
        };
        Some(self.request(person, action))
    }

    fn sharing(
        &mut self,
        dice: &mut Dice,
        known: &Memory,
        open: &[WatchedWallet],
    ) -> Option<Request> {
        if dice.chance(350) {
            let id = *dice.pick(&known.delegations())?;
            let person = *dice.pick(&PEOPLE)?;
            return Some(self.request(person, Action::Revoke(id)));
        }
        let wallet = dice.pick(open)?;
        let person = self.owner_of(known, wallet)?;
        let transfer = dice.chance(750);
        let command = GrantDelegation {
            wallet_id: wallet.id,
            grantee_email: dice.pick(&PEOPLE)?.email.to_owned(),
            permission: Some(if transfer { "transfer" } else { "view" }.to_owned()),
            transfer_limit: dice.pick(&LIMITS)?.filter(|_| transfer).map(str::to_owned),
        };
        Some(self.new_request(dice, person, Action::Grant(command)))
    }

    fn holding(
        &mut self,
        dice: &mut Dice,
        known: &Memory,
        open: &[WatchedWallet],
    ) -> Option<Request> {
        let wallet = dice.pick(open)?;
        let id = wallet.id;
        let clerk = *dice.pick(&employees())?;
        let (person, action) = match dice.below(20) {
            0..2 => (self.owner_of(known, wallet)?, Action::Freeze(id)),
            2..7 => (self.owner_of(known, wallet)?, Action::Unfreeze(id)),
            7..9 => (clerk, Action::BankFreeze(id)),
            9..14 => (clerk, Action::BankUnfreeze(id)),
            14 => (clerk, Action::Pause),
            15..19 => (clerk, Action::Resume),
            _ => {
                let someone = dice.pick(&PEOPLE)?.email;
                (clerk, Action::Retire(known.user(someone)?))
            }
        };
        Some(self.request(person, action))
    }

    fn looking(
        &mut self,
        dice: &mut Dice,
        known: &Memory,
        wallets: &[WatchedWallet],
    ) -> Option<Request> {
        let (person, action) = match dice.below(4) {
            0 => (*dice.pick(&PEOPLE)?, Action::ReadOwn),
            1 => (
                *dice.pick(&PEOPLE)?,
                Action::ReadWallet(dice.pick(wallets)?.id),
            ),
            2 => (*dice.pick(&employees())?, Action::ReadQueue),
            _ => (
                *dice.pick(&employees())?,
                Action::Check(*dice.pick(&known.transfers())?),
            ),
        };
        Some(self.request(person, action))
    }

    fn owner_of(&self, known: &Memory, wallet: &WatchedWallet) -> Option<Person> {
        let owns = |one: &Person| known.user(one.email) == Some(wallet.owner);
        PEOPLE.into_iter().find(owns)
    }

    /// Compares an answer with earlier ones: one key makes one thing, and of one content.
    pub(crate) fn hear(&mut self, request: &Request, outcome: &Outcome) -> Checked {
        let violation = |what: String| Violation { what, about: None };
        let made = match outcome {
            Outcome::Fault(text) => {
                let action = &request.action;
                return Err(violation(format!("{action:?} met a fault: {text}")));
            }
            Outcome::Refused(_) => return Ok(()),
            Outcome::Done(made) => made,
        };
        let (Some(made), Some(key)) = (made, &request.key) else {
            return Ok(());
        };
        let scope = (request.person.name, key.as_str().to_owned());
        let first = self
            .made
            .entry(scope)
            .or_insert_with(|| (made.clone(), request.action.clone()));
        if *first == (made.clone(), request.action.clone()) {
            return Ok(());
        }
        let key = key.as_str();
        let (person, before) = (request.person.name, &first.0);
        Err(violation(format!(
            "{key} of {person} made {before}, and then {made}"
        )))
    }

    /// Requests by employees that lift what holds a wallet.
    pub(crate) fn lifting(&mut self, wallet: WalletId) -> Vec<Request> {
        let lift = |person| self.request(person, Action::BankUnfreeze(wallet));
        employees().into_iter().map(lift).collect()
    }
}
