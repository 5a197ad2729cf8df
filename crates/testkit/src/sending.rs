//! Sending in a test: orders to fresh receivers, and waiting for what becomes of them.

use api_types::{AdminTransfer, CreateTransfer, TransferStatus, Wallet};
use domain::id::TransferId;

use crate::{bank::TestBank, wait::eventually};

impl TestBank {
    /// An address that nobody in this bank has paid before.
    pub fn receiver(&self) -> String {
        let number = self.next_number();
        format!("0x{:040x}", 0xbeef_0000_0000_u64 + number)
    }

    /// An order of native funds from a wallet to a receiver of its own.
    pub fn order(&self, from: &Wallet, amount: &str) -> CreateTransfer {
        CreateTransfer {
            wallet_id: from.id.clone(),
            to_address: self.receiver(),
            amount: amount.to_owned(),
            asset: None,
        }
    }

    /// A transfer as the bank's employees see it.
    pub async fn transfer(&self, id: &str) -> AdminTransfer {
        let employee = self.person("dana");
        let detail = employee.admin_transfer(id).await.expect("a transfer");
        detail.transfer
    }

    /// Waits until a transfer stands there. The bank's pauses between two looks at custody are
    /// not waited out: its clock goes forward by a second each time that it stands elsewhere.
    pub async fn reaches(&self, id: &str, status: TransferStatus) -> AdminTransfer {
        let what = format!("{id} to be {status:?}");
        self.seen(id, &what, |row| {
            let there = row.transfer.status == status;
            if !there {
                self.put_clock_forward(1);
            }
            there
        })
        .await
    }

    /// Waits until a transfer needs attention for this reason.
    pub async fn needs_attention(&self, id: &str, code: &str) -> AdminTransfer {
        let what = format!("{id} to need attention: {code}");
        let wanted = |row: &AdminTransfer| {
            let attention = row.attention.as_ref();
            attention.is_some_and(|attention| attention.code == code)
        };
        self.seen(id, &what, wanted).await
    }

    /// The endings of the attempts to hand a transfer over, oldest first; `unknown` without one.
    pub async fn attempts(&self, id: &str) -> Vec<String> {
        let id: TransferId = id.parse().expect("an id");
        let attempts = self.store().transfer_attempts(id).await;
        let ending = |ending: Option<String>| ending.unwrap_or_else(|| "unknown".to_owned());
        attempts
            .expect("attempts")
            .into_iter()
            .map(|attempt| ending(attempt.ending))
            .collect()
    }

    async fn seen(
        &self,
        id: &str,
        what: &str,
        wanted: impl Fn(&AdminTransfer) -> bool,
    ) -> AdminTransfer {
        let employee = self.person("dana");
        eventually(what, async || {
            let row = employee.admin_transfer(id).await.expect("a transfer");
            wanted(&row.transfer).then_some(row.transfer)
        })
        .await
    }
}
