//! Which transfers an employee asks for: the queue, or a list to read.

use api_types::TransferStatus;
use bank::transfers::{FeedFilter, QueueFilter};
use domain::id::{UserId, WalletId};
use domain::transfer::Status;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{PageQuery, query_id};
use crate::problem::{Code, Problem, Result};
use crate::transfers::domain_status;

/// Names the queue in cursors.
const QUEUE: &str = "queue";
/// Names the lists to read in cursors. They run the other way, so a place in one is none in the
/// other.
const FEED: &str = "feed";

/// Which transfers are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Only those that stand here; in the queue `pending` without it, unless `attention` is asked
    /// for.
    status: Option<TransferStatus>,
    /// `true` for those only that somebody should look at; with no other parameter but `status`.
    attention: Option<bool>,
    /// `true` for those only that a person has decided on.
    decided: Option<bool>,
    /// Only those that this employee has decided on.
    #[param(pattern = "^usr_[0-9a-f]{32}$")]
    decided_by: Option<String>,
    /// Only those that this person asked for, or that leave a wallet of this person's.
    #[param(pattern = "^usr_[0-9a-f]{32}$")]
    customer_id: Option<String>,
    /// Only those of this wallet.
    #[param(pattern = "^wal_[0-9a-f]{32}$")]
    wallet_id: Option<String>,
    /// Rows at most, 1 to 200; 50 without it.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, example = 50)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// Which transfers are wanted as a table.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {
    /// Only those that stand here.
    status: Option<TransferStatus>,
    /// `true` for those only that a person has decided on.
    decided: Option<bool>,
    /// Only those that this employee has decided on.
    #[param(pattern = "^usr_[0-9a-f]{32}$")]
    decided_by: Option<String>,
    /// Only those that this person asked for, or that leave a wallet of this person's.
    #[param(pattern = "^usr_[0-9a-f]{32}$")]
    customer_id: Option<String>,
    /// Only those of this wallet.
    #[param(pattern = "^wal_[0-9a-f]{32}$")]
    wallet_id: Option<String>,
}

/// What a query asks for.
pub(super) struct Wanted {
    pub(super) rows: Rows,
    pub(super) page: PageQuery,
}

/// Which rows, in which order.
pub(super) enum Rows {
    /// Oldest first.
    Queue(QueueFilter),
    /// Newest first.
    Feed(FeedFilter),
}

impl Wanted {
    /// The list's name in cursors.
    pub(super) fn list(&self) -> &'static str {
        match self.rows {
            Rows::Queue(_) => QUEUE,
            Rows::Feed(_) => FEED,
        }
    }
}

impl ListQuery {
    /// Which rows, and which page of them.
    pub(super) fn read(self) -> Result<Wanted> {
        let Self {
            status,
            attention,
            decided,
            decided_by,
            customer_id,
            wallet_id,
            limit,
            cursor,
        } = self;
        let feed = ExportQuery {
            status,
            decided,
            decided_by,
            customer_id,
            wallet_id,
        };
        let filter = feed.filter()?;
        let attention = attention.unwrap_or_default();
        let page = PageQuery::new(limit, cursor);
        if filter.is_narrow() {
            if attention {
                let detail = "Ask for `attention` alone, or with a `status`.";
                let problem = Problem::of_field;
                return Err(problem(Code::InvalidQuery, "attention", "conflict", detail));
            }
            let rows = Rows::Feed(filter);
            return Ok(Wanted { rows, page });
        }
        let waiting = (!attention).then_some(Status::Pending);
        let rows = Rows::Queue(QueueFilter {
            status: filter.status.or(waiting),
            attention,
        });
        Ok(Wanted { rows, page })
    }
}

impl ExportQuery {
    /// Which rows.
    pub(super) fn filter(self) -> Result<FeedFilter> {
        let Self {
            status,
            decided,
            decided_by,
            customer_id,
            wallet_id,
        } = self;
        let user = |name: &str, text: Option<String>| {
            text.map(|text| query_id::<UserId>(name, &text)).transpose()
        };
        Ok(FeedFilter {
            status: status.map(domain_status),
            decided: decided.unwrap_or_default(),
            decided_by: user("decided_by", decided_by)?,
            customer: user("customer_id", customer_id)?,
            wallet: wallet_id
                .map(|text| query_id::<WalletId>("wallet_id", &text))
                .transpose()?,
        })
    }
}
