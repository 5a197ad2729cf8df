//! Whether and when a `GET` goes again.

use std::time::Duration;

use crate::error::{Cause, Error};

/// Pause before the first repeat at most; each further pause may be twice as long.
const FIRST_PAUSE_MS: u64 = 200;

/// Pause before repeat number `repeat` (from 0), or `None` when the failure will not pass by
/// waiting. What the service asks for in `Retry-After` is never cut short.
pub(crate) fn pause(error: &Error, repeat: u32) -> Option<Duration> {
    let asked = match error.cause() {
        Cause::NotConnected(_) | Cause::Cut(_) => None,
        Cause::Status(refusal) => match refusal.status {
            429 | 500 | 502 | 503 | 504 => refusal.retry_after,
            _ => return None,
        },
        // A call that timed out has used up its time.
        Cause::TimedOut | Cause::Unreadable(_) | Cause::Signing(_) | Cause::InvalidRequest(_) => {
            return None;
        }
    };
    Some(asked.unwrap_or_default() + jitter(repeat))
}

/// Between half and all of the exponential pause, so that clients that failed together do not come
/// back together.
fn jitter(repeat: u32) -> Duration {
    let longest = FIRST_PAUSE_MS << repeat.min(5);
    Duration::from_millis(rand::random_range(longest / 2..=longest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Refusal, Step};

    fn limited(retry_after: Option<Duration>) -> Error {
        let refusal = Refusal {
            status: 429,
            message: String::new(),
            id: None,
            details: None,
            retry_after,
        };
        Error::new(Step::Call, Cause::Status(Box::new(refusal)))
    }

    #[test]
    fn what_the_service_asks_for_is_never_cut_short() {
        let asked = Duration::from_secs(7);
        for repeat in [0, 1, 100] {
            assert!(pause(&limited(Some(asked)), repeat).unwrap() > asked);
        }
    }

    #[test]
    fn pauses_grow_and_are_bounded() {
        for (repeat, longest) in [(0, 200), (1, 400), (5, 6400), (100, 6400)] {
            let pause = pause(&limited(None), repeat).unwrap().as_millis();
            assert!(
                (longest / 2..=longest).contains(&pause),
                "{repeat}: {pause}"
            );
        }
    }
}
