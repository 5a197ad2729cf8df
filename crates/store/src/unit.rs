//! Units of work: what a write transaction is for, by name.

use std::fmt;

/// What a write transaction is for. The name tells it from others in logs and to a
/// [`Pacer`](crate::pacer::Pacer).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UnitOfWork(&'static str);

impl UnitOfWork {
    /// A unit of work of this name, as `transfer.send`.
    #[must_use]
    pub const fn named(name: &'static str) -> Self {
        Self(name)
    }

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for UnitOfWork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}
