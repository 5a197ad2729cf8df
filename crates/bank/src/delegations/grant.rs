//! Sharing a wallet with somebody, by email.

use domain::access::Owned;
use domain::asset;
use domain::delegation::{self, Grant, LimitCheck, Permission};
use domain::id::{DelegationId, WalletId};
use domain::money::parse_decimal;
use domain::network::Network;
use domain::person::Email;
use serde_json::{Value, json};
use store::Tx;
use store::delegations::{Granted, NewDelegation};
use store::people::{EmailMatch, User};
use store::wallets::Wallet;

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::Caller;
use crate::delegations::DelegationView;
use crate::error::{Refusal, Result};
use crate::fields::Fields;
use crate::idempotency::{Created, Creation, IdempotencyKey, Repeatable};
use crate::units;

/// A wish to share a wallet, as the owner wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantDelegation {
    /// The wallet.
    pub wallet_id: WalletId,
    /// With whom.
    pub grantee_email: String,
    /// `view` (when absent) or `transfer`.
    pub permission: Option<String>,
    /// From which amount of the wallet's native asset on a transfer waits, as decimal text.
    pub transfer_limit: Option<String>,
}

/// A wish to share that is well formed.
struct Wish {
    email: Email,
    grant: Grant,
}

impl Bank {
    /// Shares a wallet of the caller's own; replaces what the grantee had before.
    ///
    /// Turning `transfer` into `view` cancels what the grantee has waiting.
    ///
    /// # Errors
    /// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`Refusal::Invalid`],
    /// [`Refusal::WalletNotReady`], [`Refusal::GranteeUnknown`], [`Refusal::GranteeAmbiguous`],
    /// [`Refusal::ShareWithSelf`], [`Refusal::LimitAboveThreshold`],
    /// [`Refusal::IdempotencyKeyReused`].
    pub async fn grant_delegation(
        &self,
        caller: &Caller,
        command: &GrantDelegation,
        key: Option<&IdempotencyKey>,
    ) -> Result<Created<DelegationView>> {
        let request = Repeatable {
            route: "POST /api/delegations",
            key,
        };
        let GrantDelegation {
            wallet_id,
            grantee_email,
            permission,
            transfer_limit,
        } = command;
        let content = [
            wallet_id.to_string(),
            grantee_email.clone(),
            permission.clone().unwrap_or_default(),
            transfer_limit.clone().unwrap_or_default(),
        ];
        let content = content.each_ref().map(String::as_str);
        // Judged before the transaction begins, so that a request holds one connection at a time.
        let wallet = self.wallet_owned(caller, *wallet_id).await?;
        let wish = self.judge_wish(command, &wallet)?;
        let granted = self.again(Repeat::of_keyed(key.is_some()), || {
            self.grant_once(caller, request, &content, (&wallet, &wish))
        });
        let (id, how, replayed) = granted.await?;
        let thing = self.delegation(caller, id).await?;
        Ok(Created {
            thing,
            how,
            replayed,
        })
    }
}

impl Bank {
    /// The delegation, how it came about, and whether an earlier request made it.
    async fn grant_once(
        &self,
        caller: &Caller,
        request: Repeatable<'_>,
        content: &[&str],
        (wallet, wish): (&Owned<Wallet>, &Wish),
    ) -> Result<(DelegationId, Creation, bool)> {
        let mut tx = self.store().begin(units::GRANT_DELEGATION).await?;
        if let Some(made) = self.claim_key(&mut tx, caller, request, content).await? {
            tx.rollback().await?;
            let id = DelegationId::from_uuid(made.id);
            return Ok((id, Creation::from_stored(&made), true));
        }
        let grantee = self.lock_parties(&mut tx, caller, &wish.email).await?;
        let (id, how) = self
            .put_delegation(&mut tx, caller, wallet, &grantee, wish.grant)
            .await?;
        self.bind_key(&mut tx, caller, request, ("delegation", id.uuid(), how))
            .await?;
        tx.commit().await?;
        Ok((id, how, false))
    }
}

impl Bank {
    /// What of a wish can be judged without knowing the grantee.
    fn judge_wish(&self, command: &GrantDelegation, wallet: &Owned<Wallet>) -> Result<Wish> {
        let wish = read_wish(command, wallet)?;
        // Frozen and shared are different things: what is frozen may still be looked at.
        if wallet.address.is_none() {
            return Err(Refusal::WalletNotReady.into());
        }
        self.check_limit(wallet, wish.grant)?;
        Ok(wish)
    }

    /// The one person with an address who may be granted something. That person and the owner are
    /// kept from being retired until the grant is written.
    async fn lock_parties(&self, tx: &mut Tx, owner: &Caller, email: &Email) -> Result<User> {
        let found = tx
            .find_user_by_email(&self.settings().issuer, email.key())
            .await?;
        let grantee = match found {
            EmailMatch::One(user) => user.id,
            EmailMatch::Nobody => return Err(Refusal::GranteeUnknown.into()),
            EmailMatch::Many => return Err(Refusal::GranteeAmbiguous.into()),
        };
        delegation::check_grantee(owner.user, grantee).map_err(|_| Refusal::ShareWithSelf)?;
        if !is_active(tx.lock_user_shared(owner.user).await?.as_ref()) {
            return Err(Refusal::UserRetired.into());
        }
        let grantee = tx.lock_user_shared(grantee).await?;
        grantee
            .filter(|user| is_active(Some(user)))
            .ok_or_else(|| Refusal::GranteeUnknown.into())
    }

    fn check_limit(&self, wallet: &Wallet, grant: Grant) -> Result<()> {
        match self.judge_limit(wallet.network, grant) {
            LimitCheck::Fine | LimitCheck::Warn { .. } => Ok(()),
            LimitCheck::Refused { threshold } => {
                let decimals = wallet.network.native_decimals();
                let threshold = Some(threshold.to_decimal(decimals));
                Err(Refusal::LimitAboveThreshold { threshold }.into())
            }
        }
    }

    /// Writes the grant, and cancels what a downgraded grantee has waiting.
    async fn put_delegation(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        wallet: &Owned<Wallet>,
        grantee: &User,
        grant: Grant,
    ) -> Result<(DelegationId, Creation)> {
        tx.lock_wallet_shared(wallet.id).await?;
        let before = tx.lock_delegation(wallet.id, grantee.id).await?;
        let new = NewDelegation {
            id: DelegationId::from_uuid(self.ids().uuid()),
            wallet_id: wallet.id,
            grantor_id: wallet.owner_id,
            grantee_id: grantee.id,
            grant,
            at: self.clock().now(),
        };
        let Granted {
            delegation,
            replaced,
        } = tx.put_delegation(&new).await?;
        if before
            .as_ref()
            .is_some_and(|before| before.grant.ends_sending(Some(grant)))
        {
            self.cancel_open_of_grantee(tx, caller, wallet.id, grantee.id)
                .await?;
        }
        let mut change = Change::new("delegation.granted", delegation.id).after(told(
            wallet.id,
            &grantee.email,
            grant,
        ));
        if let Some(before) = before {
            change = change.before(told(wallet.id, &grantee.email, before.grant));
        }
        self.record(tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_delegation(
            tx,
            "delegation.granted",
            delegation.id,
            wallet.id,
            grantee.id,
        );
        let how = if replaced {
            Creation::Replaced
        } else {
            Creation::New
        };
        Ok((delegation.id, how))
    }

    /// What the bank says to a limit on this network.
    pub(super) fn judge_limit(&self, network: Network, grant: Grant) -> LimitCheck {
        let policy = &self.settings().policy;
        let threshold = policy.thresholds.of(asset::native(network));
        delegation::check_limit(policy.limit_mode, grant, threshold)
    }
}

/// Whether a person is there and not retired.
fn is_active(user: Option<&User>) -> bool {
    user.is_some_and(|user| user.retired_at.is_none())
}

/// What the audit says of a grant.
pub(super) fn told(wallet: WalletId, grantee: &str, grant: Grant) -> Value {
    json!({
        "wallet": wallet.to_string(),
        "grantee": grantee,
        "permission": grant.permission().as_str(),
        "transfer_limit_base_units": grant.limit().map(|limit| limit.to_string()),
    })
}

/// Reads every field before the first fault is answered.
fn read_wish(command: &GrantDelegation, wallet: &Wallet) -> Result<Wish> {
    let decimals = wallet.network.native_decimals();
    let mut fields = Fields::default();
    let email = fields.take(
        "grantee_email",
        Email::parse(&command.grantee_email),
        |error| error.code(),
    );
    let permission = match &command.permission {
        None => Some(Permission::View),
        Some(text) => fields.take("permission", Permission::parse(text), |error| error.code()),
    };
    let limit = match &command.transfer_limit {
        None => Some(None),
        Some(text) => fields
            .take("transfer_limit", parse_decimal(text, decimals), |error| {
                error.code()
            })
            .map(Some),
    };
    let grant = permission.zip(limit).and_then(|(permission, limit)| {
        fields.take(
            "transfer_limit",
            Grant::try_new(permission, limit),
            |error| error.code(),
        )
    });
    match email.zip(grant) {
        Some((email, grant)) => Ok(Wish { email, grant }),
        None => fields.refuse(),
    }
}
