//! The published document.

mod custodian;
mod links;

use std::path::Path;

use serde_json::Value;

use crate::support::TestApi;

fn document() -> Value {
    serde_json::to_value(api::openapi()).unwrap()
}

/// Every operation, with its method and path.
fn operations(document: &Value) -> Vec<(String, &Value)> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.push((format!("{method} {path}"), operation));
        }
    }
    operations
}

#[test]
fn the_published_document_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let code = format!(
        "{}\n",
        serde_json::to_string_pretty(&api::openapi()).unwrap()
    );
    expect_test::expect_file![path].assert_eq(&code);
}

#[test]
fn routes_are_as_published() {
    let document = document();
    let mut lines = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let open = operation.get("security").is_some();
            let token = if open { "open" } else { "token" };
            lines.push(format!("{:6} {path} {token}", method.to_uppercase()));
        }
    }
    lines.sort_by_key(|line| line[7..].to_owned());
    PUBLISHED.assert_eq(&format!("{}\n", lines.join("\n")));
}

/// Every call, and whether it needs a token.
const PUBLISHED: expect_test::Expect = expect_test::expect![[r#"
    GET    /api/admin/alerts token
    POST   /api/admin/alerts/{id}/acknowledge token
    GET    /api/admin/audit token
    GET    /api/admin/customers token
    GET    /api/admin/customers/{id}/wallets token
    GET    /api/admin/deciders token
    GET    /api/admin/health token
    GET    /api/admin/overview token
    POST   /api/admin/pause token
    GET    /api/admin/recovery token
    POST   /api/admin/recovery/end token
    POST   /api/admin/recovery/transfers/{id}/cancel token
    POST   /api/admin/recovery/transfers/{id}/release token
    POST   /api/admin/resume token
    GET    /api/admin/transfers token
    GET    /api/admin/transfers.csv token
    GET    /api/admin/transfers/{id} token
    POST   /api/admin/transfers/{id}/approve token
    POST   /api/admin/transfers/{id}/check token
    POST   /api/admin/transfers/{id}/reject token
    POST   /api/admin/users/{id}/retire token
    GET    /api/admin/wallets/{id}/activity token
    POST   /api/admin/wallets/{id}/freeze token
    POST   /api/admin/wallets/{id}/unfreeze token
    GET    /api/delegations token
    POST   /api/delegations token
    DELETE /api/delegations/{id} token
    POST   /api/demo/story token
    GET    /api/events token
    GET    /api/fiat-accounts/{id} token
    GET    /api/health open
    GET    /api/me token
    GET    /api/networks token
    GET    /api/transfers token
    POST   /api/transfers token
    GET    /api/transfers.csv token
    POST   /api/transfers/preview token
    GET    /api/transfers/{id} token
    POST   /api/transfers/{id}/cancel token
    GET    /api/wallets token
    POST   /api/wallets token
    GET    /api/wallets/{id} token
    PATCH  /api/wallets/{id} token
    GET    /api/wallets/{id}/activity token
    POST   /api/wallets/{id}/freeze token
    POST   /api/wallets/{id}/test-funds token
    POST   /api/wallets/{id}/unfreeze token
    GET    /health open
    GET    /livez open
    GET    /readyz open
"#]];

#[test]
fn every_call_is_described_with_its_problems() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(
                operation["summary"]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{place}"
            );
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("500"), "{place}");
            let open = operation.get("security").is_some();
            assert_eq!(responses.contains_key("401"), !open, "{place}");
            assert!(
                !path.contains('{') || responses.contains_key("404"),
                "{place}"
            );
        }
    }
}

#[test]
fn calls_have_names_of_their_own() {
    let document = document();
    let mut names: Vec<String> = Vec::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            names.push(operation["operationId"].as_str().unwrap().to_owned());
        }
    }
    names.sort();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[tokio::test]
async fn the_docs_page_loads_nothing_from_elsewhere() {
    let api = TestApi::start().await;
    assert_eq!(api.get("", "/").await.headers["location"], "/docs/");
    let page = api.get("", "/docs/").await;
    assert_eq!(page.status, 200);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("http"));
    assert!(!page.text.contains("https://"), "{}", page.text);
    let script = api.get("", "/docs/swagger-initializer.js").await;
    assert!(script.text.contains("/openapi.json"));
    let served = api.get("", "/openapi.json").await.expect(200);
    assert_eq!(served, document());
}

#[tokio::test]
async fn demo_routes_do_not_exist_outside_demo_mode() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    for path in [
        format!("/api/wallets/{wallet}/test-funds"),
        "/api/demo/story".to_owned(),
    ] {
        assert_eq!(
            api.post("alice", &path, "").await.problem(),
            "404 route_unknown"
        );
        assert_eq!(api.post("", &path, "").await.problem(), "404 route_unknown");
    }
}
