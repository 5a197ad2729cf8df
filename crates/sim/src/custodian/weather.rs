//! What goes wrong between the bank and custody.

use time::{Duration, OffsetDateTime};

use crate::dice::Dice;

/// How often what goes wrong, out of a thousand calls.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weather {
    /// The connection is refused, or there were too many calls: without effect.
    pub(crate) not_sent: u64,
    /// The call is lost before its effect.
    pub(crate) lost_before: u64,
    /// The effect takes place, perhaps late, and the answer is lost.
    pub(crate) lost_after: u64,
    /// This transfer is refused for now.
    pub(crate) denied: u64,
    /// The request is called invalid, also one that was accepted before.
    pub(crate) invalid: u64,
    /// The bank's credentials are refused, for a while.
    pub(crate) locked_out: u64,
    /// Custody is out of reach, for a while.
    pub(crate) outage: u64,
    /// A report is old, incomplete, or in a state that nobody knows.
    pub(crate) odd_report: u64,
    /// A call takes long.
    pub(crate) slow: u64,
    /// A notice is never sent, or sent once more.
    pub(crate) notice_dropped: u64,
    pub(crate) notice_repeated: u64,
}

impl Weather {
    /// The weather of one run: from clear to stormy.
    pub(crate) fn of_run(dice: &mut Dice) -> Self {
        let Some(force) = dice.pick(&[0_u64, 1, 1, 2, 4, 8]).copied() else {
            return Self::default();
        };
        let silent = dice.chance(300);
        let mut often = |at_most: u64| force * dice.below(at_most + 1);
        Self {
            not_sent: often(15),
            lost_before: often(15),
            lost_after: often(25),
            denied: often(6),
            invalid: often(6),
            locked_out: often(2),
            outage: often(3),
            odd_report: often(20),
            slow: often(30),
            // In some runs there are no notices at all.
            notice_dropped: if silent { 1_000 } else { often(40) },
            notice_repeated: often(40),
        }
    }
}

/// What befalls one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Fine,
    NotSent,
    LostBefore,
    LostAfter,
    Denied,
    Invalid,
    LockedOut,
}

/// The weather with what lasts longer than one call.
#[derive(Debug)]
pub(crate) struct Sky {
    weather: Weather,
    out_until: Option<OffsetDateTime>,
    locked_until: Option<OffsetDateTime>,
}

impl Sky {
    pub(crate) fn new(weather: Weather) -> Self {
        Self {
            weather,
            out_until: None,
            locked_until: None,
        }
    }

    pub(crate) fn weather(&self) -> &Weather {
        &self.weather
    }

    /// Nothing goes wrong from here on.
    pub(crate) fn clear_up(&mut self) {
        *self = Self::new(Weather::default());
    }

    /// What befalls a call that is made now.
    pub(crate) fn fate(&mut self, dice: &mut Dice, now: OffsetDateTime) -> Fate {
        let Weather {
            not_sent,
            lost_before,
            lost_after,
            denied,
            invalid,
            locked_out,
            outage,
            ..
        } = self.weather;
        if self.out_until.is_some_and(|until| now < until) {
            return if dice.chance(500) {
                Fate::NotSent
            } else {
                Fate::LostBefore
            };
        }
        if self.locked_until.is_some_and(|until| now < until) {
            return Fate::LockedOut;
        }
        if dice.chance(outage) {
            self.out_until = Some(now + Duration::seconds(1) + dice.millis(0, 40_000));
            return Fate::NotSent;
        }
        if dice.chance(locked_out) {
            self.locked_until = Some(now + Duration::seconds(1) + dice.millis(0, 60_000));
            return Fate::LockedOut;
        }
        let fates = [
            (not_sent, Fate::NotSent),
            (lost_before, Fate::LostBefore),
            (lost_after, Fate::LostAfter),
            (denied, Fate::Denied),
            (invalid, Fate::Invalid),
        ];
        let bad: u64 = fates.iter().map(|(often, _)| often).sum();
        if dice.chance(bad) {
            dice.weighed(&fates).unwrap_or(Fate::Fine)
        } else {
            Fate::Fine
        }
    }

    /// How long a call or an answer is on its way.
    pub(crate) fn on_the_way(&self, dice: &mut Dice) -> Duration {
        if dice.chance(self.weather.slow) {
            dice.millis(500, 4_500)
        } else {
            dice.millis(5, 250)
        }
    }
}
