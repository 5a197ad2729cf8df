//! The fingerprint: which installation a database belongs to.

use crate::error::{Error, Result};
use crate::sql::sql;
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

impl Tx {
    /// Writes the fingerprint into a new database, compares it in one that has one.
    ///
    /// # Errors
    /// [`Error::OtherFingerprint`] names the first part that differs.
    pub async fn claim_fingerprint(&mut self, fingerprint: &Fingerprint) -> Result<()> {
        let Fingerprint {
            mode,
            custody_url,
            organisation,
            issuer,
        } = fingerprint;
        let parts = [
            ("mode", mode),
            ("custody_url", custody_url),
            ("organisation", organisation),
            ("issuer", issuer),
        ];
        for (what, given) in parts {
            let insert = sql!(
                "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
                what, given
            );
            self.execute(insert).await?;
            let select = sql!("SELECT value FROM meta WHERE key = $1"; what);
            let stored: String = self.one(select).await?.get("value")?;
            if &stored != given {
                return Err(Error::OtherFingerprint {
                    what,
                    stored,
                    given: given.clone(),
                });
            }
        }
        Ok(())
    }
}
