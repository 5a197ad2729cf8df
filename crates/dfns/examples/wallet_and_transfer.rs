//! Opens a wallet, waits until it holds something, and sends the same transfer twice: it is made
//! once.
//!
//! ```sh
//! bank-custody sandbox > sandbox.env &
//! set -a; . ./sandbox.env; set +a
//! cargo run -p dfns --example wallet_and_transfer
//! curl $DFNS_API_URL/_sandbox/faucet --json \
//!   '{"network": "EthereumSepolia", "address": "0x…", "amount": "1000000000000000000"}'
//! ```

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program for the terminal, which takes its account from the environment"
)]

use std::{env, error::Error, time::Duration};

use dfns::wire::{CreateWallet, Network, TransferBody, TransferRequest, Wallet};
use dfns::{Client, Config, Kind, SecretString, SigningKey};

/// Opens a wallet under the caller's own id for it.
///
/// # Errors
/// Whatever custody refuses.
pub(crate) async fn open_wallet(client: &Client, id: &str) -> Result<Wallet, dfns::Error> {
    let new = CreateWallet {
        network: Network::EthereumSepolia,
        name: Some("Savings".to_owned()),
        external_id: Some(id.to_owned()),
        tags: Vec::new(),
    };
    client.create_wallet(&new).await
}

/// Sends until custody has said what became of it. The body is rendered once, and every attempt
/// sends the same bytes under the same external id.
///
/// # Errors
/// What keeps the transfer from being made for good, or needs somebody to look.
pub(crate) async fn send(
    client: &Client,
    wallet: &Wallet,
    payment: &str,
    to: &str,
    wei: &str,
) -> Result<TransferRequest, Box<dyn Error>> {
    let body = TransferBody::native(to, wei).with_external_id(payment);
    let body = serde_json::to_vec(&body)?;
    let mut attempts = 0;
    loop {
        let error = match client.create_transfer(&wallet.id, &body).await {
            Ok(transfer) => return Ok(transfer),
            Err(error) => error,
        };
        attempts += 1;
        match error.kind() {
            // Nothing went out, or nobody knows: the same bytes may go again.
            Kind::NotSent | Kind::Unknown if attempts < 5 => {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            Kind::NotSent
            | Kind::Unknown
            | Kind::Misconfigured { .. }
            | Kind::Refused
            | Kind::Conflict { .. } => return Err(error.into()),
        }
    }
}

/// The account that the environment names.
fn client() -> Result<Client, Box<dyn Error>> {
    let key = SigningKey::from_pem(&env::var("DFNS_PRIVATE_KEY")?)?;
    let config = Config::new(
        &env::var("DFNS_API_URL")?,
        SecretString::from(env::var("DFNS_AUTH_TOKEN")?),
        env::var("DFNS_CRED_ID")?,
        key,
    )?;
    Ok(Client::new(config)?)
}

/// The wallet's native balance in base units, once it has any.
///
/// # Errors
/// What custody refuses.
pub(crate) async fn funded(client: &Client, wallet: &Wallet) -> Result<String, dfns::Error> {
    loop {
        let assets = client.wallet_assets(&wallet.id).await?.assets;
        let native = assets.into_iter().find(|it| it.contract.is_none());
        match native {
            Some(native) if native.balance != "0" => return Ok(native.balance),
            Some(_) | None => tokio::time::sleep(Duration::from_secs(1)).await,
        }
    }
}

/// The whole story, told line by line.
///
/// # Errors
/// What custody refuses.
pub(crate) async fn run(client: &Client, say: impl Fn(String)) -> Result<(), Box<dyn Error>> {
    client.probe().await?;
    let wallet = open_wallet(client, "customer-17").await?;
    let address = wallet.address.as_deref().unwrap_or_default();
    say(format!("waiting for funds at {address}"));
    let wei = funded(client, &wallet).await?;
    say(format!("{} holds {wei} wei", wallet.id));
    let to = "0xb282dc7cde21717f18337a596e91ded00b79b25f";
    let first = send(client, &wallet, "payment-77", to, "1000000000").await?;
    let again = send(client, &wallet, "payment-77", to, "1000000000").await?;
    assert_eq!(first.id, again.id, "the external id finds the first one");
    say(format!("{} is {}", first.id, again.status));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&client()?, |line| println!("{line}")).await
}
