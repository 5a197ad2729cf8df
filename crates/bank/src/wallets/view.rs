//! A wallet as its reader may see it.

use domain::access::Standing;
use domain::address::EvmAddress;
use domain::delegation::Grant;
use domain::id::{DelegationId, UserId, WalletId};
use domain::money::{BaseUnits, Cents};
use domain::network::Network;
use domain::wallet::WalletStatus;
use store::wallets::Wallet;
use time::OffsetDateTime;

use crate::custody::WalletRef;

/// A wallet with what is in it.
#[derive(Debug, Clone)]
pub struct WalletView {
    /// Our id.
    pub id: WalletId,
    /// The owner's name for it.
    pub name: String,
    /// Its network.
    pub network: Network,
    /// Its address; absent until custody has made the key.
    pub address: Option<EvmAddress>,
    /// Where it stands.
    pub status: WalletStatus,
    /// Since when its owner has it frozen.
    pub frozen_by_owner_at: Option<OffsetDateTime>,
    /// Since when the bank has it frozen.
    pub frozen_by_bank_at: Option<OffsetDateTime>,
    /// Name of the person whose freeze counts, the bank's before the owner's; for employees.
    pub frozen_by_name: Option<String>,
    /// Whose it is.
    pub owner_id: UserId,
    /// The owner's name.
    pub owner_name: String,
    /// When it was asked for.
    pub created_at: OffsetDateTime,
    /// The reader's own grant, on a wallet shared with the reader.
    pub shared: Option<OwnGrant>,
    /// How the reader stands to it.
    pub standing: Standing,
    /// What is in it, as last read.
    pub holdings: Holdings,
}

impl WalletView {
    /// A wallet as one reader may see it.
    pub(crate) fn new(
        wallet: Wallet,
        owner_name: String,
        (standing, shared): (Standing, Option<OwnGrant>),
        holdings: Holdings,
    ) -> Self {
        Self {
            id: wallet.id,
            name: wallet.name,
            network: wallet.network,
            address: wallet.address,
            status: wallet.status,
            frozen_by_owner_at: wallet.frozen_by_owner_at,
            frozen_by_bank_at: wallet.frozen_by_bank_at,
            frozen_by_name: None,
            owner_id: wallet.owner_id,
            owner_name,
            created_at: wallet.created_at,
            shared,
            standing,
            holdings,
        }
    }
}

/// The longest symbol of an unlisted token that is shown: its author may have written a book.
const SYMBOL_MAX: usize = 20;

/// The symbol that an unlisted token's contract claims, without what cannot be seen or turns the
/// direction of writing.
pub(crate) fn claimed_symbol(symbol: &str) -> String {
    let visible = |letter: &char| letter.is_alphanumeric() || letter.is_ascii_graphic();
    symbol.chars().filter(visible).take(SYMBOL_MAX).collect()
}

/// A wallet as custody must be asked for it; absent until custody has it.
pub(crate) fn wallet_ref(wallet: &Wallet) -> Option<WalletRef> {
    let id = wallet.custody_wallet_id.clone()?;
    Some(WalletRef {
        id,
        network: wallet.network,
    })
}

/// The reader's own grant on somebody else's wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnGrant {
    /// The delegation, so that the reader can leave.
    pub id: DelegationId,
    /// What the reader may do.
    pub grant: Grant,
}

/// The last known copy of a wallet's balances.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// The network's own coin; absent as long as no copy was ever read.
    pub native: Option<AssetBalance>,
    /// Every asset of the registry, the native one first.
    pub assets: Vec<AssetBalance>,
    /// Tokens that the registry does not list: shown apart, unvalued, never sent.
    pub unlisted: Vec<AssetBalance>,
}

/// One asset in a wallet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetBalance {
    /// Registry id, or `<Network>:<contract>` for an unlisted token.
    pub asset: String,
    /// The registry's symbol; for an unlisted token what its contract claims.
    pub symbol: String,
    /// Decimals of `amount`.
    pub decimals: u8,
    /// In base units.
    pub amount: BaseUnits,
    /// About how much that is in euro; absent rather than guessed.
    pub eur: Option<EuroValue>,
    /// Custody reports other decimals than the registry, so the asset cannot be sent.
    pub blocked: bool,
    /// When the request was made whose answer this is.
    pub as_of: OffsetDateTime,
    /// A newer reading was tried and failed, so this may be out of date.
    pub stale: bool,
}

/// A value in euro, for reading only: no rule looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EuroValue {
    /// About how much.
    pub cents: Cents,
    /// The price is made up, as in demo mode on a network without a market.
    pub demo_rate: bool,
}
