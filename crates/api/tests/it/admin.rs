//! The staff's side over HTTP.

use axum::http::Method;
use serde_json::json;

use crate::support::TestApi;

#[tokio::test]
async fn customers_are_refused_everywhere_on_the_staffs_side() {
    let api = TestApi::start().await;
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut count = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        if !path.starts_with("/api/admin/") {
            continue;
        }
        for method in item.as_object().unwrap().keys() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let answer = api.call("alice", method.clone(), path, "").await;
            assert_eq!(answer.problem(), "403 forbidden", "{method} {path}");
            let answer = api.call("", method.clone(), path, "").await;
            assert_eq!(answer.problem(), "401 token_missing", "{method} {path}");
            count += 1;
        }
    }
    assert!(count >= 14, "{count}");
}

#[tokio::test]
async fn a_waiting_transfer_is_shown_and_decided_once() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let waits = api.transfer("alice", &wallet, "0.05").await.expect(201);
    let id = waits["transfer"]["id"].as_str().unwrap();
    let queue = api.get("claire", "/api/admin/transfers").await.expect(200);
    assert_eq!(queue["transfers"][0]["id"], id);
    assert_eq!(queue["transfers"][0]["attention"], json!(null));
    let path = format!("/api/admin/transfers/{id}");
    let detail = api.get("claire", &path).await.expect(200);
    assert_eq!(detail["rule"]["kind"], "bank_threshold");
    assert_eq!(detail["rule"]["threshold"], "0.05");
    assert_eq!(
        (&detail["may_decide"], &detail["conflict"]),
        (&json!(true), &json!(null))
    );
    assert_eq!(detail["address"]["ours"], false);
    let wrong = json!({"body_hash": "0".repeat(64)}).to_string();
    let mismatch = api.post("claire", &format!("{path}/approve"), &wrong).await;
    assert_eq!(mismatch.problem(), "409 body_hash_mismatch");
    let right = json!({"body_hash": detail["transfer"]["body_hash"]}).to_string();
    let approved = api
        .post("claire", &format!("{path}/approve"), &right)
        .await
        .expect(200);
    let decided = api
        .get("claire", "/api/admin/transfers?decided=true")
        .await
        .expect(200);
    let decided = decided["transfers"].as_array().unwrap();
    assert_eq!(decided.len(), 1);
    assert_eq!(decided[0]["id"], approved["transfer"]["id"]);
    assert_eq!(approved["transfer"]["status"], "broadcasted");
    let again = api.post("dana", &format!("{path}/reject"), "").await;
    assert_eq!(again.problem(), "409 already_decided");
    assert_eq!(api.custody.executed(), 1);
}

#[tokio::test]
async fn a_check_says_when_custody_could_not_be_asked() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let sent = api.transfer("alice", &wallet, "0.01").await.expect(201);
    let path = format!(
        "/api/admin/transfers/{}",
        sent["transfer"]["id"].as_str().unwrap()
    );
    let check = format!("{path}/check");
    let before = api.get("claire", &path).await.expect(200);
    api.custody.go_down(true);
    let answer = api.post("claire", &check, "").await;
    assert_eq!(answer.problem(), "503 wallet_service_unavailable");
    assert_eq!(api.get("claire", &path).await.expect(200), before);
    let answer = api.post("alice", &check, "").await;
    assert_eq!(answer.problem(), "403 forbidden");
    api.custody.go_down(false);
    let checked = api.post("claire", &check, "").await.expect(200);
    assert_eq!(checked["transfer"]["status"], "broadcasted");
    assert_eq!(api.custody.executed(), 1);
}

#[tokio::test]
async fn a_rejection_tells_the_customer_why() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let waits = api.transfer("alice", &wallet, "1").await.expect(201);
    let id = waits["transfer"]["id"].as_str().unwrap();
    let path = format!("/api/admin/transfers/{id}/reject");
    api.post("dana", &path, r#"{"comment":"unknown payee"}"#)
        .await
        .expect(200);
    let seen = api
        .get("alice", &format!("/api/transfers/{id}"))
        .await
        .expect(200);
    assert_eq!(
        (&seen["status"], &seen["review_comment"]),
        (&json!("rejected"), &json!("unknown payee"))
    );
    for hidden in ["reviewed_by", "reviewer_name", "reviewer_email"] {
        assert!(seen.get(hidden).is_none(), "{hidden}");
    }
    let path = path.replace("/reject", "");
    let seen = api.get("claire", &path).await.expect(200);
    assert_eq!(seen["transfer"]["reviewer_email"], "dana@example.com");
    assert_eq!(api.custody.executed(), 0);
}

#[tokio::test]
async fn an_employee_in_conflict_may_not_decide() {
    let api = TestApi::start().await;
    let wallet = api.wallet("claire").await;
    let waits = api.transfer("claire", &wallet, "1").await.expect(201);
    let id = waits["transfer"]["id"].as_str().unwrap();
    let path = format!("/api/admin/transfers/{id}");
    let detail = api.get("claire", &path).await.expect(200);
    assert_eq!(
        (&detail["may_decide"], &detail["conflict"]["reason"]),
        (&json!(false), &json!("initiator"))
    );
    for choice in ["approve", "reject"] {
        let answer = api.post("claire", &format!("{path}/{choice}"), "").await;
        assert_eq!(answer.problem(), "403 conflict_of_interest");
    }
    api.post("dana", &format!("{path}/approve"), "")
        .await
        .expect(200);
}

#[tokio::test]
async fn a_pause_holds_and_a_resumption_lets_go() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let paused = api
        .post("claire", "/api/admin/pause", r#"{"reason":"audit day"}"#)
        .await
        .expect(200);
    assert_eq!(paused["paused"]["reason"], "audit day");
    assert_eq!(paused["paused"]["by"], "claire@example.com");
    let name = api.get("claire", "/api/me").await.expect(200)["name"].clone();
    assert_eq!(paused["paused"]["by_name"], name);
    assert_eq!(
        api.transfer("alice", &wallet, "0.001").await.problem(),
        "409 paused"
    );
    let overview = api.get("dana", "/api/admin/overview").await.expect(200);
    assert_eq!(overview["health"]["paused"]["reason"], "audit day");
    let health = api.get("dana", "/api/admin/health").await.expect(200);
    assert_eq!(health, overview["health"]);
    let resumed = api.post("dana", "/api/admin/resume", "").await.expect(200);
    assert_eq!(resumed["paused"], json!(null));
    api.transfer("alice", &wallet, "0.001").await.expect(201);
}

#[tokio::test]
async fn the_banks_freeze_is_the_banks_to_lift() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let path = format!("/api/admin/wallets/{wallet}");
    let frozen = api
        .post("claire", &format!("{path}/freeze"), "")
        .await
        .expect(200);
    assert_eq!(frozen["status"], "frozen");
    let own = api
        .post("alice", &format!("/api/wallets/{wallet}/unfreeze"), "")
        .await;
    assert!(
        own.status == 409 || own.json()["status"] == "frozen",
        "{own:?}"
    );
    assert_eq!(
        api.transfer("alice", &wallet, "0.001").await.problem(),
        "409 wallet_frozen"
    );
    let lifted = api
        .post("claire", &format!("{path}/unfreeze"), "")
        .await
        .expect(200);
    assert_eq!(lifted["status"], "active");
    api.get("claire", &format!("{path}/activity"))
        .await
        .expect(200);
}

#[tokio::test]
async fn customers_are_found_read_and_retired() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    api.share("alice", &wallet, "bob", "view").await.expect(201);
    let found = api
        .get("claire", "/api/admin/customers?q=ALI")
        .await
        .expect(200);
    let customers = found["customers"].as_array().unwrap();
    assert_eq!(customers.len(), 1);
    assert_eq!(
        (&customers[0]["name"], &customers[0]["wallet_count"]),
        (&json!("alice"), &json!(1))
    );
    let alice = customers[0]["id"].as_str().unwrap();
    let all = api
        .get("claire", &format!("/api/admin/customers/{alice}/wallets"))
        .await
        .expect(200);
    assert_eq!(all["customer"], customers[0]);
    assert_eq!(all["wallets"][0]["id"], wallet);
    assert_eq!(all["granted"][0]["grantee_name"], "bob");
    let refused = api
        .post("claire", &format!("/api/admin/users/{alice}/retire"), "")
        .await;
    assert_eq!(refused.problem(), "409 user_owns_wallets");
    let bob = api.get("bob", "/api/me").await.expect(200)["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let retired = api
        .post("claire", &format!("/api/admin/users/{bob}/retire"), "")
        .await;
    assert_eq!(retired.status, 204);
    assert_eq!(
        api.get("bob", "/api/me").await.problem(),
        "403 user_retired"
    );
    let left = api.get("alice", "/api/delegations").await.expect(200);
    assert_eq!(left["granted"], json!([]));
}

#[tokio::test]
async fn an_employee_neither_frees_their_own_wallet_nor_ends_their_own_access() {
    let api = TestApi::start().await;
    let wallet = api.wallet("claire").await;
    let path = format!("/api/admin/wallets/{wallet}");
    api.post("claire", &format!("{path}/freeze"), "")
        .await
        .expect(200);
    let lift = format!("{path}/unfreeze");
    let refused = api.post("claire", &lift, "").await;
    assert_eq!(refused.problem(), "403 conflict_of_interest");
    let lifted = api.post("dana", &lift, "").await.expect(200);
    assert_eq!(lifted["status"], "active");

    let me = api.get("claire", "/api/me").await.expect(200);
    let path = format!("/api/admin/users/{}/retire", me["id"].as_str().unwrap());
    let refused = api.post("claire", &path, "").await;
    assert_eq!(refused.problem(), "409 retire_self");
}

/// The id of somebody who has signed in.
async fn id_of(api: &TestApi, who: &str) -> String {
    let me = api.get(who, "/api/me").await.expect(200);
    me["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn transfers_are_read_by_customer_and_by_decider_and_exported() {
    let api = TestApi::start().await;
    let (alices, bobs) = (api.wallet("alice").await, api.wallet("bob").await);
    let mut ids = Vec::new();
    for (who, wallet) in [("alice", &alices), ("bob", &bobs), ("alice", &alices)] {
        let waits = api.transfer(who, wallet, "0.06").await.expect(201);
        ids.push(waits["transfer"]["id"].as_str().unwrap().to_owned());
        api.clock.advance(std::time::Duration::from_secs(1));
    }
    for (who, id) in [("claire", &ids[0]), ("dana", &ids[1])] {
        let path = format!("/api/admin/transfers/{id}/reject");
        api.post(who, &path, "").await.expect(200);
    }
    let (alice, dana) = (id_of(&api, "alice").await, id_of(&api, "dana").await);
    let queries = [
        (format!("customer_id={alice}"), vec![&ids[2], &ids[0]]),
        (format!("customer_id={alice}&decided=true"), vec![&ids[0]]),
        (format!("decided_by={dana}"), vec![&ids[1]]),
        (format!("wallet_id={bobs}&status=rejected"), vec![&ids[1]]),
        (
            "decided=true&to=2100-01-01T00:00:00Z".to_owned(),
            vec![&ids[1], &ids[0]],
        ),
    ];
    for (query, wanted) in &queries {
        let path = format!("/api/admin/transfers?{query}");
        let list = api.get("claire", &path).await.expect(200);
        let rows = list["transfers"].as_array().unwrap();
        let found: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(found, *wanted, "{query}");
        let path = format!("/api/admin/transfers.csv?{query}");
        let table = api.get("claire", &path).await;
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<&str> = table.text.lines().collect();
        assert!(lines[0].starts_with("created_at,id,"));
        let found: Vec<&str> = lines[1..]
            .iter()
            .map(|line| line.split(',').nth(1).unwrap())
            .collect();
        assert_eq!(found, *wanted, "{query}");
    }
    // One after the other, in pages.
    let path = format!("/api/admin/transfers?customer_id={alice}&limit=1");
    let first = api.get("claire", &path).await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = api.get("claire", &format!("{path}&cursor={cursor}")).await;
    assert_eq!(second.expect(200)["transfers"][0]["id"], ids[0]);
    let path = format!("/api/admin/transfers?cursor={cursor}");
    let foreign = api.get("claire", &path).await;
    assert_eq!(foreign.problem(), "400 invalid_query cursor bad_cursor");
    let exports = "/api/admin/audit?kind=transfer.exported";
    let exports = api.get("dana", exports).await.expect(200);
    assert_eq!(exports["rows"].as_array().unwrap().len(), queries.len());
    let told = &exports["rows"][0]["after"];
    assert_eq!(
        (&told["decided"], &told["to"]),
        (&json!(true), &json!("2100-01-01T00:00:00Z"))
    );
    let read = "/api/admin/audit?kind=customer.transfers_read";
    let read = api.get("dana", read).await.expect(200);
    let read = read["rows"].as_array().unwrap();
    assert!(read.len() == 4 && read.iter().all(|row| row["subject"] == alice));
}

/// Decided transfers are listed and found by when they were decided, not by when they were asked
/// for.
#[tokio::test]
async fn decisions_are_ordered_and_found_by_their_own_time() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        let waits = api.transfer("alice", &wallet, "0.06").await.expect(201);
        ids.push(waits["transfer"]["id"].as_str().unwrap().to_owned());
        api.clock.advance(std::time::Duration::from_secs(1));
    }
    let mut decided_at = Vec::new();
    for id in [&ids[2], &ids[0]] {
        let path = format!("/api/admin/transfers/{id}/reject");
        let done = api.post("claire", &path, "").await.expect(200);
        decided_at.push(done["transfer"]["reviewed_at"].as_str().unwrap().to_owned());
        api.clock.advance(std::time::Duration::from_secs(60));
    }
    let deciders = api.get("claire", "/api/admin/deciders").await.expect(200);
    let emails = deciders["deciders"].as_array().unwrap().iter();
    let emails: Vec<&str> = emails.map(|it| it["email"].as_str().unwrap()).collect();
    assert_eq!(emails, ["claire@example.com"]);
    let list = async |query: &str| {
        let path = format!("/api/admin/transfers?{query}");
        let list = api.get("dana", &path).await.expect(200);
        let rows = list["transfers"].as_array().unwrap().clone();
        let ids: Vec<String> = rows
            .iter()
            .map(|row| row["id"].as_str().unwrap().to_owned())
            .collect();
        (ids, list["next_cursor"].as_str().map(str::to_owned))
    };
    let (all, _) = list("decided=true").await;
    assert_eq!(all, [ids[0].clone(), ids[2].clone()]);
    let (since, _) = list(&format!("decided_from={}", decided_at[1])).await;
    assert_eq!(since, [ids[0].clone()]);
    let (before, _) = list(&format!("decided_to={}", decided_at[1])).await;
    assert_eq!(before, [ids[2].clone()]);
    let (first, next) = list("decided=true&limit=1").await;
    let next = next.unwrap();
    let (second, end) = list(&format!("decided=true&limit=1&cursor={next}")).await;
    assert_eq!(
        (first, second, end),
        (vec![ids[0].clone()], vec![ids[2].clone()], None)
    );
    // A place among decisions is none in a list by another order.
    let path = format!("/api/admin/transfers?wallet_id={wallet}&cursor={next}");
    let foreign = api.get("dana", &path).await;
    assert_eq!(foreign.problem(), "400 invalid_query cursor bad_cursor");
}

#[tokio::test]
async fn a_customers_accounts_and_freezes_are_shown_to_the_bank() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let alice = id_of(&api, "alice").await;
    let path = format!("/api/admin/wallets/{wallet}/freeze");
    let frozen = api.post("claire", &path, "").await.expect(200);
    assert_eq!(frozen["frozen_by_name"], "claire");
    let path = format!("/api/admin/customers/{alice}/wallets");
    let all = api.get("dana", &path).await.expect(200);
    assert_eq!(all["fiat_accounts"][0]["balance"], "5000.00");
    assert_eq!(all["fiat_accounts"][1]["kind"], "savings");
    let seen = &all["wallets"][0];
    assert_eq!(
        (&seen["frozen_by"], &seen["frozen_by_name"]),
        (&json!("bank"), &json!("claire"))
    );
    let own = api.get("alice", &format!("/api/wallets/{wallet}")).await;
    let own = own.expect(200);
    assert_eq!(own["frozen_by"], "bank");
    assert_eq!(own["frozen_at"], seen["frozen_at"]);
    assert!(own.get("frozen_by_name").is_none(), "{own}");
}

#[tokio::test]
async fn the_audit_trail_tells_before_and_after_and_is_filtered() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    api.call(
        "alice",
        Method::PATCH,
        &format!("/api/wallets/{wallet}"),
        r#"{"name":"Holidays"}"#,
    )
    .await
    .expect(200);
    let all = format!("/api/admin/audit?subject={wallet}&actor=alice@example.com");
    let rows = api.get("claire", &all).await.expect(200);
    let renamed = &rows["rows"][0];
    assert_eq!(renamed["kind"], "wallet.renamed");
    assert_eq!(
        (&renamed["before"], &renamed["after"]),
        (&json!({"name": "Mine"}), &json!({"name": "Holidays"}))
    );
    let at = renamed["at"].as_str().unwrap();
    for (query, count) in [
        ("kind=wallet.renamed".to_owned(), 1),
        (format!("kind=wallet.renamed&from={at}"), 1),
        (format!("kind=wallet.renamed&to={at}"), 0),
        ("kind=wallet.renamed&actor=bank".to_owned(), 0),
    ] {
        let path = format!("/api/admin/audit?{query}");
        let found = api.get("claire", &path).await.expect(200);
        assert_eq!(found["rows"].as_array().unwrap().len(), count, "{query}");
    }
}
