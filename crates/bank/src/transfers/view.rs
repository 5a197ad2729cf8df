//! A transfer as its reader may see it.

use domain::address::EvmAddress;
use domain::asset::Asset;
use domain::id::{TransferId, UserId, WalletId};
use domain::money::BaseUnits;
use domain::reference::{BodyHash, TxHash};
use domain::transfer::Status;
use store::audit::Deed;
use store::transfers::{Ending, Review, TransferListing, TransferRecord};
use time::OffsetDateTime;

use super::CancellerView;
use crate::wallets::EuroValue;

pub use store::transfers::TransferTimes;

/// Code of a transfer that takes longer than usual.
const DELAYED: &str = "delayed";

/// What customers read of it. Neither sent nor lost can be said of it.
const DELAYED_TEXT: &str = "This transfer takes longer than usual. Its money stays reserved, and \
    the bank is looking into it. There is nothing that you need to do.";

/// A transfer. What the reader may not know is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferView {
    /// Our id.
    pub id: TransferId,
    /// The wallet that pays.
    pub wallet_id: WalletId,
    /// Its name: today's for who may see the wallet, the one of then for others.
    pub wallet_name: String,
    /// Who asked.
    pub initiator_id: UserId,
    /// Name of who asked.
    pub initiator_name: String,
    /// Email of who asked; for owner, initiator and employees.
    pub initiator_email: Option<String>,
    /// The receiver.
    pub to_address: EvmAddress,
    /// What is sent.
    pub asset: &'static Asset,
    /// How much, in base units.
    pub amount: BaseUnits,
    /// About how much that is worth today; absent rather than guessed.
    pub eur: Option<EuroValue>,
    /// Where it stands.
    pub status: Status,
    /// Why it did not come about; for customers also why it takes longer.
    pub reason: Option<ReasonView>,
    /// Who cancelled it.
    pub cancelled_by: Option<CancellerView>,
    /// Name of the rule that decided whether it waits.
    pub decided_by_rule: String,
    /// SHA-256 of the outgoing body; for employees.
    pub body_hash: Option<BodyHash>,
    /// The decision of an employee.
    pub review: Option<ReviewView>,
    /// Hash on chain.
    pub tx_hash: Option<TxHash>,
    /// A page that shows the transaction.
    pub explorer_url: Option<String>,
    /// Fee paid, in base units of the network's native asset.
    pub fee: Option<BaseUnits>,
    /// When it reached which state.
    pub times: TransferTimes,
    /// Why somebody should look at it; for employees.
    pub attention: Option<AttentionView>,
    /// Whether a waiting transfer asks for more than the wallet could give now; in the queue, where
    /// a balance is known.
    pub exceeds_balance: Option<bool>,
    /// Since when it is held after a restore; for employees.
    pub held_since: Option<OffsetDateTime>,
}

/// Why a transfer did not come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonView {
    /// Stable code.
    pub code: String,
    /// A sentence.
    pub text: String,
}

/// The decision of an employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewView {
    /// Who; for employees.
    pub by: Option<UserId>,
    /// Name of who; for employees.
    pub name: Option<String>,
    /// Email of who; for employees.
    pub email: Option<String>,
    /// The remark; for customers that of a rejection only.
    pub comment: Option<String>,
    /// When.
    pub at: OffsetDateTime,
}

/// Why somebody should look at a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttentionView {
    /// Stable code.
    pub code: String,
    /// Since when.
    pub since: OffsetDateTime,
    /// A sentence for employees.
    pub detail: String,
}

/// On which side of the counter a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// A customer: owner, grantee or initiator.
    Customer(UserId),
    /// An employee on the bank's side.
    Employee,
}

impl Reader {
    /// Whether the reader sees the wallet as it is now, and the initiator's email.
    fn sight_of(self, listing: &TransferListing) -> (bool, bool) {
        match self {
            Self::Employee => (true, true),
            Self::Customer(user) => (
                user == listing.owner || listing.viewer_holds_grant,
                user == listing.owner || user == listing.transfer.order.initiator,
            ),
        }
    }
}

/// What is looked up beside a transfer.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// About how much it is worth.
    pub(super) eur: Option<EuroValue>,
    /// By whom it was cancelled.
    pub(super) cancelled: Option<Deed>,
}

impl TransferView {
    /// What of a transfer this reader may see.
    pub(super) fn new(listing: TransferListing, beside: Beside, reader: Reader) -> Self {
        let (sees_wallet, sees_email) = reader.sight_of(&listing);
        let Beside { eur, cancelled } = beside;
        let cancelled_by =
            cancelled.map(|deed| CancellerView::new(&listing, deed, reader, sees_wallet));
        let reason = ReasonView::of(&listing.transfer, reader);
        let TransferListing {
            transfer,
            wallet_name,
            owner: _,
            initiator_name,
            initiator_email,
            viewer_holds_grant: _,
            review,
        } = listing;
        let staff = reader == Reader::Employee;
        let asset = transfer.order.asset.asset();
        let network = asset.network();
        Self {
            id: transfer.id,
            wallet_id: transfer.order.wallet,
            wallet_name: if sees_wallet {
                wallet_name
            } else {
                transfer.order.wallet_name
            },
            initiator_id: transfer.order.initiator,
            initiator_name,
            initiator_email: sees_email.then_some(initiator_email),
            to_address: transfer.order.destination,
            asset,
            amount: transfer.order.amount,
            eur,
            status: transfer.status,
            reason,
            cancelled_by,
            decided_by_rule: transfer.rule.kind,
            body_hash: staff.then_some(transfer.order.body_hash),
            review: review.map(|review| ReviewView::new(review, staff)),
            tx_hash: transfer.custody.tx_hash,
            explorer_url: transfer
                .custody
                .tx_hash
                .map(|hash| network.explorer_tx(&hash.to_string())),
            fee: transfer.custody.fee,
            times: transfer.times,
            attention: transfer
                .attention
                .filter(|_| staff)
                .map(|attention| AttentionView {
                    code: attention.code,
                    since: attention.since,
                    detail: attention.detail.unwrap_or_default(),
                }),
            exceeds_balance: None,
            held_since: transfer.recovery.held_since.filter(|_| staff),
        }
    }
}

impl ReasonView {
    /// Why it ended as it did. While it needs an employee's look or is held after a restore, which employees read elsewhere
    /// with all its facts, customers read that it takes longer.
    fn of(transfer: &TransferRecord, reader: Reader) -> Option<Self> {
        if transfer.status.is_final() {
            let Ending { code, text } = transfer.ending.clone()?;
            return Some(Self { code, text });
        }
        let looked_into = transfer.attention.is_some() || transfer.recovery.held_since.is_some();
        let delayed = looked_into && reader != Reader::Employee;
        delayed.then(|| Self {
            code: DELAYED.to_owned(),
            text: DELAYED_TEXT.to_owned(),
        })
    }
}

impl ReviewView {
    fn new(review: Review, staff: bool) -> Self {
        let Review {
            by,
            name,
            email,
            rejected,
            comment,
            at,
        } = review;
        Self {
            by: staff.then_some(by),
            name: staff.then_some(name),
            email: staff.then_some(email),
            comment: comment.filter(|_| staff || rejected),
            at,
        }
    }
}
