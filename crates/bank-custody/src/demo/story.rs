//! The story: a family's first day at the bank, played through the API like any client would.
//!
//! It may be played again at any time: what exists already is found by its name or its parts and
//! is not made again.

use anyhow::Context as _;
use api_types::{
    CreateDelegation, CreateTransfer, OpenWallet, Permission, TestFunds, Transfer, Wallet,
    WalletStatus,
};
use client::{Client, Session, TransferQuery};
use domain::id::TransferId;
use idp::{MintRequest, RunningIdp};
use url::Url;

const ALICES_WALLET: &str = "Alice’s Wallet";
const BOBS_WALLET: &str = "Bob’s Wallet";
const CHARLIES_WALLET: &str = "Charlie’s Wallet";
const NETWORK: &str = "EthereumSepolia";
/// Charlie may send less than this at once.
const CHARLIES_LIMIT: &str = "0.01";
/// What Charlie sends: below the limit, and above it.
const SMALL: &str = "0.001";
const LARGE: &str = "0.02";
/// How many times a wallet is looked at until it has its address; each look waits on the bank.
const OPENING_LOOKS: u32 = 50;

/// Plays it; answers the ids of the transfers in it.
pub(super) async fn play(api_url: &str, idp: &RunningIdp) -> anyhow::Result<Vec<TransferId>> {
    let client = Client::new(Url::parse(api_url)?)?;
    let session = |email: &str| -> anyhow::Result<Session> {
        Ok(client.signed_in(idp.mint(MintRequest::for_email(email))?))
    };
    let (alice, bob, charlie) = (
        session("alice@example.com")?,
        session("bob@example.com")?,
        session("charlie@example.com")?,
    );

    let alices = funded_wallet(&alice, ALICES_WALLET).await?;
    let charlies = funded_wallet(&alice, CHARLIES_WALLET).await?;
    let bobs = funded_wallet(&bob, BOBS_WALLET).await?;
    share(&alice, &alices, "bob@example.com", None).await?;
    share(&alice, &charlies, "bob@example.com", None).await?;
    share(
        &alice,
        &charlies,
        "charlie@example.com",
        Some(CHARLIES_LIMIT),
    )
    .await?;
    share(&bob, &bobs, "alice@example.com", None).await?;

    let to = alices
        .address
        .as_deref()
        .context("Alice’s wallet has no address")?;
    let mut transfers = Vec::new();
    for amount in [SMALL, LARGE] {
        let transfer = sent(&charlie, &charlies, to, amount).await?;
        let id = transfer.id.parse();
        transfers.push(
            id.ok()
                .context("the API answered with an id of another form")?,
        );
    }
    Ok(transfers)
}

/// A person's wallet of this name, opened and funded unless it exists.
async fn funded_wallet(person: &Session, name: &str) -> anyhow::Result<Wallet> {
    let overview = person.overview().await?;
    if let Some(wallet) = overview
        .wallets
        .into_iter()
        .find(|wallet| wallet.name == name)
    {
        return Ok(wallet);
    }
    let order = OpenWallet {
        name: name.to_owned(),
        network: NETWORK.to_owned(),
    };
    let mut wallet = person
        .open_wallet(&order, Some(&format!("story-{}", hex(name))))
        .await?;
    for _ in 0..OPENING_LOOKS {
        if wallet.status != WalletStatus::Opening {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        wallet = person.wallet(&wallet.id, false).await?.wallet;
    }
    person.test_funds(&wallet.id, &TestFunds::default()).await?;
    Ok(wallet)
}

/// Shares a wallet with the right to transfer. Granting again replaces the same grant.
async fn share(
    owner: &Session,
    wallet: &Wallet,
    with: &str,
    limit: Option<&str>,
) -> anyhow::Result<()> {
    let grant = CreateDelegation {
        wallet_id: wallet.id.clone(),
        grantee_email: with.to_owned(),
        permission: Permission::Transfer,
        transfer_limit: limit.map(str::to_owned),
    };
    let granted = owner.delegations().await?.granted;
    let stands = granted.iter().any(|known| {
        known.wallet_id == grant.wallet_id && known.grantee_email.eq_ignore_ascii_case(with)
    });
    if !stands {
        owner.grant(&grant, None).await?;
    }
    Ok(())
}

/// The transfer of this amount, sent unless it was before.
async fn sent(person: &Session, from: &Wallet, to: &str, amount: &str) -> anyhow::Result<Transfer> {
    let query = TransferQuery {
        wallet_id: Some(from.id.clone()),
        ..TransferQuery::default()
    };
    let known = person.transfers(&query).await?.transfers;
    if let Some(transfer) = known.into_iter().find(|transfer| transfer.amount == amount) {
        return Ok(transfer);
    }
    let order = CreateTransfer {
        wallet_id: from.id.clone(),
        to_address: to.to_owned(),
        amount: amount.to_owned(),
        asset: None,
    };
    let key = format!("story-{}-{amount}", from.id);
    Ok(person.send(&order, Some(&key)).await?.transfer)
}

/// Idempotency keys are visible ASCII, names are not.
fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
