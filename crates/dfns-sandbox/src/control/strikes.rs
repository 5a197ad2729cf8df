//! Which fault strikes which call.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::{protocol::Step, server::lock};

/// What a call is, for matching.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallFacts {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) step: Step,
    /// The path of the call that an action call prepares.
    pub(crate) prepares: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) wallet: Option<String>,
}

/// Which calls a fault strikes: those that fit every field that is there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Matcher {
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_suffix: Option<String>,
    /// Name of the endpoint: `action_init`, `action_complete`, `transfer`, `get_transfer`, …
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<Step>,
    /// For action calls: how the path of the call they prepare ends, such as `/transfers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    prepares_suffix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wallet: Option<String>,
}

impl Matcher {
    fn fits(&self, call: &CallFacts) -> bool {
        let same = |wanted: &Option<String>, is: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| is == Some(wanted))
        };
        let path = call.path.as_str();
        self.method
            .as_ref()
            .is_none_or(|method| method.eq_ignore_ascii_case(&call.method))
            && self
                .path_prefix
                .as_ref()
                .is_none_or(|prefix| path.starts_with(prefix))
            && self
                .path_suffix
                .as_ref()
                .is_none_or(|suffix| path.ends_with(suffix))
            && self.prepares_suffix.as_ref().is_none_or(|suffix| {
                call.prepares
                    .as_ref()
                    .is_some_and(|path| path.ends_with(suffix))
            })
            && self.step.is_none_or(|step| step == call.step)
            && same(&self.network, call.network.as_deref())
            && same(&self.wallet, call.wallet.as_deref())
    }
}

/// On which side of the call's effect a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum When {
    Before,
    After,
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    Delay(Duration),
    /// Until released.
    Hold,
    /// The connection ends without an answer.
    Cut,
    Answer {
        status: u16,
        body: Option<Value>,
        retry_after_s: Option<u32>,
    },
}

/// A fault that strikes one call.
#[derive(Debug)]
pub(crate) struct Strike {
    pub(crate) effect: Effect,
    pub(crate) when: When,
    release: watch::Receiver<bool>,
}

impl Strike {
    /// Waits until the fault is released or removed.
    pub(crate) async fn released(&mut self) {
        // An error means that the fault is gone: released.
        let _ = self.release.wait_for(|released| *released).await;
    }
}

#[derive(Debug)]
struct Fault {
    id: u64,
    matcher: Matcher,
    effect: Effect,
    when: When,
    /// Calls still to strike; `None`: every one.
    left: Option<u32>,
    hits: u32,
    release: watch::Sender<bool>,
}

impl Fault {
    fn view(&self) -> Value {
        let released = *self.release.borrow();
        // Each struck call has one receiver, which it drops at its end.
        let holding = match self.effect {
            Effect::Hold if !released => self.release.receiver_count(),
            Effect::Hold | Effect::Delay(_) | Effect::Cut | Effect::Answer { .. } => 0,
        };
        json!({
            "id": self.id,
            "match": self.matcher,
            "effect": format!("{:?}", self.effect),
            "when": self.when,
            "left": self.left,
            "hits": self.hits,
            "holding": holding,
        })
    }
}

/// All faults.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    next_id: AtomicU64,
    faults: Mutex<Vec<Fault>>,
}

impl Faults {
    /// Adds a fault that strikes `times` calls, 0 for every one.
    pub(crate) fn add(&self, matcher: Matcher, effect: Effect, when: When, times: u32) -> u64 {
        let id = self
            .next_id
            .fetch_add(1, Ordering::Relaxed)
            .saturating_add(1);
        let left = (times > 0).then_some(times);
        let release = watch::Sender::new(false);
        lock(&self.faults).push(Fault {
            id,
            matcher,
            effect,
            when,
            left,
            hits: 0,
            release,
        });
        id
    }

    /// Whether any fault could still strike.
    pub(crate) fn is_armed(&self) -> bool {
        lock(&self.faults).iter().any(|fault| fault.left != Some(0))
    }

    /// The first fault that fits the call; it is used up by one.
    pub(crate) fn strike(&self, call: &CallFacts) -> Option<Strike> {
        let mut faults = lock(&self.faults);
        let fault = faults
            .iter_mut()
            .find(|fault| fault.left != Some(0) && fault.matcher.fits(call))?;
        fault.left = fault.left.map(|left| left.saturating_sub(1));
        fault.hits = fault.hits.saturating_add(1);
        Some(Strike {
            effect: fault.effect.clone(),
            when: fault.when,
            release: fault.release.subscribe(),
        })
    }

    /// All faults as JSON.
    pub(crate) fn list(&self) -> Vec<Value> {
        lock(&self.faults).iter().map(Fault::view).collect()
    }

    /// One fault as JSON.
    pub(crate) fn get(&self, id: u64) -> Option<Value> {
        lock(&self.faults)
            .iter()
            .find(|fault| fault.id == id)
            .map(Fault::view)
    }

    /// Lets the held calls of a fault go.
    pub(crate) fn release(&self, id: u64) -> bool {
        let faults = lock(&self.faults);
        let fault = faults.iter().find(|fault| fault.id == id);
        if let Some(fault) = fault {
            fault.release.send_replace(true);
        }
        fault.is_some()
    }

    /// Removes a fault and lets its held calls go.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut faults = lock(&self.faults);
        let before = faults.len();
        faults.retain(|fault| fault.id != id);
        faults.len() < before
    }

    /// Removes all faults and lets all held calls go.
    pub(crate) fn clear(&self) {
        lock(&self.faults).clear();
    }
}
