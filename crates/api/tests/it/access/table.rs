//! The table: call, thing, answer by person. Callers without a good token have no column here,
//! since they get 401 on every call that is not marked as open.

use std::fmt;

use serde_json::{Value, json};

use super::actors::Actor;
use super::world::{Target, Thing};
use Thing as T;

/// Refuses an employee who is party to the transfer.
const CONFLICT: &str = "403 conflict_of_interest";

/// What one caller gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// It is done.
    Status(u16),
    /// A list in which the thing is named, or is not.
    Named(bool),
    /// A refusal: status and code.
    Problem(String),
}

impl Cell {
    fn read(text: &str) -> Self {
        match text {
            "sees" => Self::Named(true),
            // An empty list is how lists refuse.
            "----" => Self::Named(false),
            "403" => Self::Problem("403 forbidden".to_owned()),
            "403c" => Self::Problem(CONFLICT.to_owned()),
            "404" => Self::Problem("404 not_found".to_owned()),
            status => Self::Status(status.parse().unwrap()),
        }
    }

    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::Named(false) | Self::Problem(_))
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Status(status) => &status.to_string(),
            Self::Named(true) => "sees",
            Self::Named(false) => "----",
            Self::Problem(code) if code == CONFLICT => "403c",
            Self::Problem(code) => code.split(' ').next().unwrap(),
        };
        f.write_str(text)
    }
}

/// One call on one kind of thing.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) thing: Thing,
    pub(crate) body: Option<fn(&Target) -> Value>,
    answers: &'static str,
    open: bool,
    silent: bool,
}

const fn row(call: (&'static str, &'static str), thing: Thing, answers: &'static str) -> Row {
    Row {
        method: call.0,
        path: call.1,
        thing,
        body: None,
        answers,
        open: false,
        silent: false,
    }
}

impl Row {
    const fn with(self, body: fn(&Target) -> Value) -> Self {
        Self {
            body: Some(body),
            ..self
        }
    }

    /// Needs no token.
    const fn open(self) -> Self {
        Self { open: true, ..self }
    }

    /// Changes nothing, although it is no GET.
    const fn silent(self) -> Self {
        Self {
            silent: true,
            ..self
        }
    }

    /// The path as it is published.
    pub(crate) fn documented_path(&self) -> &'static str {
        self.path.split('?').next().unwrap()
    }

    pub(crate) fn call(&self) -> String {
        format!("{} {}", self.method, self.documented_path())
    }

    pub(crate) fn title(&self) -> String {
        let thing = if self.thing == Thing::Nothing {
            String::new()
        } else {
            format!("{:?}", self.thing)
        };
        format!("{} {thing}", self.call()).trim_end().to_owned()
    }

    pub(crate) fn writes(&self) -> bool {
        self.method != "GET" && !self.silent
    }

    pub(crate) fn cell(&self, actor: Actor) -> Cell {
        match actor.refusal() {
            Some(_) if self.open => Cell::Status(200),
            Some(refusal) => Cell::Problem(refusal.to_owned()),
            None => {
                let mut answers = self.answers.split_ascii_whitespace();
                let place = Actor::PEOPLE.iter().position(|person| *person == actor);
                Cell::read(answers.nth(place.unwrap()).unwrap())
            }
        }
    }

    /// Who may do it: the owner if the owner may, else the employee.
    pub(crate) fn rightful(&self) -> Actor {
        if self.cell(Actor::Owner).is_refusal() {
            Actor::Employee
        } else {
            Actor::Owner
        }
    }
}

const ALL: &str = "200 200 200 200 200 200 200 200";
const STAFF: &str = "403 403 403 403 403 403 200 200";
const STAFF_SEES: &str = "403 403 403 403 403 403 sees sees";

/// The table.
#[rustfmt::skip]
pub(crate) fn rows() -> Vec<Row> {
    let get = |path, thing, answers| row(("GET", path), thing, answers);
    let post = |path, thing, answers| row(("POST", path), thing, answers);
    vec![
        //                                                             cust stra view send revo owne empl conf
        get("/api/me", T::Nothing, ALL),
        get("/api/networks", T::Nothing, ALL),
        get("/api/events", T::Nothing, ALL),

        get("/api/fiat-accounts/{id}", T::Account,                    "404 404 404 404 404 200 404 404"),

        get("/api/wallets", T::Wallet,                                "---- ---- sees sees ---- sees ---- ----"),
        get("/api/wallets/{id}", T::Wallet,                           "404 404 200 200 404 200 200 200"),
        get("/api/wallets/{id}/activity", T::Wallet,                  "404 404 200 200 404 200 404 404"),
        row(("PATCH", "/api/wallets/{id}"), T::Wallet,                "404 404 403 403 404 200 404 404").with(new_name),
        post("/api/wallets/{id}/freeze", T::FreshWallet,              "404 404 403 403 404 200 404 404"),
        post("/api/wallets/{id}/unfreeze", T::FrozenWallet,           "404 404 403 403 404 200 404 404"),
        post("/api/wallets/{id}/test-funds", T::Wallet,               "404 404 403 403 404 200 404 404"),

        get("/api/transfers?limit=200", T::Transfer,                  "---- ---- sees sees ---- sees ---- ----"),
        get("/api/transfers.csv", T::Transfer,                        "---- ---- sees sees ---- sees ---- ----"),
        get("/api/transfers/{id}", T::Transfer,                       "404 404 200 200 404 200 404 404"),
        get("/api/transfers?limit=200", T::TransferOfRevoked,         "---- ---- sees sees sees sees ---- ----"),
        get("/api/transfers/{id}", T::TransferOfRevoked,              "404 404 200 200 200 200 404 404"),
        post("/api/transfers/{id}/cancel", T::Transfer,               "404 404 403 403 404 200 404 404"),
        post("/api/transfers/{id}/cancel", T::TransferOfGrantee,      "404 404 403 200 404 200 404 404"),
        post("/api/transfers/preview", T::Wallet,                     "404 404 403 200 404 200 404 404").with(order).silent(),
        post("/api/transfers", T::Wallet,                             "404 404 403 201 404 201 404 404").with(order),

        get("/api/delegations", T::ViewDelegation,                    "---- ---- sees ---- ---- sees ---- ----"),
        post("/api/delegations", T::FreshWallet,                      "404 404 403 403 404 201 404 404").with(grant),
        row(("DELETE", "/api/delegations/{id}"), T::ViewDelegation,   "404 404 204 404 404 204 404 404"),
        row(("DELETE", "/api/delegations/{id}"), T::SendDelegation,   "404 404 404 204 404 204 404 404"),

        get("/api/admin/overview", T::Nothing, STAFF),
        get("/api/admin/health", T::Nothing, STAFF),
        get("/api/admin/customers?q=owner", T::Person, STAFF_SEES),
        get("/api/admin/customers/{id}/wallets", T::Person, STAFF),
        get("/api/admin/transfers?limit=200", T::Transfer, STAFF_SEES),
        get("/api/admin/transfers.csv", T::Transfer, STAFF_SEES),
        get("/api/admin/transfers/{id}", T::Transfer, STAFF),
        post("/api/admin/transfers/{id}/check", T::Transfer, STAFF).silent(),
        post("/api/admin/transfers/{id}/approve", T::Transfer,        "403 403 403 403 403 403 200 403c").with(comment),
        post("/api/admin/transfers/{id}/reject", T::Transfer,         "403 403 403 403 403 403 200 403c").with(comment),
        get("/api/admin/deciders", T::Nothing, STAFF),
        get("/api/admin/alerts?acknowledged=false", T::Alert, STAFF_SEES),
        post("/api/admin/alerts/{id}/acknowledge", T::Alert, STAFF).with(comment),
        get("/api/admin/wallets/{id}/activity", T::Wallet, STAFF),
        post("/api/admin/wallets/{id}/freeze", T::FreshWallet, STAFF),
        post("/api/admin/wallets/{id}/unfreeze", T::HeldWallet, STAFF),
        get("/api/admin/audit?subject={id}", T::Wallet, STAFF_SEES),
        post("/api/admin/users/{id}/retire", T::Newcomer,             "403 403 403 403 403 403 204 204"),
        post("/api/admin/pause", T::Nothing, STAFF),
        post("/api/admin/resume", T::PausedBank, STAFF),
        get("/api/admin/recovery", T::HeldTransfer, STAFF_SEES),
        post("/api/admin/recovery/transfers/{id}/release", T::HeldTransfer, "403 403 403 403 403 403 200 403c"),
        post("/api/admin/recovery/transfers/{id}/cancel", T::HeldTransfer,  "403 403 403 403 403 403 200 403c"),
        post("/api/admin/recovery/end", T::RestoredBank, STAFF),

        post("/api/demo/story", T::Nothing, ALL),
        // Late in the table, because the stranger has nothing only until here.
        post("/api/wallets", T::Nothing,                              "201 201 201 201 201 201 201 201").with(new_wallet),

        get("/health", T::Nothing, ALL).open(),
        get("/api/health", T::Nothing, ALL).open(),
        get("/livez", T::Nothing, ALL).open(),
        get("/readyz", T::Nothing, ALL).open(),
    ]
}

fn new_name(_: &Target) -> Value {
    json!({"name": "Another name"})
}

fn new_wallet(_: &Target) -> Value {
    json!({"name": "Of the table", "network": "EthereumSepolia"})
}

/// Small enough to be sent at once: a refusal that fails would show on the chain.
fn order(target: &Target) -> Value {
    json!({"wallet_id": target.id, "to_address": target.payee, "amount": "0.001"})
}

fn grant(target: &Target) -> Value {
    json!({"wallet_id": target.id, "grantee_email": "alice@example.com", "permission": "view"})
}

fn comment(_: &Target) -> Value {
    json!({"comment": "as the table says"})
}
