//! Delegations: what the owner of a wallet lets somebody else do with it.

use std::fmt;

use crate::approval::LimitMode;
use crate::id::UserId;
use crate::money::BaseUnits;

/// The kind of a grant, as it is named on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// See balance and activity.
    View,
    /// See and send.
    Transfer,
}

impl Permission {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::View, Self::Transfer];

    /// The name on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Transfer => "transfer",
        }
    }

    /// Reads the name on the wire.
    ///
    /// # Errors
    /// [`GrantError::UnknownPermission`].
    pub fn parse(text: &str) -> Result<Self, GrantError> {
        let named = |permission: &Self| permission.as_str() == text;
        Self::ALL
            .into_iter()
            .find(named)
            .ok_or(GrantError::UnknownPermission)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a grant cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GrantError {
    /// Neither `view` nor `transfer`.
    #[error("the permission is view or transfer")]
    UnknownPermission,
    /// A limit makes sense only where something can be sent.
    #[error("a transfer limit goes with the permission transfer only")]
    LimitWithoutTransfer,
    /// The owner has every right already.
    #[error("a wallet cannot be shared with its owner")]
    OwnWallet,
}

impl GrantError {
    /// Stable code of this refusal.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownPermission => "unknown_permission",
            Self::LimitWithoutTransfer => "limit_without_transfer",
            Self::OwnWallet => "share_with_owner",
        }
    }
}

/// What a grantee may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grant {
    /// See balance and activity.
    View,
    /// See and send.
    Transfer {
        /// From this amount of the native asset on a transfer waits for an employee; 0 means that
        /// everything waits. Without one the owner's threshold decides.
        limit: Option<BaseUnits>,
    },
}

impl Grant {
    /// From the parts that a request or a row has.
    ///
    /// # Errors
    /// [`GrantError::LimitWithoutTransfer`].
    pub const fn try_new(
        permission: Permission,
        limit: Option<BaseUnits>,
    ) -> Result<Self, GrantError> {
        match (permission, limit) {
            (Permission::View, None) => Ok(Self::View),
            (Permission::View, Some(_)) => Err(GrantError::LimitWithoutTransfer),
            (Permission::Transfer, limit) => Ok(Self::Transfer { limit }),
        }
    }

    /// The kind of the grant.
    #[must_use]
    pub const fn permission(self) -> Permission {
        match self {
            Self::View => Permission::View,
            Self::Transfer { .. } => Permission::Transfer,
        }
    }

    /// The limit of a transfer grant.
    #[must_use]
    pub const fn limit(self) -> Option<BaseUnits> {
        match self {
            Self::View => None,
            Self::Transfer { limit } => limit,
        }
    }

    /// Whether replacing this grant by `new` (`None`: revoking it) cancels the grantee's transfers
    /// that were not sent yet. A changed limit does not: it touches new requests only.
    #[must_use]
    pub const fn ends_sending(self, new: Option<Self>) -> bool {
        match (self, new) {
            (Self::Transfer { .. }, None | Some(Self::View)) => true,
            (Self::Transfer { .. }, Some(Self::Transfer { .. })) | (Self::View, _) => false,
        }
    }
}

/// Whether a wallet may be shared with this user.
///
/// # Errors
/// [`GrantError::OwnWallet`].
pub fn check_grantee(owner: UserId, grantee: UserId) -> Result<(), GrantError> {
    if owner == grantee {
        Err(GrantError::OwnWallet)
    } else {
        Ok(())
    }
}

/// What the bank says to a new limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitCheck {
    /// Nothing to say.
    Fine,
    /// The limit lets more pass than the bank's threshold does: granted, the owner is told in
    /// plain words, the grant is marked in the bank's pages.
    Warn {
        /// The bank's threshold, where the asset has one.
        threshold: Option<BaseUnits>,
    },
    /// Not granted (`DELEGATION_LIMIT=strictest`).
    Refused {
        /// The bank's threshold.
        threshold: BaseUnits,
    },
}

/// Judges the limit of a new grant against the bank's threshold for the wallet's native asset.
///
/// Equal to the threshold is not more than it. Without a threshold everything of that asset waits,
/// so in `override` any limit but 0 lets more pass, and in `strictest` no limit lets anything pass.
#[must_use]
pub fn check_limit(mode: LimitMode, grant: Grant, threshold: Option<BaseUnits>) -> LimitCheck {
    let Some(limit) = grant.limit() else {
        return LimitCheck::Fine;
    };
    match (mode, threshold) {
        (LimitMode::Override, Some(threshold)) if limit > threshold => LimitCheck::Warn {
            threshold: Some(threshold),
        },
        (LimitMode::Override, None) if !limit.is_zero() => LimitCheck::Warn { threshold: None },
        (LimitMode::Strictest, Some(threshold)) if limit > threshold => {
            LimitCheck::Refused { threshold }
        }
        (LimitMode::Override | LimitMode::Strictest, _) => LimitCheck::Fine,
    }
}
