//! Who calls, and with which token.

use std::collections::BTreeMap;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::PublicKeyComponents;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use idp::MintRequest;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use testkit::TestBank;

use crate::whole_bank::minting;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Actor {
    NoToken,
    Expired,
    NotYetValid,
    WrongAudience,
    WrongIssuer,
    AlgNone,
    HmacWithPublicKey,
    /// Has accounts and a wallet, but nothing to do with the thing.
    Customer,
    /// Has signed in, and nothing else.
    Stranger,
    ViewGrantee,
    TransferGrantee,
    /// Could send until the grant was revoked.
    RevokedGrantee,
    Owner,
    Employee,
    /// An employee who owns the wallet that the transfers go to.
    ConflictedEmployee,
}

impl Actor {
    pub(crate) const ALL: [Self; 15] = [
        Self::NoToken,
        Self::Expired,
        Self::NotYetValid,
        Self::WrongAudience,
        Self::WrongIssuer,
        Self::AlgNone,
        Self::HmacWithPublicKey,
        Self::Customer,
        Self::Stranger,
        Self::ViewGrantee,
        Self::TransferGrantee,
        Self::RevokedGrantee,
        Self::Owner,
        Self::Employee,
        Self::ConflictedEmployee,
    ];

    /// The people among the columns, in the order in which a row lists their answers.
    pub(crate) const PEOPLE: [Self; 8] = [
        Self::Customer,
        Self::Stranger,
        Self::ViewGrantee,
        Self::TransferGrantee,
        Self::RevokedGrantee,
        Self::Owner,
        Self::Employee,
        Self::ConflictedEmployee,
    ];

    /// Head of the printed column.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Self::NoToken => "none",
            Self::Expired => "exp",
            Self::NotYetValid => "nbf",
            Self::WrongAudience => "aud",
            Self::WrongIssuer => "iss",
            Self::AlgNone => "alg",
            Self::HmacWithPublicKey => "hmac",
            Self::Customer => "cust",
            Self::Stranger => "stra",
            Self::ViewGrantee => "view",
            Self::TransferGrantee => "send",
            Self::RevokedGrantee => "revo",
            Self::Owner => "owne",
            Self::Employee => "empl",
            Self::ConflictedEmployee => "conf",
        }
    }

    /// What a caller without a good token reads on every call that needs one; `None` for people.
    pub(crate) fn refusal(self) -> Option<&'static str> {
        match self {
            Self::NoToken => Some("401 token_missing"),
            Self::Expired => Some("401 token_expired"),
            Self::NotYetValid => Some("401 token_not_yet_valid"),
            Self::WrongAudience | Self::WrongIssuer | Self::AlgNone | Self::HmacWithPublicKey => {
                Some("401 token_invalid")
            }
            Self::Customer
            | Self::Stranger
            | Self::ViewGrantee
            | Self::TransferGrantee
            | Self::RevokedGrantee
            | Self::Owner
            | Self::Employee
            | Self::ConflictedEmployee => None,
        }
    }

    /// Name of a person, also the first part of the email.
    pub(crate) fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    fn minting(self) -> MintRequest {
        let is_employee = matches!(self, Self::Employee | Self::ConflictedEmployee);
        minting(&self.name(), is_employee)
    }
}

/// Every token of the table, minted once.
pub(crate) struct Tokens {
    good: BTreeMap<Actor, String>,
    /// By the fault, and by whom the token speaks for.
    bad: BTreeMap<(Actor, Actor), String>,
}

impl Tokens {
    pub(crate) async fn mint(bank: &TestBank) -> Self {
        let good: BTreeMap<Actor, String> = Actor::PEOPLE
            .into_iter()
            .map(|person| (person, bank.mint(person.minting())))
            .collect();
        let public_key = PublicKey::of(bank).await;
        let mut bad = BTreeMap::new();
        for person in [Actor::Owner, Actor::Employee] {
            let token = &good[&person];
            let mut spoiled = |fault, token| bad.insert((fault, person), token);
            let now = claims(token)["iat"].as_i64().unwrap();
            let usual = || person.minting();
            let expired = MintRequest {
                issued_at: Some(now - 7200),
                ..usual()
            };
            let not_yet = MintRequest {
                not_before: Some(now + 3600),
                ..usual()
            };
            let audience = MintRequest {
                audience: Some(idp::OneOrMany::One("https://other.example/".to_owned())),
                ..usual()
            };
            let issuer = MintRequest {
                issuer: Some("https://other.example/".to_owned()),
                ..usual()
            };
            spoiled(Actor::Expired, bank.mint(expired));
            spoiled(Actor::NotYetValid, bank.mint(not_yet));
            spoiled(Actor::WrongAudience, bank.mint(audience));
            spoiled(Actor::WrongIssuer, bank.mint(issuer));
            spoiled(Actor::AlgNone, unsigned(token));
            spoiled(
                Actor::HmacWithPublicKey,
                keyed_with(token, public_key.pem().as_bytes()),
            );
        }
        Self { good, bad }
    }

    /// The token of this column. A bad one speaks for the person who may make the call.
    pub(crate) fn of(&self, actor: Actor, rightful: Actor) -> Option<&str> {
        let token = self.good.get(&actor);
        token
            .or_else(|| self.bad.get(&(actor, rightful)))
            .map(String::as_str)
    }
}

/// What a token says.
pub(crate) fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The same claims and key id under another algorithm, ready to be signed.
fn relabelled(token: &str, algorithm: &str) -> String {
    let mut parts = token.split('.');
    let (header, payload) = (parts.next().unwrap(), parts.next().unwrap());
    let mut header: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    header["alg"] = json!(algorithm);
    format!("{}.{payload}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

/// The same claims, signed by nobody.
pub(crate) fn unsigned(token: &str) -> String {
    format!("{}.", relabelled(token, "none"))
}

/// The same claims with a symmetric signature. Whoever takes the key that is published for the
/// secret of an HMAC lets everybody sign.
pub(crate) fn keyed_with(token: &str, secret: &[u8]) -> String {
    let signed = relabelled(token, "HS256");
    let secret = EncodingKey::from_secret(secret);
    let signature = crypto::sign(signed.as_bytes(), &secret, Algorithm::HS256).unwrap();
    format!("{signed}.{signature}")
}

/// The key with which the identity provider's signatures are checked.
pub(crate) struct PublicKey {
    /// As it is published.
    pub(crate) jwk: Value,
}

impl PublicKey {
    pub(crate) async fn of(bank: &TestBank) -> Self {
        let url = format!("{}/.well-known/jwks.json", bank.idp().issuer());
        let text = bank.http().get(url).send().await.unwrap().text().await;
        let published: Value = serde_json::from_str(&text.unwrap()).unwrap();
        Self {
            jwk: published["keys"][0].clone(),
        }
    }

    /// The modulus alone.
    pub(crate) fn modulus(&self) -> Vec<u8> {
        self.number("n")
    }

    /// As programs keep it in files.
    pub(crate) fn pem(&self) -> String {
        let components = PublicKeyComponents {
            n: self.number("n"),
            e: self.number("e"),
        };
        let der: PublicKeyX509Der<'_> = components.as_der().unwrap();
        let text = STANDARD.encode(der.as_ref());
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect();
        let lines = lines.join("\n");
        format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n")
    }

    fn number(&self, name: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD
            .decode(self.jwk[name].as_str().unwrap())
            .unwrap()
    }
}
