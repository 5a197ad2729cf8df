//! A new transfer with the people around it.

use domain::id::TransferId;
use domain::transfer::Status;
use time::OffsetDateTime;

use super::{AppliedRule, Order};
use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

/// A transfer to be stored.
#[derive(Debug, Clone)]
pub struct NewTransfer {
    /// Our id.
    pub id: TransferId,
    /// What is asked for.
    pub order: Order,
    /// The bytes that will be sent, of which the order has the hash.
    pub body: Vec<u8>,
    /// The rule that decided.
    pub rule: AppliedRule,
    /// What it decided: `pending` or `approved`.
    pub status: Status,
    /// When.
    pub at: OffsetDateTime,
}

impl Tx {
    /// Stores a transfer, who owns its wallet and who holds a delegation on it now, and the first
    /// step of its history. The caller holds the wallet's lock.
    ///
    /// # Errors
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when the id or the external id is
    /// taken.
    pub async fn insert_transfer(&mut self, new: &NewTransfer) -> Result<()> {
        let NewTransfer {
            id,
            order,
            body,
            rule,
            status,
            at,
        } = new;
        let decided_at = (*status == Status::Approved).then_some(*at);
        self.execute(sql!(
            "INSERT INTO transfers (id, wallet_id, wallet_name, initiator_id, initiated_as, \
             asset_id, amount, destination, body, body_hash, external_id, rule_kind, \
             rule_threshold, rule_set_by, status, created_at, updated_at, decided_at, \
             next_attempt_at, held_by_custody, attempts) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, \
             $17, $17, $18, $19)";
            *id,
            order.wallet,
            &order.wallet_name,
            order.initiator,
            order.initiated_as.as_str(),
            order.asset.to_string(),
            order.amount,
            order.destination.to_string(),
            body.as_slice(),
            order.body_hash.to_string(),
            order.external_id.as_str(),
            &rule.kind,
            rule.threshold,
            rule.set_by.clone(),
            status.as_str(),
            *at,
            decided_at,
            false,
            0_i64,
        ))
        .await?;
        self.execute(sql!(
            "INSERT INTO transfer_parties (transfer_id, user_id, part) \
             SELECT t.id, w.owner_id, 'owner' FROM transfers t \
             JOIN wallets w ON w.id = t.wallet_id WHERE t.id = $1 \
             UNION ALL SELECT t.id, d.grantee_id, 'delegate' FROM transfers t \
             JOIN delegations d ON d.wallet_id = t.wallet_id WHERE t.id = $1";
            *id
        ))
        .await?;
        self.append_step(*id, *status, *at).await
    }

    /// Appends one step to the history of a transfer.
    pub(super) async fn append_step(
        &mut self,
        id: TransferId,
        status: Status,
        at: OffsetDateTime,
    ) -> Result<()> {
        self.execute(sql!(
            "INSERT INTO transfer_steps (transfer_id, status, at) VALUES ($1, $2, $3)";
            id, status.as_str(), at
        ))
        .await
        .map(drop)
    }
}
