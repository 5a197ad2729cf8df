//! A bank behind its router, people with tokens, and short ways to ask it.

mod clock;
mod custody;
mod issuer;

use std::sync::Arc;
use std::time::Duration;

use api::{ApiParts, ApiSettings, AuthSettings, Authenticator};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use bank::fiat::EmbeddedLedger;
use bank::rates::NoRates;
use bank::{Bank, BankParts, ClockIds, OpeningBalances, Settings};
use domain::approval::{LimitMode, Policy, Thresholds};
use domain::money::Cents;
use http_body_util::BodyExt;
use serde_json::Value;
use store::{Store, StoreOptions};
use tower::ServiceExt;
use url::Url;

pub(crate) use clock::ManualClock;
pub(crate) use custody::FakeCustody;
pub(crate) use issuer::{AUDIENCE, Issuer, NAMESPACE, SigningKey};

/// A bank, ready to be asked.
pub(crate) struct TestApi {
    pub(crate) router: Router,
    pub(crate) bank: Bank,
    pub(crate) issuer: Issuer,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) custody: Arc<FakeCustody>,
    _directory: tempfile::TempDir,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The body as JSON, if the status is the expected one.
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.json()
    }

    /// Status and code of a problem, and the field and code of its first fault.
    pub(crate) fn problem(&self) -> String {
        assert_eq!(
            self.headers["content-type"], "application/problem+json",
            "{}",
            self.text
        );
        let body = self.json();
        assert_eq!(body["status"].as_u64(), Some(self.status.as_u16().into()));
        let mut summary = format!(
            "{} {}",
            self.status.as_u16(),
            body["code"].as_str().unwrap()
        );
        if let Some(fault) = body["errors"].get(0) {
            let (field, code) = (&fault["field"], &fault["code"]);
            summary += &format!(" {} {}", field.as_str().unwrap(), code.as_str().unwrap());
        }
        summary
    }
}

impl TestApi {
    /// A bank with a threshold of 0.05 ether.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same with other settings of the HTTP surface.
    pub(crate) async fn start_with(change: impl FnOnce(&mut ApiSettings)) -> Self {
        let clock = Arc::new(ManualClock::new());
        let issuer = Issuer::start(Arc::clone(&clock)).await;
        let custody = Arc::new(FakeCustody::default());
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("bank.db").display());
        let store = Store::open(&url, StoreOptions::default()).await.unwrap();
        store.migrate().await.unwrap();
        let mut tx = store.begin(store::UnitOfWork::named("test")).await.unwrap();
        let node = tx
            .register_node("test", bank::Clock::now(&*clock))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let bank = Bank::new(parts(store, node, &clock, &custody, issuer.url.as_str()));
        let auth = authenticator(&issuer, &clock);
        let mut settings = ApiSettings::new(Url::parse("http://front.example:3000/app").unwrap());
        change(&mut settings);
        let router = api::router(ApiParts {
            bank: bank.clone(),
            auth,
            settings,
        });
        Self {
            router,
            bank,
            issuer,
            clock,
            custody,
            _directory: directory,
        }
    }

    /// Lets the worker go round once.
    pub(crate) async fn work(&self) {
        self.bank.submit_round().await.unwrap();
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: read(body).await,
        }
    }

    /// A call of a person, or of nobody when the person is empty.
    pub(crate) async fn call(&self, who: &str, method: Method, path: &str, body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !who.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.token(who)));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
            .await
    }

    pub(crate) async fn get(&self, who: &str, path: &str) -> Answer {
        self.call(who, Method::GET, path, "").await
    }

    pub(crate) async fn post(&self, who: &str, path: &str, body: &str) -> Answer {
        self.call(who, Method::POST, path, body).await
    }

    /// The person's token, issued now. Claire and Dana are employees.
    pub(crate) fn token(&self, who: &str) -> String {
        self.issuer.mint(&self.issuer.claims(who))
    }

    /// Opens a wallet and gives its id.
    pub(crate) async fn wallet(&self, who: &str) -> String {
        let wallet = self
            .post(who, "/api/wallets", r#"{"name":"Mine"}"#)
            .await
            .expect(201);
        assert_eq!(wallet["status"], "active", "{wallet}");
        wallet["id"].as_str().unwrap().to_owned()
    }

    /// Asks for a transfer of so much ether.
    pub(crate) async fn transfer(&self, who: &str, wallet: &str, amount: &str) -> Answer {
        let body = serde_json::json!({
            "wallet_id": wallet,
            "to_address": "0x52908400098527886E0F7030069857D2E4169EE7",
            "amount": amount,
        });
        self.post(who, "/api/transfers", &body.to_string()).await
    }

    /// Shares a wallet with somebody who has signed in.
    pub(crate) async fn share(
        &self,
        who: &str,
        wallet: &str,
        with: &str,
        permission: &str,
    ) -> Answer {
        self.get(with, "/api/me").await.expect(200);
        let body = serde_json::json!({
            "wallet_id": wallet,
            "grantee_email": format!("{with}@example.com"),
            "permission": permission,
        });
        self.post(who, "/api/delegations", &body.to_string()).await
    }
}

/// A whole body as text.
pub(crate) async fn read(body: Body) -> String {
    let bytes = body.collect().await.unwrap().to_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A checker of this issuer's tokens.
pub(crate) fn authenticator(issuer: &Issuer, clock: &Arc<ManualClock>) -> Authenticator {
    let settings = AuthSettings {
        issuer: issuer.url.clone(),
        audience: AUDIENCE.to_owned(),
        claims_namespace: NAMESPACE.to_owned(),
        employee_token_age_max: Duration::from_secs(3600),
    };
    Authenticator::new(settings, clock.clone()).unwrap()
}

fn parts(
    store: Store,
    node: store::Node,
    clock: &Arc<ManualClock>,
    custody: &Arc<FakeCustody>,
    issuer: &str,
) -> BankParts {
    let opening_balances = OpeningBalances {
        checking: Cents::new(500_000),
        savings: Cents::new(1_000_000),
    };
    let ids = Arc::new(ClockIds::seeded(clock.clone(), 7));
    let settings = Settings {
        bank_name: "Test Bank".to_owned(),
        issuer: issuer.to_owned(),
        policy: Policy {
            thresholds: Thresholds::parse("0.05", []).unwrap(),
            limit_mode: LimitMode::Override,
        },
        custody_calls_per_minute: 10_000,
        wallets_per_person_max: 50,
        audit_key: None,
        opening_balances,
        demo: None,
    };
    BankParts {
        fiat: Arc::new(EmbeddedLedger::new(
            store.clone(),
            clock.clone(),
            ids.clone(),
            opening_balances,
        )),
        store,
        custody: custody.clone(),
        rates: Arc::new(NoRates),
        clock: clock.clone(),
        ids,
        tasks: Arc::new(bank::RuntimeTasks),
        settings,
        node,
    }
}
