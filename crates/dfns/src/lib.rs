//! dfns.
