//! Test money (demo mode only): the bank writes down who asked for it; the demo's own chain gives it.

use domain::asset::Asset;
use domain::id::WalletId;
use domain::money::BaseUnits;
use serde_json::json;

use crate::Bank;
use crate::audit::Change;
use crate::caller::Caller;
use crate::error::{Refusal, Result};

impl Bank {
    /// Writes down that the caller asked for test money, before it is given.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] outside of demo mode.
    pub async fn note_test_funds(
        &self,
        caller: &Caller,
        wallet: WalletId,
        asset: &Asset,
        amount: BaseUnits,
    ) -> Result<()> {
        if self.settings().demo.is_none() {
            return Err(Refusal::NotFound.into());
        }
        let asked = json!({
            "asset": asset.id().to_string(),
            "amount": amount.to_decimal(asset.decimals()),
        });
        let change = Change::new("wallet.test_funds", wallet).after(asked);
        self.record_alone(caller, change).await
    }
}
