use idp::{Error, Idp, IdpConfig, MintRequest};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Harness, config, part};

fn mint(harness: &Harness) -> String {
    harness
        .idp
        .mint(MintRequest::for_email("alice@example.com"))
        .unwrap()
}

#[tokio::test]
async fn an_old_key_verifies_until_it_is_retired() {
    let harness = Harness::start().await;
    let old = mint(&harness);
    let kid = harness.idp.rotate_keys().unwrap();
    let new = mint(&harness);
    assert_eq!(part(&new, 0)["kid"], kid);
    assert_ne!(part(&old, 0)["kid"], kid);
    assert!(harness.verified(&old).await.is_some());
    assert!(harness.verified(&new).await.is_some());

    harness.idp.retire_old_keys().unwrap();
    assert!(harness.verified(&old).await.is_none());
    assert!(harness.verified(&new).await.is_some());
}

#[tokio::test]
async fn scripts_rotate_over_http() {
    let harness = Harness::start().await;
    let first = mint(&harness);
    let post = || harness.request(Method::POST, "/_idp/rotate");
    let answer: Value = post().send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["published"].as_array().unwrap().len(), 2);
    assert_eq!(answer["published"][0], answer["kid"]);
    assert!(harness.verified(&first).await.is_some());

    let answer = harness
        .post_json("/_idp/rotate", &json!({"retire_old": true}))
        .await;
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["published"], json!([answer["kid"]]));
    assert!(harness.verified(&first).await.is_none());

    let odd = harness
        .post_json("/_idp/rotate", &json!({"retire": true}))
        .await;
    assert_eq!(odd.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn published_keys_hold_no_private_part() {
    let harness = Harness::start().await;
    let keys: Value = harness
        .get("/.well-known/jwks.json")
        .await
        .json()
        .await
        .unwrap();
    let key = keys["keys"][0].as_object().unwrap();
    let mut members: Vec<_> = key.keys().map(String::as_str).collect();
    members.sort_unstable();
    assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
    assert_eq!((&key["alg"], &key["use"]), (&json!("RS256"), &json!("sig")));
}

#[tokio::test]
async fn keys_outlive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let data_dir = Some(dir.path().join("idp"));
    let settings = || IdpConfig {
        data_dir: data_dir.clone(),
        ..config()
    };
    let harness = Harness::start_with(settings()).await;
    let old = mint(&harness);
    harness.idp.rotate_keys().unwrap();
    let new = mint(&harness);
    harness.idp.shutdown().await.unwrap();

    let harness = Harness::start_with(settings()).await;
    assert!(harness.verified(&old).await.is_some());
    assert!(harness.verified(&new).await.is_some());
    assert_eq!(part(&mint(&harness), 0)["kid"], part(&new, 0)["kid"]);

    let file = dir.path().join("idp/signing-keys.json");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&file.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(&file, "{\"keys\": []}").unwrap();
    let error = Idp::start(settings()).await.unwrap_err();
    assert!(matches!(error, Error::KeyFileContent { .. }), "{error:?}");
}
