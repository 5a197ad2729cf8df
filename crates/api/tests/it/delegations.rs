//! Sharing over HTTP.

use axum::http::Method;
use serde_json::json;

use crate::support::TestApi;

#[tokio::test]
async fn granting_replacing_and_revoking() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let granted = api.share("alice", &wallet, "bob", "view").await.expect(201);
    assert_eq!(granted["permission"], "view");
    assert_eq!(granted["grantee_email"], "bob@example.com");
    assert_eq!(granted["transfer_limit"], json!(null));
    let replaced = api
        .share("alice", &wallet, "bob", "transfer")
        .await
        .expect(200);
    assert_eq!(replaced["permission"], "transfer");
    let held = api.get("bob", "/api/delegations").await.expect(200);
    assert_eq!(
        (
            held["granted"].as_array().unwrap().len(),
            held["received"].as_array().unwrap().len()
        ),
        (0, 1)
    );
    let path = format!("/api/delegations/{}", replaced["id"].as_str().unwrap());
    let stranger = api.call("charlie", Method::DELETE, &path, "").await;
    assert_eq!(stranger.problem(), "404 not_found");
    assert_eq!(
        api.call("alice", Method::DELETE, &path, "").await.status,
        204
    );
    assert_eq!(
        api.call("alice", Method::DELETE, &path, "").await.problem(),
        "404 not_found"
    );
    let gone = api.get("bob", &format!("/api/wallets/{wallet}")).await;
    assert_eq!(gone.problem(), "404 not_found");
}

#[tokio::test]
async fn bad_wishes_are_refused_with_their_field() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    api.get("bob", "/api/me").await.expect(200);
    let wish = async |who: &str, change: serde_json::Value| {
        let mut body = json!({
            "wallet_id": wallet, "grantee_email": "bob@example.com", "permission": "transfer",
        });
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        api.post(who, "/api/delegations", &body.to_string()).await
    };
    for (change, code) in [
        (
            json!({"wallet_id": "7"}),
            "422 invalid wallet_id invalid_id",
        ),
        (
            json!({"permission": "own"}),
            "422 invalid permission unknown_value",
        ),
        (
            json!({"grantee_email": "nobody@example.com"}),
            "422 grantee_unknown",
        ),
        (
            json!({"grantee_email": "ALICE@example.com"}),
            "422 share_with_self",
        ),
        (
            json!({"transfer_limit": 1}),
            "422 invalid transfer_limit wrong_type",
        ),
        (json!({"until": "now"}), "422 invalid until unknown_field"),
    ] {
        assert_eq!(
            wish("alice", change.clone()).await.problem(),
            code,
            "{change}"
        );
    }
    for limit in ["-1", "NaN", "1e3", "0.0000000000000000001", "", " 1"] {
        let answer = wish("alice", json!({"transfer_limit": limit})).await;
        assert!(
            answer.problem().starts_with("422 invalid transfer_limit "),
            "{limit}"
        );
    }
    assert_eq!(wish("bob", json!({})).await.problem(), "404 not_found");
    let limited = wish("alice", json!({"transfer_limit": "0.01"}))
        .await
        .expect(201);
    assert_eq!(limited["transfer_limit"], "0.01");
    assert!(limited.get("warning").is_none());
    let loose = wish("alice", json!({"transfer_limit": "5"}))
        .await
        .expect(200);
    assert!(loose["warning"].as_str().unwrap().len() > 10);
}

#[tokio::test]
async fn a_limit_above_the_banks_threshold_is_marked() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    api.get("bob", "/api/me").await.expect(200);
    for (limit, above) in [("0.05", false), ("0.06", true)] {
        let body = json!({
            "wallet_id": wallet, "grantee_email": "bob@example.com", "permission": "transfer",
            "transfer_limit": limit,
        });
        let body = body.to_string();
        let granted = api.post("alice", "/api/delegations", &body).await.json();
        assert_eq!(granted["above_threshold"], above, "{limit}");
        assert_eq!(granted.get("warning").is_some(), above, "{limit}");
    }
    let alice = api.get("alice", "/api/me").await.expect(200);
    let path = format!(
        "/api/admin/customers/{}/wallets",
        alice["id"].as_str().unwrap()
    );
    let all = api.get("claire", &path).await.expect(200);
    assert_eq!(all["granted"][0]["above_threshold"], true);
}
