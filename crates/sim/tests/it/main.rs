//! Runs of the simulator as its program starts them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests stop with a panic"
)]

mod progress;
mod runs;
