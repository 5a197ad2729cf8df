//! What employees read of transfers, newest first: decided ones, those of a customer, of a wallet.

use domain::id::{UserId, WalletId};
use domain::transfer::Status;
use time::OffsetDateTime;

use super::lists::{TransferListing, select_listing};
use super::transfer_columns;
use crate::error::Result;
use crate::page::{Page, Paged, TimeCursor};
use crate::sql::sql;
use crate::store::Store;

/// Which transfers employees read, newest first; an absent part matches all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FeedFilter {
    /// In this state.
    pub status: Option<Status>,
    /// Only those that somebody should look at.
    pub attention: bool,
    /// Only those that a person has decided on.
    pub decided: bool,
    /// Only those that this person has decided on.
    pub decided_by: Option<UserId>,
    /// Only those that this user asked for, or that leave a wallet of this user's.
    pub customer: Option<UserId>,
    /// Only those of this wallet.
    pub wallet: Option<WalletId>,
    /// Asked for not earlier than this.
    pub from: Option<OffsetDateTime>,
    /// Asked for earlier than this.
    pub to: Option<OffsetDateTime>,
    /// Last decided on by a person not earlier than this.
    pub decided_from: Option<OffsetDateTime>,
    /// Last decided on by a person earlier than this.
    pub decided_to: Option<OffsetDateTime>,
}

impl FeedFilter {
    /// Whether anything restricts it but the state and the wish for what somebody should look at.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.decided_by.is_some()
            || self.customer.is_some()
            || self.wallet.is_some()
            || self.from.is_some()
            || self.to.is_some()
            || self.is_of_decisions()
    }

    /// Whether it is about decisions: then the latest decision comes first, and what nobody has
    /// decided on is not in it.
    #[must_use]
    pub fn is_of_decisions(&self) -> bool {
        self.decided || self.decided_from.is_some() || self.decided_to.is_some()
    }
}

/// What employees read, by the filter's parts in their order; the place and the order follow.
macro_rules! select_feed {
    ($($from:literal)? => $order:literal) => {
        concat!(
            select_listing!($($from)?),
            "WHERE ($2 IS NULL OR t.status = $2) AND (NOT $3 OR a.id IS NOT NULL) \
             AND ($4 IS NULL OR EXISTS (SELECT 1 FROM approvals y \
             WHERE y.transfer_id = t.id AND y.decider_id = $4)) \
             AND ($5 IS NULL OR t.initiator_id = $5 OR w.owner_id = $5) \
             AND ($6 IS NULL OR t.wallet_id = $6) \
             AND (NOT $7 OR t.attention_code IS NOT NULL) \
             AND ($8 IS NULL OR t.created_at >= $8) AND ($9 IS NULL OR t.created_at < $9) \
             AND ($10 IS NULL OR a.at >= $10) AND ($11 IS NULL OR a.at < $11) ",
            $order
        )
    };
}

impl TransferListing {
    /// Its place among decisions.
    fn decision_cursor(&self) -> TimeCursor {
        TimeCursor {
            at: self
                .review
                .as_ref()
                .map_or(self.transfer.times.created_at, |review| review.at),
            ..self.cursor()
        }
    }
}

impl Store {
    /// Transfers for employees to read, newest first: by their latest decision where the filter is
    /// about decisions, else by when they were asked for.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_feed_unscoped(
        &self,
        filter: FeedFilter,
        page: Page<TimeCursor>,
    ) -> Result<Paged<TransferListing, TimeCursor>> {
        let of_decisions = filter.is_of_decisions();
        let FeedFilter {
            status,
            attention,
            decided: _,
            decided_by,
            customer,
            wallet,
            from,
            to,
            decided_from,
            decided_to,
        } = filter;
        let after = page.after.unwrap_or(TimeCursor::NEWEST);
        let (text, cursor): (_, fn(&TransferListing) -> TimeCursor) = if of_decisions {
            // Decisions come in their order by an index of their own; transfers would be sorted.
            let text = select_feed!(
                "approvals a JOIN transfers t ON t.id = a.transfer_id" =>
                "AND (a.at, a.transfer_id) < ($12, $13) \
                 AND NOT EXISTS (SELECT 1 FROM approvals z WHERE z.transfer_id = a.transfer_id \
                 AND (z.at, z.id) > (a.at, a.id)) \
                 ORDER BY a.at DESC, a.transfer_id DESC LIMIT $14"
            );
            (text, TransferListing::decision_cursor)
        } else {
            let text = select_feed!(
                => "AND (t.created_at, t.id) < ($12, $13) \
                 ORDER BY t.created_at DESC, t.id DESC LIMIT $14"
            );
            (text, TransferListing::cursor)
        };
        let statement = sql!(
            text;
            None::<UserId>, status.map(Status::as_str), of_decisions, decided_by, customer, wallet,
            attention, from, to, decided_from, decided_to, after.at, after.id,
            page.limit_and_one()
        );
        let rows = self.all(statement).await?;
        let rows = rows
            .iter()
            .map(TransferListing::read)
            .collect::<Result<Vec<_>>>()?;
        Ok(page.close(rows, cursor))
    }
}
