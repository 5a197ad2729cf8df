//! `GET /api/networks`: where wallets can be opened, and what can be held there.

use api_types::{Network, NetworkAsset, NetworkList};
use axum::Json;
use domain::asset::{self, Asset};
use domain::network;

use crate::extract::Person;

/// Networks and their listed assets
#[utoipa::path(
    get,
    path = "/api/networks",
    operation_id = "networks",
    tag = "networks",
    responses((status = 200, description = "All networks", body = NetworkList))
)]
pub(crate) async fn list(_: Person) -> Json<NetworkList> {
    let networks = network::Network::ALL
        .iter()
        .copied()
        .map(network_of)
        .collect();
    Json(NetworkList { networks })
}

fn network_of(network: network::Network) -> Network {
    Network {
        network: network.as_str().to_owned(),
        label: network.label().to_owned(),
        symbol: network.native_symbol().to_owned(),
        decimals: network.native_decimals().0,
        testnet: network.is_test(),
        explorer_tx: network.explorer_tx_template(),
        assets: asset::listed(network).map(asset_of).collect(),
    }
}

fn asset_of(asset: &Asset) -> NetworkAsset {
    NetworkAsset {
        asset: asset.id().to_string(),
        symbol: asset.symbol().to_owned(),
        decimals: asset.decimals().0,
        contract: asset.contract().map(|contract| contract.to_string()),
    }
}
