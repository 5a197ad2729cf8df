//! What an answer leads to, in the OpenAPI document (OpenAPI 3.1, "Link Object"): which of its
//! values is the argument of which other call.

use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::{OpenApi, RefOr};

/// An id in an answer, and the calls that take it as their `id`.
struct Ids {
    /// The call that answers.
    from: &'static str,
    /// With this status.
    status: &'static str,
    /// Where the id is in the answer (RFC 6901).
    id: &'static str,
    /// The calls that take it.
    to: &'static [&'static str],
}

/// One row of the table.
const fn ids(
    from: &'static str,
    status: &'static str,
    id: &'static str,
    to: &'static [&'static str],
) -> Ids {
    Ids {
        from,
        status,
        id,
        to,
    }
}

/// Only what is in every such answer: a list may be empty, and a link that leads nowhere is none.
#[rustfmt::skip]
const IDS: [Ids; 5] = [
    ids("open_wallet", "201", "/id", &["wallet", "rename_wallet", "wallet_activity",
        "freeze_wallet", "unfreeze_wallet", "test_funds"]),
    ids("send", "201", "/transfer/id", &["transfer", "cancel_transfer"]),
    ids("grant_delegation", "200", "/id", &["revoke_delegation"]),
    ids("grant_delegation", "201", "/id", &["revoke_delegation"]),
    ids("admin_transfer", "200", "/transfer/id", &["approve_transfer", "reject_transfer",
        "check_transfer"]),
];

/// Adds the links to the answers.
pub(super) fn describe(document: &mut OpenApi) {
    for (_, _, operation) in super::operations(document) {
        let Some(from) = operation.operation_id.clone() else {
            continue;
        };
        for ids in IDS.iter().filter(|ids| ids.from == from) {
            let Some(RefOr::T(response)) = operation.responses.responses.get_mut(ids.status) else {
                continue;
            };
            let id = format!("$response.body#{}", ids.id);
            for to in ids.to {
                let link = LinkBuilder::new().operation_id(*to).parameter("id", &*id);
                let link = RefOr::T(link.build());
                response.links.insert((*to).to_owned(), link);
            }
        }
    }
}
