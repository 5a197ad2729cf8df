//! A server that signs every action and answers each route as told.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bank::custody::WalletRef;
use custody_dfns::DfnsCustody;
use dfns::{Client, Config, SecretString, SigningKey};
use domain::network::Network;
use domain::reference::CustodyWalletId;

pub(crate) const WALLET_ID: &str = "wa-5pfuu-9euek-h0odgb6snva8ph3k";
pub(crate) const INIT: &str = "POST /auth/action/init";
pub(crate) const COMPLETE: &str = "POST /auth/action";

/// Ed25519, made for this test.
const KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIBFvKkMdf4vfuSngoWm00x5dVr5k6Aqc+sJaC8ANLyAv
-----END PRIVATE KEY-----";

#[derive(Default)]
struct Told {
    answers: HashMap<String, (u16, String)>,
    received: Vec<(String, Vec<u8>)>,
}

type Shared = Arc<Mutex<Told>>;

pub(crate) struct Fake {
    pub(crate) custody: DfnsCustody,
    told: Shared,
}

impl Fake {
    pub(crate) async fn start() -> Self {
        let told = Shared::default();
        let app = Router::new().fallback(answer).with_state(Arc::clone(&told));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });

        let key = SigningKey::from_pem(KEY).unwrap();
        let config = Config::new(&url, SecretString::from("token"), "cred", key).unwrap();
        let fake = Self {
            custody: DfnsCustody::new(Client::new(config).unwrap()),
            told,
        };
        fake.on(
            INIT,
            200,
            r#"{"challenge":"Y2g","challengeIdentifier":"id"}"#,
        );
        fake.on(COMPLETE, 200, r#"{"userAction":"action"}"#);
        fake
    }

    /// Sets the answer of a route, written with its query.
    pub(crate) fn on(&self, route: &str, status: u16, body: &str) {
        let answer = (status, body.to_owned());
        self.told
            .lock()
            .unwrap()
            .answers
            .insert(route.to_owned(), answer);
    }

    /// Routes in the order of their requests.
    pub(crate) fn routes(&self) -> Vec<String> {
        self.told
            .lock()
            .unwrap()
            .received
            .iter()
            .map(|(route, _)| route.clone())
            .collect()
    }

    /// The body of the last request.
    pub(crate) fn last_body(&self) -> Vec<u8> {
        self.told.lock().unwrap().received.last().unwrap().1.clone()
    }
}

async fn answer(State(told): State<Shared>, method: Method, uri: Uri, body: Bytes) -> Response {
    let route = format!("{method} {uri}");
    let mut told = told.lock().unwrap();
    told.received.push((route.clone(), body.to_vec()));
    let (status, body) = told.answers.get(&route).cloned().unwrap_or_else(|| {
        (
            599,
            format!(r#"{{"error":{{"message":"no answer was set for {route}"}}}}"#),
        )
    });
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

pub(crate) fn wallet_ref() -> WalletRef {
    WalletRef {
        id: CustodyWalletId::parse(WALLET_ID).unwrap(),
        network: Network::EthereumSepolia,
    }
}

/// A transfer as the vendor reports it, with more fields in `more` (custody protocol notes,
/// section 5).
pub(crate) fn transfer(status: &str, more: &str) -> String {
    format!(
        r#"{{"id":"xfr-20g4k-nsdpo-mg6arrifgvid4orn","walletId":"{WALLET_ID}","network":"EthereumSepolia",
 "requester":{{"userId":"us-6b58p-r53sr-rlrd3l5cj3uc4ome","tokenId":"to-202a0-cdo33-o65mbt6q758lvvnt"}},
 "requestBody":{{"kind":"Native","to":"0xb282dc7cde21717f18337a596e91ded00b79b25f","amount":"1000000000","externalId":"pay-77"}},
 "metadata":{{"asset":{{"symbol":"ETH","decimals":18,"verified":true,"quotes":{{"USD":3020.82}}}}}},
 "status":"{status}","dateRequested":"2026-03-01T09:30:00.000Z","externalId":"pay-77"{more}}}"#
    )
}

/// A wallet as the vendor reports it (custody protocol notes, section 3).
pub(crate) fn wallet(id: &str, network: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","network":"{network}","signingKey":{{"id":"key-01snl-t56gb-j8tsok0vn802p80i","scheme":"ECDSA","curve":"secp256k1","publicKey":"02e2"}},"status":"Active","dateCreated":"2026-03-01T09:30:00.000Z","custodial":true,"tags":[]{more}}}"#
    )
}

/// Fails when a text that leaves the adapter names the vendor or one of its ids.
pub(crate) fn assert_neutral(text: &str) {
    let lower = text.to_ascii_lowercase();
    assert!(!lower.contains("dfns"), "{text}");
    for prefix in ["wa-", "xfr-", "or-", "us-"] {
        assert!(
            !lower
                .split([' ', '"', '(', ':'])
                .any(|word| word.starts_with(prefix)),
            "{text}"
        );
    }
}
