//! Findings about the identity provider and its tokens.

use idp::MintRequest;
use serde_json::{Value, json};

use super::{
    Checked, check, contains,
    provider::{Answers, Provider},
};
use crate::{program::Invocation, server::Ground};

fn with_issuer(ground: &Ground, issuer: &str) -> Invocation {
    check(ground).var("OIDC_ISSUER", issuer)
}

#[tokio::test]
async fn an_issuer_out_of_reach_or_elsewhere_is_named() {
    let ground = Ground::new().await;
    let checked = Checked::of(with_issuer(&ground, "http://127.0.0.1:1")).await;
    checked.failed(&["issuer.discovery"]);
    let says = checked.says("issuer.discovery", "failed");
    contains(&says, &["cannot be read", "SSL_CERT_FILE", "OIDC_ISSUER"]);
    checked.says("issuer.keys", "skipped");

    let realm = format!("{}/realms/none", ground.issuer());
    let checked = Checked::of(with_issuer(&ground, &realm)).await;
    let says = checked.says("issuer.discovery", "failed");
    contains(&says, &["status 404", "realm"]);
}

#[tokio::test]
async fn a_slash_too_many_is_found_and_the_right_issuer_told() {
    let ground = Ground::new().await;
    let issuer = ground.issuer();
    let checked = Checked::of(with_issuer(&ground, &format!("{issuer}/"))).await;
    checked.failed(&["issuer.discovery"]);
    let says = checked.says("issuer.discovery", "failed");
    contains(&says, &[&format!("set OIDC_ISSUER={issuer}, exactly so")]);
}

#[tokio::test]
async fn keys_that_cannot_be_used_are_named() {
    let ground = Ground::new().await;
    let provider = Provider::start(Answers::default()).await;
    let checked = Checked::of(with_issuer(&ground, &provider.issuer)).await;
    checked.failed(&["issuer.keys"]);
    let says = checked.says("issuer.keys", "failed");
    contains(&says, &["cannot be used", "RS256"]);
}

#[tokio::test]
async fn a_provider_without_logout_is_a_warning() {
    let ground = Ground::new().await;
    let provider = Provider::start(Answers::default()).await;
    let checked = Checked::of(with_issuer(&ground, &provider.issuer)).await;
    let says = checked.says("issuer.logout", "warning");
    contains(&says, &["end_session_endpoint", "RP-initiated"]);
}

#[tokio::test]
async fn clocks_that_differ_are_told() {
    let ground = Ground::new().await;
    let date = Some("Sun, 06 Nov 1994 08:49:37 GMT");
    let provider = Provider::start(Answers {
        date,
        ..Answers::default()
    })
    .await;
    let checked = Checked::of(with_issuer(&ground, &provider.issuer)).await;
    let says = checked.says("issuer.clock", "failed");
    contains(&says, &["ahead of the provider", "refused", "NTP"]);
}

#[tokio::test]
async fn claims_that_the_tenant_would_drop_are_refused() {
    let ground = Ground::new().await;
    let tenant = check(&ground)
        .var("OIDC_ISSUER", "")
        .var("AUTH0_DOMAIN", "127.0.0.1:1")
        .var("AUTH_CLAIMS_NAMESPACE", "https://127.0.0.1/");
    let checked = Checked::of(tenant).await;
    let says = checked.says("configuration", "failed");
    contains(&says, &["AUTH_CLAIMS_NAMESPACE", "Auth0 leaves out"]);
}

/// What `--access-token` finds in a token that says these things of Alice.
async fn token_of(ground: &Ground, request: MintRequest) -> Checked {
    ground
        .home
        .write("token", &format!("{}\n", ground.mint(request)));
    let args = ["check", "--json", "--access-token", "token"];
    Checked::of(ground.invocation_of(&args)).await
}

fn alice() -> MintRequest {
    MintRequest::for_email("alice@example.com")
}

fn claims(claims: &[(&str, Value)]) -> MintRequest {
    let mut request = alice();
    for (name, value) in claims {
        request.claims.insert((*name).to_owned(), value.clone());
    }
    request
}

#[tokio::test]
async fn a_missing_email_verified_is_a_warning() {
    const NAMESPACED: &str = "https://bank-custody.example.com/email_verified";
    let ground = Ground::new().await;
    let says = Checked::of(check(&ground))
        .await
        .says("issuer.email_verified", "passed");
    contains(&says, &["--access-token"]);
    let silent = Provider::start(Answers::default()).await;
    let says = Checked::of(with_issuer(&ground, &silent.issuer))
        .await
        .says("issuer.email_verified", "warning");
    contains(&says, &["counts as verified", "--access-token"]);

    let checked = token_of(&ground, alice()).await;
    checked.failed(&[]);
    checked.says("token.email_verified", "passed");

    let silent = [("email_verified", Value::Null), (NAMESPACED, Value::Null)];
    let checked = token_of(&ground, claims(&silent)).await;
    let says = checked.says("token.email_verified", "warning");
    contains(&says, &["does not say", NAMESPACED]);

    let checked = token_of(&ground, claims(&[(NAMESPACED, json!(false))])).await;
    let says = checked.says("token.email_verified", "warning");
    contains(&says, &["not verified"]);
}

#[tokio::test]
async fn tokens_that_would_lock_everybody_out_are_found() {
    let ground = Ground::new().await;
    let nameless = [
        ("email", Value::Null),
        ("https://bank-custody.example.com/email", Value::Null),
    ];
    let checked = token_of(&ground, claims(&nameless)).await;
    checked.failed(&["token.email"]);
    contains(
        &checked.says("token.email", "failed"),
        &["identity_incomplete"],
    );

    let checked = token_of(&ground, claims(&[("aud", json!("somebody else"))])).await;
    checked.failed(&["token.accepted"]);
    contains(
        &checked.says("token.accepted", "failed"),
        &["another audience", "AUTH0_AUDIENCE"],
    );
    checked.says("token.email", "skipped");
}

#[tokio::test]
async fn roles_are_told() {
    let ground = Ground::new().await;
    let says = token_of(&ground, alice())
        .await
        .says("token.roles", "warning");
    contains(&says, &["no role"]);
    let claire = MintRequest::for_email("claire@example.com");
    let says = token_of(&ground, claire)
        .await
        .says("token.roles", "passed");
    contains(&says, &["employee"]);
}
