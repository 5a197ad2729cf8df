//! Runs of the simulator as its program starts them.

mod progress;
mod runs;
