//! Transfers with what their readers see beside them: names, and the decision of an employee.

use domain::id::{TransferId, UserId, WalletId};
use domain::transfer::Status;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{TransferRecord, transfer_columns};
use crate::error::Result;
use crate::page::{Page, Paged, TimeCursor};
use crate::recovery::AfterRestore;
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// A transfer with the names around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferListing {
    /// The transfer.
    pub transfer: TransferRecord,
    /// The wallet's name now.
    pub wallet_name: String,
    /// Who owns the wallet.
    pub owner: UserId,
    /// Name of who asked.
    pub initiator_name: String,
    /// Email of who asked.
    pub initiator_email: String,
    /// Whether the viewer holds a delegation on the wallet now.
    pub viewer_holds_grant: bool,
    /// The latest decision of an employee.
    pub review: Option<Review>,
}

/// The decision of an employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Who.
    pub by: UserId,
    /// Name of who.
    pub name: String,
    /// Email of who.
    pub email: String,
    /// Whether it was a no.
    pub rejected: bool,
    /// The remark.
    pub comment: Option<String>,
    /// When.
    pub at: OffsetDateTime,
}

/// Which of the transfers that somebody may see; an absent part matches all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TransferFilter {
    /// In this state.
    pub status: Option<Status>,
    /// Of this wallet.
    pub wallet: Option<WalletId>,
}

/// Which transfers employees look at; an absent part matches all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueFilter {
    /// In this state.
    pub status: Option<Status>,
    /// Only those that somebody should look at.
    pub attention: bool,
}

/// One listing; `$1` is the viewer, null for the bank's side. Of all transfers, each with its latest
/// decision, or of what `$from` joins as `t` with the decision `a`.
macro_rules! select_listing {
    () => {
        select_listing!(
            "transfers t LEFT JOIN approvals a ON a.id = (SELECT x.id FROM approvals x \
             WHERE x.transfer_id = t.id ORDER BY x.at DESC, x.id DESC LIMIT 1)"
        )
    };
    ($from:literal) => {
        concat!(
            "SELECT ",
            transfer_columns!(),
            ", w.name AS wallet_name_now, w.owner_id, i.name AS initiator_name, \
             i.email AS initiator_email, d.id AS viewer_grant_id, a.decider_id, \
             r.name AS decider_name, r.email AS decider_email, a.decision, a.comment, \
             a.at AS decided_by_person_at FROM ",
            $from,
            " JOIN wallets w ON w.id = t.wallet_id \
             JOIN users i ON i.id = t.initiator_id \
             LEFT JOIN delegations d ON d.wallet_id = t.wallet_id AND d.grantee_id = $1 \
             LEFT JOIN users r ON r.id = a.decider_id "
        )
    };
}
pub(super) use select_listing;

impl TransferListing {
    pub(super) fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            transfer: TransferRecord::read(row)?,
            wallet_name: row.get("wallet_name_now")?,
            owner: row.get("owner_id")?,
            initiator_name: row.get("initiator_name")?,
            initiator_email: row.get("initiator_email")?,
            viewer_holds_grant: row.opt::<Uuid>("viewer_grant_id")?.is_some(),
            review: Review::read(row)?,
        })
    }

    pub(super) fn cursor(&self) -> TimeCursor {
        TimeCursor {
            at: self.transfer.times.created_at,
            id: self.transfer.id.uuid(),
        }
    }
}

impl Review {
    fn read(row: &Row) -> Result<Option<Self>> {
        let Some(by) = row.opt("decider_id")? else {
            return Ok(None);
        };
        let decision: String = row.get("decision")?;
        Ok(Some(Self {
            by,
            name: row.get("decider_name")?,
            email: row.get("decider_email")?,
            rejected: decision == "reject",
            comment: row.opt("comment")?,
            at: row.get("decided_by_person_at")?,
        }))
    }
}

async fn listing(
    mut conn: Conn<'_>,
    id: TransferId,
    viewer: Option<UserId>,
) -> Result<Option<TransferListing>> {
    let text = concat!(select_listing!(), "WHERE t.id = $2");
    conn.optional(sql!(text; viewer, id))
        .await?
        .map(|row| TransferListing::read(&row))
        .transpose()
}

fn close(rows: &[Row], page: &Page<TimeCursor>) -> Result<Paged<TransferListing, TimeCursor>> {
    let rows = rows
        .iter()
        .map(TransferListing::read)
        .collect::<Result<Vec<_>>>()?;
    Ok(page.close(rows, TransferListing::cursor))
}

impl Store {
    /// One transfer with the names around it, whoever may see it; `viewer` for whether that user
    /// holds a delegation on the wallet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_listing_unscoped(
        &self,
        id: TransferId,
        viewer: Option<UserId>,
    ) -> Result<Option<TransferListing>> {
        listing(self.into(), id, viewer).await
    }

    /// Transfers of every wallet that the user may see now, and those that the user initiated;
    /// newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_visible_to(
        &self,
        user: UserId,
        filter: TransferFilter,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferListing, TimeCursor>> {
        let TransferFilter { status, wallet } = filter;
        let after = page.after.unwrap_or(TimeCursor::NEWEST);
        let text = concat!(
            select_listing!(),
            // What there is to see is collected by indexes: one condition over three tables would
            // be tried on every transfer of the bank.
            "WHERE t.id IN (SELECT x.id FROM transfers x \
             WHERE x.initiator_id = $1 AND (x.created_at, x.id) < ($4, $5) \
             UNION SELECT x.id FROM wallets o JOIN transfers x ON x.wallet_id = o.id \
             WHERE o.owner_id = $1 AND (x.created_at, x.id) < ($4, $5) \
             UNION SELECT x.id FROM delegations g JOIN transfers x ON x.wallet_id = g.wallet_id \
             WHERE g.grantee_id = $1 AND (x.created_at, x.id) < ($4, $5)) \
             AND ($2 IS NULL OR t.status = $2) AND ($3 IS NULL OR t.wallet_id = $3) \
             ORDER BY t.created_at DESC, t.id DESC LIMIT $6"
        );
        let statement = sql!(
            text;
            user, status.map(Status::as_str), wallet, after.at, after.id, page.limit_and_one()
        );
        close(&self.all(statement).await?, &page)
    }

    /// All transfers of a wallet, newest first; whether the viewer may see them is asked before.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_of_wallet(
        &self,
        wallet: WalletId,
        viewer: Option<UserId>,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferListing, TimeCursor>> {
        let after = page.after.unwrap_or(TimeCursor::NEWEST);
        let text = concat!(
            select_listing!(),
            "WHERE t.wallet_id = $2 AND (t.created_at, t.id) < ($3, $4) \
             ORDER BY t.created_at DESC, t.id DESC LIMIT $5"
        );
        let statement = sql!(text; viewer, wallet, after.at, after.id, page.limit_and_one());
        close(&self.all(statement).await?, &page)
    }

    /// Transfers for the bank's side, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_queue_unscoped(
        &self,
        filter: QueueFilter,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferListing, TimeCursor>> {
        let QueueFilter { status, attention } = filter;
        let after = page.after.unwrap_or(TimeCursor::OLDEST);
        macro_rules! select_queue {
            ($status:literal) => {
                concat!(
                    select_listing!(),
                    "WHERE ",
                    $status,
                    " AND (NOT $3 OR t.attention_code IS NOT NULL) \
                     AND (t.created_at, t.id) > ($4, $5) \
                     ORDER BY t.created_at, t.id LIMIT $6"
                )
            };
        }
        // Each by an index of its own: what waits is little among what has ended.
        let text = match status {
            Some(_) => select_queue!("t.status = $2"),
            None => select_queue!("$2 IS NULL"),
        };
        let statement = sql!(
            text;
            None::<UserId>, status.map(Status::as_str), attention, after.at, after.id,
            page.limit_and_one()
        );
        close(&self.all(statement).await?, &page)
    }

    /// Transfers that a restore concerns, oldest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfers_after_restore_unscoped(
        &self,
        which: AfterRestore,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferListing, TimeCursor>> {
        let after = page.after.unwrap_or(TimeCursor::OLDEST);
        macro_rules! select_after_restore {
            ($which:literal) => {
                concat!(
                    select_listing!(),
                    "WHERE ",
                    $which,
                    " AND (t.created_at, t.id) > ($2, $3) ORDER BY t.created_at, t.id LIMIT $4"
                )
            };
        }
        let text = match which {
            AfterRestore::Held => select_after_restore!(
                "t.held_since IS NOT NULL AND t.status IN ('pending', 'approved', 'submitting')"
            ),
            AfterRestore::Recovered => {
                select_after_restore!("t.recovered_at >= (SELECT y.restored_at FROM recovery y)")
            }
        };
        let statement = sql!(text; None::<UserId>, after.at, after.id, page.limit_and_one());
        close(&self.all(statement).await?, &page)
    }
}

impl Tx {
    /// See [`Store::transfer_listing_unscoped`].
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_listing_unscoped(
        &mut self,
        id: TransferId,
        viewer: Option<UserId>,
    ) -> Result<Option<TransferListing>> {
        listing(self.into(), id, viewer).await
    }
}
