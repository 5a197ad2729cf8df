use reqwest::StatusCode;

use crate::harness::{APP, AUDIENCE, CALLBACK, CHALLENGE, Harness, location, redirect_parameters};

#[tokio::test]
async fn a_wrong_client_or_address_never_leads_anywhere() {
    let harness = Harness::start().await;
    let wrong: &[&[(&str, &str)]] = &[
        &[("client_id", "nobody")],
        &[("client_id", "")],
        &[("redirect_uri", "")],
        &[("redirect_uri", "https://evil.example/auth/callback")],
        &[("redirect_uri", "http://localhost:3000/auth/callback/")],
        &[("redirect_uri", "http://localhost:3000/auth/callback?x=1")],
        &[("redirect_uri", "HTTP://localhost:3000/auth/callback")],
        &[("redirect_uri", APP)],
        // Another fault beside the wrong address must not change the answer.
        &[
            ("redirect_uri", "https://evil.example/"),
            ("code_challenge", ""),
        ],
    ];
    for changes in wrong {
        let answer = harness.authorize(changes).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{changes:?}");
        assert_eq!(location(&answer), None, "{changes:?}");
        assert!(
            answer.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        assert!(
            !answer.text().await.unwrap().contains("<form"),
            "{changes:?}"
        );
    }
}

#[tokio::test]
async fn other_faults_go_back_to_the_client_with_its_state() {
    let harness = Harness::start().await;
    let faults: &[(&[(&str, &str)], &str)] = &[
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge", "too-short")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (
            &[("response_type", "code id_token")],
            "unsupported_response_type",
        ),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("scope", "")], "invalid_scope"),
        (&[("scope", "profile")], "invalid_scope"),
        (
            &[("audience", "https://other.example/api")],
            "invalid_target",
        ),
        (
            &[("resource", "https://other.example/api")],
            "invalid_target",
        ),
        (&[("prompt", "none")], "login_required"),
        (&[("request", "eyJ")], "request_not_supported"),
        (
            &[("request_uri", "https://x.example")],
            "request_uri_not_supported",
        ),
    ];
    for (changes, error) in faults {
        let answer = harness.authorize(changes).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{changes:?}");
        let parameters = redirect_parameters(&answer, CALLBACK);
        assert_eq!(parameters["error"], *error, "{changes:?}");
        assert_eq!(parameters["state"], "st&te");
        assert_eq!(parameters["iss"], harness.idp.issuer());
        assert!(!parameters["error_description"].is_empty());
        assert!(!parameters.contains_key("code"));
    }
}

#[tokio::test]
async fn a_repeated_parameter_is_refused() {
    let harness = Harness::start().await;
    let base = format!(
        "/authorize?response_type=code&client_id=demo-web&redirect_uri={CALLBACK}&scope=openid\
         &code_challenge={CHALLENGE}&code_challenge_method=S256"
    );
    let answer = harness.get(&format!("{base}&nonce=a&nonce=b")).await;
    assert_eq!(
        redirect_parameters(&answer, CALLBACK)["error"],
        "invalid_request"
    );
    let answer = harness
        .get(&format!("{base}&redirect_uri={CALLBACK}"))
        .await;
    assert_eq!(
        (answer.status(), location(&answer)),
        (StatusCode::BAD_REQUEST, None)
    );
    // RFC 8707 allows several resources.
    let answer = harness
        .get(&format!("{base}&resource={AUDIENCE}&resource={AUDIENCE}"))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn takes_the_request_as_a_form_too() {
    let harness = Harness::start().await;
    let fields = [
        ("response_type", "code"),
        ("client_id", "demo-web"),
        ("redirect_uri", CALLBACK),
        ("scope", "openid"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let request = harness
        .request(reqwest::Method::POST, "/authorize")
        .form(&fields);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.unwrap().contains("<form"));
}
