//! Approvals: transfers held by a policy until somebody decides.

use super::{Record, World};
use crate::protocol::ApiError;

/// A decision on an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ApprovalDecision {
    Approved,
    Denied,
}

impl World {
    /// The transfer that waits, or waited, for this approval.
    pub(super) fn transfer_held_by(&self, approval_id: &str) -> Option<usize> {
        self.transfers
            .iter()
            .position(|transfer| transfer.approval_id.as_deref() == Some(approval_id))
    }

    /// Approval ids with the id of their transfer, and whether they are still open.
    pub(crate) fn approvals(&self) -> Vec<(String, String, bool)> {
        self.transfers
            .iter()
            .filter_map(|transfer| {
                let approval = transfer.approval_id.clone()?;
                let open = transfer.policy_resolved_ms.is_none();
                Some((approval, transfer.id.clone(), open))
            })
            .collect()
    }

    /// Decides an approval; an approved transfer goes on at the next [`World::release_due`].
    pub(crate) fn decide(
        &mut self,
        approval_id: &str,
        decision: ApprovalDecision,
        now_ms: i64,
    ) -> Result<String, ApiError> {
        let held = self
            .transfer_held_by(approval_id)
            .and_then(|index| self.transfers.get(index));
        let transfer = held.ok_or_else(|| ApiError::not_found("approval not found"))?;
        if transfer.policy_resolved_ms.is_some() || transfer.is_ended() {
            return Err(ApiError::new(412, "the approval is resolved"));
        }
        let id = transfer.id.clone();
        self.commit(Record::ApprovalDecided {
            id: approval_id.to_owned(),
            approved: decision == ApprovalDecision::Approved,
            at_ms: now_ms,
        })?;
        Ok(id)
    }
}
