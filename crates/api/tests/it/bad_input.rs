//! Bad input to the running bank: each of it gets a whole problem, and changes nothing.

mod bodies;
mod delegations;
mod fields;
mod lists;
mod names;
mod origins;
mod scene;
mod tokens;
mod transfers;

use std::fmt::Write as _;

use reqwest::RequestBuilder;
use testkit::{Books, TestBank};

use crate::whole_bank::{answer, assert_unchanged, problem};

/// Asks with something bad again and again, and watches that nothing changes.
struct Refusals<'a> {
    bank: &'a TestBank,
    books: Books,
    printed: String,
}

impl<'a> Refusals<'a> {
    async fn watch(bank: &'a TestBank) -> Self {
        bank.settle().await;
        Self {
            bank,
            books: bank.books().await,
            printed: String::new(),
        }
    }

    /// Sends a request that has to be refused; gives status, code, and field and code of the first
    /// fault in a line.
    async fn of(&self, what: &str, bad: RequestBuilder) -> String {
        let answer = answer(bad).await;
        assert!(answer.status.is_client_error(), "{what}: {answer:?}");
        let summary = problem(&answer);
        assert_unchanged(&self.books, &self.bank.books().await, what);
        summary
    }

    /// The same, and puts the line into what is printed.
    async fn print(&mut self, what: &str, bad: RequestBuilder) {
        let summary = self.of(what, bad).await;
        writeln!(self.printed, "{what} -> {summary}").unwrap();
    }

    fn heading(&mut self, text: &str) {
        writeln!(self.printed, "{text}").unwrap();
    }
}
