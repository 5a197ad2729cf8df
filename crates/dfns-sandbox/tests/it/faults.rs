//! Faults on demand, before and after the effect, and the counters of calls.

use serde_json::{Value, json};

use crate::harness::{Harness, ONE_ETH, SEPOLIA, STRANGER, answer, eventually, native};

async fn ready() -> (Harness, String) {
    let harness = Harness::start().await;
    let (wallet, _) = harness.funded_wallet(SEPOLIA, ONE_ETH).await;
    (harness, wallet)
}

async fn fault(harness: &Harness, matcher: Value, fault: Value) -> u64 {
    let body = json!({"match": matcher, "fault": fault});
    let (status, added) = harness.control("POST", "/faults", body).await;
    assert_eq!(status, 200, "{added}");
    added["id"].as_u64().unwrap()
}

/// The transfer call alone, with a fresh action.
async fn transfer_request(harness: &Harness, wallet: &str) -> reqwest::RequestBuilder {
    let path = format!("/wallets/{wallet}/transfers");
    let body =
        json!({"kind": "Native", "to": STRANGER, "amount": "1000", "externalId": "a"}).to_string();
    let action = harness.action("POST", &path, &body).await;
    harness.with_action(&action, "POST", &path, &body)
}

#[tokio::test]
async fn a_cut_before_the_effect_leaves_nothing() {
    let (harness, wallet) = ready().await;
    let id = fault(
        &harness,
        json!({"step": "transfer"}),
        json!({"cut": "before"}),
    )
    .await;
    assert!(
        transfer_request(&harness, &wallet)
            .await
            .send()
            .await
            .is_err()
    );
    assert_eq!(harness.executions("").await.len(), 0);
    let (_, view) = harness
        .control("GET", &format!("/faults/{id}"), Value::Null)
        .await;
    assert_eq!((&view["hits"], &view["left"]), (&json!(1), &json!(0)));
    // It is used up.
    assert_eq!(
        answer(transfer_request(&harness, &wallet).await).await.0,
        200
    );
    assert_eq!(harness.executions("").await.len(), 1);
}

#[tokio::test]
async fn a_cut_after_the_effect_leaves_the_transfer() {
    let (harness, wallet) = ready().await;
    fault(
        &harness,
        json!({"step": "transfer", "wallet": wallet}),
        json!({"cut": "after"}),
    )
    .await;
    assert!(
        transfer_request(&harness, &wallet)
            .await
            .send()
            .await
            .is_err()
    );
    assert_eq!(harness.executions("").await.len(), 1);
    let (status, entity) = answer(transfer_request(&harness, &wallet).await).await;
    assert_eq!((status, &entity["status"]), (200, &json!("Confirmed")));
    assert_eq!(harness.executions("").await.len(), 1);
}

#[tokio::test]
async fn statuses_strike_each_step_of_a_transfer() {
    let (harness, wallet) = ready().await;
    let transfers = format!("/wallets/{wallet}/transfers");
    fault(
        &harness,
        json!({"step": "action_init", "wallet": wallet}),
        json!({"status": 500}),
    )
    .await;
    let init = json!({"userActionPayload": "", "userActionHttpMethod": "POST", "userActionHttpPath": transfers});
    let request = harness
        .request(reqwest::Method::POST, "/auth/action/init")
        .bearer_auth(&harness.token);
    let (status, refusal) = answer(request.json(&init)).await;
    assert_eq!((status, &refusal["error"]["status"]), (500, &json!(500)));

    let matcher =
        json!({"step": "action_complete", "network": SEPOLIA, "prepares_suffix": "/transfers"});
    fault(&harness, matcher, json!({"status": 401})).await;
    harness.action("POST", "/wallets", "{}").await;
    let challenge = harness.challenge("POST", &transfers, "{}").await;
    let (status, _) = harness
        .complete(&challenge["challengeIdentifier"], "x", b"x")
        .await;
    assert_eq!(status, 401);

    fault(
        &harness,
        json!({"step": "transfer"}),
        json!({"status": 429, "retry_after": 7}),
    )
    .await;
    let response = transfer_request(&harness, &wallet)
        .await
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(harness.executions("").await.len(), 0);

    let html = json!({"status": 502, "body": "<html>bad gateway</html>", "when": "after"});
    fault(
        &harness,
        json!({"method": "post", "path_suffix": "/transfers"}),
        html,
    )
    .await;
    let (status, body) = answer(transfer_request(&harness, &wallet).await).await;
    assert_eq!((status, body), (502, json!("<html>bad gateway</html>")));
    assert_eq!(harness.executions("").await.len(), 1);

    let body = json!({"error": {"message": "mine"}});
    fault(
        &harness,
        json!({"path_prefix": "/networks"}),
        json!({"status": 400, "body": body}),
    )
    .await;
    assert_eq!(
        harness.get("/networks/fees?network=Base").await,
        (400, body)
    );
}

#[tokio::test]
async fn a_call_held_before_its_effect_waits_for_the_release() {
    let (harness, wallet) = ready().await;
    let id = fault(&harness, json!({"step": "transfer"}), json!({"hold": true})).await;
    let request = transfer_request(&harness, &wallet).await;
    let held = tokio::spawn(answer(request));
    let path = format!("/faults/{id}");
    eventually(async || {
        let (_, view) = harness.control("GET", &path, Value::Null).await;
        (view["hits"] == 1 && view["holding"] == 1).then_some(())
    })
    .await;
    assert_eq!(harness.executions("").await.len(), 0);
    assert!(!held.is_finished());
    assert_eq!(
        harness
            .control("POST", &format!("{path}/release"), Value::Null)
            .await
            .0,
        200
    );
    let (status, entity) = held.await.unwrap();
    assert_eq!((status, &entity["status"]), (200, &json!("Broadcasted")));
    assert_eq!(harness.executions("").await.len(), 1);
}

#[tokio::test]
async fn a_call_held_after_its_effect_has_happened() {
    let (harness, wallet) = ready().await;
    fault(
        &harness,
        json!({"step": "transfer"}),
        json!({"hold": true, "when": "after"}),
    )
    .await;
    let held = tokio::spawn(answer(transfer_request(&harness, &wallet).await));
    eventually(async || (harness.executions("").await.len() == 1).then_some(())).await;
    assert!(!held.is_finished());
    harness.control("DELETE", "/faults", Value::Null).await;
    assert_eq!(held.await.unwrap().0, 200);
    let (_, list) = harness.control("GET", "/faults", Value::Null).await;
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn a_held_call_whose_sender_hung_up_is_still_carried_out() {
    let (harness, wallet) = ready().await;
    let id = fault(&harness, json!({"step": "transfer"}), json!({"hold": true})).await;
    let held = tokio::spawn(transfer_request(&harness, &wallet).await.send());
    let path = format!("/faults/{id}");
    eventually(async || {
        let (_, view) = harness.control("GET", &path, Value::Null).await;
        (view["holding"] == 1).then_some(())
    })
    .await;
    held.abort();
    harness.control("DELETE", &path, Value::Null).await;
    eventually(async || (harness.executions("").await.len() == 1).then_some(())).await;
}

#[tokio::test]
async fn faults_strike_as_often_as_asked() {
    let harness = Harness::start().await;
    let body = json!({"match": {"step": "wallet_list"}, "fault": {"status": 503}, "times": 2});
    harness.control("POST", "/faults", body).await;
    let statuses = [
        harness.get("/wallets").await.0,
        harness.get("/wallets").await.0,
        harness.get("/wallets").await.0,
    ];
    assert_eq!(statuses, [503, 503, 200]);
    let body = json!({"match": {"step": "wallet_list"}, "fault": {"delay_ms": 1}, "times": 0});
    let (_, added) = harness.control("POST", "/faults", body).await;
    for _ in 0..3 {
        assert_eq!(harness.get("/wallets").await.0, 200);
    }
    let (_, view) = harness
        .control("GET", &format!("/faults/{}", added["id"]), Value::Null)
        .await;
    assert_eq!(view["hits"], 3);
}

#[tokio::test]
async fn bad_faults_are_refused() {
    let harness = Harness::start().await;
    for body in [
        json!({}),
        json!({"fault": {}}),
        json!({"fault": {"status": 500, "cut": "before"}}),
        json!({"fault": {"cut": "sometimes"}}),
        json!({"fault": {"status": 500}, "match": {"colour": "red"}}),
        json!({"fault": {"hold": false}}),
        json!({"fault": {"status": 500}, "match": {"step": "create_wallet"}}),
        json!({"fault": {"status": 500}, "match": {"step": "other"}}),
    ] {
        assert_eq!(
            harness.control("POST", "/faults", body.clone()).await.0,
            400,
            "{body}"
        );
    }
}

#[tokio::test]
async fn calls_are_counted_by_endpoint() {
    let (harness, wallet) = ready().await;
    harness.control("DELETE", "/calls", Value::Null).await;
    harness.transfer(&wallet, &native(STRANGER, "1")).await;
    harness.get(&format!("/wallets/{wallet}/assets")).await;
    let (_, calls) = harness.control("GET", "/calls", Value::Null).await;
    assert_eq!(
        calls,
        json!({"total": 4, "endpoints": {
            "GET /wallets/{wallet_id}/assets": 1,
            "POST /auth/action": 1,
            "POST /auth/action/init": 1,
            "POST /wallets/{wallet_id}/transfers": 1,
        }})
    );
}

#[tokio::test]
async fn the_daily_rates_have_the_form_of_the_central_bank() {
    let harness = Harness::start().await;
    let (status, xml) = harness
        .control("GET", "/rates/eurofxref-daily.xml", Value::Null)
        .await;
    assert_eq!(status, 200);
    let xml = xml.as_str().unwrap();
    assert!(
        xml.contains("<Cube currency='USD' rate='1.1642'/>"),
        "{xml}"
    );
    assert!(xml.contains("<Cube time='20"), "{xml}");
}
