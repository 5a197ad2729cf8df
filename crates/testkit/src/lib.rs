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
mod invariants;
mod sending;
mod wait;

pub use self::{
    bank::{Options, TestBank},
    books::Books,
    custody::{Custody, Execution, Fault},
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
