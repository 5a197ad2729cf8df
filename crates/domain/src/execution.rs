//! What the answers of custody mean for a transfer.
//!
//! A transfer must not be sent twice and must not be called failed while its money may have moved.
//! So an attempt whose ending was not recorded counts as unknown for ever, and a state that we do
//! not know needs a human.

mod answer;
mod attention;
mod comparison;
mod denials;
mod duplicate;
mod state;

pub use answer::{
    Answer, AttemptEnding, Invalidity, LOOK_UP_GAP, LookUp, NextStep, NothingSent, after_answer,
    after_look_up, backoff,
};
pub use attention::{ATTENTION_REPEAT, AttentionCode, UNDECIDED_AFTER};
pub use comparison::{Comparison, compare};
pub use denials::DenialStreak;
pub use duplicate::{Duplicate, FoundAtCustody, Outgoing, OutgoingKind, adopts, after_duplicate};
pub use state::{CustodyState, Known, Seen, StateStep, judge_state};
