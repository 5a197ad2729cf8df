//! What a use case answers when it does not do what was asked: a refusal or a fault.

use domain::access::Denied;
use domain::money::BaseUnits;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules say no: the caller can read why, and the same request gets the same answer until
    /// something else changes.
    #[error("refused: {}", .0.code())]
    Refused(Refusal),
    /// Something is broken on our side: the caller learns nothing but that.
    #[error("fault")]
    Fault(#[source] Fault),
}

/// What a use case answers.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// A fault of the bank's own machinery.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database.
    #[error("the database did not do it")]
    Store(#[from] store::Error),
    /// Stored JSON that cannot be written.
    #[error("a record could not be rendered")]
    Render(#[from] serde_json::Error),
    /// A stored thing contradicts what the program holds to be impossible.
    #[error("a stored thing is not as it must be: {0}")]
    Corrupt(String),
}

/// A refusal, in order of precedence: where several apply, the first of this list is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing, as far as the caller may know.
    NotFound,
    /// The caller may know it but not do this.
    Forbidden,
    /// The input is malformed or names something that does not exist.
    Invalid(Vec<FieldError>),
    /// The token names no email, so that the bank cannot know the person.
    IdentityIncomplete,
    /// The person may no longer sign in.
    UserRetired,
    /// The key came with another body before.
    IdempotencyKeyReused,
    /// The thing was decided before.
    AlreadyDecided,
    /// Somebody has looked at the alert before.
    AlreadyAcknowledged,
    /// It is being sent or has ended: only custody's answer counts now.
    TooLate,
    /// The decider has an interest in the transfer, or in the wallet that is to be released.
    ConflictOfInterest,
    /// The decision was made on another body than the stored one.
    BodyHashMismatch,
    /// Custody has not made the wallet's address yet.
    WalletNotReady,
    /// The bank has paused all sending.
    Paused,
    /// The transfer is held since a restore from a backup.
    HeldAfterRestore,
    /// The transfer is not held.
    NotHeld,
    /// Custody's record is not read back yet, or people have not ended the recovery.
    RecoveryUnfinished,
    /// The bank does not recover from anything.
    NotRecovering,
    /// Owner or bank froze the wallet.
    WalletFrozen,
    /// Custody reports other decimals for the asset than the registry.
    AssetBlocked,
    /// More than the wallet can give.
    InsufficientFunds {
        /// What it can give now, in base units of the asset.
        available: BaseUnits,
        /// The same as a decimal text.
        available_text: String,
        /// The asset's symbol.
        symbol: String,
    },
    /// The wallet is shared with its own owner.
    ShareWithSelf,
    /// Nobody with that address has signed in.
    GranteeUnknown,
    /// Several people have that address.
    GranteeAmbiguous,
    /// The limit of a delegation is above the bank's threshold, where that is not allowed.
    LimitAboveThreshold {
        /// The bank's threshold as a decimal text; `None` when the asset has none.
        threshold: Option<String>,
    },
    /// An employee retires their own person.
    RetireSelf,
    /// Nobody of the bank would be left who may sign in.
    LastEmployee,
    /// The person still owns a wallet.
    UserOwnsWallets,
    /// The person has as many wallets as one may have.
    TooManyWallets {
        /// How many one may have.
        max: u32,
    },
    /// Custody could not be asked, or gave no usable answer; nothing has changed.
    WalletServiceUnavailable,
}

/// What employees read of a transfer that is held since a restore.
const HELD_TEXT: &str = "The bank's records were restored from a backup, and this transfer is older: \
    release it first, if it was not cancelled or rejected meanwhile.";

/// What employees read while a recovery is not finished.
const UNFINISHED_TEXT: &str = "The bank recovers from a backup, and that is not finished yet.";

/// What customers read who share with an address that several people have.
const AMBIGUOUS_TEXT: &str = "This address belongs to more than one person, so the bank cannot know whom you \
    mean. Please contact the bank.";

/// What an employee reads who would end the access of the last one.
const LAST_TEXT: &str = "This is the only employee that the bank knows, and somebody must remain.";

/// What employees read who asked custody in vain.
const UNASKED_TEXT: &str =
    "The wallet service could not be asked. Nothing has changed; try again in a moment.";

impl Refusal {
    /// The stable name of the refusal on the wire.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::Invalid(_) => "invalid",
            Self::IdentityIncomplete => "identity_incomplete",
            Self::UserRetired => "user_retired",
            Self::IdempotencyKeyReused => "idempotency_key_reused",
            Self::AlreadyDecided => "already_decided",
            Self::AlreadyAcknowledged => "already_acknowledged",
            Self::TooLate => "too_late",
            Self::ConflictOfInterest => "conflict_of_interest",
            Self::BodyHashMismatch => "body_hash_mismatch",
            Self::WalletNotReady => "wallet_not_ready",
            Self::Paused => "paused",
            Self::HeldAfterRestore => "held_after_restore",
            Self::NotHeld => "not_held",
            Self::RecoveryUnfinished => "recovery_unfinished",
            Self::NotRecovering => "not_recovering",
            Self::WalletFrozen => "wallet_frozen",
            Self::AssetBlocked => "asset_blocked",
            Self::InsufficientFunds { .. } => "insufficient_funds",
            Self::ShareWithSelf => "share_with_self",
            Self::GranteeUnknown => "grantee_unknown",
            Self::GranteeAmbiguous => "grantee_ambiguous",
            Self::LimitAboveThreshold { .. } => "limit_above_threshold",
            Self::RetireSelf => "retire_self",
            Self::LastEmployee => "last_employee",
            Self::UserOwnsWallets => "user_owns_wallets",
            Self::TooManyWallets { .. } => "too_many_wallets",
            Self::WalletServiceUnavailable => "wallet_service_unavailable",
        }
    }

    /// A sentence for the person who asked. It names neither the custodian nor other people.
    #[must_use]
    pub fn detail(&self) -> String {
        let text = match self {
            Self::NotFound => "There is no such thing, or you may not see it.",
            Self::Forbidden => "You may see this, but not do that.",
            Self::Invalid(_) => "Some of the input cannot be accepted; see the fields.",
            Self::IdentityIncomplete => {
                "The access token names no email address. The operator of the sign-in service must \
                 add the email claim to the tokens of this bank."
            }
            Self::UserRetired => "This person's access to the bank has ended.",
            Self::IdempotencyKeyReused => {
                "This idempotency key was used before with another request."
            }
            Self::AlreadyDecided => "This transfer has been decided before.",
            Self::AlreadyAcknowledged => "Somebody has looked at this alert before.",
            Self::TooLate => "It is too late: the transfer is being sent or has ended.",
            Self::ConflictOfInterest => {
                "You have an interest in this yourself, so somebody else must decide it."
            }
            Self::BodyHashMismatch => {
                "The transfer is not the one that was shown for the decision. Load it again."
            }
            Self::WalletNotReady => "The wallet is still being opened. Try again shortly.",
            Self::Paused => "The bank has paused transfers for now.",
            Self::HeldAfterRestore => HELD_TEXT,
            Self::NotHeld => "The transfer is not held.",
            Self::RecoveryUnfinished => UNFINISHED_TEXT,
            Self::NotRecovering => "The bank does not recover from a backup.",
            Self::WalletFrozen => "The wallet is frozen.",
            Self::AssetBlocked => "This asset cannot be sent for now; the bank is looking into it.",
            Self::InsufficientFunds {
                available_text,
                symbol,
                ..
            } => {
                return format!(
                    "At most {available_text} {symbol} can be sent now. What is on its way is set \
                     aside until it is confirmed."
                );
            }
            Self::ShareWithSelf => "A wallet cannot be shared with its own owner.",
            Self::GranteeUnknown => "This person must sign in once before you can share.",
            Self::GranteeAmbiguous => AMBIGUOUS_TEXT,
            Self::LimitAboveThreshold {
                threshold: Some(threshold),
            } => {
                return format!("The limit may be at most the bank's threshold of {threshold}.");
            }
            Self::LimitAboveThreshold { threshold: None } => {
                "Every transfer of this asset waits for the bank, so a limit cannot be given."
            }
            Self::RetireSelf => "Nobody ends their own access; somebody else of the bank must.",
            Self::LastEmployee => LAST_TEXT,
            Self::UserOwnsWallets => "The person still owns a wallet that is in use.",
            Self::TooManyWallets { max } => {
                return format!("A person may have at most {max} wallets.");
            }
            Self::WalletServiceUnavailable => UNASKED_TEXT,
        };
        text.to_owned()
    }

    /// A refusal of one input field.
    #[must_use]
    pub fn field(field: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, code, detail)])
    }
}

/// One input field that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name on the wire.
    pub field: &'static str,
    /// Stable code of what is wrong with it.
    pub code: &'static str,
    /// A sentence for the person.
    pub detail: String,
}

impl FieldError {
    /// A field, what is wrong with it as a code, and the same as a sentence.
    #[must_use]
    pub fn new(field: &'static str, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            field,
            code,
            detail: detail.into(),
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        Self::Refused(match denied {
            Denied::Hidden => Refusal::NotFound,
            Denied::Forbidden => Refusal::Forbidden,
        })
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Fault(Fault::Store(error))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(Fault::Render(error))
    }
}

impl Error {
    /// A stored thing that contradicts the program.
    #[must_use]
    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Fault(Fault::Corrupt(what.into()))
    }
}
