//! A wallet's movements in the vendor's words.

use alloy_primitives::Address;
use dfns::wire;

use super::{
    PageRequest, Wallet, World,
    assets::metadata,
    views::{lower_case, timestamp},
};
use crate::{chain::Movement, protocol::ApiError};

/// Which movements of a history are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct HistoryFilter {
    pub(crate) incoming: Option<bool>,
    pub(crate) kind: Option<String>,
    pub(crate) contract: Option<Address>,
}

impl World {
    /// A page of a wallet's movements on an embedded chain, the final ones.
    pub(crate) fn history_page(
        &mut self,
        wallet_id: &str,
        page: PageRequest,
        filter: &HistoryFilter,
    ) -> Result<wire::Page<wire::HistoryItem>, ApiError> {
        let wallet = self.require_wallet(wallet_id)?.clone();
        let count = self.count_final_movements(wallet.row);
        let movements = self.chain(wallet.row).movements();
        let (finals, _) = movements.split_at(count.min(movements.len()));
        Ok(history_of(&wallet, finals, page, filter))
    }
}

/// A page of the movements that concern a wallet; one to itself counts in both directions.
pub(crate) fn history_of(
    wallet: &Wallet,
    movements: &[Movement],
    page: PageRequest,
    filter: &HistoryFilter,
) -> wire::Page<wire::HistoryItem> {
    let address = wallet.key.address();
    let both = movements
        .iter()
        .enumerate()
        .rev()
        .flat_map(|(number, movement)| {
            let incoming = (movement.to == address).then_some((number * 2 + 1, movement, true));
            let outgoing = (movement.from == address).then_some((number * 2, movement, false));
            [incoming, outgoing].into_iter().flatten()
        });
    let wanted = both.filter_map(|(number, movement, incoming)| {
        let item = history_item(wallet, movement, incoming);
        let fits = filter.incoming.is_none_or(|wanted| wanted == incoming)
            && filter
                .contract
                .is_none_or(|contract| movement.contract == Some(contract))
            && filter
                .kind
                .as_ref()
                .is_none_or(|kind| item.kind.as_str() == kind);
        fits.then_some((number, item))
    });
    let (items, next_page_token) = page.cut(wanted);
    wire::Page {
        items,
        next_page_token,
        wallet_id: Some(wallet.id.clone()),
        network: Some(wallet.row.name.into()),
    }
}

/// A movement as the vendor writes it.
pub(super) fn history_item(
    wallet: &Wallet,
    movement: &Movement,
    incoming: bool,
) -> wire::HistoryItem {
    let asset = metadata(wallet.row, movement.contract);
    let pays_fee = !incoming && movement.fee_payer == wallet.key.address();
    let at_ms = i64::try_from(movement.timestamp)
        .unwrap_or_default()
        .saturating_mul(1000);
    wire::HistoryItem {
        wallet_id: wallet.id.clone(),
        network: wallet.row.name.into(),
        kind: match movement.contract {
            None => wire::HistoryKind::NativeTransfer,
            Some(_) => wire::HistoryKind::Erc20Transfer,
        },
        direction: if incoming {
            wire::Direction::In
        } else {
            wire::Direction::Out
        },
        block_number: movement.block_number,
        tx_hash: movement.tx_hash.to_string(),
        index: movement.log_index.map(|index| index.to_string()),
        timestamp: timestamp(at_ms),
        contract: movement.contract.map(lower_case),
        from: Some(lower_case(movement.from)),
        to: Some(lower_case(movement.to)),
        value: Some(movement.value.to_string()),
        decimals: asset.decimals,
        symbol: asset.symbol.clone(),
        verified: asset.verified,
        fee: pays_fee.then(|| movement.fee.to_string()),
        metadata: wire::HistoryMetadata {
            fee: pays_fee.then(|| metadata(wallet.row, None)),
            asset,
        },
    }
}
