//! Headers of every answer, request ids, origins, the bound on work at once.

use axum::body::Body;
use axum::http::{Method, Request};

use tower::ServiceExt;

use crate::support::TestApi;

#[tokio::test]
async fn every_answer_is_named_and_not_kept() {
    let api = TestApi::start().await;
    for answer in [
        api.get("alice", "/api/me").await,
        api.get("", "/api/nothing").await,
    ] {
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        assert!(answer.headers.contains_key("content-security-policy"));
        assert!(
            answer.headers["x-request-id"]
                .to_str()
                .unwrap()
                .starts_with("req_")
        );
        assert!(!answer.headers.contains_key("server"));
    }
    let named = Request::get("/api/me").header("x-request-id", "trace-0123456789");
    let answer = api.send(named.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.headers["x-request-id"], "trace-0123456789");
    assert_eq!(answer.json()["request_id"], "trace-0123456789");
}

#[tokio::test]
async fn browsers_may_call_from_the_front_end_only() {
    let api = TestApi::start().await;
    let preflight = async |origin: &str| {
        let request = Request::builder()
            .method(Method::OPTIONS)
            .uri("/api/transfers")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header(
                "access-control-request-headers",
                "authorization,idempotency-key",
            );
        let answer = api.send(request.body(Body::empty()).unwrap()).await;
        answer.headers.get("access-control-allow-origin").cloned()
    };
    let front = "http://front.example:3000";
    assert_eq!(preflight(front).await.unwrap(), front);
    for origin in [
        "http://front.example",
        "https://front.example:3000",
        "null",
        "http://evil.test",
    ] {
        assert!(
            preflight(origin)
                .await
                .is_none_or(|allowed| allowed != origin),
            "{origin}"
        );
    }
}

#[tokio::test]
async fn too_much_at_once_is_refused() {
    let api = TestApi::start_with(|settings| settings.concurrent_requests_max = 0).await;
    let answer = api.get("alice", "/api/me").await;
    assert_eq!(answer.problem(), "503 overloaded");
    assert!(answer.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn the_audit_names_request_and_address() {
    let api = TestApi::start_with(|settings| {
        settings.trusted_proxies = vec!["10.0.0.1".parse().unwrap()];
    })
    .await;
    let mut request = Request::post("/api/wallets")
        .header("authorization", format!("Bearer {}", api.token("alice")))
        .header("content-type", "application/json")
        .header("x-request-id", "trace-0123456789")
        .header("x-forwarded-for", "1.2.3.4")
        .body(Body::from("{}"))
        .unwrap();
    let peer: std::net::SocketAddr = "10.0.0.1:4711".parse().unwrap();
    request
        .extensions_mut()
        .insert(axum::extract::ConnectInfo(peer));
    api.send(request).await.expect(201);
    let audit = api
        .get("claire", "/api/admin/audit?kind=wallet")
        .await
        .expect(200);
    let rows = audit["rows"].as_array().unwrap();
    let ordered = rows
        .iter()
        .find(|row| row["kind"] == "wallet.ordered")
        .unwrap();
    assert_eq!(ordered["request_id"], "trace-0123456789");
    assert_eq!(ordered["address"], "1.2.3.4");
    assert_eq!(ordered["actor"], "alice@example.com");
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_cut_a_change_in_two() {
    let api = TestApi::start().await;
    api.get("alice", "/api/me").await.expect(200);
    let request = Request::post("/api/wallets")
        .header("authorization", format!("Bearer {}", api.token("alice")))
        .header("content-type", "application/json")
        .body(Body::from("{}"))
        .unwrap();
    {
        let mut call = std::pin::pin!(api.router.clone().oneshot(request));
        assert!(futures::poll!(call.as_mut()).is_pending());
    }
    let opened = async {
        loop {
            let overview = api.get("alice", "/api/wallets").await.expect(200);
            if overview["wallets"][0]["status"] == "active" {
                break;
            }
        }
    };
    let long = std::time::Duration::from_secs(60);
    tokio::time::timeout(long, opened)
        .await
        .expect("the wallet is opened all the same");
}
