//! `/api/admin/customers` and `/api/admin/users`: who the bank's customers are, what they have,
//! and the end of somebody's access.

use api_types::{Customer, CustomerList, CustomerWallets};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bank::TimeCursor;
use bank::delegations::Delegations;
use bank::people::CustomerView;
use domain::id::UserId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::delegations::delegation_of;
use crate::extract::{Employee, NoBody, PageQuery, PagedQuery, Path, written};
use crate::fiat_accounts::account_of;
use crate::problem::Result;
use crate::state::ApiState;
use crate::wallets::wallet_of;
use crate::wire;

/// Names the list of customers in cursors.
const LIST: &str = "customers";

/// Which customers are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Only those whose name or email holds this text.
    q: Option<String>,
}

/// The bank's customers
///
/// That an employee looked, and for what, is written into the audit trail.
#[utoipa::path(
    get,
    path = "/api/admin/customers",
    operation_id = "admin_customers",
    tag = "staff",
    params(ListQuery, PageQuery),
    responses((status = 200, description = "Newest first", body = CustomerList))
)]
pub(crate) async fn list(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    PagedQuery { wanted, page }: PagedQuery<ListQuery>,
) -> Result<Json<CustomerList>> {
    let page = page.page::<TimeCursor>(LIST)?;
    let q = wanted.q.as_deref().filter(|q| !q.is_empty());
    let page = state.bank.customers(&caller, q, page).await?;
    let (customers, next_cursor) = written(page, LIST, customer_of);
    Ok(Json(CustomerList {
        customers,
        next_cursor,
    }))
}

/// What one customer has
///
/// That an employee looked is written into the audit trail.
#[utoipa::path(
    get,
    path = "/api/admin/customers/{id}/wallets",
    operation_id = "admin_customer_wallets",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the person")),
    responses((status = 200, description = "Accounts, wallets and grants", body = CustomerWallets))
)]
pub(crate) async fn wallets(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<UserId>,
) -> Result<Json<CustomerWallets>> {
    let bank::admin::CustomerWallets {
        customer,
        fiat_accounts,
        wallets,
        delegations,
    } = state.bank.customer_wallets(&caller, id).await?;
    let Delegations { granted, received } = delegations;
    Ok(Json(CustomerWallets {
        customer: customer_of(customer),
        fiat_accounts: fiat_accounts.into_iter().map(account_of).collect(),
        wallets: wallets.into_iter().map(wallet_of).collect(),
        granted: granted.into_iter().map(delegation_of).collect(),
        received: received.into_iter().map(delegation_of).collect(),
    }))
}

/// End somebody's access to the bank
///
/// Cancels what the person has waiting and revokes what the person gave or holds. Nobody ends
/// their own access, and one employee always remains.
#[utoipa::path(
    post,
    path = "/api/admin/users/{id}/retire",
    operation_id = "retire_user",
    tag = "staff",
    params(("id" = String, Path, description = "Id of the person")),
    responses((status = 204, description = "The person may not sign in any more")),
    extensions(("x-problem-codes" = json!(["retire_self", "last_employee", "user_owns_wallets"])))
)]
pub(crate) async fn retire(
    Employee(caller): Employee,
    State(state): State<ApiState>,
    Path(id): Path<UserId>,
    _: NoBody,
) -> Result<StatusCode> {
    state.bank.retire_user(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn customer_of(view: CustomerView) -> Customer {
    let CustomerView {
        id,
        name,
        email,
        wallet_count,
        last_seen_at,
        email_clash,
        created_at,
        retired_at,
    } = view;
    Customer {
        id: id.to_string(),
        name,
        email,
        wallet_count,
        last_seen_at: wire::time_opt(last_seen_at),
        email_clash,
        created_at: wire::time(created_at),
        retired_at: wire::time_opt(retired_at),
    }
}
