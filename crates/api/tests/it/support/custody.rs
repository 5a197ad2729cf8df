//! A custodian in memory: every wallet holds ten ether, every transfer is on chain at once.

use std::collections::HashMap;
use std::sync::Mutex;

use async_trait::async_trait;
use bank::custody::{
    CallError, Custody, CustodyBalance, CustodyTransfer, CustodyWallet, Detail, FeeEstimate,
    HistoryRequest, Movement, NewWallet, Page, PageRequest, Requested, Submission, TransferIntent,
    WalletRef,
};
use domain::address::EvmAddress;
use domain::execution::CustodyState;
use domain::money::BaseUnits;
use domain::network::Network;
use domain::reference::{CustodyTransferId, CustodyWalletId, ExternalId, TxHash};
use serde_json::{Value, json};

/// Remembers what it was asked for.
#[derive(Debug, Default)]
pub(crate) struct FakeCustody(Mutex<Books>);

#[derive(Debug, Default)]
struct Books {
    wallets: Vec<CustodyWallet>,
    transfers: HashMap<String, CustodyTransfer>,
    is_down: bool,
}

impl FakeCustody {
    /// From now on neither history nor transfers can be read, or can be again.
    pub(crate) fn go_down(&self, is_down: bool) {
        self.0.lock().unwrap().is_down = is_down;
    }

    /// How many transfers were handed over.
    pub(crate) fn executed(&self) -> usize {
        self.0.lock().unwrap().transfers.len()
    }
}

#[async_trait]
impl Custody for FakeCustody {
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8> {
        json!({
            "to": intent.destination.address().to_string(),
            "amount": intent.amount.base_units().to_string(),
            "contract": intent.asset.contract().map(|contract| contract.to_string()),
            "externalId": intent.external_id.as_str(),
        })
        .to_string()
        .into_bytes()
    }

    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError> {
        let mut books = self.0.lock().unwrap();
        let number = books.wallets.len() + 1;
        let wallet = CustodyWallet {
            id: CustodyWalletId::parse(&format!("cw-{number}")).unwrap(),
            network: Some(new.network),
            address: Some(EvmAddress::parse(&format!("0x{number:040x}")).unwrap()),
            external_id: Some(new.external_id.clone()),
        };
        books.wallets.push(wallet.clone());
        Ok(wallet)
    }

    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError> {
        let books = self.0.lock().unwrap();
        let found = books
            .wallets
            .iter()
            .find(|wallet| wallet.id == *id)
            .cloned();
        found.ok_or_else(|| CallError::NotFound(Detail("wallet".to_owned())))
    }

    async fn find_wallet(&self, id: &str, _: u32) -> Result<Option<CustodyWallet>, CallError> {
        let books = self.0.lock().unwrap();
        let ours = |wallet: &&CustodyWallet| wallet.external_id.as_deref() == Some(id);
        Ok(books.wallets.iter().find(ours).cloned())
    }

    async fn balances(&self, _: &WalletRef) -> Result<Vec<CustodyBalance>, CallError> {
        Ok(vec![CustodyBalance {
            contract: None,
            symbol: Some("ETH".to_owned()),
            decimals: 18,
            amount: BaseUnits::from_u128(10_000_000_000_000_000_000),
            usd_quote: None,
        }])
    }

    async fn history(
        &self,
        _: &WalletRef,
        _: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError> {
        if self.0.lock().unwrap().is_down {
            return Err(CallError::NotSent(Detail("out of reach".to_owned())));
        }
        Ok(Page {
            items: Vec::new(),
            next: None,
        })
    }

    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        let body: Value = serde_json::from_slice(body).unwrap();
        let external_id = body["externalId"].as_str().unwrap().to_owned();
        let mut books = self.0.lock().unwrap();
        let number = u8::try_from(books.transfers.len() + 1).unwrap();
        let transfer = CustodyTransfer {
            id: CustodyTransferId::parse(&format!("ct-{number}")).unwrap(),
            wallet: wallet.id.clone(),
            requested: Requested {
                native: Some(body["contract"].is_null()),
                contract: body["contract"].as_str().map(str::to_owned),
                to: body["to"].as_str().unwrap().to_owned(),
                amount: BaseUnits::parse_integer(body["amount"].as_str().unwrap()).ok(),
            },
            external_id: Some(external_id.clone()),
            state: CustodyState::Broadcasted,
            tx_hash: Some(TxHash::from_bytes([number; 32])),
            fee: None,
            replaced: false,
            reason: None,
        };
        Submission::Accepted(
            books
                .transfers
                .entry(external_id)
                .or_insert(transfer)
                .clone(),
        )
    }

    async fn transfer(
        &self,
        _: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError> {
        let books = self.0.lock().unwrap();
        if books.is_down {
            return Err(CallError::NotSent(Detail("out of reach".to_owned())));
        }
        let found = books
            .transfers
            .values()
            .find(|transfer| transfer.id == *id)
            .cloned();
        found.ok_or_else(|| CallError::NotFound(Detail("transfer".to_owned())))
    }

    async fn find_transfer(
        &self,
        _: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError> {
        Ok(self
            .0
            .lock()
            .unwrap()
            .transfers
            .get(external_id.as_str())
            .cloned())
    }

    async fn transfers(
        &self,
        wallet: &WalletRef,
        _: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError> {
        let books = self.0.lock().unwrap();
        let own = |transfer: &&CustodyTransfer| transfer.wallet == wallet.id;
        Ok(Page {
            items: books.transfers.values().filter(own).cloned().collect(),
            next: None,
        })
    }

    async fn wallets(&self, _: &PageRequest) -> Result<Page<CustodyWallet>, CallError> {
        Ok(Page {
            items: self.0.lock().unwrap().wallets.clone(),
            next: None,
        })
    }

    async fn fees(&self, _: Network) -> Result<Option<FeeEstimate>, CallError> {
        Ok(None)
    }

    async fn probe(&self) -> Result<(), CallError> {
        Ok(())
    }
}
