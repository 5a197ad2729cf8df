//! Transfers over HTTP.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::TestApi;

#[tokio::test]
async fn below_the_threshold_it_is_sent_and_from_it_on_it_waits() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let sent = api.transfer("alice", &wallet, "0.001").await.expect(201);
    assert_eq!(sent["transfer"]["status"], "broadcasted");
    assert_eq!(sent["transfer"]["amount"], "0.001");
    assert!(
        sent["transfer"]["tx_hash"]
            .as_str()
            .unwrap()
            .starts_with("0x")
    );
    assert!(sent["message"].as_str().unwrap().len() > 5);
    assert_eq!(api.custody.executed(), 1);
    let waits = api.transfer("alice", &wallet, "0.05").await.expect(201);
    assert_eq!(waits["transfer"]["status"], "pending");
    assert_eq!(api.custody.executed(), 1);
    let id = waits["transfer"]["id"].as_str().unwrap();
    let cancelled = api
        .post("alice", &format!("/api/transfers/{id}/cancel"), "")
        .await
        .expect(200);
    assert_eq!(cancelled["transfer"]["status"], "cancelled");
    assert_eq!(
        cancelled["transfer"]["cancelled_by"],
        json!({"kind": "initiator", "name": "alice"})
    );
    assert!(cancelled["transfer"]["ended_at"].is_string());
    let again = api
        .post("alice", &format!("/api/transfers/{id}/cancel"), "")
        .await;
    assert_eq!(again.status, 409);
}

#[tokio::test]
async fn customers_do_not_see_what_is_the_staffs() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    api.share("alice", &wallet, "bob", "transfer")
        .await
        .expect(201);
    api.share("alice", &wallet, "charlie", "view")
        .await
        .expect(201);
    let waits = api.transfer("bob", &wallet, "0.06").await.expect(201);
    let id = waits["transfer"]["id"].as_str().unwrap();
    let path = format!("/api/admin/transfers/{id}/approve");
    let approved = api
        .post("claire", &path, r#"{"comment":"known payee"}"#)
        .await
        .expect(200);
    assert_eq!(approved["transfer"]["reviewer_name"], "claire");
    assert_eq!(
        approved["transfer"]["body_hash"].as_str().unwrap().len(),
        64
    );
    for who in ["alice", "bob", "charlie"] {
        let seen = api
            .get(who, &format!("/api/transfers/{id}"))
            .await
            .expect(200);
        for hidden in ["reviewed_by", "reviewer_name", "body_hash"] {
            assert!(seen.get(hidden).is_none(), "{who} sees {hidden}");
        }
        assert_eq!(seen["review_comment"], json!(null));
        let email = seen.get("initiator_email").and_then(Value::as_str);
        assert_eq!(
            email,
            (who != "charlie").then_some("bob@example.com"),
            "{who}"
        );
    }
    let stranger = api.get("dana", &format!("/api/transfers/{id}")).await;
    assert_eq!(stranger.problem(), "404 not_found");
}

#[tokio::test]
async fn bad_orders_are_refused_and_nothing_is_stored() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let order = async |who: &str, change: Value| {
        let mut body = json!({
            "wallet_id": wallet, "amount": "0.001",
            "to_address": "0x52908400098527886E0F7030069857D2E4169EE7",
        });
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        api.post(who, "/api/transfers", &body.to_string()).await
    };
    for (change, problem) in [
        (json!({"amount": 1}), "422 invalid amount wrong_type"),
        (
            json!({"wallet_id": "x"}),
            "422 invalid wallet_id invalid_id",
        ),
        (json!({"memo": "x"}), "422 invalid memo unknown_field"),
        (json!({"amount": "100"}), "422 insufficient_funds"),
    ] {
        assert_eq!(
            order("alice", change.clone()).await.problem(),
            problem,
            "{change}"
        );
    }
    for (field, values) in [
        (
            "amount",
            ["0", "-1", "1e3", ".5", "1,5", "٣", "0.0000000000000000001"].as_slice(),
        ),
        (
            "to_address",
            ["", "0x1", "52908400098527886E0F7030069857D2E4169EE7"].as_slice(),
        ),
        ("asset", ["DOGE", "Ethereum:eth", ""].as_slice()),
    ] {
        for value in values {
            let answer = order("alice", json!({ field: value })).await;
            let expected = format!("422 invalid {field} ");
            assert!(
                answer.problem().starts_with(&expected),
                "{field} {value}: {answer:?}"
            );
        }
    }
    assert_eq!(order("bob", json!({})).await.problem(), "404 not_found");
    let list = api.get("alice", "/api/transfers").await.expect(200);
    assert_eq!(list["transfers"], json!([]));
    assert_eq!(api.custody.executed(), 0);
}

#[tokio::test]
async fn a_double_click_sends_once() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let body = json!({
        "wallet_id": wallet, "amount": "0.001",
        "to_address": "0x52908400098527886E0F7030069857D2E4169EE7",
    })
    .to_string();
    let send = async || {
        let request = Request::post("/api/transfers")
            .header("authorization", format!("Bearer {}", api.token("alice")))
            .header("content-type", "application/json")
            .header("idempotency-key", "rent-11")
            .body(Body::from(body.clone()));
        api.send(request.unwrap()).await
    };
    let (first, second) = tokio::join!(send(), send());
    assert_eq!(
        first.expect(201)["transfer"]["id"],
        second.expect(201)["transfer"]["id"]
    );
    let replayed = [&first, &second]
        .iter()
        .filter(|answer| answer.headers.contains_key("idempotent-replayed"))
        .count();
    assert_eq!((replayed, api.custody.executed()), (1, 1));
}

#[tokio::test]
async fn a_preview_says_what_would_happen() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    for (amount, outcome) in [("0.01", "executes"), ("0.05", "waits"), ("100", "refused")] {
        let body = json!({
            "wallet_id": wallet, "amount": amount,
            "to_address": "0x52908400098527886e0f7030069857d2e4169ee7",
        });
        let preview = api
            .post("alice", "/api/transfers/preview", &body.to_string())
            .await;
        let preview = preview.expect(200);
        assert_eq!(preview["outcome"], outcome, "{preview}");
        assert_eq!(
            preview["to_address"],
            "0x52908400098527886E0F7030069857D2E4169EE7"
        );
        assert_eq!(preview["max"], "10");
        assert_eq!(preview["threshold"], "0.05");
        assert_eq!(preview["threshold_set_by"], "bank");
    }
    let list = api.get("alice", "/api/transfers").await.expect(200);
    assert_eq!(list["transfers"], json!([]));
}

#[tokio::test]
async fn lists_come_in_pages_and_as_a_table() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    for _ in 0..5 {
        api.transfer("alice", &wallet, "0.06").await.expect(201);
    }
    let mut seen = Vec::new();
    let mut path = format!("/api/transfers?limit=2&wallet_id={wallet}&status=pending");
    loop {
        let page = api.get("alice", &path).await.expect(200);
        let rows = page["transfers"].as_array().unwrap();
        assert!(rows.len() <= 2);
        seen.extend(
            rows.iter()
                .map(|row| row["id"].as_str().unwrap().to_owned()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/api/transfers?limit=2&status=pending&cursor={cursor}");
    }
    assert_eq!(seen.len(), 5);
    let table = api.get("alice", "/api/transfers.csv").await;
    assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<&str> = table.text.lines().collect();
    assert_eq!(lines.len(), 6);
    assert!(lines[0].starts_with("created_at,id,"));
    assert!(lines[1].contains(&seen[0]), "newest first");
    // The table holds what the list with the same filters does.
    let path = format!("/api/transfers/{}/cancel", seen[0]);
    api.post("alice", &path, "").await.expect(200);
    let other = api.wallet("alice").await;
    for (query, rows) in [
        ("status=pending".to_owned(), 4),
        ("status=cancelled".to_owned(), 1),
        (format!("wallet_id={wallet}"), 5),
        (format!("wallet_id={other}"), 0),
        (format!("wallet_id={wallet}&status=cancelled"), 1),
    ] {
        let path = format!("/api/transfers.csv?{query}");
        let table = api.get("alice", &path).await;
        assert_eq!(table.text.lines().count(), rows + 1, "{query}");
    }
    let paged = api.get("alice", "/api/transfers.csv?limit=2").await;
    assert_eq!(paged.problem(), "400 invalid_query limit unknown_field");
    assert_eq!(
        api.get("bob", "/api/transfers.csv")
            .await
            .text
            .lines()
            .count(),
        1
    );
}
