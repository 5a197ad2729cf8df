//! Several nodes on one PostgreSQL, and a network between them and it that breaks.

use futures::StreamExt as _;
use pglab::Proxy;
use serde_json::json;
use testkit::{Database, eventually};
use url::Url;

use crate::{
    http::{Api, text},
    program::Invocation,
    server::{Ground, Server},
    wallet::{NETWORK, Wallet},
};

/// One ether in base units.
const ETHER: &str = "1000000000000000000";

/// Two nodes: one beside the database, which works off what is owed, and one whose way there leads
/// through a proxy.
struct Nodes {
    ground: Ground,
    database: Database,
    proxy: Proxy,
    near: Server,
    far: Server,
}

impl Nodes {
    /// `None` without a server of PostgreSQL.
    async fn start() -> Option<Self> {
        let database = Database::create().await?;
        let ground = Ground::new().await;
        let proxy = Proxy::before(database.server_address()).unwrap();
        let through = database.url_by(proxy.address());
        let node = |args: &[&str], name, url: &str| {
            let node = ground.invocation_of(args).var("NODE_NAME", name);
            node.var("DATABASE_URL", url).start()
        };
        // Both find an empty database.
        let (near, far) = (
            node(&["serve"], "near", &database.url()),
            node(&["serve", "api"], "far", &through),
        );
        Some(Self {
            near: Server::from(near).await,
            far: Server::from(far).await,
            ground,
            database,
            proxy,
        })
    }

    /// One person as both nodes meet them.
    fn person(&self, name: &str) -> [Api; 2] {
        let token = self.ground.token(name);
        [&self.near, &self.far].map(|node| node.api().bearer(&token))
    }

    async fn end(self) {
        for node in [self.near, self.far] {
            node.into_program().stop().await;
        }
        self.database.drop().await;
    }
}

#[tokio::test]
async fn ten_nodes_migrate_at_once() {
    let Some(database) = Database::create().await else {
        return;
    };
    let ground = Ground::new().await;
    let migrate = || {
        ground
            .invocation_of(&["migrate"])
            .var("DATABASE_URL", &database.url())
    };
    let all = (0..10).map(|_| Invocation::run(migrate()));
    for ended in futures::future::join_all(all).await {
        assert!(ended.status.success(), "{}", ended.stderr);
        assert_eq!(ended.stdout, "the tables are up to date\n");
    }
    database.drop().await;
}

/// Whoever listens at one node hears what changes at another one, also when the database was out of
/// reach meanwhile.
#[tokio::test]
async fn a_change_on_one_node_is_heard_at_another() {
    let Some(nodes) = Nodes::start().await else {
        return;
    };
    let [near, far] = nodes.person("alice");
    let wallet = Wallet::open(&near, "Savings").await;
    let listener = client::Client::new(Url::parse(nodes.far.url()).unwrap()).unwrap();
    let listener = listener.signed_in(nodes.ground.token("alice"));
    let mut events = listener.events(None).await.unwrap();
    let mut heard_last = None;
    let path = format!("/api/wallets/{}", wallet.id);
    for name in ["first", "second", "third"] {
        near.patch(&path, &json!({ "name": name })).await.with(200);
        loop {
            match events.next().await {
                Some(Ok(notice)) => {
                    heard_last = Some(notice.id);
                    if notice.event.kind == "wallet.changed" && notice.event.id == wallet.id {
                        break;
                    }
                }
                // As a browser does.
                Some(Err(_)) | None => {
                    events = eventually("a stream", async || {
                        listener.events(heard_last.as_deref()).await.ok()
                    })
                    .await;
                }
            }
        }
        assert_eq!(far.get(&path).await.with(200)["name"], name);
        nodes.proxy.cut();
    }
    drop(events);
    nodes.end().await;
}

/// The connection to the database is cut at every single message of a transfer's request, in turn:
/// the client never hears of it, and the chain has executed each transfer once.
#[tokio::test]
async fn a_request_outlives_its_connection_wherever_that_is_cut() {
    let Some(nodes) = Nodes::start().await else {
        return;
    };
    let [near, far] = nodes.person("alice");
    let wallet = Wallet::open(&near, "Savings").await;
    nodes
        .ground
        .custody()
        .fund(NETWORK, &wallet.address, ETHER)
        .await;
    let receiver = "0x00000000000000000000000000000000b0000002";
    let order = json!({"wallet_id": wallet.id, "to_address": receiver, "amount": "0.0001"});
    // What a first request brings along is not to be counted.
    let mut sent = vec![send(&far, &order, "first").await];
    let mut pieces = 0;
    loop {
        nodes.proxy.cut_after(pieces);
        sent.push(send(&far, &order, &format!("cut-after-{pieces}")).await);
        if nodes.proxy.is_to_cut() {
            break;
        }
        pieces += STEP;
    }
    assert!(pieces > 20, "a request has more messages than {pieces}");
    nodes.proxy.cut_after(u32::MAX);
    for id in &sent {
        eventually("a confirmed transfer", async || {
            let transfer = near.get(&format!("/api/transfers/{id}")).await.with(200);
            (transfer["status"] == "confirmed").then_some(())
        })
        .await;
    }
    let executed = nodes.ground.custody().executions(Some(receiver)).await;
    assert_eq!(executed.len(), sent.len());
    nodes.end().await;
}

/// A prime, so that cuts fall on questions as well as on answers.
const STEP: u32 = 3;

/// Sends with a key; answers the transfer's id.
async fn send(person: &Api, order: &serde_json::Value, key: &str) -> String {
    let answer = person.try_post("/api/transfers", order, key).await.unwrap();
    text(&answer.with(201)["transfer"]["id"])
}
