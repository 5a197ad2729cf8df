//! Queries and paths that name no page, no filter and no thing.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::Value;
use testkit::TestBank;

use super::Refusals;
use super::scene::Scene;
use crate::whole_bank::{answer, waiting_transfer};

/// What is no number from 1 to 200, written in digits alone.
#[rustfmt::skip]
const LIMITS: [&str; 13] = [
    "", "0", "201", "-1", "%2B5", "1.5", "1e1", "NaN", "ten", "%205", "0x10",
    "99999999999999999999", "%D9%A3",
];

/// What this bank has never given as a cursor; the last one is of the right form.
const CURSORS: [&str; 5] = ["", "abc", "%00", "bnVsbA", "WzEsInRyYW5zZmVycyIsbnVsbF0"];

#[rustfmt::skip]
const TRANSFER_FILTERS: [&str; 5] = [
    "status=lost", "status=", "status=Pending", "wallet_id=7", "wallet_id=",
];
#[rustfmt::skip]
const QUEUE_FILTERS: [&str; 9] = [
    "status=lost", "attention=maybe", "attention=", "decided=7", "decided_by=claire",
    "customer_id=", "wallet_id=7", "from=today", "decided_to=soon",
];
#[rustfmt::skip]
const AUDIT_FILTERS: [&str; 4] = [
    "from=yesterday", "to=", "from=2026-13-01T00:00:00Z", "from=2026-11-24",
];

/// A list that comes in pages.
struct List {
    published: String,
    path: String,
    token: String,
}

/// Every list of the document that takes a cursor.
async fn lists(scene: &Scene<'_>) -> Vec<List> {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let owner = scene.bank.bearer(&scene.owner);
    let account = owner.overview().await.expect("an overview").fiat_accounts[0]
        .id
        .clone();
    let mut lists = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let parameters = item["get"]["parameters"].as_array();
        let paged = parameters
            .into_iter()
            .flatten()
            .any(|one| one["name"] == "cursor");
        if !paged {
            continue;
        }
        let id = if path.contains("fiat-accounts") {
            &account
        } else {
            &scene.wallet.id
        };
        let staff = path.starts_with("/api/admin/");
        let token = if staff { &scene.employee } else { &scene.owner };
        lists.push(List {
            published: path.clone(),
            path: path.replace("{id}", id),
            token: token.clone(),
        });
    }
    assert!(lists.len() >= 7, "{}", lists.len());
    lists
}

fn ask(scene: &Scene<'_>, list: &List, query: &str) -> reqwest::RequestBuilder {
    let path = format!("{}?{query}", list.path);
    scene.call(&list.token, Method::GET, &path)
}

#[test]
fn a_page_has_a_limit_and_a_cursor_of_its_own_list() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let owner = bank.bearer(&scene.owner);
        waiting_transfer(&owner, &scene.wallet, scene.payee()).await;
        let lists = lists(&scene).await;
        let mut cursors = BTreeMap::new();
        for list in &lists {
            let page = answer(ask(&scene, list, "limit=1")).await.expect(200);
            if let Some(cursor) = page["next_cursor"].as_str() {
                let next = ask(&scene, list, &format!("limit=1&cursor={cursor}"));
                answer(next).await.expect(200);
                cursors.insert(list.published.clone(), cursor.to_owned());
            }
        }
        assert!(cursors.len() >= 5, "{cursors:?}");
        let foreign = others_activity(&scene).await;
        let long = "A".repeat(5000);
        let refusals = Refusals::watch(bank).await;
        for list in &lists {
            for limit in LIMITS {
                let bad = ask(&scene, list, &format!("limit={limit}"));
                let refused = refusals.of(limit, bad).await;
                let expected = "400 invalid_query limit out_of_range";
                assert_eq!(refused, expected, "{} {limit}", list.published);
            }
            let others = cursors
                .iter()
                .filter(|(source, _)| **source != list.published && !alike(source, &list.published))
                .map(|(_, cursor)| cursor.as_str());
            for cursor in CURSORS
                .into_iter()
                .chain([long.as_str(), &foreign])
                .chain(others)
            {
                let bad = ask(&scene, list, &format!("cursor={cursor}"));
                let refused = refusals.of(cursor, bad).await;
                let expected = "400 invalid_query cursor bad_cursor";
                assert_eq!(refused, expected, "{} {cursor}", list.published);
            }
            for (query, expected) in [
                ("limit=1&limit=2", "limit duplicate_field"),
                ("order=asc", "order unknown_field"),
                ("cursor=%ff", "cursor not_utf8"),
                ("%ff=1", "\u{fffd} not_utf8"),
            ] {
                let refused = refusals.of(query, ask(&scene, list, query)).await;
                let expected = format!("400 invalid_query {expected}");
                assert_eq!(refused, expected, "{} {query}", list.published);
            }
        }
    });
}

/// Customers and the bank read the same activity of a wallet.
fn alike(one: &str, other: &str) -> bool {
    one.ends_with("/activity") && other.ends_with("/activity")
}

/// A cursor of another wallet's activity.
async fn others_activity(scene: &Scene<'_>) -> String {
    scene
        .bank
        .fund(&scene.others_wallet, "1000000000000000000")
        .await;
    let path = format!("/api/wallets/{}/activity?limit=1", scene.others_wallet.id);
    let page = answer(scene.call(&scene.other, Method::GET, &path)).await;
    page.expect(200)["next_cursor"].as_str().unwrap().to_owned()
}

#[test]
fn filters_take_known_values_only() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let mut refusals = Refusals::watch(bank).await;
        let wallet = format!("/api/wallets/{}", scene.wallet.id);
        let (owner, employee) = (&scene.owner, &scene.employee);
        let checking = bank.bearer(owner).overview().await.unwrap().fiat_accounts;
        let checking = checking[0].id.clone();
        let account = format!("/api/fiat-accounts/{checking}");
        for (token, path, queries) in [
            (owner, "/api/transfers", &TRANSFER_FILTERS[..]),
            (owner, "/api/transfers.csv", &TRANSFER_FILTERS),
            (owner, &account, &["direction=both", "direction="]),
            (
                owner,
                &wallet,
                &["refresh=maybe", "refresh=", "refresh=1", "fresh=true"],
            ),
            (employee, "/api/admin/transfers", &QUEUE_FILTERS),
            (employee, "/api/admin/audit", &AUDIT_FILTERS),
            (employee, "/api/admin/alerts", &["acknowledged=maybe"]),
        ] {
            let shown = path
                .replace(&scene.wallet.id, "{id}")
                .replace(&checking, "{id}");
            for query in queries {
                let bad = scene.call(token, Method::GET, &format!("{path}?{query}"));
                refusals.print(&format!("{shown}?{query}"), bad).await;
            }
        }
        for id in ["", "abc", "-1", "1.5", "99999999999999999999"] {
            let bad = scene.call(&scene.owner, Method::GET, "/api/events");
            let bad = bad.header("last-event-id", id);
            refusals.print(&format!("Last-Event-ID {id:?}"), bad).await;
        }
        REFUSED.assert_eq(&refusals.printed);
    });
}

#[test]
fn what_is_no_id_names_nothing() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let document = serde_json::to_value(api::openapi()).unwrap();
        let refusals = Refusals::watch(bank).await;
        let upper = scene.wallet.id.to_uppercase();
        let long = "1".repeat(5000);
        let zeros = "0".repeat(32);
        let never = ["wal", "tr", "dg", "usr", "acc"].map(|kind| format!("{kind}_{zeros}"));
        let odd = [
            "1", "wal_", "%00", "%ff", "..%2f..", "%20", "null", "{id}", "*", &upper, &long,
        ];
        let mut asked = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item
                .as_object()
                .unwrap()
                .keys()
                .filter(|_| path.contains("{id}"))
            {
                let staff = path.starts_with("/api/admin/");
                let token = if staff { &scene.employee } else { &scene.owner };
                let method: Method = method.to_uppercase().parse().unwrap();
                for id in odd.into_iter().chain(never.iter().map(String::as_str)) {
                    let bad = scene.call(token, method.clone(), &path.replace("{id}", id));
                    let bad = match body_of(path, &method) {
                        Some(body) => bad.json(&body),
                        None => bad,
                    };
                    let refused = refusals.of(path, bad).await;
                    assert_eq!(refused, "404 not_found", "{method} {path} {id}");
                    asked += 1;
                }
            }
        }
        assert!(asked > 200, "{asked}");
    });
}

/// Only a new name has to be said.
fn body_of(path: &str, method: &Method) -> Option<Value> {
    let rename = path == "/api/wallets/{id}" && *method == Method::PATCH;
    rename.then(|| serde_json::json!({"name": "Mine"}))
}

#[test]
fn paths_and_methods_that_do_not_exist_are_problems() {
    testkit::run(async |bank: &TestBank| {
        let scene = Scene::open(bank).await;
        let refusals = Refusals::watch(bank).await;
        for path in [
            "/api",
            "/api/",
            "/api/wallet",
            "/api/wallets/",
            "/API/wallets",
            "/api/admin",
            "/api/wallets/../me/..",
            "/_sandbox/faults",
            "/wallets",
            "/.env",
            "/docs/../../x",
            "/docs/none.js",
            "/openapi.yaml",
            "/metrics",
        ] {
            let bad = scene.call(&scene.owner, Method::GET, path);
            assert_eq!(refusals.of(path, bad).await, "404 route_unknown", "{path}");
        }
        for (method, path) in [
            ("PUT", "/api/wallets"),
            ("DELETE", "/api/wallets"),
            ("TRACE", "/api/me"),
            ("GET", "/api/transfers/preview"),
            ("POST", "/health"),
            ("PROPFIND", "/api/me"),
        ] {
            let bad = scene.call(&scene.owner, method.parse().unwrap(), path);
            let refused = refusals.of(path, bad).await;
            assert_eq!(refused, "405 method_not_allowed", "{method} {path}");
        }
    });
}

/// What was asked for, and the refusal.
const REFUSED: expect_test::Expect = expect_test::expect![[r#"
    /api/transfers?status=lost -> 400 invalid_query status unknown_value
    /api/transfers?status= -> 400 invalid_query status unknown_value
    /api/transfers?status=Pending -> 400 invalid_query status unknown_value
    /api/transfers?wallet_id=7 -> 400 invalid_query wallet_id invalid_id
    /api/transfers?wallet_id= -> 400 invalid_query wallet_id invalid_id
    /api/transfers.csv?status=lost -> 400 invalid_query status unknown_value
    /api/transfers.csv?status= -> 400 invalid_query status unknown_value
    /api/transfers.csv?status=Pending -> 400 invalid_query status unknown_value
    /api/transfers.csv?wallet_id=7 -> 400 invalid_query wallet_id invalid_id
    /api/transfers.csv?wallet_id= -> 400 invalid_query wallet_id invalid_id
    /api/fiat-accounts/{id}?direction=both -> 400 invalid_query direction unknown_value
    /api/fiat-accounts/{id}?direction= -> 400 invalid_query direction unknown_value
    /api/wallets/{id}?refresh=maybe -> 400 invalid_query refresh wrong_type
    /api/wallets/{id}?refresh= -> 400 invalid_query refresh wrong_type
    /api/wallets/{id}?refresh=1 -> 400 invalid_query refresh wrong_type
    /api/wallets/{id}?fresh=true -> 400 invalid_query fresh unknown_field
    /api/admin/transfers?status=lost -> 400 invalid_query status unknown_value
    /api/admin/transfers?attention=maybe -> 400 invalid_query attention wrong_type
    /api/admin/transfers?attention= -> 400 invalid_query attention wrong_type
    /api/admin/transfers?decided=7 -> 400 invalid_query decided wrong_type
    /api/admin/transfers?decided_by=claire -> 400 invalid_query decided_by invalid_id
    /api/admin/transfers?customer_id= -> 400 invalid_query customer_id invalid_id
    /api/admin/transfers?wallet_id=7 -> 400 invalid_query wallet_id invalid_id
    /api/admin/transfers?from=today -> 400 invalid_query from bad_time
    /api/admin/transfers?decided_to=soon -> 400 invalid_query decided_to bad_time
    /api/admin/audit?from=yesterday -> 400 invalid_query from bad_time
    /api/admin/audit?to= -> 400 invalid_query to bad_time
    /api/admin/audit?from=2026-13-01T00:00:00Z -> 400 invalid_query from bad_time
    /api/admin/audit?from=2026-11-24 -> 400 invalid_query from bad_time
    /api/admin/alerts?acknowledged=maybe -> 400 invalid_query acknowledged wrong_type
    Last-Event-ID "" -> 400 invalid_query Last-Event-ID bad_cursor
    Last-Event-ID "abc" -> 400 invalid_query Last-Event-ID bad_cursor
    Last-Event-ID "-1" -> 400 invalid_query Last-Event-ID bad_cursor
    Last-Event-ID "1.5" -> 400 invalid_query Last-Event-ID bad_cursor
    Last-Event-ID "99999999999999999999" -> 400 invalid_query Last-Event-ID bad_cursor
"#]];
