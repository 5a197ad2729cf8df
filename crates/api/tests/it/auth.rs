//! Which tokens are believed.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{AUDIENCE, Answer, NAMESPACE, TestApi};
use crate::support::{SigningKey, authenticator};

async fn me_with(api: &TestApi, token: &str) -> Answer {
    let request = Request::get("/api/me").header("authorization", format!("Bearer {token}"));
    api.send(request.body(Body::empty()).unwrap()).await
}

/// The claims of Alice with some changed; null takes a claim away.
fn alice(api: &TestApi, changes: &Value) -> Value {
    let mut claims = api.issuer.claims("alice");
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

#[tokio::test]
async fn claims_that_do_not_fit_are_refused() {
    let api = TestApi::start().await;
    let now = api.issuer.claims("alice")["iat"].as_i64().unwrap();
    let refused = [
        ("token_invalid", json!({"iss": "https://other.test/"})),
        (
            "token_invalid",
            json!({"iss": format!("{}/", api.issuer.url)}),
        ),
        ("token_invalid", json!({"aud": "https://other.test/"})),
        ("token_invalid", json!({"aud": ["https://other.test/"]})),
        ("token_invalid", json!({"aud": null})),
        ("token_invalid", json!({"sub": ""})),
        ("token_invalid", json!({"sub": null})),
        ("token_invalid", json!({"sub": 7})),
        ("token_invalid", json!({"exp": null})),
        ("token_invalid", json!({"exp": "tomorrow"})),
        ("token_invalid", json!({"exp": 1e30})),
        ("token_invalid", json!({"iat": null})),
        ("token_expired", json!({"exp": now - 30})),
        ("token_not_yet_valid", json!({"nbf": now + 31})),
        ("token_not_yet_valid", json!({"iat": now + 31})),
    ];
    for (code, changes) in refused {
        let answer = me_with(&api, &api.issuer.mint(&alice(&api, &changes))).await;
        assert_eq!(answer.problem(), format!("401 {code}"), "{changes}");
        assert!(
            answer.headers["www-authenticate"]
                .to_str()
                .unwrap()
                .starts_with("Bearer error=")
        );
    }
    let believed = [
        json!({"aud": [AUDIENCE, "https://other.test/"]}),
        json!({"exp": now - 29}),
        json!({"nbf": now + 30, "iat": now + 30}),
        json!({"iat": f64_text(now)}),
    ];
    for changes in believed {
        me_with(&api, &api.issuer.mint(&alice(&api, &changes)))
            .await
            .expect(200);
    }
}

/// A date with a fraction, as some providers write it.
fn f64_text(seconds: i64) -> Value {
    serde_json::from_str(&format!("{seconds}.25")).unwrap()
}

#[tokio::test]
async fn headers_that_choose_key_or_algorithm_are_refused() {
    let api = TestApi::start().await;
    let claims = api.issuer.claims("alice");
    let key = api.issuer.key;
    let refused = [
        json!({"alg": "RS256"}),
        json!({"alg": "RS256", "kid": ""}),
        json!({"alg": "RS256", "kid": "other"}),
        json!({"alg": "RS256", "kid": key.id, "crit": ["exp"]}),
        json!({"alg": "RS512", "kid": key.id}),
        json!({"alg": "PS256", "kid": key.id}),
        json!({"alg": "ES256", "kid": key.id}),
        json!({"alg": "none", "kid": key.id}),
        json!({"kid": key.id}),
    ];
    for header in refused {
        let answer = me_with(&api, &key.sign(&header, &claims)).await;
        assert_eq!(answer.problem(), "401 token_invalid", "{header}");
    }
    // A key that the sender brings along is not looked at: with ours the token holds all the same.
    let foreign = SigningKey::generate("key-1");
    let header = json!({
        "alg": "RS256", "kid": key.id, "jwk": foreign.jwk, "jku": "https://evil.test/keys",
        "x5u": "https://evil.test/certificate", "x5c": ["AAAA"],
    });
    me_with(&api, &key.sign(&header, &claims)).await.expect(200);
    assert_eq!(
        me_with(&api, &foreign.sign(&header, &claims))
            .await
            .problem(),
        "401 token_invalid"
    );
}

#[tokio::test]
async fn unsigned_and_symmetric_tokens_are_refused() {
    let api = TestApi::start().await;
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = part(&api.issuer.claims("alice"));
    let kid = &api.issuer.key.id;
    let none = part(&json!({"alg": "none", "kid": kid}));
    let good = api.token("alice");
    let (signed, _) = good.rsplit_once('.').unwrap();
    let tokens = [
        format!("{none}.{claims}."),
        api.issuer.symmetric(&api.issuer.claims("alice")),
        format!("{signed}."),
        format!("{signed}.AAAA"),
        format!("{good}.more"),
        "one.two".to_owned(),
        String::new(),
        "x".repeat(20_000),
    ];
    for token in tokens {
        assert_eq!(
            me_with(&api, &token).await.problem(),
            "401 token_invalid",
            "{token}"
        );
    }
    assert_eq!(api.get("", "/api/me").await.problem(), "401 token_missing");
}

#[tokio::test]
async fn the_person_comes_from_the_claims() {
    let api = TestApi::start().await;
    let roles = |roles: Value| json!({ format!("{NAMESPACE}roles"): roles });
    for (changes, is_employee) in [
        (roles(json!(["EMPLOYEE"])), true),
        (roles(json!(["clerk", "employee"])), true),
        (roles(json!("employee")), false),
        (roles(json!(["employee", 7])), false),
        (roles(json!({"employee": true})), false),
        (json!({"roles": ["employee"]}), false),
    ] {
        let me = me_with(&api, &api.issuer.mint(&alice(&api, &changes)))
            .await
            .expect(200);
        assert_eq!(me["is_employee"], is_employee, "{changes}");
        assert_eq!(me["email"], "alice@example.com");
    }
    let plain = json!({
        format!("{NAMESPACE}email"): null, format!("{NAMESPACE}name"): null,
        "email": "Alice@Example.com", "name": "Alice A.", "sub": "test|alice-2",
    });
    let me = me_with(&api, &api.issuer.mint(&alice(&api, &plain)))
        .await
        .expect(200);
    assert_eq!(
        (&me["email"], &me["name"]),
        (&json!("Alice@Example.com"), &json!("Alice A."))
    );
    let nobody = json!({format!("{NAMESPACE}email"): null, "sub": "test|no-mail"});
    let answer = me_with(&api, &api.issuer.mint(&alice(&api, &nobody))).await;
    assert_eq!(answer.problem(), "403 identity_incomplete");
}

#[tokio::test]
async fn an_email_that_is_not_verified_is_granted_nothing() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let claim = format!("{NAMESPACE}email_verified");
    for (number, verified, granted) in [
        (1, json!(false), false),
        (2, json!("false"), false),
        (3, json!("yes"), false),
        (4, json!(true), true),
        (5, json!("true"), true),
        (6, json!(null), true),
    ] {
        let email = format!("friend{number}@example.com");
        let mut claims = api.issuer.claims("friend");
        claims["sub"] = json!(format!("test|friend{number}"));
        claims[format!("{NAMESPACE}email")] = json!(email);
        claims[&claim] = verified.clone();
        me_with(&api, &api.issuer.mint(&claims)).await.expect(200);
        let body = json!({"wallet_id": wallet, "grantee_email": email}).to_string();
        let answer = api.post("alice", "/api/delegations", &body).await;
        assert_eq!(answer.status == 201, granted, "{verified}: {answer:?}");
    }
}

#[tokio::test]
async fn new_keys_are_found_and_guesses_are_not_asked_for_often() {
    let api = TestApi::start().await;
    api.get("alice", "/api/me").await.expect(200);
    let fetches = || api.issuer.published.lock().unwrap().fetches;
    assert_eq!(fetches(), 1);
    let second = SigningKey::generate("key-2");
    let header = json!({"alg": "RS256", "kid": "key-2"});
    let token = second.sign(&header, &api.issuer.claims("alice"));
    for _ in 0..20 {
        assert_eq!(me_with(&api, &token).await.problem(), "401 token_invalid");
    }
    assert_eq!(fetches(), 1, "guessed key ids cost the issuer nothing");
    api.issuer
        .published
        .lock()
        .unwrap()
        .keys
        .push(second.jwk.clone());
    api.clock.advance(Duration::from_secs(6));
    me_with(&api, &token).await.expect(200);
    assert_eq!(fetches(), 2);
}

#[tokio::test]
async fn other_public_key_algorithms_are_believed_with_a_key_of_their_kind() {
    let api = TestApi::start().await;
    let keys = [SigningKey::elliptic("ec"), SigningKey::edwards("ed")];
    let published = keys.iter().map(|key| key.jwk.clone());
    api.issuer.published.lock().unwrap().keys.extend(published);
    let claims = api.issuer.claims("alice");
    for (key, algorithm, other) in [(&keys[0], "ES256", "EdDSA"), (&keys[1], "EdDSA", "ES256")] {
        let header = |name: &str| json!({"alg": name, "kid": key.id});
        me_with(&api, &key.sign(&header(algorithm), &claims))
            .await
            .expect(200);
        for wrong in [other, "RS256", "HS256"] {
            let answer = me_with(&api, &key.sign(&header(wrong), &claims)).await;
            assert_eq!(
                answer.problem(),
                "401 token_invalid",
                "{algorithm} as {wrong}"
            );
        }
    }
}

#[tokio::test]
async fn an_outage_is_lived_through_for_a_day() {
    let api = TestApi::start().await;
    api.get("alice", "/api/me").await.expect(200);
    api.issuer.published.lock().unwrap().is_down = true;
    api.clock.advance(Duration::from_secs(23 * 3600));
    api.get("alice", "/api/me").await.expect(200);
    api.clock.advance(Duration::from_secs(2 * 3600));
    assert_eq!(
        api.get("alice", "/api/me").await.problem(),
        "503 sign_in_unavailable"
    );
    api.issuer.published.lock().unwrap().is_down = false;
    api.clock.advance(Duration::from_secs(6));
    api.get("alice", "/api/me").await.expect(200);
}

#[tokio::test]
async fn keys_that_signatures_should_not_rest_on_are_left_out() {
    let api = TestApi::start().await;
    let mut encryption = api.issuer.key.jwk.clone();
    encryption["use"] = json!("enc");
    let mut other = api.issuer.key.jwk.clone();
    other["alg"] = json!("RS512");
    let symmetric = json!({"kty": "oct", "k": "c2VjcmV0", "kid": "key-1", "alg": "HS256"});
    let garbage = json!({"kty": 7});
    for keys in [
        vec![encryption],
        vec![other],
        vec![symmetric, garbage],
        vec![],
    ] {
        api.issuer.published.lock().unwrap().keys = keys;
        let auth = authenticator(&api.issuer, &api.clock);
        assert!(auth.refresh_keys().await.is_err());
        assert!(!auth.is_ready());
    }
}

#[tokio::test]
async fn an_old_token_does_not_speak_for_an_employee() {
    let api = TestApi::start().await;
    let mut claims = api.issuer.claims("claire");
    claims["exp"] = json!(claims["exp"].as_i64().unwrap() + 7200);
    let token = api.issuer.mint(&claims);
    let ask = async |path: &str| {
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        api.send(request.body(Body::empty()).unwrap()).await
    };
    ask("/api/admin/transfers").await.expect(200);
    api.clock.advance(Duration::from_secs(3600 + 31));
    assert_eq!(
        ask("/api/admin/transfers").await.problem(),
        "401 token_too_old"
    );
    let wallet = api.wallet("alice").await;
    assert_eq!(
        ask(&format!("/api/wallets/{wallet}")).await.problem(),
        "401 token_too_old"
    );
    ask("/api/me").await.expect(200);
}
