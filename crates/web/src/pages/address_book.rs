//! What a person calls an address: the name of the wallet that is there.

use std::collections::HashMap;

use api_types::Overview;

use crate::format;

/// Names by address, of every wallet that a person sees.
#[derive(Debug, Default)]
pub(super) struct AddressBook(HashMap<String, String>);

impl AddressBook {
    pub(super) fn of(overview: &Overview) -> Self {
        let wallets = overview.wallets.iter().chain(&overview.delegated_wallets);
        let known = wallets.filter_map(|wallet| {
            let address = wallet.address.as_deref()?;
            Some((address.to_ascii_lowercase(), wallet.name.clone()))
        });
        Self(known.collect())
    }

    /// The name of the wallet at an address.
    pub(super) fn name(&self, address: &str) -> Option<&str> {
        let known = self.0.get(&address.to_ascii_lowercase());
        known.map(String::as_str)
    }

    /// The name, or the address shortened where nothing is known.
    pub(super) fn shown(&self, address: &str) -> String {
        self.name(address)
            .map_or_else(|| format::short_address(address), str::to_owned)
    }
}
