//! What custody tells by itself: late, twice, in any order, or not at all.

use bank::custody::Direction;
use bank::notices::{Notice, SeenMovement};
use time::Duration;

use super::World;
use super::chain::Execution;

impl World {
    /// Notices that have come to the bank's door since this was last asked.
    pub(crate) fn take_delivered(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.delivered)
    }

    /// Nobody took a notice: it is brought again.
    pub(crate) fn bring_again(&mut self, notice: Notice) {
        self.bring(Duration::seconds(2), notice);
    }

    fn bring(&mut self, after: Duration, notice: Notice) {
        self.later(after, Box::new(move |world| world.delivered.push(notice)));
    }

    /// Tells the bank of something: late, twice, or not at all.
    pub(super) fn announce(&mut self, notice: Notice) {
        let weather = *self.sky.weather();
        if self.dice.chance(weather.notice_dropped) {
            return;
        }
        if self.dice.chance(weather.notice_repeated) {
            let after = self.dice.millis(100, 60_000);
            self.bring(after, notice.clone());
        }
        let after = if self.dice.chance(weather.slow) {
            self.dice.millis(1_000, 20_000)
        } else {
            self.dice.millis(10, 900)
        };
        self.bring(after, notice);
    }

    /// Tells of what an execution moved, on both sides where they are custody's.
    pub(super) fn announce_execution(&mut self, execution: &Execution) {
        let number = u64::try_from(self.chain.executions().len()).unwrap_or(0);
        let sides = [
            (Direction::Out, execution.from),
            (Direction::In, execution.to),
        ];
        for (direction, address) in sides {
            let wallet = self.wallets.iter().find(|wallet| wallet.address == address);
            let Some(wallet) = wallet.map(|wallet| wallet.id.clone()) else {
                continue;
            };
            self.announce(Notice::Movement(SeenMovement {
                wallet,
                movement: execution.movement(direction, number),
                position: String::new(),
                is_final: true,
            }));
        }
    }
}
