//! Faults on demand: setting, watching, and letting go.
//!
//! `{"match": {…}, "fault": {…}, "times": 1}`. `match` takes any of `method`, `path_prefix`,
//! `path_suffix`, `step`, `network`, `wallet`, and for the two action calls `prepares_suffix`, the
//! end of the path of the call they prepare; their `wallet` and `network` are that call's too.
//! Steps: `action_init`, `action_complete`, `wallet_create`, `wallet_list`, `wallet_update`,
//! `wallet_tag`, `wallet_untag`, `get_wallet`, `get_assets`, `get_history`, `transfer`,
//! `list_transfers`, `get_transfer`, `abort_transfer`, `get_fees`, `webhook_create`,
//! `webhook_list`, `webhook_update`, `webhook_delete`, `get_webhook`, `webhook_ping`,
//! `webhook_events`, `webhook_event`; no other name is accepted. `fault` is one of
//! `{"delay_ms": n}`, `{"status": n, "body"?, "retry_after"?}`, `{"cut": "before"|"after"}` and
//! `{"hold": true}`, with `"when": "after"` to strike after the effect. `times` 0 strikes always.

use std::{sync::Arc, time::Duration};

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    chain::read,
    strikes::{Effect, Matcher, When},
};
use crate::{protocol::ApiError, server::Shared};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFault {
    #[serde(default, rename = "match")]
    matcher: Matcher,
    fault: Spec,
    /// How many calls it strikes; 0: every one.
    #[serde(default = "once")]
    times: u32,
}

fn once() -> u32 {
    1
}

/// Exactly one of `delay_ms`, `status`, `cut` and `hold`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spec {
    delay_ms: Option<u64>,
    status: Option<u16>,
    /// With `status`: a JSON body, or a string that is sent as plain text.
    body: Option<Value>,
    /// With `status`: seconds for the header `Retry-After`.
    retry_after: Option<u32>,
    /// `before` or `after` the effect.
    cut: Option<When>,
    hold: Option<bool>,
    /// With `delay_ms`, `status` and `hold`: `before` (default) or `after` the effect.
    when: Option<When>,
}

impl Spec {
    fn effect(self) -> Result<(Effect, When), ApiError> {
        let when = self.when.or(self.cut).unwrap_or(When::Before);
        let hold = self.hold.filter(|hold| *hold);
        let answer = self.status.map(|status| Effect::Answer {
            status,
            body: self.body,
            retry_after_s: self.retry_after,
        });
        let effects = [
            self.delay_ms
                .map(|delay| Effect::Delay(Duration::from_millis(delay))),
            answer,
            self.cut.map(|_| Effect::Cut),
            hold.map(|_| Effect::Hold),
        ];
        let mut effects = effects.into_iter().flatten();
        match (effects.next(), effects.next()) {
            (Some(effect), None) => Ok((effect, when)),
            _ => Err(ApiError::bad_request(
                "fault takes one of delay_ms, status, cut, hold",
            )),
        }
    }
}

/// `POST /_sandbox/faults {match, fault, times}` → `{id}`
pub(super) async fn add(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    let new: NewFault = read(&body)?;
    let (effect, when) = new.fault.effect()?;
    let id = shared.faults.add(new.matcher, effect, when, new.times);
    Ok(Json(json!({"id": id})))
}

/// `GET /_sandbox/faults`: all faults with `hits` (calls struck) and `holding` (calls held now).
pub(super) async fn list(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({"items": shared.faults.list()}))
}

/// `GET /_sandbox/faults/{id}`
pub(super) async fn get(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<u64>,
) -> Result<Json<Value>, ApiError> {
    shared
        .faults
        .get(id)
        .map(Json)
        .ok_or_else(|| ApiError::not_found("fault not found"))
}

/// `DELETE /_sandbox/faults`: removes all and lets held calls go.
pub(super) async fn clear(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.faults.clear();
    Json(json!({}))
}

/// `DELETE /_sandbox/faults/{id}`: removes it and lets its held calls go.
pub(super) async fn remove(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<u64>,
) -> Result<Json<Value>, ApiError> {
    if !shared.faults.remove(id) {
        return Err(ApiError::not_found("fault not found"));
    }
    Ok(Json(json!({})))
}

/// `POST /_sandbox/faults/{id}/release`: lets its held calls go and keeps it in the list.
pub(super) async fn release(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<u64>,
) -> Result<Json<Value>, ApiError> {
    if !shared.faults.release(id) {
        return Err(ApiError::not_found("fault not found"));
    }
    Ok(Json(json!({})))
}
