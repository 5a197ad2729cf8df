//! bank.
