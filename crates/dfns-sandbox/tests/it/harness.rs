//! A sandbox on a free port and a client made of plain HTTP requests.

use std::time::Duration;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use dfns_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use reqwest::Method;
use serde_json::{Value, json};

pub(crate) const SEPOLIA: &str = "EthereumSepolia";
pub(crate) const SEPOLIA_USDC: &str = "0x1c7d4b196cb0c7b01d743fbc6116a902379c7238";
pub(crate) const ONE_ETH: &str = "1000000000000000000";
/// An account of nobody.
pub(crate) const STRANGER: &str = "0xb282dc7cde21717f18337a596e91ded00b79b25f";

/// Status and JSON of an answer.
pub(crate) type Answer = (u16, Value);

pub(crate) struct Harness {
    pub(crate) sandbox: RunningSandbox,
    pub(crate) http: reqwest::Client,
    pub(crate) token: String,
    pub(crate) cred_id: String,
    pub(crate) key: EcdsaKeyPair,
}

impl Harness {
    pub(crate) async fn start() -> Self {
        Self::start_with(SandboxConfig::in_memory()).await
    }

    pub(crate) async fn start_with(config: SandboxConfig) -> Self {
        let sandbox = Sandbox::start(config).await.unwrap();
        let account = sandbox.credentials();
        let der = pem_bytes(&account.private_key_pem);
        Self {
            sandbox,
            http: client(),
            token: account.auth_token,
            cred_id: account.cred_id,
            key: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &der).unwrap(),
        }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.sandbox.url()))
    }

    /// A call with the bearer token alone.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        answer(self.request(Method::GET, path).bearer_auth(&self.token)).await
    }

    /// `POST /auth/action/init`
    pub(crate) async fn challenge(&self, method: &str, path: &str, payload: &str) -> Value {
        let body = json!({
            "userActionPayload": payload,
            "userActionHttpMethod": method,
            "userActionHttpPath": path,
            "userActionServerKind": "Api",
        });
        let request = self
            .request(Method::POST, "/auth/action/init")
            .bearer_auth(&self.token);
        let (status, challenge) = answer(request.json(&body)).await;
        assert_eq!(status, 200, "{challenge}");
        challenge
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.key
            .sign(&SystemRandom::new(), bytes)
            .unwrap()
            .as_ref()
            .to_vec()
    }

    /// `POST /auth/action` with this client data and signature.
    pub(crate) async fn complete(
        &self,
        identifier: &Value,
        client_data: &str,
        signature: &[u8],
    ) -> Answer {
        let body = json!({
            "challengeIdentifier": identifier,
            "firstFactor": {
                "kind": "Key",
                "credentialAssertion": {
                    "credId": self.cred_id,
                    "clientData": URL_SAFE_NO_PAD.encode(client_data),
                    "signature": URL_SAFE_NO_PAD.encode(signature),
                },
            },
        });
        let request = self
            .request(Method::POST, "/auth/action")
            .bearer_auth(&self.token);
        answer(request.json(&body)).await
    }

    /// A user action token for a call.
    pub(crate) async fn action(&self, method: &str, path: &str, payload: &str) -> String {
        let challenge = self.challenge(method, path, payload).await;
        let data = client_data(&challenge);
        let signature = self.sign(data.as_bytes());
        let (status, done) = self
            .complete(&challenge["challengeIdentifier"], &data, &signature)
            .await;
        assert_eq!(status, 200, "{done}");
        done["userAction"].as_str().unwrap().to_owned()
    }

    /// The call itself with a user action token.
    pub(crate) fn with_action(
        &self,
        action: &str,
        method: &str,
        path: &str,
        body: &str,
    ) -> reqwest::RequestBuilder {
        self.request(method.parse().unwrap(), path)
            .bearer_auth(&self.token)
            .header("X-DFNS-USERACTION", action)
            .header("Content-Type", "application/json")
            .body(body.to_owned())
    }

    /// All three calls.
    pub(crate) async fn signed(&self, method: &str, path: &str, body: &Value) -> Answer {
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let action = self.action(method, path, &text).await;
        answer(self.with_action(&action, method, path, &text)).await
    }

    /// Creates a wallet; its id and address.
    pub(crate) async fn wallet(&self, network: &str) -> (String, String) {
        let (status, wallet) = self
            .signed("POST", "/wallets", &json!({"network": network}))
            .await;
        assert_eq!(status, 200, "{wallet}");
        let text = |name: &str| wallet[name].as_str().unwrap().to_owned();
        (text("id"), text("address"))
    }

    /// A wallet with funds in wei.
    pub(crate) async fn funded_wallet(&self, network: &str, wei: &str) -> (String, String) {
        let (id, address) = self.wallet(network).await;
        self.faucet(json!({"network": network, "address": address, "amount": wei}))
            .await;
        (id, address)
    }

    pub(crate) async fn faucet(&self, body: Value) -> Value {
        let (status, paid) = self.control("POST", "/faucet", body).await;
        assert_eq!(status, 200, "{paid}");
        paid
    }

    /// A call of the control prefix.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = self.request(method.parse().unwrap(), &format!("/_sandbox{path}"));
        let request = if body.is_null() {
            request
        } else {
            request.json(&body)
        };
        answer(request).await
    }

    pub(crate) async fn mode(&self, network: &str, mode: Value) {
        let path = format!("/networks/{network}/mode");
        let (status, settings) = self.control("PUT", &path, mode).await;
        assert_eq!(status, 200, "{settings}");
    }

    pub(crate) async fn transfer(&self, wallet: &str, body: &Value) -> Answer {
        self.signed("POST", &format!("/wallets/{wallet}/transfers"), body)
            .await
    }

    pub(crate) async fn transfer_status(&self, wallet: &str, id: &str) -> Value {
        let (status, entity) = self.get(&format!("/wallets/{wallet}/transfers/{id}")).await;
        assert_eq!(status, 200, "{entity}");
        entity
    }

    /// Asks for a transfer until it has the status.
    pub(crate) async fn wait_for(&self, wallet: &str, id: &str, status: &str) -> Value {
        eventually(async || {
            let entity = self.transfer_status(wallet, id).await;
            (entity["status"] == status).then_some(entity)
        })
        .await
    }

    pub(crate) async fn rpc_answer(&self, network: &str, method: &str, params: Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 7, "method": method, "params": params});
        let (status, answer) = self.control("POST", &format!("/rpc/{network}"), body).await;
        assert_eq!(status, 200);
        answer
    }

    pub(crate) async fn rpc(&self, network: &str, method: &str, params: Value) -> Value {
        let mut answer = self.rpc_answer(network, method, params).await;
        assert_eq!(answer.get("error"), None, "{method}");
        answer["result"].take()
    }

    /// Balance on the chain in wei.
    pub(crate) async fn balance(&self, network: &str, address: &str) -> u128 {
        let balance = self
            .rpc(network, "eth_getBalance", json!([address, "latest"]))
            .await;
        quantity(&balance)
    }

    pub(crate) async fn executions(&self, query: &str) -> Vec<Value> {
        let (status, ledger) = self
            .control("GET", &format!("/executions{query}"), Value::Null)
            .await;
        assert_eq!(status, 200, "{ledger}");
        ledger["items"].as_array().unwrap().clone()
    }
}

pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .timeout(Duration::from_secs(20))
        .build()
        .unwrap()
}

pub(crate) async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

/// The client data of the Python SDK.
pub(crate) fn client_data(challenge: &Value) -> String {
    format!(
        r#"{{"type":"key.get","challenge":{},"origin":"https://app.dfns.io","crossOrigin":false}}"#,
        challenge["challenge"]
    )
}

pub(crate) fn native(to: &str, amount: &str) -> Value {
    json!({"kind": "Native", "to": to, "amount": amount})
}

pub(crate) fn quantity(value: &Value) -> u128 {
    u128::from_str_radix(value.as_str().unwrap().strip_prefix("0x").unwrap(), 16).unwrap()
}

pub(crate) fn pem_bytes(pem: &str) -> Vec<u8> {
    let lines = pem.lines().filter(|line| !line.starts_with("-----"));
    STANDARD.decode(lines.collect::<String>()).unwrap()
}

/// Asks until there is something, for at most ten seconds.
pub(crate) async fn eventually<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(found) = ask().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), asking)
        .await
        .expect("it happens in time")
}
