//! Bearer tokens, challenges, signatures, action tokens (custody protocol notes, section 2).

use std::time::Duration;

use dfns_sandbox::SandboxConfig;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Harness, SEPOLIA, answer, client_data};

const BODY: &str = r#"{"network":"EthereumSepolia"}"#;

fn message(answer: &Value) -> &str {
    answer["error"]["message"].as_str().unwrap()
}

#[tokio::test]
async fn a_wallet_is_created_by_the_three_calls_of_the_notes() {
    let harness = Harness::start().await;
    let challenge = harness.challenge("POST", "/wallets", BODY).await;
    assert_eq!(
        challenge["allowCredentials"]["key"][0]["id"],
        harness.cred_id.as_str()
    );
    assert_eq!(challenge["allowCredentials"]["webauthn"], json!([]));
    assert_eq!(
        challenge["supportedCredentialKinds"][0]["requiresSecondFactor"],
        false
    );
    let action = harness.action("POST", "/wallets", BODY).await;
    let (status, wallet) = answer(harness.with_action(&action, "POST", "/wallets", BODY)).await;
    assert_eq!((status, &wallet["network"]), (200, &json!(SEPOLIA)));
    assert_eq!(wallet["signingKey"]["curve"], "secp256k1");
    assert_eq!(wallet["status"], "Active");
    assert_eq!(wallet["tags"], json!([]));
}

#[tokio::test]
async fn an_unknown_bearer_token_is_401_everywhere() {
    let harness = Harness::start().await;
    for path in [
        "/wallets",
        "/wallets/wa-x/assets",
        "/networks/fees?network=Base",
    ] {
        let bare = answer(harness.request(Method::GET, path)).await;
        let wrong = answer(harness.request(Method::GET, path).bearer_auth("eyJ0.e30.x")).await;
        assert_eq!((bare.0, wrong.0), (401, 401), "{path}");
        assert_eq!(message(&wrong.1), "Not Authorized.");
        assert_eq!(wrong.1["error"]["status"], 401);
    }
    let init = harness
        .request(Method::POST, "/auth/action/init")
        .bearer_auth("x")
        .json(&json!({}));
    assert_eq!(answer(init).await.0, 401);
}

#[tokio::test]
async fn a_changing_call_without_an_action_is_403() {
    let harness = Harness::start().await;
    let request = harness
        .request(Method::POST, "/wallets")
        .bearer_auth(&harness.token);
    let (status, refusal) = answer(request.body(BODY)).await;
    assert_eq!(status, 403);
    assert_eq!(
        message(&refusal),
        "user action signature is missing or invalid"
    );
}

#[tokio::test]
async fn an_action_serves_once() {
    let harness = Harness::start().await;
    let action = harness.action("POST", "/wallets", BODY).await;
    assert_eq!(
        answer(harness.with_action(&action, "POST", "/wallets", BODY))
            .await
            .0,
        200
    );
    let (status, refusal) = answer(harness.with_action(&action, "POST", "/wallets", BODY)).await;
    assert_eq!(
        (status, message(&refusal)),
        (400, "user action has already been used")
    );
    let (_, list) = harness.get("/wallets").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_action_is_bound_to_body_path_and_method() {
    let harness = Harness::start().await;
    let tampered = r#"{"network":"Ethereum"}"#;
    let action = harness.action("POST", "/wallets", BODY).await;
    assert_eq!(
        answer(harness.with_action(&action, "POST", "/wallets", tampered))
            .await
            .0,
        403
    );
    // The refused attempt spent it.
    assert_eq!(
        answer(harness.with_action(&action, "POST", "/wallets", BODY))
            .await
            .0,
        400
    );

    let (id, _) = harness.wallet(SEPOLIA).await;
    let (other, _) = harness.wallet(SEPOLIA).await;
    let body = r#"{"name":"mine"}"#;
    let action = harness.action("PUT", &format!("/wallets/{id}"), body).await;
    let other_path = format!("/wallets/{other}");
    assert_eq!(
        answer(harness.with_action(&action, "PUT", &other_path, body))
            .await
            .0,
        403
    );

    let path = format!("/wallets/{id}/tags");
    let body = r#"{"tags":["a"]}"#;
    let action = harness.action("PUT", &path, body).await;
    assert_eq!(
        answer(harness.with_action(&action, "DELETE", &path, body))
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn bodies_are_compared_as_json_and_paths_percent_decoded() {
    let harness = Harness::start().await;
    // The Python SDK escapes in the payload what it sends raw in the body.
    let payload = r#"{"network": "EthereumSepolia", "name": "Caf\u00e9"}"#;
    let body = r#"{"name":"Café","network":"EthereumSepolia"}"#;
    let action = harness.action("POST", "/wallets", payload).await;
    let (status, wallet) = answer(harness.with_action(&action, "POST", "/wallets", body)).await;
    assert_eq!((status, &wallet["name"]), (200, &json!("Café")));
    let id = wallet["id"].as_str().unwrap();

    let escaped = format!("/wallets/{}", id.replace('-', "%2D"));
    let body = r#"{"name":null}"#;
    let action = harness.action("PUT", &escaped, body).await;
    let path = format!("/wallets/{id}");
    let (status, wallet) = answer(harness.with_action(&action, "PUT", &path, body)).await;
    assert_eq!((status, wallet.get("name")), (200, None));

    let action = harness.action("PUT", &path, body).await;
    let (status, _) = answer(harness.with_action(&action, "PUT", &escaped, body)).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn no_body_an_empty_text_and_an_empty_object_are_the_same() {
    let harness = Harness::start().await;
    let (id, _) = harness.wallet(SEPOLIA).await;
    let path = format!("/wallets/{id}/transfers/xfr-unknown/abort");
    for (payload, body) in [("", ""), ("{}", "{}"), ("", "{}"), ("{}", "")] {
        let action = harness.action("PUT", &path, payload).await;
        let (status, refusal) = answer(harness.with_action(&action, "PUT", &path, body)).await;
        assert_eq!((status, message(&refusal)), (404, "transfer not found"));
    }
}

#[tokio::test]
async fn a_signature_by_another_key_or_over_other_bytes_is_refused() {
    let harness = Harness::start().await;
    let stranger = Harness::start().await;
    let challenge = harness.challenge("POST", "/wallets", BODY).await;
    let data = client_data(&challenge);
    let identifier = &challenge["challengeIdentifier"];
    let foreign = stranger.sign(data.as_bytes());
    assert_eq!(harness.complete(identifier, &data, &foreign).await.0, 401);

    let challenge = harness.challenge("POST", "/wallets", BODY).await;
    let signature = harness.sign(client_data(&challenge).as_bytes());
    let reordered = format!(
        r#"{{"challenge":{},"type":"key.get"}}"#,
        challenge["challenge"]
    );
    let identifier = &challenge["challengeIdentifier"];
    assert_eq!(
        harness.complete(identifier, &reordered, &signature).await.0,
        401
    );
}

#[tokio::test]
async fn client_data_needs_no_origin_but_the_right_type_and_challenge() {
    let harness = Harness::start().await;
    let complete = async |text: &dyn Fn(&Value) -> String| {
        let challenge = harness.challenge("POST", "/wallets", BODY).await;
        let data = text(&challenge["challenge"]);
        let signature = harness.sign(data.as_bytes());
        harness
            .complete(&challenge["challengeIdentifier"], &data, &signature)
            .await
            .0
    };
    let typescript = |c: &Value| format!(r#"{{"type":"key.get","challenge":{c}}}"#);
    let go = |c: &Value| format!(r#"{{"challenge":{c},"crossOrigin":false,"type":"key.get"}}"#);
    let other_type = |c: &Value| format!(r#"{{"type":"key.create","challenge":{c}}}"#);
    let other_challenge = |_: &Value| r#"{"type":"key.get","challenge":"YWJj"}"#.to_owned();
    assert_eq!(complete(&typescript).await, 200);
    assert_eq!(complete(&go).await, 200);
    assert_eq!(complete(&other_type).await, 400);
    assert_eq!(complete(&other_challenge).await, 400);
}

#[tokio::test]
async fn a_challenge_serves_once() {
    let harness = Harness::start().await;
    let challenge = harness.challenge("POST", "/wallets", BODY).await;
    let data = client_data(&challenge);
    let signature = harness.sign(data.as_bytes());
    let identifier = &challenge["challengeIdentifier"];
    assert_eq!(harness.complete(identifier, &data, &signature).await.0, 200);
    let (status, refusal) = harness.complete(identifier, &data, &signature).await;
    assert_eq!(
        (status, message(&refusal)),
        (400, "Challenge token is not valid.")
    );
    let (status, _) = harness
        .complete(&json!("eyJ0.e30.x"), &data, &signature)
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn expired_challenges_and_actions_are_refused() {
    let no_time = Duration::ZERO;
    let config = SandboxConfig {
        action_lifetime: no_time,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let action = harness.action("POST", "/wallets", BODY).await;
    assert_eq!(
        answer(harness.with_action(&action, "POST", "/wallets", BODY))
            .await
            .0,
        403
    );

    let config = SandboxConfig {
        challenge_lifetime: no_time,
        ..SandboxConfig::in_memory()
    };
    let harness = Harness::start_with(config).await;
    let challenge = harness.challenge("POST", "/wallets", BODY).await;
    let data = client_data(&challenge);
    let signature = harness.sign(data.as_bytes());
    let (status, _) = harness
        .complete(&challenge["challengeIdentifier"], &data, &signature)
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn errors_have_the_nested_form_for_unknown_paths_and_methods_too() {
    let harness = Harness::start().await;
    for (method, path) in [(Method::GET, "/nowhere"), (Method::PATCH, "/wallets")] {
        let request = harness.request(method, path).bearer_auth(&harness.token);
        let (status, refusal) = answer(request).await;
        assert_eq!((status, &refusal["error"]["status"]), (404, &json!(404)));
        assert!(
            refusal["error"]["id"]
                .as_str()
                .unwrap()
                .bytes()
                .all(|b| b.is_ascii_digit())
        );
    }
}

#[tokio::test]
async fn secrets_stay_out_of_debug() {
    let harness = Harness::start().await;
    let account = harness.sandbox.credentials();
    let action = harness.action("POST", "/wallets", BODY).await;
    let shown = format!("{account:?} {:?}", harness.sandbox);
    assert!(!shown.contains(&action));
    assert!(!shown.contains(&account.auth_token));
    assert!(!shown.contains("PRIVATE KEY"));
}

#[tokio::test]
async fn web_pages_may_not_use_the_controls() {
    let harness = Harness::start().await;
    let request = harness.request(Method::POST, "/_sandbox/reset");
    let (status, _) = answer(request.header("Origin", "https://example.com")).await;
    assert_eq!(status, 403);
}
