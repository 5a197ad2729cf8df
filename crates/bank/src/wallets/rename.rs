//! A wallet's name is its owner's to choose.

use domain::access::Owned;
use domain::id::WalletId;
use domain::name::WalletName;
use serde_json::json;
use store::wallets::Wallet;

use crate::Bank;
use crate::again::Repeat;
use crate::audit::Change;
use crate::caller::Caller;
use crate::error::Result;
use crate::fields::Fields;
use crate::units;
use crate::wallets::WalletView;

impl Bank {
    /// Renames a wallet of the caller's own.
    ///
    /// # Errors
    /// [`NotFound`](crate::Refusal::NotFound), [`Forbidden`](crate::Refusal::Forbidden) for a
    /// grantee, [`Invalid`](crate::Refusal::Invalid) for a name that cannot be shown.
    pub async fn rename_wallet(
        &self,
        caller: &Caller,
        id: WalletId,
        name: &str,
    ) -> Result<WalletView> {
        let wallet = self.wallet_owned(caller, id).await?;
        let mut fields = Fields::default();
        let Some(name) = fields.take("name", WalletName::parse(name), |error| error.code()) else {
            return fields.refuse();
        };
        if wallet.name != name.as_str() {
            self.again(Repeat::Unsafe, || self.rename_once(caller, &wallet, &name))
                .await?;
        }
        self.wallet(caller, id, false).await
    }

    async fn rename_once(
        &self,
        caller: &Caller,
        wallet: &Owned<Wallet>,
        name: &WalletName,
    ) -> Result<()> {
        let id = wallet.id;
        let mut tx = self.store().begin(units::RENAME_WALLET).await?;
        tx.rename_wallet_of(wallet.owner_id, id, name.as_str())
            .await?;
        let change = Change::new("wallet.renamed", id)
            .before(json!({ "name": wallet.name }))
            .after(json!({ "name": name.as_str() }));
        self.record(&mut tx, &caller.into(), &caller.request, change)
            .await?;
        self.announce_wallet(&mut tx, "wallet.changed", id);
        tx.commit().await?;
        Ok(())
    }
}
