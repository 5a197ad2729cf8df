//! The port, call by call.

use async_trait::async_trait;
use bank::custody::{
    CallError, Custody, CustodyBalance, CustodyTransfer, CustodyWallet, FeeEstimate,
    HistoryRequest, Movement, NewWallet, Page, PageRequest, Submission, TransferIntent, WalletRef,
};
use dfns::wire;
use dfns::{Client, HistoryQuery, PageQuery};
use domain::network::{FeeKind, Network};
use domain::reference::{CustodyTransferId, CustodyWalletId, ExternalId};

use crate::outcome::{call_error, submission_error, unreadable, unreadable_call};
use crate::search::{PAGE_ITEMS, Search, search};
use crate::values::Unreadable;
use crate::{history, networks, transfers, values, wallets};

/// Pages of one wallet's transfers that are looked through: far more than a wallet has, but an
/// end to a list that never ends.
const TRANSFER_PAGES_MAX: u32 = 500;

/// Custody by Dfns.
#[derive(Debug, Clone)]
pub struct DfnsCustody {
    client: Client,
}

impl DfnsCustody {
    /// Speaks through this client, with its limits.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self { client }
    }
}

/// A page as the vendor is asked for it.
fn page_query(page: &PageRequest) -> PageQuery {
    let PageRequest { limit, cursor } = page;
    let limit = match *limit {
        0 => PAGE_ITEMS,
        limit => limit.min(PAGE_ITEMS),
    };
    PageQuery {
        limit: Some(limit),
        token: cursor.clone(),
    }
}

/// A page in the bank's words, every item of it.
fn read_page<T, U>(
    page: wire::Page<T>,
    read: impl Fn(T) -> Result<U, Unreadable>,
) -> Result<Page<U>, CallError> {
    let items = page.items.into_iter().map(read);
    Ok(Page {
        items: items.collect::<Result<_, _>>().map_err(unreadable_call)?,
        next: page.next_page_token,
    })
}

#[async_trait]
impl Custody for DfnsCustody {
    fn render_transfer(&self, intent: &TransferIntent) -> Vec<u8> {
        transfers::render(intent)
    }

    async fn create_wallet(&self, new: &NewWallet) -> Result<CustodyWallet, CallError> {
        let NewWallet {
            network,
            name,
            external_id,
        } = new;
        let body = wire::CreateWallet {
            network: networks::to_wire(*network),
            name: Some(name.clone()),
            external_id: Some(external_id.clone()),
            tags: Vec::new(),
        };
        let wallet = self.client.create_wallet(&body).await.map_err(call_error)?;
        wallets::wallet(wallet).map_err(unreadable_call)
    }

    async fn wallet(&self, id: &CustodyWalletId) -> Result<CustodyWallet, CallError> {
        let wallet = self.client.wallet(id.as_str()).await.map_err(call_error)?;
        wallets::wallet(wallet).map_err(unreadable_call)
    }

    async fn find_wallet(
        &self,
        external_id: &str,
        pages_max: u32,
    ) -> Result<Option<CustodyWallet>, CallError> {
        let read = |query| async move { self.client.wallets(&query).await };
        let ours = |wallet: &wire::Wallet| wallet.external_id.as_deref() == Some(external_id);
        match search(pages_max, read, ours).await? {
            Search::Found(wallet) => wallets::wallet(wallet).map(Some).map_err(unreadable_call),
            Search::Absent | Search::NotWithin => Ok(None),
        }
    }

    async fn balances(&self, wallet: &WalletRef) -> Result<Vec<CustodyBalance>, CallError> {
        let answer = self
            .client
            .wallet_assets(wallet.id.as_str())
            .await
            .map_err(call_error)?;
        wallets::balances(answer).map_err(unreadable_call)
    }

    async fn history(
        &self,
        wallet: &WalletRef,
        request: &HistoryRequest,
    ) -> Result<Page<Movement>, CallError> {
        let HistoryRequest { direction, page } = request;
        let query = HistoryQuery {
            page: page_query(page),
            direction: direction.map(history::wire_direction),
            ..HistoryQuery::default()
        };
        let id = wallet.id.as_str();
        let answer = self
            .client
            .wallet_history(id, &query)
            .await
            .map_err(call_error)?;
        Ok(Page {
            items: answer
                .items
                .into_iter()
                .filter_map(history::movement)
                .collect(),
            next: answer.next_page_token,
        })
    }

    async fn submit_transfer(&self, wallet: &WalletRef, body: &[u8]) -> Submission {
        match self.client.create_transfer(wallet.id.as_str(), body).await {
            Ok(transfer) => match transfers::transfer(transfer) {
                Ok(transfer) => Submission::Accepted(transfer),
                Err(what) => Submission::Unknown(unreadable(what)),
            },
            Err(error) => submission_error(&error),
        }
    }

    async fn transfer(
        &self,
        wallet: &WalletRef,
        id: &CustodyTransferId,
    ) -> Result<CustodyTransfer, CallError> {
        let call = self.client.transfer(wallet.id.as_str(), id.as_str());
        transfers::transfer(call.await.map_err(call_error)?).map_err(unreadable_call)
    }

    async fn find_transfer(
        &self,
        wallet: &WalletRef,
        external_id: &ExternalId,
    ) -> Result<Option<CustodyTransfer>, CallError> {
        let wallet_id = wallet.id.as_str();
        let read = |query| async move { self.client.transfers(wallet_id, &query).await };
        let ours = |transfer: &wire::TransferRequest| {
            transfers::external_id(transfer) == Some(external_id.as_str())
        };
        match search(TRANSFER_PAGES_MAX, read, ours).await? {
            Search::Found(transfer) => transfers::transfer(transfer)
                .map(Some)
                .map_err(unreadable_call),
            Search::Absent => Ok(None),
            // Not "absent": from that, the bank would conclude that it was never accepted.
            Search::NotWithin => Err(unreadable_call("a list without an end")),
        }
    }

    async fn transfers(
        &self,
        wallet: &WalletRef,
        page: &PageRequest,
    ) -> Result<Page<CustodyTransfer>, CallError> {
        let query = page_query(page);
        let call = self.client.transfers(wallet.id.as_str(), &query);
        // One that cannot be read must not be passed over: it may be the one that is looked for.
        read_page(call.await.map_err(call_error)?, transfers::transfer)
    }

    async fn wallets(&self, page: &PageRequest) -> Result<Page<CustodyWallet>, CallError> {
        let query = page_query(page);
        let answer = self.client.wallets(&query).await.map_err(call_error)?;
        read_page(answer, wallets::wallet)
    }

    async fn fees(&self, network: Network) -> Result<Option<FeeEstimate>, CallError> {
        // The service refuses to estimate for networks without a base fee.
        match network.fee_kind() {
            FeeKind::Legacy => return Ok(None),
            FeeKind::Eip1559 => {}
        }
        let network = networks::to_wire(network);
        match self
            .client
            .network_fees(&network)
            .await
            .map_err(call_error)?
        {
            wire::FeeEstimate::Eip1559 { standard, .. } => {
                let max_fee_per_gas =
                    values::base_units(&standard.max_fee_per_gas, "a price of gas")
                        .map_err(unreadable_call)?;
                Ok(Some(FeeEstimate { max_fee_per_gas }))
            }
            wire::FeeEstimate::Bitcoin { .. } | wire::FeeEstimate::Other => Ok(None),
        }
    }

    async fn probe(&self) -> Result<(), CallError> {
        self.client.probe().await.map_err(call_error)
    }
}
