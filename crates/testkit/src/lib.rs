//! A whole bank for tests: database, API, worker, local custody and local sign-in in one process,
//! on free ports.
//!
//! # What lives here
//! [`TestBank`], people and wallets by builder, the custody sandbox's controls ([`Custody`]), and
//! the invariants that hold after every test: [`run`] checks them, so that no test has to.
//!
//! # What must never be here
//! Rules of the bank in a second copy. What a test expects it says itself; what must hold after
//! every test is read from the chain's ledger and compared with what the API reports.
//!
//! # Where to start reading
//! [`run`], then [`TestBank`].

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test harness: its failures are the tests' failures"
)]

mod bank;
mod books;
mod clock;
mod custody;
mod database;
mod hold;
mod invariants;
mod sending;
mod wait;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

pub use self::{
    bank::{Options, TestBank},
    books::Books,
    custody::{Custody, Execution, Fault},
    database::Database,
    hold::Hold,
    wait::eventually,
};

/// Runs one test on a bank of its own, then lets what is owed come to its end and checks what must
/// hold after every test (see `invariants.rs`).
///
/// # Panics
/// When the test does, or when an invariant is broken.
pub fn run(test: impl AsyncFnOnce(&TestBank)) {
    run_with(Options::default(), test);
}

/// As [`run`], on SQLite and then on PostgreSQL, if there is a server of it.
///
/// # Panics
/// When the test does on one of them, or when an invariant is broken.
pub fn run_on_both(test: impl AsyncFn(&TestBank)) {
    run(&test);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let Some(database) = runtime.block_on(Database::create()) else {
        return;
    };
    let options = Options::default().var("DATABASE_URL", &database.url());
    let ended = catch_unwind(AssertUnwindSafe(|| run_with(options, &test)));
    // Before the panic goes on, so that a failing test leaves nothing behind.
    runtime.block_on(database.drop());
    ended.unwrap_or_else(|panic| resume_unwind(panic));
}

/// As [`run`], on a bank with other settings.
///
/// # Panics
/// When the test does, or when an invariant is broken.
pub fn run_with(options: Options, test: impl AsyncFnOnce(&TestBank)) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let bank = TestBank::start(options).await;
        test(&bank).await;
        invariants::check(&bank).await;
        bank.shutdown().await;
    });
}
