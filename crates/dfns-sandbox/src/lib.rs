//! dfns-sandbox.
