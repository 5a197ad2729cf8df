//! The local copy of balances: what custody reported, by the names of the bank's registry.

use std::collections::BTreeMap;

use domain::asset::{self, Asset};
use domain::id::WalletId;
use serde_json::json;
use store::Tx;
use store::balances::{Balance, BalanceCopy};
use store::rates::QuoteRow;
use store::wallets::Wallet;
use time::{Duration, OffsetDateTime};

use crate::Bank;
use crate::audit::Change;
use crate::budget::Priority;
use crate::caller::{Actor, RequestContext};
use crate::custody::CustodyBalance;
use crate::error::Result;
use crate::units;
use crate::wallets::balances::REFRESH_EVERY;

impl Bank {
    /// Notes that custody is about to be asked, so that other nodes need not. What concerns a
    /// transfer is asked whatever the others do.
    pub(super) async fn claim_reading(
        &self,
        wallet: WalletId,
        priority: Priority,
        asked_at: OffsetDateTime,
    ) -> Result<bool> {
        let unless_asked_since = match priority {
            Priority::Money | Priority::Outcome => asked_at + Duration::MICROSECOND,
            Priority::Look => asked_at - REFRESH_EVERY + Duration::MICROSECOND,
        };
        let mut tx = self.store().begin(units::TAKE_UP_BALANCE).await?;
        let claimed = tx
            .claim_balance_request(wallet, asked_at, unless_asked_since)
            .await?;
        tx.commit().await?;
        Ok(claimed)
    }

    /// Puts custody's answer in the place of the copy, unless a newer one is there already.
    pub(super) async fn write_copy(
        &self,
        wallet: &Wallet,
        asked_at: OffsetDateTime,
        reported: Vec<CustodyBalance>,
    ) -> Result<()> {
        let mut tx = self.store().begin(units::STORE_BALANCE).await?;
        let before = tx.balance_copy(wallet.id).await?;
        let after = by_key(reported.iter().map(|one| to_row(wallet, one)));
        let rows: Vec<Balance> = after.values().cloned().collect();
        if !tx.replace_balances(wallet.id, asked_at, &rows).await? {
            return Ok(());
        }
        for one in &reported {
            self.keep_quote(&mut tx, wallet, one, asked_at).await?;
        }
        let was_stale = before.as_ref().is_some_and(|copy| copy.failed_at.is_some());
        let known = by_key(before.map(|copy| copy.balances).unwrap_or_default());
        for balance in rows.iter().filter(|balance| is_blocked(balance)) {
            if !known.get(&balance.asset_key).is_some_and(is_blocked) {
                self.alert_decimals(&mut tx, wallet, balance).await?;
            }
        }
        if known != after || was_stale {
            self.announce_wallet(&mut tx, "wallet.balance", wallet.id);
        }
        tx.commit().await?;
        Ok(())
    }

    /// Notes that custody gave no answer: the copy is then shown as stale.
    pub(super) async fn note_failed_reading(
        &self,
        wallet: WalletId,
        asked_at: OffsetDateTime,
    ) -> Result<()> {
        let mut tx = self.store().begin(units::NOTE_BALANCE_FAILURE).await?;
        let is_stale = |copy: &BalanceCopy| copy.failed_at.is_some();
        let before = tx.balance_copy(wallet).await?;
        tx.note_balance_failure(wallet, asked_at).await?;
        let after = tx.balance_copy(wallet).await?;
        if before.as_ref().map(is_stale) != after.as_ref().map(is_stale) {
            self.announce_wallet(&mut tx, "wallet.balance", wallet);
        }
        tx.commit().await?;
        Ok(())
    }

    async fn keep_quote(
        &self,
        tx: &mut Tx,
        wallet: &Wallet,
        reported: &CustodyBalance,
        asked_at: OffsetDateTime,
    ) -> Result<()> {
        let (Some(asset), Some(usd)) = (listed(wallet, reported), &reported.usd_quote) else {
            return Ok(());
        };
        let quote = QuoteRow {
            asset_key: asset.id().to_string(),
            usd: usd.clone(),
            as_of: asked_at,
        };
        Ok(tx.put_quote(&quote).await?)
    }

    /// Amounts of this asset cannot be trusted as long as the two disagree about its decimals.
    async fn alert_decimals(&self, tx: &mut Tx, wallet: &Wallet, balance: &Balance) -> Result<()> {
        let change = Change::new("alert.asset_decimals", &balance.asset_key)
            .after(json!({ "wallet": wallet.id.to_string(), "reported": balance.decimals }));
        self.record(tx, &Actor::Bank, &RequestContext::default(), change)
            .await
    }
}

/// Whether the copy shows that custody and registry disagree about an asset's decimals.
pub(crate) fn is_blocked(balance: &Balance) -> bool {
    balance.listed
        && asset::AssetId::parse(&balance.asset_key)
            .is_ok_and(|id| id.asset().decimals().0 != balance.decimals)
}

/// What a copy holds of a listed asset; nothing where custody does not name it.
pub(crate) fn balance_of<'a>(copy: &'a BalanceCopy, asset: &Asset) -> Option<&'a Balance> {
    let key = asset.id().to_string();
    copy.balances
        .iter()
        .find(|balance| balance.listed && balance.asset_key == key)
}

/// The registry's asset behind what custody reports: by contract, never by symbol.
fn listed(wallet: &Wallet, reported: &CustodyBalance) -> Option<&'static Asset> {
    match reported.contract {
        None => Some(asset::native(wallet.network)),
        Some(contract) => asset::find_contract(wallet.network, contract),
    }
}

fn to_row(wallet: &Wallet, reported: &CustodyBalance) -> Balance {
    let CustodyBalance {
        contract,
        symbol,
        decimals,
        amount,
        usd_quote: _,
    } = reported;
    let (asset_key, symbol, is_listed) = match listed(wallet, reported) {
        Some(asset) => (asset.id().to_string(), asset.symbol().to_owned(), true),
        None => {
            let contract = contract
                .map(|contract| contract.to_string())
                .unwrap_or_default();
            let key = format!("{}:{}", wallet.network, contract.to_lowercase());
            (key, symbol.clone().unwrap_or_default(), false)
        }
    };
    Balance {
        asset_key,
        listed: is_listed,
        symbol,
        decimals: *decimals,
        amount: *amount,
    }
}

/// One row a key, in an order of our own: the engines sort texts differently.
fn by_key(balances: impl IntoIterator<Item = Balance>) -> BTreeMap<String, Balance> {
    balances
        .into_iter()
        .map(|balance| (balance.asset_key.clone(), balance))
        .collect()
}
