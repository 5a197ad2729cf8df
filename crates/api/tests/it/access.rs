//! Who may call what: one table, compared with the published document both ways.
//!
//! Every denial names a thing that exists, and every row has a caller who succeeds with the very
//! same request. Denials leave no trace in the bank's books or at custody.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::support::{Answer, TestApi, read};

/// Columns: Alice owns the wallet; Bob may view it; Charlie may send from it and asked for the
/// transfer; Rita could once; Sam is a stranger; Claire is an employee; Dana is an employee who may
/// view the wallet, and so is in conflict.
const TABLE: &str = "
    GET    /api/me                              200 200 200 200 200 200 200
    GET    /api/networks                        200 200 200 200 200 200 200
    GET    /api/events                          200 200 200 200 200 200 200
    GET    /api/fiat-accounts/{id}              200 404 404 404 404 404 404
    GET    /api/wallets                         200 200 200 200 200 200 200
    POST   /api/wallets                         201 201 201 201 201 201 201
    GET    /api/wallets/{id}                    200 200 200 404 404 200 200
    PATCH  /api/wallets/{id}                    200 403 403 404 404 404 403
    GET    /api/wallets/{id}/activity           200 200 200 404 404 404 200
    POST   /api/wallets/{id}/freeze             200 403 403 404 404 404 403
    POST   /api/wallets/{id}/unfreeze           200 403 403 404 404 404 403
    GET    /api/transfers                       200 200 200 200 200 200 200
    POST   /api/transfers                       201 403 201 404 404 404 403
    POST   /api/transfers/preview               200 403 200 404 404 404 403
    GET    /api/transfers/{id}                  200 200 200 404 404 404 200
    POST   /api/transfers/{id}/cancel           200 403 200 404 404 404 403
    GET    /api/transfers.csv                   200 200 200 200 200 200 200
    GET    /api/delegations                     200 200 200 200 200 200 200
    POST   /api/delegations                     201 403 403 404 404 404 403
    DELETE /api/delegations/{id}                204 404 204 404 404 404 404
    GET    /api/admin/overview                  403 403 403 403 403 200 200
    GET    /api/admin/customers                 403 403 403 403 403 200 200
    GET    /api/admin/customers/{id}/wallets    403 403 403 403 403 200 200
    POST   /api/admin/users/{id}/retire         403 403 403 403 403 204 204
    GET    /api/admin/transfers                 403 403 403 403 403 200 200
    GET    /api/admin/transfers/{id}            403 403 403 403 403 200 200
    POST   /api/admin/transfers/{id}/approve    403 403 403 403 403 200 403
    POST   /api/admin/transfers/{id}/reject     403 403 403 403 403 200 403
    POST   /api/admin/transfers/{id}/check      403 403 403 403 403 200 200
    GET    /api/admin/wallets/{id}/activity     403 403 403 403 403 200 200
    POST   /api/admin/wallets/{id}/freeze       403 403 403 403 403 200 200
    POST   /api/admin/wallets/{id}/unfreeze     403 403 403 403 403 200 200
    GET    /api/admin/audit                     403 403 403 403 403 200 200
    POST   /api/admin/pause                     403 403 403 403 403 200 200
    POST   /api/admin/resume                    403 403 403 403 403 200 200
";

/// Paths without a caller, and those of demo mode (their own tests are in `demo.rs`).
const OTHERS: [&str; 6] = [
    "GET /health",
    "GET /api/health",
    "GET /livez",
    "GET /readyz",
    "POST /api/wallets/{id}/test-funds",
    "POST /api/demo/story",
];

const CALLERS: [&str; 7] = ["alice", "bob", "charlie", "rita", "sam", "claire", "dana"];

struct Row {
    method: Method,
    path: &'static str,
    expected: Vec<u16>,
}

fn rows() -> Vec<Row> {
    let row = |line: &'static str| {
        let mut words = line.split_whitespace();
        Row {
            method: words.next().unwrap().parse().unwrap(),
            path: words.next().unwrap(),
            expected: words.map(|word| word.parse().unwrap()).collect(),
        }
    };
    TABLE.trim().lines().map(row).collect()
}

/// A bank in which everything that the table names exists.
struct World {
    api: TestApi,
    wallet: String,
    transfer: String,
    delegation: String,
    account: String,
    alice: String,
    rita: String,
}

impl World {
    async fn new() -> Self {
        let api = TestApi::start().await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let wallet = api.wallet("alice").await;
        api.share("alice", &wallet, "bob", "view").await.expect(201);
        let delegation = api
            .share("alice", &wallet, "charlie", "transfer")
            .await
            .expect(201);
        api.share("alice", &wallet, "dana", "view")
            .await
            .expect(201);
        let former = api
            .share("alice", &wallet, "rita", "transfer")
            .await
            .expect(201);
        let path = format!("/api/delegations/{}", text(&former["id"]));
        assert_eq!(
            api.call("alice", Method::DELETE, &path, "").await.status,
            204
        );
        let transfer = api.transfer("charlie", &wallet, "0.06").await.expect(201);
        let overview = api.get("alice", "/api/wallets").await.expect(200);
        let alice = api.get("alice", "/api/me").await.expect(200);
        let rita = api.get("rita", "/api/me").await.expect(200);
        Self {
            wallet,
            transfer: text(&transfer["transfer"]["id"]),
            delegation: text(&delegation["id"]),
            account: text(&overview["fiat_accounts"][0]["id"]),
            alice: text(&alice["id"]),
            rita: text(&rita["id"]),
            api,
        }
    }

    /// The path with the id of the thing that it is about.
    fn path(&self, pattern: &str) -> String {
        let id = if pattern.contains("/wallets/{id}") {
            &self.wallet
        } else if pattern.contains("/transfers/{id}") {
            &self.transfer
        } else if pattern.contains("/delegations/{id}") {
            &self.delegation
        } else if pattern.contains("/fiat-accounts/{id}") {
            &self.account
        } else if pattern.contains("/customers/{id}") {
            &self.alice
        } else {
            &self.rita
        };
        pattern.replace("{id}", id)
    }

    fn body(&self, row: &Row) -> String {
        match (row.method.as_str(), row.path) {
            ("POST", "/api/wallets") | ("PATCH", _) => json!({"name": "New"}).to_string(),
            ("POST", "/api/transfers" | "/api/transfers/preview") => json!({
                "wallet_id": self.wallet, "amount": "0.001",
                "to_address": "0x52908400098527886E0F7030069857D2E4169EE7",
            })
            .to_string(),
            ("POST", "/api/delegations") => {
                json!({"wallet_id": self.wallet, "grantee_email": "rita@example.com"}).to_string()
            }
            _ => String::new(),
        }
    }

    async fn call(&self, row: &Row, token: &str) -> Answer {
        let body = self.body(row);
        let mut request = Request::builder()
            .method(&row.method)
            .uri(self.path(row.path));
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(Body::from(body)).unwrap();
        if row.path != "/api/events" {
            return self.api.send(request).await;
        }
        let response = self.api.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let (status, headers) = (parts.status, parts.headers);
        // A stream that is granted has no end of its own.
        let text = if status.is_success() {
            String::new()
        } else {
            read(body).await
        };
        Answer {
            status,
            headers,
            text,
        }
    }

    /// What a denial may not change.
    async fn books(&self) -> Value {
        let mut books = vec![json!(self.api.custody.executed())];
        for path in [
            "/api/transfers".to_owned(),
            "/api/delegations".to_owned(),
            "/api/wallets".to_owned(),
            format!("/api/wallets/{}", self.wallet),
        ] {
            books.push(self.api.get("alice", &path).await.expect(200));
        }
        for path in [
            "/api/admin/overview",
            "/api/admin/transfers",
            "/api/admin/customers",
        ] {
            books.push(self.api.get("claire", path).await.expect(200));
        }
        json!(books)
    }
}

#[test]
fn the_table_names_every_call_and_no_other() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut published = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let calls = item.as_object().unwrap().keys();
        published.extend(calls.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let mut known: BTreeSet<String> = rows()
        .iter()
        .map(|row| format!("{} {}", row.method, row.path))
        .collect();
    known.extend(OTHERS.map(str::to_owned));
    assert_eq!(known, published);
}

#[tokio::test]
async fn everybody_gets_what_the_table_says() {
    let reading = World::new().await;
    for row in rows() {
        let changes = row.method != Method::GET;
        let mut allowed = Vec::new();
        let before = if changes {
            Some(reading.books().await)
        } else {
            None
        };
        for (caller, expected) in CALLERS.iter().zip(&row.expected) {
            if changes && *expected < 300 {
                allowed.push((caller, expected));
                continue;
            }
            let answer = reading.call(&row, &reading.api.token(caller)).await;
            let place = format!("{caller}: {} {}: {}", row.method, row.path, answer.text);
            assert_eq!(answer.status.as_u16(), *expected, "{place}");
            if *expected >= 400 {
                assert!(
                    answer.problem().starts_with(&expected.to_string()),
                    "{place}"
                );
            }
        }
        if let Some(before) = before {
            assert_eq!(reading.books().await, before, "{} {}", row.method, row.path);
        }
        assert!(
            row.expected.iter().any(|status| *status < 300),
            "nobody may {}",
            row.path
        );
        // Each success changes something, so each has a bank of its own.
        for (caller, expected) in allowed {
            let fresh = World::new().await;
            let answer = fresh.call(&row, &fresh.api.token(caller)).await;
            let place = format!("{caller}: {} {}: {}", row.method, row.path, answer.text);
            assert_eq!(answer.status.as_u16(), *expected, "{place}");
        }
    }
}

#[tokio::test]
async fn no_call_believes_a_bad_token() {
    let world = World::new().await;
    let issuer = &world.api.issuer;
    let with = |name: &str, value: Value| {
        let mut claims = issuer.claims("claire");
        claims[name] = value;
        issuer.mint(&claims)
    };
    let now = issuer.claims("claire")["iat"].as_i64().unwrap();
    let good = issuer.mint(&issuer.claims("claire"));
    let (_, rest) = good.split_once('.').unwrap();
    let (payload, _) = rest.split_once('.').unwrap();
    let tokens = [
        ("token_missing", String::new()),
        ("token_expired", with("exp", json!(now - 60))),
        ("token_not_yet_valid", with("nbf", json!(now + 60))),
        ("token_invalid", with("aud", json!("https://other.test/"))),
        ("token_invalid", with("iss", json!("https://other.test/"))),
        // {"alg":"none","kid":"key-1"}
        (
            "token_invalid",
            format!("eyJhbGciOiJub25lIiwia2lkIjoia2V5LTEifQ.{payload}."),
        ),
        ("token_invalid", issuer.symmetric(&issuer.claims("claire"))),
    ];
    let before = world.books().await;
    for row in rows() {
        for (code, token) in &tokens {
            let answer = world.call(&row, token).await;
            let place = format!("{} {}", row.method, row.path);
            assert_eq!(answer.problem(), format!("401 {code}"), "{place}");
        }
    }
    assert_eq!(world.books().await, before);
}
