//! Typed client of the Dfns API.

pub mod wire;
