//! The typed client against the real server: what one writes the other reads.

use std::time::Duration;

use api_types::{
    CreateDelegation, CreateTransfer, Decision, Delegation, OpenWallet, PauseRequest, Permission,
    TransferStatus, Wallet,
};
use client::{ActivityQuery, Client, Error, Session, TransferFeedQuery, TransferQuery};
use futures::StreamExt as _;
use tokio::net::TcpListener;
use url::Url;

use crate::support::TestApi;

struct Served {
    api: TestApi,
    client: Client,
    _server: tokio::task::JoinHandle<()>,
}

impl Served {
    async fn start() -> Self {
        let api = TestApi::start().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        let serving = api::serve(
            listener,
            api.router.clone(),
            std::future::pending(),
            Duration::ZERO,
        );
        let client = Client::new(Url::parse(&base).unwrap()).unwrap();
        Self {
            api,
            client,
            _server: tokio::spawn(serving),
        }
    }

    fn person(&self, who: &str) -> Session {
        self.client.signed_in(self.api.token(who))
    }
}

fn order(wallet: &str, amount: &str) -> CreateTransfer {
    CreateTransfer {
        wallet_id: wallet.to_owned(),
        to_address: "0x52908400098527886E0F7030069857D2E4169EE7".to_owned(),
        amount: amount.to_owned(),
        asset: None,
    }
}

/// Alice's wallet, shared with Bob up to a limit.
async fn shared_wallet(served: &Served) -> (Wallet, Delegation) {
    let alice = served.person("alice");
    served.person("bob").me().await.unwrap();
    let wish = OpenWallet {
        name: "Alice’s Wallet".into(),
        network: "EthereumSepolia".into(),
    };
    let wallet = alice.open_wallet(&wish, Some("first")).await.unwrap();
    let share = CreateDelegation {
        wallet_id: wallet.id.clone(),
        grantee_email: "bob@example.com".into(),
        permission: Permission::Transfer,
        transfer_limit: Some("0.01".into()),
    };
    let grant = alice.grant(&share, None).await.unwrap();
    (wallet, grant)
}

#[tokio::test]
async fn a_person_looks_around_opens_and_shares() {
    let served = Served::start().await;
    let (alice, bob) = (served.person("alice"), served.person("bob"));
    assert_eq!(alice.me().await.unwrap().name, "alice");
    let networks = alice.networks().await.unwrap().networks;
    let sepolia = networks
        .iter()
        .find(|network| network.network == "EthereumSepolia")
        .unwrap();
    assert_eq!((sepolia.symbol.as_str(), sepolia.testnet), ("ETH", true));
    let (wallet, grant) = shared_wallet(&served).await;
    let wish = OpenWallet {
        name: "Alice’s Wallet".into(),
        network: "EthereumSepolia".into(),
    };
    assert_eq!(
        alice.open_wallet(&wish, Some("first")).await.unwrap().id,
        wallet.id
    );
    assert_eq!(
        alice.rename_wallet(&wallet.id, "Ours").await.unwrap().name,
        "Ours"
    );
    assert_eq!(bob.delegations().await.unwrap().received[0].id, grant.id);
    let overview = bob.overview().await.unwrap();
    assert_eq!(
        overview.delegated_wallets[0].delegation_limit.as_deref(),
        Some("0.01")
    );
    let account = &overview.fiat_accounts[0];
    assert_eq!(
        bob.fiat_account(&account.id).await.unwrap().account,
        *account
    );
    assert!(bob.activity(&wallet.id).await.unwrap().activity.is_empty());
    alice.freeze_wallet(&wallet.id).await.unwrap();
    alice.unfreeze_wallet(&wallet.id).await.unwrap();
    alice.revoke(&grant.id).await.unwrap();
    let gone = bob.wallet(&wallet.id, false).await.unwrap_err();
    assert_eq!((gone.status(), gone.code()), (Some(404), Some("not_found")));
}

#[tokio::test]
async fn a_transfer_waits_is_approved_and_seen() {
    let served = Served::start().await;
    let (alice, bob, claire) = (
        served.person("alice"),
        served.person("bob"),
        served.person("claire"),
    );
    let (wallet, _) = shared_wallet(&served).await;
    let preview = bob.preview(&order(&wallet.id, "0.02")).await.unwrap();
    assert_eq!(preview.reason.as_deref(), Some("personal_limit"));
    let waits = bob
        .send(&order(&wallet.id, "0.02"), None)
        .await
        .unwrap()
        .transfer;
    assert_eq!(waits.status, TransferStatus::Pending);
    let queue = claire
        .admin_transfers(&TransferQuery::default())
        .await
        .unwrap()
        .transfers;
    assert_eq!(queue[0].transfer.id, waits.id);
    let facts = claire.admin_transfer(&waits.id).await.unwrap();
    let shown = Decision {
        comment: None,
        body_hash: facts.transfer.transfer.body_hash,
    };
    let approved = claire.approve(&waits.id, &shown).await.unwrap().transfer;
    assert_eq!(approved.status, TransferStatus::Broadcasted);
    let query = TransferQuery {
        wallet_id: Some(wallet.id.clone()),
        ..TransferQuery::default()
    };
    assert_eq!(alice.transfers(&query).await.unwrap().transfers.len(), 1);
    assert_eq!(
        alice.wallet(&wallet.id, true).await.unwrap().transfers[0].id,
        waits.id
    );
    let second = bob
        .send(&order(&wallet.id, "0.03"), None)
        .await
        .unwrap()
        .transfer;
    claire
        .reject(&second.id, &Decision::default())
        .await
        .unwrap();
    let third = bob
        .send(&order(&wallet.id, "0.03"), None)
        .await
        .unwrap()
        .transfer;
    bob.cancel(&third.id).await.unwrap();
    assert_eq!(
        bob.transfer(&third.id).await.unwrap().status,
        TransferStatus::Cancelled
    );
    assert!(claire.admin_attention().await.unwrap().transfers.is_empty());
}

#[tokio::test]
async fn an_employee_pauses_freezes_and_looks() {
    let served = Served::start().await;
    let (alice, claire) = (served.person("alice"), served.person("claire"));
    let (wallet, _) = shared_wallet(&served).await;
    claire.pause(&PauseRequest::default()).await.unwrap();
    assert!(
        claire
            .admin_overview()
            .await
            .unwrap()
            .health
            .paused
            .is_some()
    );
    let refused = alice
        .send(&order(&wallet.id, "0.001"), None)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some("paused"));
    claire.resume().await.unwrap();
    assert_eq!(claire.admin_freeze(&wallet.id).await.unwrap().id, wallet.id);
    claire.admin_unfreeze(&wallet.id).await.unwrap();
    let customers = claire
        .admin_customers(Some("alice"))
        .await
        .unwrap()
        .customers;
    let all = claire
        .admin_customer_wallets(&customers[0].id)
        .await
        .unwrap();
    assert_eq!(all.wallets[0].id, wallet.id);
    assert!(!claire.audit().await.unwrap().rows.is_empty());
    assert!(!served.client.readiness().await.unwrap().checks.is_empty());
}

#[tokio::test]
async fn refusals_and_silence_are_told_apart() {
    let served = Served::start().await;
    let nobody = served.client.signed_in("nonsense");
    assert_eq!(nobody.me().await.unwrap_err().code(), Some("token_invalid"));
    assert_eq!(
        served.person("alice").story().await.unwrap_err().code(),
        Some("route_unknown")
    );
    // A port that was free a moment ago.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let nowhere = Client::new(Url::parse(&base).unwrap())
        .unwrap()
        .signed_in("x");
    assert!(matches!(nowhere.me().await, Err(Error::Transport(_))));
    assert!(
        !format!("{:?}", served.person("alice")).contains("eyJ"),
        "no token in a log"
    );
}

#[tokio::test]
async fn notices_come_as_they_happen_and_go_on_where_one_left_off() {
    let served = Served::start().await;
    let alice = served.person("alice");
    let mut stream = alice.events(None).await.unwrap();
    let started = stream.next().await.unwrap().unwrap();
    assert_eq!(started.event.kind, "stream.started");
    let (wallet, grant) = shared_wallet(&served).await;
    let mut heard = Vec::new();
    while heard
        .last()
        .is_none_or(|last: &client::Notice| last.event.id != grant.id)
    {
        heard.push(stream.next().await.unwrap().unwrap());
    }
    assert!(heard.iter().any(|notice| notice.event.id == wallet.id));
    drop(stream);

    let next_to_last = &heard[heard.len() - 2];
    let mut rest = alice.events(Some(&next_to_last.id)).await.unwrap();
    assert_eq!(rest.next().await.unwrap().unwrap(), heard[heard.len() - 1]);
    served.api.clock.advance(Duration::from_secs(3600 + 31));
    assert!(rest.next().await.is_none(), "ends with its token");
    let refused = alice.events(None).await.unwrap_err();
    assert_eq!(refused.code(), Some("token_expired"));
}

#[tokio::test]
async fn an_employee_reads_a_customers_transfers_and_takes_a_table() {
    let served = Served::start().await;
    let (alice, claire) = (served.person("alice"), served.person("claire"));
    let (wallet, _) = shared_wallet(&served).await;
    let waits = alice.send(&order(&wallet.id, "0.06"), None).await;
    let waits = waits.unwrap().transfer;
    claire
        .reject(&waits.id, &Decision::default())
        .await
        .unwrap();
    let query = TransferFeedQuery {
        decided: true,
        customer_id: Some(alice.me().await.unwrap().id),
        decided_by: Some(claire.me().await.unwrap().id),
        ..TransferFeedQuery::default()
    };
    let feed = claire.admin_transfer_feed(&query).await.unwrap().transfers;
    assert_eq!(feed[0].transfer.id, waits.id);
    let table = claire.admin_transfers_csv(&query).await.unwrap();
    let table = String::from_utf8(table.to_vec()).unwrap();
    assert!(table.lines().count() == 2 && table.contains(&waits.id));
    let incoming = ActivityQuery {
        direction: Some(api_types::Direction::In),
        ..ActivityQuery::default()
    };
    let activity = alice.activity_feed(&wallet.id, &incoming).await.unwrap();
    assert!(activity.activity.is_empty());
    let activity = claire.admin_activity(&wallet.id, &incoming).await.unwrap();
    assert!(activity.activity.is_empty());
}
