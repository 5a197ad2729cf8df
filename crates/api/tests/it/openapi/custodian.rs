//! No customer meets the custody vendor's name: neither by a code, nor by an example, nor anywhere
//! else in the document and on the page that shows it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{document, operations};
use crate::support::TestApi;

/// The word, split so that this file does not hold it.
fn vendor() -> String {
    ["df", "ns"].concat()
}

#[track_caller]
fn assert_unnamed(place: &str, text: &str) {
    assert!(!text.to_lowercase().contains(&vendor()), "{place}: {text}");
}

/// Every value that shows somebody what to send or what comes back, with where it stands.
fn shown<'a>(place: &str, value: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                let place = format!("{place}/{name}");
                if ["example", "examples", "default", "enum", "pattern"].contains(&name.as_str()) {
                    found.push((place.clone(), inner));
                }
                shown(&place, inner, found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                shown(&format!("{place}/{index}"), inner, found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn no_code_names_the_custodian_and_each_is_documented() {
    let document = document();
    let examples = document["components"]["examples"].as_object().unwrap();
    let all: BTreeSet<&str> = api::Code::ALL.iter().map(|code| code.as_str()).collect();
    let documented: BTreeSet<&str> = examples.keys().map(String::as_str).collect();
    assert_eq!(documented, all);
    for (code, example) in examples {
        assert_eq!(example["value"]["code"], **code, "{example}");
        assert_unnamed(code, &example.to_string());
    }
    let mut answered = BTreeSet::new();
    for (place, operation) in operations(&document) {
        for response in operation["responses"].as_object().unwrap().values() {
            let content = &response["content"]["application/problem+json"];
            for code in content["examples"].as_object().into_iter().flatten() {
                assert!(all.contains(code.0.as_str()), "{place}: {}", code.0);
                answered.insert(code.0.as_str());
            }
        }
    }
    // A call that exists cannot answer that its method does not, and whatever speaks HTTP/1.1 for
    // a client names the host; the address for custody is no part of the document.
    let rest: Vec<&str> = all.difference(&answered).copied().collect();
    assert_eq!(
        rest,
        [
            "host_missing",
            "message_expired",
            "method_not_allowed",
            "signature_invalid"
        ]
    );
}

#[test]
fn no_example_names_the_custodian() {
    let document = document();
    let mut found = Vec::new();
    shown("", &document, &mut found);
    assert!(
        found.len() > 200,
        "only {} examples were found",
        found.len()
    );
    for (place, value) in found {
        assert_unnamed(&place, &value.to_string());
    }
    assert_unnamed("the whole document", &document.to_string());
}

#[tokio::test]
async fn the_docs_page_does_not_name_the_custodian() {
    let api = TestApi::start().await;
    for path in [
        "/docs/",
        "/docs/index.html",
        "/docs/swagger-initializer.js",
        "/docs/swagger-ui-bundle.js",
        "/docs/swagger-ui.css",
        "/openapi.json",
    ] {
        let page = api.get("", path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text.is_empty(), "{path}");
        assert_unnamed(path, &page.text);
        assert_unnamed(path, &format!("{:?}", page.headers));
    }
}
