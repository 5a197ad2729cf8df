//! What can go wrong while the sandbox starts or keeps its journal.

use std::{io, net::SocketAddr, path::PathBuf};

/// Why the sandbox could not start or could not keep a change.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The listening address is taken or not allowed.
    #[error("the sandbox cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// The operating system's answer.
        source: io::Error,
    },
    /// The listening address is not loopback; the control prefix has no authentication.
    #[error("the sandbox listens on loopback only, not on {0}")]
    NotLoopback(SocketAddr),
    /// A file of the data directory cannot be read or written.
    #[error("{path}: {action} failed")]
    File {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// The operating system's answer.
        source: io::Error,
    },
    /// A file of the data directory has a content this version cannot read.
    #[error("{path}, line {line}: unreadable record")]
    Journal {
        /// The journal.
        path: PathBuf,
        /// Line number, from 1.
        line: usize,
        /// What the reader stumbled on.
        source: serde_json::Error,
    },
    /// Another process, or a sandbox that was not shut down, has the data directory.
    #[error("{0} is in use by another sandbox")]
    InUse(PathBuf),
    /// The sandbox was shut down: nothing is kept any more.
    #[error("the sandbox is shut down")]
    Stopped,
    /// A journal record does not fit the state that the records before it lead to.
    #[error("the journal does not replay: {0}")]
    Replay(String),
    /// Key generation or parsing failed.
    #[error("key: {0}")]
    Key(&'static str),
    /// A request that the sandbox refuses.
    #[error("refused: {0}")]
    Refused(String),
    /// The configuration names something that does not exist.
    #[error("configuration: {0}")]
    Config(String),
}

impl SandboxError {
    /// Whether it is about what is kept in the data directory, or who else keeps it.
    #[must_use]
    pub const fn is_of_data(&self) -> bool {
        match self {
            Self::File { .. } | Self::Journal { .. } | Self::InUse(_) | Self::Replay(_) => true,
            Self::Listen { .. }
            | Self::NotLoopback(_)
            | Self::Stopped
            | Self::Key(_)
            | Self::Refused(_)
            | Self::Config(_) => false,
        }
    }
}
