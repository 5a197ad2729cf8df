//! An identity provider that signs whatever a test wants signed.

use std::sync::{Arc, LazyLock, Mutex};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use axum::routing::get;
use axum::{Json, Router};
use bank::Clock;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::ManualClock;

pub(crate) const AUDIENCE: &str = "https://bank.test/api";
pub(crate) const NAMESPACE: &str = "https://bank.test/";

/// What it publishes, and whether it answers.
#[derive(Debug)]
pub(crate) struct Published {
    pub(crate) keys: Vec<Value>,
    pub(crate) is_down: bool,
    pub(crate) fetches: usize,
}

/// An identity provider on loopback.
pub(crate) struct Issuer {
    pub(crate) url: String,
    pub(crate) published: Arc<Mutex<Published>>,
    pub(crate) key: &'static SigningKey,
    clock: Arc<ManualClock>,
    server: tokio::task::JoinHandle<()>,
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// A key of the issuer.
pub(crate) struct SigningKey {
    pub(crate) id: String,
    algorithm: Algorithm,
    encoding: EncodingKey,
    pub(crate) jwk: Value,
    modulus: String,
}

impl SigningKey {
    /// A key on the curve P-256, for ES256.
    pub(crate) fn elliptic(id: &str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let public = pair.public_key().as_ref();
        // One byte for the form, then both coordinates.
        let (x, y) = public[1..].split_at(32);
        let (x, y) = (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y));
        let pem = pem(pair.to_pkcs8v1().unwrap().as_ref());
        Self {
            id: id.to_owned(),
            algorithm: Algorithm::ES256,
            encoding: EncodingKey::from_ec_pem(pem.as_bytes()).unwrap(),
            jwk: json!({"kty": "EC", "crv": "P-256", "kid": id, "x": x, "y": y}),
            modulus: String::new(),
        }
    }

    /// A key for Ed25519.
    pub(crate) fn edwards(id: &str) -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        let pem = pem(pair.to_pkcs8v1().unwrap().as_ref());
        Self {
            id: id.to_owned(),
            algorithm: Algorithm::EdDSA,
            encoding: EncodingKey::from_ed_pem(pem.as_bytes()).unwrap(),
            jwk: json!({"kty": "OKP", "crv": "Ed25519", "kid": id, "x": x}),
            modulus: String::new(),
        }
    }

    /// An RSA key, for RS256.
    pub(crate) fn generate(id: &str) -> Self {
        let pair = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
        let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        let modulus = URL_SAFE_NO_PAD.encode(&public.n);
        let jwk = json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id,
            "n": modulus, "e": URL_SAFE_NO_PAD.encode(&public.e),
        });
        let pem = pem(der.as_ref());
        let encoding = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
        Self {
            id: id.to_owned(),
            algorithm: Algorithm::RS256,
            encoding,
            jwk,
            modulus,
        }
    }

    /// A token with this header and these claims.
    pub(crate) fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let signature = crypto::sign(signed.as_bytes(), &self.encoding, self.algorithm).unwrap();
        format!("{signed}.{signature}")
    }
}

fn pem(der: &[u8]) -> String {
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect();
    format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        lines.join("\n")
    )
}

impl Issuer {
    pub(crate) async fn start(clock: Arc<ManualClock>) -> Self {
        // Making a key takes longer than all the rest.
        static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::generate("key-1"));
        let key = &*KEY;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let keys = vec![key.jwk.clone()];
        let published = Arc::new(Mutex::new(Published {
            keys,
            is_down: false,
            fetches: 0,
        }));
        let app = routes(&url, &published);
        let server = tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self {
            url,
            published,
            key,
            clock,
            server,
        }
    }

    /// The claims of a person's token, issued now for an hour.
    pub(crate) fn claims(&self, who: &str) -> Value {
        let now = self.clock.now().unix_timestamp();
        let roles = if matches!(who, "claire" | "dana") {
            json!(["Employee"])
        } else {
            json!([])
        };
        let mut claims = json!({
            "iss": self.url, "aud": AUDIENCE, "sub": format!("test|{who}"),
            "iat": now, "exp": now + 3600,
        });
        claims[format!("{NAMESPACE}email")] = json!(format!("{who}@example.com"));
        claims[format!("{NAMESPACE}name")] = json!(who);
        claims[format!("{NAMESPACE}roles")] = roles;
        claims
    }

    /// A token signed symmetrically with what is published: the classic confusion of algorithms.
    pub(crate) fn symmetric(&self, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = json!({"alg": "HS256", "kid": self.key.id});
        let signed = format!("{}.{}", part(&header), part(claims));
        let secret = EncodingKey::from_secret(self.key.modulus.as_bytes());
        let signature = crypto::sign(signed.as_bytes(), &secret, Algorithm::HS256).unwrap();
        format!("{signed}.{signature}")
    }

    /// A token with these claims, signed as it should be.
    pub(crate) fn mint(&self, claims: &Value) -> String {
        self.key.sign(
            &json!({"alg": "RS256", "typ": "JWT", "kid": self.key.id}),
            claims,
        )
    }
}

fn routes(url: &str, published: &Arc<Mutex<Published>>) -> Router {
    let configuration = json!({"issuer": url, "jwks_uri": format!("{url}/keys")});
    let (first, second) = (Arc::clone(published), Arc::clone(published));
    Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(async move || {
                let mut published = first.lock().unwrap();
                published.fetches += 1;
                if published.is_down {
                    Err(axum::http::StatusCode::BAD_GATEWAY)
                } else {
                    Ok(Json(configuration.clone()))
                }
            }),
        )
        .route(
            "/keys",
            get(async move || Json(json!({"keys": second.lock().unwrap().keys.clone()}))),
        )
}
