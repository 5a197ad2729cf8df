//! The courier of one webhook: it carries one delivery after the other, and tries again what was not
//! received.

use std::sync::Arc;

use dfns::wire::{StoredWebhookEvent, Timestamp, WebhookDelivery};
use tokio::sync::{mpsc, watch};

use super::{
    Outcome,
    weather::{Order, Weather},
};
use crate::{
    clock::{now, now_ms},
    ids::new_id,
    server::{Shared, lock, sleep_until},
    world::HappenedEvent,
};

/// An event on its way to one webhook.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    event: Arc<HappenedEvent>,
    happened: Timestamp,
    attempt: u32,
    retry_of: Option<String>,
    /// When it was tried first; before that when it is to be. Milliseconds since 1970.
    first_ms: i64,
    due_ms: i64,
    /// Counted as long as it lives.
    _on_the_way: Arc<()>,
}

impl Parcel {
    /// To be delivered after a delay.
    pub(super) fn new(event: Arc<HappenedEvent>, delay_ms: u64, on_the_way: &Arc<()>) -> Self {
        let due_ms = now_ms().saturating_add_unsigned(delay_ms);
        Self {
            event,
            happened: now().into(),
            attempt: 1,
            retry_of: None,
            first_ms: due_ms,
            due_ms,
            _on_the_way: Arc::clone(on_the_way),
        }
    }
}

/// Carries what comes in until the webhook is deleted.
pub(super) async fn carry(
    shared: Arc<Shared>,
    webhook: String,
    mut parcels: mpsc::UnboundedReceiver<Parcel>,
    mut weather: watch::Receiver<Weather>,
) {
    let mut waiting: Vec<Parcel> = Vec::new();
    loop {
        let now_weather = weather.borrow_and_update().clone();
        while let Ok(parcel) = parcels.try_recv() {
            waiting.push(parcel);
        }
        if let Some(parcel) = take_due(&mut waiting, &now_weather) {
            let Some(again) = attempt(&shared, &webhook, parcel, &now_weather).await else {
                return;
            };
            match again {
                Again::At(parcel) => waiting.push(parcel),
                Again::Never => {}
            }
            continue;
        }
        let next = waiting.iter().map(|parcel| parcel.due_ms).min();
        let next = next.filter(|_| !now_weather.hold);
        tokio::select! {
            parcel = parcels.recv() => match parcel {
                Some(parcel) => waiting.push(parcel),
                None => return,
            },
            changed = weather.changed() => if changed.is_err() { return },
            () = sleep_until(next) => {}
        }
    }
}

/// The parcel that goes next, if one is due.
fn take_due(waiting: &mut Vec<Parcel>, weather: &Weather) -> Option<Parcel> {
    if weather.hold {
        return None;
    }
    let now_ms = now_ms();
    let mut due = waiting
        .iter()
        .enumerate()
        .filter(|(_, parcel)| parcel.due_ms <= now_ms)
        .map(|(index, _)| index);
    let index = match weather.order {
        Order::OldestFirst => due.next(),
        Order::NewestFirst => due.next_back(),
    };
    index.map(|index| waiting.remove(index))
}

/// Whether a delivery is tried again.
enum Again {
    At(Parcel),
    Never,
}

/// Delivers once; `None` when the webhook is gone. What comes due while it is disabled is not
/// delivered.
async fn attempt(
    shared: &Arc<Shared>,
    webhook: &str,
    parcel: Parcel,
    weather: &Weather,
) -> Option<Again> {
    let webhook = lock(&shared.world).webhook(webhook).cloned()?;
    if !webhook.settings.enabled {
        return Some(Again::Never);
    }
    let sent_at = now();
    let delivery = WebhookDelivery {
        id: new_id("whe"),
        date: parcel.happened,
        kind: parcel.event.kind.to_owned(),
        data: parcel.event.data.clone(),
        retry_of: parcel.retry_of.clone(),
        delivery_attempt: parcel.attempt,
        timestamp_sent: sent_at.unix_timestamp(),
    };
    let outcome = match shared.couriers.deliver(&webhook, &delivery).await {
        Ok(outcome) => outcome,
        Err(error) => Outcome {
            status: "500".to_owned(),
            error: Some(error.message),
        },
    };
    let again = retry(&parcel, &delivery, &outcome, weather);
    let next = match &again {
        Again::At(parcel) => Some(parcel.due_ms),
        Again::Never => None,
    };
    shared
        .couriers
        .keep(&webhook.id, stored(delivery, outcome, next));
    Some(again)
}

/// The next attempt of a delivery that was not received, if there is one.
fn retry(
    parcel: &Parcel,
    delivery: &WebhookDelivery,
    outcome: &Outcome,
    weather: &Weather,
) -> Again {
    let made = usize::try_from(parcel.attempt).unwrap_or(usize::MAX);
    let after_ms = weather.retry_after_ms.get(made.saturating_sub(1));
    let (Some(_), Some(after_ms)) = (&outcome.error, after_ms) else {
        return Again::Never;
    };
    let mut again = parcel.clone();
    if parcel.attempt == 1 {
        again.first_ms = now_ms();
    }
    again.attempt = again.attempt.saturating_add(1);
    again.retry_of = Some(delivery.id.clone());
    again.due_ms = again.first_ms.saturating_add_unsigned(*after_ms);
    Again::At(again)
}

fn stored(delivery: WebhookDelivery, outcome: Outcome, next_ms: Option<i64>) -> StoredWebhookEvent {
    let WebhookDelivery {
        id,
        date,
        kind,
        data,
        retry_of,
        delivery_attempt,
        timestamp_sent,
    } = delivery;
    let Outcome { status, error } = outcome;
    StoredWebhookEvent {
        id,
        date,
        kind,
        data,
        status,
        delivery_failed: error.is_some(),
        error,
        delivery_attempt,
        timestamp_sent,
        retry_of,
        next_attempt_date: next_ms.map(crate::world::timestamp),
    }
}
