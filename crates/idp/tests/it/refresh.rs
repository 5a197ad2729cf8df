use std::time::Duration;

use idp::IdpConfig;
use reqwest::StatusCode;
use serde_json::Value;

use crate::harness::{Harness, config, part};

fn refresh_token(tokens: &Value) -> &str {
    tokens["refresh_token"].as_str().unwrap()
}

#[tokio::test]
async fn a_refresh_token_rotates_and_brings_new_tokens() {
    let harness = Harness::start().await;
    let first = harness.sign_in("alice", &[]).await;
    harness.clock.advance(100);
    let (status, second) = harness.refresh(refresh_token(&first)).await;
    assert_eq!(status, StatusCode::OK);
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    let claims = part(second["access_token"].as_str().unwrap(), 1);
    assert_eq!(claims["iat"], harness.clock.seconds());
    let claims = part(second["id_token"].as_str().unwrap(), 1);
    assert_eq!(claims["auth_time"], harness.clock.seconds() - 100);
    assert_eq!(claims.get("nonce"), None);
    assert_eq!(
        harness.refresh(refresh_token(&second)).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn within_the_overlap_a_lost_answer_may_be_asked_for_again() {
    let harness = Harness::start().await;
    let first = harness.sign_in("alice", &[]).await;
    let (_, second) = harness.refresh(refresh_token(&first)).await;
    harness.clock.advance(9);
    let (status, third) = harness.refresh(refresh_token(&first)).await;
    assert_eq!(status, StatusCode::OK);
    // Both answers work on.
    assert_eq!(
        harness.refresh(refresh_token(&second)).await.0,
        StatusCode::OK
    );
    assert_eq!(
        harness.refresh(refresh_token(&third)).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn reuse_after_the_overlap_ends_the_session() {
    let harness = Harness::start().await;
    let first = harness.sign_in("alice", &[]).await;
    let (_, second) = harness.refresh(refresh_token(&first)).await;
    harness.clock.advance(10);
    let (status, refusal) = harness.refresh(refresh_token(&first)).await;
    assert_eq!(
        (status, &refusal["error"]),
        (StatusCode::BAD_REQUEST, &"invalid_grant".into())
    );
    assert_eq!(
        harness.refresh(refresh_token(&second)).await.0,
        StatusCode::BAD_REQUEST
    );
    // Another session of the same person is not touched.
    let other = harness.sign_in("alice", &[]).await;
    assert_eq!(
        harness.refresh(refresh_token(&other)).await.0,
        StatusCode::OK
    );
}

#[tokio::test]
async fn without_an_overlap_the_first_reuse_ends_the_session() {
    let harness = Harness::start_with(IdpConfig {
        refresh_overlap: Duration::ZERO,
        ..config()
    })
    .await;
    let first = harness.sign_in("alice", &[]).await;
    let (_, second) = harness.refresh(refresh_token(&first)).await;
    assert_eq!(
        harness.refresh(refresh_token(&first)).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        harness.refresh(refresh_token(&second)).await.0,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn rotation_does_not_lengthen_a_session() {
    let harness = Harness::start_with(IdpConfig {
        refresh_token_ttl: Duration::from_secs(1000),
        ..config()
    })
    .await;
    let first = harness.sign_in("alice", &[]).await;
    harness.clock.advance(999);
    let (status, second) = harness.refresh(refresh_token(&first)).await;
    assert_eq!(status, StatusCode::OK);
    harness.clock.advance(1);
    assert_eq!(
        harness.refresh(refresh_token(&second)).await.0,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn a_refresh_token_belongs_to_its_client_and_scope() {
    let harness = Harness::start().await;
    let tokens = harness
        .sign_in("alice", &[("scope", "openid offline_access")])
        .await;
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh_token(&tokens)),
    ];
    let foreign = harness.request(reqwest::Method::POST, "/token");
    let foreign = foreign
        .basic_auth("other", Some("s3cret"))
        .form(&fields)
        .send()
        .await
        .unwrap();
    assert_eq!(
        foreign.json::<Value>().await.unwrap()["error"],
        "invalid_grant"
    );

    let wider = [&fields[..], &[("scope", "openid email")]].concat();
    let (_, refusal) = harness.token(&wider).await;
    assert_eq!(refusal["error"], "invalid_scope");
    let same = [&fields[..], &[("scope", "openid")]].concat();
    assert_eq!(harness.token(&same).await.0, StatusCode::OK);
}
