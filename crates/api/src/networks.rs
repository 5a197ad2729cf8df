//! `GET /api/networks`: where wallets can be opened, and what can be held there.

use api_types::{DelegationLimit, Network, NetworkAsset, NetworkList};
use axum::Json;
use axum::extract::State;
use domain::approval::{LimitMode, Policy, Thresholds};
use domain::asset::{self, Asset};
use domain::network;

use crate::extract::Person;
use crate::state::ApiState;

/// Networks and their listed assets
#[utoipa::path(
    get,
    path = "/api/networks",
    operation_id = "networks",
    tag = "networks",
    responses((status = 200, description = "All networks", body = NetworkList))
)]
pub(crate) async fn list(_: Person, State(state): State<ApiState>) -> Json<NetworkList> {
    let policy = &state.bank.settings().policy;
    let networks = network::Network::ALL.iter().copied();
    Json(NetworkList {
        networks: networks
            .map(|network| network_of(network, policy))
            .collect(),
    })
}

fn network_of(network: network::Network, policy: &Policy) -> Network {
    Network {
        network: network.as_str().to_owned(),
        label: network.label().to_owned(),
        symbol: network.native_symbol().to_owned(),
        decimals: network.native_decimals().0,
        testnet: network.is_test(),
        explorer_tx: network.explorer_tx_template(),
        delegation_limit: match policy.limit_mode {
            LimitMode::Override => DelegationLimit::Override,
            LimitMode::Strictest => DelegationLimit::Strictest,
        },
        assets: asset::listed(network)
            .map(|asset| asset_of(asset, &policy.thresholds))
            .collect(),
    }
}

fn asset_of(asset: &Asset, thresholds: &Thresholds) -> NetworkAsset {
    let threshold = thresholds.of(asset);
    NetworkAsset {
        asset: asset.id().to_string(),
        symbol: asset.symbol().to_owned(),
        decimals: asset.decimals().0,
        contract: asset.contract().map(|contract| contract.to_string()),
        approval_threshold: threshold.map(|threshold| threshold.to_decimal(asset.decimals())),
    }
}
