//! Bodies that cannot be read, at every call that takes one.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::io::Write as _;

use api_types::Permission;
use futures::stream;
use http_body_util::StreamBody;
use hyper::body::{Bytes, Frame};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use super::Refusals;
use super::scene::{GoodCall, Scene};
use crate::whole_bank::{answer, share};

/// The largest body, as the document says.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// A bad body: what is wrong with it, the request, and the refusal.
struct Bad {
    what: String,
    request: RequestBuilder,
    refusal: String,
}

#[test]
fn no_call_takes_a_body_that_it_cannot_read() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let calls = scene.calls_with_bodies().await;
        let known: BTreeSet<String> = calls
            .iter()
            .map(|call| format!("{} {}", call.method, call.published))
            .collect();
        assert_eq!(known, published());
        let refusals = Refusals::watch(bank).await;
        for call in &calls {
            for Bad {
                what,
                request,
                refusal,
            } in bad_bodies(&scene, call)
            {
                let what = format!("{} {} {what}", call.method, call.published);
                assert_eq!(refusals.of(&what, request).await, refusal, "{what}");
            }
        }
        // With the body that they were spoiled from, all of them are carried out.
        for call in &calls {
            let good = scene.call(&call.token, call.method.clone(), &call.path);
            let good = answer(good.json(&call.body)).await;
            assert!(good.status.is_success(), "{} {good:?}", call.published);
        }
        let employee = bank.bearer(&scene.employee);
        employee.resume().await.expect("a bank that works");
    });
}

/// Every call of the document that takes a body.
fn published() -> BTreeSet<String> {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut calls = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation.get("requestBody").is_some() {
                calls.insert(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    calls
}

fn bad_bodies(scene: &Scene<'_>, call: &GoodCall) -> Vec<Bad> {
    let mut bad = Vec::new();
    of_form(scene, call, &mut bad);
    of_fields(scene, call, &mut bad);
    of_kind(scene, call, &mut bad);
    of_size(scene, call, &mut bad);
    bad
}

fn start(scene: &Scene<'_>, call: &GoodCall) -> RequestBuilder {
    scene.call(&call.token, call.method.clone(), &call.path)
}

fn json_of(scene: &Scene<'_>, call: &GoodCall, body: impl Into<reqwest::Body>) -> RequestBuilder {
    start(scene, call)
        .header("content-type", "application/json")
        .body(body)
}

/// What is no JSON object in UTF-8.
fn of_form(scene: &Scene<'_>, call: &GoodCall, bad: &mut Vec<Bad>) {
    let good = call.body.to_string();
    let field = call.body.as_object().unwrap().keys().next().unwrap();
    let inside = |value: &str| format!(r#"{{"{field}":{value}}}"#);
    let malformed = [
        ("cut off", good[..good.len() - 1].to_owned()),
        ("blank", " ".to_owned()),
        ("no value", format!(r#"{{"{field}"}}"#)),
        ("single quotes", good.replace('"', "'")),
        ("closing comma", good.replace('}', ",}")),
        ("comment", format!("{good}// said")),
        ("two documents", format!("{good}{good}")),
        ("a bare word", inside("yes")),
        ("not a number", inside("NaN")),
        ("half a surrogate", inside(r#""\ud800""#)),
        ("unknown escape", inside(r#""\x41""#)),
        ("raw control character", inside("\"a\u{1}b\"")),
        ("byte order mark", format!("\u{feff}{good}")),
        ("deep lists", "[".repeat(30_000)),
        ("deep objects", r#"{"a":"#.repeat(10_000)),
    ];
    for (what, body) in malformed {
        // The first unknown name ends the reading of an object, however deep it is.
        let refusal = if what == "deep objects" {
            "422 invalid a unknown_field"
        } else {
            "400 malformed_body"
        };
        bad.push(Bad {
            what: what.to_owned(),
            request: json_of(scene, call, body),
            refusal: refusal.to_owned(),
        });
    }
    let mut latin = inside("\"Andr_\"").into_bytes();
    let place = latin.iter().position(|byte| *byte == b'_').unwrap();
    latin[place] = 0xe9;
    let utf_16: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (what, body) in [("Latin-1", latin), ("UTF-16", utf_16)] {
        bad.push(Bad {
            what: what.to_owned(),
            request: json_of(scene, call, body),
            refusal: "400 malformed_body".to_owned(),
        });
    }
    for body in ["null", "true", "7", "\"{}\"", "[]", "[{}]"] {
        bad.push(Bad {
            what: body.to_owned(),
            request: json_of(scene, call, body),
            refusal: "422 invalid body wrong_type".to_owned(),
        });
    }
}

/// Unknown, doubled and mistyped fields.
fn of_fields(scene: &Scene<'_>, call: &GoodCall, bad: &mut Vec<Bad>) {
    let good = call.body.to_string();
    let mut push = |what: String, body: String, refusal: String| {
        bad.push(Bad {
            what,
            request: json_of(scene, call, body),
            refusal,
        });
    };
    let unknown = good.replacen('{', r#"{"colour":"red","#, 1);
    push(
        "unknown field".to_owned(),
        unknown,
        "422 invalid colour unknown_field".to_owned(),
    );
    for (field, value) in call.body.as_object().unwrap() {
        let doubled = good.replacen('{', &format!(r#"{{"{field}":{value},"#), 1);
        push(
            format!("{field} doubled"),
            doubled,
            format!("422 invalid {field} duplicate_field"),
        );
        // A name is written in one way only.
        let upper = field.to_uppercase();
        push(
            format!("{field} in capitals"),
            good.replace(&format!("\"{field}\""), &format!("\"{upper}\"")),
            format!("422 invalid {upper} unknown_field"),
        );
        for wrong in [
            json!(7),
            json!(0.5),
            json!(true),
            json!([]),
            json!({"a": 1}),
        ] {
            let mut body = call.body.clone();
            body[field] = wrong.clone();
            push(
                format!("{field}: {wrong}"),
                body.to_string(),
                format!("422 invalid {field} wrong_type"),
            );
        }
    }
}

/// Other media types and encodings.
fn of_kind(scene: &Scene<'_>, call: &GoodCall, bad: &mut Vec<Bad>) {
    let good = call.body.to_string();
    let mut push = |what: String, request: RequestBuilder, refusal: &str| {
        bad.push(Bad {
            what,
            request,
            refusal: refusal.to_owned(),
        });
    };
    let other = "415 unsupported_media_type";
    for kind in [
        "text/plain",
        "text/json",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/problem+json",
        "application/json; charset=iso-8859-1",
        "application/jsonp",
        "json",
        "",
    ] {
        let request = start(scene, call).header("content-type", kind);
        push(format!("{kind:?}"), request.body(good.clone()), other);
    }
    push(
        "no media type".to_owned(),
        start(scene, call).body(good.clone()),
        other,
    );
    let two = json_of(scene, call, good.clone()).header("content-type", "text/plain");
    push("two media types".to_owned(), two, other);
    for encoding in ["br", "deflate", "zstd", "gzip, gzip", "x"] {
        let request = json_of(scene, call, good.clone()).header("content-encoding", encoding);
        push(encoding.to_owned(), request, other);
    }
    let not_packed = json_of(scene, call, good).header("content-encoding", "gzip");
    push(
        "gzip in name only".to_owned(),
        not_packed,
        "400 malformed_body",
    );
}

/// More than the limit, however it comes.
fn of_size(scene: &Scene<'_>, call: &GoodCall, bad: &mut Vec<Bad>) {
    let good = call.body.to_string();
    let padded = |size: usize| format!("{good}{}", " ".repeat(size - good.len()));
    let just_above = padded(BODY_BYTES_MAX + 1);
    let packed = |text: &str| {
        let best = flate2::Compression::best();
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), best);
        packer.write_all(text.as_bytes()).unwrap();
        let bytes = packer.finish().unwrap();
        json_of(scene, call, bytes).header("content-encoding", "gzip")
    };
    let chunks: Vec<_> = just_above
        .as_bytes()
        .chunks(1000)
        .map(|chunk| Ok::<_, Infallible>(Frame::data(Bytes::copy_from_slice(chunk))))
        .collect();
    let chunked = reqwest::Body::wrap(StreamBody::new(stream::iter(chunks)));
    for (what, request) in [
        (
            "one byte too many",
            json_of(scene, call, just_above.clone()),
        ),
        ("a megabyte", json_of(scene, call, padded(1 << 20))),
        ("in chunks", json_of(scene, call, chunked)),
        ("packed", packed(&just_above)),
        ("packed, a bomb", packed(&padded(8 << 20))),
    ] {
        bad.push(Bad {
            what: what.to_owned(),
            request,
            refusal: "413 body_too_large".to_owned(),
        });
    }
}

/// The largest body is still taken, and a packed one is as good as a plain one.
#[test]
fn the_largest_body_is_taken_plain_and_packed() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let body =
            json!({"wallet_id": scene.wallet.id, "to_address": scene.payee(), "amount": "1"});
        let good = body.to_string();
        let full = format!("{good}{}", " ".repeat(BODY_BYTES_MAX - good.len()));
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(full.as_bytes()).unwrap();
        let start = || {
            scene
                .call(
                    &scene.owner,
                    reqwest::Method::POST,
                    "/api/transfers/preview",
                )
                .header("content-type", "application/json; charset=\"UTF-8\"")
        };
        let packed = start().header("content-encoding", "gzip");
        for request in [start().body(full), packed.body(packer.finish().unwrap())] {
            let preview: Value = answer(request).await.expect(200);
            assert_eq!(preview["outcome"], "waits");
        }
    });
}

/// Calls that take no body look at one that comes all the same.
#[test]
fn where_no_body_belongs_none_is_overlooked() {
    testkit::run(async |bank| {
        let scene = Scene::open(bank).await;
        let friends = bank.bearer(&scene.owner);
        let grant = share(&friends, &scene.wallet, &scene.friend, Permission::View).await;
        let document = serde_json::to_value(api::openapi()).unwrap();
        let refusals = Refusals::watch(bank).await;
        let mut calls = 0;
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if method == "get" || operation.get("requestBody").is_some() {
                    continue;
                }
                let id = match path {
                    path if path.contains("/transfers/") => &scene.transfer,
                    path if path.contains("/delegations/") => &grant,
                    _ => &scene.wallet.id,
                };
                let staff = path.starts_with("/api/admin/");
                let token = if staff { &scene.employee } else { &scene.owner };
                let person = bank.bearer(&scene.other).me().await.expect("a person").id;
                let id = if path.contains("/users/") {
                    &person
                } else {
                    id
                };
                let start = || {
                    let method = method.to_uppercase().parse().unwrap();
                    scene.call(token, method, &path.replace("{id}", id))
                };
                let json = || start().header("content-type", "application/json");
                let large = " ".repeat(BODY_BYTES_MAX + 1);
                for (expected, bad) in [
                    (
                        "422 invalid force unknown_field",
                        json().body(r#"{"force":true}"#),
                    ),
                    ("422 invalid body wrong_type", json().body("[]")),
                    ("400 malformed_body", json().body("{")),
                    ("413 body_too_large", json().body(large)),
                    ("415 unsupported_media_type", start().body("x=1")),
                ] {
                    let refused = refusals.of(path, bad).await;
                    assert_eq!(refused, expected, "{method} {path}");
                }
                calls += 1;
            }
        }
        assert_eq!(calls, 13);
        // Nothing in braces is nothing.
        let path = format!("/api/transfers/{}/cancel", scene.transfer);
        answer(scene.post(&path, &json!({}))).await.expect(200);
    });
}
