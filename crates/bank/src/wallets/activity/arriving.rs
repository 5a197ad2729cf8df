//! Deposits that custody saw in a block which is not final: it told of them, and its history does
//! not have them yet. What goes out is a transfer of ours and shown as that.

use std::collections::HashMap;

use store::wallets::Wallet;
use time::Duration;

use super::{ActivityRow, to_row};
use crate::Bank;
use crate::custody::{Direction, HistoryRequest, Movement};
use crate::error::Result;
use crate::notices::read_movement;

/// A deposit that is not final after this time never will be: its block was replaced.
const GONE_AFTER: Duration = Duration::days(1);

/// Deposits that are shown at most.
const SHOWN_MAX: u32 = 50;

impl Bank {
    /// What is on its way in, newest first, without what `history` has. Only on the first page: it
    /// is the newest there is.
    pub(super) async fn arriving(
        &self,
        wallet: &Wallet,
        request: &HistoryRequest,
        history: &[Movement],
    ) -> Result<Vec<ActivityRow>> {
        let (Some(at_custody), None) = (&wallet.custody_wallet_id, &request.page.cursor) else {
            return Ok(Vec::new());
        };
        if request.direction == Some(Direction::Out) {
            return Ok(Vec::new());
        }
        let since = self.clock().now() - GONE_AFTER;
        let told = self
            .store()
            .movements_not_final(at_custody, since, SHOWN_MAX)
            .await?;
        let is_known = |movement: &Movement| {
            history.iter().any(|known| {
                (known.tx_hash, known.direction, known.contract)
                    == (movement.tx_hash, movement.direction, movement.contract)
            })
        };
        let rows = told
            .iter()
            .filter_map(|notice| read_movement(&notice.facts))
            .filter(|movement| movement.direction == Direction::In && !is_known(movement))
            .map(|movement| ActivityRow {
                is_final: false,
                ..to_row(wallet.network, movement, &HashMap::new())
            });
        Ok(rows.collect())
    }
}
