//! Who has an interest in what a wallet does.

use domain::id::WalletId;
use domain::person::{Email, Person};

use crate::error::{Error, Result};
use crate::sql::sql;
use crate::tx::{Conn, Tx};

/// Everybody with an interest in a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletPeople {
    /// Who owns it.
    pub owner: Person,
    /// Who holds a delegation on it now.
    pub delegates: Vec<Person>,
    /// Who has a part in a transfer of it that was not handed over yet: asked for it, held a
    /// delegation when it was made, or owns the wallet of ours that it goes to.
    pub parties: Vec<Person>,
}

async fn people(mut conn: Conn<'_>, id: WalletId) -> Result<Option<WalletPeople>> {
    let statement = sql!(
        "SELECT u.id, u.email, 'owner' AS part FROM wallets w \
         JOIN users u ON u.id = w.owner_id WHERE w.id = $1 \
         UNION ALL SELECT u.id, u.email, 'delegate' FROM delegations d \
         JOIN users u ON u.id = d.grantee_id WHERE d.wallet_id = $1 \
         UNION ALL SELECT u.id, u.email, 'party' FROM transfers t \
         JOIN users u ON u.id = t.initiator_id \
         WHERE t.wallet_id = $1 AND t.status IN ('pending', 'approved') \
         UNION ALL SELECT u.id, u.email, 'party' FROM transfers t \
         JOIN transfer_parties p ON p.transfer_id = t.id JOIN users u ON u.id = p.user_id \
         WHERE t.wallet_id = $1 AND t.status IN ('pending', 'approved') \
         UNION ALL SELECT u.id, u.email, 'party' FROM transfers t \
         JOIN wallets w ON w.address = t.destination JOIN users u ON u.id = w.owner_id \
         WHERE t.wallet_id = $1 AND t.status IN ('pending', 'approved')";
        id
    );
    let mut owner = None;
    let (mut delegates, mut parties) = (Vec::new(), Vec::new());
    for row in &conn.all(statement).await? {
        let person = Person {
            id: row.get("id")?,
            email: row.parsed("email", |text| Email::parse(text).ok())?,
        };
        match row.get::<String>("part")?.as_str() {
            "owner" => owner = Some(person),
            "delegate" => delegates.push(person),
            _ => parties.push(person),
        }
    }
    match owner {
        Some(owner) => Ok(Some(WalletPeople {
            owner,
            delegates,
            parties,
        })),
        None if delegates.is_empty() && parties.is_empty() => Ok(None),
        None => Err(Error::corrupt("a wallet without its owner")),
    }
}

impl Tx {
    /// Everybody with an interest in a wallet; `None` when there is no such wallet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn wallet_people(&mut self, id: WalletId) -> Result<Option<WalletPeople>> {
        people(self.into(), id).await
    }
}
