//! Notices of `GET /api/events`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something that the caller may see has changed; fetch it to see how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// What kind of change.
    #[schema(example = "transfer.changed")]
    pub kind: String,
    /// Id of the thing that changed.
    #[schema(example = "tr_0192f0c7a1b27c3d8e4f5a6b7c8d9e0f")]
    pub id: String,
}
