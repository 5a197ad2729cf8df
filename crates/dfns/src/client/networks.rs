//! Networks.

use super::{Client, add_query};
use crate::error::Error;
use crate::wire::{FeeEstimate, Network};

impl Client {
    /// What a transaction costs now, by speed.
    ///
    /// # Errors
    /// The failure of the last attempt.
    pub async fn network_fees(&self, network: &Network) -> Result<FeeEstimate, Error> {
        let mut url = self.url("/networks/fees");
        add_query(&mut url, "network", Some(network.as_str()));
        self.get(url).await
    }
}
