//! What an entry tells of a thing before and after, in words.

use api_types::{AuditRow, Network, TransferStatus};
use serde::Deserialize as _;
use serde_json::{Map, Value, map::Entry};

use super::super::label;
use crate::{format, status, view::Page};

/// One property of a thing, before and after.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Field {
    pub(in super::super) name: String,
    pub(super) before: Option<String>,
    pub(in super::super) after: Option<String>,
    /// Whether the line of the entry shows it, not only its details.
    pub(super) is_told: bool,
}

impl Field {
    /// Whether it says something else than before.
    pub(super) fn is_change(&self) -> bool {
        self.before.is_some() && self.after.is_some() && self.before != self.after
    }
}

/// Names that are told in the line of an entry that has no before.
const TOLD: [&str; 4] = ["amount", "amount_base_units", "detail", "q"];

/// All properties that an entry names, those before first.
pub(in super::super) fn fields(page: &Page, networks: &[Network], row: &AuditRow) -> Vec<Field> {
    let words = Words {
        page,
        networks,
        row,
    };
    let nothing = Map::new();
    let side = |value: &Option<Value>| -> Map<String, Value> {
        value
            .as_ref()
            .and_then(Value::as_object)
            .unwrap_or(&nothing)
            .clone()
    };
    let (before, after) = (side(&row.before), side(&row.after));
    let mut names = before.clone();
    for (name, value) in &after {
        if let Entry::Vacant(free) = names.entry(name.as_str()) {
            free.insert(value.clone());
        }
    }
    names
        .keys()
        .map(|name| {
            let said = |side: &Map<String, Value>| {
                side.get(name).map(|value| words.value(side, name, value))
            };
            Field {
                name: words.name(name),
                before: said(&before),
                after: said(&after),
                is_told: TOLD.contains(&name.as_str()),
            }
        })
        .collect()
}

struct Words<'a> {
    page: &'a Page,
    networks: &'a [Network],
    row: &'a AuditRow,
}

impl Words<'_> {
    fn name(&self, name: &str) -> String {
        let t = self.page.t.audit;
        match name {
            "status" => t.field_status(),
            "amount" | "amount_base_units" => t.field_amount(),
            "asset" => t.field_asset(),
            "to_address" => t.field_to(),
            "wallet" | "wallet_id" => t.field_wallet(),
            "rule" => t.field_rule(),
            "body_hash" => t.field_hash(),
            "reason" | "reason_code" | "why" => t.field_reason(),
            "comment" => t.field_comment(),
            "grantee" => t.field_grantee(),
            "permission" => t.field_permission(),
            "transfer_limit_base_units" | "transfer_limit" => t.field_limit(),
            "name" => t.field_name(),
            "email" => t.field_email(),
            "network" => t.field_network(),
            "owner" => t.field_owner(),
            "kind" => t.field_kind(),
            "balance" => t.field_balance(),
            "address" => t.address_of(),
            "detail" => t.field_detail(),
            "frozen" => t.field_status(),
            "paused" => t.field_sending(),
            "by" => t.field_by(),
            "is_employee" => t.field_employee(),
            "q" => t.field_search(),
            other => return other.to_owned(),
        }
        .to_owned()
    }

    /// `side` is the thing that the value is a property of.
    fn value(&self, side: &Map<String, Value>, name: &str, value: &Value) -> String {
        let t = self.page.t.audit;
        match value {
            Value::Bool(true) if name == "frozen" => t.frozen().to_owned(),
            Value::Bool(false) if name == "frozen" => t.active().to_owned(),
            Value::Bool(true) if name == "paused" => t.paused().to_owned(),
            Value::Bool(false) if name == "paused" => t.running().to_owned(),
            Value::Null if name.starts_with("transfer_limit") => t.no_limit().to_owned(),
            Value::Null => t.nothing().to_owned(),
            Value::Bool(true) => t.yes().to_owned(),
            Value::Bool(false) => t.no().to_owned(),
            Value::String(text) => self.text(side, name, text),
            Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
        }
    }

    fn text(&self, side: &Map<String, Value>, name: &str, text: &str) -> String {
        let t = self.page.t.audit;
        let asset = side.get("asset").and_then(Value::as_str);
        match (name, text) {
            ("status", _) => self.status(text),
            ("permission", "view") => t.may_view().to_owned(),
            ("permission", "transfer") => t.may_send().to_owned(),
            ("network", _) => label(self.networks, text).to_owned(),
            ("asset", _) => self.asset(text).unwrap_or_else(|| text.to_owned()),
            ("amount_base_units", _) => self.amount(asset, text),
            ("amount", _) => self.decimal(asset, text),
            ("transfer_limit_base_units", _) => self.limit(text),
            ("balance", _) => format::eur(self.page.lang, text),
            ("by", "owner") => t.by_owner().to_owned(),
            ("by", "bank") => self.page.t.bank.the_bank().to_owned(),
            ("rule", "personal_limit") => t.rule_personal().to_owned(),
            ("rule", "bank_threshold") => t.rule_bank().to_owned(),
            ("rule", "limited_delegate_token") => t.rule_token().to_owned(),
            _ => text.to_owned(),
        }
    }

    fn status(&self, text: &str) -> String {
        let t = self.page.t.audit;
        if self.row.subject.starts_with("tr_") {
            let value = Value::String(text.to_owned());
            return match TransferStatus::deserialize(value) {
                Ok(state) => status::parts(self.page, state).2.to_owned(),
                Err(_) => text.to_owned(),
            };
        }
        match text {
            "active" => t.active(),
            "opening" => t.opening(),
            "frozen" => t.frozen(),
            other => other,
        }
        .to_owned()
    }

    /// `ETH, Ethereum Sepolia`.
    fn asset(&self, id: &str) -> Option<String> {
        let (network, asset) = self.listed(id)?;
        Some(format!("{}, {}", asset.symbol, network.label))
    }

    fn listed(&self, id: &str) -> Option<(&Network, &api_types::NetworkAsset)> {
        self.networks.iter().find_map(|network| {
            let asset = network.assets.iter().find(|asset| asset.asset == id)?;
            Some((network, asset))
        })
    }

    fn amount(&self, asset: Option<&str>, base_units: &str) -> String {
        match asset.and_then(|id| self.listed(id)) {
            Some((_, asset)) => {
                let amount = format::units(base_units, asset.decimals);
                format::amount(self.page.lang, &amount, &asset.symbol)
            }
            None => self.page.t.audit.base_units(base_units),
        }
    }

    fn decimal(&self, asset: Option<&str>, amount: &str) -> String {
        match asset.and_then(|id| self.listed(id)) {
            Some((_, asset)) => format::amount(self.page.lang, amount, &asset.symbol),
            None => format::decimal(self.page.lang, amount),
        }
    }

    /// A limit is in the native asset of its wallet's network, which the entry does not name: it
    /// is put in whole coins where all networks count theirs alike.
    fn limit(&self, base_units: &str) -> String {
        let mut decimals = self.networks.iter().map(|network| network.decimals);
        let first = decimals.next();
        match first {
            Some(places) if decimals.all(|other| other == places) => {
                let limit = format::units(base_units, places);
                format::decimal(self.page.lang, &limit)
            }
            _ => self.page.t.audit.base_units(base_units),
        }
    }
}
