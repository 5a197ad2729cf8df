//! Alerts of the last days: what the bank noticed and no rule may decide.

use api_types::AuditRow;
use client::AuditQuery;
use time::{Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::{audit, when};
use crate::view::{Employee, Page};

/// How far back.
const SPAN: Duration = Duration::days(7);
/// Rows of the panel.
const ROWS: u32 = 5;

/// The newest alerts, as a panel shows them.
pub(super) struct Alerts {
    rows: Vec<AuditRow>,
}

impl Alerts {
    pub(super) async fn find(employee: &Employee, now: OffsetDateTime) -> client::Result<Self> {
        let query = AuditQuery {
            kind: Some("alert".to_owned()),
            from: (now - SPAN).format(&Rfc3339).ok(),
            limit: Some(ROWS),
            ..AuditQuery::default()
        };
        let list = employee.bank.audit_page(&query).await?;
        Ok(Self { rows: list.rows })
    }

    /// What is the matter, when it was noticed, where its thing has a page.
    pub(super) fn lines(&self, page: &Page) -> Vec<(&str, String, Option<String>)> {
        let rows = self.rows.iter();
        rows.map(|row| {
            let what = audit::did(page.t.audit, &row.kind);
            (what, when(page, Some(&row.at)), audit::href(&row.subject))
        })
        .collect()
    }
}
