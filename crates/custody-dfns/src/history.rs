//! Movements on chain.

use bank::custody::{Direction, Movement};
use dfns::wire;
use domain::reference::TxHash;

use crate::values::{Unreadable, address, base_units};

/// A movement of the native coin or of an ERC-20 token; others, and such as cannot be read, are
/// left out.
pub(crate) fn movement(item: wire::HistoryItem) -> Option<Movement> {
    let direction = match item.direction {
        wire::Direction::In => Direction::In,
        wire::Direction::Out => Direction::Out,
        wire::Direction::Other(_) => return None,
    };
    let is_token = match item.kind {
        wire::HistoryKind::NativeTransfer => false,
        wire::HistoryKind::Erc20Transfer => true,
        wire::HistoryKind::Erc721Transfer | wire::HistoryKind::Other(_) => return None,
    };
    read(item, direction, is_token)
        .inspect_err(|what| tracing::warn!(what, "a movement is left out of a wallet's history"))
        .ok()
}

/// A direction as the vendor is asked for it.
pub(crate) fn wire_direction(direction: Direction) -> wire::Direction {
    match direction {
        Direction::In => wire::Direction::In,
        Direction::Out => wire::Direction::Out,
    }
}

fn read(
    item: wire::HistoryItem,
    direction: Direction,
    is_token: bool,
) -> Result<Movement, Unreadable> {
    let contract = if is_token {
        let text = item
            .contract
            .as_deref()
            .ok_or("a token without a contract")?;
        Some(address(text, "a token's contract")?)
    } else {
        None
    };
    let party = |text: Option<&str>| text.map(|text| address(text, "an address")).transpose();
    let value = item
        .value
        .as_deref()
        .ok_or("a movement without an amount")?;
    let asset = item.metadata.asset;
    let decimals = asset.decimals.or(item.decimals).map(u8::try_from);
    Ok(Movement {
        direction,
        contract,
        symbol: asset.symbol.or(item.symbol),
        decimals: decimals.transpose().map_err(|_| "decimals of an asset")?,
        amount: base_units(value, "an amount")?,
        from: party(item.from.as_deref())?,
        to: party(item.to.as_deref())?,
        tx_hash: TxHash::parse(&item.tx_hash).ok_or("a transaction hash")?,
        block: item.block_number,
        at: item.timestamp.0,
        fee: item
            .fee
            .as_deref()
            .map(|fee| base_units(fee, "a fee"))
            .transpose()?,
    })
}
