//! `/api/admin/audit`: who did what, and the alerts.

use api_types::{AuditList, AuditRow};
use axum::Json;
use axum::extract::State;
use bank::SeqCursor;
use bank::audit::AuditFilter;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use utoipa::IntoParams;

use crate::extract::{Employee, PageQuery, PagedQuery, written};
use crate::problem::{Code, Problem, Result};
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
        from: time_of("from", from.as_deref())?,
        to: time_of("to", to.as_deref())?,
    };
    let page = query.page.page::<SeqCursor>(LIST)?;
    let page = state.bank.audit(&caller, &filter, page).await?;
    let (rows, next_cursor) = written(page, LIST, row_of);
    Ok(Json(AuditList { rows, next_cursor }))
}

fn time_of(field: &str, text: Option<&str>) -> Result<Option<OffsetDateTime>> {
    let Some(text) = text else { return Ok(None) };
    OffsetDateTime::parse(text, &Rfc3339)
        .map(Some)
        .map_err(|_| {
            let detail = "This is not a time such as 2026-11-24T08:00:00Z.";
            Problem::of_field(Code::InvalidQuery, field, "bad_time", detail)
        })
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
