use std::net::SocketAddr;
use std::time::Duration;

use expect_test::expect;
use idp::{Client, Error, Idp, IdpConfig, Person, demo_client, demo_people};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{APP, Harness, config};

#[tokio::test]
async fn refuses_addresses_that_others_can_reach() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:5003"] {
        let listen: SocketAddr = address.parse().unwrap();
        let error = Idp::start(IdpConfig { listen, ..config() })
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::NotLoopback(_)),
            "{address}: {error:?}"
        );
    }
}

#[tokio::test]
async fn names_every_fault_at_once() {
    let nobody = Person {
        email: String::new(),
        ..demo_people().remove(0)
    };
    let odd = Client {
        secret: String::new(),
        ..demo_client("ftp://x")
    };
    let error = Idp::start(IdpConfig {
        issuer: Some("http://localhost:5003/idp".to_owned()),
        access_token_ttl: Duration::ZERO,
        clients: vec![odd, demo_client(APP)],
        people: vec![nobody, demo_people().remove(0)],
        ..IdpConfig::new("", "claims")
    })
    .await
    .unwrap_err();
    expect![[r#"the provider's configuration has faults: the audience is empty; the claims' namespace is no http or https address; the issuer is not an origin like http://localhost:5003; access_token_ttl is not between one second and one year; a client has no id or no secret; "ftp://x/auth/callback" is no http or https address without a fragment; "ftp://x" is no http or https address without a fragment; a person has no subject, no email or no password; two clients have the same id; two people have the same subject"#]]
        .assert_eq(&error.to_string());
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let harness = Harness::start().await;
    let listen = harness.idp.address();
    let error = Idp::start(IdpConfig { listen, ..config() })
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Bind { .. }), "{error:?}");
}

#[tokio::test]
async fn discovery_names_endpoints_below_the_issuer_as_given() {
    let issuer = "http://localhost:5003/";
    let settings = IdpConfig {
        issuer: Some(issuer.to_owned()),
        ..config()
    };
    let harness = Harness::start_with(settings).await;
    assert_eq!(harness.idp.issuer(), issuer);
    let document = harness.get("/.well-known/openid-configuration").await;
    let document: Value = document.json().await.unwrap();
    assert_eq!(document["issuer"], issuer);
    let endpoints = [
        ("authorization_endpoint", "authorize"),
        ("token_endpoint", "token"),
        ("userinfo_endpoint", "userinfo"),
        ("jwks_uri", ".well-known/jwks.json"),
        ("end_session_endpoint", "logout"),
    ];
    for (name, path) in endpoints {
        assert_eq!(document[name], format!("{issuer}{path}"));
    }
    assert_eq!(
        document["code_challenge_methods_supported"],
        json!(["S256"])
    );
    assert_eq!(document["response_types_supported"], json!(["code"]));
}

#[tokio::test]
async fn unknown_paths_are_json_errors() {
    let harness = Harness::start().await;
    let answer = harness.get("/nothing").await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"], "not_found");
}

#[tokio::test]
async fn it_stops_when_told_to() {
    let harness = Harness::start().await;
    let address = harness.idp.address();
    harness.get("/.well-known/jwks.json").await;
    harness.idp.shutdown().await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}

#[test]
fn demo_passwords_are_distinct_and_never_in_debug_output() {
    let people = demo_people();
    let passwords: std::collections::HashSet<_> = people.iter().map(|it| &it.password).collect();
    assert_eq!(passwords.len(), people.len());
    let text = format!("{:?}", config());
    assert!(
        !text.contains("demo-password") && !text.contains("secret"),
        "{text}"
    );
    let employees: Vec<_> = people.iter().filter(|it| !it.roles.is_empty()).collect();
    assert_eq!(
        employees
            .iter()
            .map(|it| it.name.as_str())
            .collect::<Vec<_>>(),
        ["Claire Dubois", "Dana Novak"]
    );
}
