//! Bodies that may be left out, in the OpenAPI document.

use utoipa::openapi::schema::{OneOf, Schema, SchemaType, Type};
use utoipa::openapi::{OpenApi, RefOr};

/// A body that may be left out is an object when it comes; derived from an `Option` the document
/// would allow `null`, too.
pub(super) fn describe(document: &mut OpenApi) {
    for (_, _, operation) in super::operations(document) {
        let Some(RefOr::T(body)) = &mut operation.request_body else {
            continue;
        };
        for content in body.content.values_mut() {
            let RefOr::T(content) = content else {
                continue;
            };
            if let Some(RefOr::T(Schema::OneOf(one_of))) = &mut content.schema {
                drop_null(one_of);
                if let [only] = one_of.items.as_slice() {
                    content.schema = Some(only.clone());
                }
            }
        }
    }
}

fn drop_null(one_of: &mut OneOf) {
    one_of.items.retain(|item| match item {
        RefOr::T(Schema::Object(object)) => object.schema_type != SchemaType::Type(Type::Null),
        RefOr::T(_) | RefOr::Ref(_) => true,
    });
}
