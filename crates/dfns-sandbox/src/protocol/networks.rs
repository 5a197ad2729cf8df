//! `/networks/fees`

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::{Query, State},
};
use dfns::wire::{Eip1559Fee, FeeEstimate};

use super::{ApiError, caller::Caller};
use crate::{
    chain::Priority,
    chains::{self, NetworkRow},
    remote,
    server::Shared,
};

/// `GET /networks/fees?network=…`
pub(super) async fn fees(
    State(shared): State<Arc<Shared>>,
    _: Caller,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<FeeEstimate>, ApiError> {
    let name = query
        .get("network")
        .ok_or_else(|| ApiError::bad_request("network is required"))?;
    let row = chains::find(name)
        .filter(|row| !row.name.starts_with("EthereumClassic"))
        .ok_or_else(|| ApiError::bad_request(format!("network {name} has no fee estimates")))?;
    if let Some((block, base_fee)) = remote::base_fee(&shared, row).await? {
        return Ok(Json(estimate(row, block, base_fee)));
    }
    let read = move |world: &mut crate::world::World| {
        let chain = world.chain(row);
        Ok(estimate(
            row,
            chain.head().header.number,
            chain.next_base_fee(),
        ))
    };
    shared.read_world(read).await.map(Json)
}

fn estimate(row: &NetworkRow, block_number: u64, base_fee: u64) -> FeeEstimate {
    let speed = |priority: Priority| {
        let price = priority.price(base_fee);
        Eip1559Fee {
            max_priority_fee_per_gas: price.priority_fee.to_string(),
            max_fee_per_gas: price.max_fee.to_string(),
        }
    };
    FeeEstimate::Eip1559 {
        network: row.name.into(),
        block_number,
        base_fee_per_gas: base_fee.to_string(),
        slow: speed(Priority::Slow),
        standard: speed(Priority::Standard),
        fast: speed(Priority::Fast),
    }
}
