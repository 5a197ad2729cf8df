//! Sending: judged and stored in one transaction, handed to custody after it.

use domain::access::{SpendAuthority, Spendable, Standing, spendable};
use domain::approval::{Judgement, SetBy};
use domain::id::TransferId;
use domain::transfer::Status;
use serde_json::json;
use store::Tx;
use store::transfers::{AppliedRule, NewTransfer, Order, Part, TransferRecord};
use store::wallets::Wallet;
use time::OffsetDateTime;

use super::facts::{Inquiry, SpokenFor, gas_of_all, holds};
use super::order::{ROUTE, SendOrder, body_hash, content, external_id};
use super::{SendRequest, TransferOutcome, recover};
use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::Caller;
use crate::custody::TransferIntent;
use crate::error::{Refusal, Result};
use crate::idempotency::{Created, Creation, IdempotencyKey, Repeatable};
use crate::units;

/// What became of a request inside its transaction.
enum Stored {
    New(TransferId, Status),
    Known(TransferId),
}

/// A transfer whose body is rendered and which nobody has judged.
struct Rendered {
    id: TransferId,
    order: Order,
    body: Vec<u8>,
}

impl Bank {
    /// Sends from a wallet of the caller's own or one shared with the caller for sending.
    ///
    /// Usually a transfer that needs no approval is on its way when this answers; it goes on
    /// whether or not somebody waits for the answer.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`Refusal::Invalid`],
    /// [`Refusal::IdempotencyKeyReused`], [`Refusal::WalletNotReady`], [`Refusal::Paused`],
    /// [`Refusal::WalletFrozen`], [`Refusal::AssetBlocked`], [`Refusal::InsufficientFunds`].
    pub async fn send(
        &self,
        caller: &Caller,
        request: &SendRequest,
        key: Option<&IdempotencyKey>,
    ) -> Result<Created<TransferOutcome>> {
        if let Some(id) = self.sent_before(caller, request, key).await? {
            return self.replayed(caller, id).await;
        }
        let (wallet, order) = self.read_order(caller, request).await?;
        // Before the transaction: nothing waits for custody while it holds a lock.
        let inquiry = self.inquire(&wallet, order.asset).await;
        let repeat = Repeat::of_keyed(key.is_some());
        let stored = self.again(repeat, || {
            self.send_once(caller, request, key, (&order, &inquiry))
        });
        match stored.await? {
            Stored::Known(id) => self.replayed(caller, id).await,
            Stored::New(id, status) => {
                if status == Status::Approved {
                    self.execute_and_wait(id).await;
                }
                let thing = self.outcome_for(caller, id).await?;
                Ok(Created {
                    thing,
                    how: Creation::New,
                    replayed: false,
                })
            }
        }
    }

    /// What an earlier request with the same key made. Asked before anything is judged: a repeat
    /// is answered even where the same request would be refused by now.
    async fn sent_before(
        &self,
        caller: &Caller,
        request: &SendRequest,
        key: Option<&IdempotencyKey>,
    ) -> Result<Option<TransferId>> {
        let content = content(request);
        let content = content.each_ref().map(String::as_str);
        let made = self
            .look_up_key(caller, Repeatable { route: ROUTE, key }, &content)
            .await?;
        Ok(made.map(|made| TransferId::from_uuid(made.id)))
    }

    async fn replayed(&self, caller: &Caller, id: TransferId) -> Result<Created<TransferOutcome>> {
        let thing = self.outcome_for(caller, id).await?;
        Ok(Created {
            thing,
            how: Creation::New,
            replayed: true,
        })
    }

    async fn send_once(
        &self,
        caller: &Caller,
        request: &SendRequest,
        key: Option<&IdempotencyKey>,
        judged_by: (&SendOrder, &Inquiry),
    ) -> Result<Stored> {
        let mut tx = self.store().begin(units::SEND_TRANSFER).await?;
        let stored = self
            .send_in(&mut tx, caller, request, key, judged_by)
            .await?;
        tx.commit().await?;
        Ok(stored)
    }

    /// Judges and stores. The wallet is locked for this transaction alone, so that two requests
    /// cannot spend the same money.
    async fn send_in(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        request: &SendRequest,
        key: Option<&IdempotencyKey>,
        (order, inquiry): (&SendOrder, &Inquiry),
    ) -> Result<Stored> {
        let repeatable = Repeatable { route: ROUTE, key };
        let content = content(request);
        let content = content.each_ref().map(String::as_str);
        if let Some(made) = self.claim_key(tx, caller, repeatable, &content).await? {
            return Ok(Stored::Known(TransferId::from_uuid(made.id)));
        }
        let paused = tx.lock_pause_shared().await?.is_some();
        let wallet = tx
            .lock_wallet_exclusive(request.wallet)
            .await?
            .ok_or(Refusal::NotFound)?;
        let grant = tx
            .lock_delegation(wallet.id, caller.user)
            .await?
            .map(|held| held.grant);
        let standing = Standing::of(caller.user, caller.is_employee, wallet.owner_id, grant);
        let wallet = spendable(standing, wallet)?;

        let id = TransferId::from_uuid(self.ids().uuid());
        let rendered = self.render(caller, key, (id, &wallet, order))?;
        let bound = |id: TransferId| ("transfer", id.uuid(), Creation::New);
        if let Some(known) = tx
            .find_transfer_by_external_id(&rendered.order.external_id)
            .await?
        {
            if !same_request(&known, &rendered.order) {
                return Err(Refusal::IdempotencyKeyReused.into());
            }
            self.bind_key(tx, caller, repeatable, bound(known.id))
                .await?;
            return Ok(Stored::Known(known.id));
        }
        let copy = tx.balance_copy(wallet.id).await?;
        let spoken_for = match inquiry.as_of(copy.as_ref()) {
            None => SpokenFor::default(),
            Some(as_of) => {
                let under_way = tx.transfers_under_way(wallet.id, as_of).await?;
                let asset = order.asset.id();
                SpokenFor {
                    amount: tx.reserved_funds(wallet.id, asset, as_of).await?,
                    gas: gas_of_all(&under_way),
                }
            }
        };
        let holding = inquiry.holding(order.asset, copy.as_ref(), spoken_for);
        let judgement = self.assess(&wallet, order, holds(paused, &wallet), &holding)?;
        let new = decided(rendered, &judgement, self.clock().now());
        self.store_transfer(tx, caller, &new).await?;
        self.bind_key(tx, caller, repeatable, bound(id)).await?;
        Ok(Stored::New(id, new.status))
    }

    /// Renders the outgoing body, once for the life of the transfer.
    fn render(
        &self,
        caller: &Caller,
        key: Option<&IdempotencyKey>,
        (id, wallet, order): (TransferId, &Spendable<Wallet>, &SendOrder),
    ) -> Result<Rendered> {
        let SendOrder {
            asset,
            amount,
            destination,
        } = *order;
        let external_id = external_id(caller, key, id)?;
        let body = self.custody_for_money().render_transfer(&TransferIntent {
            asset: *asset,
            amount,
            destination,
            external_id: external_id.clone(),
        });
        let initiated_as = match wallet.authority() {
            SpendAuthority::Owner => Part::Owner,
            SpendAuthority::Delegate { .. } => Part::Delegate,
        };
        let order = Order {
            wallet: wallet.id,
            wallet_name: wallet.name.clone(),
            initiator: caller.user,
            initiated_as,
            asset: asset.id(),
            amount: amount.base_units(),
            destination: destination.address(),
            body_hash: body_hash(&body),
            external_id,
        };
        Ok(Rendered { id, order, body })
    }

    /// Stores the transfer with its audit row and its event.
    async fn store_transfer(&self, tx: &mut Tx, caller: &Caller, new: &NewTransfer) -> Result<()> {
        tx.insert_transfer(new).await?;
        let NewTransfer {
            id,
            order,
            rule,
            status,
            ..
        } = new;
        let change = Change::new("transfer.requested", id).after(json!({
            "wallet": order.wallet.to_string(),
            "asset": order.asset.to_string(),
            "amount_base_units": order.amount.to_string(),
            "to_address": order.destination.to_string(),
            "body_hash": order.body_hash.to_string(),
            "rule": rule.kind,
            "status": status.as_str(),
        }));
        self.record(tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_transfer(tx, "transfer.requested", *id, order);
        Ok(())
    }
}

/// Whether an order asks for what a known transfer did: names and rights may have changed in between.
fn same_request(known: &TransferRecord, new: &Order) -> bool {
    let asked = |order: &Order| (order.wallet, order.asset, order.amount, order.destination);
    // Who asked for one that was taken in after a restore, only its external id tells: it is made
    // of the person and of a key that the person alone gave.
    let same_person = known.order.initiator == new.initiator || known.rule.kind == recover::RULE;
    asked(&known.order) == asked(new) && same_person
}

/// The transfer with what the rules said.
fn decided(rendered: Rendered, judgement: &Judgement, at: OffsetDateTime) -> NewTransfer {
    let Rendered { id, order, body } = rendered;
    let Judgement {
        verdict,
        decided_by,
    } = judgement;
    let set_by = match decided_by.kind.set_by() {
        SetBy::Bank => "bank",
        SetBy::WalletOwner => "wallet_owner",
    };
    let rule = AppliedRule {
        kind: decided_by.kind.as_str().to_owned(),
        threshold: decided_by.threshold,
        set_by: Some(set_by.to_owned()),
    };
    NewTransfer {
        id,
        order,
        body,
        rule,
        status: Status::initial(*verdict),
        at,
    }
}
