//! What a failure at each step means, for a transfer and for other calls.

use std::fmt::Write;

use bank::custody::{CallError, Custody, NewWallet, Submission};
use domain::network::Network;
use expect_test::expect;

use crate::fake::{COMPLETE, Fake, INIT, WALLET_ID, assert_neutral, wallet_ref};

const STATUSES: [u16; 12] = [302, 400, 401, 402, 403, 404, 409, 410, 422, 429, 500, 503];

const MESSAGE: &str = r#"{"error":{"id":"1","status":0,"message":"Dfns: us-6b58p-r53sr-rlrd3l5cj3uc4ome may not use wa-5pfuu-9euek-h0odgb6snva8ph3k","details":{"orgId":"or-195qp-opddr-abcdefghijklmn12"}}}"#;

async fn submit(route: &str, status: u16, body: &str) -> Submission {
    let fake = Fake::start().await;
    fake.on(route, status, body);
    fake.custody.submit_transfer(&wallet_ref(), b"{}").await
}

fn transfer_route() -> String {
    format!("POST /wallets/{WALLET_ID}/transfers")
}

fn name(submission: &Submission) -> &'static str {
    let (name, detail) = match submission {
        Submission::Accepted(_) => return "accepted",
        Submission::NotSent(detail) => ("not sent", detail),
        Submission::Throttled { detail, .. } => ("throttled", detail),
        Submission::Misconfigured {
            transfer_call_made: false,
            detail,
        } => ("misconfigured before", detail),
        Submission::Misconfigured {
            transfer_call_made: true,
            detail,
        } => ("misconfigured", detail),
        Submission::Denied(detail) => ("denied", detail),
        Submission::Invalid(detail) => ("invalid", detail),
        Submission::Conflict { detail, .. } => ("conflict", detail),
        Submission::Unknown(detail) => ("unknown", detail),
    };
    assert_neutral(&detail.to_string());
    name
}

#[tokio::test]
async fn every_status_at_every_step_of_a_transfer() {
    let mut table = String::new();
    for status in STATUSES {
        let init = submit(INIT, status, MESSAGE).await;
        let complete = submit(COMPLETE, status, MESSAGE).await;
        let call = submit(&transfer_route(), status, MESSAGE).await;
        let (init, complete, call) = (name(&init), name(&complete), name(&call));
        writeln!(table, "{status} {init:20} {complete:20} {call}").unwrap();
    }
    expect![[r#"
        302 not sent             not sent             unknown
        400 not sent             not sent             invalid
        401 misconfigured before misconfigured before misconfigured
        402 misconfigured before misconfigured before misconfigured
        403 misconfigured before misconfigured before denied
        404 not sent             not sent             denied
        409 not sent             not sent             conflict
        410 not sent             not sent             unknown
        422 not sent             not sent             invalid
        429 throttled            throttled            throttled
        500 not sent             not sent             unknown
        503 not sent             not sent             unknown
    "#]]
    .assert_eq(&table);
}

#[tokio::test]
async fn details_are_the_facts_of_an_operator() {
    let Submission::Denied(detail) = submit(&transfer_route(), 403, MESSAGE).await else {
        panic!("403 on the call");
    };
    assert_eq!(
        detail.to_string(),
        "call: status 403: custody: (id) may not use (id)"
    );
}

#[tokio::test]
async fn a_used_challenge_on_the_call_is_unknown() {
    for message in [
        "user action has already been used",
        "Challenge token is not valid.",
    ] {
        let body = format!(r#"{{"error":{{"message":"{message}"}}}}"#);
        let submission = submit(&transfer_route(), 400, &body).await;
        assert!(
            matches!(submission, Submission::Unknown(_)),
            "{submission:?}"
        );
    }
}

#[tokio::test]
async fn a_conflict_names_the_duplicate_where_it_can() {
    let duplicate = |id: &str| {
        format!(r#"{{"error":{{"message":"m","details":{{"duplicate":{{"id":"{id}"}}}}}}}}"#)
    };
    for (body, expected) in [
        (duplicate("xfr-1"), Some("xfr-1")),
        (duplicate(""), None),
        ("<html>".to_owned(), None),
    ] {
        let Submission::Conflict { duplicate, .. } = submit(&transfer_route(), 409, &body).await
        else {
            panic!("409 on the call");
        };
        assert_eq!(duplicate.as_ref().map(|id| id.as_str()), expected);
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_unknown_only_after_the_call() {
    for body in ["", "<html>", "{}", "[]"] {
        assert_eq!(name(&submit(INIT, 200, body).await), "not sent");
        assert_eq!(name(&submit(COMPLETE, 200, body).await), "not sent");
        assert_eq!(name(&submit(&transfer_route(), 200, body).await), "unknown");
    }
}

fn call_name(error: &CallError) -> &'static str {
    assert_neutral(&format!("{error} {error:?}"));
    match error {
        CallError::NotSent(_) => "not sent",
        CallError::Throttled { .. } => "throttled",
        CallError::Misconfigured(_) => "misconfigured",
        CallError::Refused(_) => "refused",
        CallError::NotFound(_) => "not found",
        CallError::Unknown(_) => "unknown",
    }
}

#[tokio::test]
async fn every_status_of_other_calls() {
    let new = NewWallet {
        network: Network::EthereumSepolia,
        name: "n".to_owned(),
        external_id: "e".to_owned(),
    };
    let mut table = String::new();
    for status in STATUSES {
        let fake = Fake::start().await;
        fake.on("POST /wallets", status, MESSAGE);
        let create = fake.custody.create_wallet(&new).await.unwrap_err();
        fake.on(&format!("GET /wallets/{WALLET_ID}"), status, MESSAGE);
        let read = fake.custody.wallet(&wallet_ref().id).await.unwrap_err();
        fake.on(INIT, status, MESSAGE);
        let probe = fake.custody.probe().await.unwrap_err();
        let (create, read, probe) = (call_name(&create), call_name(&read), call_name(&probe));
        writeln!(table, "{status} {create:14} {read:14} {probe}").unwrap();
    }
    expect![[r#"
        302 unknown        unknown        not sent
        400 refused        refused        not sent
        401 misconfigured  misconfigured  misconfigured
        402 misconfigured  misconfigured  misconfigured
        403 refused        refused        misconfigured
        404 not found      not found      not sent
        409 refused        refused        not sent
        410 unknown        unknown        not sent
        422 refused        refused        not sent
        429 throttled      throttled      throttled
        500 unknown        unknown        not sent
        503 unknown        unknown        not sent
    "#]]
    .assert_eq(&table);
}
