//! The state in the vendor's words: wallets, transfers, assets, history, in pages.

use std::collections::BTreeSet;

use alloy_primitives::{Address, U256};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dfns::wire;
use time::OffsetDateTime;

use super::{Transfer, Wallet, World};
use crate::{chain::Movement, chains::NetworkRow, protocol::ApiError, rates};

/// Which page of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageRequest {
    pub(crate) limit: usize,
    /// Number of the item before which the page starts; lists run from the newest to the oldest.
    pub(crate) before: Option<usize>,
}

/// Which movements of a history are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct HistoryFilter {
    pub(crate) incoming: Option<bool>,
    pub(crate) kind: Option<String>,
    pub(crate) contract: Option<Address>,
}

impl PageRequest {
    /// Reads the vendor's query: `limit` in digits, `paginationToken` as given out before.
    pub(crate) fn parse(limit: Option<&str>, token: Option<&str>) -> Result<Self, ApiError> {
        let limit = match limit {
            None => 50,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=500).contains(limit))
                .ok_or_else(|| ApiError::bad_request("limit must be a number from 1 to 500"))?,
        };
        let before = match token {
            None => None,
            Some(token) => {
                let bad = || ApiError::bad_request("paginationToken is not valid");
                let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| bad())?;
                let text = String::from_utf8(bytes).map_err(|_| bad())?;
                let number = text.strip_prefix("before:").and_then(|n| n.parse().ok());
                Some(number.ok_or_else(bad)?)
            }
        };
        Ok(Self { limit, before })
    }

    /// Cuts a page out of numbered items that run from the newest to the oldest.
    fn cut<T>(self, items: impl Iterator<Item = (usize, T)>) -> (Vec<T>, Option<String>) {
        let mut page = Vec::new();
        let mut last = 0;
        for (number, item) in items {
            if self.before.is_some_and(|before| number >= before) {
                continue;
            }
            if page.len() == self.limit {
                return (page, Some(URL_SAFE_NO_PAD.encode(format!("before:{last}"))));
            }
            last = number;
            page.push(item);
        }
        (page, None)
    }
}

impl World {
    /// A page of all wallets.
    pub(crate) fn wallet_page(&self, page: PageRequest) -> wire::Page<wire::Wallet> {
        let wallets = self.wallets.iter().enumerate().rev();
        let (items, next_page_token) =
            page.cut(wallets.map(|(n, wallet)| (n, wallet_view(wallet))));
        wire::Page {
            items,
            next_page_token,
            wallet_id: None,
            network: None,
        }
    }

    /// A wallet.
    pub(crate) fn wallet_view(&self, id: &str) -> Result<wire::Wallet, ApiError> {
        Ok(wallet_view(self.require_wallet(id)?))
    }

    /// A page of a wallet's transfers.
    pub(crate) fn transfer_page(
        &self,
        wallet_id: &str,
        page: PageRequest,
    ) -> Result<wire::Page<wire::TransferRequest>, ApiError> {
        self.require_wallet(wallet_id)?;
        let index = self.wallet_index.get(wallet_id).copied();
        let own = self
            .transfers
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, t)| Some(t.wallet) == index);
        let (own, next_page_token) = page.cut(own);
        let items = own
            .into_iter()
            .map(|t| self.view(t))
            .collect::<Result<_, _>>()?;
        Ok(wire::Page {
            items,
            next_page_token,
            wallet_id: Some(wallet_id.to_owned()),
            network: None,
        })
    }

    /// A transfer of a wallet.
    pub(crate) fn transfer_view(
        &self,
        wallet_id: &str,
        id: &str,
    ) -> Result<wire::TransferRequest, ApiError> {
        self.require_wallet(wallet_id)?;
        let transfer = self.transfer(id).filter(|transfer| {
            self.wallet_of(transfer)
                .is_some_and(|wallet| wallet.id == wallet_id)
        });
        self.view(transfer.ok_or_else(|| ApiError::not_found("transfer not found"))?)
    }

    fn view(&self, transfer: &Transfer) -> Result<wire::TransferRequest, ApiError> {
        let wallet = self
            .wallet_of(transfer)
            .ok_or_else(|| ApiError::internal("a transfer has no wallet"))?;
        let request_body = serde_json::from_value(transfer.body.clone())
            .map_err(|error| ApiError::internal(error.to_string()))?;
        let contract = transfer
            .field("contract")
            .and_then(|text| text.parse().ok());
        Ok(wire::TransferRequest {
            id: transfer.id.clone(),
            wallet_id: wallet.id.clone(),
            network: wallet.row.name.into(),
            requester: wire::Requester {
                user_id: transfer.user_id.clone(),
                token_id: Some(transfer.token_id.clone()),
            },
            request_body,
            metadata: wire::TransferMetadata {
                asset: metadata(wallet.row, contract),
            },
            status: transfer.status.as_str().into(),
            date_requested: timestamp(transfer.requested_ms),
            reason: transfer.reason.clone(),
            tx_hash: transfer.tx_hash.map(|hash| hash.to_string()),
            fee: transfer
                .inclusion
                .as_ref()
                .map(|inclusion| inclusion.fee.clone()),
            date_policy_resolved: transfer.policy_resolved_ms.map(timestamp),
            date_broadcasted: transfer.broadcasted_ms.map(timestamp),
            date_confirmed: transfer.confirmed_ms.map(timestamp),
            approval_id: transfer.approval_id.clone(),
            external_id: transfer.external_id.clone(),
            fee_sponsor_id: None,
            replacement_id: None,
        })
    }

    /// Tokens to look at for a wallet: the network's test token and every contract that moved
    /// something to or from it.
    pub(crate) fn token_contracts(&self, wallet: &Wallet) -> BTreeSet<Address> {
        let address = wallet.key.address();
        let seen = self
            .chains
            .get(wallet.row.name)
            .into_iter()
            .flat_map(|chain| chain.movements());
        let seen = seen
            .filter(|m| m.from == address || m.to == address)
            .filter_map(|m| m.contract);
        seen.chain(wallet.row.token.map(|token| token.contract))
            .collect()
    }

    /// What a wallet of an embedded chain holds. A token appears once it was ever received.
    pub(crate) fn assets_view(
        &mut self,
        wallet_id: &str,
        net_worth: bool,
    ) -> Result<wire::WalletAssets, ApiError> {
        let wallet = self.require_wallet(wallet_id)?.clone();
        let contracts = self.token_contracts(&wallet);
        let address = wallet.key.address();
        let chain = self.chain(wallet.row);
        let mut holdings = vec![(None, chain.balance(address))];
        holdings.extend(
            contracts
                .into_iter()
                .map(|contract| (Some(contract), chain.token_balance(contract, address))),
        );
        Ok(assets_of(&wallet, &holdings, net_worth))
    }

    /// A page of a wallet's movements on an embedded chain.
    pub(crate) fn history_page(
        &mut self,
        wallet_id: &str,
        page: PageRequest,
        filter: &HistoryFilter,
    ) -> Result<wire::Page<wire::HistoryItem>, ApiError> {
        let wallet = self.require_wallet(wallet_id)?.clone();
        let movements = self.chain(wallet.row).movements();
        Ok(history_of(&wallet, movements, page, filter))
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

fn history_item(wallet: &Wallet, movement: &Movement, incoming: bool) -> wire::HistoryItem {
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

/// The assets of a wallet from its holdings in base units; tokens without a balance are left out.
pub(crate) fn assets_of(
    wallet: &Wallet,
    holdings: &[(Option<Address>, U256)],
    net_worth: bool,
) -> wire::WalletAssets {
    let mut worth = Vec::new();
    let mut assets = Vec::new();
    for (contract, balance) in holdings {
        if contract.is_some() && balance.is_zero() {
            continue;
        }
        let known = metadata(wallet.row, *contract);
        if let Some((decimals, usd)) = rate_of(wallet.row, *contract) {
            worth.push((*balance, decimals, usd));
        }
        assets.push(wire::Asset {
            kind: contract.map_or(wire::AssetKind::Native, |_| wire::AssetKind::Erc20),
            contract: contract.map(lower_case),
            symbol: known.symbol,
            decimals: known.decimals.unwrap_or_default(),
            verified: known.verified,
            balance: balance.to_string(),
            quotes: known.quotes,
        });
    }
    wire::WalletAssets {
        wallet_id: wallet.id.clone(),
        network: wallet.row.name.into(),
        assets,
        net_worth: if net_worth {
            rates::net_worth(&worth)
        } else {
            None
        },
    }
}

fn rate_of(row: &NetworkRow, contract: Option<Address>) -> Option<(u8, &'static str)> {
    match contract {
        None => Some((row.decimals, row.demo_usd)),
        Some(contract) => row
            .token
            .filter(|token| token.contract == contract)
            .map(|token| (token.decimals, token.demo_usd)),
    }
}

/// What is known of an asset; of a foreign token nothing is.
fn metadata(row: &NetworkRow, contract: Option<Address>) -> wire::AssetMetadata {
    let Some((decimals, usd)) = rate_of(row, contract) else {
        return wire::AssetMetadata {
            verified: Some(false),
            ..wire::AssetMetadata::default()
        };
    };
    let symbol = match (contract, row.token) {
        (Some(_), Some(token)) => token.symbol,
        (None, _) | (Some(_), None) => row.symbol,
    };
    wire::AssetMetadata {
        symbol: Some(symbol.to_owned()),
        decimals: Some(u32::from(decimals)),
        verified: Some(true),
        quotes: rates::quotes(usd),
    }
}

fn wallet_view(wallet: &Wallet) -> wire::Wallet {
    wire::Wallet {
        id: wallet.id.clone(),
        network: wallet.row.name.into(),
        address: Some(lower_case(wallet.key.address())),
        signing_key: wire::SigningKeyInfo {
            id: wallet.key_id.clone(),
            scheme: "ECDSA".to_owned(),
            curve: "secp256k1".to_owned(),
            public_key: wallet.key.public_key().to_owned(),
            delegated_to: None,
        },
        status: wire::WalletStatus::Active,
        date_created: timestamp(wallet.created_ms),
        date_deleted: None,
        custodial: true,
        name: wallet.name.clone(),
        external_id: wallet.external_id.clone(),
        tags: wallet.tags.clone(),
    }
}

/// An address as the vendor writes it: lower case.
pub(crate) fn lower_case(address: Address) -> String {
    format!("{address:#x}")
}

fn timestamp(at_ms: i64) -> wire::Timestamp {
    let nanos = i128::from(at_ms).saturating_mul(1_000_000);
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos);
    wire::Timestamp(at.unwrap_or(OffsetDateTime::UNIX_EPOCH))
}
