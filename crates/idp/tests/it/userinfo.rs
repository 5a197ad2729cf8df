use idp::{MintRequest, OneOrMany};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{AUDIENCE, Harness};

async fn userinfo(harness: &Harness, token: &str) -> (StatusCode, Value) {
    let request = harness.request(Method::GET, "/userinfo").bearer_auth(token);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn both_kinds_of_access_token_open_it() {
    let harness = Harness::start().await;
    for audience in ["https://bank.example/api", ""] {
        let tokens = harness.sign_in("dana", &[("audience", audience)]).await;
        let (status, claims) = userinfo(&harness, tokens["access_token"].as_str().unwrap()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(claims["sub"], "demo|dana");
        assert_eq!(claims["email"], "dana@example.com");
        assert_eq!(claims["email_verified"], true);
        assert_eq!(claims["https://claims.example/roles"], json!(["employee"]));
    }
}

#[tokio::test]
async fn scopes_decide_what_it_says() {
    let harness = Harness::start().await;
    let tokens = harness.sign_in("dana", &[("scope", "openid email")]).await;
    let (_, claims) = userinfo(&harness, tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(
        (&claims["email"], &claims["name"]),
        (&json!("dana@example.com"), &Value::Null)
    );
}

#[tokio::test]
async fn nothing_else_opens_it() {
    let harness = Harness::start().await;
    let answer = harness.get("/userinfo").await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(
        answer.headers()["www-authenticate"]
            .to_str()
            .unwrap()
            .starts_with("Bearer ")
    );

    let opaque = harness.sign_in("dana", &[("audience", "")]).await;
    let jwt = harness.sign_in("dana", &[]).await;
    // Signed by us, but for the API alone.
    let foreign = MintRequest {
        audience: Some(OneOrMany::Many(vec![AUDIENCE.to_owned()])),
        claims: [("scope".to_owned(), json!("openid email"))]
            .into_iter()
            .collect(),
        ..MintRequest::for_email("dana@example.com")
    };
    let minted = harness.idp.mint(foreign).unwrap();
    for token in ["nonsense", jwt["id_token"].as_str().unwrap(), &minted] {
        assert_eq!(userinfo(&harness, token).await.0, StatusCode::UNAUTHORIZED);
    }
    harness.clock.advance(3600);
    for tokens in [opaque, jwt] {
        let token = tokens["access_token"].as_str().unwrap();
        assert_eq!(userinfo(&harness, token).await.0, StatusCode::UNAUTHORIZED);
    }
}
