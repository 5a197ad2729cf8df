use reqwest::{Response, StatusCode};
use url::form_urlencoded;

use crate::harness::{APP, Harness, location};

async fn logout(harness: &Harness, parameters: &[(&str, &str)]) -> Response {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    harness.get(&format!("/logout?{query}")).await
}

#[tokio::test]
async fn leads_back_and_ends_the_session() {
    let harness = Harness::start().await;
    let tokens = harness.sign_in("alice", &[]).await;
    let other = harness.sign_in("alice", &[]).await;
    // An id token that has expired is still a hint.
    harness.clock.advance(4000);
    let hint = tokens["id_token"].as_str().unwrap();
    let answer = logout(
        &harness,
        &[("id_token_hint", hint), ("post_logout_redirect_uri", APP)],
    )
    .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()["location"], APP);
    let refresh = |tokens: &serde_json::Value| tokens["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(
        harness.refresh(&refresh(&tokens)).await.0,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(harness.refresh(&refresh(&other)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_client_id_alone_leads_back_with_the_state() {
    let harness = Harness::start().await;
    let parameters = [
        ("client_id", "demo-web"),
        ("post_logout_redirect_uri", APP),
        ("state", "a b"),
    ];
    let answer = logout(&harness, &parameters).await;
    assert_eq!(
        answer.headers()["location"],
        "http://localhost:3000/?state=a+b"
    );
}

#[tokio::test]
async fn without_an_address_it_ends_on_a_page() {
    let harness = Harness::start().await;
    let answer = logout(&harness, &[]).await;
    assert_eq!((answer.status(), location(&answer)), (StatusCode::OK, None));
}

#[tokio::test]
async fn leads_nowhere_else() {
    let harness = Harness::start().await;
    let tokens = harness.sign_in("alice", &[]).await;
    let hint = tokens["id_token"].as_str().unwrap();
    let forged = harness
        .idp
        .mint(idp::MintRequest {
            issuer: Some("https://evil.example".to_owned()),
            ..idp::MintRequest::for_email("alice@example.com")
        })
        .unwrap();
    let wrong: &[&[(&str, &str)]] = &[
        &[("post_logout_redirect_uri", APP)],
        &[("client_id", "nobody"), ("post_logout_redirect_uri", APP)],
        &[
            ("client_id", "demo-web"),
            ("post_logout_redirect_uri", "http://localhost:3000/"),
        ],
        &[
            ("client_id", "demo-web"),
            ("post_logout_redirect_uri", "https://evil.example"),
        ],
        &[
            ("id_token_hint", "nonsense"),
            ("post_logout_redirect_uri", APP),
        ],
        &[("id_token_hint", &forged)],
        &[
            ("id_token_hint", hint),
            ("client_id", "other"),
            ("post_logout_redirect_uri", APP),
        ],
    ];
    for parameters in wrong {
        let answer = logout(&harness, parameters).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{parameters:?}");
        assert_eq!(location(&answer), None, "{parameters:?}");
    }
    // None of these ended the session.
    let refresh = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(harness.refresh(refresh).await.0, StatusCode::OK);
}
