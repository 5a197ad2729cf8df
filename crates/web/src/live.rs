//! The bank's notices of changes, passed on to a browser: the pages ask again for what they show.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use client::{EventStream, Notice};
use futures::{Stream, StreamExt as _, stream};
use serde::Deserialize;

use crate::{
    extract::Query,
    failure::{Failure, Result},
    state::WebState,
    view::{Customer, Visitor},
};

/// How often the stream speaks when nothing happens, so that the page knows that it lives.
const BEAT: Duration = Duration::from_secs(15);
/// What the page hears when its session is over; it then offers to sign in.
const SIGNED_OUT: &str = "signed-out";
const LAST_EVENT_ID: &str = "last-event-id";

/// Where a page left off that opens a stream of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    after: Option<String>,
}

/// `GET /live?after=…`: one stream for all tabs of a browser. It ends with the access token; the
/// browser then comes back by itself, says in `Last-Event-ID` where it left off, and the token is
/// renewed on the way in.
pub(crate) async fn listen(
    State(state): State<WebState>,
    visitor: Visitor,
    headers: HeaderMap,
    Query(From { after }): Query<From>,
) -> Result {
    let last = headers.get(LAST_EVENT_ID);
    let last = last.and_then(|id| id.to_str().ok()).or(after.as_deref());
    let heard = match Customer::of(visitor.0) {
        Ok(customer) => customer.bank.events(last).await.map_err(Failure::Bank),
        Err(failure) => Err(failure),
    };
    match heard {
        Ok(notices) => {
            let mut closing = state.closing.clone();
            // A sender that is gone means that the server is.
            let closed = async move { drop(closing.wait_for(|closing| *closing).await) };
            Ok(answer(written(notices).take_until(closed)))
        }
        // As a notice: of a refusal browsers tell the page nothing.
        Err(failure) if failure.wants_sign_in() => {
            // Browsers pass on no event without data.
            let notice = Event::default().event(SIGNED_OUT).data(SIGNED_OUT);
            Ok(answer(stream::iter([Ok(notice)])))
        }
        Err(failure) => Err(failure),
    }
}

fn written(notices: EventStream) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    // A stream that broke off ends; the browser comes back.
    let whole = notices.take_while(|notice| {
        if let Err(error) = notice {
            tracing::info!(%error, "notices of changes broke off");
        }
        std::future::ready(notice.is_ok())
    });
    whole.filter_map(async |notice| {
        let Notice { id, event } = notice.ok()?;
        let data = serde_json::to_string(&event).ok()?;
        Some(Ok(Event::default().id(id).data(data)))
    })
}

fn answer(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let beat = KeepAlive::new()
        .interval(BEAT)
        .event(Event::default().event("beat").data("beat"));
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // Asks proxies to pass on each notice at once.
        (
            HeaderName::from_static("x-accel-buffering"),
            HeaderValue::from_static("no"),
        ),
    ];
    (headers, Sse::new(events).keep_alive(beat)).into_response()
}
