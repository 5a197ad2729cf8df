//! Notices of changes, as they come.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use api_types::Event;
use futures::{Stream, StreamExt as _};
use http::{HeaderName, Method, header};
use sse_stream::{Sse, SseByteStream};

use super::Session;
use crate::transport::ByteStream;
use crate::{Error, Result};

/// Says where a listener left off.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A notice with its place in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Pass the last one to [`Session::events`] to go on after it.
    pub id: String,
    /// What changed.
    pub event: Event,
}

/// Notices of changes, as they come. It ends when the bank ends it, such as with the access token;
/// after an error it ends as well. Listen anew then, with the id of the last notice. Dropping it
/// ends the listening.
pub struct EventStream(SseByteStream<ByteStream>);

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

impl Stream for EventStream {
    type Item = Result<Notice>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.0.poll_next_unpin(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => {
                    return Poll::Ready(Some(Err(Error::Transport(Box::new(error)))));
                }
                Some(Ok(Sse {
                    id: Some(id),
                    data: Some(data),
                    ..
                })) => return Poll::Ready(Some(read(id, &data))),
                // The bank writes both on every notice; anything else is for the connection.
                Some(Ok(_)) => {}
            }
        }
    }
}

fn read(id: String, data: &str) -> Result<Notice> {
    let event = serde_json::from_str(data).map_err(|source| Error::Unreadable {
        status: http::StatusCode::OK.as_u16(),
        source,
    })?;
    Ok(Notice { id, event })
}

impl Session {
    /// Listens to what changes of all that the person may see: from now on, or after the notice
    /// with this id. The first error tells of a refusal, such as a token that has expired.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn events(&self, last_event_id: Option<&str>) -> Result<EventStream> {
        let mut request = self.request(Method::GET, "api/events")?;
        request = request.header(header::ACCEPT, "text/event-stream");
        if let Some(id) = last_event_id {
            request = request.header(LAST_EVENT_ID, id);
        }
        let request = request.body(bytes::Bytes::new())?;
        let answer = self.client.transport.stream(request).await?;
        if answer.status().is_success() {
            return Ok(EventStream(SseByteStream::new(answer.into_body())));
        }
        Err(crate::error::refusal(answer).await)
    }
}
