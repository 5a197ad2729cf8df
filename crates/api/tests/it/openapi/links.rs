//! What one answer leads to.

use serde_json::Value;

use super::{document, operations};

/// What a schema says stands at a place below it.
fn below<'a>(document: &'a Value, schema: &'a Value, place: &[&str]) -> Option<&'a Value> {
    if let Some(target) = schema["$ref"].as_str() {
        return below(document, document.pointer(&target[1..])?, place);
    }
    let Some((first, rest)) = place.split_first() else {
        return Some(schema);
    };
    if let Some(property) = schema["properties"].get(*first) {
        return below(document, property, rest);
    }
    let parts = schema["allOf"].as_array()?;
    parts.iter().find_map(|part| below(document, part, place))
}

#[test]
fn links_lead_to_calls_with_what_the_answer_holds() {
    let document = document();
    let mut lines = Vec::new();
    for (_, from) in operations(&document) {
        for (status, response) in from["responses"].as_object().unwrap() {
            for link in response["links"].as_object().into_iter().flatten() {
                let (_, link) = link;
                let to = link["operationId"].as_str().unwrap();
                let (_, target) = operations(&document)
                    .into_iter()
                    .find(|(_, operation)| operation["operationId"] == to)
                    .unwrap_or_else(|| panic!("no call {to}"));
                for (name, value) in link["parameters"].as_object().unwrap() {
                    let parameters = target["parameters"].as_array().unwrap();
                    assert!(
                        parameters.iter().any(|it| it["name"] == *name),
                        "{to} {name}"
                    );
                    let value = value.as_str().unwrap();
                    let place = value.strip_prefix("$response.body#/").unwrap();
                    let steps: Vec<&str> = place.split('/').collect();
                    let schema = &response["content"]["application/json"]["schema"];
                    let found = below(&document, schema, &steps);
                    assert_eq!(found.unwrap()["type"], "string", "{from} {place}");
                    let from = from["operationId"].as_str().unwrap();
                    lines.push(format!("{from} {status} {place} -> {to} {name}"));
                }
            }
        }
    }
    expect_test::expect![[r#"
        open_wallet 201 id -> freeze_wallet id
        open_wallet 201 id -> rename_wallet id
        open_wallet 201 id -> test_funds id
        open_wallet 201 id -> unfreeze_wallet id
        open_wallet 201 id -> wallet id
        open_wallet 201 id -> wallet_activity id
        send 201 transfer/id -> cancel_transfer id
        send 201 transfer/id -> transfer id
        grant_delegation 200 id -> revoke_delegation id
        grant_delegation 201 id -> revoke_delegation id
        admin_transfer 200 transfer/id -> approve_transfer id
        admin_transfer 200 transfer/id -> check_transfer id
        admin_transfer 200 transfer/id -> reject_transfer id"#]]
    .assert_eq(&lines.join("\n"));
}
