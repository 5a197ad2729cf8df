//! What becomes of deliveries on demand: dropped, repeated, held back, late, in the wrong order.

use serde::{Deserialize, Serialize};

/// Most copies of one event.
pub(crate) const COPIES_MAX: u32 = 20;

/// How events travel to all webhooks. The default is fair weather.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Weather {
    /// Events that happen are lost.
    pub(crate) drop: bool,
    /// How often each event is delivered, with ids of their own.
    pub(crate) copies: u32,
    /// Milliseconds from an event to its first delivery.
    pub(crate) delay_ms: u64,
    /// Nothing is delivered until this is false again.
    pub(crate) hold: bool,
    /// Which of the deliveries that are due goes first.
    pub(crate) order: Order,
    /// Milliseconds from the first attempt to each further one, while the receiver answers anything
    /// but 200.
    pub(crate) retry_after_ms: Vec<u64>,
}

/// Which delivery goes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    /// That of the older event.
    #[default]
    OldestFirst,
    /// That of the newer event.
    NewestFirst,
}

impl Default for Weather {
    fn default() -> Self {
        const MINUTE_MS: u64 = 60_000;
        Self {
            drop: false,
            copies: 1,
            delay_ms: 0,
            hold: false,
            order: Order::default(),
            // As documented: after 1 minute, 12 minutes, 2 hours and 1 day.
            retry_after_ms: [1, 12, 2 * 60, 24 * 60]
                .map(|minutes| minutes * MINUTE_MS)
                .to_vec(),
        }
    }
}
