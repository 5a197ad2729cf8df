//! The bank itself, and who banks with it.

use std::{cell::Cell, sync::Arc};

use api_types::{OpenWallet, Wallet, WalletStatus};
use bank_custody::{
    config::Vars,
    demo::{DemoOptions, RunningDemo, start},
};
use client::{Client, Session};
use idp::MintRequest;
use store::Store;
use tempfile::TempDir;
use time::Duration;
use url::Url;

use crate::{
    books::{Books, Reader},
    clock::TestClock,
    custody::Custody,
    invariants,
    wait::eventually,
};

/// The network of wallets unless a test says otherwise.
const NETWORK: &str = "EthereumSepolia";

/// Settings of a test's bank.
#[derive(Clone, Debug, Default)]
pub struct Options {
    vars: Vec<(String, String)>,
}

impl Options {
    /// Sets a variable as the environment would, for example `APPROVAL_THRESHOLD`.
    #[must_use]
    pub fn var(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// A bank that runs, with Alice, Bob, Charlie (customers), Claire and Dana (employees).
#[derive(Debug)]
pub struct TestBank {
    demo: RunningDemo,
    custody: Custody,
    client: Client,
    http: reqwest::Client,
    clock: Arc<TestClock>,
    numbers: Cell<u64>,
    unsettled: Cell<bool>,
    database: Reader,
    _data: TempDir,
}

impl TestBank {
    pub(crate) async fn start(options: Options) -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let anywhere = ["API_LISTEN", "WEB_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"]
            .map(|name| (name.to_owned(), "127.0.0.1:0".to_owned()));
        let vars = Vars::from_pairs(anywhere.into_iter().chain(options.vars));
        let clock = Arc::new(TestClock::new());
        let demo = start(DemoOptions {
            vars,
            data_dir: data.path().to_owned(),
            clock: Arc::clone(&clock) as _,
        })
        .await;
        let demo = demo.expect("the bank starts");
        let custody = Custody::at(demo.sandbox().url());
        let client = Client::new(Url::parse(demo.api_url()).unwrap()).unwrap();
        let http = reqwest::Client::default();
        Self {
            demo,
            custody,
            client,
            http,
            clock,
            numbers: Cell::new(0),
            unsettled: Cell::new(false),
            database: Reader::of(&data.path().join("bank.db")),
            _data: data,
        }
    }

    pub(crate) async fn shutdown(self) {
        self.demo.shutdown().await;
    }

    /// Puts the bank's clock forward. Tokens are issued by the machine's time, so an hour is the
    /// end of every one of them.
    pub fn put_clock_forward(&self, seconds: i64) {
        self.clock.put_forward(Duration::seconds(seconds));
    }

    /// The bank's own database.
    pub(crate) fn store(&self) -> &Store {
        &self.demo.server().assembly().store
    }

    /// Numbers that are different each time.
    pub(crate) fn next_number(&self) -> u64 {
        self.numbers.replace(self.numbers.get() + 1)
    }

    /// Whether the bank says that it can work.
    pub async fn readiness(&self) -> api_types::Readiness {
        self.client.readiness().await.expect("an answer")
    }

    /// Base address of the API.
    pub fn api_url(&self) -> &str {
        self.demo.api_url()
    }

    /// Base address of the pages, without a slash at its end.
    pub fn front_url(&self) -> &str {
        self.demo.front_url()
    }

    /// The custody sandbox.
    pub fn custody(&self) -> &Custody {
        &self.custody
    }

    /// What runs of the bank itself.
    pub fn server(&self) -> &bank_custody::server::RunningServer {
        self.demo.server()
    }

    /// The bank's account at the custody sandbox.
    pub fn service_account(&self) -> dfns_sandbox::ServiceAccount {
        self.demo.sandbox().credentials()
    }

    /// The local sign-in.
    pub fn idp(&self) -> &idp::RunningIdp {
        self.demo.idp()
    }

    /// An HTTP client for calls that the typed one cannot make.
    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// A usual access token of the person whose address starts with `name`.
    pub fn token(&self, name: &str) -> String {
        self.mint(MintRequest::for_email(format!("{name}@example.com")))
    }

    /// An access token that says what a test wants it to say.
    pub fn mint(&self, request: MintRequest) -> String {
        self.idp().mint(request).expect("a token")
    }

    /// The bank as the person whose address starts with `name` meets it.
    pub fn person(&self, name: &str) -> Session {
        self.client.signed_in(self.token(name))
    }

    /// The bank as the bearer of this token meets it.
    pub fn bearer(&self, token: impl Into<String>) -> Session {
        self.client.signed_in(token)
    }

    /// A wallet of that person, open and empty.
    pub async fn wallet(&self, owner: &Session, name: &str) -> Wallet {
        let order = OpenWallet {
            name: name.to_owned(),
            network: NETWORK.to_owned(),
        };
        let wallet = owner.open_wallet(&order, None).await.expect("a wallet");
        if wallet.status == WalletStatus::Active {
            return wallet;
        }
        eventually("the wallet's address", async || {
            let wallet = owner.wallet(&wallet.id, false).await.ok()?.wallet;
            (wallet.status == WalletStatus::Active).then_some(wallet)
        })
        .await
    }

    /// A wallet of that person with one ether on chain.
    pub async fn funded_wallet(&self, owner: &Session, name: &str) -> Wallet {
        let wallet = self.wallet(owner, name).await;
        self.fund(&wallet, "1000000000000000000").await;
        wallet
    }

    /// Pays native test funds into a wallet, in base units.
    pub async fn fund(&self, wallet: &Wallet, base_units: &str) {
        let address = wallet.address.as_deref().expect("an open wallet");
        self.custody
            .fund(&wallet.network, address, base_units)
            .await;
    }

    /// What the bank has written down and its chain has executed until now; of a bank on SQLite.
    pub async fn books(&self) -> Books {
        let executions = self.custody.executions(None).await;
        self.database.read(executions).await
    }

    /// Waits until every transfer that is on its way has come to its end, so that nothing changes
    /// any more by itself.
    pub async fn settle(&self) {
        invariants::settle(self).await;
    }

    /// Says that this test leaves transfers behind that have no end yet, on purpose.
    pub fn leave_unsettled(&self) {
        self.unsettled.set(true);
    }

    pub(crate) fn may_be_unsettled(&self) -> bool {
        self.unsettled.get()
    }
}
