//! Credentials of every kind (custody protocol notes, section 2, table of signatures).

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use dfns_sandbox::{KeyKind, Sandbox, SandboxConfig};
use serde_json::{Value, json};

use crate::harness::{Harness, answer, client_data};

fn pem(label: &str, der: &[u8]) -> String {
    format!(
        "-----BEGIN {label}-----\n{}\n-----END {label}-----\n",
        STANDARD.encode(der)
    )
}

/// Registers the key and makes one signed call with it.
async fn signs(public_pem: String, sign: impl Fn(&[u8]) -> Vec<u8>) {
    let mut harness = Harness::start().await;
    let (status, credential) = harness
        .control("POST", "/credentials", json!({"publicKey": public_pem}))
        .await;
    assert_eq!(status, 200, "{credential}");
    harness.token = credential["token"].as_str().unwrap().to_owned();
    harness.cred_id = credential["credId"].as_str().unwrap().to_owned();
    let challenge = harness.challenge("POST", "/wallets", "{}").await;
    let data = client_data(&challenge);
    let identifier = &challenge["challengeIdentifier"];
    let (status, done) = harness
        .complete(identifier, &data, &sign(data.as_bytes()))
        .await;
    assert_eq!(status, 200, "{done}");

    // The first service account's key does not sign for this token.
    let challenge = harness.challenge("POST", "/wallets", "{}").await;
    let data = client_data(&challenge);
    let foreign = harness.sign(data.as_bytes());
    let identifier = &challenge["challengeIdentifier"];
    assert_eq!(harness.complete(identifier, &data, &foreign).await.0, 401);
}

async fn ecdsa_signs(algorithm: &'static EcdsaSigningAlgorithm) {
    let pair = EcdsaKeyPair::generate(algorithm).unwrap();
    let der = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
    let sign = |bytes: &[u8]| {
        pair.sign(&SystemRandom::new(), bytes)
            .unwrap()
            .as_ref()
            .to_vec()
    };
    signs(pem("PUBLIC KEY", der.as_ref()), sign).await;
}

#[tokio::test]
async fn ecdsa_p256() {
    ecdsa_signs(&ECDSA_P256_SHA256_ASN1_SIGNING).await;
}

#[tokio::test]
async fn ecdsa_secp256k1() {
    ecdsa_signs(&ECDSA_P256K1_SHA256_ASN1_SIGNING).await;
}

#[tokio::test]
async fn ed25519() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let der = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
    signs(pem("PUBLIC KEY", der.as_ref()), |bytes| {
        pair.sign(bytes).as_ref().to_vec()
    })
    .await;
}

#[tokio::test]
async fn rsa_2048_in_both_pem_forms() {
    let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
    let sign = |bytes: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            bytes,
            &mut signature,
        )
        .unwrap();
        signature
    };
    let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
    signs(pem("PUBLIC KEY", spki.as_ref()), sign).await;
    signs(pem("RSA PUBLIC KEY", pair.public_key().as_ref()), sign).await;
}

#[tokio::test]
async fn what_is_no_public_key_is_refused() {
    let harness = Harness::start().await;
    for key in [json!("x"), json!(pem("PUBLIC KEY", b"abc")), Value::Null] {
        let (status, _) = harness
            .control("POST", "/credentials", json!({"publicKey": key}))
            .await;
        assert_eq!(status, 400);
    }
}

#[tokio::test]
async fn the_service_account_has_the_kind_of_key_that_was_asked_for() {
    for kind in [
        KeyKind::Ed25519,
        KeyKind::P256,
        KeyKind::Secp256k1,
        KeyKind::Rsa2048,
    ] {
        let config = SandboxConfig {
            key_kind: kind,
            ..SandboxConfig::in_memory()
        };
        let sandbox = Sandbox::start(config).await.unwrap();
        let pem = sandbox.credentials().private_key_pem;
        assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"), "{kind:?}");
    }
}

#[tokio::test]
async fn a_token_ends_when_its_registration_says() {
    let harness = Harness::start().await;
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let der = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
    let public_key = pem("PUBLIC KEY", der.as_ref());
    for (seconds, status) in [(0, 401), (3600, 200)] {
        let body = json!({"publicKey": public_key, "secondsValid": seconds});
        let (_, credential) = harness.control("POST", "/credentials", body).await;
        let token = credential["token"].as_str().unwrap();
        let read = harness
            .request(reqwest::Method::GET, "/wallets")
            .bearer_auth(token);
        assert_eq!(answer(read).await.0, status, "{seconds} s");
    }
}
