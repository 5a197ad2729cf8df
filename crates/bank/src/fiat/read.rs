//! What a customer, or an employee for a customer, reads of fiat accounts.

use domain::id::FiatAccountId;
use store::{Page, Paged, SeqCursor};

use crate::Bank;
use crate::caller::Caller;
use crate::custody::Direction;
use crate::error::{Refusal, Result};
use crate::fiat::{FiatAccountView, FiatEntryView};

impl Bank {
    /// One of the caller's own accounts with a page of its bookings, newest first; with a direction
    /// those that came, or those that went, only.
    ///
    /// # Errors
    /// [`NotFound`](Refusal::NotFound) for anybody else's account.
    pub async fn fiat_account(
        &self,
        caller: &Caller,
        id: FiatAccountId,
        direction: Option<Direction>,
        page: Page<SeqCursor>,
    ) -> Result<(FiatAccountView, Paged<FiatEntryView, SeqCursor>)> {
        let account = self
            .fiat()
            .find_of(caller.user, id)
            .await?
            .ok_or(Refusal::NotFound)?;
        let entries = self
            .fiat()
            .entries_of(caller.user, id, direction, page)
            .await?;
        Ok((account, entries))
    }
}
