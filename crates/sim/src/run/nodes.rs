//! What befalls the nodes: they start, die, stand still and go on.

use std::sync::Arc;

use bank::Clock as _;

use super::asking::answer;
use super::{Run, open};
use crate::action::{Action, Outcome};
use crate::node::{Node, name_of};
use crate::oracle::{Checked, Violation};
use crate::people::PEOPLE;
use crate::turns::{Owner, Point, Side, Waiter};

impl Run {
    /// Plays on until a node takes requests.
    pub(super) async fn until_one_is_up(&mut self) -> Checked {
        while self.nodes.iter().all(|node| node.bank().is_none()) && self.turn().await? {}
        Ok(())
    }

    pub(super) fn start(&mut self, number: usize) {
        let Some(node) = self.nodes.get_mut(number) else {
            return;
        };
        let life = node.start(number, &self.ground);
        let answers = Arc::clone(&self.answers);
        let request = self.clients.request(PEOPLE[0], Action::ReadOwn);
        let task = async move {
            if let Err(error) = life.await {
                let outcome = Outcome::Fault(format!("a start that failed: {error:?}"));
                answer(&answers, request, outcome);
            }
        };
        let owner = Owner::Node(number);
        self.ground.spawner.spawn_for(owner, Box::pin(task));
        self.story.tell(format_args!("  * node {number} starts"));
    }

    /// Whether something befalls the node whose turn it would be.
    pub(super) async fn strikes(&mut self, waiter: Waiter, open: bool) -> Checked<bool> {
        let Owner::Node(number) = waiter.owner else {
            return Ok(false);
        };
        if waiter.point.may_kill() && self.dice.chance(self.temper.kill) {
            if self.dice.chance(150) {
                self.kill_all().await?;
            } else {
                self.kill(number, waiter);
            }
            return Ok(true);
        }
        if !open && self.dice.chance(self.temper.terminate) {
            let asked = self.nodes.get_mut(number).is_some_and(Node::terminate);
            if asked {
                self.turns.note(&("is to end", number));
                self.story
                    .tell(format_args!("  * node {number} is asked to end"));
            }
        }
        // Worst is a node that stands still with an answer in its hands.
        let times = match waiter.point {
            Point::Custody(_, Side::After) => 8,
            Point::Custody(..) | Point::Database(..) | Point::Until(_) | Point::Ended => 1,
        };
        let stops = !open && self.dice.chance(self.temper.still * times);
        if stops && let Some(node) = self.nodes.get_mut(number) {
            let until = self.turns.now() + self.dice.millis(1_000, 50_000);
            node.still_until = Some(until);
            self.executor.stop(waiter.owner);
            self.turns.note(&("still", number));
            self.story
                .tell(format_args!("  * node {number} stands still for a while"));
        }
        Ok(stops)
    }

    fn kill(&mut self, number: usize, waiter: Waiter) {
        let point = waiter.point;
        self.story
            .tell(format_args!("  * node {number} dies at {point:?}"));
        self.end_node(number);
    }

    fn end_node(&mut self, number: usize) {
        let owner = Owner::Node(number);
        self.turns.note(&("dies", number));
        self.executor.kill(owner);
        self.asked.retain(|_, at| *at != owner);
        let until = self.turns.now() + self.dice.millis(0, 6_000);
        if let Some(node) = self.nodes.get_mut(number) {
            node.die(until);
        }
    }

    /// At the end of a run the first node is enough: the others only ask the database what it asks.
    fn retire(&mut self, number: usize) {
        let needed = !self.calm || number == 0;
        if let Some(node) = self.nodes.get_mut(number).filter(|_| !needed) {
            node.retire();
        }
    }

    /// The machine under all nodes dies: the database is opened anew.
    async fn kill_all(&mut self) -> Checked {
        self.story.tell("  * every node dies at once");
        for number in 0..self.nodes.len() {
            self.end_node(number);
        }
        self.ground.store.close().await;
        let store = open(&self.url, &self.turns)
            .await
            .map_err(|error| Violation {
                what: format!("the database does not open any more: {error:?}"),
                about: None,
            })?;
        self.oracle.store = store.clone();
        self.ground.store = store;
        Ok(())
    }

    /// Starts nodes that were down, lets those go on that stood still, and ends those that have
    /// finished and answered everybody.
    pub(super) async fn wake_nodes(&mut self) -> Checked {
        let now = self.turns.now();
        for number in 0..self.nodes.len() {
            let owner = Owner::Node(number);
            let Some(node) = self.nodes.get_mut(number) else {
                continue;
            };
            if node.still_until.is_some_and(|until| until <= now) {
                node.still_until = None;
                self.executor.go_on(owner);
                self.story.tell(format_args!("  * node {number} goes on"));
            }
            if !self.asked.values().any(|at| *at == owner) {
                node.let_go();
            }
            if node.down_until.is_some_and(|until| until <= now) {
                self.start(number);
            } else if node.has_finished() {
                self.story.tell(format_args!("  * node {number} has ended"));
                self.turns.look(true);
                let left = self.oracle.after_orderly_end(&name_of(owner)).await;
                self.turns.look(false);
                left?;
                self.end_node(number);
                self.retire(number);
            }
        }
        Ok(())
    }
}
