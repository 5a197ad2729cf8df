//! The table of problems: name, status, title and usual sentence of each.

use axum::http::StatusCode;
use bank::error::Refusal;

/// Defines [`Code`] from one table, so that a new code cannot miss a column.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident $status:ident $name:literal $title:literal $detail:literal;)*) => {
        /// Which problem it is. The name is stable; programs may rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// Every problem that this API can answer.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP status.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// The sentence that is the same for every problem with this code.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What the caller reads when there is nothing more precise to say.
            #[must_use]
            pub const fn detail(self) -> &'static str {
                match self { $(Self::$variant => $detail,)* }
            }
        }
    };
}

codes! {
    /// The input could not be read at all.
    MalformedBody BAD_REQUEST "malformed_body" "The body cannot be read"
        "The body must be one JSON document in UTF-8.";
    /// The request does not name the host that it is for.
    HostMissing BAD_REQUEST "host_missing" "The host is not named"
        "A request names its host once, in the header Host (RFC 9112, section 3.2).";
    /// A parameter of the query is not acceptable.
    InvalidQuery BAD_REQUEST "invalid_query" "The query is not valid"
        "Some of the query's parameters cannot be accepted; see the fields.";
    /// The idempotency key is not acceptable.
    InvalidIdempotencyKey BAD_REQUEST "invalid_idempotency_key" "The idempotency key is not valid"
        "An Idempotency-Key has 1 to 128 visible ASCII characters and is given once.";
    /// No access token came.
    TokenMissing UNAUTHORIZED "token_missing" "Sign in first"
        "This call needs an access token: Authorization: Bearer <token>.";
    /// The access token is none of ours.
    TokenInvalid UNAUTHORIZED "token_invalid" "The access token is not valid"
        "The access token was not issued for this bank by its identity provider.";
    /// The access token has expired.
    TokenExpired UNAUTHORIZED "token_expired" "The access token has expired"
        "The access token has expired; get a new one.";
    /// The access token does not hold yet.
    TokenNotYetValid UNAUTHORIZED "token_not_yet_valid" "The access token does not hold yet"
        "The access token is for later use, or the clocks differ.";
    /// An employee's access token is too old for its role to be believed.
    TokenTooOld UNAUTHORIZED "token_too_old" "The access token is too old"
        "Employees need a token that was issued recently; get a new one.";
    /// A message that is said to be custody's is not signed as one.
    SignatureInvalid UNAUTHORIZED "signature_invalid" "The signature is not valid"
        "The message is not signed with a secret that this bank shares with custody.";
    /// A message of custody from another time.
    MessageExpired UNAUTHORIZED "message_expired" "The message is from another time"
        "The message was sent more than five minutes ago, or in the future.";
    /// There is no such thing, as far as the caller may know.
    NotFound NOT_FOUND "not_found" "Not found"
        "There is no such thing, or you may not see it.";
    /// There is no such path.
    RouteUnknown NOT_FOUND "route_unknown" "There is nothing at this address"
        "This API has no such path; see /docs.";
    /// The path knows no such method.
    MethodNotAllowed METHOD_NOT_ALLOWED "method_not_allowed" "This cannot be done here"
        "This path does not know the method; the header Allow names those it knows.";
    /// The request did not arrive in time.
    RequestTimeout REQUEST_TIMEOUT "request_timeout" "The request took too long to arrive"
        "The body did not arrive within 10 seconds.";
    /// The body is larger than any request needs.
    BodyTooLarge PAYLOAD_TOO_LARGE "body_too_large" "The body is too large"
        "A body has at most 64 KiB, also after decompression.";
    /// The body is of another media type or encoding.
    UnsupportedMediaType UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "The body is of another kind"
        "A body is application/json in UTF-8, plain or compressed by gzip.";
    /// The caller may know it but not do this.
    Forbidden FORBIDDEN "forbidden" "This is not allowed"
        "You may see this, but not do that.";
    /// Some input is malformed or names something that does not exist.
    Invalid UNPROCESSABLE_ENTITY "invalid" "The input is not valid"
        "Some of the input cannot be accepted; see the fields.";
    /// The token names no email.
    IdentityIncomplete FORBIDDEN "identity_incomplete" "The sign-in lacks an email address"
        "The access token names no email address.";
    /// The person may no longer sign in.
    UserRetired FORBIDDEN "user_retired" "The access has ended"
        "This person's access to the bank has ended.";
    /// The idempotency key came with another body before.
    IdempotencyKeyReused UNPROCESSABLE_ENTITY "idempotency_key_reused" "The idempotency key was used before"
        "This idempotency key was used before with another request.";
    /// The thing was decided before.
    AlreadyDecided CONFLICT "already_decided" "Already decided"
        "This transfer has been decided before.";
    /// Somebody has looked at the alert before.
    AlreadyAcknowledged CONFLICT "already_acknowledged" "Already acknowledged"
        "Somebody has looked at this alert before.";
    /// It is being sent or has ended.
    TooLate CONFLICT "too_late" "Too late"
        "It is too late: the transfer is being sent or has ended.";
    /// The decider has an interest in the transfer, or in the wallet that is to be released.
    ConflictOfInterest FORBIDDEN "conflict_of_interest" "Somebody else must decide"
        "You have an interest in this yourself, so somebody else must decide it.";
    /// The decision was made on another body.
    BodyHashMismatch CONFLICT "body_hash_mismatch" "The decision was made on something else"
        "The transfer is not the one that was shown for the decision. Load it again.";
    /// The wallet has no address yet.
    WalletNotReady CONFLICT "wallet_not_ready" "The wallet is not ready"
        "The wallet is still being opened. Try again shortly.";
    /// The bank has paused all sending.
    Paused CONFLICT "paused" "The bank has paused transfers"
        "The bank has paused transfers for now.";
    /// The transfer is held since a restore from a backup.
    HeldAfterRestore CONFLICT "held_after_restore" "The transfer is held"
        "The bank's records were restored from a backup, and this transfer is older: release it first.";
    /// The transfer is not held.
    NotHeld CONFLICT "not_held" "The transfer is not held"
        "The transfer is not held.";
    /// Custody's record is not read back yet, or nobody has ended the recovery.
    RecoveryUnfinished CONFLICT "recovery_unfinished" "The recovery is not finished"
        "The bank recovers from a backup, and that is not finished yet.";
    /// The bank does not recover from anything.
    NotRecovering CONFLICT "not_recovering" "There is no recovery"
        "The bank does not recover from a backup.";
    /// Owner or bank froze the wallet.
    WalletFrozen CONFLICT "wallet_frozen" "The wallet is frozen"
        "The wallet is frozen.";
    /// The asset cannot be sent for now.
    AssetBlocked CONFLICT "asset_blocked" "The asset is blocked"
        "This asset cannot be sent for now; the bank is looking into it.";
    /// More than the wallet can give.
    InsufficientFunds UNPROCESSABLE_ENTITY "insufficient_funds" "Not enough funds"
        "The wallet cannot give as much.";
    /// The wallet is shared with its own owner.
    ShareWithSelf UNPROCESSABLE_ENTITY "share_with_self" "This is the owner"
        "A wallet cannot be shared with its own owner.";
    /// Nobody with that address has signed in.
    GranteeUnknown UNPROCESSABLE_ENTITY "grantee_unknown" "Nobody is known by this address"
        "This person must sign in once before you can share.";
    /// Several people have that address.
    GranteeAmbiguous UNPROCESSABLE_ENTITY "grantee_ambiguous" "Several people have this address"
        "This address belongs to more than one person.";
    /// The limit is above the bank's threshold.
    LimitAboveThreshold UNPROCESSABLE_ENTITY "limit_above_threshold" "The limit is too high"
        "The limit is above the bank's threshold.";
    /// An employee retires their own person.
    RetireSelf CONFLICT "retire_self" "Nobody ends their own access"
        "Nobody ends their own access; somebody else of the bank must.";
    /// Nobody of the bank would be left.
    LastEmployee CONFLICT "last_employee" "This is the last employee"
        "This is the only employee that the bank knows, and somebody must remain.";
    /// The person still owns a wallet.
    UserOwnsWallets CONFLICT "user_owns_wallets" "The person still owns a wallet"
        "The person still owns a wallet that is in use.";
    /// The person has as many wallets as one may have.
    TooManyWallets CONFLICT "too_many_wallets" "There are enough wallets"
        "The person has as many wallets as one may have.";
    /// Custody could not be asked.
    WalletServiceUnavailable SERVICE_UNAVAILABLE "wallet_service_unavailable" "The wallet service cannot be asked"
        "The wallet service could not be asked. Nothing has changed; try again in a moment.";
    /// The demo's people have done something that its story does not know.
    StoryInterrupted CONFLICT "story_interrupted" "The story cannot be played on"
        "Something was changed that the story rests on, such as a wallet that is frozen now.";
    /// The person listens on as many streams as one may.
    TooManyStreams TOO_MANY_REQUESTS "too_many_streams" "There are enough streams"
        "You listen on as many streams as one person may; end one of them first.";
    /// A fault of ours.
    Internal INTERNAL_SERVER_ERROR "internal" "Something went wrong"
        "The bank could not do this. Its staff can find the cause by the request id.";
    /// The bank has too much to do.
    Overloaded SERVICE_UNAVAILABLE "overloaded" "The bank is busy"
        "The bank has too many requests at once; try again in a moment.";
    /// The bank's own records cannot be read or written.
    Unavailable SERVICE_UNAVAILABLE "unavailable" "The bank cannot work right now"
        "The bank cannot reach its records. Whether it did this is not certain; try again in a moment, with the same Idempotency-Key.";
    /// The identity provider's keys could not be fetched.
    SignInUnavailable SERVICE_UNAVAILABLE "sign_in_unavailable" "Sign-in cannot be checked"
        "The identity provider cannot be reached; try again in a moment.";
}

impl Code {
    /// The code of a refusal.
    #[must_use]
    pub const fn of(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::NotFound,
            Refusal::Forbidden => Self::Forbidden,
            Refusal::Invalid(_) => Self::Invalid,
            Refusal::IdentityIncomplete => Self::IdentityIncomplete,
            Refusal::UserRetired => Self::UserRetired,
            Refusal::IdempotencyKeyReused => Self::IdempotencyKeyReused,
            Refusal::AlreadyDecided => Self::AlreadyDecided,
            Refusal::AlreadyAcknowledged => Self::AlreadyAcknowledged,
            Refusal::TooLate => Self::TooLate,
            Refusal::ConflictOfInterest => Self::ConflictOfInterest,
            Refusal::BodyHashMismatch => Self::BodyHashMismatch,
            Refusal::WalletNotReady => Self::WalletNotReady,
            Refusal::Paused => Self::Paused,
            Refusal::HeldAfterRestore => Self::HeldAfterRestore,
            Refusal::NotHeld => Self::NotHeld,
            Refusal::RecoveryUnfinished => Self::RecoveryUnfinished,
            Refusal::NotRecovering => Self::NotRecovering,
            Refusal::WalletFrozen => Self::WalletFrozen,
            Refusal::AssetBlocked => Self::AssetBlocked,
            Refusal::InsufficientFunds { .. } => Self::InsufficientFunds,
            Refusal::ShareWithSelf => Self::ShareWithSelf,
            Refusal::GranteeUnknown => Self::GranteeUnknown,
            Refusal::GranteeAmbiguous => Self::GranteeAmbiguous,
            Refusal::LimitAboveThreshold { .. } => Self::LimitAboveThreshold,
            Refusal::RetireSelf => Self::RetireSelf,
            Refusal::LastEmployee => Self::LastEmployee,
            Refusal::UserOwnsWallets => Self::UserOwnsWallets,
            Refusal::TooManyWallets { .. } => Self::TooManyWallets,
            Refusal::WalletServiceUnavailable => Self::WalletServiceUnavailable,
        }
    }

    /// The code of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// What the header `WWW-Authenticate` says (RFC 6750, section 3); `None` for other statuses.
    #[must_use]
    pub(crate) fn challenge(self) -> Option<&'static str> {
        if self.status() != StatusCode::UNAUTHORIZED {
            return None;
        }
        // Without any token the standard asks for a challenge that names no error.
        Some(if self == Self::TokenMissing {
            "Bearer"
        } else if self == Self::SignatureInvalid || self == Self::MessageExpired {
            "Signature"
        } else if self == Self::TokenExpired {
            "Bearer error=\"invalid_token\", error_description=\"the token has expired\""
        } else if self == Self::TokenTooOld {
            "Bearer error=\"invalid_token\", error_description=\"the token is too old\""
        } else {
            "Bearer error=\"invalid_token\""
        })
    }
}
