//! Bodies: JSON, known fields only, and the patterns of the documentation.

use alloy_primitives::{Address, U256};
use serde_json::{Map, Value};

use super::ApiError;
use crate::{
    chains,
    world::{WalletChange, WalletDraft},
};

/// The JSON of a body. No body, an empty one and `{}` are the same.
pub(crate) fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_slice(bytes).map_err(|_| ApiError::bad_request("the body is not JSON"))
}

/// Checks the body of a transfer.
pub(crate) fn check_transfer(body: &Value) -> Result<(), ApiError> {
    let fields = object(body)?;
    let allowed: &[&str] = match text(fields, "kind")? {
        Some("Native") => &["kind", "to", "amount", "memo", "priority", "externalId"],
        Some("Erc20") => &["kind", "contract", "to", "amount", "priority", "externalId"],
        Some(kind) => return Err(invalid("kind", &format!("{kind} is not offered here"))),
        None => return Err(invalid("kind", "is required")),
    };
    only(fields, allowed)?;
    if allowed.contains(&"contract") {
        address(text(fields, "contract")?).map_err(|reason| invalid("contract", reason))?;
    }
    address(text(fields, "to")?).map_err(|reason| invalid("to", reason))?;
    amount(text(fields, "amount")?).map_err(|reason| invalid("amount", reason))?;
    if let Some(memo) = text(fields, "memo")?
        && !(memo.len() <= 64 && memo.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    {
        return Err(invalid("memo", "must be at most 64 letters and digits"));
    }
    if let Some(priority) = text(fields, "priority")?
        && !matches!(priority, "Slow" | "Standard" | "Fast")
    {
        return Err(invalid("priority", "must be Slow, Standard or Fast"));
    }
    length(fields, "externalId", 1, 50)
}

/// Reads the body of a wallet creation.
pub(crate) fn wallet_draft(body: &Value) -> Result<WalletDraft, ApiError> {
    let fields = object(body)?;
    only(
        fields,
        &[
            "network",
            "name",
            "externalId",
            "tags",
            "signingKey",
            "delayDelegation",
        ],
    )?;
    let network = text(fields, "network")?.ok_or_else(|| invalid("network", "is required"))?;
    let row = chains::find(network)
        .ok_or_else(|| invalid("network", &format!("{network} is not offered here")))?;
    if let Some(key) = fields.get("signingKey") {
        let key = object(key)?;
        only(key, &["scheme", "curve"])?;
        let scheme = text(key, "scheme")?.unwrap_or("ECDSA");
        let curve = text(key, "curve")?.unwrap_or("secp256k1");
        if (scheme, curve) != ("ECDSA", "secp256k1") {
            return Err(invalid("signingKey", "must be ECDSA on secp256k1"));
        }
    }
    length(fields, "name", 0, 100)?;
    length(fields, "externalId", 0, 100)?;
    Ok(WalletDraft {
        row,
        name: text(fields, "name")?.map(str::to_owned),
        external_id: text(fields, "externalId")?.map(str::to_owned),
        tags: match fields.get("tags") {
            Some(tags) => read_tags(tags, 0)?,
            None => Vec::new(),
        },
    })
}

/// Reads the body of a wallet update; `null` clears a field.
pub(crate) fn wallet_update(body: &Value) -> Result<WalletChange, ApiError> {
    let fields = object(body)?;
    only(fields, &["name", "externalId"])?;
    length(fields, "name", 0, 100)?;
    length(fields, "externalId", 0, 100)?;
    let change = |name| -> Result<Option<Option<String>>, ApiError> {
        if !fields.contains_key(name) {
            return Ok(None);
        }
        Ok(Some(text(fields, name)?.map(str::to_owned)))
    };
    Ok(WalletChange::Update {
        name: change("name")?,
        external_id: change("externalId")?,
    })
}

/// Reads the tags of a tag or untag call.
pub(crate) fn tags(body: &Value) -> Result<Vec<String>, ApiError> {
    let fields = object(body)?;
    only(fields, &["tags"])?;
    read_tags(fields.get("tags").unwrap_or(&Value::Null), 1)
}

/// Refuses any field.
pub(crate) fn check_empty(body: &Value) -> Result<(), ApiError> {
    only(object(body)?, &[])
}

/// An EVM address: `^0x[0-9a-fA-F]{40}$`.
pub(crate) fn address(text: Option<&str>) -> Result<Address, &'static str> {
    let text = text.ok_or("is required")?;
    let digits = text
        .strip_prefix("0x")
        .ok_or("must match ^0x[0-9a-fA-F]{40}$")?;
    let mut bytes = [0; 20];
    hex::decode_to_slice(digits, &mut bytes).map_err(|_| "must match ^0x[0-9a-fA-F]{40}$")?;
    Ok(Address::from(bytes))
}

/// An amount in base units: `^\d+$`, at most 256 bits.
pub(crate) fn amount(text: Option<&str>) -> Result<U256, &'static str> {
    let text = text.ok_or("is required")?;
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("must match ^\\d+$");
    }
    U256::from_str_radix(text, 10).map_err(|_| "does not fit into 256 bits")
}

fn read_tags(tags: &Value, least: usize) -> Result<Vec<String>, ApiError> {
    let wrong = || {
        invalid(
            "tags",
            "must be at most 10 texts of ^[a-zA-Z0-9_.:/+-]{1,100}$",
        )
    };
    let list = tags
        .as_array()
        .filter(|list| (least..=10).contains(&list.len()));
    let list = list.ok_or_else(wrong)?;
    list.iter()
        .map(|tag| {
            let tag = tag.as_str().ok_or_else(wrong)?;
            let fits = (1..=100).contains(&tag.len())
                && tag
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_.:/+-".contains(&b));
            if fits {
                Ok(tag.to_owned())
            } else {
                Err(wrong())
            }
        })
        .collect()
}

pub(super) fn object(body: &Value) -> Result<&Map<String, Value>, ApiError> {
    body.as_object()
        .ok_or_else(|| ApiError::bad_request("the body must be an object"))
}

pub(super) fn only(fields: &Map<String, Value>, allowed: &[&str]) -> Result<(), ApiError> {
    match fields.keys().find(|name| !allowed.contains(&name.as_str())) {
        Some(name) => Err(invalid(name, "is unknown or misplaced")),
        None => Ok(()),
    }
}

/// A text field; `null` counts as absent.
pub(super) fn text<'a>(
    fields: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a str>, ApiError> {
    match fields.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(name, "must be a string")),
    }
}

pub(super) fn length(
    fields: &Map<String, Value>,
    name: &str,
    least: usize,
    most: usize,
) -> Result<(), ApiError> {
    let Some(text) = text(fields, name)? else {
        return Ok(());
    };
    if (least..=most).contains(&text.chars().count()) {
        return Ok(());
    }
    Err(invalid(
        name,
        &format!("must have {least} to {most} characters"),
    ))
}

pub(super) fn invalid(field: &str, reason: &str) -> ApiError {
    ApiError::bad_request(format!("{field} {reason}"))
}
