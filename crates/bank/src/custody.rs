//! The port to custody: what the bank asks of whoever holds the keys, in the bank's own words.
//!
//! Each answer says what may be done next, so that no caller has to look at statuses of a wire:
//! the five kinds of answers are decided by the adapter, what follows from them by
//! `domain::execution`.

use core::time::Duration;

use async_trait::async_trait;
use domain::{
    address::{Destination, EvmAddress},
    asset::Asset,
    execution::CustodyState,
    money::{BaseUnits, TransferAmount},
    network::Network,
    reference::{CustodyTransferId, CustodyWalletId, ExternalId, TxHash},
};
use time::OffsetDateTime;

/// What the bank needs of custody.
///
/// Every method ends within the adapter's own time limit (5 s for one call) and never panics.
/// Implementations repeat a call by themselves only where a repeat has no effect.
#[async_trait]
pub trait Custody: Send + Sync + 'static {
    /// Renders the outgoing body of a transfer, once, at request time. The same intent gives the
    /// same bytes within one version; later versions send the stored bytes and never render again.
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8>;

    /// Creates a wallet that carries our `external_id`. Custody promises no idempotency here: after
    /// [`CallError::Unknown`] look for the id by [`Custody::find_wallet`] before creating again.
    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError>;

    /// Reads one wallet.
    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError>;

    /// Pages through custody's wallets, newest first, for the one with our id. `None` when it is
    /// not within the first `pages_max` pages.
    async fn find_wallet(
        &self,
        external_id: &str,
        pages_max: u32,
    ) -> Result<Option<CustodyWallet>, CallError>;

    /// Every asset that custody sees in a wallet, the native one included.
    async fn balances(&self, wallet: &WalletRef) -> Result<Vec<CustodyBalance>, CallError>;

    /// Confirmed movements in and out of a wallet, newest first.
    async fn history(
        &self,
        wallet: &WalletRef,
        request: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError>;

    /// Hands over the stored bytes of a transfer.
    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission;

    /// Reads one transfer.
    async fn transfer(
        &self,
        wallet: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError>;

    /// Pages through all of a wallet's transfers for the one with our external id. `Ok(None)` means
    /// that every page was read and it is on none.
    async fn find_transfer(
        &self,
        wallet: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError>;

    /// One page of a wallet's transfers, newest first, whoever asked for them.
    async fn transfers(
        &self,
        wallet: &WalletRef,
        page: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError>;

    /// One page of all wallets that custody has for the bank, newest first.
    async fn wallets(&self, page: &PageRequest) -> Result<Page<CustodyWallet>, CallError>;

    /// Today's price of gas on a network; `None` where custody has no estimate.
    async fn fees(&self, network: Network) -> Result<Option<FeeEstimate>, CallError>;

    /// One signed call without effect: proves address, token, credential and key.
    async fn probe(&self) -> Result<(), CallError>;
}

/// A wallet as custody must be asked for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletRef {
    /// Custody's id.
    pub id: CustodyWalletId,
    /// The wallet's network; custody derives it from the wallet, the adapter from here.
    pub network: Network,
}

/// What a transfer's body says.
#[derive(Clone, Debug)]
pub struct TransferIntent {
    /// What is sent.
    pub asset: Asset,
    /// How much, in the asset's base units.
    pub amount: TransferAmount,
    /// To whom.
    pub destination: Destination,
    /// The id under which custody remembers the request.
    pub external_id: ExternalId,
}

/// A wallet to be created.
#[derive(Clone, Debug)]
pub struct NewWallet {
    /// The wallet's network.
    pub network: Network,
    /// Shown in custody's own console; at most 100 characters.
    pub name: String,
    /// Our id, by which the wallet is found again after a lost answer.
    pub external_id: String,
}

/// A wallet as custody knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyWallet {
    /// Custody's id.
    pub id: CustodyWalletId,
    /// Its network; `None` when it is none of our registry.
    pub network: Option<Network>,
    /// Its address; absent until custody has made the key.
    pub address: Option<EvmAddress>,
    /// The id we gave it.
    pub external_id: Option<String>,
}

/// One asset in a wallet, as custody reports it. Symbol and decimals are claims of a contract's
/// author, so the asset is known by `contract` alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyBalance {
    /// The token's contract; `None` for the native asset.
    pub contract: Option<EvmAddress>,
    /// The symbol that the contract claims.
    pub symbol: Option<String>,
    /// The decimals that the contract claims.
    pub decimals: u8,
    /// The balance in base units.
    pub amount: BaseUnits,
    /// Price of one whole unit in USD, as the text of the number that custody quotes.
    pub usd_quote: Option<String>,
}

/// Which page of a list.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// Rows wanted at most; the adapter may give fewer.
    pub limit: u32,
    /// Where the last page ended.
    pub cursor: Option<String>,
}

/// Which movements of a wallet.
#[derive(Clone, Debug, Default)]
pub struct HistoryRequest {
    /// Only what came in, or only what went out.
    pub direction: Option<Direction>,
    /// Which page of these.
    pub page: PageRequest,
}

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<String>,
}

/// Which way a movement went, seen from the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Into the wallet.
    In,
    /// Out of the wallet.
    Out,
}

/// A confirmed movement of a wallet's native or ERC-20 asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// In or out.
    pub direction: Direction,
    /// The token's contract; `None` for the native asset.
    pub contract: Option<EvmAddress>,
    /// The symbol that the contract claims.
    pub symbol: Option<String>,
    /// The decimals that the contract claims.
    pub decimals: Option<u8>,
    /// Amount in base units.
    pub amount: BaseUnits,
    /// Sender, where custody names one.
    pub from: Option<EvmAddress>,
    /// Receiver, where custody names one.
    pub to: Option<EvmAddress>,
    /// The transaction.
    pub tx_hash: TxHash,
    /// Height of its block.
    pub block: u64,
    /// Time of its block.
    pub at: OffsetDateTime,
    /// Fee in the network's native base units, where custody names one.
    pub fee: Option<BaseUnits>,
}

/// What is asked for, as custody echoes it; compared with ours before an entity is adopted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requested {
    /// `true` for the native asset, `false` for a token, `None` for a kind that we never send.
    pub native: Option<bool>,
    /// The token's contract, as written by custody.
    pub contract: Option<String>,
    /// The receiver, as written by custody.
    pub to: String,
    /// Amount in base units; `None` when custody's text is no such number.
    pub amount: Option<BaseUnits>,
}

/// A transfer as custody knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyTransfer {
    /// Custody's id.
    pub id: CustodyTransferId,
    /// The wallet it leaves.
    pub wallet: CustodyWalletId,
    /// The request's own words.
    pub requested: Requested,
    /// Our external id.
    pub external_id: Option<String>,
    /// Where it stands.
    pub state: CustodyState,
    /// Hash on chain, once custody reports one.
    pub tx_hash: Option<TxHash>,
    /// Fee paid in the network's native base units.
    pub fee: Option<BaseUnits>,
    /// Custody replaced the transaction (speed-up or cancel).
    pub replaced: bool,
    /// Custody's own sentence, for employees; never shown to customers.
    pub reason: Option<String>,
}

/// Price of gas, in wei per unit of gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeEstimate {
    /// The most that one unit of gas may cost at standard speed.
    pub max_fee_per_gas: BaseUnits,
}

/// What became of handing over a transfer.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "made once a call and taken apart at once"
)]
pub enum Submission {
    /// Custody has it, at this state.
    Accepted(CustodyTransfer),
    /// The transfer call certainly had no effect: it was never made, or refused before it was
    /// looked at.
    NotSent(Detail),
    /// One call too many for custody or for the bank's own budget; certainly without effect.
    Throttled {
        /// How long custody asks to be left alone, where it says so.
        pause: Option<Duration>,
        /// What custody said.
        detail: Detail,
    },
    /// Our token, credential or plan is refused: no transfer of the bank would get through. As
    /// with [`Submission::NotSent`] this request had no effect when `transfer_call_made` is false.
    Misconfigured {
        /// Whether the refusal came from the transfer call itself.
        transfer_call_made: bool,
        /// What custody said.
        detail: Detail,
    },
    /// 403 or 404 on the transfer call: concerns this transfer alone.
    Denied(Detail),
    /// 400 or 422 on the transfer call that is not about challenge or signature.
    Invalid(Detail),
    /// The external id is taken by a request that differs.
    Conflict {
        /// The transfer that has it, where custody names it.
        duplicate: Option<CustodyTransferId>,
        /// What custody said.
        detail: Detail,
    },
    /// It may or may not have had an effect.
    Unknown(Detail),
}

/// An operator's facts about a failed call: step, status and custody's message, without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail(pub String);

impl core::fmt::Display for Detail {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a call that is not the handing over of a transfer gave no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CallError {
    /// The call certainly had no effect; later again.
    #[error("custody was not reached: {0}")]
    NotSent(Detail),
    /// One call too many for custody or for the bank's own budget; certainly without effect.
    #[error("too many calls: {detail}")]
    Throttled {
        /// How long custody asks to be left alone, where it says so.
        pause: Option<Duration>,
        /// What custody said.
        detail: Detail,
    },
    /// Our token, credential or plan is refused.
    #[error("custody refuses the bank's credentials: {0}")]
    Misconfigured(Detail),
    /// Custody understood and refuses for good (400, 403, 409, 422).
    #[error("custody refused: {0}")]
    Refused(Detail),
    /// There is no such thing.
    #[error("custody does not know it: {0}")]
    NotFound(Detail),
    /// It may or may not have had an effect.
    #[error("custody's answer is unknown: {0}")]
    Unknown(Detail),
}
