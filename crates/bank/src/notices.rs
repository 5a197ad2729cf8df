//! What custody tells by itself: verified, kept, and worked on later.
//!
//! A notice is never booked. It is the reason to ask custody about the thing that it names, so it
//! may come late, twice, in any order, or not at all: what is booked is what custody answers, by the
//! same path as without notices.

mod movement;
mod work;

use domain::reference::CustodyWalletId;
use serde_json::json;
use store::inbox::{Notice as KeptNotice, NoticeKind};
use store::service_state::ServiceFact;
use time::{Duration, OffsetDateTime};

use crate::Bank;
use crate::custody::{CustodyTransfer, CustodyWallet, Movement};
use crate::error::Result;
use crate::units;

pub(crate) use movement::{movement_facts, read_movement};

/// How often it is written down that notices come in.
const NOTE_RECEIVED_EVERY: Duration = Duration::seconds(10);

/// What custody tells of.
#[derive(Debug, Clone)]
pub enum Notice {
    /// A transfer, as it stood then.
    Transfer(CustodyTransfer),
    /// A wallet, as it stood then.
    Wallet(CustodyWallet),
    /// A movement on the chain.
    Movement(SeenMovement),
    /// Something that the bank does not work on, such as a test.
    Other,
}

/// A movement on the chain that custody saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenMovement {
    /// The wallet at custody.
    pub wallet: CustodyWalletId,
    /// The movement.
    pub movement: Movement,
    /// Position in its transaction, which may have several movements; empty where there is none.
    pub position: String,
    /// Whether its block is final.
    pub is_final: bool,
}

/// Why a message is refused. Nothing of it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    /// It is not from custody, as far as its signature says.
    #[error("the signature is missing or wrong")]
    Unauthentic,
    /// It is from custody, and from another time.
    #[error("sent too long ago, or in the future")]
    Stale,
    /// It is from custody, and no notice.
    #[error("not a notice")]
    Unreadable,
}

/// Who tells custody's messages from everybody else's.
pub trait Notices: Send + Sync + core::fmt::Debug {
    /// Name of the header that carries the signature.
    fn signature_header(&self) -> &'static str;

    /// Reads a message after its signature over exactly these bytes and its time were checked.
    ///
    /// # Errors
    /// [`NoticeError`].
    fn open(
        &self,
        signature: Option<&str>,
        body: &[u8],
        now: OffsetDateTime,
    ) -> Result<Notice, NoticeError>;
}

impl Bank {
    /// Keeps a verified notice; somebody works on it soon. After this it cannot be lost, so custody
    /// need not tell again.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn receive_notice(&self, notice: Notice) -> Result<()> {
        let now = self.clock().now();
        let kept = self.to_keep(notice, now);
        let note_due = self.executions().note_notice_due(now, NOTE_RECEIVED_EVERY);
        if kept.is_none() && !note_due {
            return Ok(());
        }
        let mut tx = self.store().begin(units::STORE_NOTICE).await?;
        let mut is_news = false;
        if let Some(kept) = &kept {
            is_news = tx.keep_notice(kept).await?;
        }
        if note_due {
            tx.note_service_state(ServiceFact::NoticeReceived, now, &self.node().name)
                .await?;
        }
        tx.commit().await?;
        if is_news {
            self.executions().wake_for_notices();
        }
        Ok(())
    }

    /// What is kept of a notice.
    fn to_keep(&self, notice: Notice, now: OffsetDateTime) -> Option<KeptNotice> {
        let (kind, entity, state, custody_wallet, facts) = match notice {
            Notice::Transfer(transfer) => (
                NoticeKind::Transfer,
                transfer.id.to_string(),
                transfer.state.as_str(),
                transfer.wallet,
                json!({
                    "external_id": transfer.external_id,
                    "tx_hash": transfer.tx_hash.map(|hash| hash.to_string()),
                    "replaced": transfer.replaced,
                }),
            ),
            Notice::Wallet(wallet) => (
                NoticeKind::Wallet,
                wallet.id.to_string(),
                if wallet.address.is_some() {
                    "addressed"
                } else {
                    "made"
                },
                wallet.id,
                json!({ "external_id": wallet.external_id }),
            ),
            Notice::Movement(seen) => (
                NoticeKind::Movement,
                movement::entity(&seen),
                if seen.is_final {
                    "confirmed"
                } else {
                    "included"
                },
                seen.wallet,
                movement_facts(&seen.movement),
            ),
            Notice::Other => return None,
        };
        Some(KeptNotice {
            id: self.ids().uuid(),
            kind,
            entity: format!("{}:{entity}", kind.as_str()),
            state: state.to_owned(),
            custody_wallet,
            facts,
            received_at: now,
            attempts: 0,
        })
    }
}
