//! The signed-in person.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who the access token speaks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The person's id.
    #[schema(example = "usr_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
    /// Name as the identity provider gives it.
    #[schema(example = "Alice")]
    pub name: String,
    /// Email as the identity provider gives it.
    #[schema(example = "alice@example.com")]
    pub email: String,
    /// Roles in the access token at hand.
    pub roles: Vec<String>,
    /// Whether one of the roles is the bank's employee role.
    pub is_employee: bool,
}
