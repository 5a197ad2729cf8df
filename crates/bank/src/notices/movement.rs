//! A movement on the chain as it is kept in the inbox.

use domain::address::EvmAddress;
use domain::money::BaseUnits;
use domain::reference::TxHash;
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::SeenMovement;
use crate::custody::{Direction, Movement};

/// What tells a movement from every other one.
pub(super) fn entity(seen: &SeenMovement) -> String {
    let SeenMovement {
        wallet,
        movement,
        position,
        is_final: _,
    } = seen;
    let direction = word(movement.direction);
    let contract = movement.contract.map(|contract| contract.to_string());
    let asset = contract.unwrap_or_else(|| "native".to_owned());
    format!(
        "{wallet}:{direction}:{}:{asset}:{position}",
        movement.tx_hash
    )
}

const fn word(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "in",
        Direction::Out => "out",
    }
}

/// A movement as JSON.
pub(crate) fn movement_facts(movement: &Movement) -> Value {
    let Movement {
        direction,
        contract,
        symbol,
        decimals,
        amount,
        from,
        to,
        tx_hash,
        block,
        at,
        fee,
    } = movement;
    let text = |address: &Option<EvmAddress>| address.map(|address| address.to_string());
    json!({
        "direction": word(*direction),
        "contract": text(contract),
        "symbol": symbol,
        "decimals": decimals,
        "amount": amount.to_string(),
        "from": text(from),
        "to": text(to),
        "tx_hash": tx_hash.to_string(),
        "block": block,
        "at": at.unix_timestamp(),
        "fee": fee.map(|fee| fee.to_string()),
    })
}

/// A movement from [`movement_facts`]; `None` when it is not what that writes.
pub(crate) fn read_movement(facts: &Value) -> Option<Movement> {
    let text = |name: &str| facts.get(name).and_then(Value::as_str);
    // Absent is fine, unreadable is not.
    let address = |name: &str| match text(name) {
        None => Some(None),
        Some(text) => EvmAddress::parse(text).ok().map(Some),
    };
    let fee = match text("fee") {
        None => None,
        Some(text) => Some(BaseUnits::parse_integer(text).ok()?),
    };
    let decimals = facts.get("decimals").and_then(Value::as_u64);
    Some(Movement {
        direction: match text("direction")? {
            "in" => Direction::In,
            "out" => Direction::Out,
            _ => return None,
        },
        contract: address("contract")?,
        symbol: text("symbol").map(str::to_owned),
        decimals: decimals.and_then(|decimals| u8::try_from(decimals).ok()),
        amount: BaseUnits::parse_integer(text("amount")?).ok()?,
        from: address("from")?,
        to: address("to")?,
        tx_hash: TxHash::parse(text("tx_hash")?)?,
        block: facts.get("block").and_then(Value::as_u64)?,
        at: OffsetDateTime::from_unix_timestamp(facts.get("at")?.as_i64()?).ok()?,
        fee,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_movement_is_read_as_it_was_written() {
        let address =
            |digit: char| EvmAddress::parse(&format!("0x{}", digit.to_string().repeat(40)));
        let full = Movement {
            direction: Direction::Out,
            contract: address('1').ok(),
            symbol: Some("USDC".to_owned()),
            decimals: Some(6),
            amount: BaseUnits::MAX,
            from: address('2').ok(),
            to: address('3').ok(),
            tx_hash: TxHash::from_bytes([7; 32]),
            block: u64::MAX,
            at: OffsetDateTime::UNIX_EPOCH,
            fee: Some(BaseUnits::ZERO),
        };
        let bare = Movement {
            direction: Direction::In,
            contract: None,
            symbol: None,
            decimals: None,
            from: None,
            to: None,
            fee: None,
            ..full.clone()
        };
        for movement in [full, bare] {
            assert_eq!(read_movement(&movement_facts(&movement)), Some(movement));
        }
        assert_eq!(read_movement(&json!({})), None);
    }
}
