//! The proxy of `deploy/`, with the very file that is shipped, in front of three nodes on one
//! PostgreSQL.

use std::{collections::BTreeMap, path::PathBuf, process::Stdio, time::Duration};

use idp::{Idp, IdpConfig, MintRequest, RunningIdp, demo_client, demo_people};
use reqwest::{
    Response, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
};
use serde_json::json;
use testkit::{Database, eventually};
use tokio::process::{Child, Command};

use crate::{
    browser::installed,
    docs,
    http::{Api, text},
    program::fixed_address,
    server::{Ground, Server},
    wallet::{NETWORK, Wallet},
};

const RECEIVER: &str = "0x00000000000000000000000000000000b0000001";

/// Where one node listens.
struct Addresses {
    api: String,
    pages: String,
}

/// The proxy, stopped when this is dropped, and what runs behind it.
struct Front {
    ground: Ground,
    idp: RunningIdp,
    database: Database,
    nodes: Vec<Server>,
    _proxy: Child,
    url: String,
}

/// The program, unpacked below the build directory or on PATH.
fn haproxy() -> Option<(PathBuf, String)> {
    let tools = installed::target().join("tools/deploy/debian");
    let program = tools.join("usr/sbin/haproxy");
    if !program.is_file() {
        installed::skipped("haproxy is missing: `cargo xtask test --install`");
        return None;
    }
    let libraries = std::fs::read_dir(tools.join("usr/lib")).unwrap();
    let libraries = libraries.map(|entry| entry.unwrap().path().display().to_string());
    Some((program, libraries.collect::<Vec<_>>().join(":")))
}

impl Front {
    /// None where a program or the server is missing; that was said then.
    async fn open() -> Option<Self> {
        let haproxy = haproxy()?;
        let database = Database::create().await?;
        let listen = fixed_address();
        let (_, port) = listen.split_once(':').unwrap();
        let url = format!("https://localhost:{port}");
        let ground = Ground::new().await;
        let idp = IdpConfig {
            clients: vec![demo_client(&url)],
            people: demo_people(),
            trusts_login_hint: true,
            ..IdpConfig::new(
                "https://bank-custody-api",
                "https://bank-custody.example.com/",
            )
        };
        let idp = Idp::start(idp).await.unwrap();
        let migrate = ground.invocation_of(&["migrate"]);
        let migrated = migrate.var("DATABASE_URL", &database.url()).run().await;
        assert!(migrated.status.success(), "{}", migrated.stderr);
        let mut nodes = Vec::new();
        let mut addresses = Vec::new();
        for n in 1..=3 {
            let node = Addresses {
                api: fixed_address(),
                pages: fixed_address(),
            };
            let serve = ground
                .invocation()
                .var("NODE_NAME", &format!("node{n}"))
                .var("DATABASE_URL", &database.url())
                .var("DATABASE_CONNECTIONS_MAX", "5")
                .var("OIDC_ISSUER", idp.issuer())
                .var("API_LISTEN", &node.api)
                .var("WEB_LISTEN", &node.pages)
                .var("APP_BASE_URL", &url)
                .var("API_URL", &url)
                .var("TRUSTED_PROXIES", "127.0.0.1");
            nodes.push(Server::from(serve.start()).await);
            addresses.push(node);
        }
        let proxy = start(haproxy, &ground, &listen, &addresses);
        Some(Self {
            ground,
            idp,
            database,
            nodes,
            _proxy: proxy,
            url,
        })
    }

    /// A client that takes the certificate of nobody.
    fn client() -> reqwest::Client {
        reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(60))
            .tls_danger_accept_invalid_certs(true)
            .no_proxy()
            .build()
            .unwrap()
    }

    fn api(&self, name: &str) -> Api {
        let request = MintRequest::for_email(format!("{name}@example.com"));
        Api::over(Self::client(), &self.url).bearer(self.idp.mint(request).unwrap())
    }

    async fn close(self) {
        for node in self.nodes {
            node.into_program().stop().await;
        }
        self.database.drop().await;
    }
}

/// Starts the proxy with the shipped file.
fn start(
    (program, libraries): (PathBuf, String),
    ground: &Ground,
    listen: &str,
    nodes: &[Addresses],
) -> Child {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let both = format!("{}{}", cert.pem(), signing_key.serialize_pem());
    ground.home.write("certificate.pem", &both);
    let log = std::fs::File::create(ground.home.path("haproxy.log")).unwrap();
    let mut haproxy = Command::new(program);
    haproxy
        .arg("-f")
        .arg(docs::root().join("deploy/haproxy.cfg"))
        .env_clear()
        .env("LD_LIBRARY_PATH", libraries)
        .env("BANK_BIND", listen)
        .env("BANK_CERTIFICATE", ground.home.path("certificate.pem"));
    for (n, node) in (1..).zip(nodes) {
        haproxy
            .env(format!("NODE{n}_API"), &node.api)
            .env(format!("NODE{n}_PAGES"), &node.pages);
    }
    haproxy
        .stdin(Stdio::null())
        .stdout(log.try_clone().unwrap())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

/// Signs in as a browser does, through the proxy to the pages and back, and answers the cookies.
async fn sign_in(http: &reqwest::Client, url: &str, email: &str) -> String {
    let mut cookies = BTreeMap::new();
    let login = format!("{url}/auth/login?email={email}");
    let login = http.get(login).send().await.unwrap();
    keep(&mut cookies, &login);
    let service = login.headers()["refresh"].to_str().unwrap();
    let (_, service) = service.split_once("url=").unwrap();
    let answer = http.get(service).send().await.unwrap();
    let back = answer.headers()[LOCATION].to_str().unwrap();
    assert!(back.starts_with(url), "{back}");
    let back = http.get(back).header(COOKIE, joined(&cookies));
    let back = back.send().await.unwrap();
    assert_eq!(back.status(), StatusCode::SEE_OTHER);
    keep(&mut cookies, &back);
    joined(&cookies)
}

fn keep(cookies: &mut BTreeMap<String, String>, answer: &Response) {
    for cookie in answer.headers().get_all(SET_COOKIE) {
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.contains("Secure"), "{cookie}");
        let pair = cookie.split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        cookies.insert(name.to_owned(), value.to_owned());
    }
}

fn joined(cookies: &BTreeMap<String, String>) -> String {
    let pairs = cookies.iter().filter(|(_, value)| !value.is_empty());
    let pairs = pairs.map(|(name, value)| format!("{name}={value}"));
    pairs.collect::<Vec<_>>().join("; ")
}

/// Reads a stream until `text` has come.
async fn hears(stream: &mut Response, text: &str) {
    let mut heard = String::new();
    let listening = async {
        while !heard.contains(text) {
            let piece = stream.chunk().await.unwrap();
            let piece = piece.expect("the stream goes on").to_vec();
            heard += &String::from_utf8(piece).unwrap();
        }
    };
    let patience = Duration::from_secs(60);
    let ended = tokio::time::timeout(patience, listening).await;
    assert!(ended.is_ok(), "no {text} in {heard}");
}

#[tokio::test]
async fn three_nodes_behind_the_proxy_are_one_bank() {
    let Some(mut front) = Front::open().await else {
        return;
    };
    let http = Front::client();
    let url = front.url.clone();
    eventually("the proxy to lead to a node", async || {
        let answer = http.get(format!("{url}/openapi.json")).send().await.ok()?;
        (answer.status() == 200).then_some(())
    })
    .await;
    // What is for operators is led nowhere.
    let ready = http.get(format!("{url}/readyz")).send().await.unwrap();
    assert_eq!(ready.status(), 404);

    let cookies = sign_in(&http, &url, "alice@example.com").await;
    let page = async |path: &str| {
        let page = http.get(format!("{url}{path}")).header(COOKIE, &cookies);
        page.send().await.unwrap()
    };
    // As many times as there are nodes: each knows the session.
    for _ in 0..3 {
        assert_eq!(page("/accounts").await.status(), 200);
    }
    let mut live = page("/live").await;
    assert_eq!(live.status(), 200);

    let alice = front.api("alice");
    let wallet = Wallet::open(&alice, "My Wallet").await;
    // Told while the stream is open, whichever node made the change.
    hears(&mut live, &wallet.id).await;
    let custody = front.ground.custody();
    custody
        .fund(NETWORK, &wallet.address, "1000000000000000000")
        .await;
    let order = json!({"wallet_id": wallet.id, "to_address": RECEIVER, "amount": "0.001"});
    let sent = alice.post("/api/transfers", &order).await.with(201);
    hears(&mut live, &text(&sent["transfer"]["id"])).await;
    who_called_is_who_the_proxy_saw(&front, &wallet).await;

    // A node is lost; nobody notices.
    front.nodes.remove(0).kill().await;
    for _ in 0..9 {
        assert_eq!(page("/accounts").await.status(), 200);
        alice.get("/api/wallets").await.with(200);
    }
    alice.post("/api/transfers", &order).await.with(201);
    eventually("both transfers to be confirmed", async || {
        let list = alice.get("/api/transfers").await.with(200);
        let rows = list["transfers"].as_array().unwrap().clone();
        let confirmed = rows.iter().filter(|row| row["status"] == "confirmed");
        (confirmed.count() == 2).then_some(())
    })
    .await;
    let executed = front.ground.custody().executions(Some(RECEIVER)).await;
    assert_eq!(executed.len(), 2);
    front.close().await;
}

/// A client may write what it likes into the header; the audit names where it called from.
async fn who_called_is_who_the_proxy_saw(front: &Front, wallet: &Wallet) {
    let token = front
        .idp
        .mint(MintRequest::for_email("alice@example.com".to_owned()));
    let rename = Front::client()
        .patch(format!("{}/api/wallets/{}", front.url, wallet.id))
        .bearer_auth(token.unwrap())
        .header("X-Forwarded-For", "203.0.113.9")
        .json(&json!({"name": "Renamed"}));
    assert_eq!(rename.send().await.unwrap().status(), 200);
    let audit = front.api("claire").get("/api/admin/audit").await.with(200);
    let rows = audit["rows"].as_array().unwrap();
    let renamed = rows.iter().find(|row| row["kind"] == "wallet.renamed");
    let renamed = renamed.expect("a row of the audit");
    assert_eq!(renamed["address"], "127.0.0.1", "{renamed}");
}
