//! `/api/admin/audit`: who did what, and the alerts.

use api_types::{AuditList, AuditRow};
use axum::Json;
use axum::extract::State;
use bank::SeqCursor;
use bank::audit::AuditFilter;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Employee, PageQuery, PagedQuery, query_time, written};
use crate::problem::Result;
use crate::state::ApiState;
use crate::wire;

/// Names the audit trail in cursors.
const LIST: &str = "audit";

/// Which rows are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Only what this person did, by email; or `bank`, `operator`.
    actor: Option<String>,
    /// Only what was done to the thing with this id.
    subject: Option<String>,
    /// Only this kind and those below it: `alert` for all alerts.
    kind: Option<String>,
    /// Not before this time (RFC 3339).
    #[param(format = DateTime)]
    from: Option<String>,
    /// Before this time (RFC 3339).
    #[param(format = DateTime)]
    to: Option<String>,
}

/// The audit trail
#[utoipa::path(
    get,
    path = "/api/admin/audit",
    operation_id = "admin_audit",
    tag = "staff",
    params(ListQuery, PageQuery),
    responses((status = 200, description = "Newest first", body = AuditList))
)]
pub(crate) async fn list(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    query: PagedQuery<ListQuery>,
) -> Result<Json<AuditList>> {
    let ListQuery {
        actor,
        subject,
        kind,
        from,
        to,
    } = query.wanted;
    let filter = AuditFilter {
        actor_id: None,
        actor,
        kind,
        subject,
        from: query_time("from", from.as_deref())?,
        to: query_time("to", to.as_deref())?,
    };
    let page = query.page.page::<SeqCursor>(LIST)?;
    let page = state.bank.audit(&caller, &filter, page).await?;
    let (rows, next_cursor) = written(page, LIST, row_of);
    Ok(Json(AuditList { rows, next_cursor }))
}

fn row_of(row: bank::audit::AuditRow) -> AuditRow {
    let entry = row.entry;
    AuditRow {
        id: row.seq,
        at: wire::time(entry.at),
        actor: entry.actor,
        kind: entry.kind,
        subject: entry.subject,
        before: entry.before,
        after: entry.after,
        request_id: entry.request_id,
        address: entry.address,
    }
}
