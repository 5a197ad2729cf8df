//! The answer to one attempt to hand a transfer to custody, and the step that follows.

use std::time::Duration;

use super::AttentionCode;
use crate::transfer::FailReason;

/// What is wrong with a request that custody calls invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Invalidity {
    /// The wallet holds too little.
    InsufficientBalance,
    /// Anything else.
    Other,
}

impl Invalidity {
    /// The reason that a transfer fails for.
    #[must_use]
    pub const fn reason(self) -> FailReason {
        match self {
            Self::InsufficientBalance => FailReason::InsufficientBalance,
            Self::Other => FailReason::RefusedByCustody,
        }
    }
}

/// How one attempt went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Custody has the transfer; its state is judged by [`super::judge_state`].
    Accepted,
    /// Certainly not sent: any failure before the transfer call; on the transfer call only a
    /// refused connection and "too many requests".
    NotSent,
    /// Our own access is at fault (401, 402, or 403 before the transfer call). The executor stops.
    Misconfigured {
        /// Whether the transfer call was made.
        transfer_call_made: bool,
    },
    /// 403 or 404 on the transfer call: concerns this transfer alone.
    DeniedHere,
    /// Another 400 or 422 on the transfer call.
    Invalid(Invalidity),
    /// Custody has another transfer with our external id, or the same with other contents.
    Conflict,
    /// Anything else: the transfer may have been accepted.
    Unknown,
}

/// The recorded ending of an attempt. An attempt without one (`None`) is unknown for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttemptEnding {
    /// Custody has the transfer.
    Accepted,
    /// Certainly not sent.
    NotSent,
    /// Refused on the transfer call because of our own access.
    Misconfigured,
    /// Refused for this transfer, for now.
    Denied,
    /// Called invalid.
    Invalid,
    /// Met another transfer under the same external id.
    Conflict,
}

impl AttemptEnding {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Accepted,
        Self::NotSent,
        Self::Misconfigured,
        Self::Denied,
        Self::Invalid,
        Self::Conflict,
    ];

    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::NotSent => "not_sent",
            Self::Misconfigured => "misconfigured",
            Self::Denied => "denied",
            Self::Invalid => "invalid",
            Self::Conflict => "conflict",
        }
    }

    /// Reads the name in the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.as_str() == text)
    }
}

impl Answer {
    /// The ending to record for the attempt; `None` is unknown.
    #[must_use]
    pub const fn ending(self) -> Option<AttemptEnding> {
        match self {
            Self::Accepted => Some(AttemptEnding::Accepted),
            Self::NotSent
            | Self::Misconfigured {
                transfer_call_made: false,
            } => Some(AttemptEnding::NotSent),
            Self::Misconfigured {
                transfer_call_made: true,
            } => Some(AttemptEnding::Misconfigured),
            Self::DeniedHere => Some(AttemptEnding::Denied),
            Self::Invalid(_) => Some(AttemptEnding::Invalid),
            Self::Conflict => Some(AttemptEnding::Conflict),
            Self::Unknown => None,
        }
    }
}

/// Proof that every attempt is recorded as not sent; made by [`after_answer`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NothingSent(());

impl NothingSent {
    /// From the endings of all attempts.
    fn of(endings: &[Option<AttemptEnding>]) -> Option<Self> {
        endings
            .iter()
            .all(|ending| *ending == Some(AttemptEnding::NotSent))
            .then_some(Self(()))
    }
}

/// What to do with a transfer that is `submitting`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NextStep {
    /// Keep custody's reference and judge its state.
    Adopt,
    /// Owed again; pause, freeze and revocation are asked again before the next attempt.
    BackToApproved(NothingSent),
    /// The same bytes again, after [`backoff`].
    Repeat,
    /// Failed for good.
    Fail(FailReason),
    /// Look through custody's list of the wallet's transfers for our external id; what is found is
    /// judged by [`super::after_duplicate`], what is not by [`after_look_up`] with this reason.
    LookUp(FailReason),
    /// Fetch the transfer that custody has under our external id, see
    /// [`super::after_duplicate`].
    FetchDuplicate,
    /// An employee should look; repeated once a minute.
    Attention(AttentionCode),
}

/// What follows from the answer to the newest attempt, given the endings of all other attempts.
#[must_use]
pub fn after_answer(others: &[Option<AttemptEnding>], answer: Answer) -> NextStep {
    match (answer, NothingSent::of(others)) {
        (Answer::Accepted, _) => NextStep::Adopt,
        (
            Answer::NotSent
            | Answer::Misconfigured {
                transfer_call_made: false,
            },
            Some(nothing_sent),
        ) => NextStep::BackToApproved(nothing_sent),
        (Answer::NotSent | Answer::Misconfigured { .. } | Answer::Unknown, _) => NextStep::Repeat,
        (Answer::DeniedHere, _) => NextStep::Attention(AttentionCode::RefusedByCustody),
        (Answer::Invalid(invalidity), Some(_)) => NextStep::Fail(invalidity.reason()),
        // Another attempt may have been accepted, and its transfer may be what spent the money.
        (Answer::Invalid(invalidity), None) => NextStep::LookUp(invalidity.reason()),
        (Answer::Conflict, _) => NextStep::FetchDuplicate,
    }
}

/// How long a transfer must be absent from custody's list before it counts as never accepted.
pub const LOOK_UP_GAP: Duration = Duration::from_secs(60);

/// The result of looking through custody's list for our external id in vain; what is found is
/// judged by [`super::after_duplicate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LookUp {
    /// It is not there.
    Absent {
        /// How long ago it was found absent for the first time, if it was before.
        since_first_absent: Option<Duration>,
    },
    /// The list could not be read to its end.
    Unreadable,
}

/// What follows from looking through custody's list.
#[must_use]
pub fn after_look_up(look_up: LookUp, reason: FailReason) -> NextStep {
    match look_up {
        LookUp::Absent {
            since_first_absent: Some(since),
        } if since >= LOOK_UP_GAP => NextStep::Fail(reason),
        LookUp::Absent { .. } => NextStep::LookUp(reason),
        LookUp::Unreadable => NextStep::Repeat,
    }
}

/// How long to wait before the next attempt, after so many attempts that failed in a row: about
/// one second after the first, doubling, at most ten. The caller adds jitter.
#[must_use]
pub fn backoff(failed_attempts: u32) -> Duration {
    const MAX: Duration = Duration::from_secs(10);
    let doublings = failed_attempts.saturating_sub(1);
    Duration::from_secs(1u64.checked_shl(doublings).unwrap_or(u64::MAX)).min(MAX)
}
