//! The end of a run: nothing is owed any more, and chain and books agree to the last base unit.

use std::collections::BTreeMap;

use domain::address::EvmAddress;
use domain::id::WalletId;
use domain::money::BaseUnits;
use domain::transfer::Status;
use store::transfers::TransferRecord;

use super::{Checked, Oracle, Violation};
use crate::custodian::chain::Coin;

/// What came in and went out by the bank's books.
type Sums = BTreeMap<(EvmAddress, Coin), (BaseUnits, BaseUnits)>;

impl Oracle {
    /// What the bank still owes an end: nothing, once custody works and has said all it will.
    pub(crate) async fn owed(&self) -> Checked<Vec<String>> {
        let mut owed = Vec::new();
        let wallets = self.memory.wallets.values();
        for wallet in wallets.filter(|wallet| wallet.address.is_none()) {
            let name = self.story.name("wallet", wallet.id);
            owed.push(format!("{name} is opening"));
        }
        let transfers = self.memory.transfers.iter();
        let open = ["approved", "submitting", "broadcasted"];
        for (id, watched) in transfers.filter(|(_, it)| open.contains(&it.status.as_str())) {
            let record = self.store.find_transfer_unscoped(*id).await?;
            if !record.is_some_and(|record| self.needs_people(&record)) {
                let name = self.story.name("transfer", id);
                owed.push(format!("{name} is {}", watched.status));
            }
        }
        Ok(owed)
    }

    /// The wallets that the bank has frozen.
    pub(crate) async fn frozen_by_bank(&self) -> Checked<Vec<WalletId>> {
        let mut frozen = Vec::new();
        for id in self.memory.wallets.keys() {
            let known = self.store.find_wallet_unscoped(*id).await?;
            if known.is_some_and(|known| known.frozen_by_bank_at.is_some()) {
                frozen.push(*id);
            }
        }
        Ok(frozen)
    }

    /// How the transfers of a run ended, in words.
    pub(crate) async fn census(&self) -> Checked<String> {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        let mut attempts = 0;
        for record in self.all_transfers().await? {
            *counts.entry(record.status.as_str()).or_default() += 1;
            attempts += record.execution.attempts;
        }
        let wallets = self.memory.wallets.len();
        Ok(format!(
            "{wallets} wallets, {attempts} attempts, transfers {counts:?}"
        ))
    }

    /// Custody will say no more, and the bank has asked people to look.
    fn needs_people(&self, record: &TransferRecord) -> bool {
        let external_id = record.order.external_id.as_str();
        record.attention.is_some() && self.custodian.world().stays_open(external_id)
    }

    /// Compares chain and books; `funded` is what the addresses got from outside.
    pub(crate) async fn compare_books(
        &self,
        funded: &BTreeMap<(EvmAddress, Coin), BaseUnits>,
    ) -> Checked {
        let mut sums = Sums::new();
        for ((address, coin), amount) in funded {
            add_in(&mut sums, *address, *coin, *amount);
        }
        for record in self.all_transfers().await? {
            self.book(&mut sums, &record)?;
        }
        for wallet in self.memory.wallets.values() {
            self.compare_wallet(&sums, wallet.id, wallet.address)
                .await?;
        }
        Ok(())
    }

    /// Books what a transfer moved: by the bank's own record, and by the chain's where the bank
    /// has left it to people.
    fn book(&self, sums: &mut Sums, record: &TransferRecord) -> Checked {
        let order = &record.order;
        let wallet = self.memory.wallets.get(&order.wallet);
        let Some(from) = wallet.and_then(|wallet| wallet.address) else {
            return Ok(());
        };
        let coin = order.asset.asset().contract();
        let (amount, fee) = match record.status {
            Status::Confirmed => (Some(order.amount), record.custody.fee),
            Status::Failed if record.custody.tx_hash.is_some() => (None, record.custody.fee),
            Status::Submitting | Status::Broadcasted => {
                let world = self.custodian.world();
                let mut executions = world.chain.executions().iter();
                match executions.find(|it| it.external_id == order.external_id.as_str()) {
                    None => return Ok(()),
                    Some(it) => ((!it.reverted).then_some(it.amount), Some(it.fee)),
                }
            }
            Status::Pending
            | Status::Approved
            | Status::Failed
            | Status::Rejected
            | Status::Cancelled => return Ok(()),
        };
        let Some(fee) = fee else {
            return Err(self.broken(record.id, "was on the chain, and its fee is not booked"));
        };
        add_out(sums, from, None, fee);
        if let Some(amount) = amount {
            add_out(sums, from, coin, amount);
            add_in(sums, order.destination, coin, amount);
        }
        Ok(())
    }

    async fn compare_wallet(
        &self,
        sums: &Sums,
        id: WalletId,
        address: Option<EvmAddress>,
    ) -> Checked {
        let Some(address) = address else {
            return Ok(());
        };
        let name = self.story.name("wallet", id);
        let unequal = |what: String| Violation {
            what: format!("{name}: {what}"),
            about: Some(name.clone()),
        };
        let copies = self.store.balance_copies(&[id]).await?;
        let network = domain::network::Network::DEFAULT;
        for asset in domain::asset::listed(network) {
            let coin = asset.contract();
            let on_chain = self.custodian.world().chain.holding(address, coin);
            let (came, went) = sums.get(&(address, coin)).copied().unwrap_or_default();
            if came.checked_sub(went) != Some(on_chain) {
                let symbol = asset.symbol();
                return Err(unequal(format!(
                    "the chain says {on_chain} {symbol}, the books {came} in and {went} out"
                )));
            }
            let key = asset.id().to_string();
            let copy = copies.get(&id).and_then(|copy| {
                let mut held = copy.balances.iter();
                held.find(|held| held.asset_key == key)
            });
            let copied = copy.map_or(BaseUnits::ZERO, |held| held.amount);
            if copied != on_chain {
                return Err(unequal(format!(
                    "the chain says {on_chain} {}, the bank's copy {copied}",
                    asset.symbol()
                )));
            }
        }
        Ok(())
    }
}

fn add_in(sums: &mut Sums, address: EvmAddress, coin: Coin, amount: BaseUnits) {
    let (came, _) = sums.entry((address, coin)).or_default();
    *came = came.saturating_add(amount);
}

fn add_out(sums: &mut Sums, address: EvmAddress, coin: Coin, amount: BaseUnits) {
    let (_, went) = sums.entry((address, coin)).or_default();
    *went = went.saturating_add(amount);
}
