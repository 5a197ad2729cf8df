//! What a decision rests on: the people around a transfer, the receiver's and the initiator's
//! history, and how much is open.

use domain::address::EvmAddress;
use domain::asset::AssetId;
use domain::id::{TransferId, UserId};
use domain::money::BaseUnits;
use domain::network::Network;
use domain::person::{Email, Person};
use domain::transfer::Status;
use time::OffsetDateTime;

use crate::error::{Error, Result};
use crate::sql::{Row, sql};
use crate::store::Store;
use crate::tx::{Conn, Tx};

/// Everybody with an interest in a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferPeople {
    /// Who asked.
    pub initiator: Person,
    /// Who owns the wallet.
    pub owner: Person,
    /// Who holds a delegation on it now, or held one or owned it when the transfer was made.
    pub delegates: Vec<Person>,
    /// Who owns a wallet of ours at the destination.
    pub destination_owners: Vec<Person>,
}

/// What is known of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DestinationFacts {
    /// It is a wallet of ours.
    pub ours: bool,
    /// How often the wallet's owner's wallets paid it before.
    pub times_paid: u32,
    /// When last.
    pub last_paid_at: Option<OffsetDateTime>,
    /// How many other customers paid it.
    pub other_customers: u32,
}

/// How an initiator's transfers ended lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InitiatorFacts {
    /// Confirmed.
    pub confirmed: u32,
    /// Rejected by the bank.
    pub rejected: u32,
    /// Cancelled.
    pub cancelled: u32,
}

/// How many transfers are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenCounts {
    /// Waiting for an employee.
    pub pending: u32,
    /// Owed to custody: approved, or handed over without an answer that names them.
    pub owed: u32,
    /// To be looked at.
    pub attention: u32,
}

/// Since when the oldest open transfers have been waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OldestOpen {
    /// For an employee.
    pub pending_since: Option<OffsetDateTime>,
    /// To be handed over, since they were approved; those that are held after a restore wait for
    /// people and do not count.
    pub owed_since: Option<OffsetDateTime>,
}

async fn people(mut conn: Conn<'_>, id: TransferId) -> Result<TransferPeople> {
    let statement = sql!(
        "SELECT u.id, u.email, 'initiator' AS part FROM transfers t \
         JOIN users u ON u.id = t.initiator_id WHERE t.id = $1 \
         UNION ALL SELECT u.id, u.email, 'owner' FROM transfers t \
         JOIN wallets w ON w.id = t.wallet_id JOIN users u ON u.id = w.owner_id WHERE t.id = $1 \
         UNION ALL SELECT u.id, u.email, 'delegate' FROM transfer_parties p \
         JOIN users u ON u.id = p.user_id WHERE p.transfer_id = $1 \
         UNION ALL SELECT u.id, u.email, 'delegate' FROM transfers t \
         JOIN delegations d ON d.wallet_id = t.wallet_id \
         JOIN users u ON u.id = d.grantee_id WHERE t.id = $1 \
         UNION ALL SELECT u.id, u.email, 'destination' FROM transfers t \
         JOIN wallets w ON w.address = t.destination \
         JOIN users u ON u.id = w.owner_id WHERE t.id = $1";
        id
    );
    let (mut initiator, mut owner) = (None, None);
    let (mut delegates, mut destination_owners) = (Vec::new(), Vec::new());
    for row in &conn.all(statement).await? {
        let person = person(row)?;
        match row.get::<String>("part")?.as_str() {
            "initiator" => initiator = Some(person),
            "owner" => owner = Some(person),
            "delegate" => delegates.push(person),
            _ => destination_owners.push(person),
        }
    }
    let missing = || Error::corrupt("a transfer without initiator or owner");
    Ok(TransferPeople {
        initiator: initiator.ok_or_else(missing)?,
        owner: owner.ok_or_else(missing)?,
        delegates,
        destination_owners,
    })
}

fn person(row: &Row) -> Result<Person> {
    Ok(Person {
        id: row.get("id")?,
        email: row.parsed("email", |text| Email::parse(text).ok())?,
    })
}

impl Tx {
    /// Everybody with an interest in a transfer.
    ///
    /// # Errors
    /// If the database fails or there is no such transfer.
    pub async fn transfer_people(&mut self, id: TransferId) -> Result<TransferPeople> {
        people(self.into(), id).await
    }
}

impl Store {
    /// Everybody with an interest in a transfer.
    ///
    /// # Errors
    /// If the database fails or there is no such transfer.
    pub async fn transfer_people(&self, id: TransferId) -> Result<TransferPeople> {
        people(self.into(), id).await
    }

    /// What is known of a receiver, seen from a customer who pays it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn destination_facts(
        &self,
        owner: UserId,
        network: Network,
        destination: EvmAddress,
    ) -> Result<DestinationFacts> {
        let mut conn = Conn::from(self);
        let row = conn
            .one(sql!(
                "SELECT count(CASE WHEN w.owner_id = $1 THEN 1 END) AS times_paid, \
                 max(CASE WHEN w.owner_id = $1 THEN t.broadcasted_at END) AS last_paid_at, \
                 count(DISTINCT CASE WHEN w.owner_id <> $1 THEN w.owner_id END) AS others \
                 FROM transfers t JOIN wallets w ON w.id = t.wallet_id \
                 WHERE t.destination = $2 AND w.network = $3 \
                 AND t.status IN ('broadcasted', 'confirmed')";
                owner, destination.to_string(), network
            ))
            .await?;
        let ours = sql!(
            "SELECT count(*) AS n FROM wallets WHERE address = $1 AND network = $2";
            destination.to_string(), network
        );
        let ours: u32 = Conn::from(self).one(ours).await?.get("n")?;
        Ok(DestinationFacts {
            ours: ours > 0,
            times_paid: row.get("times_paid")?,
            last_paid_at: row.opt("last_paid_at")?,
            other_customers: row.get("others")?,
        })
    }

    /// How a user's transfers ended since a moment.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn initiator_facts(
        &self,
        initiator: UserId,
        since: OffsetDateTime,
    ) -> Result<InitiatorFacts> {
        let rows = self
            .all(sql!(
                "SELECT status, count(*) AS n FROM transfers WHERE initiator_id = $1 \
                 AND ended_at >= $2 AND status IN ('confirmed', 'rejected', 'cancelled') \
                 GROUP BY status";
                initiator, since
            ))
            .await?;
        let mut facts = InitiatorFacts::default();
        for row in &rows {
            let n = row.get("n")?;
            match row.get::<String>("status")?.as_str() {
                "confirmed" => facts.confirmed = n,
                "rejected" => facts.rejected = n,
                _ => facts.cancelled = n,
            }
        }
        Ok(facts)
    }

    /// How many transfers are open.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn open_transfer_counts(&self) -> Result<OpenCounts> {
        let statement = sql!(
            "SELECT count(CASE WHEN status = 'pending' THEN 1 END) AS pending, \
             count(CASE WHEN status IN ('approved', 'submitting') AND custody_id IS NULL \
             THEN 1 END) AS owed, count(attention_code) AS attention \
             FROM transfers WHERE status IN ('pending', 'approved', 'submitting', 'broadcasted')"
        );
        let row = Conn::from(self).one(statement).await?;
        Ok(OpenCounts {
            pending: row.get("pending")?,
            owed: row.get("owed")?,
            attention: row.get("attention")?,
        })
    }

    /// How long the oldest open transfers have been waiting.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn oldest_open_transfers(&self) -> Result<OldestOpen> {
        let statement = sql!(
            "SELECT min(CASE WHEN status = 'pending' THEN created_at END) AS pending_since, \
             min(CASE WHEN status IN ('approved', 'submitting') AND custody_id IS NULL \
             AND held_since IS NULL THEN coalesce(decided_at, created_at) END) AS owed_since \
             FROM transfers WHERE status IN ('pending', 'approved', 'submitting')"
        );
        let row = Conn::from(self).one(statement).await?;
        Ok(OldestOpen {
            pending_since: row.opt("pending_since")?,
            owed_since: row.opt("owed_since")?,
        })
    }

    /// Asset and amount of transfers in a state that were made since a moment, newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn transfer_amounts(
        &self,
        status: Status,
        since: OffsetDateTime,
        limit: u32,
    ) -> Result<Vec<(AssetId, BaseUnits, OffsetDateTime)>> {
        let rows = self
            .all(sql!(
                "SELECT asset_id, amount, created_at FROM transfers \
                 WHERE status = $1 AND created_at >= $2 ORDER BY created_at DESC LIMIT $3";
                status.as_str(), since, limit
            ))
            .await?;
        rows.iter()
            .map(|row| {
                let asset = row.parsed("asset_id", |text| AssetId::parse(text).ok())?;
                Ok((asset, row.get("amount")?, row.get("created_at")?))
            })
            .collect()
    }
}
