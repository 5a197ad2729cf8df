//! Authority over a thing, as a type that only a check can make.

use std::ops::Deref;

use super::{Denied, Relation, Standing, WalletAction, check};
use crate::delegation::Grant;
use crate::money::BaseUnits;

macro_rules! authority {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name<T> {
            thing: T,
            standing: Standing,
        }

        impl<T> $name<T> {
            /// The standing under which the authority was given.
            #[must_use]
            pub fn standing(&self) -> Standing {
                self.standing
            }

            /// The thing, without the authority.
            #[must_use]
            pub fn into_inner(self) -> T {
                self.thing
            }
        }

        impl<T> Deref for $name<T> {
            type Target = T;

            fn deref(&self) -> &T {
                &self.thing
            }
        }
    };
}

authority! {
    /// A wallet, or a thing of a wallet, that the caller may see.
    Viewable
}
authority! {
    /// A wallet that the caller owns.
    Owned
}

/// By what right somebody sends from a wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpendAuthority {
    /// It is their own.
    Owner,
    /// They hold a transfer grant.
    Delegate {
        /// The limit of the grant, in base units of the wallet's native asset.
        limit: Option<BaseUnits>,
    },
}

/// A wallet from which the caller may send.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Spendable<T> {
    thing: T,
    authority: SpendAuthority,
}

impl<T> Spendable<T> {
    /// By what right.
    #[must_use]
    pub fn authority(&self) -> SpendAuthority {
        self.authority
    }

    /// The wallet, without the authority.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.thing
    }
}

impl<T> Deref for Spendable<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.thing
    }
}

/// The thing, if the caller may see the wallet: as owner, as grantee, or as an employee who reads
/// one wallet.
///
/// # Errors
/// [`Denied`]: hidden from others.
pub fn viewable<T>(standing: Standing, thing: T) -> Result<Viewable<T>, Denied> {
    check(standing, WalletAction::See)?;
    Ok(Viewable { thing, standing })
}

/// The thing, if the caller may see the activity of its wallet on the routes for customers, where
/// an employee is anybody else.
///
/// # Errors
/// [`Denied`]: hidden from others.
pub fn viewable_as_customer<T>(standing: Standing, thing: T) -> Result<Viewable<T>, Denied> {
    check(standing, WalletAction::SeeActivity)?;
    Ok(Viewable { thing, standing })
}

/// The wallet, if the caller owns it.
///
/// # Errors
/// [`Denied`]: forbidden for a grantee, hidden from others.
pub fn owned<T>(standing: Standing, thing: T) -> Result<Owned<T>, Denied> {
    check(standing, WalletAction::Share)?;
    Ok(Owned { thing, standing })
}

/// The wallet, if the caller may send from it.
///
/// # Errors
/// [`Denied`]: forbidden for a view grantee, hidden from others.
pub fn spendable<T>(standing: Standing, thing: T) -> Result<Spendable<T>, Denied> {
    check(standing, WalletAction::Send)?;
    let authority = match standing.relation {
        Relation::Owner => SpendAuthority::Owner,
        Relation::Grantee(Grant::Transfer { limit }) => SpendAuthority::Delegate { limit },
        Relation::Grantee(Grant::View) => return Err(Denied::Forbidden),
        Relation::Stranger => return Err(Denied::Hidden),
    };
    Ok(Spendable { thing, authority })
}
