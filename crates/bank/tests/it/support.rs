//! A whole bank in memory and a temporary file: SQLite store, a clock moved by hand, a scripted
//! custody.

mod bank;
mod clock;
mod custody;

pub(crate) use bank::{ISSUER, Person, TestBank, eth};
pub(crate) use clock::ManualClock;
pub(crate) use custody::{Call, FakeCustody, SubmitMode, Trouble, movement_in, reported};

/// Lets the tasks that can run do so until `done` answers true; fails after very many turns.
///
/// The store answers from threads of its own, so turns alone are not enough: each one ends in a
/// short wait of the runtime, which no assertion depends on.
pub(crate) async fn until<F, Fut>(what: &str, mut done: F)
where
    F: FnMut() -> Fut,
    Fut: Future<Output = bool>,
{
    for _ in 0..5_000 {
        if done().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    panic!("never happened: {what}");
}

/// The refusal that a use case must have answered with.
pub(crate) fn refusal<T: std::fmt::Debug>(result: ::bank::Result<T>) -> ::bank::Refusal {
    match result {
        Err(::bank::Error::Refused(refusal)) => refusal,
        other => panic!("no refusal: {other:?}"),
    }
}
