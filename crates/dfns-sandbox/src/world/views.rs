//! Wallets and transfers in the vendor's words, in pages.

use alloy_primitives::Address;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dfns::wire;
use time::OffsetDateTime;

use super::{Transfer, Wallet, World, assets::metadata};
use crate::protocol::ApiError;

/// Which page of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageRequest {
    pub(crate) limit: usize,
    /// Number of the item before which the page starts; lists run from the newest to the oldest.
    pub(crate) before: Option<usize>,
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
    pub(crate) fn cut<T>(
        self,
        items: impl Iterator<Item = (usize, T)>,
    ) -> (Vec<T>, Option<String>) {
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

    pub(super) fn view(&self, transfer: &Transfer) -> Result<wire::TransferRequest, ApiError> {
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
}

pub(super) fn wallet_view(wallet: &Wallet) -> wire::Wallet {
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

/// A moment in milliseconds since 1970 as the vendor writes it.
pub(crate) fn timestamp(at_ms: i64) -> wire::Timestamp {
    let nanos = i128::from(at_ms).saturating_mul(1_000_000);
    let at = OffsetDateTime::from_unix_timestamp_nanos(nanos);
    wire::Timestamp(at.unwrap_or(OffsetDateTime::UNIX_EPOCH))
}
