//! What the vendor's webhooks tell, in the bank's words.

use std::sync::{PoisonError, RwLock};

use bank::notices::{Notice, NoticeError, Notices, SeenMovement};
use dfns::{DeliveryError, SecretString, WebhookSecrets, wire};
use domain::reference::CustodyWalletId;
use time::OffsetDateTime;

use crate::{history, transfers, wallets};

/// Messages of Dfns.
#[derive(Debug, Default)]
pub struct DfnsNotices {
    secrets: RwLock<WebhookSecrets>,
}

impl DfnsNotices {
    /// Believes messages that are signed with one of these secrets.
    #[must_use]
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a SecretString>) -> Self {
        Self {
            secrets: RwLock::new(WebhookSecrets::new(secrets)),
        }
    }

    /// Believes messages that are signed with this secret too.
    pub fn trust(&self, secret: &SecretString) {
        // Valid after a panic as well: a secret is added whole.
        let mut secrets = self.secrets.write().unwrap_or_else(PoisonError::into_inner);
        secrets.add(secret);
    }
}

impl Notices for DfnsNotices {
    fn signature_header(&self) -> &'static str {
        dfns::SIGNATURE_HEADER
    }

    fn open(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: OffsetDateTime,
    ) -> Result<Notice, NoticeError> {
        let secrets = self.secrets.read().unwrap_or_else(PoisonError::into_inner);
        let delivery = secrets
            .open(signature, body, now)
            .map_err(|error| match error {
                DeliveryError::Signature => NoticeError::Unauthentic,
                DeliveryError::Age => NoticeError::Stale,
                DeliveryError::Unreadable => NoticeError::Unreadable,
            })?;
        drop(secrets);
        let event = delivery.event().map_err(|error| {
            tracing::warn!(%error, kind = delivery.kind, "an event that cannot be read");
            NoticeError::Unreadable
        })?;
        Ok(translate(event).unwrap_or_else(|what| {
            // To be told again would not make it readable; asking custody is what is left.
            tracing::warn!(what, kind = delivery.kind, "an event is left out");
            Notice::Other
        }))
    }
}

fn translate(event: wire::WebhookEvent) -> Result<Notice, &'static str> {
    match event {
        wire::WebhookEvent::Transfer(transfer) => {
            transfers::transfer(transfer).map(Notice::Transfer)
        }
        wire::WebhookEvent::Wallet(wallet) => wallets::wallet(wallet).map(Notice::Wallet),
        wire::WebhookEvent::Movement(event) => movement(event),
        wire::WebhookEvent::Other => Ok(Notice::Other),
    }
}

fn movement(event: wire::ChainEvent) -> Result<Notice, &'static str> {
    let wire::ChainEvent { item, status } = event;
    let is_final = match status {
        wire::ChainEventStatus::Confirmed => true,
        wire::ChainEventStatus::Included => false,
        wire::ChainEventStatus::Other(_) => return Err("how sure a movement is"),
    };
    let wallet = CustodyWalletId::parse(&item.wallet_id).map_err(|_| "a wallet's id")?;
    let position = item.index.clone().unwrap_or_default();
    // Of kinds that the bank does not show there is nothing to tell.
    Ok(history::movement(item).map_or(Notice::Other, |movement| {
        Notice::Movement(SeenMovement {
            wallet,
            movement,
            position,
            is_final,
        })
    }))
}
