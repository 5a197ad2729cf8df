//! Signatures of every kind of key, verified with public keys that OpenSSL wrote.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256K1_SHA256_ASN1, ED25519, RSA_PKCS1_2048_8192_SHA256,
    UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dfns::{KeyError, KeyKind, Limits, SigningKey};
use rustls_pki_types::SubjectPublicKeyInfoDer;
use rustls_pki_types::pem::PemObject;
use serde_json::Value;

use crate::fake::{COMPLETE, Fake, INIT};

/// Section 2, step 2: the bytes that are signed.
const CLIENT_DATA: &str = r#"{"type":"key.get","challenge":"MWM0MmY5YTQ0MDRiNzdhNTFhNzY5ODQw"}"#;

type Algorithm = &'static dyn VerificationAlgorithm;

fn keys() -> [(KeyKind, &'static str, &'static str, Algorithm); 6] {
    let (p256, k256) = (&ECDSA_P256_SHA256_ASN1, &ECDSA_P256K1_SHA256_ASN1);
    let ed25519 = include_str!("keys/ed25519.pub.pem");
    let p256_public = include_str!("keys/p256.pub.pem");
    let k256_public = include_str!("keys/secp256k1.pub.pem");
    let rsa = include_str!("keys/rsa.pub.pem");
    [
        (
            KeyKind::Ed25519,
            include_str!("keys/ed25519.pkcs8.pem"),
            ed25519,
            &ED25519,
        ),
        (
            KeyKind::P256,
            include_str!("keys/p256.pkcs8.pem"),
            p256_public,
            p256,
        ),
        (
            KeyKind::P256,
            include_str!("keys/p256.sec1.pem"),
            p256_public,
            p256,
        ),
        (
            KeyKind::Secp256k1,
            include_str!("keys/secp256k1.pkcs8.pem"),
            k256_public,
            k256,
        ),
        (
            KeyKind::Secp256k1,
            include_str!("keys/secp256k1.sec1.pem"),
            k256_public,
            k256,
        ),
        (
            KeyKind::Rsa,
            include_str!("keys/rsa.pkcs8.pem"),
            rsa,
            &RSA_PKCS1_2048_8192_SHA256,
        ),
    ]
}

fn verify(algorithm: Algorithm, public: &str, message: &[u8], signature: &[u8]) {
    let spki = SubjectPublicKeyInfoDer::from_pem_slice(public.as_bytes()).unwrap();
    UnparsedPublicKey::new(algorithm, &spki)
        .verify(message, signature)
        .unwrap();
}

#[tokio::test]
async fn each_kind_signs_the_client_data() {
    for (kind, pem, public, algorithm) in keys() {
        assert_eq!(SigningKey::from_pem(pem).unwrap().kind(), kind);
        let fake = Fake::start().await;
        fake.client_with(pem, Limits::default())
            .probe()
            .await
            .unwrap();
        assert_eq!(fake.routes(), [INIT, COMPLETE]);

        let mut sent: Value = serde_json::from_slice(&fake.received()[1].body).unwrap();
        let assertion = &mut sent["firstFactor"]["credentialAssertion"];
        let mut take = |name: &str| {
            let text = assertion[name].take();
            URL_SAFE_NO_PAD
                .decode(text.as_str().unwrap())
                .expect("base64url without padding")
        };
        let (client_data, signature) = (take("clientData"), take("signature"));
        assert_eq!(str::from_utf8(&client_data).unwrap(), CLIENT_DATA);
        verify(algorithm, public, &client_data, &signature);
        match kind {
            KeyKind::Ed25519 => assert_eq!(signature.len(), 64),
            KeyKind::P256 | KeyKind::Secp256k1 => assert_eq!(signature[0], 0x30, "ASN.1 DER"),
            KeyKind::Rsa => assert_eq!(signature.len(), 256),
        }
        assert_eq!(
            sent.to_string(),
            concat!(
                r#"{"challengeIdentifier":"eyJ0eXAiOiJKV1QifQ.eyJqdGkiOiJjaC0xIn0.c2ln","#,
                r#""firstFactor":{"kind":"Key","credentialAssertion":"#,
                r#"{"credId":"cred-1","clientData":null,"signature":null}}}"#
            )
        );
    }
}

#[test]
fn pkcs1_is_read() {
    let key = SigningKey::from_pem(include_str!("keys/rsa.pkcs1.pem")).unwrap();
    let signature = key.sign(b"bytes").unwrap();
    let public = include_str!("keys/rsa.pub.pem");
    verify(&RSA_PKCS1_2048_8192_SHA256, public, b"bytes", &signature);
}

#[test]
fn newlines_may_be_written_as_two_characters() {
    for (kind, pem, ..) in keys() {
        let line = pem.trim_end().replace('\n', "\\n");
        assert!(!line.contains('\n'));
        assert_eq!(SigningKey::from_pem(&line).unwrap().kind(), kind);
        let windows = pem.replace('\n', "\\r\\n");
        assert_eq!(SigningKey::from_pem(&windows).unwrap().kind(), kind);
    }
}

#[test]
fn other_texts_are_refused() {
    for pem in [
        "",
        "secret",
        include_str!("keys/p256.pub.pem"),
        include_str!("keys/p256.encrypted.pem"),
    ] {
        assert_eq!(
            SigningKey::from_pem(pem).unwrap_err(),
            KeyError::NoPrivateKey
        );
    }
    for pem in [
        include_str!("keys/p384.pkcs8.pem"),
        include_str!("keys/rsa1024.pkcs8.pem"),
    ] {
        assert_eq!(
            SigningKey::from_pem(pem).unwrap_err(),
            KeyError::Unsupported
        );
    }
    let damaged = include_str!("keys/ed25519.pkcs8.pem").replace("MC4C", "MC4D");
    assert_eq!(
        SigningKey::from_pem(&damaged).unwrap_err(),
        KeyError::Unsupported
    );
}
