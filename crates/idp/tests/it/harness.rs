//! A provider on a free port, a browser that follows no redirect, and a client application.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use idp::{Client, Clock, Idp, IdpConfig, RunningIdp, demo_client, demo_people};
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Response, StatusCode, redirect};
use serde_json::Value;
use time::OffsetDateTime;
use url::Url;

pub(crate) const AUDIENCE: &str = "https://bank.example/api";
pub(crate) const NAMESPACE: &str = "https://claims.example/";
pub(crate) const APP: &str = "http://localhost:3000";
pub(crate) const CALLBACK: &str = "http://localhost:3000/auth/callback";
/// Verifier and challenge of RFC 7636 appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn seconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for HandClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.seconds()).unwrap()
    }
}

pub(crate) struct Harness {
    pub(crate) idp: RunningIdp,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) client: Client,
    http: reqwest::Client,
}

/// Settings with the demonstration's people, one web client and one other client.
pub(crate) fn config() -> IdpConfig {
    let other = Client {
        id: "other".to_owned(),
        secret: "s3cret".to_owned(),
        ..demo_client(APP)
    };
    IdpConfig {
        clients: vec![demo_client(APP), other],
        people: demo_people(),
        ..IdpConfig::new(AUDIENCE, NAMESPACE)
    }
}

impl Harness {
    pub(crate) async fn start() -> Self {
        Self::start_with(config()).await
    }

    pub(crate) async fn start_with(mut config: IdpConfig) -> Self {
        let clock = Arc::new(HandClock(AtomicI64::new(1_800_000_000)));
        config.clock = Arc::<HandClock>::clone(&clock);
        let http = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        Self {
            idp: Idp::start(config).await.unwrap(),
            clock,
            client: demo_client(APP),
            http,
        }
    }

    pub(crate) fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://{}{path}", self.idp.address())).unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.http.get(self.url(path)).send().await.unwrap()
    }

    pub(crate) fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, self.url(path))
    }

    pub(crate) async fn post_json(&self, path: &str, body: &Value) -> Response {
        let request = self
            .http
            .post(self.url(path))
            .header(CONTENT_TYPE, "application/json");
        request.body(body.to_string()).send().await.unwrap()
    }

    /// Opens the sign-in page with the usual parameters, changed: an empty value leaves one out.
    pub(crate) async fn authorize(&self, changes: &[(&str, &str)]) -> Response {
        let mut url = self.url("/authorize");
        url.query_pairs_mut().extend_pairs(authorization(changes));
        self.http.get(url).send().await.unwrap()
    }

    /// Opens the sign-in page as a browser does.
    pub(crate) async fn open_form(&self, changes: &[(&str, &str)]) -> SignInForm {
        SignInForm::read(self.authorize(changes).await).await
    }

    pub(crate) async fn submit(&self, form: &SignInForm, email: &str, password: &str) -> Response {
        let request = self
            .http
            .post(self.url("/sign-in"))
            .header(COOKIE, &form.cookie);
        let fields = [
            ("sign_in", form.id.as_str()),
            ("email", email),
            ("password", password),
        ];
        request.form(&fields).send().await.unwrap()
    }

    /// The whole first leg for one of the demonstration's people: a code.
    pub(crate) async fn code(&self, name: &str, changes: &[(&str, &str)]) -> String {
        let form = self.open_form(changes).await;
        let email = format!("{name}@example.com");
        let answer = self
            .submit(&form, &email, &format!("{name}-demo-password"))
            .await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        redirect_parameters(&answer, CALLBACK)["code"].clone()
    }

    /// Posts to the token endpoint with the client's id and secret in the body.
    pub(crate) async fn token(&self, fields: &[(&str, &str)]) -> (StatusCode, Value) {
        let credentials = [
            ("client_id", self.client.id.as_str()),
            ("client_secret", &self.client.secret),
        ];
        let fields: Vec<_> = credentials
            .into_iter()
            .chain(fields.iter().copied())
            .collect();
        let answer = self
            .http
            .post(self.url("/token"))
            .form(&fields)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store");
        (answer.status(), answer.json().await.unwrap())
    }

    pub(crate) async fn exchange(&self, code: &str) -> (StatusCode, Value) {
        self.token(&code_fields(code)).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
            .await
    }

    /// The tokens of a whole sign-in.
    pub(crate) async fn sign_in(&self, name: &str, changes: &[(&str, &str)]) -> Value {
        let code = self.code(name, changes).await;
        let (status, tokens) = self.exchange(&code).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    /// Header and claims of a token, if a key that is published now verifies it.
    pub(crate) async fn verified(&self, token: &str) -> Option<(Value, Value)> {
        let keys: jsonwebtoken::jwk::JwkSet = self
            .get("/.well-known/jwks.json")
            .await
            .json()
            .await
            .unwrap();
        let header = jsonwebtoken::decode_header(token).unwrap();
        let key = jsonwebtoken::DecodingKey::from_jwk(keys.find(&header.kid?)?).unwrap();
        let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        let claims = jsonwebtoken::decode::<Value>(token, &key, &rules)
            .ok()?
            .claims;
        Some((part(token, 0), claims))
    }
}

/// One part of a token, unverified.
pub(crate) fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).expect("a JWT");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

pub(crate) fn code_fields(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}

/// The usual authorization request with changes; an empty value leaves a parameter out, and a name
/// that is not usual is added.
fn authorization(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut parameters = vec![
        ("response_type", "code"),
        ("client_id", "demo-web"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid profile email offline_access"),
        ("audience", AUDIENCE),
        ("state", "st&te"),
        ("nonce", "n-0S6_WzA2Mj"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for &(name, value) in changes {
        match parameters.iter_mut().find(|(usual, _)| *usual == name) {
            Some(parameter) => parameter.1 = value,
            None => parameters.push((name, value)),
        }
    }
    let said = parameters
        .into_iter()
        .filter(|(_, value)| !value.is_empty());
    said.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

pub(crate) struct SignInForm {
    pub(crate) id: String,
    pub(crate) cookie: String,
    pub(crate) html: String,
    pub(crate) policy: String,
}

impl SignInForm {
    pub(crate) async fn read(response: Response) -> Self {
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name| response.headers()[name].to_str().unwrap().to_owned();
        let cookie = header(SET_COOKIE.as_str())
            .split(';')
            .next()
            .unwrap()
            .to_owned();
        let policy = header("content-security-policy");
        let html = response.text().await.unwrap();
        let (_, rest) = html
            .split_once("name=\"sign_in\" value=\"")
            .expect("a sign-in form");
        let id = rest.split('"').next().unwrap().to_owned();
        Self {
            id,
            cookie,
            html,
            policy,
        }
    }
}

/// Where a response leads, if anywhere.
pub(crate) fn location(response: &Response) -> Option<Url> {
    let value = response.headers().get(LOCATION)?;
    Some(Url::parse(value.to_str().unwrap()).unwrap())
}

/// The parameters of a redirect that must lead to `target`.
pub(crate) fn redirect_parameters(response: &Response, target: &str) -> HashMap<String, String> {
    let location = location(response).expect("a redirect");
    assert_eq!(location.as_str().split('?').next(), Some(target));
    location.query_pairs().into_owned().collect()
}
