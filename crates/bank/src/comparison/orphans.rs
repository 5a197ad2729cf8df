//! Wallets at custody that the bank does not know: left behind by an opening whose answer was lost,
//! or made by somebody else with the bank's account.

use domain::id::WalletId;
use domain::reference::CustodyWalletId;
use domain::wallet::WalletStatus;
use serde_json::json;
use store::service_state::ServiceFact;
use time::{Duration, OffsetDateTime};

use crate::Bank;
use crate::alerts::Alert;
use crate::custody::{CustodyWallet, PageRequest};
use crate::error::Result;
use crate::units;

/// How often one of the nodes looks.
const EVERY: Duration = Duration::hours(6);

/// When it looks again after custody gave no answer.
const AGAIN_AFTER: Duration = Duration::minutes(5);

/// Rows of one page.
const PAGE_ROWS: u32 = 100;

/// Pages that are read at most.
const PAGES_MAX: u32 = 1000;

impl Bank {
    /// Looks through custody's wallets if it is time and no other node does.
    pub(super) async fn seek_orphans_if_due(&self, now: OffsetDateTime) -> Result<()> {
        let since = now - EVERY;
        let sought = self
            .store()
            .service_state(ServiceFact::OrphansSought)
            .await?;
        if sought.is_some_and(|sought| sought.at >= since) {
            return Ok(());
        }
        let mut tx = self.store().begin(units::SEEK_ORPHANS).await?;
        let ours = tx
            .take_turn(ServiceFact::OrphansSought, now, since, &self.node().name)
            .await?;
        if !ours {
            return Ok(tx.rollback().await?);
        }
        tx.commit().await?;
        if self.seek_orphans().await? {
            return Ok(());
        }
        // As if it had been that long ago: another node may be luckier.
        let mut tx = self.store().begin(units::POSTPONE_ORPHANS).await?;
        tx.clear_service_state(ServiceFact::OrphansSought).await?;
        let before = now - EVERY + AGAIN_AFTER;
        tx.note_service_state(ServiceFact::OrphansSought, before, &self.node().name)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Looks through custody's wallets. `false` when they were not all read.
    pub(crate) async fn seek_orphans(&self) -> Result<bool> {
        let mut page = PageRequest {
            limit: PAGE_ROWS,
            cursor: None,
        };
        for _ in 0..PAGES_MAX {
            let answer = match self.custody_for_reads().wallets(&page).await {
                Ok(answer) => answer,
                Err(error) => {
                    tracing::warn!(%error, "custody's wallets were not looked through");
                    return Ok(false);
                }
            };
            for found in answer.items {
                self.claim_or_raise(found).await?;
            }
            match answer.next {
                Some(next) => page.cursor = Some(next),
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    async fn claim_or_raise(&self, found: CustodyWallet) -> Result<()> {
        let store = self.store();
        let known = store.find_wallet_by_custody_id_unscoped(&found.id).await?;
        if known.is_some() {
            return Ok(());
        }
        let ours = found.external_id.as_deref();
        let ours = ours.and_then(|text| WalletId::parse(text).ok());
        let ours = match ours {
            Some(id) => store.find_wallet_unscoped(id).await?,
            None => None,
        };
        // An opening whose answer was lost looks among custody's newest wallets only.
        if let Some(wallet) = ours.filter(|wallet| wallet.status == WalletStatus::Opening)
            && self.open_with(wallet.id, found.clone()).await?
        {
            return Ok(());
        }
        self.raise_unknown_wallet(&found.id, found.external_id.as_deref())
            .await
    }

    /// Raises that custody has a wallet that the bank does not know.
    pub(crate) async fn raise_unknown_wallet(
        &self,
        id: &CustodyWalletId,
        external_id: Option<&str>,
    ) -> Result<()> {
        let what = json!({ "external_id": external_id });
        let subject = external_id
            .and_then(|text| WalletId::parse(text).ok())
            .map_or_else(|| "custody".to_owned(), |id| id.to_string());
        self.raise(Alert::UnknownWallet, id.to_string(), subject, what)
            .await
    }
}
