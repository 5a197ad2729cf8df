//! Decisions of employees on transfers: one row a vote, so that several can be asked for.

use domain::approval::Choice;
use domain::id::{ApprovalId, TransferId, UserId};
use domain::reference::BodyHash;
use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::sql;
use crate::store::Store;
use crate::tx::Tx;

/// One decision of one employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Its id.
    pub id: ApprovalId,
    /// On which transfer.
    pub transfer: TransferId,
    /// Who decided.
    pub decider: UserId,
    /// What.
    pub choice: Choice,
    /// The remark.
    pub comment: Option<String>,
    /// Hash of the body that was decided on: what is sent is what was approved.
    pub body_hash: BodyHash,
    /// When.
    pub at: OffsetDateTime,
}

/// An employee who has decided something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decider {
    /// Who.
    pub id: UserId,
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
}

impl Tx {
    /// Stores a decision.
    ///
    /// # Errors
    /// [`Error::UniqueViolation`](crate::Error::UniqueViolation) when the employee has decided on
    /// this transfer before.
    pub async fn insert_approval(&mut self, approval: &Approval) -> Result<()> {
        let Approval {
            id,
            transfer,
            decider,
            choice,
            comment,
            body_hash,
            at,
        } = approval;
        self.execute(sql!(
            "INSERT INTO approvals (id, transfer_id, decider_id, decision, comment, body_hash, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)";
            *id, *transfer, *decider, choice.as_str(), comment.clone(), body_hash.to_string(), *at
        ))
        .await
        .map(drop)
    }
}

impl Store {
    /// Everybody who has decided on some transfer, by name.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn deciders(&self) -> Result<Vec<Decider>> {
        let statement = sql!(
            "SELECT id, name, email FROM users \
             WHERE id IN (SELECT decider_id FROM approvals) ORDER BY name, id"
        );
        self.all(statement)
            .await?
            .iter()
            .map(|row| {
                Ok(Decider {
                    id: row.get("id")?,
                    name: row.get("name")?,
                    email: row.get("email")?,
                })
            })
            .collect()
    }

    /// The decisions on a transfer, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn approvals_of(&self, transfer: TransferId) -> Result<Vec<Approval>> {
        let statement = sql!(
            "SELECT id, transfer_id, decider_id, decision, comment, body_hash, at FROM approvals \
             WHERE transfer_id = $1 ORDER BY at, id";
            transfer
        );
        self.all(statement)
            .await?
            .iter()
            .map(|row| {
                Ok(Approval {
                    id: row.get("id")?,
                    transfer: row.get("transfer_id")?,
                    decider: row.get("decider_id")?,
                    choice: row.parsed("decision", Choice::parse)?,
                    comment: row.opt("comment")?,
                    body_hash: row.parsed("body_hash", BodyHash::parse)?,
                    at: row.get("at")?,
                })
            })
            .collect()
    }
}
