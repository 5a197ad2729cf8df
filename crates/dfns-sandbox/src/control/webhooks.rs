//! How events travel to webhooks.
//!
//! `PUT /_sandbox/webhooks` sets all of it, absent fields take their defaults: `drop` (false) loses
//! the events that happen from now on; `copies` (1) is how often each is delivered; `delay_ms` (0)
//! the time before; `hold` (false) keeps everything back until it is set to false; `order` says
//! which delivery that is due goes first, `oldest_first` or `newest_first`; `retry_after_ms` when a
//! delivery that was not received is tried again, counted from the first attempt (documented: one
//! minute, 12 minutes, two hours, one day). `GET` answers the same and `waiting`, the deliveries
//! that are on their way, retries included.

use std::sync::Arc;

use axum::{Json, body::Bytes, extract::State};
use serde::Serialize;

use super::chain::read;
use crate::{
    protocol::ApiError,
    server::Shared,
    webhooks::{COPIES_MAX, Weather},
};

/// The weather, and what is out in it.
#[derive(Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    weather: Weather,
    waiting: usize,
}

/// `GET /_sandbox/webhooks`
pub(super) async fn weather(State(shared): State<Arc<Shared>>) -> Json<Report> {
    report(&shared)
}

/// `PUT /_sandbox/webhooks`
pub(super) async fn change_weather(
    State(shared): State<Arc<Shared>>,
    body: Bytes,
) -> Result<Json<Report>, ApiError> {
    let weather: Weather = read(&body)?;
    if !(1..=COPIES_MAX).contains(&weather.copies) {
        return Err(ApiError::bad_request(format!(
            "copies must be a number from 1 to {COPIES_MAX}"
        )));
    }
    shared.couriers.set_weather(weather);
    Ok(report(&shared))
}

fn report(shared: &Shared) -> Json<Report> {
    Json(Report {
        weather: shared.couriers.weather(),
        waiting: shared.couriers.count_waiting(),
    })
}
