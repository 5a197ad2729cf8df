//! `/api/admin/alerts`: what by our books cannot be, and who has looked at it.

use api_types::{AcknowledgeAlert, Acknowledgement, Alert, AlertList};
use axum::Json;
use axum::extract::State;
use bank::SeqCursor;
use bank::alerts::{Acknowledgement as Acknowledged, AlertListing};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::extract::{Employee, OptionalJson, PageQuery, PagedQuery, Path, PathId, written};
use crate::problem::Result;
use crate::state::ApiState;
use crate::wire;

/// Names the alerts in cursors.
const LIST: &str = "alerts";

/// Which alerts are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// `true` for those only that somebody has looked at, `false` for those that nobody has.
    acknowledged: Option<bool>,
}

/// The number of an alert.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AlertNumber(i64);

impl PathId for AlertNumber {
    fn from_path(text: &str) -> Option<Self> {
        // As it is written: neither a sign nor leading zeros.
        let number: i64 = text.parse().ok()?;
        (number.to_string() == text).then_some(Self(number))
    }
}

/// Alerts
///
/// Those that nobody has looked at stay, however old they are.
#[utoipa::path(
    get,
    path = "/api/admin/alerts",
    operation_id = "admin_alerts",
    tag = "staff",
    params(ListQuery, PageQuery),
    responses((status = 200, description = "Newest first", body = AlertList))
)]
pub(crate) async fn list(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    PagedQuery { wanted, page }: PagedQuery<ListQuery>,
) -> Result<Json<AlertList>> {
    let page = page.page::<SeqCursor>(LIST)?;
    let page = state.bank.alerts(&caller, wanted.acknowledged, page);
    let (alerts, next_cursor) = written(page.await?, LIST, alert_of);
    Ok(Json(AlertList {
        alerts,
        next_cursor,
    }))
}

/// Say that I have looked at an alert
///
/// It is written into the audit trail. The alert stays readable.
#[utoipa::path(
    post,
    path = "/api/admin/alerts/{id}/acknowledge",
    operation_id = "acknowledge_alert",
    tag = "staff",
    params(("id" = i64, Path, description = "Number of the alert")),
    request_body(content = Option<AcknowledgeAlert>, description = "No body is fine"),
    responses((status = 200, description = "The alert", body = Alert)),
    extensions(("x-problem-codes" = json!(["already_acknowledged"])))
)]
pub(crate) async fn acknowledge(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(AlertNumber(number)): Path<AlertNumber>,
    OptionalJson(body): OptionalJson<AcknowledgeAlert>,
) -> Result<Json<Alert>> {
    let AcknowledgeAlert { comment } = body;
    let alert = state
        .bank
        .acknowledge_alert(&caller, number, comment.as_deref())
        .await?;
    Ok(Json(alert_of(alert)))
}

fn alert_of(listing: AlertListing) -> Alert {
    let AlertListing {
        alert,
        acknowledgement,
    } = listing;
    let entry = alert.entry;
    Alert {
        id: alert.seq,
        at: wire::time(entry.at),
        kind: entry.kind,
        subject: entry.subject,
        facts: entry.after,
        acknowledgement: acknowledgement.map(acknowledgement_of),
    }
}

fn acknowledgement_of(acknowledged: Acknowledged) -> Acknowledgement {
    let Acknowledged {
        by,
        name,
        email,
        comment,
        at,
    } = acknowledged;
    Acknowledgement {
        at: wire::time(at),
        by: by.to_string(),
        name,
        email,
        comment,
    }
}
