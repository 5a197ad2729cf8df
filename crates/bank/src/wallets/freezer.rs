//! Who froze a wallet, by name; for employees.

use std::collections::HashMap;

use domain::id::WalletId;
use domain::wallet::Freezer;
use store::audit::Deed;
use store::wallets::Wallet;

use crate::Bank;
use crate::error::Result;

impl Bank {
    /// The names of those whose freezes count, as the audit has them: where both owner and bank
    /// froze a wallet, the bank's.
    pub(crate) async fn freezer_names(
        &self,
        wallets: &[Wallet],
    ) -> Result<HashMap<WalletId, String>> {
        let counting: HashMap<String, (WalletId, Freezer)> = wallets
            .iter()
            .filter_map(|wallet| Some((wallet.id.to_string(), (wallet.id, counting(wallet)?))))
            .collect();
        let deeds = self.store().deeds("wallet.frozen", counting.keys()).await?;
        let mut names = HashMap::new();
        for Deed {
            subject,
            actor_name,
            after,
            ..
        } in deeds
        {
            let Some((id, freezer)) = counting.get(&subject) else {
                continue;
            };
            let by = after
                .as_ref()
                .and_then(|after| after.get("by"))
                .and_then(|by| by.as_str());
            if by == Some(freezer.as_str()) {
                // The newest comes last and stays.
                names.extend(actor_name.map(|name| (*id, name)));
            }
        }
        Ok(names)
    }
}

fn counting(wallet: &Wallet) -> Option<Freezer> {
    let freezes = wallet.freezes();
    if freezes.by_bank {
        Some(Freezer::Bank)
    } else {
        freezes.by_owner.then_some(Freezer::Owner)
    }
}
