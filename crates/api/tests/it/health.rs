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

/// Whether readiness calls custody in order, and what it says about it.
async fn custody_of(api: &TestApi) -> (serde_json::Value, String, String) {
    let ready = api.get("", "/readyz").await.expect(200);
    let check = ready["checks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|check| check["name"] == "custody")
        .unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    (
        check["ok"].clone(),
        text(&check["detail"]),
        text(&ready["status"]),
    )
}

#[tokio::test]
async fn readiness_tells_that_custody_fails_and_stays_ready() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let activity = format!("/api/wallets/{wallet}/activity");
    api.work().await;
    let (ok, detail, status) = custody_of(&api).await;
    assert_eq!((ok, status.as_str()), (true.into(), "ok"));
    assert!(
        detail.starts_with("custody last answered at 20"),
        "{detail}"
    );

    api.custody.go_down(true);
    for (seconds, ok, status) in [(0, true, "ok"), (29, true, "ok"), (1, false, "degraded")] {
        api.clock.advance(std::time::Duration::from_secs(seconds));
        api.get("alice", &activity).await.expect(200);
        api.work().await;
        let told = custody_of(&api).await;
        assert_eq!((told.0, told.2.as_str()), (ok.into(), status), "{seconds}");
        assert!(told.1.contains("failing since 20"), "{}", told.1);
    }
    api.custody.go_down(false);
    api.clock.advance(std::time::Duration::from_secs(5));
    api.get("alice", &activity).await.expect(200);
    let (ok, _, status) = custody_of(&api).await;
    assert_eq!((ok, status.as_str()), (true.into(), "ok"));
}
