//! The custody sandbox seen from a test: the chain's own read-out, its ledger, and its controls.

use domain::money::BaseUnits;
use serde_json::{Value, json};

use crate::wait::eventually;

/// The sandbox at one address.
#[derive(Clone, Debug)]
pub struct Custody {
    http: reqwest::Client,
    url: String,
}

/// One movement of value that the chain executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// The transaction.
    pub tx_hash: String,
    /// Receiver, lower-case.
    pub to: String,
    /// Base units.
    pub amount: String,
    /// The external id of the transfer behind it.
    pub external_id: Option<String>,
}

/// A fault that was set; see the sandbox's `/_sandbox/faults`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault(u64);

impl Custody {
    /// The sandbox at `url`.
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            http: reqwest::Client::default(),
            url: url.into(),
        }
    }

    /// Its base address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Pays native test funds, in base units.
    pub async fn fund(&self, network: &str, address: &str, base_units: &str) {
        let body = json!({"network": network, "address": address, "amount": base_units});
        self.post("/_sandbox/faucet", &body).await;
    }

    /// Pays test tokens, in base units.
    pub async fn fund_token(&self, network: &str, address: &str, base_units: &str, contract: &str) {
        let body = json!({
            "network": network, "address": address, "amount": base_units, "contract": contract,
        });
        self.post("/_sandbox/faucet", &body).await;
    }

    /// The native balance by the chain's own JSON-RPC.
    pub async fn balance(&self, network: &str, address: &str) -> BaseUnits {
        let request = json!({
            "jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": [address, "latest"],
        });
        let answer = self
            .post(&format!("/_sandbox/rpc/{network}"), &request)
            .await;
        let hex = answer["result"]
            .as_str()
            .expect("a balance")
            .trim_start_matches("0x");
        let padded = format!("{hex:0>64}");
        let bytes: Vec<u8> = (0..32)
            .map(|byte| u8::from_str_radix(&padded[byte * 2..byte * 2 + 2], 16).unwrap())
            .collect();
        BaseUnits::from_be_bytes(bytes.try_into().unwrap())
    }

    /// The ledger: everything that was executed, to one address or to all.
    pub async fn executions(&self, to: Option<&str>) -> Vec<Execution> {
        let query = to.map(|to| format!("?to={to}")).unwrap_or_default();
        let answer = self.get(&format!("/_sandbox/executions{query}")).await;
        let text = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
        answer["items"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| Execution {
                tx_hash: text(row, "txHash").unwrap(),
                to: text(row, "to").unwrap(),
                amount: text(row, "amount").unwrap(),
                external_id: text(row, "externalId"),
            })
            .collect()
    }

    /// Sets how a network answers transfers, for example `{"mode": "pending", "delay_ms": 50}`.
    pub async fn set_mode(&self, network: &str, mode: &Value) {
        let url = format!("{}/_sandbox/networks/{network}/mode", self.url);
        read(self.http.put(url).json(mode)).await;
    }

    /// A call of the sandbox's own controls that puts something in its place.
    pub async fn put(&self, path: &str, body: &Value) -> Value {
        read(self.http.put(format!("{}{path}", self.url)).json(body)).await
    }

    /// Sets how events travel to webhooks, for example `{"drop": true}`; see the sandbox's
    /// `/_sandbox/webhooks`.
    pub async fn set_weather(&self, weather: &Value) {
        self.put("/_sandbox/webhooks", weather).await;
    }

    /// Waits until every event has been delivered.
    pub async fn all_told(&self) {
        eventually("every event to be delivered", async || {
            let report = self.get("/_sandbox/webhooks").await;
            (report["waiting"] == 0).then_some(())
        })
        .await;
    }

    /// Sets a fault: which calls it strikes, what it does, how often (0: always).
    pub async fn fault(&self, matcher: Value, fault: Value, times: u32) -> Fault {
        let body = json!({"match": matcher, "fault": fault, "times": times});
        Fault(
            self.post("/_sandbox/faults", &body).await["id"]
                .as_u64()
                .expect("an id"),
        )
    }

    /// How many calls a fault has struck.
    pub async fn hits(&self, Fault(id): Fault) -> u64 {
        let fault = self.get(&format!("/_sandbox/faults/{id}")).await;
        fault["hits"].as_u64().expect("hits")
    }

    /// How many calls a fault holds now.
    pub async fn holding(&self, Fault(id): Fault) -> u64 {
        let fault = self.get(&format!("/_sandbox/faults/{id}")).await;
        fault["holding"].as_u64().expect("a number of calls")
    }

    /// Waits until a fault has struck that many calls.
    pub async fn struck(&self, fault: Fault, times: u64) {
        eventually("a call that the fault strikes", async || {
            (self.hits(fault).await >= times).then_some(())
        })
        .await;
    }

    /// Lets go of the calls that a fault holds.
    pub async fn release(&self, Fault(id): Fault) {
        self.post(&format!("/_sandbox/faults/{id}/release"), &json!({}))
            .await;
    }

    /// Removes one fault, letting go of what it holds.
    pub async fn remove(&self, Fault(id): Fault) {
        let url = format!("{}/_sandbox/faults/{id}", self.url);
        read(self.http.delete(url)).await;
    }

    /// Removes all faults, letting go of what they hold.
    pub async fn clear_faults(&self) {
        read(self.http.delete(format!("{}/_sandbox/faults", self.url))).await;
    }

    /// Lets transfers go on that wait in a mode without a delay of its own.
    pub async fn advance(&self) {
        self.post("/_sandbox/advance", &json!({})).await;
    }

    /// How often each endpoint was called.
    pub async fn calls(&self) -> Value {
        self.get("/_sandbox/calls").await
    }

    /// A call of the sandbox's own controls.
    pub async fn get(&self, path: &str) -> Value {
        read(self.http.get(format!("{}{path}", self.url))).await
    }

    /// A call of the sandbox's own controls.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        read(self.http.post(format!("{}{path}", self.url)).json(body)).await
    }
}

async fn read(request: reqwest::RequestBuilder) -> Value {
    let response = request.send().await.expect("the sandbox answers");
    let (status, url) = (response.status(), response.url().clone());
    let text = response.text().await.expect("a body");
    assert!(status.is_success(), "{url}: {status} {text}");
    if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).expect("JSON")
    }
}
