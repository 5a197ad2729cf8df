//! Networks behind an outside JSON-RPC node: keys and signatures are ours, blocks are the node's.

mod node;
mod scan;
mod sending;

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use alloy_primitives::Address;
use axum::{
    http::{HeaderValue, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use dfns::wire;

use node::Node;
use scan::Scan;
pub(crate) use sending::{drive, send_now};

use crate::{
    chains::{self, NetworkRow},
    config::NodeKind,
    protocol::ApiError,
    server::{Shared, lock},
    world::{self, Execution, HistoryFilter, PageRequest, Wallet},
};

/// The clients of all nodes, and what was seen of their chains.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    client: std::sync::OnceLock<reqwest::Client>,
    scans: tokio::sync::Mutex<HashMap<&'static str, Scan>>,
    /// One transaction is signed at a time, so that two never take the same nonce.
    sending: tokio::sync::Mutex<()>,
}

impl Nodes {
    /// Forgets what was seen; it is read again when it is wanted.
    pub(crate) fn forget(&self) {
        if let Ok(mut scans) = self.scans.try_lock() {
            scans.clear();
        }
    }
}

/// The node of a network, if it has an outside one.
fn node_of(shared: &Shared, row: &'static NetworkRow) -> Result<Option<Node>, ApiError> {
    match &lock(&shared.world).settings(row).node {
        NodeKind::Embedded => Ok(None),
        NodeKind::JsonRpc { url } => Node::new(&shared.nodes.client, url).map(Some),
    }
}

/// A wallet with its node; `None` for unknown wallets and embedded chains.
fn wallet_and_node(shared: &Shared, id: &str) -> Result<Option<(Wallet, Node)>, ApiError> {
    let wallet = lock(&shared.world).wallet(id).cloned();
    let Some(wallet) = wallet else {
        return Ok(None);
    };
    Ok(node_of(shared, wallet.row)?.map(|node| (wallet, node)))
}

/// Block number and base fee of a node's newest block.
pub(crate) async fn base_fee(
    shared: &Arc<Shared>,
    row: &'static NetworkRow,
) -> Result<Option<(u64, u64)>, ApiError> {
    match node_of(shared, row)? {
        None => Ok(None),
        Some(node) => node.head().await.map(Some),
    }
}

/// What a wallet holds by its node.
pub(crate) async fn assets(
    shared: &Arc<Shared>,
    wallet_id: &str,
    net_worth: bool,
) -> Result<Option<wire::WalletAssets>, ApiError> {
    let Some((wallet, node)) = wallet_and_node(shared, wallet_id)? else {
        return Ok(None);
    };
    let address = wallet.key.address();
    let mut contracts: BTreeSet<Address> = wallet
        .row
        .token
        .iter()
        .map(|token| token.contract)
        .collect();
    let movements = scan::movements(shared, wallet.row, &node).await?;
    let own = movements
        .iter()
        .filter(|m| m.from == address || m.to == address);
    contracts.extend(own.filter_map(|movement| movement.contract));
    let mut holdings = vec![(None, node.balance(address).await?)];
    for contract in contracts {
        holdings.push((Some(contract), node.token_balance(contract, address).await?));
    }
    Ok(Some(world::assets_of(&wallet, &holdings, net_worth)))
}

/// A page of a wallet's movements by its node.
pub(crate) async fn history(
    shared: &Arc<Shared>,
    wallet_id: &str,
    page: PageRequest,
    filter: &HistoryFilter,
) -> Result<Option<wire::Page<wire::HistoryItem>>, ApiError> {
    let Some((wallet, node)) = wallet_and_node(shared, wallet_id)? else {
        return Ok(None);
    };
    let movements = scan::movements(shared, wallet.row, &node).await?;
    Ok(Some(world::history_of(&wallet, &movements, page, filter)))
}

/// The ledger rows of all networks with an outside node: movements by transfer requests of ours.
pub(crate) async fn executions(
    shared: &Arc<Shared>,
    network: Option<&str>,
    to: Option<Address>,
) -> Result<Vec<Execution>, ApiError> {
    let mut rows = Vec::new();
    for row in chains::NETWORKS {
        if network.is_some_and(|wanted| wanted != row.name) {
            continue;
        }
        let Some(node) = node_of(shared, row)? else {
            continue;
        };
        let movements = scan::movements(shared, row, &node).await?;
        let wanted = movements
            .into_iter()
            .filter(|m| to.is_none_or(|to| to == m.to))
            .collect();
        rows.extend(lock(&shared.world).executions_of(row, wanted));
    }
    Ok(rows)
}

/// Passes a JSON-RPC request on to the node of a network.
pub(crate) async fn pass_on(
    shared: &Arc<Shared>,
    row: &'static NetworkRow,
    body: &[u8],
) -> Result<Option<Response>, ApiError> {
    let Some(node) = node_of(shared, row)? else {
        return Ok(None);
    };
    let answer = node.pass_on(body.to_vec()).await?;
    let json = HeaderValue::from_static("application/json");
    Ok(Some(([(CONTENT_TYPE, json)], answer).into_response()))
}
