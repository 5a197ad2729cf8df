//! What went in and out of a wallet: custody's history of the chain, joined with our own
//! transfers.

mod arriving;

use std::collections::HashMap;

use domain::access::{self, WalletAction};
use domain::address::EvmAddress;
use domain::asset::{self, Asset};
use domain::id::{TransferId, WalletId};
use domain::money::BaseUnits;
use domain::network::Network;
use domain::reference::TxHash;
use store::transfers::TransferListing;
use store::wallets::Wallet;
use store::{Page, Paged};
use time::OffsetDateTime;

use crate::Bank;
use crate::caller::Caller;
use crate::custody::{Direction, HistoryRequest, Movement};
use crate::error::Result;
use crate::wallets::view::{EuroValue, claimed_symbol};
use crate::wallets::wallet_ref;

/// Our own transfers that are looked through for one page of movements, in rows and in rounds.
const OWN_ROWS: u32 = 200;
const OWN_ROUNDS: u32 = 5;

/// One page of a wallet's activity, newest first.
#[derive(Debug, Clone)]
pub struct ActivityPage {
    /// The movements.
    pub rows: Vec<ActivityRow>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Custody gave no answer: only what our own transfers know is shown.
    pub incomplete: bool,
}

/// One movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityRow {
    /// In or out.
    pub direction: Direction,
    /// The registry's asset; absent for an unlisted token.
    pub asset: Option<&'static Asset>,
    /// The registry's symbol, else what the token's contract claims.
    pub symbol: String,
    /// Decimals of `amount`; absent where nobody knows them.
    pub decimals: Option<u8>,
    /// In base units.
    pub amount: BaseUnits,
    /// Sender, where known.
    pub from: Option<EvmAddress>,
    /// Receiver, where known.
    pub to: Option<EvmAddress>,
    /// The transaction.
    pub tx_hash: TxHash,
    /// A page that shows the transaction.
    pub explorer_url: String,
    /// Time of the block; of a transfer of ours, when it was last heard of.
    pub at: OffsetDateTime,
    /// Fee, in base units of the network's native asset.
    pub fee: Option<BaseUnits>,
    /// Whether its block is final; another one may still take the place of one that is not.
    pub is_final: bool,
    /// About how much the amount is worth today; absent rather than guessed.
    pub eur: Option<EuroValue>,
    /// The transfer of ours behind it.
    pub transfer: Option<ActivityTransfer>,
}

/// The transfer of ours behind a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityTransfer {
    /// Our id.
    pub id: TransferId,
    /// Name of who asked for it.
    pub initiator_name: String,
}

impl Bank {
    /// A wallet's movements, for its owner and grantees.
    ///
    /// # Errors
    /// [`NotFound`](crate::Refusal::NotFound) for everybody else.
    pub async fn wallet_activity(
        &self,
        caller: &Caller,
        id: WalletId,
        request: &HistoryRequest,
    ) -> Result<ActivityPage> {
        let wallet = self.wallet_viewable_as_customer(caller, id).await?;
        self.activity(&wallet, request).await
    }

    /// A wallet's movements, for employees; the reading is audited.
    ///
    /// # Errors
    /// [`Forbidden`](crate::Refusal::Forbidden), [`NotFound`](crate::Refusal::NotFound).
    pub async fn wallet_activity_for_bank(
        &self,
        caller: &Caller,
        id: WalletId,
        request: &HistoryRequest,
    ) -> Result<ActivityPage> {
        caller.require_employee()?;
        let approached = self.approach_wallet(caller, id).await?;
        access::check(approached.standing, WalletAction::Inspect)?;
        self.record_reading(caller, "wallet.activity_read", id)
            .await?;
        self.activity(&approached.wallet, request).await
    }

    async fn activity(&self, wallet: &Wallet, request: &HistoryRequest) -> Result<ActivityPage> {
        let Some(at_custody) = wallet_ref(wallet) else {
            return Ok(ActivityPage {
                rows: Vec::new(),
                next: None,
                incomplete: false,
            });
        };
        match self.custody_for_reads().history(&at_custody, request).await {
            Ok(answer) => {
                let own = self.own_transfers(wallet, &answer.items).await?;
                let mut rows = self.arriving(wallet, request, &answer.items).await?;
                let settled = answer.items.into_iter();
                rows.extend(settled.map(|movement| to_row(wallet.network, movement, &own)));
                Ok(ActivityPage {
                    rows: self.valued(rows).await?,
                    next: answer.next,
                    incomplete: false,
                })
            }
            Err(error) => {
                tracing::warn!(wallet = %wallet.id, %error, "history was not read");
                let mut rows = self.arriving(wallet, request, &[]).await?;
                match request.direction {
                    // Nothing of ours comes in.
                    Some(Direction::In) => {}
                    Some(Direction::Out) | None => {
                        let own = self.own_activity(wallet, request.page.limit).await?;
                        rows.extend(own);
                    }
                }
                Ok(ActivityPage {
                    rows: self.valued(rows).await?,
                    next: None,
                    incomplete: true,
                })
            }
        }
    }

    /// The rows with their values of today.
    async fn valued(&self, rows: Vec<ActivityRow>) -> Result<Vec<ActivityRow>> {
        let prices = self.prices().await?;
        let value = |row: ActivityRow| ActivityRow {
            eur: row
                .asset
                .and_then(|asset| self.euro_value(&prices, asset, row.amount)),
            ..row
        };
        Ok(rows.into_iter().map(value).collect())
    }

    /// Our transfers behind outgoing movements. Both lists go from new to old, so the first rows
    /// nearly always suffice.
    async fn own_transfers(
        &self,
        wallet: &Wallet,
        movements: &[Movement],
    ) -> Result<HashMap<TxHash, ActivityTransfer>> {
        let outgoing = movements
            .iter()
            .filter(|one| one.direction == Direction::Out);
        let wanted: Vec<TxHash> = outgoing.map(|one| one.tx_hash).collect();
        let mut found = HashMap::new();
        let mut page = Page::first(OWN_ROWS);
        for _ in 0..OWN_ROUNDS {
            if wanted.iter().all(|hash| found.contains_key(hash)) {
                break;
            }
            let Paged { rows, next } = self
                .store()
                .transfers_of_wallet(wallet.id, None, page)
                .await?;
            found.extend(rows.into_iter().filter_map(|listing| {
                let hash = listing.transfer.custody.tx_hash?;
                Some((hash, to_transfer(listing)))
            }));
            let Some(after) = next else { break };
            page = Page {
                after: Some(after),
                limit: OWN_ROWS,
            };
        }
        Ok(found)
    }

    /// What our own transfers know of a wallet's movements while custody gives no answer.
    async fn own_activity(&self, wallet: &Wallet, limit: u32) -> Result<Vec<ActivityRow>> {
        let own = self
            .store()
            .transfers_of_wallet(wallet.id, None, Page::first(limit))
            .await?;
        let rows = own.rows.into_iter();
        Ok(rows
            .filter_map(|listing| own_row(wallet, listing))
            .collect())
    }
}

fn to_transfer(listing: TransferListing) -> ActivityTransfer {
    ActivityTransfer {
        id: listing.transfer.id,
        initiator_name: listing.initiator_name,
    }
}

fn to_row(
    network: Network,
    movement: Movement,
    own: &HashMap<TxHash, ActivityTransfer>,
) -> ActivityRow {
    let Movement {
        direction,
        contract,
        symbol,
        decimals,
        amount,
        from,
        to,
        tx_hash,
        block: _,
        at,
        fee,
    } = movement;
    let asset = match contract {
        None => Some(asset::native(network)),
        Some(contract) => asset::find_contract(network, contract),
    };
    ActivityRow {
        direction,
        asset,
        symbol: asset.map_or_else(
            || claimed_symbol(&symbol.unwrap_or_default()),
            |asset| asset.symbol().to_owned(),
        ),
        decimals: asset.map(|asset| asset.decimals().0).or(decimals),
        amount,
        from,
        to,
        tx_hash,
        explorer_url: network.explorer_tx(&tx_hash.to_string()),
        at,
        fee,
        is_final: true,
        eur: None,
        transfer: own
            .get(&tx_hash)
            .filter(|_| direction == Direction::Out)
            .cloned(),
    }
}

/// A transfer of ours that custody reported on the chain, as a movement.
fn own_row(wallet: &Wallet, listing: TransferListing) -> Option<ActivityRow> {
    let tx_hash = listing.transfer.custody.tx_hash?;
    let asset = listing.transfer.order.asset.asset();
    let times = listing.transfer.times;
    Some(ActivityRow {
        direction: Direction::Out,
        asset: Some(asset),
        symbol: asset.symbol().to_owned(),
        decimals: Some(asset.decimals().0),
        amount: listing.transfer.order.amount,
        from: None,
        to: Some(listing.transfer.order.destination),
        tx_hash,
        explorer_url: wallet.network.explorer_tx(&tx_hash.to_string()),
        at: times
            .confirmed_at
            .or(times.broadcasted_at)
            .unwrap_or(times.created_at),
        fee: listing.transfer.custody.fee,
        is_final: times.confirmed_at.is_some(),
        eur: None,
        transfer: Some(to_transfer(listing)),
    })
}
