//! What an employee has to look at.

use std::fmt;
use std::time::Duration;

/// How long to wait before a transfer that needs attention is handed over or asked about again:
/// somebody may have changed something at custody.
pub const ATTENTION_REPEAT: Duration = Duration::from_secs(60);

/// How long nobody may be able to say whether a transfer is sent before employees look.
pub const UNDECIDED_AFTER: Duration = Duration::from_secs(5 * 60);

/// Why a transfer needs the attention of an employee. Its funds stay reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AttentionCode {
    /// Custody waits for an approval of its own.
    HeldByCustody,
    /// Custody reports a state that we do not know.
    UnknownState,
    /// Custody replaced the transaction by another one.
    Replaced,
    /// Custody reports an end without the transaction hash that belongs to it.
    LostHash,
    /// Custody gave up, but the transaction may still be open.
    Aborted,
    /// Custody refuses this transfer, which may change; it is repeated once a minute.
    RefusedByCustody,
    /// Custody reports something that cannot follow from what we booked.
    Contradiction,
    /// For a long time nobody has been able to say whether custody sends it.
    Undecided,
    /// The stored body is not the one that was decided on; it is not sent.
    BodyDamaged,
}

impl AttentionCode {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::HeldByCustody,
        Self::UnknownState,
        Self::Replaced,
        Self::LostHash,
        Self::Aborted,
        Self::RefusedByCustody,
        Self::Contradiction,
        Self::Undecided,
        Self::BodyDamaged,
    ];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HeldByCustody => "held_by_custody",
            Self::UnknownState => "unknown_state",
            Self::Replaced => "replaced",
            Self::LostHash => "lost_hash",
            Self::Aborted => "aborted",
            Self::RefusedByCustody => "refused_by_custody",
            Self::Contradiction => "contradiction",
            Self::Undecided => "undecided",
            Self::BodyDamaged => "body_damaged",
        }
    }

    /// Reads the name on the wire.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for AttentionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
