//! The bank itself, and who banks with it.

use std::cell::Cell;

use api_types::{OpenWallet, Wallet, WalletStatus};
use bank_custody::{
    config::Vars,
    demo::{DemoOptions, RunningDemo, start},
};
use client::{Client, Session};
use idp::MintRequest;
use tempfile::TempDir;
use url::Url;

use crate::{custody::Custody, wait::eventually};

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
    unsettled: Cell<bool>,
    _data: TempDir,
}

impl TestBank {
    pub(crate) async fn start(options: Options) -> Self {
        let data = tempfile::tempdir().expect("a directory");
        let anywhere = ["API_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"]
            .map(|name| (name.to_owned(), "127.0.0.1:0".to_owned()));
        let vars = Vars::from_pairs(anywhere.into_iter().chain(options.vars));
        let demo = start(DemoOptions {
            vars,
            data_dir: data.path().to_owned(),
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
            unsettled: Cell::new(false),
            _data: data,
        }
    }

    pub(crate) async fn shutdown(self) {
        self.demo.shutdown().await;
    }

    /// Base address of the API.
    pub fn api_url(&self) -> &str {
        self.demo.api_url()
    }

    /// The custody sandbox.
    pub fn custody(&self) -> &Custody {
        &self.custody
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

    /// Says that this test leaves transfers behind that have no end yet, on purpose.
    pub fn leave_unsettled(&self) {
        self.unsettled.set(true);
    }

    pub(crate) fn may_be_unsettled(&self) -> bool {
        self.unsettled.get()
    }
}
