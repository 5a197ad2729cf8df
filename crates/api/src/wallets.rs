//! `/api/wallets`: the overview, opening, one wallet, its name, its freeze, its activity.

mod written;

use api_types::{
    ActivityList, Direction, OpenWallet, Overview, RenameWallet, Total, Wallet, WalletDetail,
};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use bank::custody::{self, HistoryRequest, PageRequest};
use bank::{Caller, Page, TimeCursor};
use domain::access::{self, WalletAction};
use domain::id::WalletId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::delegations::delegation_of;
use crate::extract::{
    self, Cursor, IdempotencyHeader, Idempotent, NoBody, PageQuery, PagedQuery, Path, Person,
    Query, Reader,
};
use crate::fiat_accounts::account_of;
use crate::problem::Result;
use crate::state::ApiState;
use crate::{replay, transfers};

pub(crate) use written::{activity_of, wallet_of};

/// Names the list of a wallet's activity in cursors.
const ACTIVITY: &str = "activity";
/// How many transfers come with a wallet.
const TRANSFERS: u32 = 50;

/// Everything I hold or have access to
#[utoipa::path(
    get,
    path = "/api/wallets",
    operation_id = "overview",
    tag = "wallets",
    responses((status = 200, description = "Accounts, wallets and their value", body = Overview))
)]
pub(crate) async fn overview(
    Person(caller): Person,
    State(state): State<ApiState>,
) -> Result<Json<Overview>> {
    let bank::wallets::Overview {
        fiat_accounts,
        wallets,
        delegated_wallets,
        total,
    } = state.bank.overview(&caller).await?;
    let bank::wallets::Total {
        cents,
        missing,
        demo_rate,
    } = total;
    Ok(Json(Overview {
        fiat_accounts: fiat_accounts.into_iter().map(account_of).collect(),
        wallets: wallets.into_iter().map(wallet_of).collect(),
        delegated_wallets: delegated_wallets.into_iter().map(wallet_of).collect(),
        total: Total {
            currency: bank::fiat::CURRENCY.to_owned(),
            amount: cents.to_string(),
            missing,
            demo_rate,
        },
    }))
}

/// Open a wallet
///
/// Usually it is ready when the answer comes; if making its address takes longer it is `opening`
/// and becomes `active` by itself.
#[utoipa::path(
    post,
    path = "/api/wallets",
    operation_id = "open_wallet",
    tag = "wallets",
    params(IdempotencyHeader),
    request_body(content = Option<OpenWallet>, description = "No body is fine"),
    responses((status = 201, description = "The wallet", body = Wallet)),
    extensions(("x-problem-codes" = json!(["too_many_wallets"])))
)]
pub(crate) async fn open(
    Person(caller): Person,
    State(state): State<ApiState>,
    Idempotent(key): Idempotent,
    extract::OptionalJson(body): extract::OptionalJson<OpenWallet>,
) -> Result<Response<Body>> {
    let OpenWallet { name, network } = body;
    let command = bank::wallets::OpenWallet {
        name: Some(name),
        network: Some(network),
    };
    let created = state
        .bank
        .open_wallet(&caller, &command, key.as_ref())
        .await?;
    Ok(replay::answer(created, wallet_of))
}

/// How one wallet is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct GetQuery {
    /// `true` reads the balance anew, at most once in ten seconds.
    refresh: Option<bool>,
}

/// One wallet with its newest transfers
#[utoipa::path(
    get,
    path = "/api/wallets/{id}",
    operation_id = "wallet",
    tag = "wallets",
    params(("id" = String, Path, description = "Id of the wallet"), GetQuery),
    responses((status = 200, description = "The wallet", body = WalletDetail)),
    extensions(("x-problem-codes" = json!(["token_too_old"])))
)]
pub(crate) async fn get(
    Reader(caller): Reader,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    Query(query): Query<GetQuery>,
) -> Result<Json<WalletDetail>> {
    detail(&state, &caller, id, query.refresh.unwrap_or_default())
        .await
        .map(Json)
}

/// A wallet with its newest transfers, as far as the caller may see them.
pub(crate) async fn detail(
    state: &ApiState,
    caller: &Caller,
    id: WalletId,
    refresh: bool,
) -> Result<WalletDetail> {
    let view = state.bank.wallet(caller, id, refresh).await?;
    let delegations = if access::check(view.standing, WalletAction::SeeAllGrants).is_ok() {
        let all = state.bank.wallet_delegations(caller, id).await?;
        Some(all.into_iter().map(delegation_of).collect())
    } else {
        None
    };
    let page = Page::<TimeCursor>::first(TRANSFERS);
    let transfers = state.bank.wallet_transfers(caller, id, page).await?;
    Ok(WalletDetail {
        wallet: wallet_of(view),
        transfers: transfers
            .rows
            .into_iter()
            .map(transfers::transfer_of)
            .collect(),
        next_cursor: transfers.next.map(|place| place.write(transfers::LIST)),
        delegations,
    })
}

/// Rename one of my wallets
#[utoipa::path(
    patch,
    path = "/api/wallets/{id}",
    operation_id = "rename_wallet",
    tag = "wallets",
    params(("id" = String, Path, description = "Id of the wallet")),
    request_body = RenameWallet,
    responses((status = 200, description = "The wallet", body = Wallet)),
    extensions(("x-problem-codes" = json!(["forbidden"])))
)]
pub(crate) async fn rename(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    extract::Json(body): extract::Json<RenameWallet>,
) -> Result<Json<Wallet>> {
    let view = state.bank.rename_wallet(&caller, id, &body.name).await?;
    Ok(Json(wallet_of(view)))
}

/// Freeze one of my wallets
///
/// Cancels every transfer of the wallet that is not being sent yet, and stops new ones.
#[utoipa::path(
    post,
    path = "/api/wallets/{id}/freeze",
    operation_id = "freeze_wallet",
    tag = "wallets",
    params(("id" = String, Path, description = "Id of the wallet")),
    responses((status = 200, description = "The wallet", body = Wallet)),
    extensions(("x-problem-codes" = json!(["forbidden", "wallet_not_ready"])))
)]
pub(crate) async fn freeze(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    _: NoBody,
) -> Result<Json<Wallet>> {
    Ok(Json(wallet_of(
        state.bank.freeze_wallet(&caller, id).await?,
    )))
}

/// Lift my freeze of a wallet
#[utoipa::path(
    post,
    path = "/api/wallets/{id}/unfreeze",
    operation_id = "unfreeze_wallet",
    tag = "wallets",
    params(("id" = String, Path, description = "Id of the wallet")),
    responses((status = 200, description = "The wallet", body = Wallet)),
    extensions(("x-problem-codes" = json!(["forbidden", "wallet_frozen", "wallet_not_ready"])))
)]
pub(crate) async fn unfreeze(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    _: NoBody,
) -> Result<Json<Wallet>> {
    Ok(Json(wallet_of(
        state.bank.unfreeze_wallet(&caller, id).await?,
    )))
}

/// Which movements of a wallet are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActivityQuery {
    /// Only what came in, or only what went out.
    direction: Option<Direction>,
}

/// What happened at a wallet's address
#[utoipa::path(
    get,
    path = "/api/wallets/{id}/activity",
    operation_id = "wallet_activity",
    tag = "wallets",
    params(("id" = String, Path, description = "Id of the wallet"), ActivityQuery, PageQuery),
    responses((status = 200, description = "Newest first", body = ActivityList))
)]
pub(crate) async fn activity(
    Person(caller): Person,
    State(state): State<ApiState>,
    Path(id): Path<WalletId>,
    query: PagedQuery<ActivityQuery>,
) -> Result<Json<ActivityList>> {
    let wanted = WantedActivity::read(query, id)?;
    let page = state
        .bank
        .wallet_activity(&caller, id, &wanted.request)
        .await?;
    Ok(Json(activity_of(page, &wanted.list)))
}

/// Movements that are asked for, and the name of their list in cursors.
pub(crate) struct WantedActivity {
    pub(crate) request: HistoryRequest,
    pub(crate) list: String,
}

impl WantedActivity {
    /// What of this wallet's movements is asked for. The place in a cursor is custody's: it belongs
    /// to this wallet and to this direction.
    pub(crate) fn read(query: PagedQuery<ActivityQuery>, id: WalletId) -> Result<Self> {
        let PagedQuery { wanted, page } = query;
        let (direction, list) = match wanted.direction {
            None => (None, format!("{ACTIVITY}:{id}")),
            Some(Direction::In) => (Some(custody::Direction::In), format!("{ACTIVITY}:{id}:in")),
            Some(Direction::Out) => (
                Some(custody::Direction::Out),
                format!("{ACTIVITY}:{id}:out"),
            ),
        };
        let Page { after, limit } = page.page::<String>(&list)?;
        let request = HistoryRequest {
            direction,
            page: PageRequest {
                limit,
                cursor: after,
            },
        };
        Ok(Self { request, list })
    }
}
