//! custody-dfns.
