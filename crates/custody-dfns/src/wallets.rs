//! Wallets and what they hold.

use bank::custody::{CustodyBalance, CustodyWallet};
use dfns::wire;
use domain::reference::CustodyWalletId;

use crate::networks;
use crate::values::{Unreadable, address, base_units};

/// A wallet in the bank's words.
pub(crate) fn wallet(wallet: wire::Wallet) -> Result<CustodyWallet, Unreadable> {
    let network = networks::from_wire(&wallet.network);
    // Addresses of networks that are none of the bank's have other forms.
    let address = match (network, &wallet.address) {
        (Some(_), Some(text)) => Some(address(text, "a wallet's address")?),
        (Some(_) | None, _) => None,
    };
    Ok(CustodyWallet {
        id: CustodyWalletId::parse(&wallet.id).map_err(|_| "a wallet's id")?,
        network,
        address,
        external_id: wallet.external_id,
    })
}

/// The native coin and ERC-20 tokens of a wallet. The coin must be readable; a token that is not
/// was deployed by somebody who wanted it so, and is left out.
pub(crate) fn balances(answer: wire::WalletAssets) -> Result<Vec<CustodyBalance>, Unreadable> {
    let mut balances = Vec::with_capacity(answer.assets.len());
    for asset in answer.assets {
        match asset.kind {
            wire::AssetKind::Native => balances.push(balance(asset)?),
            wire::AssetKind::Erc20 => match balance(asset) {
                Ok(token) => balances.push(token),
                Err(what) => tracing::warn!(what, "a token is left out of a wallet's balances"),
            },
            wire::AssetKind::Other(_) => {}
        }
    }
    Ok(balances)
}

fn balance(asset: wire::Asset) -> Result<CustodyBalance, Unreadable> {
    let contract = match (&asset.kind, &asset.contract) {
        (wire::AssetKind::Native, _) => None,
        (wire::AssetKind::Erc20 | wire::AssetKind::Other(_), Some(text)) => {
            Some(address(text, "a token's contract")?)
        }
        (wire::AssetKind::Erc20 | wire::AssetKind::Other(_), None) => {
            return Err("a token without a contract");
        }
    };
    let quote = asset.quotes.as_ref().and_then(|quotes| quotes.get("USD"));
    Ok(CustodyBalance {
        contract,
        decimals: u8::try_from(asset.decimals).map_err(|_| "decimals of an asset")?,
        amount: base_units(&asset.balance, "a balance")?,
        usd_quote: quote.map(|number| number.as_str().to_owned()),
        symbol: asset.symbol,
    })
}
