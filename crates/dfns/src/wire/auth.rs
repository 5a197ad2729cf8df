//! Signing of single actions: `POST /auth/action/init` and `POST /auth/action`.

use serde::{Deserialize, Serialize};

/// Body of `POST /auth/action/init`: the call that is about to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionInit {
    /// The body of the call as text; empty when it has none.
    pub user_action_payload: String,
    /// `POST`, `PUT`, `DELETE` or `GET`.
    pub user_action_http_method: String,
    /// Path only: no host, no query.
    pub user_action_http_path: String,
    /// `Api`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_action_server_kind: Option<String>,
}

/// Answer of `POST /auth/action/init`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionChallenge {
    /// To be signed as it stands, inside [`ClientData`].
    pub challenge: String,
    /// A token that names the challenge.
    pub challenge_identifier: String,
    /// Kinds of credentials that may answer.
    #[serde(default)]
    pub supported_credential_kinds: Vec<SupportedCredentialKind>,
    /// The credentials that may answer.
    #[serde(default)]
    pub allow_credentials: AllowCredentials,
    /// `required`, `preferred`, `discouraged`; for browsers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_verification: Option<String>,
    /// `none`, `indirect`, `direct`, `enterprise`; for browsers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attestation: Option<String>,
    /// For sign-in elsewhere; empty for service accounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_authentication_url: Option<String>,
    /// Relying party; for browsers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rp: Option<RelyingParty>,
}

/// One kind of credential that may answer a challenge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SupportedCredentialKind {
    /// `Key`, `Fido2`, `Password`, `Totp`, …
    pub kind: String,
    /// `first`, `second`, `either`.
    pub factor: String,
    /// Whether a second factor must follow.
    pub requires_second_factor: bool,
}

/// The credentials that may answer a challenge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AllowCredentials {
    /// Keys, as service accounts have them.
    #[serde(default)]
    pub key: Vec<AllowedCredential>,
    /// Passkeys.
    #[serde(default)]
    pub webauthn: Vec<AllowedCredential>,
    /// Keys encrypted by a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_protected_key: Option<Vec<AllowedCredential>>,
}

/// A credential that may answer a challenge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedCredential {
    /// `public-key`
    #[serde(rename = "type")]
    pub credential_type: String,
    /// The credential's id, opaque.
    pub id: String,
}

/// Relying party of passkeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelyingParty {
    /// Host name.
    pub id: String,
    /// Name for people.
    pub name: String,
}

/// The JSON text whose bytes are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientData {
    /// `key.get`
    #[serde(rename = "type")]
    pub data_type: String,
    /// The challenge as it was received.
    pub challenge: String,
    /// Some clients send one; none is needed for keys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Some clients send `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cross_origin: Option<bool>,
}

/// Body of `POST /auth/action`: the answer to a challenge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionComplete {
    /// Copied from [`ActionChallenge`].
    pub challenge_identifier: String,
    /// The signature.
    pub first_factor: FirstFactor,
}

/// The signature of a key credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FirstFactor {
    /// `Key`
    pub kind: String,
    /// Which key signed what.
    pub credential_assertion: CredentialAssertion,
}

/// Which key signed what; both texts are base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CredentialAssertion {
    /// Id of the credential.
    pub cred_id: String,
    /// The signed bytes: JSON text of [`ClientData`].
    pub client_data: String,
    /// Ed25519: 64 bytes; ECDSA with SHA-256: ASN.1 DER; RSA: PKCS#1 v1.5 with SHA-256.
    pub signature: String,
    /// Digest, where it is not the default of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<String>,
}

/// Answer of `POST /auth/action`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserAction {
    /// Single-use token for the header `X-DFNS-USERACTION`.
    pub user_action: String,
}

impl std::fmt::Debug for UserAction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserAction").finish_non_exhaustive()
    }
}
