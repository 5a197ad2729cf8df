use idp::MintRequest;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{AUDIENCE, Harness, part};

async fn minted(harness: &Harness, body: Value) -> Value {
    let answer = harness.post_json("/_idp/token", &body).await;
    assert_eq!(answer.status(), StatusCode::OK, "{body}");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_known_person_gets_a_usual_token() {
    let harness = Harness::start().await;
    for body in [
        json!({"email": "CLAIRE@example.com"}),
        json!({"subject": "demo|claire"}),
    ] {
        let answer = minted(&harness, body).await;
        assert_eq!(
            (&answer["token_type"], &answer["expires_in"]),
            (&json!("Bearer"), &json!(3600))
        );
        let token = answer["access_token"].as_str().unwrap();
        let (_, claims) = harness.verified(token).await.unwrap();
        assert_eq!(claims["iss"], harness.idp.issuer());
        assert_eq!(claims["sub"], "demo|claire");
        assert_eq!(claims["aud"], AUDIENCE);
        assert_eq!(claims["exp"], harness.clock.seconds() + 3600);
        assert_eq!(claims["https://claims.example/roles"], json!(["employee"]));
        assert_eq!(claims["https://claims.example/name"], "Claire Dubois");
        assert_eq!(claims.get("nbf"), None);
    }
}

#[tokio::test]
async fn everything_can_be_said_otherwise() {
    let harness = Harness::start().await;
    let answer = minted(
        &harness,
        json!({
            "email": "alice@example.com", "email_verified": false, "roles": ["EMPLOYEE"],
            "audience": ["a", "b"], "issuer": "https://evil.example", "ttl": -5,
            "issued_at": 1_000, "not_before": 2_000,
            "claims": {"jti": null, "https://claims.example/roles": "no array", "x": {"y": 1}},
            "header": {"kid": null, "jku": "https://evil.example/keys", "crit": ["x"]},
        }),
    )
    .await;
    let token = answer["access_token"].as_str().unwrap();
    assert_eq!(
        part(token, 0),
        json!({"alg": "RS256", "typ": "JWT", "jku": "https://evil.example/keys", "crit": ["x"]})
    );
    assert_eq!(
        part(token, 1),
        json!({
            "iss": "https://evil.example", "sub": "demo|alice", "aud": ["a", "b"],
            "iat": 1_000, "exp": 995, "nbf": 2_000, "x": {"y": 1},
            "https://claims.example/roles": "no array",
            "https://claims.example/email": "alice@example.com",
            "https://claims.example/name": "Alice Martin",
            "https://claims.example/email_verified": false,
        })
    );
}

#[tokio::test]
async fn a_stranger_has_only_what_the_request_says() {
    let harness = Harness::start().await;
    let answer = minted(&harness, json!({"subject": "stranger"})).await;
    let claims = part(answer["access_token"].as_str().unwrap(), 1);
    assert_eq!(claims["https://claims.example/roles"], json!([]));
    assert_eq!(claims.get("https://claims.example/email"), None);
    let request = MintRequest {
        email: Some("stranger@example.com".to_owned()),
        ..MintRequest::for_subject("stranger")
    };
    let claims = part(&harness.idp.mint(request).unwrap(), 1);
    assert_eq!(
        claims["https://claims.example/email"],
        "stranger@example.com"
    );
}

#[tokio::test]
async fn odd_requests_are_refused() {
    let harness = Harness::start().await;
    let odd = [
        json!({}),
        json!({"email": "nobody@example.com"}),
        json!({"subject": "x", "role": "employee"}),
        json!({"subject": 1}),
        json!([]),
    ];
    for body in odd {
        let answer = harness.post_json("/_idp/token", &body).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(
            answer.json::<Value>().await.unwrap()["error"],
            "invalid_request"
        );
    }
}

#[tokio::test]
async fn pages_in_a_browser_are_kept_out() {
    let harness = Harness::start().await;
    let post = || {
        harness
            .request(Method::POST, "/_idp/token")
            .body("{\"subject\":\"demo|dana\"}")
    };
    let cross = post()
        .header("origin", "https://evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(cross.status(), StatusCode::FORBIDDEN);
    // A foreign name made to point at this machine.
    let rebound = post().header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), StatusCode::MISDIRECTED_REQUEST);
    let port = harness.idp.address().port();
    let local = post()
        .header("host", format!("localhost:{port}"))
        .send()
        .await
        .unwrap();
    assert_eq!(local.status(), StatusCode::OK);
}
