//! Every route on one screen. Method and path stand at the handler; the test
//! `routes_are_as_published` prints them all.

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::{Code, Problem};
use crate::state::ApiState;
use crate::{
    admin, delegations, demo, events, fiat_accounts, health, me, networks, transfers, wallets,
};

/// All routes with their documentation.
pub(crate) fn all() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        // Who and what.
        .routes(routes!(me::get))
        .routes(routes!(networks::list))
        .routes(routes!(events::stream))
        // Euro accounts and wallets.
        .routes(routes!(fiat_accounts::get))
        .routes(routes!(wallets::overview, wallets::open))
        .routes(routes!(wallets::get, wallets::rename))
        .routes(routes!(wallets::activity))
        .routes(routes!(wallets::freeze))
        .routes(routes!(wallets::unfreeze))
        // Money that leaves.
        .routes(routes!(transfers::list, transfers::create))
        .routes(routes!(transfers::preview))
        .routes(routes!(transfers::get))
        .routes(routes!(transfers::cancel))
        .routes(routes!(transfers::export))
        // Sharing.
        .routes(routes!(delegations::list, delegations::grant))
        .routes(routes!(delegations::revoke))
        // The bank's staff.
        .routes(routes!(admin::overview::get))
        .routes(routes!(admin::overview::health))
        .routes(routes!(admin::customers::list))
        .routes(routes!(admin::customers::wallets))
        .routes(routes!(admin::customers::retire))
        .routes(routes!(admin::transfers::list))
        .routes(routes!(admin::transfers::export))
        .routes(routes!(admin::transfers::get))
        .routes(routes!(admin::transfers::approve))
        .routes(routes!(admin::transfers::reject))
        .routes(routes!(admin::transfers::check))
        .routes(routes!(admin::deciders::list))
        .routes(routes!(admin::wallets::activity))
        .routes(routes!(admin::wallets::freeze))
        .routes(routes!(admin::wallets::unfreeze))
        .routes(routes!(admin::audit::list))
        .routes(routes!(admin::alerts::list))
        .routes(routes!(admin::alerts::acknowledge))
        .routes(routes!(admin::pause::pause))
        .routes(routes!(admin::pause::resume))
        .routes(routes!(admin::recovery::get))
        .routes(routes!(admin::recovery::end))
        .routes(routes!(admin::recovery::release))
        .routes(routes!(admin::recovery::cancel))
        // Demo mode.
        .routes(routes!(demo::test_funds))
        .routes(routes!(demo::story))
        // Operators.
        .routes(routes!(health::health))
        .routes(routes!(health::api_health))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
}

/// What is answered where no route is.
pub(crate) async fn unknown() -> Problem {
    Problem::new(Code::RouteUnknown)
}

/// What is answered where a route does not know the method.
pub(crate) async fn method_not_allowed() -> Problem {
    Problem::new(Code::MethodNotAllowed)
}
