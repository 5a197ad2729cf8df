//! Files with keys in them.

use std::fs::OpenOptions;

/// Makes files that only their owner can read, where the system knows owners.
pub(crate) fn owner_only(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}
