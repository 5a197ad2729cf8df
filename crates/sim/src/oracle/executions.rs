//! What the chain executes: exactly what was asked for, once, and while the bank says so.

use super::{Checked, Oracle, Violation};
use crate::custodian::chain::Execution;

impl Oracle {
    /// Looks at what the chain has executed since the last look.
    pub(crate) fn after_execution(&mut self) -> Checked {
        let executions: Vec<Execution> = {
            let world = self.custodian.world();
            let executions = world.chain.executions();
            executions.iter().skip(self.executed).cloned().collect()
        };
        for execution in executions {
            self.executed += 1;
            self.follow_execution(&execution)?;
        }
        Ok(())
    }

    fn follow_execution(&mut self, execution: &Execution) -> Checked {
        let known = self.memory.by_external_id.get(&execution.external_id);
        let Some(id) = known.copied() else {
            return Err(Violation {
                what: format!("the chain executed what nobody asked for: {execution:?}"),
                about: None,
            });
        };
        let name = self.story.name("transfer", id);
        let undone = if execution.reverted {
            " and undoes"
        } else {
            ""
        };
        self.story
            .tell(format_args!("the chain executes{undone} {name}"));
        let order = &self.watched(id)?.record.order;
        let (coin, to) = (order.asset.asset().contract(), order.destination);
        let amount = (!execution.reverted).then_some(order.amount);
        let same = execution.coin == coin
            && execution.to == to
            && amount.is_none_or(|amount| amount == execution.amount);
        if !same {
            return Err(self.broken(id, "was executed otherwise than asked for"));
        }
        if let Some(watched) = self.memory.transfers.get_mut(&id) {
            watched.executions += 1;
        }
        let watched = self.watched(id)?;
        if watched.executions > 1 {
            return Err(self.broken(id, "was executed twice"));
        }
        if watched.status != "submitting" {
            return Err(self.broken(id, format!("was executed while {}", watched.status)));
        }
        Ok(())
    }
}
