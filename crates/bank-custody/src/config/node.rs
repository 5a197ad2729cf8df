//! This process among its equals, and the bank's name: `NODE_NAME`, `BANK_NAME`.

use std::net::SocketAddr;

use super::{Faults, Vars};

/// How this process is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeConfig {
    /// Owner of leases in the database (`NODE_NAME`, default host and port).
    pub node_name: String,
    /// What customers call the bank (`BANK_NAME`).
    pub bank_name: String,
}

impl NodeConfig {
    pub(super) fn read(vars: &Vars, faults: &mut Faults, listen: SocketAddr) -> Option<Self> {
        let node_name = match vars.get("NODE_NAME") {
            Some(name) => name.to_owned(),
            None => format!("{}:{}", host_name(), listen.port()),
        };
        let bank_name = vars.get("BANK_NAME").unwrap_or("SecureBank").to_owned();
        if node_name.len() > 200 {
            faults.add("NODE_NAME", "is too long", "at most 200 characters");
            return None;
        }
        Some(Self {
            node_name,
            bank_name,
        })
    }
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => "localhost".to_owned(),
        name => name.to_owned(),
    }
}
