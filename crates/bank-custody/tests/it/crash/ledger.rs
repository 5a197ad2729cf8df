//! The books against the chain's own ledger.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;
use testkit::Execution;

use super::world::{World, until};
use crate::http::text;

/// How a transfer has to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Confirmed,
    Rejected,
    Cancelled,
    /// It depends on who was faster, or it was never taken.
    Any,
}

const OPEN: [&str; 4] = ["pending", "approved", "submitting", "broadcasted"];
const ENDED: [&str; 4] = ["confirmed", "failed", "rejected", "cancelled"];

impl World {
    /// At no time is a transfer executed twice.
    pub(super) async fn nothing_twice(&self, when: &str) {
        for (to, executions) in self.ledger().await {
            assert!(
                executions.len() <= 1,
                "{when}: {to} got it twice: {executions:?}"
            );
        }
    }

    /// Waits until nothing is owed; then every transfer has the end that it must have, and the
    /// chain has executed what is confirmed, once, and nothing else.
    pub(super) async fn is_settled(&self) {
        let nothing_is_open = async || {
            for status in OPEN {
                if !self.transfers(status).await.is_empty() {
                    return Ok(None);
                }
            }
            Ok(Some(()))
        };
        until("nothing to be owed", nothing_is_open).await.unwrap();
        let mut ledger = self.ledger().await;
        let mut ends = self.ends.borrow().clone();
        for status in ENDED {
            for row in self.transfers(status).await {
                let to = text(&row["to_address"]).to_lowercase();
                let executions = ledger.remove(&to).unwrap_or_default();
                let hashes: Vec<_> = executions.iter().map(|it| it.tx_hash.as_str()).collect();
                match status {
                    "confirmed" => assert_eq!(hashes, [text(&row["tx_hash"])], "{row}"),
                    _ => assert!(hashes.is_empty(), "{row}"),
                }
                let end = ends
                    .remove(&to)
                    .unwrap_or_else(|| panic!("one too many: {row}"));
                let wanted = match end {
                    End::Confirmed => "confirmed",
                    End::Rejected => "rejected",
                    End::Cancelled => "cancelled",
                    End::Any => status,
                };
                assert_eq!(status, wanted, "{row}");
            }
        }
        assert!(ledger.is_empty(), "not in the books: {ledger:?}");
        assert!(ends.values().all(|end| *end == End::Any), "lost: {ends:?}");
    }

    async fn transfers(&self, status: &str) -> Vec<Value> {
        let path = format!("/api/admin/transfers?status={status}&limit=200");
        let list = self.person("claire").try_call(Method::GET, &path).await;
        let list = list.expect("the bank lives").with(200);
        list["transfers"].as_array().unwrap().clone()
    }

    /// What the chain executed for transfers of the bank, by receiver.
    async fn ledger(&self) -> BTreeMap<String, Vec<Execution>> {
        let mut ledger: BTreeMap<String, Vec<Execution>> = BTreeMap::new();
        let executions = self.custody().executions(None).await;
        for execution in executions.into_iter().filter(|it| it.external_id.is_some()) {
            ledger
                .entry(execution.to.clone())
                .or_default()
                .push(execution);
        }
        ledger
    }
}
