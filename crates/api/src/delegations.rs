//! `/api/delegations`: sharing a wallet, and taking that back.

use api_types::{CreateDelegation, Delegation, DelegationList, Permission};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use bank::delegations::{DelegationView, Delegations, GrantDelegation, Party};
use domain::delegation;
use domain::id::DelegationId;

use crate::extract::{self, IdempotencyHeader, Idempotent, NoBody, Path, Person};
use crate::problem::Result;
use crate::state::ApiState;
use crate::{replay, wire};

/// Delegations that I gave or hold
#[utoipa::path(
    get,
    path = "/api/delegations",
    operation_id = "delegations",
    tag = "delegations",
    responses((status = 200, description = "All that concern the caller", body = DelegationList))
)]
pub(crate) async fn list(
    Person(caller): Person,
    State(state): State<ApiState>,
) -> Result<Json<DelegationList>> {
    let Delegations { granted, received } = state.bank.delegations(&caller).await?;
    let written = |views: Vec<DelegationView>| views.into_iter().map(delegation_of).collect();
    Ok(Json(DelegationList {
        granted: written(granted),
        received: written(received),
    }))
}

/// Share one of my wallets
///
/// With a person who has a delegation on this wallet already, the new one replaces it.
#[utoipa::path(
    post,
    path = "/api/delegations",
    operation_id = "grant_delegation",
    tag = "delegations",
    params(IdempotencyHeader),
    request_body = CreateDelegation,
    responses(
        (status = 201, description = "The wallet is shared", body = Delegation),
        (status = 200, description = "The delegation took the place of another", body = Delegation)
    ),
    extensions(("x-problem-codes" = json!(["not_found", "forbidden", "wallet_not_ready",
        "share_with_self", "grantee_unknown", "grantee_ambiguous", "limit_above_threshold"])))
)]
pub(crate) async fn grant(
    Person(caller): Person,
    State(state): State<ApiState>,
    Idempotent(key): Idempotent,
    extract::Json(body): extract::Json<CreateDelegation>,
) -> Result<Response<Body>> {
    let CreateDelegation {
        wallet_id,
        grantee_email,
        permission,
        transfer_limit,
    } = body;
    let command = GrantDelegation {
        wallet_id: extract::body_id("wallet_id", &wallet_id)?,
        grantee_email,
        permission: Some(domain_permission(permission).as_str().to_owned()),
        transfer_limit,
    };
    let created = state
        .bank
        .grant_delegation(&caller, &command, key.as_ref())
        .await?;
    Ok(replay::answer(created, delegation_of))
}

/// Revoke a delegation of mine, or leave a wallet shared with me
#[utoipa::path(
    delete,
    path = "/api/delegations/{id}",
    operation_id = "revoke_delegation",
    tag = "delegations",
    params(("id" = String, Path, description = "Id of the delegation")),
    responses((status = 204, description = "It has ended")),
    extensions(("x-problem-codes" = json!(["forbidden"])))
)]
pub(crate) async fn revoke(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<DelegationId>,
    _: NoBody,
) -> Result<StatusCode> {
    state.bank.revoke_delegation(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A delegation as it is written.
pub(crate) fn delegation_of(view: DelegationView) -> Delegation {
    let DelegationView {
        id,
        wallet_id,
        wallet_name,
        network,
        grantor:
            Party {
                name: grantor_name,
                email: grantor_email,
                id: _,
            },
        grantee:
            Party {
                name: grantee_name,
                email: grantee_email,
                id: _,
            },
        grant,
        limit_above_threshold,
        warning,
        created_at,
    } = view;
    Delegation {
        id: id.to_string(),
        wallet_id: wallet_id.to_string(),
        wallet_name,
        grantor_name,
        grantor_email,
        grantee_name,
        grantee_email,
        permission: permission_of(grant.permission()),
        transfer_limit: grant
            .limit()
            .map(|limit| limit.to_decimal(network.native_decimals())),
        created_at: wire::time(created_at),
        above_threshold: limit_above_threshold,
        warning,
    }
}

/// A permission as it is written.
pub(crate) fn permission_of(permission: delegation::Permission) -> Permission {
    match permission {
        delegation::Permission::View => Permission::View,
        delegation::Permission::Transfer => Permission::Transfer,
    }
}

fn domain_permission(permission: Permission) -> delegation::Permission {
    match permission {
        Permission::View => delegation::Permission::View,
        Permission::Transfer => delegation::Permission::Transfer,
    }
}
