//! What each answer at each step means for the same bytes.

use std::fmt::Write;

use dfns::wire::Duplicate;
use dfns::{Error, Kind, Scope, Step};
use expect_test::expect;

use crate::fake::{COMPLETE, Fake, INIT, Reply};

const CALL: &str = "POST /wallets/wa-1/transfers";
const BODY: &[u8] = br#"{"kind":"Native","to":"0xb282","amount":"1","externalId":"pay-77"}"#;

/// Statuses with messages of the custody protocol notes, section 1, and some that no note names.
const ANSWERS: [(u16, &str); 22] = [
    (301, ""),
    (302, ""),
    (307, ""),
    (400, "Insufficient balance"),
    (400, "user action has already been used"),
    (400, "Challenge token is not valid."),
    (401, "Not Authorized."),
    (402, "not in your plan"),
    (403, "not authorized to perform operation"),
    (404, "wallet not found"),
    (405, ""),
    (408, ""),
    (409, "Conflicting transfer with same externalId"),
    (410, "deleted"),
    (412, "precondition"),
    (422, "archived"),
    (425, ""),
    (429, "slow down"),
    (500, "Internal Server Error"),
    (502, ""),
    (503, ""),
    (504, ""),
];

async fn refused_at(route: &str, reply: Reply) -> (Error, Fake) {
    let fake = Fake::start().await;
    fake.on(route, [reply]);
    let error = fake
        .client()
        .create_transfer("wa-1", BODY)
        .await
        .unwrap_err();
    (error, fake)
}

fn short(kind: &Kind) -> &'static str {
    match kind {
        Kind::NotSent => "not sent",
        Kind::Misconfigured {
            scope: Scope::Account,
        } => "misconfigured",
        Kind::Misconfigured { scope: Scope::Call } => "this call",
        Kind::Refused => "refused",
        Kind::Conflict { .. } => "conflict",
        Kind::Unknown => "unknown",
    }
}

#[tokio::test]
async fn every_status_at_every_step() {
    let mut table = String::new();
    for (status, message) in ANSWERS {
        write!(table, "{status} {message:<42}").unwrap();
        for (index, (route, step)) in [
            (INIT, Step::ActionInit),
            (COMPLETE, Step::ActionComplete),
            (CALL, Step::Call),
        ]
        .into_iter()
        .enumerate()
        {
            let body = format!(r#"{{"error":{{"status":{status},"message":"{message}"}}}}"#);
            let reply = Reply::with_headers(status, "location: /elsewhere\r\n", &body);
            let (error, fake) = refused_at(route, reply).await;
            assert_eq!(error.step(), step);
            assert_eq!(error.refusal().unwrap().status, status);
            assert_eq!(error.refusal().unwrap().message, message);
            assert_eq!(
                fake.routes(),
                [INIT, COMPLETE, CALL][..=index],
                "nothing goes twice"
            );
            write!(table, " {:<14}", short(&error.kind())).unwrap();
        }
        table.truncate(table.trim_end().len());
        table.push('\n');
    }
    expect![[r#"
        301                                            not sent       not sent       unknown
        302                                            not sent       not sent       unknown
        307                                            not sent       not sent       unknown
        400 Insufficient balance                       not sent       not sent       refused
        400 user action has already been used          not sent       not sent       unknown
        400 Challenge token is not valid.              not sent       not sent       unknown
        401 Not Authorized.                            misconfigured  misconfigured  misconfigured
        402 not in your plan                           misconfigured  misconfigured  misconfigured
        403 not authorized to perform operation        misconfigured  misconfigured  this call
        404 wallet not found                           not sent       not sent       this call
        405                                            not sent       not sent       unknown
        408                                            not sent       not sent       unknown
        409 Conflicting transfer with same externalId  not sent       not sent       conflict
        410 deleted                                    not sent       not sent       unknown
        412 precondition                               not sent       not sent       unknown
        422 archived                                   not sent       not sent       refused
        425                                            not sent       not sent       unknown
        429 slow down                                  not sent       not sent       not sent
        500 Internal Server Error                      not sent       not sent       unknown
        502                                            not sent       not sent       unknown
        503                                            not sent       not sent       unknown
        504                                            not sent       not sent       unknown
    "#]]
    .assert_eq(&table);
}

/// Section 5, idempotency: a 409 names who has the external id.
#[tokio::test]
async fn a_conflict_names_the_duplicate() {
    let body = r#"{"error":{"id":"1","status":409,"message":"Conflicting transfer with same externalId","details":{"duplicate":{"id":"xfr-1","externalId":"pay-77"}}}}"#;
    let (error, _) = refused_at(CALL, Reply::json(409, body)).await;
    let duplicate = Duplicate {
        id: "xfr-1".to_owned(),
        external_id: Some("pay-77".to_owned()),
    };
    assert_eq!(
        error.kind(),
        Kind::Conflict {
            duplicate: Some(duplicate)
        }
    );

    let (error, _) = refused_at(CALL, Reply::json(409, "<html>")).await;
    assert_eq!(error.kind(), Kind::Conflict { duplicate: None });
}

#[tokio::test]
async fn a_body_that_cannot_be_sent_is_refused() {
    let fake = Fake::start().await;
    let error = fake
        .client()
        .create_transfer("wa-1", b"\xff")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Refused);
}
