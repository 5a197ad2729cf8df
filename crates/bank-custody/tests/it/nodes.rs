//! Several nodes on one PostgreSQL, and a network between them and it that breaks.

use futures::StreamExt as _;
use pglab::Proxy;
use serde_json::json;
use testkit::{Database, eventually};
use url::Url;

use crate::{
    http::Api,
    program::Invocation,
    server::{Ground, Server},
    wallet::Wallet,
};

/// Two nodes: one beside the database, which works off what is owed, and one whose way there leads
/// through a proxy.
struct Nodes {
    near: Server,
    far: Server,
    proxy: Proxy,
    database: Database,
    ground: Ground,
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
