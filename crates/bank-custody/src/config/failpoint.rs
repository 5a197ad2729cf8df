//! Where the program is to die: `FAILPOINT`, which is read by a program built for the crash test
//! and by no other.

/// The name of the point, if one is set.
#[expect(
    clippy::disallowed_methods,
    reason = "the room of the configuration; the variable is in no list, since no release reads it"
)]
pub(crate) fn failpoint() -> Option<String> {
    std::env::var("FAILPOINT").ok()
}
