//! Which problems a call can answer, in the OpenAPI document.
//!
//! A handler lists the codes that are its own (`x-problem-codes`); those that follow from its form
//! (a token, a body, an id in the path) are added here, and each gets the status that
//! [`Code::status`] gives it when it is answered.

use std::collections::BTreeMap;

use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};

use crate::problem::{Code, Problem};

/// The extension that a handler lists its own codes in.
const OWN_CODES: &str = "x-problem-codes";

/// Adds the refusals to every operation, and an example of each code.
pub(super) fn describe(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        // A change looks at its body, also where there should be none.
        let operations = [
            (&mut item.get, false),
            (&mut item.post, true),
            (&mut item.patch, true),
            (&mut item.delete, true),
        ];
        for (operation, reads_body) in operations {
            if let Some(operation) = operation {
                describe_operation(path, operation, reads_body);
            }
        }
    }
    let components = document.components.get_or_insert_default();
    for code in Code::ALL {
        let example = ExampleBuilder::new()
            .summary(code.title())
            .value(serde_json::to_value(Problem::new(*code).document(Some("req_0192f0c7"))).ok())
            .build();
        components
            .examples
            .insert(code.as_str().to_owned(), RefOr::T(example));
    }
}

fn describe_operation(path: &str, operation: &mut Operation, reads_body: bool) {
    let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in codes(path, operation, reads_body) {
        let codes = by_status.entry(code.status().as_u16()).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    for (status, codes) in by_status {
        let names: Vec<String> = codes
            .iter()
            .map(|code| format!("`{}`", code.as_str()))
            .collect();
        let examples = codes.iter().map(|code| {
            let place = format!("#/components/examples/{}", code.as_str());
            (code.as_str().to_owned(), RefOr::Ref(Ref::new(place)))
        });
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .examples_from_iter(examples)
            .build();
        let response = ResponseBuilder::new()
            .description(names.join(", "))
            .content("application/problem+json", content)
            .build();
        // A handler that describes such an answer itself (readiness) is right about it.
        operation
            .responses
            .responses
            .entry(status.to_string())
            .or_insert(response.into());
    }
}

/// Every code that the call can answer.
fn codes(path: &str, operation: &Operation, reads_body: bool) -> Vec<Code> {
    let own = operation
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get(OWN_CODES));
    let own = own
        .and_then(|codes| codes.as_array())
        .cloned()
        .unwrap_or_default();
    let mut codes: Vec<Code> = own
        .iter()
        .filter_map(|code| code.as_str())
        .filter_map(Code::parse)
        .collect();
    if operation.security.is_none() {
        codes.extend([
            Code::TokenMissing,
            Code::TokenInvalid,
            Code::TokenExpired,
            Code::TokenNotYetValid,
            Code::IdentityIncomplete,
            Code::UserRetired,
            Code::SignInUnavailable,
            // A parameter that the call does not take.
            Code::InvalidQuery,
        ]);
    }
    if path.starts_with("/api/admin/") {
        codes.extend([Code::Forbidden, Code::TokenTooOld]);
    }
    let parameters =
        operation
            .parameters
            .iter()
            .flatten()
            .filter_map(|parameter| match parameter {
                RefOr::T(parameter) => Some(parameter),
                RefOr::Ref(_) => None,
            });
    for parameter in parameters {
        if parameter.parameter_in == ParameterIn::Path {
            codes.push(Code::NotFound);
        } else if parameter.name == "Idempotency-Key" {
            codes.extend([Code::InvalidIdempotencyKey, Code::IdempotencyKeyReused]);
        }
    }
    if reads_body {
        codes.extend([
            Code::MalformedBody,
            Code::RequestTimeout,
            Code::BodyTooLarge,
            Code::UnsupportedMediaType,
            Code::Invalid,
        ]);
    }
    codes.extend([Code::Internal, Code::Overloaded, Code::Unavailable]);
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn handlers_list_codes_that_exist() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let mut listed = 0;
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                let codes = operation.get(OWN_CODES).cloned().unwrap_or(json!([]));
                for code in codes.as_array().unwrap() {
                    assert!(Code::parse(code.as_str().unwrap()).is_some(), "{code}");
                    listed += 1;
                }
            }
        }
        assert!(listed > 10);
    }
}
