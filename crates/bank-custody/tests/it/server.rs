//! `serve` of the real binary, with custody and sign-in outside of it: only the bank dies when the
//! program is killed.

use dfns_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use idp::{Idp, IdpConfig, MintRequest, RunningIdp, demo_client, demo_people};
use testkit::Custody;

use crate::{
    http::Api,
    program::{ANY_PORT, Home, Invocation, Program},
};

const AUDIENCE: &str = "https://bank-custody-api";
const NAMESPACE: &str = "https://bank-custody.example.com/";

/// What a bank stands on, and what outlives it: its directory, custody, sign-in.
#[derive(Debug)]
pub(crate) struct Ground {
    pub(crate) home: Home,
    sandbox: RunningSandbox,
    custody: Custody,
    idp: RunningIdp,
}

impl Ground {
    pub(crate) async fn new() -> Self {
        let sandbox = Sandbox::start(SandboxConfig::in_memory()).await.unwrap();
        let idp = IdpConfig {
            clients: vec![demo_client("http://localhost:3000")],
            people: demo_people(),
            trusts_login_hint: true,
            ..IdpConfig::new(AUDIENCE, NAMESPACE)
        };
        Self {
            home: Home::new(),
            custody: Custody::at(sandbox.url()),
            sandbox,
            idp: Idp::start(idp).await.unwrap(),
        }
    }

    pub(crate) fn custody(&self) -> &Custody {
        &self.custody
    }

    /// `serve` with everything that it needs.
    pub(crate) fn invocation(&self) -> Invocation {
        self.invocation_of(&["serve"])
    }

    /// What the bank knows and nobody else may.
    pub(crate) fn secrets(&self) -> [String; 2] {
        let account = self.sandbox.credentials();
        let key = account.private_key_pem.lines().nth(1).unwrap().to_owned();
        [account.auth_token, key]
    }

    /// A command with everything that `serve` needs.
    pub(crate) fn invocation_of(&self, args: &[&str]) -> Invocation {
        let account = self.sandbox.credentials();
        let url = self.sandbox.url();
        self.home
            .command(args)
            .var("DFNS_API_URL", &url)
            .var("DFNS_AUTH_TOKEN", &account.auth_token)
            .var("DFNS_CRED_ID", &account.cred_id)
            .var("DFNS_PRIVATE_KEY", &account.private_key_pem)
            .var("OIDC_ISSUER", self.idp.issuer())
            .var(
                "FX_RATES_URL",
                &format!("{url}/_sandbox/rates/eurofxref-daily.xml"),
            )
            .var("APPROVAL_THRESHOLD", "0.05")
            .var("API_LISTEN", ANY_PORT)
            .var("WEB_LISTEN", ANY_PORT)
            .var("AUTH0_CLIENT_ID", "demo-web")
            .var("AUTH0_CLIENT_SECRET", "demo-web-secret")
            .var("AUTH0_SECRET", "0123456789abcdef0123456789abcdef")
    }

    /// Starts the bank, or starts it again.
    pub(crate) async fn serve(&self) -> Server {
        Server::from(self.invocation().start()).await
    }

    /// Id and private key of the account's credential.
    pub(crate) fn key(&self) -> (String, String) {
        let account = self.sandbox.credentials();
        (account.cred_id, account.private_key_pem)
    }

    /// The issuer of the sign-in.
    pub(crate) fn issuer(&self) -> &str {
        self.idp.issuer()
    }

    /// A token that says what a test wants it to say.
    pub(crate) fn mint(&self, request: MintRequest) -> String {
        self.idp.mint(request).unwrap()
    }

    /// A usual token for the person whose address starts with `name`.
    pub(crate) fn token(&self, name: &str) -> String {
        let request = MintRequest::for_email(format!("{name}@example.com"));
        self.idp.mint(request).unwrap()
    }
}

/// A bank that runs, at the address that it printed.
#[derive(Debug)]
pub(crate) struct Server {
    program: Program,
    url: String,
}

impl Server {
    /// The server that this program is, once it listens.
    pub(crate) async fn from(mut program: Program) -> Self {
        let line = program.line().await;
        let url = line.strip_prefix("listening on ").unwrap().to_owned();
        Self { program, url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The API without a token.
    pub(crate) fn api(&self) -> Api {
        Api::at(&self.url)
    }

    pub(crate) fn program(&mut self) -> &mut Program {
        &mut self.program
    }

    pub(crate) fn into_program(self) -> Program {
        self.program
    }

    pub(crate) async fn kill(self) {
        self.program.kill().await;
    }
}
