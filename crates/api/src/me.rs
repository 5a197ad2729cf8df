//! `GET /api/me`: who the access token speaks for.

use api_types::Me;
use axum::Json;
use bank::Caller;

use crate::extract::Person;

/// Who am I?
///
/// The first call of a customer also opens the customer's euro accounts.
#[utoipa::path(
    get,
    path = "/api/me",
    operation_id = "me",
    tag = "me",
    responses((status = 200, description = "The signed-in person", body = Me))
)]
pub(crate) async fn get(Person(caller): Person) -> Json<Me> {
    let Caller {
        user,
        name,
        email,
        roles,
        is_employee,
        ..
    } = caller;
    Json(Me {
        id: user.to_string(),
        name,
        email,
        roles,
        is_employee,
    })
}
