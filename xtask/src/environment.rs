//! What the environment says.

#![expect(
    clippy::disallowed_methods,
    reason = "the one place of this program that reads it"
)]

use std::ffi::OsString;
use std::path::PathBuf;

/// Whether this runs in continuous integration, where what is missing gets installed and a skipped
/// stage is a failure.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// A PostgreSQL server to test against instead of a private one.
pub(crate) fn postgres_url() -> Option<String> {
    std::env::var("TEST_POSTGRES_URL")
        .ok()
        .filter(|url| !url.is_empty())
}

/// Where cargo builds.
pub(crate) fn target_dir() -> Option<PathBuf> {
    std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from)
}

/// The cargo that started this program, so that what it starts is of the same toolchain.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The directories in which programs are looked for.
pub(crate) fn path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map_or_else(Vec::new, |path| std::env::split_paths(&path).collect())
}
