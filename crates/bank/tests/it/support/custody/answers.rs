use async_trait::async_trait;
use bank::custody::{
    CallError, Custody, CustodyBalance, CustodyTransfer, CustodyWallet, FeeEstimate,
    HistoryRequest, Movement, NewWallet, Page, PageRequest, Submission, TransferIntent, WalletRef,
};
use domain::money::BaseUnits;
use domain::network::Network;
use domain::reference::{CustodyTransferId, CustodyWalletId, ExternalId};
use serde_json::json;

use super::{Call, FakeCustody, Trouble, address_of, call_error, detail};

#[async_trait]
impl Custody for FakeCustody {
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8> {
        let mut body = json!({
            "to": intent.destination.to_string(),
            "amount": intent.amount.base_units().to_string(),
            "externalId": intent.external_id.as_str(),
        });
        if let Some(contract) = intent.asset.contract() {
            body["contract"] = json!(contract.to_string());
        }
        serde_json::to_vec(&body).unwrap()
    }

    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError> {
        let trouble = self.enter(Call::CreateWallet).await;
        if let Some(trouble) = trouble
            .as_ref()
            .filter(|trouble| **trouble != Trouble::LostAfter)
        {
            return Err(call_error(trouble));
        }
        let mut ledger = self.ledger();
        let n = ledger.wallets.len();
        let wallet = CustodyWallet {
            id: CustodyWalletId::parse(&format!("cw-{n}")).unwrap(),
            network: Some(new.network),
            address: (!ledger.addresses_later).then(|| address_of(n)),
            external_id: Some(new.external_id.clone()),
        };
        ledger.wallets.push(wallet.clone());
        ledger.names.push(new.name.clone());
        let native = CustodyBalance {
            contract: None,
            symbol: Some(new.network.native_symbol().to_owned()),
            decimals: new.network.native_decimals().0,
            amount: BaseUnits::ZERO,
            usd_quote: None,
        };
        ledger.balances.insert(wallet.id.clone(), vec![native]);
        match trouble {
            Some(trouble) => Err(call_error(&trouble)),
            None => Ok(wallet),
        }
    }

    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError> {
        self.look(Call::Wallet, |ledger| {
            ledger
                .wallets
                .iter()
                .find(|wallet| wallet.id == *id)
                .cloned()
                .ok_or_else(|| CallError::NotFound(detail("404")))
        })
        .await
    }

    async fn find_wallet(
        &self,
        external_id: &str,
        _pages_max: u32,
    ) -> Result<Option<CustodyWallet>, CallError> {
        self.look(Call::FindWallet, |ledger| {
            Ok(ledger
                .wallets
                .iter()
                .find(|wallet| wallet.external_id.as_deref() == Some(external_id))
                .cloned())
        })
        .await
    }

    async fn balances(&self, wallet: &WalletRef) -> Result<Vec<CustodyBalance>, CallError> {
        self.look(Call::Balances, |ledger| {
            Ok(ledger.balances.get(&wallet.id).cloned().unwrap_or_default())
        })
        .await
    }

    async fn history(
        &self,
        wallet: &WalletRef,
        request: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError> {
        self.look(Call::History, |ledger| {
            let wanted = |one: &&Movement| request.direction.is_none_or(|it| it == one.direction);
            let all = ledger.movements.get(&wallet.id).into_iter().flatten();
            let all: Vec<Movement> = all.filter(wanted).cloned().collect();
            Ok(cut(&all, &request.page))
        })
        .await
    }

    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        match self.enter(Call::Submit).await {
            None => self.take(wallet, body),
            Some(Trouble::LostAfter) => {
                self.take(wallet, body);
                Submission::Unknown(detail("time-out after the effect"))
            }
            Some(Trouble::LostBefore) => Submission::Unknown(detail("time-out before the effect")),
            Some(Trouble::NotSent) => Submission::NotSent(detail("connection refused")),
            Some(Trouble::Throttled) => Submission::Throttled {
                pause: None,
                detail: detail("429"),
            },
            Some(Trouble::Misconfigured { transfer_call_made }) => Submission::Misconfigured {
                transfer_call_made,
                detail: detail("401"),
            },
            Some(Trouble::Denied | Trouble::NotFound) => Submission::Denied(detail("403")),
            Some(Trouble::Invalid) => Submission::Invalid(detail("400: insufficient balance")),
            Some(Trouble::Conflict(duplicate)) => Submission::Conflict {
                duplicate,
                detail: detail("409"),
            },
        }
    }

    async fn transfer(
        &self,
        wallet: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError> {
        self.look(Call::Transfer, |ledger| {
            ledger
                .transfers
                .iter()
                .map(|stored| &stored.transfer)
                .find(|transfer| transfer.id == *id && transfer.wallet == wallet.id)
                .cloned()
                .ok_or_else(|| CallError::NotFound(detail("404")))
        })
        .await
    }

    async fn find_transfer(
        &self,
        wallet: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError> {
        self.look(Call::FindTransfer, |ledger| {
            Ok(ledger
                .transfers
                .iter()
                .map(|stored| &stored.transfer)
                .find(|transfer| {
                    transfer.wallet == wallet.id
                        && transfer.external_id.as_deref() == Some(external_id.as_str())
                })
                .cloned())
        })
        .await
    }

    async fn transfers(
        &self,
        wallet: &WalletRef,
        page: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError> {
        self.look(Call::Transfers, |ledger| {
            let all: Vec<_> = ledger
                .transfers
                .iter()
                .rev()
                .map(|stored| stored.transfer.clone())
                .filter(|transfer| transfer.wallet == wallet.id)
                .collect();
            Ok(cut(&all, page))
        })
        .await
    }

    async fn wallets(&self, page: &PageRequest) -> Result<Page<CustodyWallet>, CallError> {
        self.look(Call::Wallets, |ledger| {
            let all: Vec<_> = ledger.wallets.iter().rev().cloned().collect();
            Ok(cut(&all, page))
        })
        .await
    }

    async fn fees(&self, _network: Network) -> Result<Option<FeeEstimate>, CallError> {
        self.look(Call::Fees, |ledger| Ok(ledger.fee)).await
    }

    async fn probe(&self) -> Result<(), CallError> {
        self.look(Call::Probe, |_| Ok(())).await
    }
}

/// One page of a list.
fn cut<T: Clone>(all: &[T], page: &PageRequest) -> Page<T> {
    let cursor = page.cursor.as_ref();
    let start: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
    let end = all.len().min(start + usize::try_from(page.limit).unwrap());
    Page {
        items: all[start..end].to_vec(),
        next: (end < all.len()).then(|| end.to_string()),
    }
}
