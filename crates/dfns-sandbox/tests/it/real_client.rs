//! The typed client of this workspace against the sandbox: real requests, real signatures.

use dfns::{
    Client, Config, PageQuery, SecretString, SigningKey,
    wire::{CreateWallet, Direction, FeeEstimate, Network, TransferBody, TransferStatus},
};
use dfns_sandbox::{KeyKind, SandboxConfig, ServiceAccount};

use serde_json::json;

use crate::harness::{Harness, ONE_ETH, SEPOLIA, STRANGER, eventually};

fn client(url: &str, account: &ServiceAccount) -> Client {
    let key = SigningKey::from_pem(&account.private_key_pem).unwrap();
    let token = SecretString::from(account.auth_token.clone());
    Client::new(Config::new(url, token, account.cred_id.clone(), key).unwrap()).unwrap()
}

fn wallet_on(network: Network) -> CreateWallet {
    CreateWallet {
        network,
        name: Some("a".to_owned()),
        external_id: None,
        tags: Vec::new(),
    }
}

#[tokio::test]
async fn a_wallet_is_opened_funded_and_pays() {
    let harness = Harness::start().await;
    let client = client(&harness.sandbox.url(), &harness.sandbox.credentials());
    client.probe().await.unwrap();
    let wallet = client
        .create_wallet(&wallet_on(Network::EthereumSepolia))
        .await
        .unwrap();
    assert_eq!(client.wallet(&wallet.id).await.unwrap(), wallet);
    let address = wallet.address.clone().unwrap();
    harness
        .faucet(json!({"network": SEPOLIA, "address": address, "amount": ONE_ETH}))
        .await;
    let assets = client.wallet_assets(&wallet.id).await.unwrap();
    assert_eq!(assets.assets[0].balance, ONE_ETH);
    let fees = client
        .network_fees(&Network::EthereumSepolia)
        .await
        .unwrap();
    assert!(matches!(fees, FeeEstimate::Eip1559 { .. }));

    let body = TransferBody::native(STRANGER, "1000").with_external_id("a");
    let bytes = serde_json::to_vec(&body).unwrap();
    let sent = client.create_transfer(&wallet.id, &bytes).await.unwrap();
    assert_eq!(
        (&sent.status, &sent.request_body),
        (&TransferStatus::Broadcasted, &body)
    );
    let again = client.create_transfer(&wallet.id, &bytes).await.unwrap();
    assert_eq!(again.id, sent.id);
    let done = eventually(async || {
        let entity = client.transfer(&wallet.id, &sent.id).await.unwrap();
        (entity.status == TransferStatus::Confirmed).then_some(entity)
    })
    .await;
    assert!(done.fee.is_some());
    assert_eq!(harness.balance(SEPOLIA, STRANGER).await, 1000);
    assert_eq!(harness.executions("").await.len(), 1);

    let page = client
        .transfers(&wallet.id, &PageQuery::default())
        .await
        .unwrap();
    assert_eq!(page.items, [done]);
    let history = client
        .wallet_history(&wallet.id, &Default::default())
        .await
        .unwrap();
    let directions: Vec<_> = history
        .items
        .iter()
        .map(|item| item.direction.clone())
        .collect();
    assert_eq!(directions, [Direction::Out, Direction::In]);
    assert_eq!(
        client.wallets(&PageQuery::default()).await.unwrap().items,
        [wallet]
    );
}

#[tokio::test]
async fn every_kind_of_key_signs() {
    for key_kind in [
        KeyKind::Ed25519,
        KeyKind::P256,
        KeyKind::Secp256k1,
        KeyKind::Rsa2048,
    ] {
        let config = SandboxConfig {
            key_kind,
            ..SandboxConfig::in_memory()
        };
        let sandbox = dfns_sandbox::Sandbox::start(config).await.unwrap();
        let client = client(&sandbox.url(), &sandbox.credentials());
        client
            .create_wallet(&wallet_on(Network::Base))
            .await
            .unwrap();
    }
}
