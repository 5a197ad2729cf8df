//! A transfer as its reader may see it.

use domain::address::EvmAddress;
use domain::asset::Asset;
use domain::id::{TransferId, UserId, WalletId};
use domain::money::BaseUnits;
use domain::reference::{BodyHash, TxHash};
use domain::transfer::Status;
use store::transfers::{Review, TransferListing};
use time::OffsetDateTime;

pub use store::transfers::TransferTimes;

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
    /// Where it stands.
    pub status: Status,
    /// Why it did not come about.
    pub reason: Option<ReasonView>,
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

impl TransferView {
    /// What of a transfer this reader may see.
    pub(crate) fn new(listing: TransferListing, reader: Reader) -> Self {
        let TransferListing {
            transfer,
            wallet_name,
            owner,
            initiator_name,
            initiator_email,
            viewer_holds_grant,
            review,
        } = listing;
        let staff = reader == Reader::Employee;
        let (sees_wallet, sees_email) = match reader {
            Reader::Employee => (true, true),
            Reader::Customer(user) => (
                user == owner || viewer_holds_grant,
                user == owner || user == transfer.order.initiator,
            ),
        };
        let asset = transfer.order.asset.asset();
        let network = asset.network();
        let reason = transfer.ending.filter(|_| transfer.status.is_final());
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
            status: transfer.status,
            reason: reason.map(|ending| ReasonView {
                code: ending.code,
                text: ending.text,
            }),
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
        }
    }
}

impl ReviewView {
    fn new(review: Review, staff: bool) -> Self {
        let Review {
            by,
            name,
            rejected,
            comment,
            at,
        } = review;
        Self {
            by: staff.then_some(by),
            name: staff.then_some(name),
            comment: comment.filter(|_| staff || rejected),
            at,
        }
    }
}
