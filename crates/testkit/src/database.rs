//! A PostgreSQL database of a test's own.

use std::{
    io::Write as _,
    net::{SocketAddr, ToSocketAddrs as _},
    sync::Once,
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use url::Url;
use uuid::Uuid;

/// An empty database on the server at `TEST_POSTGRES_URL`, for one test.
#[derive(Debug)]
pub struct Database {
    server: Url,
    name: String,
}

impl Database {
    /// Makes it; `None` without a server, which is said aloud, and is an error under `CI=true`.
    ///
    /// # Panics
    /// When the server does not make it.
    pub async fn create() -> Option<Self> {
        let server = server()?;
        let name = format!("bank_test_{}", Uuid::new_v4().simple());
        run(&server, format!("CREATE DATABASE {name}")).await;
        Some(Self { server, name })
    }

    /// How to reach it.
    #[must_use]
    pub fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.into()
    }

    /// How to reach it by another address, for instance a proxy's.
    ///
    /// # Panics
    /// When the server's own URL names no host.
    #[must_use]
    pub fn url_by(&self, address: SocketAddr) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.set_ip_host(address.ip()).expect("a host");
        url.set_port(Some(address.port())).expect("a host");
        url.into()
    }

    /// Where its server listens.
    ///
    /// # Panics
    /// When the server has no address.
    #[must_use]
    pub fn server_address(&self) -> SocketAddr {
        let host = self.server.host_str().expect("a host");
        let port = self.server.port().unwrap_or(5432);
        let mut found = (host, port).to_socket_addrs().expect("an address");
        found.next().expect("an address")
    }

    /// Takes it away, with whatever is still connected to it.
    ///
    /// # Panics
    /// When the server does not do it.
    pub async fn drop(self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        run(&self.server, drop).await;
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test command says by it where the server is"
)]
fn server() -> Option<Url> {
    static SAY_SKIP: Once = Once::new();
    let server = std::env::var("TEST_POSTGRES_URL")
        .ok()
        .filter(|url| !url.is_empty());
    if server.is_none() {
        SAY_SKIP.call_once(|| {
            // Not `println!`, which is heard of failing tests only.
            let skip = "SKIP: TEST_POSTGRES_URL is not set, no bank is tested on PostgreSQL\n";
            std::io::stderr().write_all(skip.as_bytes()).unwrap();
        });
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!ci, "under CI=true the bank is tested on PostgreSQL too");
    }
    server.map(|url| Url::parse(&url).expect("a URL"))
}

/// Runs one statement on the server's own database.
async fn run(server: &Url, text: String) {
    let mut connection = PgConnection::connect(server.as_str())
        .await
        .expect("the server");
    sqlx::query(AssertSqlSafe(text))
        .execute(&mut connection)
        .await
        .expect("a change on the server");
    connection.close().await.expect("a closed connection");
}
