//! Signing of single actions: challenges, signatures, and the tokens they are exchanged for.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use base64::{
    Engine as _,
    alphabet::URL_SAFE,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::URL_SAFE_NO_PAD,
    },
};
use dfns::wire::{
    ActionChallenge, ActionComplete, ActionInit, AllowCredentials, AllowedCredential, ClientData,
    RelyingParty, SupportedCredentialKind, UserAction,
};
use serde_json::{Value, json};

use super::{ApiError, body};
use crate::{
    clock::now_ms,
    credentials::{Credential, jwt, parse_public_key},
    ids::{random_bytes, random_secret},
    server::lock,
};

/// Senders leave the padding away; samples of the documentation have it.
const BASE64_URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The call that an action stands for.
#[derive(Clone, Debug, PartialEq)]
struct Action {
    token_id: String,
    method: String,
    /// Percent-decoded.
    path: String,
    payload: Value,
}

/// A challenge or a token: what it is for, when it ends, whether it was used.
struct Ticket {
    action: Action,
    challenge: String,
    expires_ms: i64,
    used: bool,
}

/// Open challenges by their identifier, open tokens by their text.
pub(crate) struct ActionSigning {
    challenge_lifetime: Duration,
    action_lifetime: Duration,
    challenges: Mutex<HashMap<String, Ticket>>,
    actions: Mutex<HashMap<String, Ticket>>,
}

impl ActionSigning {
    pub(crate) fn new(challenge_lifetime: Duration, action_lifetime: Duration) -> Self {
        Self {
            challenge_lifetime,
            action_lifetime,
            challenges: Mutex::default(),
            actions: Mutex::default(),
        }
    }

    /// Hands out a challenge for a call.
    pub(crate) fn challenge(
        &self,
        caller: &Credential,
        init: ActionInit,
    ) -> Result<ActionChallenge, ApiError> {
        let method = init.user_action_http_method;
        if !matches!(method.as_str(), "POST" | "PUT" | "DELETE" | "GET") {
            return Err(ApiError::bad_request("userActionHttpMethod is not valid"));
        }
        if !init.user_action_http_path.starts_with('/') {
            return Err(ApiError::bad_request("userActionHttpPath is not valid"));
        }
        let action = Action {
            token_id: caller.token_id.clone(),
            method,
            path: percent_decode(&init.user_action_http_path),
            payload: body::parse(init.user_action_payload.as_bytes())
                .map_err(|_| ApiError::bad_request("userActionPayload is not JSON"))?,
        };
        // The vendor's challenges are base64url of a 64-character hex text.
        let challenge = URL_SAFE_NO_PAD.encode(hex::encode(random_bytes::<32>()));
        let challenge_identifier = jwt(&json!({"jti": random_secret(), "use": "userAction"}));
        let ticket = Ticket::new(action, challenge.clone(), self.challenge_lifetime);
        insert(&self.challenges, challenge_identifier.clone(), ticket);
        Ok(ActionChallenge {
            challenge,
            challenge_identifier,
            supported_credential_kinds: vec![SupportedCredentialKind {
                kind: "Key".to_owned(),
                factor: "first".to_owned(),
                requires_second_factor: false,
            }],
            allow_credentials: AllowCredentials {
                key: vec![AllowedCredential {
                    credential_type: "public-key".to_owned(),
                    id: caller.cred_id.clone(),
                }],
                webauthn: Vec::new(),
                password_protected_key: Some(Vec::new()),
            },
            user_verification: Some("required".to_owned()),
            attestation: Some("none".to_owned()),
            external_authentication_url: Some(String::new()),
            rp: Some(RelyingParty {
                id: "sandbox".to_owned(),
                name: "Sandbox".to_owned(),
            }),
        })
    }

    /// Checks the answer to a challenge and exchanges it for a token. The challenge is spent.
    pub(crate) fn complete(
        &self,
        caller: &Credential,
        answer: &ActionComplete,
    ) -> Result<UserAction, ApiError> {
        let invalid = || ApiError::bad_request("Challenge token is not valid.");
        let (action, challenge) = {
            let mut challenges = lock(&self.challenges);
            let ticket = challenges
                .get_mut(&answer.challenge_identifier)
                .ok_or_else(invalid)?;
            if ticket.used || ticket.is_expired() || ticket.action.token_id != caller.token_id {
                return Err(invalid());
            }
            ticket.used = true;
            (ticket.action.clone(), ticket.challenge.clone())
        };
        verify(caller, answer, &challenge)?;
        let user_action = jwt(&json!({"jti": random_secret(), "sub": caller.user_id}));
        let ticket = Ticket::new(action, challenge, self.action_lifetime);
        insert(&self.actions, user_action.clone(), ticket);
        Ok(UserAction { user_action })
    }

    /// Spends a token on a call: right caller, method, path and body, not expired, not used.
    pub(crate) fn spend(
        &self,
        token: &str,
        token_id: &str,
        method: &str,
        path: &str,
        payload: &Value,
    ) -> Result<(), ApiError> {
        let refused = || ApiError::new(403, "user action signature is missing or invalid");
        let mut actions = lock(&self.actions);
        let ticket = actions.get_mut(token).ok_or_else(refused)?;
        if ticket.used {
            return Err(ApiError::bad_request("user action has already been used"));
        }
        ticket.used = true;
        let call = Action {
            token_id: token_id.to_owned(),
            method: method.to_owned(),
            path: percent_decode(path),
            payload: payload.clone(),
        };
        if ticket.is_expired() || ticket.action != call {
            return Err(refused());
        }
        Ok(())
    }

    /// The path that an open challenge is for.
    pub(crate) fn path_of(&self, challenge_identifier: &str) -> Option<String> {
        Some(
            lock(&self.challenges)
                .get(challenge_identifier)?
                .action
                .path
                .clone(),
        )
    }
}

impl std::fmt::Debug for ActionSigning {
    /// The tokens are secrets: only their number is shown.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActionSigning")
            .field("challenges", &lock(&self.challenges).len())
            .field("actions", &lock(&self.actions).len())
            .finish_non_exhaustive()
    }
}

impl Ticket {
    fn new(action: Action, challenge: String, lifetime: Duration) -> Self {
        let lifetime_ms = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
        let expires_ms = now_ms().saturating_add(lifetime_ms);
        Self {
            action,
            challenge,
            expires_ms,
            used: false,
        }
    }

    fn is_expired(&self) -> bool {
        self.expires_ms <= now_ms()
    }
}

/// Adds a ticket and drops those that expired more than an hour ago: until then a reuse is told
/// from an unknown token.
fn insert(tickets: &Mutex<HashMap<String, Ticket>>, name: String, ticket: Ticket) {
    const KEPT_MS: i64 = 3_600_000;
    const SWEEP_ABOVE: usize = 4096;
    let mut tickets = lock(tickets);
    if tickets.len() > SWEEP_ABOVE {
        let oldest = now_ms().saturating_sub(KEPT_MS);
        tickets.retain(|_, ticket| ticket.expires_ms > oldest);
    }
    tickets.insert(name, ticket);
}

/// The signature must be by the caller's key over exactly the bytes of `clientData`, which must
/// name the challenge. Neither an origin nor an order of keys is asked for.
fn verify(caller: &Credential, answer: &ActionComplete, challenge: &str) -> Result<(), ApiError> {
    let refused = || ApiError::new(401, "Not Authorized.");
    if answer.first_factor.kind != "Key" {
        return Err(ApiError::bad_request("firstFactor.kind must be Key"));
    }
    let assertion = &answer.first_factor.credential_assertion;
    if assertion.cred_id != caller.cred_id {
        return Err(refused());
    }
    let decode = |text: &str, name: &str| {
        BASE64_URL
            .decode(text)
            .map_err(|_| ApiError::bad_request(format!("{name} is not base64url")))
    };
    let client_data = decode(&assertion.client_data, "clientData")?;
    let signature = decode(&assertion.signature, "signature")?;
    let parsed: ClientData = serde_json::from_slice(&client_data)
        .map_err(|_| ApiError::bad_request("clientData is not valid"))?;
    if parsed.data_type != "key.get" || parsed.challenge != challenge {
        return Err(ApiError::bad_request(
            "clientData does not answer the challenge",
        ));
    }
    let key = parse_public_key(&caller.public_key_pem)
        .map_err(|error| ApiError::internal(error.to_string()))?;
    key.verify_sig(&client_data, &signature)
        .map_err(|_| refused())
}

/// Resolves `%xx`; what is not such an escape stays as it is.
fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = if *first == b'%' {
            after.split_at_checked(2)
        } else {
            None
        };
        let decoded = escape.and_then(|(digits, after)| {
            let mut byte = [0];
            hex::decode_to_slice(digits, &mut byte).ok()?;
            Some((byte[0], after))
        });
        let (byte, after) = decoded.unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
