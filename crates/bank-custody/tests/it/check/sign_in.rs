//! Findings of the rehearsed sign-in.

use super::{
    Checked, check, contains,
    provider::{Answers, Provider},
};
use crate::server::Ground;

async fn with(ground: &Ground, name: &str, value: &str) -> Checked {
    Checked::of(check(ground).var(name, value)).await
}

#[tokio::test]
async fn a_wrong_secret_is_told_from_a_wrong_application() {
    let ground = Ground::new().await;
    let checked = with(&ground, "AUTH0_CLIENT_SECRET", "s3cret").await;
    checked.failed(&["sign_in.application"]);
    let says = checked.says("sign_in.application", "failed");
    contains(&says, &["invalid_client", "AUTH0_CLIENT_SECRET"]);
    checked.says("sign_in.request", "passed");

    let checked = with(&ground, "AUTH0_CLIENT_ID", "somebody-else").await;
    checked.failed(&["sign_in.request", "sign_in.application"]);
    let says = checked.says("sign_in.request", "failed");
    contains(&says, &["a page with status 400", "AUTH0_CLIENT_ID"]);
}

#[tokio::test]
async fn a_way_back_or_an_api_that_is_not_registered_is_named() {
    let ground = Ground::new().await;
    let checked = with(&ground, "APP_BASE_URL", "https://bank.example.com").await;
    checked.failed(&["sign_in.request"]);
    let says = checked.says("sign_in.request", "failed");
    contains(
        &says,
        &["https://bank.example.com/auth/callback", "APP_BASE_URL"],
    );

    let checked = with(&ground, "AUTH0_AUDIENCE", "https://another-api").await;
    checked.failed(&["sign_in.request"]);
    let says = checked.says("sign_in.request", "failed");
    contains(&says, &["invalid_target", "AUTH0_AUDIENCE"]);
}

#[tokio::test]
async fn servers_without_pages_need_none_of_their_variables() {
    let ground = Ground::new().await;
    let without = check(&ground)
        .var("AUTH0_CLIENT_ID", "")
        .var("AUTH0_CLIENT_SECRET", "")
        .var("AUTH0_SECRET", "");
    let checked = Checked::of(without).await;
    checked.failed(&[]);
    for check in ["sign_in.request", "sign_in.application"] {
        contains(&checked.says(check, "skipped"), &["pages are not served"]);
    }
    let checked = with(&ground, "AUTH0_CLIENT_ID", "").await;
    checked.failed(&["configuration"]);
}

/// The rehearsal against a provider that answers so.
async fn rehearsed(ground: &Ground, answers: Answers) -> Checked {
    let provider = Provider::start(answers).await;
    with(ground, "OIDC_ISSUER", &provider.issuer).await
}

#[tokio::test]
async fn answers_that_tell_nothing_are_warnings() {
    let ground = Ground::new().await;
    let checked = rehearsed(
        &ground,
        Answers {
            authorize: (200, String::new()),
            token: (502, "<html>".to_owned()),
            ..Answers::default()
        },
    )
    .await;
    let says = checked.says("sign_in.request", "warning");
    contains(&says, &["not known", "status 200", "browser"]);
    let says = checked.says("sign_in.application", "warning");
    contains(&says, &["not known", "browser"]);
}

#[tokio::test]
async fn what_the_provider_says_is_repeated_without_control_characters() {
    let ground = Ground::new().await;
    let back = "http://localhost:3000/auth/callback?error=access_denied&error_description=\
                no%1B%5B31m%20grant&state=x";
    let refusal = r#"{"error": "unauthorized_client", "error_description": "not for codes"}"#;
    let checked = rehearsed(
        &ground,
        Answers {
            authorize: (302, back.to_owned()),
            token: (403, refusal.to_owned()),
            ..Answers::default()
        },
    )
    .await;
    let says = checked.says("sign_in.request", "failed");
    contains(&says, &["access_denied: no[31m grant", "AUTH0_AUDIENCE"]);
    let says = checked.says("sign_in.application", "failed");
    contains(&says, &["unauthorized_client: not for codes"]);
}

#[tokio::test]
async fn a_document_that_the_pages_cannot_use_is_named() {
    let ground = Ground::new().await;
    let answers = Answers {
        left_out: Some("token_endpoint"),
        ..Answers::default()
    };
    let checked = rehearsed(&ground, answers).await;
    let says = checked.says("sign_in.request", "failed");
    contains(&says, &["the pages cannot use the provider", "token"]);
    checked.says("sign_in.application", "skipped");
}

/// The values of a query's parameter.
fn parameters(query: &str, name: &str) -> Vec<String> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs
        .filter(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .collect()
}

#[tokio::test]
async fn an_api_scope_stands_in_place_of_audience_and_resource() {
    let ground = Ground::new().await;
    let provider = Provider::start(Answers::default()).await;
    let by_audience = check(&ground).var("OIDC_ISSUER", &provider.issuer);
    let by_scope = check(&ground)
        .var("OIDC_ISSUER", &provider.issuer)
        .var("OIDC_API_SCOPE", "api://bank/use");
    for invocation in [by_audience, by_scope] {
        Checked::of(invocation)
            .await
            .says("sign_in.request", "passed");
    }
    let asked = provider.asked();
    let [by_audience, by_scope] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    const AUDIENCE: &str = "https://bank-custody-api";
    assert_eq!(parameters(by_audience, "audience"), [AUDIENCE]);
    assert_eq!(parameters(by_audience, "resource"), [AUDIENCE]);
    let usual = "openid profile email offline_access";
    assert_eq!(parameters(by_audience, "scope"), [usual]);
    assert_eq!(parameters(by_audience, "prompt"), ["none"]);
    let none: [&str; 0] = [];
    assert_eq!(parameters(by_scope, "audience"), none);
    assert_eq!(parameters(by_scope, "resource"), none);
    let scope = format!("{usual} api://bank/use");
    assert_eq!(parameters(by_scope, "scope"), [scope]);
}
