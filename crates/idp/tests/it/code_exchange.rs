use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{AUDIENCE, CALLBACK, Harness, code_fields, part};

#[tokio::test]
async fn tokens_say_what_was_granted() {
    let harness = Harness::start().await;
    let tokens = harness.sign_in("claire", &[]).await;
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);
    assert_eq!(tokens["scope"], "openid profile email offline_access");

    let (header, claims) = harness
        .verified(tokens["access_token"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(header["alg"], "RS256");
    assert_eq!(claims["iss"], harness.idp.issuer());
    assert_eq!(claims["sub"], "demo|claire");
    let userinfo = format!("{}/userinfo", harness.idp.issuer());
    assert_eq!(claims["aud"], json!([AUDIENCE, userinfo]));
    assert_eq!(claims["iat"], harness.clock.seconds());
    assert_eq!(claims["exp"], harness.clock.seconds() + 3600);
    assert_eq!(claims["https://claims.example/roles"], json!(["employee"]));
    assert_eq!(claims["https://claims.example/email"], "claire@example.com");
    assert_eq!(claims["https://claims.example/name"], "Claire Dubois");
    assert_eq!(claims["https://claims.example/email_verified"], true);

    let (_, claims) = harness
        .verified(tokens["id_token"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(claims["aud"], "demo-web");
    assert_eq!(claims["nonce"], "n-0S6_WzA2Mj");
    assert_eq!(claims["auth_time"], harness.clock.seconds());
    assert_eq!(claims["email"], "claire@example.com");
    assert_eq!(claims["name"], "Claire Dubois");
}

#[tokio::test]
async fn scopes_decide_what_is_said() {
    let harness = Harness::start().await;
    let tokens = harness
        .sign_in("bob", &[("scope", "openid unknown"), ("nonce", "")])
        .await;
    assert_eq!(tokens["scope"], "openid");
    assert_eq!(tokens.get("refresh_token"), None);
    let (_, claims) = harness
        .verified(tokens["id_token"].as_str().unwrap())
        .await
        .unwrap();
    assert_eq!(
        [&claims["email"], &claims["name"], &claims["nonce"]],
        [&Value::Null; 3]
    );
}

#[tokio::test]
async fn without_an_audience_the_access_token_is_opaque() {
    let harness = Harness::start().await;
    let tokens = harness.sign_in("bob", &[("audience", "")]).await;
    assert!(!tokens["access_token"].as_str().unwrap().contains('.'));
    // `resource` names the API as well as `audience` does.
    let tokens = harness
        .sign_in("bob", &[("audience", ""), ("resource", AUDIENCE)])
        .await;
    assert_eq!(
        part(tokens["access_token"].as_str().unwrap(), 1)["aud"][0],
        AUDIENCE
    );
}

#[tokio::test]
async fn a_code_works_once_and_its_reuse_ends_the_session() {
    let harness = Harness::start().await;
    let code = harness.code("alice", &[]).await;
    let (status, tokens) = harness.exchange(&code).await;
    assert_eq!(status, StatusCode::OK);
    let (status, refusal) = harness.exchange(&code).await;
    assert_eq!(
        (status, &refusal["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
    let (status, _) = harness
        .refresh(tokens["refresh_token"].as_str().unwrap())
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_code_ends_after_sixty_seconds() {
    let harness = Harness::start().await;
    let (late, early) = (
        harness.code("alice", &[]).await,
        harness.code("alice", &[]).await,
    );
    harness.clock.advance(59);
    assert_eq!(harness.exchange(&early).await.0, StatusCode::OK);
    harness.clock.advance(1);
    let (status, refusal) = harness.exchange(&late).await;
    assert_eq!(
        (status, &refusal["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
}

#[tokio::test]
async fn verifier_and_address_must_belong_to_the_code() {
    let harness = Harness::start().await;
    let changes = [
        (
            "code_verifier",
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl",
            "invalid_grant",
        ),
        ("code_verifier", "short", "invalid_grant"),
        ("code_verifier", "", "invalid_request"),
        ("redirect_uri", "http://localhost:3000", "invalid_grant"),
        ("redirect_uri", "", "invalid_request"),
        ("code", "", "invalid_request"),
        ("code", "unknown", "invalid_grant"),
        ("grant_type", "", "invalid_request"),
        ("grant_type", "password", "unsupported_grant_type"),
    ];
    for (name, value, error) in changes {
        let code = harness.code("alice", &[]).await;
        let mut fields = code_fields(&code);
        fields.iter_mut().find(|field| field.0 == name).unwrap().1 = value;
        let (status, refusal) = harness.token(&fields).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{name}={value}");
        assert_eq!(refusal["error"], error, "{name}={value}");
        assert!(refusal["error_description"].is_string());
    }
}

#[tokio::test]
async fn a_wrong_verifier_uses_the_code_up() {
    let harness = Harness::start().await;
    let code = harness.code("alice", &[]).await;
    let mut fields = code_fields(&code);
    fields[3].1 = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl";
    assert_eq!(harness.token(&fields).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(harness.exchange(&code).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_client_proves_who_it_is_in_exactly_one_way() {
    let harness = Harness::start().await;
    let code = harness.code("alice", &[]).await;
    let fields = code_fields(&code);
    let post = || harness.request(Method::POST, "/token");
    let in_body = |id, secret| [("client_id", id), ("client_secret", secret)];
    let with_body = |id, secret| [&in_body(id, secret)[..], &fields[..]].concat();

    let refused = [
        post().form(&fields),
        post().form(&with_body("demo-web", "wrong")),
        post().form(&with_body("nobody", "")),
        post().basic_auth("demo-web", Some("wrong")).form(&fields),
        post().basic_auth("nobody", Some("")).form(&fields),
        post().bearer_auth("demo-web").form(&fields),
    ];
    for request in refused {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert!(
            answer.headers()["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Basic ")
        );
        assert_eq!(
            answer.json::<Value>().await.unwrap()["error"],
            "invalid_client"
        );
    }

    let basic = || post().basic_auth("demo-web", Some("demo-web-secret"));
    let twice = basic()
        .form(&with_body("demo-web", "demo-web-secret"))
        .send()
        .await
        .unwrap();
    assert_eq!(twice.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        twice.json::<Value>().await.unwrap()["error"],
        "invalid_request"
    );
    // The code of another client is worth nothing, and trying does not use it up.
    let foreign = post()
        .form(&with_body("other", "s3cret"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        foreign.json::<Value>().await.unwrap()["error"],
        "invalid_grant"
    );
    assert_eq!(
        basic().form(&fields).send().await.unwrap().status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn only_forms_are_read() {
    let harness = Harness::start().await;
    let json = harness
        .post_json("/token", &json!({"grant_type": "refresh_token"}))
        .await;
    assert_eq!(json.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        json.json::<Value>().await.unwrap()["error"],
        "invalid_request"
    );

    let (status, refusal) = harness
        .token(&[("grant_type", "refresh_token"), ("grant_type", "x")])
        .await;
    assert_eq!(
        (status, &refusal["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_request"))
    );

    let huge = "x".repeat(70_000);
    let (status, refusal) = harness.token(&[("code", &huge)]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(refusal["error"], "invalid_request");

    let get = harness
        .get(&format!("/token?redirect_uri={CALLBACK}"))
        .await;
    assert_eq!(get.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert!(get.json::<Value>().await.unwrap()["error"].is_string());
}
