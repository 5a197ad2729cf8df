//! Transfers whose stored body is no longer what was decided on: they are not sent, people look at
//! them, and the others of their wallet go on.

use domain::execution::AttentionCode;
use store::Tx;
use store::transfers::TransferRecord;

use super::conclude::Pause;
use super::lease::UnderWay;
use super::order::body_hash;
use crate::Bank;
use crate::error::Result;

impl Bank {
    /// The stored bytes, which are sent as they were decided on or not at all; `None` when they are
    /// others.
    pub(super) async fn decided_body(&self, transfer: &TransferRecord) -> Result<Option<Vec<u8>>> {
        let body = self.store().transfer_body(transfer.id).await?;
        let decided = body_hash(&body) == transfer.order.body_hash;
        if !decided {
            tracing::error!(id = %transfer.id, "a stored body is not what was decided on");
        }
        Ok(decided.then_some(body))
    }

    /// Marks a locked transfer for employees and looks at it again later: it may be mended.
    pub(super) async fn set_aside_damaged(
        &self,
        tx: &mut Tx,
        transfer: &TransferRecord,
        under_way: &UnderWay,
    ) -> Result<()> {
        let Some(lease) = self.claim(tx, under_way).await? else {
            return Ok(());
        };
        self.call_attention(tx, transfer, AttentionCode::BodyDamaged)
            .await?;
        self.let_go(tx, &lease, transfer, Pause::Attention).await
    }

    /// Takes the mark away from one that was mended.
    pub(super) async fn call_off_damage(
        &self,
        tx: &mut Tx,
        transfer: &TransferRecord,
    ) -> Result<()> {
        let mark = transfer.attention.as_ref().map(|mark| mark.code.as_str());
        if mark == Some(AttentionCode::BodyDamaged.as_str()) {
            self.call_off_attention(tx, transfer).await?;
        }
        Ok(())
    }
}
