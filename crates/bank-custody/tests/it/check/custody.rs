//! Findings about the account at custody.

use bank::{Clock as _, SystemClock};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dfns::{ExposeSecret as _, KeyKind, NewKeyPair};
use serde_json::json;

use super::{Checked, check, contains};
use crate::{program::ANY_PORT, server::Ground, wallet::Wallet};

/// A token that says when it ends; custody does not know it.
fn token(days_left: i64) -> String {
    let end = SystemClock.now().unix_timestamp() + days_left * 86_400;
    let claims = json!({"exp": end, "https://custom/app_metadata": {"orgId": "or-1"}});
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

#[tokio::test]
async fn a_text_that_is_no_key_is_named() {
    let ground = Ground::new().await;
    let checked = Checked::of(check(&ground).var("DFNS_PRIVATE_KEY", "s3cret")).await;
    let says = checked.says("configuration", "failed");
    contains(&says, &["DFNS_PRIVATE_KEY", "PEM"]);
    checked.says("custody.key", "skipped");
}

#[tokio::test]
async fn the_kind_of_the_key_is_told() {
    let ground = Ground::new().await;
    let checked = Checked::of(check(&ground)).await;
    contains(&checked.says("custody.key", "passed"), &["ECDSA P-256"]);
}

#[tokio::test]
async fn a_key_of_another_credential_is_told_from_a_bad_token() {
    let ground = Ground::new().await;
    let pair = NewKeyPair::generate(KeyKind::Ed25519).unwrap();
    let file = ground.home.path("other.pem");
    std::fs::write(&file, pair.private_key_pem.expose_secret()).unwrap();
    let key = format!("@{}", file.display());
    let checked = Checked::of(check(&ground).var("DFNS_PRIVATE_KEY", &key)).await;
    checked.failed(&["custody.credential"]);
    let says = checked.says("custody.credential", "failed");
    contains(
        &says,
        &["not the signature", "DFNS_PRIVATE_KEY", "DFNS_CRED_ID"],
    );

    let checked = Checked::of(check(&ground).var("DFNS_CRED_ID", "cr-another")).await;
    checked.failed(&["custody.credential"]);
    contains(
        &checked.says("custody.credential", "failed"),
        &["not the signature", "DFNS_CRED_ID"],
    );

    let checked = Checked::of(check(&ground).var("DFNS_AUTH_TOKEN", &token(600))).await;
    checked.failed(&["custody.credential"]);
    contains(
        &checked.says("custody.credential", "failed"),
        &["does not take the token", "DFNS_AUTH_TOKEN"],
    );
    checked.says("custody.permissions", "skipped");
}

#[tokio::test]
async fn the_end_of_the_token_is_told_in_time() {
    let ground = Ground::new().await;
    let with = async |token: &str| Checked::of(check(&ground).var("DFNS_AUTH_TOKEN", token)).await;
    let says = with(&token(-1)).await.says("custody.token", "failed");
    contains(&says, &["of or-1 expired on", "DFNS_AUTH_TOKEN"]);
    let says = with(&token(10)).await.says("custody.token", "warning");
    contains(&says, &["of or-1 ends on"]);
    let says = with("opaque").await.says("custody.token", "warning");
    contains(&says, &["usual form"]);
    let says = with("Bearer s3cret").await.says("configuration", "failed");
    contains(&says, &["DFNS_AUTH_TOKEN", "the word Bearer"]);
    let says = with("e30 s3cret").await.says("configuration", "failed");
    contains(&says, &["DFNS_AUTH_TOKEN", "more than a token"]);
}

#[tokio::test]
async fn custody_out_of_reach_is_told_from_another_server() {
    let ground = Ground::new().await;
    let nobody = "http://127.0.0.1:1";
    let checked = Checked::of(check(&ground).var("DFNS_API_URL", nobody)).await;
    checked.failed(&["custody.reach"]);
    let says = checked.says("custody.reach", "failed");
    contains(
        &says,
        &["cannot be reached", "no connection", "SSL_CERT_FILE"],
    );
    checked.says("custody.credential", "skipped");

    let checked = Checked::of(check(&ground).var("DFNS_API_URL", ground.issuer())).await;
    checked.failed(&["custody.reach"]);
    let says = checked.says("custody.reach", "failed");
    contains(&says, &["does not answer as custody does", "404"]);
}

#[tokio::test]
async fn a_missing_permission_is_named() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    Wallet::open(&alice, "My Wallet").await;
    server.into_program().stop().await;
    let checked = Checked::of(check(&ground)).await;
    let says = checked.says("custody.permissions", "passed");
    contains(&says, &["Wallets:Read", "Wallets:Transfers:Read"]);
    assert!(!says.contains("Create"), "{says}");
    let says = checked.says("custody.permissions_untried", "skipped");
    contains(
        &says,
        &[
            "compare by hand",
            "Wallets:Create",
            "Wallets:Transfers:Create",
            "Keys:Create",
        ],
    );
    assert!(!says.contains("Read"), "{says}");

    let body = json!({"error": {"message": "is not authorized to perform operation"}});
    for (step, permission) in [
        ("wallet_list", "Wallets:Read"),
        ("list_transfers", "Wallets:Transfers:Read"),
    ] {
        let fault = json!({"status": 403, "body": body});
        let fault = ground
            .custody()
            .fault(json!({"step": step}), fault, 0)
            .await;
        let checked = Checked::of(check(&ground)).await;
        checked.failed(&["custody.permissions"]);
        let says = checked.says("custody.permissions", "failed");
        contains(&says, &[&format!("lacks {permission}"), "not authorized"]);
        ground.custody().remove(fault).await;
    }
}

#[tokio::test]
async fn reading_transfers_is_tried_before_there_is_a_wallet() {
    let ground = Ground::new().await;
    let checked = Checked::of(check(&ground)).await;
    let says = checked.says("custody.permissions", "passed");
    contains(&says, &["Wallets:Transfers:Read"]);
    let fault = json!({"status": 403, "body": {"error": {"message": "not authorized"}}});
    let step = json!({"step": "list_transfers"});
    ground.custody().fault(step, fault, 0).await;
    let checked = Checked::of(check(&ground)).await;
    checked.failed(&["custody.permissions"]);
    let says = checked.says("custody.permissions", "failed");
    contains(&says, &["lacks Wallets:Transfers:Read"]);
}

#[tokio::test]
async fn too_many_calls_are_no_wrong_address() {
    let ground = Ground::new().await;
    let router = axum::Router::new().fallback(async || axum::http::StatusCode::TOO_MANY_REQUESTS);
    let listener = tokio::net::TcpListener::bind(ANY_PORT).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let checked = Checked::of(check(&ground).var("DFNS_API_URL", &url)).await;
    checked.failed(&[]);
    let says = checked.says("custody.reach", "warning");
    contains(&says, &["no more calls", "wait a minute"]);
    checked.says("custody.credential", "skipped");
}

#[tokio::test]
async fn an_api_that_custody_cannot_reach_is_named_first() {
    let ground = Ground::new().await;
    let far = check(&ground)
        .var("DFNS_API_URL", "https://custody.invalid")
        .var("DFNS_WEBHOOK_SECRET", "whs-s3cret-s3cret");
    let says = Checked::of(far).await.says("custody.webhook", "warning");
    contains(&says, &["cannot reach the API", "set API_URL"]);
    assert!(!says.contains("custody setup"), "{says}");

    let far = check(&ground)
        .var("DFNS_API_URL", "https://custody.invalid")
        .var("API_URL", "https://bank.example.com")
        .var("DFNS_WEBHOOK_SECRET", "whs-s3cret-s3cret");
    let says = Checked::of(far).await.says("custody.webhook", "passed");
    contains(&says, &["the secret itself cannot be tried"]);
}

#[tokio::test]
async fn the_webhook_secret_is_wanted_and_has_a_form() {
    let ground = Ground::new().await;
    let with =
        async |value: &str| Checked::of(check(&ground).var("DFNS_WEBHOOK_SECRET", value)).await;
    let says = with("").await.says("custody.webhook", "warning");
    contains(
        &says,
        &["asking only", "custody setup", "DFNS_WEBHOOK_SECRET"],
    );
    for malformed in [
        "s3cret",
        "whs-s3cret-s3cret,s3cret",
        "whs-s3cret-s3cret,whs-",
    ] {
        let says = with(malformed).await.says("configuration", "failed");
        contains(&says, &["DFNS_WEBHOOK_SECRET", "whs-"]);
    }
    let several = with("whs-s3cret-s3cret, whs-s3cret-before").await;
    several.failed(&[]);
    let checked = with("whs-s3cret-s3cret").await;
    checked.failed(&[]);
    let says = checked.says("custody.webhook", "warning");
    contains(&says, &["no webhook of the account posts to", "API_URL"]);
}
