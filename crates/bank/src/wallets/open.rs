//! Asking for a wallet. The key is made by custody, which may take a while or lose an answer; see
//! `opening` for how that comes to an end.

use core::time::Duration;

use domain::id::WalletId;
use domain::name::WalletName;
use domain::network::Network;
use serde_json::json;
use store::Tx;
use store::idempotency::MadeThing;
use store::wallets::NewWallet;

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::Caller;
use crate::clock::within;
use crate::error::{Refusal, Result};
use crate::fields::Fields;
use crate::idempotency::{Created, Creation, IdempotencyKey, Repeatable};
use crate::units;
use crate::wallets::WalletView;

/// How long the answer waits for the address before it says "opening".
const WAIT_FOR_ADDRESS: Duration = Duration::from_secs(3);

/// A wish for a wallet, as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenWallet {
    /// Its name; "My Wallet" when absent.
    pub name: Option<String>,
    /// Its network; Ethereum Sepolia when absent.
    pub network: Option<String>,
}

/// What became of a wish inside its transaction.
enum Ordered {
    New(WalletId),
    Known(MadeThing),
}

impl Bank {
    /// Opens a wallet for the caller. Usually it is ready when this answers; if custody takes
    /// longer it is `opening`, and becomes active by itself.
    ///
    /// # Errors
    /// [`Invalid`](crate::Refusal::Invalid),
    /// [`IdempotencyKeyReused`](crate::Refusal::IdempotencyKeyReused),
    /// [`TooManyWallets`](crate::Refusal::TooManyWallets).
    pub async fn open_wallet(
        &self,
        caller: &Caller,
        command: &OpenWallet,
        key: Option<&IdempotencyKey>,
    ) -> Result<Created<WalletView>> {
        let request = Repeatable {
            route: "POST /api/wallets",
            key,
        };
        let (name, network) = read_wish(command)?;
        let content = [name.as_str(), network.as_str()];
        let ordered = self.again(Repeat::of_keyed(key.is_some()), || {
            self.order_once(caller, request, &content, (&name, network))
        });
        let id = match ordered.await? {
            Ordered::New(id) => id,
            Ordered::Known(made) => {
                let id = WalletId::from_uuid(made.id);
                return Ok(Created {
                    thing: self.wallet(caller, id, false).await?,
                    how: Creation::from_stored(&made),
                    replayed: true,
                });
            }
        };
        if caller.is_employee {
            // Who owns a wallet is a customer, whatever else the person is.
            self.fiat().ensure_for(caller.user).await?;
        }
        self.wait_for_opening(id).await;
        let thing = self.wallet(caller, id, false).await?;
        Ok(Created {
            thing,
            how: Creation::New,
            replayed: false,
        })
    }

    async fn order_once(
        &self,
        caller: &Caller,
        request: Repeatable<'_>,
        content: &[&str],
        (name, network): (&WalletName, Network),
    ) -> Result<Ordered> {
        let mut tx = self.store().begin(units::ORDER_WALLET).await?;
        if let Some(made) = self.claim_key(&mut tx, caller, request, content).await? {
            tx.rollback().await?;
            return Ok(Ordered::Known(made));
        }
        let id = self.order_wallet(&mut tx, caller, name, network).await?;
        self.bind_key(
            &mut tx,
            caller,
            request,
            ("wallet", id.uuid(), Creation::New),
        )
        .await?;
        tx.commit().await?;
        Ok(Ordered::New(id))
    }

    /// Writes down that a wallet is wanted, under the id by which it is found at custody again.
    async fn order_wallet(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        name: &WalletName,
        network: Network,
    ) -> Result<WalletId> {
        // Whoever retires the person waits here, and then finds a wallet that is being opened. So
        // does another opening, which then counts this one.
        let owner = tx.lock_user_exclusive(caller.user).await?;
        if owner.is_none_or(|owner| owner.retired_at.is_some()) {
            return Err(Refusal::UserRetired.into());
        }
        let max = self.settings().wallets_per_person_max;
        if tx.count_wallets_of(caller.user).await? >= max {
            return Err(Refusal::TooManyWallets { max }.into());
        }
        let id = WalletId::from_uuid(self.ids().uuid());
        tx.insert_wallet(&NewWallet {
            id,
            owner_id: caller.user,
            name: name.as_str().to_owned(),
            network,
            external_id: id.to_string(),
            created_at: self.clock().now(),
        })
        .await?;
        let change = Change::new("wallet.ordered", id)
            .after(json!({ "name": name.as_str(), "network": network.as_str() }));
        self.record(tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_wallet(tx, "wallet.ordered", id);
        Ok(id)
    }

    /// Starts the opening and waits a little. The work is a task of its own: a client that hangs
    /// up, or this wait coming to its end, cuts nothing off.
    async fn wait_for_opening(&self, id: WalletId) {
        let bank = self.clone();
        // Counted, so that a shutdown waits for it.
        let running = self.executions().begin();
        let work = self.spawn(async move {
            if let Err(error) = bank.finish_opening(id).await {
                tracing::error!(%id, ?error, "opening a wallet was interrupted");
            }
            drop(running);
        });
        // Whether it ended, failed or goes on is read from the row.
        let _ = within(self.clock(), WAIT_FOR_ADDRESS, work.wait()).await;
    }
}

fn read_wish(command: &OpenWallet) -> Result<(WalletName, Network)> {
    let mut fields = Fields::default();
    let name = match &command.name {
        None => Some(WalletName::default_name()),
        Some(text) => fields.take("name", WalletName::parse(text), |error| error.code()),
    };
    let network = match &command.network {
        None => Some(Network::DEFAULT),
        Some(text) => fields.take("network", Network::parse(text), |error| error.code()),
    };
    match name.zip(network) {
        Some(wish) => Ok(wish),
        None => fields.refuse(),
    }
}
