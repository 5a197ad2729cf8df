//! The fingerprint: which installation a database belongs to.

use crate::error::{Error, Result};
use crate::sql::sql;
use crate::store::Store;
use crate::tx::Tx;

/// What makes an installation itself. A start with another one on the same database is refused,
/// because its wallets and people would not be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// `demo` or `serve`.
    pub mode: String,
    /// Address of custody.
    pub custody_url: String,
    /// The organisation at custody.
    pub organisation: String,
    /// Issuer of the identity provider's tokens.
    pub issuer: String,
}

impl Fingerprint {
    /// Each part by the key that it has in the database.
    fn parts(&self) -> [(&'static str, &String); 4] {
        let Self {
            mode,
            custody_url,
            organisation,
            issuer,
        } = self;
        [
            ("mode", mode),
            ("custody_url", custody_url),
            ("organisation", organisation),
            ("issuer", issuer),
        ]
    }
}

impl Tx {
    /// Writes the fingerprint into a new database, compares it in one that has one.
    ///
    /// # Errors
    /// [`Error::OtherFingerprint`] names the first part that differs.
    pub async fn claim_fingerprint(&mut self, fingerprint: &Fingerprint) -> Result<()> {
        for (what, given) in fingerprint.parts() {
            let insert = sql!(
                "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
                what, given
            );
            self.execute(insert).await?;
            let select = sql!("SELECT value FROM meta WHERE key = $1"; what);
            let stored: String = self.one(select).await?.get("value")?;
            if &stored != given {
                return Err(other(what, stored, given));
            }
        }
        Ok(())
    }
}

impl Store {
    /// Compares the fingerprint with the database's and writes nothing; a database without one is
    /// anybody's.
    ///
    /// # Errors
    /// As [`Tx::claim_fingerprint`].
    pub async fn compare_fingerprint(&self, fingerprint: &Fingerprint) -> Result<()> {
        for (what, given) in fingerprint.parts() {
            let select = sql!("SELECT value FROM meta WHERE key = $1"; what);
            let rows = self.read(select).await?;
            let stored: Option<String> = rows.first().map(|row| row.get("value")).transpose()?;
            match stored {
                Some(stored) if &stored != given => return Err(other(what, stored, given)),
                Some(_) | None => {}
            }
        }
        Ok(())
    }
}

fn other(what: &'static str, stored: String, given: &str) -> Error {
    Error::OtherFingerprint {
        what,
        stored,
        given: given.to_owned(),
    }
}
