//! `serve` beside custody and sign-in that are behind TLS with a private authority.

mod proxy;

use dfns_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use idp::{Idp, IdpConfig, MintRequest, RunningIdp, demo_client, demo_people};
use serde_json::json;
use testkit::{Custody, eventually};

use self::proxy::{Authority, Proxy};
use crate::{
    http,
    program::{ANY_PORT, Home, Invocation},
    server::Server,
    wallet::{NETWORK, Wallet},
};

/// Custody and sign-in, each reached over https only as far as the bank knows.
#[derive(Debug)]
struct Secured {
    home: Home,
    sandbox: RunningSandbox,
    sandbox_url: String,
    idp: RunningIdp,
    authority_file: String,
}

impl Secured {
    async fn new() -> Self {
        let home = Home::new();
        let authority = Authority::new();
        home.write("authority.pem", authority.certificate_pem());
        let sandbox = Sandbox::start(SandboxConfig::in_memory()).await.unwrap();
        let custody_front = Proxy::bind().await;
        let sandbox_url = custody_front.url();
        custody_front.run(&authority, sandbox.address());
        let sign_in_front = Proxy::bind().await;
        let idp = IdpConfig {
            issuer: Some(sign_in_front.url()),
            clients: vec![demo_client("http://localhost:3000")],
            people: demo_people(),
            ..IdpConfig::new(
                "https://bank-custody-api",
                "https://bank-custody.example.com/",
            )
        };
        let idp = Idp::start(idp).await.unwrap();
        sign_in_front.run(&authority, idp.address());
        let authority_file = home.path("authority.pem").to_str().unwrap().to_owned();
        Self {
            home,
            sandbox,
            sandbox_url,
            idp,
            authority_file,
        }
    }

    fn invocation(&self, args: &[&str]) -> Invocation {
        let account = self.sandbox.credentials();
        let url = &self.sandbox_url;
        self.home
            .command(args)
            .var("DFNS_API_URL", url)
            .var("DFNS_AUTH_TOKEN", &account.auth_token)
            .var("DFNS_CRED_ID", &account.cred_id)
            .var("DFNS_PRIVATE_KEY", &account.private_key_pem)
            .var("OIDC_ISSUER", self.idp.issuer())
            .var(
                "FX_RATES_URL",
                &format!("{url}/_sandbox/rates/eurofxref-daily.xml"),
            )
            .var("API_LISTEN", ANY_PORT)
            .var("WEB_LISTEN", ANY_PORT)
            .var("AUTH0_CLIENT_ID", "demo-web")
            .var("AUTH0_CLIENT_SECRET", "demo-web-secret")
            .var("AUTH0_SECRET", "0123456789abcdef0123456789abcdef")
    }

    fn trusting(&self, args: &[&str]) -> Invocation {
        self.invocation(args)
            .var("SSL_CERT_FILE", &self.authority_file)
    }

    fn token(&self) -> String {
        let request = MintRequest::for_email("alice@example.com");
        self.idp.mint(request).unwrap()
    }
}

#[tokio::test]
async fn a_private_authority_is_trusted_when_it_is_named() {
    let secured = Secured::new().await;
    assert!(secured.idp.issuer().starts_with("https://"));
    let checked = secured.trusting(&["check"]).run().await;
    assert!(checked.status.success(), "{}", checked.stdout);

    let server = Server::from(secured.trusting(&["serve"]).start()).await;
    let alice = server.api().bearer(secured.token());
    let Wallet { id, address } = Wallet::open(&alice, "My Wallet").await;
    let custody = Custody::at(secured.sandbox.url());
    custody.fund(NETWORK, &address, "1000000000000000000").await;
    let receiver = "0x00000000000000000000000000000000b0000001";
    let order = json!({"wallet_id": id, "to_address": receiver, "amount": "0.001"});
    alice.post("/api/transfers", &order).await.with(201);
    eventually("the transfer to be executed", async || {
        let executed = custody.executions(Some(receiver)).await;
        (executed.len() == 1).then_some(())
    })
    .await;
    server.into_program().stop().await;
}

#[tokio::test]
async fn without_it_nothing_is_trusted_and_the_reason_is_told() {
    let secured = Secured::new().await;
    let checked = secured.invocation(&["check"]).run().await;
    assert_eq!(checked.status.code(), Some(1), "{}", checked.stdout);
    for check in ["custody.reach", "issuer.discovery", "rates.file"] {
        let line = checked.stdout.lines().find(|line| line.contains(check));
        let line = line.unwrap();
        assert!(line.starts_with("FAILED"), "{line}");
        assert!(line.contains("certificate"), "{line}");
    }
    assert!(
        checked.stdout.contains("set SSL_CERT_FILE"),
        "{}",
        checked.stdout
    );

    let mut server = Server::from(secured.invocation(&["serve"]).start()).await;
    let alice = server.api().bearer(secured.token());
    let refused = alice.get("/api/wallets").await;
    refused.refused(503, "sign_in_unavailable");
    let ready = http::client().get(format!("{}/readyz", server.url()));
    assert_eq!(ready.send().await.unwrap().status(), 503);
    let log = server.program().log();
    assert!(log.contains("certificate"), "{log}");
    let custody = Custody::at(secured.sandbox.url());
    assert_eq!(custody.calls().await["total"], 0, "nothing went through");
    server.into_program().stop().await;
}
