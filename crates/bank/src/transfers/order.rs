//! What somebody asks for, read and understood.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::{Spendable, spendable};
use domain::address::Destination;
use domain::asset::{self, Asset};
use domain::id::TransferId;
use domain::money::TransferAmount;
use domain::reference::{BodyHash, ExternalId};
use store::wallets::Wallet;

use super::SendRequest;
use crate::Bank;
use crate::caller::Caller;
use crate::error::{Error, Result};
use crate::fields::Fields;
use crate::idempotency::IdempotencyKey;
use crate::wallets::Approached;

/// Method and path of the request, the scope of its idempotency keys.
pub(super) const ROUTE: &str = "POST /api/transfers";

/// A request whose every part is well formed.
#[derive(Debug, Clone, Copy)]
pub(super) struct SendOrder {
    pub(super) asset: &'static Asset,
    pub(super) amount: TransferAmount,
    pub(super) destination: Destination,
}

impl Bank {
    /// Reads a request, after looking whether the caller may send from the wallet at all.
    pub(super) async fn read_order(
        &self,
        caller: &Caller,
        request: &SendRequest,
    ) -> Result<(Spendable<Wallet>, SendOrder)> {
        let Approached {
            wallet, standing, ..
        } = self.approach_wallet(caller, request.wallet).await?;
        let wallet = spendable(standing, wallet)?;
        let order = read(&wallet, request)?;
        Ok((wallet, order))
    }
}

/// Reads every field before the first fault is answered.
fn read(wallet: &Wallet, request: &SendRequest) -> Result<SendOrder> {
    let mut fields = Fields::default();
    let asset = match &request.asset {
        None => Some(asset::native(wallet.network)),
        Some(text) => fields.take("asset", asset::find(wallet.network, text), |error| {
            error.code()
        }),
    };
    // Without a known asset its decimals are unknown; the native ones show most other faults.
    let assumed = asset.unwrap_or_else(|| asset::native(wallet.network));
    let destination = fields.take(
        "to_address",
        Destination::parse(&request.to_address, assumed),
        |error| error.code(),
    );
    let amount = fields.take(
        "amount",
        TransferAmount::parse(&request.amount, assumed.decimals()),
        |error| error.code(),
    );
    match (asset, destination, amount) {
        (Some(asset), Some(destination), Some(amount)) => Ok(SendOrder {
            asset,
            amount,
            destination,
        }),
        _ => fields.refuse(),
    }
}

/// The texts by which two requests with one idempotency key are compared.
pub(super) fn content(request: &SendRequest) -> [String; 4] {
    let SendRequest {
        wallet,
        to_address,
        amount,
        asset,
    } = request;
    [
        wallet.to_string(),
        to_address.clone(),
        amount.clone(),
        asset
            .as_ref()
            .map(|asset| format!("={asset}"))
            .unwrap_or_default(),
    ]
}

/// The id under which custody remembers the request.
///
/// With an idempotency key it is made of the key and its scope, so that a repeat meets custody's
/// own idempotency even where our database was restored from an older state.
pub(super) fn external_id(
    caller: &Caller,
    key: Option<&IdempotencyKey>,
    id: TransferId,
) -> Result<ExternalId> {
    let text = match key {
        None => id.to_string(),
        Some(key) => {
            let scope = [&caller.issuer, &caller.subject, ROUTE, key.as_str()];
            let hash = digest(&SHA256, &serde_json::to_vec(&scope)?);
            format!("k_{}", URL_SAFE_NO_PAD.encode(hash))
        }
    };
    ExternalId::parse(&text).map_err(|error| Error::corrupt(error.to_string()))
}

/// The fingerprint of an outgoing body.
pub(super) fn body_hash(body: &[u8]) -> BodyHash {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, body).as_ref());
    BodyHash::from_bytes(bytes)
}
