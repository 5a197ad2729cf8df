//! What exists in demo mode only. Outside of it these paths do not exist, whatever is sent.

use std::sync::Arc;

use api_types::{Story, TestFunds, WalletDetail};
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use domain::id::WalletId;

use crate::extract::{NoBody, OptionalJson, Path, Person};
use crate::problem::{Code, Problem, Result};
use crate::state::{ApiState, Demo, TestFundsRequest};
use crate::wallets;

/// The demo, where there is one. Taken first, so that nothing else is answered without it.
pub(crate) struct DemoMode(Arc<dyn Demo>);

impl FromRequestParts<ApiState> for DemoMode {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, state: &ApiState) -> Result<Self> {
        state
            .settings
            .demo
            .clone()
            .map(Self)
            .ok_or_else(|| Problem::new(Code::RouteUnknown))
    }
}

/// Put test money into one of my wallets (demo mode only)
#[utoipa::path(
    post,
    path = "/api/wallets/{id}/test-funds",
    operation_id = "test_funds",
    tag = "demo",
    params(("id" = String, Path, description = "Id of the wallet")),
    request_body(content = Option<TestFunds>, description = "No body is fine"),
    responses((status = 200, description = "The wallet, with a fresh balance", body = WalletDetail)),
    extensions(("x-problem-codes" = json!(["route_unknown", "forbidden", "wallet_not_ready"])))
)]
pub(crate) async fn test_funds(
    DemoMode(demo): DemoMode,
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(wallet): Path<WalletId>,
    OptionalJson(body): OptionalJson<TestFunds>,
) -> Result<Json<WalletDetail>> {
    let TestFunds { amount, asset } = body;
    let funds = TestFundsRequest {
        caller: &caller,
        wallet,
        amount: amount.as_deref(),
        asset: asset.as_deref(),
    };
    demo.test_funds(funds).await?;
    wallets::detail(&state, &caller, wallet, true)
        .await
        .map(Json)
}

/// Play the walkthrough (demo mode only)
///
/// May be asked for twice without harm.
#[utoipa::path(
    post,
    path = "/api/demo/story",
    operation_id = "story",
    tag = "demo",
    responses((status = 200, description = "What the story left behind", body = Story)),
    extensions(("x-problem-codes" = json!(["route_unknown", "story_interrupted"])))
)]
pub(crate) async fn story(
    DemoMode(demo): DemoMode,
    Person(caller): Person,
    _: NoBody,
) -> Result<Json<Story>> {
    let transfers = demo.story(&caller).await?;
    let transfer_ids = transfers.iter().map(ToString::to_string).collect();
    Ok(Json(Story { transfer_ids }))
}
