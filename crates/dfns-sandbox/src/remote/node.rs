//! A small client of an Ethereum JSON-RPC node.

use std::{sync::OnceLock, time::Duration};

use alloy_primitives::{Address, B256, Bytes, TxKind, U256};
use serde_json::{Value, json};
use url::Url;

use crate::{protocol::ApiError, token};

/// A node: its address and the shared client.
#[derive(Clone, Debug)]
pub(super) struct Node {
    client: reqwest::Client,
    url: Url,
}

/// What a receipt says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) block_number: u64,
    pub(super) success: bool,
    pub(super) fee: U256,
}

impl Node {
    pub(super) fn new(client: &OnceLock<reqwest::Client>, url: &str) -> Result<Self, ApiError> {
        let url = Url::parse(url).map_err(|_| unusable("its address is not a URL"))?;
        if let Some(client) = client.get() {
            return Ok(Self {
                client: client.clone(),
                url,
            });
        }
        let made = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(10))
            .build()
            .map_err(|error| ApiError::internal(error.to_string()))?;
        Ok(Self {
            client: client.get_or_init(|| made).clone(),
            url,
        })
    }

    /// One call. The node's own refusal is `Ok(Err(message))`.
    pub(super) async fn try_call(
        &self,
        method: &str,
        parameters: Value,
    ) -> Result<Result<Value, String>, ApiError> {
        let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters});
        let body = self.pass_on(request.to_string().into_bytes()).await?;
        let mut answer: Value =
            serde_json::from_slice(&body).map_err(|error| unusable(&error.to_string()))?;
        if let Some(message) = answer.pointer("/error/message").and_then(Value::as_str) {
            return Ok(Err(message.to_owned()));
        }
        Ok(Ok(answer
            .get_mut("result")
            .map(Value::take)
            .unwrap_or_default()))
    }

    /// One call that the node must answer.
    pub(super) async fn call(&self, method: &str, parameters: Value) -> Result<Value, ApiError> {
        self.try_call(method, parameters)
            .await?
            .map_err(|message| unusable(&message))
    }

    /// Sends a request as it is.
    pub(super) async fn pass_on(&self, body: Vec<u8>) -> Result<Vec<u8>, ApiError> {
        let request = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json");
        let sent = async { request.body(body).send().await?.bytes().await };
        sent.await
            .map(|bytes| bytes.to_vec())
            .map_err(|error| unusable(&error.to_string()))
    }

    /// Number and base fee of the newest block.
    pub(super) async fn head(&self) -> Result<(u64, u64), ApiError> {
        let block = self
            .call("eth_getBlockByNumber", json!(["latest", false]))
            .await?;
        Ok((
            quantity_of(&block, "number")?,
            quantity_of(&block, "baseFeePerGas").unwrap_or(0),
        ))
    }

    pub(super) async fn balance(&self, address: Address) -> Result<U256, ApiError> {
        let balance = self
            .call("eth_getBalance", json!([text(address), "latest"]))
            .await?;
        quantity(&balance)
    }

    pub(super) async fn pending_nonce(&self, address: Address) -> Result<u64, ApiError> {
        let nonce = self
            .call("eth_getTransactionCount", json!([text(address), "pending"]))
            .await?;
        narrow(quantity(&nonce)?)
    }

    pub(super) async fn token_balance(
        &self,
        contract: Address,
        owner: Address,
    ) -> Result<U256, ApiError> {
        let call = json!({"to": text(contract), "data": hex_text(&token::balance_call(owner))});
        match self.try_call("eth_call", json!([call, "latest"])).await? {
            Ok(Value::String(word)) if word.len() == 66 => quantity(&Value::String(word)),
            Ok(_) | Err(_) => Ok(U256::ZERO),
        }
    }

    /// Gas limit of a call, or the node's reason why it cannot succeed.
    pub(super) async fn estimate_gas(
        &self,
        from: Address,
        (to, value, data): &(TxKind, U256, Bytes),
    ) -> Result<Result<u64, String>, ApiError> {
        let to = match to {
            TxKind::Call(to) => json!(text(*to)),
            TxKind::Create => Value::Null,
        };
        let value = format!("{value:#x}");
        let call = json!({"from": text(from), "to": to, "value": value, "data": hex_text(data)});
        match self.try_call("eth_estimateGas", json!([call])).await? {
            Ok(gas) => Ok(Ok(narrow(quantity(&gas)?)?)),
            Err(reason) => Ok(Err(reason)),
        }
    }

    pub(super) async fn send_raw(&self, raw_hex: &str) -> Result<Result<Value, String>, ApiError> {
        self.try_call("eth_sendRawTransaction", json!([format!("0x{raw_hex}")]))
            .await
    }

    pub(super) async fn receipt(&self, hash: B256) -> Result<Option<Receipt>, ApiError> {
        let receipt = self
            .call("eth_getTransactionReceipt", json!([hash.to_string()]))
            .await?;
        if receipt.is_null() {
            return Ok(None);
        }
        let gas = U256::from(quantity_of(&receipt, "gasUsed")?);
        let price = quantity(receipt.get("effectiveGasPrice").unwrap_or(&Value::Null))?;
        Ok(Some(Receipt {
            block_number: quantity_of(&receipt, "blockNumber")?,
            success: quantity_of(&receipt, "status")? == 1,
            fee: gas.saturating_mul(price),
        }))
    }
}

/// A quantity field that fits into 64 bits.
pub(super) fn quantity_of(object: &Value, name: &str) -> Result<u64, ApiError> {
    narrow(quantity(object.get(name).unwrap_or(&Value::Null))?)
}

/// A hex quantity.
pub(super) fn quantity(value: &Value) -> Result<U256, ApiError> {
    value
        .as_str()
        .and_then(|text| text.strip_prefix("0x"))
        .and_then(|digits| U256::from_str_radix(digits, 16).ok())
        .ok_or_else(|| unusable("a quantity is missing"))
}

fn narrow(value: U256) -> Result<u64, ApiError> {
    u64::try_from(value).map_err(|_| unusable("a quantity does not fit into 64 bits"))
}

fn text(address: Address) -> String {
    format!("{address:#x}")
}

fn hex_text(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn unusable(reason: &str) -> ApiError {
    ApiError::internal(format!("the network's node: {reason}"))
}
