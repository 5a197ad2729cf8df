//! The chain over the audit's rows: what is hashed, and what a walk along it finds.
//!
//! The form of the hashed bytes is published (`docs/audit.md`), so that an auditor can compute them
//! without this program. It never changes; another form would be another chain.

use aws_lc_rs::digest::{Context, SHA256};
use store::audit::{Seal, SealedRow, StoredRow};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What stands before the first link.
pub(crate) const START: Hash = [0; 32];

/// Begins the bytes of every link.
const LABEL: &[u8] = b"bank-custody audit 1\n";

/// The hash of a link: of its number, the link before, and the row.
#[must_use]
pub fn link_hash(n: i64, previous: &Hash, row: &StoredRow) -> Hash {
    let StoredRow {
        seq,
        at,
        actor_id,
        actor,
        kind,
        subject,
        before,
        after,
        request_id,
        address,
    } = row;
    let mut bytes = Context::new(&SHA256);
    bytes.update(LABEL);
    let micros = at.unix_timestamp_nanos().div_euclid(1_000);
    put(&mut bytes, Some(n.to_string().as_bytes()));
    put(&mut bytes, Some(previous));
    put(&mut bytes, Some(seq.to_string().as_bytes()));
    put(&mut bytes, Some(micros.to_string().as_bytes()));
    let actor_id = actor_id.map(|id| id.to_string());
    put(&mut bytes, actor_id.as_deref().map(str::as_bytes));
    for text in [actor, kind, subject] {
        put(&mut bytes, Some(text.as_bytes()));
    }
    for json in [before, after] {
        put(&mut bytes, json.as_deref().map(str::as_bytes));
    }
    for text in [request_id, address] {
        put(&mut bytes, Some(text.as_bytes()));
    }
    let mut hash = START;
    hash.copy_from_slice(bytes.finish().as_ref());
    hash
}

/// Adds one field: its length, a colon, its bytes and a comma; `-,` for a field that is null. The
/// length in front keeps two rows apart whose texts are cut at other places.
fn put(bytes: &mut Context, field: Option<&[u8]>) {
    match field {
        Some(field) => {
            bytes.update(format!("{}:", field.len()).as_bytes());
            bytes.update(field);
            bytes.update(b",");
        }
        None => bytes.update(b"-,"),
    }
}

/// Where the audit is not what was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A row is not the one that was sealed.
    #[error("row {seq} was changed after it was sealed")]
    Changed {
        /// Its number.
        seq: i64,
    },
    /// A row holds what was sealed as another one.
    #[error("row {seq} does not hold what was sealed; row {holder} holds it: they were swapped")]
    Swapped {
        /// Its number.
        seq: i64,
        /// Where its content lies now.
        holder: i64,
    },
    /// A row that was sealed is not there, or cannot be read any more.
    #[error("row {seq} was sealed and is missing or unreadable")]
    Missing {
        /// Its number.
        seq: i64,
    },
    /// A row lies between sealed ones and was not sealed with them.
    #[error("row {seq} was added between rows that had been sealed")]
    Added {
        /// Its number.
        seq: i64,
    },
    /// A link of the chain is not there.
    #[error("link {n} of the chain is missing")]
    LinkMissing {
        /// Its place.
        n: i64,
    },
    /// A link does not follow the one before.
    #[error("link {n} of the chain, of row {seq}, does not follow the link before it")]
    LinkBroken {
        /// Its place.
        n: i64,
        /// The row that it seals.
        seq: i64,
    },
    /// The chain is shorter than it was.
    #[error("the chain ends at link {last}; the anchor is link {anchor}: its end was cut off")]
    Cut {
        /// The last link.
        last: i64,
        /// The anchor's link.
        anchor: i64,
    },
    /// An export goes on after the head at its end.
    #[error("the rows go on to link {last}, the head at the end is link {head}: rows were added")]
    Beyond {
        /// The link of the head.
        head: i64,
        /// The last link.
        last: i64,
    },
    /// The chain was made anew.
    #[error("link {n} has another hash than the anchor: the chain was made anew")]
    Rebuilt {
        /// The anchor's link.
        n: i64,
    },
}

/// A walk along the chain, from its beginning.
#[derive(Debug, Clone)]
pub struct Walk {
    /// The last link that was passed.
    n: i64,
    hash: Hash,
    /// The first of the rows without a seal since then.
    unsealed: Option<i64>,
    tail: u64,
    anchor: Option<(i64, Hash)>,
}

impl Walk {
    /// Begins before the first link. At the anchor's place its hash must be met.
    #[must_use]
    pub fn begin(anchor: Option<(i64, Hash)>) -> Self {
        Self {
            n: 0,
            hash: START,
            unsealed: None,
            tail: 0,
            anchor,
        }
    }

    /// Passes the next number, in ascending order.
    ///
    /// # Errors
    /// What is wrong there.
    pub fn pass(&mut self, next: &SealedRow) -> Result<(), Finding> {
        let SealedRow { seq, row, seal } = next;
        let Some(seal) = seal else {
            self.unsealed.get_or_insert(*seq);
            self.tail += 1;
            return Ok(());
        };
        if let Some(seq) = self.unsealed {
            return Err(Finding::Added { seq });
        }
        let hash = self.follow(seal)?;
        let Some(row) = row else {
            return Err(Finding::Missing { seq: *seq });
        };
        if link_hash(seal.n, &self.hash, row) != hash {
            return Err(Finding::Changed { seq: *seq });
        }
        if self.anchor.is_some_and(|(n, at)| n == seal.n && at != hash) {
            return Err(Finding::Rebuilt { n: seal.n });
        }
        self.n = seal.n;
        self.hash = hash;
        Ok(())
    }

    /// The hash of a link that follows the last one.
    fn follow(&self, seal: &Seal) -> Result<Hash, Finding> {
        let expected = self.n + 1;
        let broken = Finding::LinkBroken {
            n: seal.n,
            seq: seal.audit_seq,
        };
        if seal.n > expected {
            return Err(Finding::LinkMissing { n: expected });
        }
        if seal.n < expected || seal.previous_hash != self.hash {
            return Err(broken);
        }
        Hash::try_from(seal.hash.as_slice()).map_err(|_| broken)
    }

    /// Ends the walk: place and hash of the last link, and how many rows come after it.
    ///
    /// # Errors
    /// [`Finding::Cut`] when the anchor lies beyond the end.
    pub fn end(self) -> Result<Walked, Finding> {
        match self.anchor {
            Some((anchor, _)) if anchor > self.n => Err(Finding::Cut {
                last: self.n,
                anchor,
            }),
            Some(_) | None => Ok(Walked {
                n: self.n,
                hash: self.hash,
                unsealed: self.tail,
            }),
        }
    }

    /// Whether a row holds what was sealed at the link where the walk stopped.
    #[must_use]
    pub fn is_what_was_sealed(&self, seal: &Seal, row: &StoredRow) -> bool {
        let moved = StoredRow {
            seq: seal.audit_seq,
            ..row.clone()
        };
        link_hash(seal.n, &self.hash, &moved) == *seal.hash
    }
}

/// A chain that was walked to its end without a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walked {
    /// Its last link; 0 when there is none.
    pub n: i64,
    /// The hash of that.
    pub hash: Hash,
    /// Rows after it.
    pub unsealed: u64,
}
