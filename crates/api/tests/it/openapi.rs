//! The published document.

use std::path::Path;

use serde_json::Value;

use crate::support::TestApi;

fn document() -> Value {
    serde_json::to_value(api::openapi()).unwrap()
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
    expect_test::expect![[r#""#]].assert_eq(&format!("{}\n", lines.join("\n")));
}

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
            assert_eq!(
                responses.contains_key("404"),
                path.contains('{') || path.contains("demo") || responses["404"].is_object(),
                "{place}"
            );
        }
    }
}

#[test]
fn the_document_does_not_name_the_custodian() {
    let vendor = ["df", "ns"].concat();
    assert!(!document().to_string().to_lowercase().contains(&vendor));
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
