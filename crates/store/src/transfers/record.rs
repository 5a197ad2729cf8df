//! One transfer as the database keeps it.

use domain::address::EvmAddress;
use domain::asset::AssetId;
use domain::id::{TransferId, UserId, WalletId};
use domain::money::BaseUnits;
use domain::reference::{BodyHash, CustodyTransferId, ExternalId, TxHash};
use domain::transfer::Status;
use time::{Duration, OffsetDateTime};

use super::Lease;
use crate::Node;
use crate::error::{Error, Result};
use crate::sql::Row;

/// A transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferRecord {
    /// Our id.
    pub id: TransferId,
    /// What was asked for; never changes.
    pub order: Order,
    /// The rule that decided whether it waits.
    pub rule: AppliedRule,
    /// Where it stands.
    pub status: Status,
    /// How it ended, where that needs words.
    pub ending: Option<Ending>,
    /// What custody reported.
    pub custody: CustodyFacts,
    /// Why somebody should look at it.
    pub attention: Option<Attention>,
    /// What a restore from a backup did to it.
    pub recovery: RecoveryFacts,
    /// Who works on it and when next.
    pub execution: Execution,
    /// When it reached which state.
    pub times: TransferTimes,
}

/// What was asked for. The body is read apart, by
/// [`transfer_body`](crate::Store::transfer_body): lists do not need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The wallet that pays.
    pub wallet: WalletId,
    /// Its name when the transfer was made.
    pub wallet_name: String,
    /// Who asked.
    pub initiator: UserId,
    /// By what right.
    pub initiated_as: Part,
    /// What is sent.
    pub asset: AssetId,
    /// How much, in base units of the asset.
    pub amount: BaseUnits,
    /// To whom.
    pub destination: EvmAddress,
    /// SHA-256 of the outgoing body.
    pub body_hash: BodyHash,
    /// The id under which custody remembers the request.
    pub external_id: ExternalId,
}

/// The rule that decided whether a transfer waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedRule {
    /// Stable name of the rule.
    pub kind: String,
    /// The amount from which on it waits, in base units of the asset.
    pub threshold: Option<BaseUnits>,
    /// Who set that amount.
    pub set_by: Option<String>,
}

/// How somebody is connected with a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// Owns it.
    Owner,
    /// Holds a delegation.
    Delegate,
}

impl Part {
    /// The text in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Delegate => "delegate",
        }
    }

    /// Reads the text in the database.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Owner, Self::Delegate]
            .into_iter()
            .find(|part| part.as_str() == text)
    }
}

/// How a transfer ended, or why it did not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Stable code.
    pub code: String,
    /// A sentence for people.
    pub text: String,
}

/// What custody reported.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustodyFacts {
    /// Custody's id, once it has the transfer.
    pub id: Option<CustodyTransferId>,
    /// Hash on chain.
    pub tx_hash: Option<TxHash>,
    /// Fee paid, in base units of the network's native asset.
    pub fee: Option<BaseUnits>,
    /// Custody holds it for a policy of its own.
    pub held: bool,
}

/// Why somebody should look at a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    /// Stable code.
    pub code: String,
    /// Since when.
    pub since: OffsetDateTime,
    /// A sentence for employees.
    pub detail: Option<String>,
}

/// What a restore from a backup did to a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecoveryFacts {
    /// Held since then, until somebody releases it: it may have been cancelled or rejected after
    /// the backup.
    pub held_since: Option<OffsetDateTime>,
    /// Found at custody then, further on than here or unknown here.
    pub recovered_at: Option<OffsetDateTime>,
}

/// Who works on a transfer and when next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Execution {
    /// Since when custody's list lacks it, after an unclear answer.
    pub absent_since: Option<OffsetDateTime>,
    /// The claim of who works on it now or did last without giving it back.
    pub lease: Option<Lease>,
    /// Until when nobody else works on it, by the lease clock.
    pub lease_until: Option<OffsetDateTime>,
    /// Attempts so far.
    pub attempts: u32,
    /// When to go on, by the bank's clock.
    pub next_attempt_at: Option<OffsetDateTime>,
}

impl Execution {
    /// Whether the time to go on has come, by the bank's clock.
    #[must_use]
    pub fn is_due(&self, now: OffsetDateTime) -> bool {
        self.next_attempt_at
            .is_none_or(|at| at <= now || at > now + PAUSE_MAX)
    }
}

/// No pause between two steps of a transfer is longer than this. A time further away was written
/// by a clock that has been set back since, and is not waited for.
pub const PAUSE_MAX: Duration = Duration::minutes(10);

/// When a transfer reached which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransferTimes {
    /// Asked for.
    pub created_at: OffsetDateTime,
    /// First approved or rejected, by rule or by a person.
    pub decided_at: Option<OffsetDateTime>,
    /// First `submitting`.
    pub submitting_at: Option<OffsetDateTime>,
    /// Hash reported.
    pub broadcasted_at: Option<OffsetDateTime>,
    /// Confirmed.
    pub confirmed_at: Option<OffsetDateTime>,
    /// Reached a state that it never leaves.
    pub ended_at: Option<OffsetDateTime>,
}

impl TransferRecord {
    /// Reads the columns of [`transfer_columns`](super::transfer_columns).
    pub(super) fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            order: Order::read(row)?,
            rule: AppliedRule {
                kind: row.get("rule_kind")?,
                threshold: row.opt("rule_threshold")?,
                set_by: row.opt("rule_set_by")?,
            },
            status: row.parsed("status", Status::parse)?,
            ending: Ending::read(row)?,
            custody: CustodyFacts::read(row)?,
            attention: Attention::read(row)?,
            recovery: RecoveryFacts::read(row)?,
            execution: Execution::read(row)?,
            times: TransferTimes::read(row)?,
        })
    }
}

impl Order {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            wallet: row.get("wallet_id")?,
            wallet_name: row.get("wallet_name")?,
            initiator: row.get("initiator_id")?,
            initiated_as: row.parsed("initiated_as", Part::parse)?,
            asset: row.parsed("asset_id", |text| AssetId::parse(text).ok())?,
            amount: row.get("amount")?,
            destination: row.parsed("destination", |text| EvmAddress::parse(text).ok())?,
            body_hash: row.parsed("body_hash", BodyHash::parse)?,
            external_id: row.parsed("external_id", |text| ExternalId::parse(text).ok())?,
        })
    }
}

impl Ending {
    fn read(row: &Row) -> Result<Option<Self>> {
        let Some(code) = row.opt("reason_code")? else {
            return Ok(None);
        };
        let text: Option<String> = row.opt("reason")?;
        Ok(Some(Self {
            code,
            text: text.unwrap_or_default(),
        }))
    }
}

/// A column that may be null, read by a parser.
fn opt_parsed<T>(
    row: &Row,
    column: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>> {
    let Some(text) = row.opt::<String>(column)? else {
        return Ok(None);
    };
    parse(&text).map(Some).ok_or_else(|| Error::corrupt(column))
}

impl CustodyFacts {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: opt_parsed(row, "custody_id", |text| {
                CustodyTransferId::parse(text).ok()
            })?,
            tx_hash: opt_parsed(row, "tx_hash", TxHash::parse)?,
            fee: row.opt("fee")?,
            held: row.get("held_by_custody")?,
        })
    }
}

impl Attention {
    fn read(row: &Row) -> Result<Option<Self>> {
        let Some(code) = row.opt("attention_code")? else {
            return Ok(None);
        };
        let since = row.get("attention_since")?;
        Ok(Some(Self {
            code,
            since,
            detail: row.opt("attention_detail")?,
        }))
    }
}

impl RecoveryFacts {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            held_since: row.opt("held_since")?,
            recovered_at: row.opt("recovered_at")?,
        })
    }
}

impl Execution {
    fn read(row: &Row) -> Result<Self> {
        let node: Option<String> = row.opt("lease_node")?;
        let boot: Option<i64> = row.opt("lease_boot")?;
        let claim = row.get("lease_claim")?;
        let lease = node.zip(boot).map(|(name, boot)| Lease {
            holder: Node { name, boot },
            claim,
        });
        Ok(Self {
            absent_since: row.opt("absent_since")?,
            lease,
            lease_until: row.opt("lease_until")?,
            attempts: row.get("attempts")?,
            next_attempt_at: row.opt("next_attempt_at")?,
        })
    }
}

impl TransferTimes {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            created_at: row.get("created_at")?,
            decided_at: row.opt("decided_at")?,
            submitting_at: row.opt("submitting_at")?,
            broadcasted_at: row.opt("broadcasted_at")?,
            confirmed_at: row.opt("confirmed_at")?,
            ended_at: row.opt("ended_at")?,
        })
    }
}
