//! Health without a token, readiness that means something.

use crate::support::{TestApi, authenticator};

#[tokio::test]
async fn health_needs_no_token() {
    let api = TestApi::start().await;
    for path in ["/health", "/api/health", "/livez"] {
        assert_eq!(api.get("", path).await.expect(200)["status"], "ok");
    }
}

#[tokio::test]
async fn readiness_names_what_is_wrong() {
    let api = TestApi::start().await;
    // No worker runs in this test.
    let ready = api.get("", "/readyz").await.expect(503);
    let failed: Vec<&str> = ready["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["ok"] == false)
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    assert_eq!(failed, ["worker"]);
    assert_eq!(ready["status"], "unavailable");
}

#[tokio::test]
async fn readiness_fetches_the_keys_itself() {
    let api = TestApi::start().await;
    let auth = authenticator(&api.issuer, &api.clock);
    assert!(!auth.is_ready());
    let ready = api.get("", "/readyz").await.json();
    assert_eq!(ready["checks"][0]["name"], "signing_keys");
    assert_eq!(ready["checks"][0]["ok"], true);
}

#[tokio::test]
async fn asking_for_readiness_does_not_bother_the_issuer_often() {
    let api = TestApi::start().await;
    api.issuer.published.lock().unwrap().is_down = true;
    for _ in 0..10 {
        let ready = api.get("", "/readyz").await.expect(503);
        assert_eq!(ready["checks"][0]["ok"], false);
    }
    assert_eq!(api.issuer.published.lock().unwrap().fetches, 1);
}
