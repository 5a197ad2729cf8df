//! Which transfers an employee asks for.

use api_types::TransferStatus;
use bank::transfers::FeedFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{query_id, query_time};
use crate::problem::Result;
use crate::transfers::domain_status;

/// Which transfers are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct WantedQuery {
    /// Only those that stand here; the queue has those that are `pending` without it, or of any
    /// state with `attention`.
    status: Option<TransferStatus>,
    /// `true` for those only that somebody should look at.
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
    /// Only those that were asked for at this time (RFC 3339) or later.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Only those that were asked for before this time (RFC 3339).
    #[param(format = DateTime)]
    to: Option<String>,
    /// Only those that a person last decided on at this time (RFC 3339) or later.
    #[param(format = DateTime)]
    decided_from: Option<String>,
    /// Only those that a person last decided on before this time (RFC 3339).
    #[param(format = DateTime)]
    decided_to: Option<String>,
}

impl WantedQuery {
    /// The same as the bank is asked.
    pub(super) fn filter(self) -> Result<FeedFilter> {
        let Self {
            status,
            attention,
            decided,
            decided_by,
            customer_id,
            wallet_id,
            from,
            to,
            decided_from,
            decided_to,
        } = self;
        Ok(FeedFilter {
            status: status.map(domain_status),
            attention: attention.unwrap_or_default(),
            decided: decided.unwrap_or_default(),
            decided_by: query_id("decided_by", decided_by.as_deref())?,
            customer: query_id("customer_id", customer_id.as_deref())?,
            wallet: query_id("wallet_id", wallet_id.as_deref())?,
            from: query_time("from", from.as_deref())?,
            to: query_time("to", to.as_deref())?,
            decided_from: query_time("decided_from", decided_from.as_deref())?,
            decided_to: query_time("decided_to", decided_to.as_deref())?,
        })
    }
}
