//! What the API offers in demo mode only, on the local custody and sign-in.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use anyhow::Context as _;
use api::{Code, Demo, Problem, TestFundsRequest};
use async_trait::async_trait;
use bank::{Bank, Caller, Refusal};
use dfns_sandbox::{FaucetRequest, RunningSandbox};
use domain::{asset::AssetKind, id::TransferId};
use idp::RunningIdp;

use super::{funds, story};

/// The demo's own powers: a faucet, and tokens for its people.
pub(super) struct LocalDemo {
    bank: Bank,
    sandbox: Arc<RunningSandbox>,
    idp: Arc<RunningIdp>,
    api_url: OnceLock<String>,
}

impl LocalDemo {
    pub(super) fn new(bank: Bank, sandbox: Arc<RunningSandbox>, idp: Arc<RunningIdp>) -> Self {
        Self {
            bank,
            sandbox,
            idp,
            api_url: OnceLock::new(),
        }
    }

    /// The API listens only after this was made, on a port that may have been free to choose.
    pub(super) fn api_is_at(&self, url: &str) {
        self.api_url.get_or_init(|| url.to_owned());
    }

    /// Plays the story through the API.
    pub(super) async fn play(&self) -> anyhow::Result<Vec<TransferId>> {
        let api_url = self.api_url.get().context("the API does not listen yet")?;
        story::play(api_url, &self.idp).await
    }
}

impl fmt::Debug for LocalDemo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalDemo")
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}

/// A fault of the demo's own making: the log has the cause, the caller a neutral answer.
fn broken(error: &anyhow::Error) -> Problem {
    tracing::error!(?error, "a part of the demo failed");
    Problem::new(Code::Internal)
}

/// What ended the story: a refusal, since people may freeze or pause what it rests on, or a fault.
fn interrupted(error: &anyhow::Error) -> Problem {
    match error
        .downcast_ref::<client::Error>()
        .map(client::Error::status)
    {
        Some(Some(400..=499)) => {
            let detail = format!("The story rests on something that was changed since: {error}");
            Problem::with_detail(Code::StoryInterrupted, detail)
        }
        Some(_) | None => broken(error),
    }
}

#[async_trait]
impl Demo for LocalDemo {
    async fn test_funds(&self, request: TestFundsRequest<'_>) -> Result<(), Problem> {
        let (caller, wallet) = (request.caller, request.wallet);
        let funds::Payment {
            asset,
            address,
            amount,
        } = funds::payment(&self.bank, request).await?;
        let network = asset.network().as_str();
        if !self.sandbox.has_faucet(network) {
            let detail = "The node behind this network has test funds of its own.";
            return Err(Refusal::field("asset", "no_test_funds", detail).into());
        }
        let contract = match asset.kind() {
            AssetKind::Native => None,
            AssetKind::Erc20 { contract } => Some(contract.to_string()),
        };
        let is_unknown = |contract: &str| !self.sandbox.has_test_token(network, contract);
        if contract.as_deref().is_some_and(is_unknown) {
            let detail = "The local chain does not have this token.";
            return Err(Refusal::field("asset", "no_test_funds", detail).into());
        }
        let payment = FaucetRequest {
            network: network.to_owned(),
            address: address.to_string(),
            amount: amount.to_string(),
            contract,
        };
        self.bank
            .note_test_funds(caller, wallet, asset, amount)
            .await?;
        self.sandbox
            .fund(&payment)
            .await
            .map_err(|error| broken(&error.into()))?;
        // Whoever asked for money wants to see it: the usual rest between readings does not count.
        self.bank.refresh_balances_of(wallet).await?;
        Ok(())
    }

    async fn story(&self, _caller: &Caller) -> Result<Vec<TransferId>, Problem> {
        self.play().await.map_err(|error| interrupted(&error))
    }
}
