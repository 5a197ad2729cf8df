//! Tokens that no identity provider should give, and headers that choose the key.

use idp::MintRequest;
use reqwest::{Method, RequestBuilder};
use serde_json::{Map, Value, json};
use testkit::TestBank;

use super::Refusals;
use super::scene::Scene;
use crate::access::{PublicKey, claims, keyed_with, unsigned};
use crate::support::SigningKey;
use crate::whole_bank::{answer, minting, request};

/// What stands before the bank's own claims.
const NAMESPACE: &str = "https://bank-custody.example.com/";

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn with_claims(name: &str, changes: Value) -> MintRequest {
    MintRequest {
        claims: map(changes),
        ..minting(name, false)
    }
}

fn with_header(name: &str, changes: Value) -> MintRequest {
    MintRequest {
        header: map(changes),
        ..minting(name, false)
    }
}

fn me(bank: &TestBank, token: &str) -> RequestBuilder {
    request(bank, Method::GET, "/api/me").bearer_auth(token)
}

#[test]
fn odd_claims_are_refused_and_nobody_is_signed_in() {
    testkit::run(async |bank| {
        let mut refusals = Refusals::watch(bank).await;
        let long = "x".repeat(256);
        let email = |value: Value| json!({ format!("{NAMESPACE}email"): value, "email": null });
        for (what, changes) in [
            ("sub empty", json!({"sub": ""})),
            ("sub null", json!({"sub": null})),
            ("sub a number", json!({"sub": 7})),
            ("sub a list", json!({"sub": ["a"]})),
            ("sub of 256 bytes", json!({"sub": long})),
            ("iss a list", json!({"iss": [bank.idp().issuer()]})),
            (
                "iss with a slash more",
                json!({"iss": format!("{}/", bank.idp().issuer())}),
            ),
            ("aud missing", json!({"aud": null})),
            ("aud an empty list", json!({"aud": []})),
            ("aud an object", json!({"aud": {"a": "b"}})),
            ("exp missing", json!({"exp": null})),
            ("exp a text", json!({"exp": "2099-01-01"})),
            ("exp beyond all times", json!({"exp": u64::MAX})),
            ("exp negative", json!({"exp": -1})),
            ("iat missing", json!({"iat": null})),
            ("iat a text", json!({"iat": "now"})),
            ("nbf a text", json!({"nbf": "now"})),
            ("email missing", email(Value::Null)),
            ("email empty", email(json!(""))),
            ("email a list", email(json!(["a@b.example"]))),
            ("email of another form", email(json!("nobody"))),
            (
                "email of two lines",
                email(json!("a@b.example\r\nBcc: c@d.example")),
            ),
            (
                "email of 300 bytes",
                email(json!(format!("{long}{long}@b.example"))),
            ),
        ] {
            let token = bank.mint(with_claims("odd", changes));
            refusals.print(what, me(bank, &token)).await;
        }
        REFUSED.assert_eq(&refusals.printed);
    });
}

#[test]
fn roles_that_are_no_list_of_texts_are_no_roles() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        for (number, roles) in [
            json!("employee"),
            json!({"employee": true}),
            json!({"0": "employee"}),
            json!([["employee"]]),
            json!(["employee", 7]),
            json!(["employee", null]),
            json!(["employees", "employee ", "bank:employee"]),
            json!(true),
            json!([]),
        ]
        .into_iter()
        .enumerate()
        {
            // The claim without the namespace is anybody's to set.
            let changes = json!({
                format!("{NAMESPACE}roles"): roles, "roles": ["employee"], "role": "employee",
            });
            let token = bank.mint(with_claims(&format!("clerk{number}"), changes));
            let told = answer(me(bank, &token)).await.expect(200);
            assert_eq!(told["is_employee"], false, "{roles}");
            let refusals = Refusals::watch(bank).await;
            let path = format!("/api/admin/transfers/{}/approve", scene.transfer);
            let approve = scene.call(&token, Method::POST, &path);
            assert_eq!(
                refusals.of("approve", approve).await,
                "403 forbidden",
                "{roles}"
            );
        }
    });
}

/// Headers as no provider of ours writes them, otherwise rightly signed.
fn bad_headers() -> Vec<(&'static str, Value)> {
    vec![
        ("no kid", json!({"kid": null})),
        ("kid empty", json!({"kid": ""})),
        ("kid a number", json!({"kid": 7})),
        ("kid unknown", json!({"kid": "../../dev/null"})),
        ("crit", json!({"crit": ["exp"]})),
        ("crit empty", json!({"crit": []})),
        (
            "crit and what it names",
            json!({"crit": ["b64"], "b64": false}),
        ),
        ("alg missing", json!({"alg": null})),
        ("alg none", json!({"alg": "none"})),
        ("alg None", json!({"alg": "None"})),
        ("alg in lower case", json!({"alg": "rs256"})),
        ("alg RS512", json!({"alg": "RS512"})),
        ("alg PS256", json!({"alg": "PS256"})),
        ("alg ES256", json!({"alg": "ES256"})),
        ("alg HS256", json!({"alg": "HS256"})),
    ]
}

/// What can be made of a good token, somebody else's and the published key.
fn forged(good: &str, other: &str, public_key: &PublicKey) -> Vec<(&'static str, String)> {
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let (header, _) = signed.split_once('.').unwrap();
    let others_claims = other.split('.').nth(1).unwrap();
    let pem = public_key.pem();
    let jwk = public_key.jwk.to_string();
    vec![
        ("signed by nobody", unsigned(good)),
        ("HMAC with the PEM", keyed_with(good, pem.as_bytes())),
        (
            "HMAC with its bare lines",
            keyed_with(good, pem.trim_end().as_bytes()),
        ),
        (
            "HMAC with the modulus",
            keyed_with(good, &public_key.modulus()),
        ),
        ("HMAC with the JWK", keyed_with(good, jwk.as_bytes())),
        ("HMAC with nothing", keyed_with(good, b"")),
        ("no signature", format!("{signed}.")),
        (
            "signature cut",
            format!("{signed}.{}", &signature[..signature.len() - 4]),
        ),
        ("signature padded", format!("{good}=")),
        (
            "somebody else's claims",
            format!("{header}.{others_claims}.{signature}"),
        ),
        ("four parts", format!("{good}.{signature}")),
        ("two parts", signed.to_owned()),
        ("five parts", "a.b.c.d.e".to_owned()),
        ("no text", "....".to_owned()),
        ("20 KB", "x".repeat(20_000)),
    ]
}

#[test]
fn headers_that_choose_key_or_algorithm_are_refused() {
    testkit::run(async |bank| {
        let good = bank.mint(minting("header", false));
        answer(me(bank, &good)).await.expect(200);
        let public_key = PublicKey::of(bank).await;
        let kid = public_key.jwk["kid"].as_str().unwrap();
        let foreign = SigningKey::generate(kid);
        let jku = json!("https://evil.example/keys");
        let own_key = json!({
            "alg": "RS256", "typ": "JWT", "kid": kid, "jwk": foreign.jwk, "jku": jku,
            "x5u": "https://evil.example/certificate", "x5c": ["AAAA"],
        });
        let mut tokens: Vec<(&str, String)> = bad_headers()
            .into_iter()
            .map(|(what, changes)| (what, bank.mint(with_header("header", changes))))
            .collect();
        tokens.push(("key sent along", foreign.sign(&own_key, &claims(&good))));
        let other = bank.mint(minting("another", false));
        tokens.extend(forged(&good, &other, &public_key));
        let refusals = Refusals::watch(bank).await;
        for (what, token) in tokens {
            let refused = refusals.of(what, me(bank, &token)).await;
            assert_eq!(refused, "401 token_invalid", "{what}");
        }
        // Hints at keys are not followed: signed with the right key the token holds all the same.
        let hints = json!({"jku": jku, "jwk": foreign.jwk, "x5u": jku});
        let hinted = bank.mint(with_header("header", hints));
        answer(me(bank, &hinted)).await.expect(200);
    });
}

#[test]
fn a_token_comes_in_one_header_and_nowhere_else() {
    testkit::run(async |bank| {
        let token = bank.mint(minting("header", false));
        answer(me(bank, &token)).await.expect(200);
        let refusals = Refusals::watch(bank).await;
        let bare = |path: &str| request(bank, Method::GET, path);
        let header = |value: &str| bare("/api/me").header("authorization", value);
        for (expected, bad) in [
            ("401 token_missing", bare("/api/me")),
            ("401 token_missing", header(&token)),
            ("401 token_missing", header(&format!("Basic {token}"))),
            ("401 token_missing", header(&format!("Token {token}"))),
            ("401 token_missing", header("")),
            ("401 token_invalid", header("Bearer")),
            ("401 token_invalid", header("Bearer ")),
            (
                "401 token_invalid",
                header(&format!("Bearer {token}, Bearer {token}")),
            ),
            (
                "401 token_invalid",
                header(&format!("Bearer Bearer {token}")),
            ),
            ("401 token_invalid", me(bank, &token).bearer_auth(&token)),
            (
                "401 token_missing",
                bare(&format!("/api/networks?access_token={token}")),
            ),
            (
                "401 token_missing",
                bare("/api/me").header("cookie", format!("token={token}")),
            ),
            (
                "401 token_missing",
                bare("/api/me").header("x-access-token", &token),
            ),
        ] {
            let shown = format!("{bad:?}");
            assert_eq!(refusals.of(&shown, bad).await, expected, "{shown}");
        }
        let bytes = bare("/api/me").header("authorization", &b"Bearer \xff\xfe"[..]);
        assert_eq!(refusals.of("bytes", bytes).await, "401 token_invalid");
    });
}

/// What the token said, and the refusal.
const REFUSED: expect_test::Expect = expect_test::expect![[r#"
    sub empty -> 401 token_invalid
    sub null -> 401 token_invalid
    sub a number -> 401 token_invalid
    sub a list -> 401 token_invalid
    sub of 256 bytes -> 401 token_invalid
    iss a list -> 401 token_invalid
    iss with a slash more -> 401 token_invalid
    aud missing -> 401 token_invalid
    aud an empty list -> 401 token_invalid
    aud an object -> 401 token_invalid
    exp missing -> 401 token_invalid
    exp a text -> 401 token_invalid
    exp beyond all times -> 401 token_invalid
    exp negative -> 401 token_invalid
    iat missing -> 401 token_invalid
    iat a text -> 401 token_invalid
    nbf a text -> 401 token_invalid
    email missing -> 403 identity_incomplete
    email empty -> 403 identity_incomplete
    email a list -> 403 identity_incomplete
    email of another form -> 403 identity_incomplete
    email of two lines -> 403 identity_incomplete
    email of 300 bytes -> 403 identity_incomplete
"#]];
