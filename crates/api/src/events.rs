//! `GET /api/events`: that something changed, as server-sent events.

mod newest;
mod streams;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;

use api_types::Event;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{self, KeepAlive, Sse};
use bank::Caller;
use bank::events::{EventView, ListenFrom};
use futures::{Stream, StreamExt, stream};
use tokio::sync::watch;

use crate::extract::Session;
use crate::problem::{Code, Problem, Result};
use crate::serve::Closing;
use crate::state::ApiState;

pub(crate) use newest::Newest;
use streams::Place;
pub(crate) use streams::Streams;

/// How often a line is sent when nothing happens, so that both ends know that the other is there.
const BEAT: Duration = Duration::from_secs(15);
/// The first notice of a stream that does not go on where its listener left off.
const STARTED: &str = "stream.started";
/// The header in which a client says where it left off.
const LAST_EVENT_ID: &str = "last-event-id";

/// Notices of what changes
///
/// Each notice has a kind and the id of the thing, nothing else: fetch the thing to see it. After
/// a broken connection send the last id in `Last-Event-ID`. A stream that cannot go on there,
/// because it is the first or because the notices since were forgotten, begins with the notice
/// `stream.started`: fetch anew whatever is shown. The stream ends when the access token expires.
#[utoipa::path(
    get,
    path = "/api/events",
    operation_id = "events",
    tag = "events",
    params(("Last-Event-ID" = Option<String>, Header, description = "Where the client left off")),
    responses((
        status = 200,
        description = "A stream; the data of each event is an `Event`",
        content_type = "text/event-stream",
        body = Event
    )),
    extensions(("x-problem-codes" = json!(["invalid_query", "token_too_old", "too_many_streams"])))
)]
pub(crate) async fn stream(
    session: Session,
    State(state): State<ApiState>,
    closing: Option<Extension<Closing>>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<sse::Event, Infallible>>>> {
    let Session { caller, expires_at } = session;
    if caller.is_employee && !state.auth.role_is_fresh(caller.token_issued_at) {
        return Err(Problem::new(Code::TokenTooOld));
    }
    let place = state.streams.open(caller.user)?;
    let ListenFrom { seq, is_anew } = state.bank.listen_from(last_event_id(&headers)?).await?;
    let started = is_anew.then(|| EventView {
        seq,
        kind: STARTED.to_owned(),
        subject: "stream".to_owned(),
    });
    let newest = state.newest.subscribe(&state.bank);
    let auth = state.auth.clone();
    let is_employee = caller.is_employee;
    let issued_at = caller.token_issued_at;
    let end = async move {
        let closed = async {
            match closing {
                Some(Extension(mut closing)) => closing.begun().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = closed => {}
            () = auth.end_of_session(expires_at, is_employee.then_some(issued_at)) => {}
        }
    };
    let listener = Listener {
        state,
        caller,
        seq,
        newest,
        waiting: started.into_iter().collect(),
        _place: place,
    };
    let events = stream::unfold(listener, Listener::next).take_until(Box::pin(end));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(BEAT).text("beat")))
}

/// Somebody who listens.
struct Listener {
    state: ApiState,
    caller: Caller,
    /// Everything up to here was looked at.
    seq: i64,
    newest: watch::Receiver<i64>,
    waiting: VecDeque<EventView>,
    _place: Place,
}

impl Listener {
    /// The next notice. What the caller may hear is asked anew for every batch, so that a person
    /// who loses access hears no more.
    async fn next(mut self) -> Option<(Result<sse::Event, Infallible>, Self)> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some((Ok(written(event)), self));
            }
            // Read before the question: what its answer lacks up to here was purged.
            let newest = *self.newest.borrow_and_update();
            match self.state.bank.events_after(&self.caller, self.seq).await {
                Ok((events, looked_at)) if looked_at > self.seq => {
                    self.seq = looked_at;
                    self.waiting = events.into();
                }
                Ok(_) => {
                    self.seq = self.seq.max(newest);
                    let seq = self.seq;
                    self.newest.wait_for(|newest| *newest > seq).await.ok()?;
                }
                Err(error) => {
                    // Logs the cause. The client comes back by itself with its last id.
                    drop(Problem::from(error));
                    return None;
                }
            }
        }
    }
}

fn written(event: EventView) -> sse::Event {
    let EventView { seq, kind, subject } = event;
    let data = serde_json::to_string(&Event { kind, id: subject }).unwrap_or_default();
    sse::Event::default().id(seq.to_string()).data(data)
}

fn last_event_id(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(value) = headers.get(LAST_EVENT_ID) else {
        return Ok(None);
    };
    let seq = value
        .to_str()
        .ok()
        .and_then(|text| text.parse().ok())
        .filter(|seq| *seq >= 0);
    seq.map(Some).ok_or_else(|| {
        let detail = "This is none of the ids of this stream.";
        Problem::of_field(Code::InvalidQuery, "Last-Event-ID", "bad_cursor", detail)
    })
}
