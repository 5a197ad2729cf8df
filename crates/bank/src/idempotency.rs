//! Idempotency keys: a repeat of a request that creates something answers with what was created.

use aws_lc_rs::digest::{SHA256, digest};
use domain::reference::BodyHash;
use store::Tx;
use store::idempotency::{Claim, MadeThing};
use uuid::Uuid;

use crate::Bank;
use crate::caller::Caller;
use crate::error::{Refusal, Result};

/// The longest key that is accepted, in characters.
const LEN_MAX: usize = 128;

/// A key that a client gave to one request: 1 to 128 visible ASCII characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Takes a key as the client wrote it.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] naming `Idempotency-Key`.
    pub fn parse(text: &str) -> Result<Self> {
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.is_empty() || text.len() > LEN_MAX || !visible {
            return Err(Refusal::field(
                "Idempotency-Key",
                "key_malformed",
                "An idempotency key has 1 to 128 visible ASCII characters.",
            )
            .into());
        }
        Ok(Self(text.to_owned()))
    }

    /// The key itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a use case that creates something answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created<T> {
    /// The thing in its present state.
    pub thing: T,
    /// Whether it was made now or replaced an earlier one.
    pub how: Creation,
    /// Whether the request had been answered before.
    pub replayed: bool,
}

/// How a thing came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creation {
    /// It is new.
    New,
    /// It took the place of an earlier one.
    Replaced,
}

/// A request that creates something, as far as its repetition is concerned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repeatable<'a> {
    /// Method and path, as in `POST /api/wallets`.
    pub(crate) route: &'static str,
    /// The client's key, if it gave one.
    pub(crate) key: Option<&'a IdempotencyKey>,
}

impl Repeatable<'_> {
    fn scoped(&self, caller: &Caller) -> Option<store::idempotency::IdempotencyKey> {
        self.key.map(|key| store::idempotency::IdempotencyKey {
            user: caller.user,
            route: self.route.to_owned(),
            key: key.0.clone(),
        })
    }
}

impl Bank {
    /// Claims the key of a request whose content is `content`; answers what an earlier request
    /// with it made. Of two at once the second waits here for the first.
    pub(crate) async fn claim_key(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        request: Repeatable<'_>,
        content: &[&str],
    ) -> Result<Option<MadeThing>> {
        let Some(key) = request.scoped(caller) else {
            return Ok(None);
        };
        let hash = request_hash(content)?;
        made_by(tx.claim_key(&key, &hash, self.clock().now()).await?)
    }

    /// What an earlier request with the key of this one made, without claiming the key.
    pub(crate) async fn look_up_key(
        &self,
        caller: &Caller,
        request: Repeatable<'_>,
        content: &[&str],
    ) -> Result<Option<MadeThing>> {
        let Some(key) = request.scoped(caller) else {
            return Ok(None);
        };
        made_by(
            self.store()
                .look_up_key(&key, &request_hash(content)?)
                .await?,
        )
    }

    /// Binds a claimed key to what the request made; nothing to do without a key.
    pub(crate) async fn bind_key(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        request: Repeatable<'_>,
        (kind, id, creation): (&str, Uuid, Creation),
    ) -> Result<()> {
        let Some(key) = request.scoped(caller) else {
            return Ok(());
        };
        let thing = MadeThing {
            kind: kind.to_owned(),
            id,
            status: creation.to_stored(),
        };
        Ok(tx.bind_key(&key, &thing).await?)
    }
}

fn made_by(claim: Claim) -> Result<Option<MadeThing>> {
    match claim {
        Claim::New => Ok(None),
        Claim::Existing(thing) => Ok(Some(thing)),
        Claim::OtherBody => Err(Refusal::IdempotencyKeyReused.into()),
    }
}

impl Creation {
    /// How the store keeps it: as the status of the first answer.
    pub(crate) fn to_stored(self) -> u16 {
        match self {
            Self::New => 201,
            Self::Replaced => 200,
        }
    }

    /// What the first answer said, of a thing made before.
    pub(crate) fn from_stored(thing: &MadeThing) -> Self {
        if thing.status == Self::Replaced.to_stored() {
            Self::Replaced
        } else {
            Self::New
        }
    }
}

/// Fingerprint of a request's content: two requests with one key must agree in it.
pub(crate) fn request_hash(content: &[&str]) -> Result<String> {
    let text = serde_json::to_vec(content)?;
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, &text).as_ref());
    Ok(BodyHash::from_bytes(bytes).to_string())
}
