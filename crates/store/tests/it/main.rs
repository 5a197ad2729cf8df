//! One suite over both engines: each test is a function of a fresh [`TestStore`](fixture::TestStore)
//! and runs once on SQLite and once on PostgreSQL.
//!
//! PostgreSQL is reached at `TEST_POSTGRES_URL`, whose user may create databases. Without it its
//! half of the suite says SKIP, and fails when `CI=true`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop with a panic; functions that #[test] calls are not told apart by the lint"
)]

mod backup;
mod fixture;
mod lost_connections;
mod observer;
mod open;
mod plans;
mod suite;
mod tls;

/// What every transaction of these tests is for.
const TEST: store::UnitOfWork = store::UnitOfWork::named("test");
