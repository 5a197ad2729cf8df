//! A transfer's life: created once for each external id, then signed and sent, or not.

use alloy_primitives::{Address, Bytes, TxKind, U256};
use serde_json::{Value, json};

use super::{
    Plan, Record, Transfer, World,
    payment::{Payment, Unsigned},
    record::TransferCreated,
};
use crate::{
    chain::{Call, Chain, SubmitError},
    chains::NetworkRow,
    config::{AnswerMode, Insufficient},
    ids::new_id,
    protocol::ApiError,
};

/// The reason of a transfer beyond the balance.
pub(crate) const INSUFFICIENT_FUNDS: &str = "Insufficient funds.";

/// A checked request for a transfer, and who asks.
#[derive(Clone, Debug)]
pub(crate) struct TransferDraft {
    pub(crate) wallet_id: String,
    pub(crate) body: Value,
    pub(crate) user_id: String,
    pub(crate) token_id: String,
}

impl World {
    /// Creates a transfer, or finds the one that this request made before. Answers its id.
    ///
    /// # Errors
    ///
    /// 404 unknown wallet, 409 external id used otherwise, 400 by the network's answer mode.
    pub(crate) fn create_transfer(
        &mut self,
        draft: TransferDraft,
        now_ms: i64,
    ) -> Result<String, ApiError> {
        let wallet = self.require_wallet(&draft.wallet_id)?;
        let (row, from) = (wallet.row, wallet.key.address());
        let payment = Payment::of(&draft.body)
            .ok_or_else(|| ApiError::internal("an unchecked body reached the state"))?;
        if let Some(known) = self.find_duplicate(&draft)? {
            return Ok(known);
        }
        let settings = self.settings(row).clone();
        if let AnswerMode::Refuse { status, message } = &settings.answer {
            return Err(ApiError::new(*status, message.clone()));
        }
        if settings.insufficient == Insufficient::RefuseAtPost
            && self.is_embedded(row)
            && !self.can_pay(row, from, &payment)
        {
            return Err(ApiError::bad_request(INSUFFICIENT_FUNDS));
        }
        let id = new_id("xfr");
        let start = Start::of(settings.answer, now_ms);
        self.commit(Record::TransferCreated(Box::new(TransferCreated {
            id: id.clone(),
            wallet_id: draft.wallet_id,
            body: draft.body,
            user_id: draft.user_id,
            token_id: draft.token_id,
            plan: start.plan,
            status: start.status,
            approval_id: start.approval_id,
            due_ms: start.due_ms,
            confirmations: settings.confirmations,
            at_ms: now_ms,
        })))?;
        Ok(id)
    }

    /// The transfer with the same external id: the same request finds it, another one conflicts.
    fn find_duplicate(&self, draft: &TransferDraft) -> Result<Option<String>, ApiError> {
        let Some(external_id) = draft.body.get("externalId").and_then(Value::as_str) else {
            return Ok(None);
        };
        let known = self
            .external_ids
            .get(external_id)
            .and_then(|index| self.transfers.get(*index));
        let Some(known) = known else { return Ok(None) };
        let same_wallet = self
            .wallet_of(known)
            .is_some_and(|wallet| wallet.id == draft.wallet_id);
        if same_wallet && known.body == draft.body {
            return Ok(Some(known.id.clone()));
        }
        Err(
            ApiError::new(409, "Conflicting transfer with same externalId")
                .with_details(json!({"duplicate": {"id": known.id, "externalId": external_id}})),
        )
    }

    /// Lets the transfers go on whose time has come; embedded chains only. Answers when the next
    /// one is due.
    pub(crate) fn release_due(&mut self, now_ms: i64) -> Result<Option<i64>, ApiError> {
        let mut next: Option<i64> = None;
        for index in self.open.iter().copied().collect::<Vec<_>>() {
            let Some(transfer) = self.transfers.get(index) else {
                continue;
            };
            let Some(due) = transfer.due_ms.filter(|_| transfer.is_waiting()) else {
                continue;
            };
            if !self
                .row_of_transfer(index)
                .is_some_and(|row| self.is_embedded(row))
            {
                continue;
            }
            if due <= now_ms {
                self.release(index, now_ms)?;
            } else {
                next = Some(next.map_or(due, |next| next.min(due)));
            }
        }
        Ok(next)
    }

    /// Makes every transfer that waits (one, or all of a network) due now, held ones excepted.
    /// Answers their ids.
    pub(crate) fn advance(
        &mut self,
        only: Option<&str>,
        network: Option<&str>,
        now_ms: i64,
    ) -> Vec<String> {
        let mut moved = Vec::new();
        for index in self.open.iter().copied().collect::<Vec<_>>() {
            let named = self.row_of_transfer(index).map(|row| row.name);
            let Some(transfer) = self.transfers.get_mut(index) else {
                continue;
            };
            let held = transfer.approval_id.is_some() && transfer.policy_resolved_ms.is_none();
            let wanted = only.is_none_or(|id| id == transfer.id)
                && network.is_none_or(|wanted| named == Some(wanted));
            if wanted && !held && transfer.is_waiting() {
                transfer.due_ms = Some(now_ms);
                moved.push(transfer.id.clone());
            }
        }
        moved
    }

    /// Withdraws a transfer that is not signed yet.
    pub(crate) fn abort(&mut self, id: &str) -> Result<(), ApiError> {
        let transfer = self
            .transfer(id)
            .ok_or_else(|| ApiError::not_found("transfer not found"))?;
        if !transfer.is_waiting() {
            return Err(ApiError::new(412, "the transfer can no longer be aborted"));
        }
        self.end(id.to_owned(), "Failed", "Aborted by user.")
    }

    /// Carries out a transfer's plan on an embedded chain.
    fn release(&mut self, index: usize, now_ms: i64) -> Result<(), ApiError> {
        let Some(transfer) = self.transfers.get(index).cloned() else {
            return Ok(());
        };
        let revert = match &transfer.plan {
            Plan::Broadcast => false,
            Plan::Revert => true,
            Plan::FailOffChain { reason } => return self.end(transfer.id, "Failed", reason),
            Plan::Nothing => return Ok(()),
        };
        match self.sign(&transfer, revert) {
            Ok(raw) => self.commit(Record::TransferBroadcast {
                id: transfer.id,
                raw: hex::encode(raw),
                at_ms: now_ms,
            }),
            Err(reason) => self.end(transfer.id, "Failed", &reason),
        }
    }

    /// Ends a transfer of which nothing was sent.
    pub(crate) fn end(&mut self, id: String, status: &str, reason: &str) -> Result<(), ApiError> {
        let (status, reason) = (status.to_owned(), Some(reason.to_owned()));
        self.commit(Record::TransferEnded { id, status, reason })
    }

    fn sign(&mut self, transfer: &Transfer, revert: bool) -> Result<Vec<u8>, String> {
        let wallet = self.wallet_of(transfer).ok_or("wallet not found")?;
        let (row, key) = (wallet.row, wallet.key.clone());
        let payment = Payment::of(&transfer.body).ok_or("unreadable request")?;
        let chain = self.chain(row);
        if payment
            .contract
            .is_some_and(|contract| chain.code(contract).is_empty())
        {
            return Err("The contract is not a token.".to_owned());
        }
        let price = payment.priority.price(chain.next_base_fee());
        let call = if revert {
            payment.reverting_call()
        } else {
            payment.call()
        };
        let gas_limit = if revert {
            100_000
        } else {
            estimate(chain, key.address(), &call)?
        };
        let nonce = chain.pending_nonce(key.address());
        let raw = Unsigned {
            chain_id: row.chain_id,
            nonce,
            gas_limit,
            price,
            call,
        }
        .sign(&key);
        chain.check(&raw).map_err(|error| {
            if error == SubmitError::InsufficientFunds {
                INSUFFICIENT_FUNDS.to_owned()
            } else {
                error.to_string()
            }
        })?;
        Ok(raw)
    }

    fn can_pay(&mut self, row: &'static NetworkRow, from: Address, payment: &Payment) -> bool {
        let chain = self.chain(row);
        let price = payment.priority.price(chain.next_base_fee());
        let (_, value, _) = payment.call();
        let Ok(gas) = estimate(chain, from, &payment.call()) else {
            return false;
        };
        let fee = U256::from(gas).saturating_mul(U256::from(price.max_fee));
        chain.spendable(from) >= value.saturating_add(fee)
    }
}

/// Gas limit of a call; the reason when it cannot succeed.
fn estimate(
    chain: &Chain,
    from: Address,
    (to, value, data): &(TxKind, U256, Bytes),
) -> Result<u64, String> {
    if chain.spendable(from) < *value {
        return Err(INSUFFICIENT_FUNDS.to_owned());
    }
    let call = Call {
        from,
        to: *to,
        value: *value,
        data: data.clone(),
        gas: None,
    };
    chain.estimate_gas(&call).map_err(|failure| {
        let reason = failure.reason();
        if reason.contains("exceeds balance") {
            INSUFFICIENT_FUNDS.to_owned()
        } else {
            reason
        }
    })
}

/// How a new transfer starts, by answer mode.
struct Start {
    plan: Plan,
    status: String,
    due_ms: Option<i64>,
    approval_id: Option<String>,
}

impl Start {
    fn of(mode: AnswerMode, now_ms: i64) -> Self {
        let after = |delay_ms: Option<u64>| {
            delay_ms.map(|delay| now_ms.saturating_add(i64::try_from(delay).unwrap_or(i64::MAX)))
        };
        let pending = |plan, due_ms| Self {
            plan,
            status: "Pending".to_owned(),
            due_ms,
            approval_id: None,
        };
        match mode {
            // A refusal was answered before a transfer came to be.
            AnswerMode::Immediate | AnswerMode::Refuse { .. } => {
                pending(Plan::Broadcast, Some(now_ms))
            }
            AnswerMode::Pending { delay_ms } => pending(Plan::Broadcast, after(delay_ms)),
            AnswerMode::Held => Self {
                approval_id: Some(new_id("ap")),
                ..pending(Plan::Broadcast, None)
            },
            AnswerMode::FailOffChain { delay_ms, reason } => {
                pending(Plan::FailOffChain { reason }, after(delay_ms))
            }
            AnswerMode::FailOnChain { delay_ms } => pending(Plan::Revert, after(delay_ms)),
            AnswerMode::UnknownStatus { status } => Self {
                status,
                ..pending(Plan::Broadcast, None)
            },
            AnswerMode::Aborted => Self {
                status: "Aborted".to_owned(),
                ..pending(Plan::Nothing, None)
            },
        }
    }
}
