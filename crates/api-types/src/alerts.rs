//! Alerts: what by the bank's books cannot be, and which employee has looked at it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A page of alerts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertList {
    /// Newest first.
    pub alerts: Vec<Alert>,
    /// Where the next page starts; null on the last one.
    pub next_cursor: Option<String>,
}

/// An alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Number of its row in the audit trail.
    pub id: i64,
    /// When it was raised.
    #[schema(format = DateTime)]
    pub at: String,
    /// What is the matter; starts with `alert.`.
    #[schema(example = "alert.unknown_transfer")]
    pub kind: String,
    /// Id of the thing that it is about.
    pub subject: String,
    /// The facts.
    pub facts: Option<serde_json::Value>,
    /// Who has looked at it; null while nobody has.
    pub acknowledgement: Option<Acknowledgement>,
}

/// That an employee has looked at an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acknowledgement {
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
    /// Id of the employee.
    pub by: String,
    /// Name of the employee.
    pub name: String,
    /// Email of the employee.
    pub email: String,
    /// What the employee wrote.
    pub comment: Option<String>,
}

/// Body of `POST /api/admin/alerts/{id}/acknowledge`; no body is fine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgeAlert {
    /// What was found, at most 1000 characters.
    #[serde(default)]
    #[schema(max_length = 1000)]
    pub comment: Option<String>,
}
