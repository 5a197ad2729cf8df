//! Bad input gets a clear problem and changes nothing.

use axum::body::Body;
use axum::http::{Method, Request};

use crate::support::TestApi;

#[tokio::test]
async fn unknown_paths_and_methods_are_problems() {
    let api = TestApi::start().await;
    for path in [
        "/api/nothing",
        "/api",
        "/nothing",
        "/api/wallets/",
        "/api/me/x",
        "/docs/nothing",
    ] {
        assert_eq!(
            api.get("alice", path).await.problem(),
            "404 route_unknown",
            "{path}"
        );
    }
    let answer = api.call("alice", Method::PUT, "/api/wallets", "").await;
    assert_eq!(answer.problem(), "405 method_not_allowed");
    let mut allowed: Vec<&str> = answer.headers["allow"]
        .to_str()
        .unwrap()
        .split(',')
        .map(str::trim)
        .collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
}

#[tokio::test]
async fn ids_that_are_none_are_not_found() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let upper = wallet.to_uppercase().replacen("WAL", "wal", 1);
    let transfer = wallet.replacen("wal", "tr", 1);
    for id in ["1", "wal_", "%ff", &upper, &transfer, &format!("{wallet}0")] {
        let answer = api.get("alice", &format!("/api/wallets/{id}")).await;
        assert_eq!(answer.problem(), "404 not_found", "{id}");
    }
}

#[tokio::test]
async fn bodies_are_checked_after_the_token_and_before_anything_else() {
    let api = TestApi::start().await;
    let bad = r#"{"name":"x","colour":"red"}"#;
    assert_eq!(
        api.post("", "/api/wallets", bad).await.problem(),
        "401 token_missing"
    );
    let unknown = api.post("alice", "/api/wallets", bad).await;
    assert_eq!(unknown.problem(), "422 invalid colour unknown_field");
    for (body, problem) in [
        ("{", "400 malformed_body"),
        (
            r#"{"name":"a","name":"b"}"#,
            "422 invalid name duplicate_field",
        ),
        (r#"{"name":7}"#, "422 invalid name wrong_type"),
        (
            r#"{"network":"Nowhere"}"#,
            "422 invalid network unknown_network",
        ),
        (r#"{"name":""}"#, "422 invalid name text_empty"),
    ] {
        let answer = api.post("alice", "/api/wallets", body).await;
        assert_eq!(answer.problem(), problem, "{body}");
    }
    let overview = api.get("alice", "/api/wallets").await.expect(200);
    assert_eq!(overview["wallets"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn media_type_size_and_idempotency_key_are_checked() {
    let api = TestApi::start().await;
    let token = api.token("alice");
    let request = || {
        Request::post("/api/wallets")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
    };
    let text = Request::post("/api/wallets")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "text/plain")
        .body(Body::from("{}"));
    assert_eq!(
        api.send(text.unwrap()).await.problem(),
        "415 unsupported_media_type"
    );
    let large = request().body(Body::from(" ".repeat(64 * 1024 + 1)));
    assert_eq!(
        api.send(large.unwrap()).await.problem(),
        "413 body_too_large"
    );
    let key = request()
        .header("idempotency-key", "a b")
        .body(Body::from("{}"));
    assert_eq!(
        api.send(key.unwrap()).await.problem(),
        "400 invalid_idempotency_key"
    );
}

#[tokio::test]
async fn pages_and_cursors_are_checked() {
    let api = TestApi::start().await;
    for _ in 0..3 {
        api.wallet("alice").await;
    }
    for (query, fault) in [
        ("limit=0", "limit out_of_range"),
        ("limit=201", "limit out_of_range"),
        ("limit=ten", "limit out_of_range"),
        ("cursor=abc", "cursor bad_cursor"),
        ("status=lost", "status unknown_value"),
        ("wallet_id=7", "wallet_id invalid_id"),
        ("order=asc", "order unknown_field"),
        ("limit=1&limit=2", "limit duplicate_field"),
    ] {
        let answer = api.get("alice", &format!("/api/transfers?{query}")).await;
        assert_eq!(
            answer.problem(),
            format!("400 invalid_query {fault}"),
            "{query}"
        );
    }
    // A cursor of another list is refused too.
    let audit = api
        .get("claire", "/api/admin/audit?limit=1")
        .await
        .expect(200);
    let cursor = audit["next_cursor"].as_str().unwrap();
    let answer = api
        .get("alice", &format!("/api/transfers?cursor={cursor}"))
        .await;
    assert_eq!(answer.problem(), "400 invalid_query cursor bad_cursor");
    let answer = api
        .get(
            "claire",
            &format!("/api/admin/audit?limit=1&cursor={cursor}"),
        )
        .await;
    assert_eq!(answer.expect(200)["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn parameters_are_refused_on_every_call_that_takes_none() {
    let api = TestApi::start().await;
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut asked = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let in_demo = operation["tags"][0] == "demo";
            if in_demo || operation.get("security").is_some() {
                continue;
            }
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = api
                .call("claire", method.clone(), &format!("{path}?colour=red"), "")
                .await;
            let place = format!("{method} {path}");
            // An id that is none, and a list for which something else is wrong, come first.
            let refused = answer.problem();
            let own_query = operation["parameters"]
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one["in"] == "query"));
            if !(own_query && path.contains('{')) {
                assert_eq!(refused, "400 invalid_query colour unknown_field", "{place}");
            }
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
    api.get("alice", "/api/me?").await.expect(200);
    api.get("", "/livez?colour=red").await.expect(200);
    let anonymous = api.get("", "/api/me?colour=red").await;
    assert_eq!(anonymous.problem(), "401 token_missing");
}
