//! Sending transfers through a node and following them to their confirmation.
//!
//! A signed transaction is in the journal before the node sees it, and the same bytes are offered
//! again until there is a receipt: a crash or a lost answer cannot make a second payment.

use std::sync::Arc;

use alloy_primitives::{Address, U256};

use super::{Node, node_of};
use crate::{
    chain::Priority,
    clock::now_ms,
    protocol::ApiError,
    server::{Shared, lock},
    world::{INSUFFICIENT_FUNDS, Plan, Record, RemoteTask, Unsigned},
};

/// How often open transfers are looked at.
const POLL_MS: i64 = 250;

/// Sends a transfer at once if its network has an outside node. Answers whether it has one.
pub(crate) async fn send_now(shared: &Arc<Shared>, id: &str) -> bool {
    let task = lock(&shared.world).remote_task(id);
    let Some(task) = task else {
        return false;
    };
    // A node that does not answer leaves the transfer `Pending`; it is sent later.
    if let Err(error) = move_on(shared, &task).await {
        tracing::warn!(message = %error.message, "an outside node did not answer");
    }
    true
}

/// Moves all open transfers of outside networks on. Answers when to look again.
pub(crate) async fn drive(shared: &Arc<Shared>) -> Option<i64> {
    let tasks = lock(&shared.world).remote_tasks();
    if tasks.is_empty() {
        return None;
    }
    for task in tasks {
        if let Err(error) = move_on(shared, &task).await {
            tracing::warn!(message = %error.message, "an outside node did not answer");
        }
    }
    Some(now_ms().saturating_add(POLL_MS))
}

async fn move_on(shared: &Arc<Shared>, task: &RemoteTask) -> Result<(), ApiError> {
    let Some(node) = node_of(shared, task.row)? else {
        return Ok(());
    };
    if task.tx_hash.is_none() {
        return if task.due_ms.is_some_and(|due| due <= now_ms()) {
            sign_and_send(shared, &node, &task.id).await
        } else {
            Ok(())
        };
    }
    follow(shared, &node, task).await
}

async fn sign_and_send(shared: &Arc<Shared>, node: &Node, id: &str) -> Result<(), ApiError> {
    let _one_at_a_time = shared.nodes.sending.lock().await;
    // Another task may have sent it while this one waited.
    let task = lock(&shared.world).remote_task(id);
    let Some(task) = task.filter(|task| task.tx_hash.is_none()) else {
        return Ok(());
    };
    let raw = match prepare(node, &task).await? {
        Ok(raw) => hex::encode(raw),
        Err(reason) => return end(shared, task.id, reason).await,
    };
    let record = Record::TransferBroadcast {
        id: task.id.clone(),
        raw: raw.clone(),
        at_ms: now_ms(),
    };
    shared.with_world(move |world| world.commit(record)).await?;
    match node.send_raw(&raw).await {
        Ok(Err(reason)) if !is_known(&reason) => end(shared, task.id, reason).await,
        // A lost answer: the bytes are offered again while there is no receipt.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Signs what the plan says, or answers why not.
async fn prepare(node: &Node, task: &RemoteTask) -> Result<Result<Vec<u8>, String>, ApiError> {
    let revert = match &task.plan {
        Plan::Broadcast => false,
        Plan::Revert => true,
        Plan::FailOffChain { reason } => return Ok(Err(reason.clone())),
        Plan::Nothing => return Ok(Err("Nothing to send.".to_owned())),
    };
    let from: Address = task.key.address();
    let (_, base_fee) = node.head().await?;
    let price = Priority::price(task.payment.priority, base_fee);
    let call = if revert {
        task.payment.reverting_call()
    } else {
        task.payment.call()
    };
    let gas_limit = if revert {
        100_000
    } else {
        match node.estimate_gas(from, &call).await? {
            Ok(gas) if gas <= 21_000 => gas,
            Ok(gas) => gas.saturating_add(gas / 5),
            Err(reason) => return Ok(Err(in_our_words(reason))),
        }
    };
    let fee = U256::from(gas_limit).saturating_mul(U256::from(price.max_fee));
    if node.balance(from).await? < call.1.saturating_add(fee) {
        return Ok(Err(INSUFFICIENT_FUNDS.to_owned()));
    }
    let nonce = node.pending_nonce(from).await?;
    let unsigned = Unsigned {
        chain_id: task.row.chain_id,
        nonce,
        gas_limit,
        price,
        call,
    };
    Ok(Ok(unsigned.sign(&task.key)))
}

async fn follow(shared: &Arc<Shared>, node: &Node, task: &RemoteTask) -> Result<(), ApiError> {
    let (Some(hash), id) = (task.tx_hash, task.id.clone()) else {
        return Ok(());
    };
    let Some(included) = task.included_in else {
        let Some(receipt) = node.receipt(hash).await? else {
            // It may never have arrived. A node that has it says so, and that is fine.
            let _ = node
                .send_raw(task.raw.as_deref().unwrap_or_default())
                .await?;
            return Ok(());
        };
        let record = Record::TransferIncluded {
            id,
            block_number: receipt.block_number,
            success: receipt.success,
            fee: receipt.fee.to_string(),
        };
        return shared.with_world(move |world| world.commit(record)).await;
    };
    let (head, _) = node.head().await?;
    if head < included.saturating_add(task.confirmations) {
        return Ok(());
    }
    let record = Record::TransferConfirmed {
        id,
        at_ms: now_ms(),
    };
    shared.with_world(move |world| world.commit(record)).await
}

async fn end(shared: &Arc<Shared>, id: String, reason: String) -> Result<(), ApiError> {
    shared
        .with_world(move |world| world.end(id, "Failed", &reason))
        .await
}

/// Whether a refusal says that the node has the transaction already.
fn is_known(reason: &str) -> bool {
    reason.contains("already known") || reason.contains("already imported")
}

fn in_our_words(reason: String) -> String {
    let lower = reason.to_lowercase();
    if lower.contains("insufficient") || lower.contains("exceeds balance") {
        INSUFFICIENT_FUNDS.to_owned()
    } else {
        reason
    }
}
