//! Nodes: who holds a lease, and which run of it.

use time::OffsetDateTime;

use crate::error::Result;
use crate::sql::sql;
use crate::tx::Tx;

/// One run of one node. Leases carry both parts, and every write by a lease holder checks both, so
/// that an earlier run of the same node cannot write any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Name of the node, unique among those that share the database.
    pub name: String,
    /// How many times the node has started, this one included.
    pub boot: i64,
}

impl Tx {
    /// Notes that a node starts and gives it its boot number. Leases of its earlier runs are taken
    /// back by [`Tx::take_back_opening_leases`] and its like for transfers.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn register_node(&mut self, name: &str, now: OffsetDateTime) -> Result<Node> {
        let statement = sql!(
            "INSERT INTO nodes (name, boot, started_at) VALUES ($1, 1, $2)
             ON CONFLICT (name) DO UPDATE SET boot = nodes.boot + 1, started_at = $2
             RETURNING boot";
            name, now
        );
        let boot = self.one(statement).await?.get("boot")?;
        Ok(Node {
            name: name.to_owned(),
            boot,
        })
    }
}
