//! The program dies at every named point: before and after the commit of each of its units of
//! work. After each death it starts again and people repeat what they asked for; in the end the
//! chain's own ledger and the books have to agree. The list of points is the program's own, so that
//! a new one is tested from the day it is there; one that no day reaches fails the test.
//!
//! Around calls to custody it is `kill` that makes the program die.

mod day;
mod ledger;
mod restored;
mod troubles;
mod world;

use std::{panic::AssertUnwindSafe, sync::Mutex, thread};

use bank::units;
use store::UnitOfWork;

use self::world::{Died, World};
use crate::program::{Home, fixed_address};

/// Units that are tested at the same time: they wait more than they work.
const AT_ONCE: usize = 6;

const SIDES: [&str; 2] = ["before", "after"];

/// What people and custody do while the program runs. Each is played again after every death, with
/// the same idempotency keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scenario {
    /// A bank's first day: people sign in, open wallets, share, send, decide.
    Day,
    /// The day after it.
    Morning,
    /// Custody makes a wallet and its answer is lost.
    Opening,
    /// Balances cannot be read.
    Balance,
    /// Custody's wallets cannot be listed.
    Orphans,
    /// An answer is lost, and custody calls the repeat invalid.
    LookUp,
    /// An answer is lost, and custody calls the repeat a duplicate.
    Duplicate,
    /// An answer is lost, and an employee asks.
    Check,
    /// Custody takes its time.
    Slow,
    /// Money moves past the bank.
    Stray,
    /// Custody refuses one transfer.
    Denial,
    /// Custody does not let the bank in.
    Locked,
    /// The bank was restored from a backup.
    Restored,
    /// The demo starts.
    Demo,
}

impl Scenario {
    /// Where a unit of work is met; what is not named here belongs to every day.
    fn of(unit: UnitOfWork) -> Self {
        match unit.name() {
            "person.ensure" => Self::Demo,
            "comparison.take_up" | "comparison.end" | "comparison.note" => Self::Morning,
            "wallet.hasten" | "wallet.postpone" | "wallet.made" => Self::Opening,
            "balance.fail" => Self::Balance,
            "orphans.postpone" => Self::Orphans,
            "transfer.look_up" => Self::LookUp,
            "transfer.fetch_duplicate" => Self::Duplicate,
            "transfer.take_up_check" => Self::Check,
            "transfer.renew" | "custody.end_trouble" => Self::Slow,
            "alert.raise" | "alert.acknowledge" => Self::Stray,
            "custody.count_denial" | "custody.end_denials" => Self::Denial,
            "custody.stop" | "custody.go_on" => Self::Locked,
            "transfer.recover"
            | "transfer.take_in"
            | "transfer.release"
            | "transfer.cancel_held" => Self::Restored,
            name if name.starts_with("recovery.") => Self::Restored,
            _ => Self::Day,
        }
    }

    /// Whether it is about what the bank does not know of a transfer.
    fn is_about_doubts(self) -> bool {
        [Self::LookUp, Self::Duplicate, Self::Check, Self::Slow].contains(&self)
    }

    /// What happened before the program is to die.
    async fn prepare(self, world: &mut World) {
        match self {
            Self::Morning => {
                world.boot(None).await.expect("it starts");
                day::play(world).await.expect("nobody dies");
                world.kill().await;
            }
            Self::Restored => restored::prepare(world).await,
            Self::Day
            | Self::Opening
            | Self::Balance
            | Self::Orphans
            | Self::LookUp
            | Self::Duplicate
            | Self::Check
            | Self::Slow
            | Self::Stray
            | Self::Denial
            | Self::Locked
            | Self::Demo => {}
        }
        world.begin(self).await;
    }

    async fn play(self, world: &World) -> Result<(), Died> {
        match self {
            Self::Day | Self::Morning => day::play(world).await,
            Self::Opening => troubles::opening(world).await,
            Self::Balance => troubles::balance(world).await,
            Self::LookUp => troubles::look_up(world).await,
            Self::Duplicate => troubles::duplicate(world).await,
            Self::Check => troubles::check(world).await,
            Self::Slow => troubles::slow(world).await,
            Self::Stray => troubles::stray(world).await,
            Self::Denial => troubles::denial(world).await,
            Self::Locked => troubles::locked(world).await,
            Self::Restored => restored::play(world).await,
            // Nobody has to do anything.
            Self::Orphans | Self::Demo => Ok(()),
        }
    }
}

/// Lets the program die on both sides of a unit's commit, then checks that nothing is lost and
/// nothing happened twice.
async fn survives(unit: UnitOfWork) {
    let scenario = Scenario::of(unit);
    if scenario == Scenario::Demo {
        return the_demo_survives(unit).await;
    }
    let mut world = World::new().await;
    scenario.prepare(&mut world).await;
    for side in SIDES {
        let point = format!("{unit}:{side}");
        if world.dies_at(scenario, &point).await {
            continue;
        }
        // What is done once in a bank's life may be behind this one.
        world.ends_well(scenario).await;
        world = World::new().await;
        scenario.prepare(&mut world).await;
        assert!(
            world.dies_at(scenario, &point).await,
            "{point} was never reached"
        );
    }
    world.ends_well(scenario).await;
}

async fn the_demo_survives(unit: UnitOfWork) {
    let home = Home::new();
    // A database belongs to one sign-in, which is known by its address.
    let addresses = [(); 4].map(|()| fixed_address());
    let demo = || {
        let listen = ["API_LISTEN", "WEB_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"];
        let listen = listen.into_iter().zip(addresses.iter().map(String::as_str));
        home.command(&["demo", "--data", "demo"]).vars(listen)
    };
    for side in SIDES {
        let point = format!("{unit}:{side}");
        let mut program = demo().var("FAILPOINT", &point).start();
        assert_eq!(
            program.line_or_end().await,
            None,
            "{point} was never reached"
        );
        world::assert_killed_itself(program.ended().await, &point);
    }
    let mut program = demo().start();
    program.line().await;
    program.stop().await;
}

/// Those that take longest come first, so that none is waited for in the end.
fn by_patience() -> Vec<UnitOfWork> {
    let mut all = units::ALL.to_vec();
    all.sort_by_key(|unit| {
        let scenario = Scenario::of(*unit);
        let waits = [Scenario::Denial, Scenario::Locked].contains(&scenario);
        let is_quick = [Scenario::Day, Scenario::Demo].contains(&scenario);
        (!waits, is_quick)
    });
    all
}

#[test]
fn a_death_at_any_point_moves_nothing_twice_and_loses_nothing() {
    let left = Mutex::new(by_patience());
    let failed = Mutex::new(Vec::new());
    let work = || {
        while let Some(unit) = next(&left) {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let survival = AssertUnwindSafe(|| runtime.block_on(survives(unit)));
            if std::panic::catch_unwind(survival).is_err() {
                failed.lock().unwrap().push(unit.name());
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(work);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "see above: {failed:?}");
}

fn next(left: &Mutex<Vec<UnitOfWork>>) -> Option<UnitOfWork> {
    let mut left = left.lock().unwrap();
    (!left.is_empty()).then(|| left.remove(0))
}
