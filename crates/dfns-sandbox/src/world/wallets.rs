//! Wallets: creation and the few things that can change about one.

use super::{Record, World, record::Secret};
use crate::{chains::NetworkRow, ids::new_id, keys::AccountKey, protocol::ApiError};

/// A checked request for a wallet.
#[derive(Clone, Debug)]
pub(crate) struct WalletDraft {
    pub(crate) row: &'static NetworkRow,
    pub(crate) name: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) tags: Vec<String>,
}

/// A checked change of a wallet.
#[derive(Clone, Debug)]
pub(crate) enum WalletChange {
    /// `None` leaves a field as it is, `Some(None)` clears it.
    Update {
        name: Option<Option<String>>,
        external_id: Option<Option<String>>,
    },
    AddTags(Vec<String>),
    RemoveTags(Vec<String>),
}

impl World {
    /// Creates a wallet with a new key. Its external id is not looked at: the vendor promises no
    /// idempotency here.
    pub(crate) fn create_wallet(
        &mut self,
        draft: WalletDraft,
        now_ms: i64,
    ) -> Result<String, ApiError> {
        let id = new_id("wa");
        self.commit(Record::WalletCreated {
            id: id.clone(),
            key_id: new_id("key"),
            network: draft.row.name.to_owned(),
            secret: Secret(hex::encode(AccountKey::random().secret())),
            name: draft.name,
            external_id: draft.external_id,
            tags: draft.tags,
            at_ms: now_ms,
        })?;
        Ok(id)
    }

    /// Changes name, external id or tags.
    pub(crate) fn change_wallet(&mut self, id: &str, change: WalletChange) -> Result<(), ApiError> {
        let wallet = self.require_wallet(id)?.clone();
        let (mut name, mut external_id, mut tags) = (wallet.name, wallet.external_id, wallet.tags);
        match change {
            WalletChange::Update {
                name: new_name,
                external_id: new_external_id,
            } => {
                name = new_name.unwrap_or(name);
                external_id = new_external_id.unwrap_or(external_id);
            }
            WalletChange::AddTags(added) => {
                tags.extend(added);
                let mut seen = std::collections::HashSet::new();
                tags.retain(|tag| seen.insert(tag.clone()));
            }
            WalletChange::RemoveTags(removed) => tags.retain(|tag| !removed.contains(tag)),
        }
        self.commit(Record::WalletChanged {
            id: wallet.id,
            name,
            external_id,
            tags,
        })
    }
}
