//! The end of a run: the faults stop, and everything comes to its end.

use bank::Clock as _;
use domain::id::WalletId;
use time::Duration;

use super::Run;
use crate::node::Node;
use crate::oracle::{Checked, Violation};
use crate::turns::Owner;

/// How long it may take, in the run's own time, until nothing is owed any more.
const PATIENCE: Duration = Duration::minutes(10);

/// How often it is looked whether it is so far.
const LOOK_EVERY: Duration = Duration::seconds(3);

/// Requests that are repeated at the end.
const REPEATED: usize = 4;

impl Run {
    /// Stops the faults, lifts what holds transfers, waits until nothing is owed, and compares
    /// chain and books.
    pub(super) async fn end(&mut self) -> Checked {
        let turns = self.turns.taken();
        self.story
            .tell(format_args!("  * the faults stop, after {turns} turns"));
        self.calm = true;
        self.custodian.world().clear_up();
        let now = self.turns.now();
        for node in &mut self.nodes {
            node.still_until = node.still_until.map(|_| now);
            node.down_until = node.down_until.map(|_| now);
        }
        self.until_answered().await?;
        for node in self.nodes.iter_mut().skip(1) {
            node.terminate();
        }
        self.lift().await?;
        self.until_nothing_is_owed().await?;
        for request in self.clients.all_again(REPEATED) {
            self.ask(request);
            self.until_answered().await?;
        }
        self.until_nothing_is_owed().await?;
        self.until_books_agree().await?;
        self.turns.look(true);
        let census = self.oracle.census().await;
        self.turns.look(false);
        let (turns, census) = (self.turns.taken(), census?);
        self.story
            .tell(format_args!("  * after {turns} turns: {census}"));
        Ok(())
    }

    /// Has balances read until the bank's copies are as new as everything else: where calls to
    /// custody are scarce, not every reading is let through at once.
    async fn until_books_agree(&mut self) -> Checked {
        let give_up = self.turns.now() + PATIENCE;
        loop {
            self.refresh_balances().await?;
            self.turns.look(true);
            let compared = self.compare().await;
            self.turns.look(false);
            if compared.is_ok() || self.turns.now() > give_up {
                return compared;
            }
            self.pass(LOOK_EVERY).await?;
        }
    }

    async fn compare(&self) -> Checked {
        self.oracle.after_step().await?;
        self.oracle.compare_books(&self.funded).await
    }

    /// Lifts the pause and the bank's freezes. Those of owners cancel, so they hold nothing.
    async fn lift(&mut self) -> Checked {
        for wallet in self.frozen_by_bank().await? {
            for request in self.clients.lifting(wallet) {
                self.ask(request);
            }
            self.until_answered().await?;
        }
        let Some(bank) = self.nodes.first().and_then(Node::bank) else {
            return Ok(());
        };
        let resumed = async move {
            // A fault is logged by nobody here; what is still held is found as owed.
            let _ = bank.resume_as_operator().await;
        };
        self.ground
            .spawner
            .spawn_for(Owner::Node(0), Box::pin(resumed));
        self.pass(Duration::seconds(1)).await
    }

    async fn frozen_by_bank(&self) -> Checked<Vec<WalletId>> {
        self.turns.look(true);
        let frozen = self.oracle.frozen_by_bank().await;
        self.turns.look(false);
        frozen
    }

    /// Plays on for a while of the run's own time.
    pub(super) async fn pass(&mut self, span: Duration) -> Checked {
        let until = self.turns.now() + span;
        while self.turns.now() < until && self.turn().await? {}
        Ok(())
    }

    async fn until_answered(&mut self) -> Checked {
        let give_up = self.turns.now() + PATIENCE;
        loop {
            let up = self.nodes.iter().all(Node::is_up);
            if up && self.asked.is_empty() {
                return Ok(());
            }
            if self.turns.now() > give_up || !self.turn().await? {
                let asked: Vec<_> = self.asked.keys().collect();
                let what = format!("requests are never answered: {asked:?}");
                return Err(Violation { what, about: None });
            }
        }
    }

    async fn until_nothing_is_owed(&mut self) -> Checked {
        let give_up = self.turns.now() + PATIENCE;
        loop {
            self.turns.look(true);
            let owed = self.oracle.owed().await;
            self.turns.look(false);
            let owed = owed?;
            if owed.is_empty() {
                return Ok(());
            }
            if self.turns.now() > give_up {
                let about = owed.first().and_then(|it| it.split(' ').next());
                return Err(Violation {
                    about: about.map(str::to_owned),
                    what: format!("still owed long after the faults stopped: {owed:?}"),
                });
            }
            self.pass(LOOK_EVERY).await?;
        }
    }

    /// Has every balance read anew, and waits for it.
    async fn refresh_balances(&mut self) -> Checked {
        // What was confirmed just now is being read already.
        self.pass(Duration::seconds(1)).await?;
        let Some(bank) = self.nodes.first().and_then(Node::bank) else {
            return Ok(());
        };
        for wallet in self.oracle.memory().wallets() {
            let bank = bank.clone();
            let refreshed = async move {
                // A reading that failed is found by the comparison.
                let _ = bank.refresh_balances_of(wallet.id).await;
            };
            self.ground
                .spawner
                .spawn_for(Owner::Node(0), Box::pin(refreshed));
        }
        self.pass(Duration::seconds(3)).await
    }
}
