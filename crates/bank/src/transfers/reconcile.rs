//! Taking transfers that custody has to their end: custody is asked, never sent anything.

use domain::execution::AttentionCode;
use domain::id::TransferId;
use domain::reference::CustodyTransferId;
use store::transfers::TransferRecord;

use super::conclude::Pause;
use super::execute::Urgency;
use super::facts::wallet_ref;
use super::health::AnswerFacts;
use super::lease::Work;
use crate::Bank;
use crate::custody::CallError;
use crate::error::{Error, Result};
use crate::units;

impl Bank {
    /// Asks custody about one transfer when its time has come.
    pub(crate) async fn poll_due(&self, id: TransferId) {
        self.poll_logged(id, Urgency::WhenDue).await;
    }

    /// Asks custody about one transfer; a fault is logged, the row is met again later.
    pub(super) async fn poll_logged(&self, id: TransferId, urgency: Urgency) {
        if let Err(error) = self.poll(id, urgency).await {
            tracing::error!(%id, ?error, "asking about a transfer was interrupted");
        }
    }

    /// Asks custody about one transfer that it has, if it is time and nobody else is at it, and
    /// books what it says.
    pub(super) async fn poll(&self, id: TransferId, urgency: Urgency) -> Result<()> {
        let Some((work, custody_id)) = self.take_up_poll(id, urgency).await? else {
            return Ok(());
        };
        let call = self.custody_for_money().transfer(&work.wallet, &custody_id);
        let Some(answer) = self.while_leased(&work, call).await? else {
            return Ok(());
        };
        self.note_custody(AnswerFacts::of(&answer)).await?;

        let mut tx = self.store().begin(units::BOOK_POLL).await?;
        let Some(mut transfer) = self.lock_leased(&mut tx, &work).await? else {
            return Ok(());
        };
        let changed = match &answer {
            Ok(found) => self.conclude(&mut tx, &work, &mut transfer, found).await?,
            Err(CallError::NotFound(_)) => {
                // It was there: that custody forgets a transfer is for people to look into.
                self.call_attention(&mut tx, &transfer, AttentionCode::Contradiction)
                    .await?;
                self.let_go(&mut tx, &work, &transfer, Pause::Attention)
                    .await?;
                false
            }
            Err(
                CallError::NotSent(_)
                | CallError::Misconfigured(_)
                | CallError::Refused(_)
                | CallError::Unknown(_),
            ) => {
                self.let_go(&mut tx, &work, &transfer, Pause::Poll).await?;
                false
            }
        };
        tx.commit().await?;
        if changed {
            self.refresh_wallets_of(&transfer.order).await?;
        }
        Ok(())
    }

    /// Takes the lease of a transfer that custody has.
    async fn take_up_poll(
        &self,
        id: TransferId,
        urgency: Urgency,
    ) -> Result<Option<(Work, CustodyTransferId)>> {
        let Some(under_way) = self.executions().under_way.take(id) else {
            return Ok(None);
        };
        let mut tx = self.store().begin(units::TAKE_UP_POLL).await?;
        let Some(transfer) = tx.lock_transfer(id).await? else {
            return Ok(None);
        };
        let Some(custody_id) = self.custody_id_to_ask(&transfer, urgency) else {
            return Ok(None);
        };
        let Some(lease) = self.claim(&mut tx, &under_way).await? else {
            return Ok(None);
        };
        tx.commit().await?;
        let wallet = self
            .store()
            .find_wallet_unscoped(transfer.order.wallet)
            .await?;
        let wallet = wallet
            .as_ref()
            .and_then(wallet_ref)
            .ok_or_else(|| Error::corrupt("a transfer of an unopened wallet"))?;
        let work = Work {
            transfer,
            wallet,
            lease,
            _under_way: under_way,
        };
        Ok(Some((work, custody_id)))
    }

    fn custody_id_to_ask(
        &self,
        transfer: &TransferRecord,
        urgency: Urgency,
    ) -> Option<CustodyTransferId> {
        let now = self.clock().now();
        let next = transfer.execution.next_attempt_at;
        let due = urgency == Urgency::Now || next.is_none_or(|at| at <= now);
        let asked = due && transfer.status.is_with_custody();
        transfer.custody.id.clone().filter(|_| asked)
    }
}
