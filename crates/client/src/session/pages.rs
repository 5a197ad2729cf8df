//! Lists by the page, and the table of all transfers.

use api_types::{ActivityList, Direction, FiatAccountDetail};
use bytes::Bytes;
use http::Method;
use serde::Serialize;

use super::{NO_BODY, Nothing, Segment, Session, TransferFeedQuery, TransferQuery, with_query};
use crate::{Result, error};

/// Which movements of an account or a wallet are wanted.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActivityQuery {
    /// Only those that came, or only those that went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Rows of a page, 1 to 200.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl Session {
    /// One euro account with a page of its bookings.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn fiat_account_page(
        &self,
        id: &str,
        query: &ActivityQuery,
    ) -> Result<FiatAccountDetail> {
        let path = format!("api/fiat-accounts/{}", Segment(id));
        self.get(&with_query(&path, query)).await
    }

    /// A page of what happened at a wallet's address, in or out.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn activity_feed(
        &self,
        wallet_id: &str,
        query: &ActivityQuery,
    ) -> Result<ActivityList> {
        let path = format!("api/wallets/{}/activity", Segment(wallet_id));
        self.get(&with_query(&path, query)).await
    }

    /// The same for an employee; the reading is audited.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_activity(
        &self,
        wallet_id: &str,
        query: &ActivityQuery,
    ) -> Result<ActivityList> {
        let path = format!("api/admin/wallets/{}/activity", Segment(wallet_id));
        self.get(&with_query(&path, query)).await
    }

    /// The transfers of a list, newest first, as comma-separated values in UTF-8. The query's page
    /// does not count: the table is whole.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn transfers_csv(&self, query: &TransferQuery) -> Result<Bytes> {
        let query = TransferQuery {
            limit: None,
            cursor: None,
            ..query.clone()
        };
        self.table(&with_query("api/transfers.csv", query)).await
    }

    /// The transfers that a query matches, newest first, as comma-separated values in UTF-8; for
    /// employees. The query's page does not count: the table is whole.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub async fn admin_transfers_csv(&self, query: &TransferFeedQuery) -> Result<Bytes> {
        let query = TransferFeedQuery {
            limit: None,
            cursor: None,
            ..query.clone()
        };
        self.table(&with_query("api/admin/transfers.csv", query))
            .await
    }

    /// An answer that is no JSON.
    async fn table(&self, path: &str) -> Result<Bytes> {
        let answer = self.call(Method::GET, path, NO_BODY, None).await?;
        if answer.status().is_success() {
            return Ok(answer.into_body());
        }
        error::read::<Nothing>(&answer).map(|_| Bytes::new())
    }
}
