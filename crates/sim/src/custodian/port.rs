//! The port to custody, as a node of the bank holds it.

use std::time::Duration;

use async_trait::async_trait;
use bank::Clock as _;
use bank::clock::within;
use bank::custody::{
    CallError, Custody, CustodyBalance, CustodyTransfer, CustodyWallet, Direction, FeeEstimate,
    HistoryRequest, Movement, NewWallet, Page, PageRequest, Submission, TransferIntent, WalletRef,
};
use domain::asset::{self, Asset};
use domain::money::BaseUnits;
use domain::network::Network;
use domain::reference::{CustodyTransferId, CustodyWalletId, ExternalId};
use futures::channel::oneshot;
use serde_json::json;

use super::chain::Execution;
use super::weather::Fate;
use super::{Custodian, World, detail};
use crate::turns::{Point, Side};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The longest that a call whose answer is lost is on its way. Less than the time that a transfer
/// must be absent from custody's list before the bank calls it never accepted.
const LATE_MAX_MILLIS: u64 = 30_000;

/// How long a transfer may be missing in custody's list after it was accepted.
const LIST_LAG: time::Duration = time::Duration::seconds(10);

/// Wallets on a page of custody's list.
const WALLETS_A_PAGE: usize = 4;

/// Custody, as it is asked.
pub(crate) struct CustodyPort(pub(crate) Custodian);

impl CustodyPort {
    /// A question: lost or answered with what custody knows when it arrives.
    async fn look<T>(
        &self,
        name: &'static str,
        answer: impl FnOnce(&mut World) -> Result<T, CallError> + Send,
    ) -> Result<T, CallError> {
        let Custodian { turns, .. } = &self.0;
        turns.pass(Point::Custody(name, Side::Before)).await;
        let (fate, takes) = {
            let mut world = self.0.world();
            let World {
                sky, dice, turns, ..
            } = &mut *world;
            let fate = sky.fate(dice, turns.now());
            // Most answers come within the same moment: a wait for each would only cost time.
            let waits = dice.chance(300).then(|| sky.on_the_way(dice));
            (fate, waits)
        };
        if let Some(takes) = takes {
            turns.sleep_until(turns.now() + takes).await;
        }
        let answer = match fate {
            Fate::Fine | Fate::Denied | Fate::Invalid => answer(&mut self.0.world()),
            Fate::NotSent => Err(CallError::NotSent(detail("429"))),
            Fate::LostBefore | Fate::LostAfter => Err(CallError::Unknown(detail("time-out"))),
            Fate::LockedOut => Err(CallError::Misconfigured(detail("401"))),
        };
        turns.pass(Point::Custody(name, Side::After)).await;
        answer
    }

    /// Waits for the answer to a call with an effect; `None` when it does not come.
    async fn awaited<T>(&self, answer: oneshot::Receiver<T>) -> Option<T> {
        within(&self.0.turns, PATIENCE, answer).await?.ok()
    }
}

impl World {
    /// Puts a call with an effect on the agenda, and where its answer is to be heard.
    fn call<T: Send + 'static>(
        &mut self,
        fate: Fate,
        effect: impl FnOnce(&mut World) -> T + Send + 'static,
        without: T,
    ) -> oneshot::Receiver<T> {
        let (sender, answer) = oneshot::channel();
        let out = self.sky.on_the_way(&mut self.dice);
        let back = self.sky.on_the_way(&mut self.dice);
        match fate {
            Fate::Fine | Fate::Denied | Fate::Invalid => self.later(
                out,
                Box::new(move |world| {
                    let answer = effect(world);
                    // Nobody hears it whose node was killed meanwhile.
                    world.later(back, Box::new(move |_| drop(sender.send(answer))));
                }),
            ),
            Fate::LostAfter => {
                let late = self.dice.millis(0, LATE_MAX_MILLIS);
                self.later(
                    late,
                    Box::new(move |world| {
                        effect(world);
                    }),
                );
                // Half of the time an error is heard at once, else nothing at all.
                if self.dice.chance(500) {
                    self.later(out, Box::new(move |_| drop(sender.send(without))));
                }
            }
            Fate::NotSent | Fate::LostBefore | Fate::LockedOut => {
                if fate != Fate::LostBefore || self.dice.chance(500) {
                    self.later(out, Box::new(move |_| drop(sender.send(without))));
                }
            }
        }
        answer
    }

    fn submit(&mut self, at: &WalletRef, body: &[u8]) -> oneshot::Receiver<Submission> {
        let fate = self.sky.fate(&mut self.dice, self.turns.now());
        let made = self.dice.chance(500);
        let without = match fate {
            Fate::NotSent => Submission::NotSent(detail("connection refused")),
            Fate::LockedOut => Submission::Misconfigured {
                transfer_call_made: made,
                detail: detail("401"),
            },
            Fate::Fine | Fate::Denied | Fate::Invalid | Fate::LostBefore | Fate::LostAfter => {
                Submission::Unknown(detail("cut off"))
            }
        };
        let (at, body) = (at.clone(), body.to_vec());
        let effect = move |world: &mut World| {
            if fate == Fate::Denied {
                Submission::Denied(detail("403"))
            } else {
                world.take(&at, &body, fate)
            }
        };
        self.call(fate, effect, without)
    }

    fn create(&mut self, new: &NewWallet) -> oneshot::Receiver<Result<CustodyWallet, CallError>> {
        let fate = self.sky.fate(&mut self.dice, self.turns.now());
        let without = match fate {
            Fate::NotSent => CallError::NotSent(detail("429")),
            Fate::LockedOut => CallError::Misconfigured(detail("401")),
            Fate::Fine | Fate::Denied | Fate::Invalid | Fate::LostBefore | Fate::LostAfter => {
                CallError::Unknown(detail("cut off"))
            }
        };
        let new = new.clone();
        let effect = move |world: &mut World| {
            let made = world.make_wallet(&new);
            made.ok_or_else(|| CallError::Unknown(detail("500")))
        };
        self.call(fate, effect, Err(without))
    }
}

#[async_trait]
impl Custody for CustodyPort {
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8> {
        let mut body = json!({
            "to": intent.destination.address().to_string(),
            "amount": intent.amount.base_units().to_string(),
            "externalId": intent.external_id.as_str(),
        });
        if let (Some(contract), Some(fields)) = (intent.asset.contract(), body.as_object_mut()) {
            fields.insert("contract".to_owned(), json!(contract.to_string()));
        }
        body.to_string().into_bytes()
    }

    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError> {
        const NAME: &str = "create_wallet";
        let turns = &self.0.turns;
        turns.pass(Point::Custody(NAME, Side::Before)).await;
        let answer = self.0.world().create(new);
        let answer = self.awaited(answer).await;
        turns.pass(Point::Custody(NAME, Side::After)).await;
        answer.unwrap_or_else(|| Err(CallError::Unknown(detail("time-out"))))
    }

    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError> {
        self.look("wallet", |world| {
            let known = world.wallet(id).map(|wallet| wallet.report(world.now()));
            known.ok_or_else(|| CallError::NotFound(detail("404")))
        })
        .await
    }

    async fn find_wallet(
        &self,
        external_id: &str,
        pages_max: u32,
    ) -> Result<Option<CustodyWallet>, CallError> {
        self.look("find_wallet", |world| {
            let now = world.now();
            let seen = usize::try_from(pages_max).unwrap_or(0) * WALLETS_A_PAGE;
            let mut newest = world.wallets.iter().rev().take(seen);
            let found = newest.find(|wallet| wallet.external_id == external_id);
            Ok(found.map(|wallet| wallet.report(now)))
        })
        .await
    }

    async fn balances(&self, wallet: &WalletRef) -> Result<Vec<CustodyBalance>, CallError> {
        self.look("balances", |world| {
            let known = world.wallet(&wallet.id);
            let address = known
                .ok_or_else(|| CallError::NotFound(detail("404")))?
                .address;
            let held = |asset: &Asset| CustodyBalance {
                contract: asset.contract(),
                symbol: Some(asset.symbol().to_owned()),
                decimals: asset.decimals().0,
                amount: world.chain.holding(address, asset.contract()),
                usd_quote: None,
            };
            let all = asset::listed(wallet.network).map(held);
            Ok(all
                .filter(|one| one.contract.is_none() || !one.amount.is_zero())
                .collect())
        })
        .await
    }

    async fn history(
        &self,
        wallet: &WalletRef,
        request: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError> {
        self.look("history", |world| {
            let known = world.wallet(&wallet.id);
            let address = known
                .ok_or_else(|| CallError::NotFound(detail("404")))?
                .address;
            let movement = |(number, one): (usize, &Execution)| {
                let direction = match address {
                    address if address == one.from => Direction::Out,
                    address if address == one.to && !one.reverted => Direction::In,
                    _ => return None,
                };
                let block = u64::try_from(number).unwrap_or(u64::MAX);
                Some(one.movement(direction, block))
            };
            let executions = world.chain.executions().iter().enumerate();
            let all: Vec<_> = executions.filter_map(movement).collect();
            let wanted = |one: &Movement| request.direction.is_none_or(|it| it == one.direction);
            Ok(page_of(all.into_iter().rev().filter(wanted), &request.page))
        })
        .await
    }

    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        const NAME: &str = "submit_transfer";
        let turns = &self.0.turns;
        turns.pass(Point::Custody(NAME, Side::Before)).await;
        let answer = self.0.world().submit(wallet, body);
        let answer = self.awaited(answer).await;
        turns.pass(Point::Custody(NAME, Side::After)).await;
        answer.unwrap_or_else(|| Submission::Unknown(detail("time-out")))
    }

    async fn transfer(
        &self,
        wallet: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError> {
        self.look("transfer", |world| {
            let mut of_wallet = world.transfers.iter().filter(|it| it.wallet == wallet.id);
            let known = of_wallet.find(|entity| entity.id == *id).cloned();
            let known = known.ok_or_else(|| CallError::NotFound(detail("404")))?;
            Ok(world.report(known))
        })
        .await
    }

    async fn find_transfer(
        &self,
        wallet: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError> {
        self.look("find_transfer", |world| {
            let lags = world.dice.chance(world.sky.weather().odd_report);
            let shown_until = if lags {
                world.now() - LIST_LAG
            } else {
                world.now()
            };
            let known = world.find(external_id.as_str());
            let known = known.and_then(|at| world.transfers.get(at)).cloned();
            let shown = known.filter(|it| it.wallet == wallet.id && it.accepted_at <= shown_until);
            Ok(shown.map(|entity| world.report(entity)))
        })
        .await
    }

    async fn transfers(
        &self,
        wallet: &WalletRef,
        page: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError> {
        self.look("transfers", |world| {
            let newest = world.transfers.iter().rev();
            let all: Vec<_> = newest
                .filter(|entity| entity.wallet == wallet.id)
                .cloned()
                .collect();
            Ok(page_of(all.into_iter().map(|it| world.report(it)), page))
        })
        .await
    }

    async fn wallets(&self, page: &PageRequest) -> Result<Page<CustodyWallet>, CallError> {
        self.look("wallets", |world| {
            let now = world.now();
            let newest = world.wallets.iter().rev();
            Ok(page_of(newest.map(|wallet| wallet.report(now)), page))
        })
        .await
    }

    async fn fees(&self, _network: Network) -> Result<Option<FeeEstimate>, CallError> {
        self.look("fees", |world| {
            let known = world.dice.chance(900);
            Ok(known.then(|| FeeEstimate {
                max_fee_per_gas: BaseUnits::from_u128(20_000_000_000),
            }))
        })
        .await
    }

    async fn probe(&self) -> Result<(), CallError> {
        self.look("probe", |_| Ok(())).await
    }
}

/// One page of a list.
fn page_of<T>(all: impl Iterator<Item = T>, page: &PageRequest) -> Page<T> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let start: usize = page
        .cursor
        .as_ref()
        .and_then(|cursor| cursor.parse().ok())
        .unwrap_or(0);
    let mut rest = all.skip(start);
    let items: Vec<T> = rest.by_ref().take(limit).collect();
    let next = rest.next().map(|_| (start + items.len()).to_string());
    Page { items, next }
}
