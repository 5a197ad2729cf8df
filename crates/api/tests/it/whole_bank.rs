//! The whole bank over HTTP, as its callers meet it: real tokens, a real chain, and the books to
//! compare before and after.

use api_types::{CreateTransfer, Permission, Wallet};
use client::Session;
use idp::MintRequest;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use store::audit::{AuditFilter, NewAudit};
use testkit::{Books, TestBank};

use crate::support::Answer;

/// A request to the bank, without a token.
pub(crate) fn request(bank: &TestBank, method: Method, path: &str) -> RequestBuilder {
    bank.http()
        .request(method, format!("{}{path}", bank.api_url()))
}

/// Sends a request. No answer may name the custodian, neither in its body nor in a header.
pub(crate) async fn answer(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    // A stream has no end to wait for.
    let endless = headers
        .get("content-type")
        .is_some_and(|kind| kind == "text/event-stream");
    let text = if endless {
        String::new()
    } else {
        String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned()
    };
    let answer = Answer {
        status,
        headers,
        text,
    };
    assert_unnamed(&answer);
    answer
}

fn assert_unnamed(answer: &Answer) {
    // Split, so that this file does not name it either. A cursor is base64 and may spell anything.
    let vendor = ["df", "ns"].concat();
    let body = match serde_json::from_str::<Value>(&answer.text) {
        Ok(mut body) => {
            if let Some(cursor) = body.get_mut("next_cursor") {
                *cursor = Value::Null;
            }
            body.to_string()
        }
        Err(_) => answer.text.clone(),
    };
    let headers = format!("{:?}", answer.headers);
    for text in [body, headers] {
        assert!(!text.to_lowercase().contains(&vendor), "{text}");
    }
}

/// Checks that an answer is a whole problem, and gives its one-line summary.
pub(crate) fn problem(answer: &Answer) -> String {
    let summary = answer.problem();
    let body = answer.json();
    for name in ["type", "title", "detail", "code", "request_id"] {
        assert!(
            body[name].as_str().is_some_and(|text| !text.is_empty()),
            "{name}: {body}"
        );
    }
    assert_eq!(answer.headers["cache-control"], "no-store", "{body}");
    let faults = body["errors"].as_array().cloned().unwrap_or_default();
    let of_fields = ["invalid", "invalid_query"].contains(&body["code"].as_str().unwrap());
    assert_eq!(of_fields, !faults.is_empty(), "{body}");
    for fault in faults {
        for name in ["field", "code", "detail"] {
            assert!(
                fault[name].as_str().is_some_and(|text| !text.is_empty()),
                "{name}: {body}"
            );
        }
    }
    assert_eq!(
        answer.headers.contains_key("www-authenticate"),
        answer.status == 401,
        "{body}"
    );
    summary
}

/// Fails with what was written or executed since then.
pub(crate) fn assert_unchanged(before: &Books, now: &Books, what: &str) {
    let changes = now.changes_since(before);
    assert!(
        changes.is_empty(),
        "{what} changed:\n{}",
        changes.join("\n")
    );
}

/// A usual token of a person that only this test knows.
pub(crate) fn minting(name: &str, is_employee: bool) -> MintRequest {
    let roles = if is_employee {
        vec!["employee"]
    } else {
        vec![]
    };
    MintRequest {
        subject: Some(format!("test|{name}")),
        email: Some(format!("{name}@people.example")),
        email_verified: Some(true),
        name: Some(name.to_owned()),
        roles: Some(roles.into_iter().map(str::to_owned).collect()),
        ..MintRequest::default()
    }
}

/// The email of such a person.
pub(crate) fn email(name: &str) -> String {
    format!("{name}@people.example")
}

/// Shares a wallet without a limit; gives the delegation's id.
pub(crate) async fn share(
    owner: &Session,
    wallet: &Wallet,
    with: &str,
    permission: Permission,
) -> String {
    let grant = api_types::CreateDelegation {
        wallet_id: wallet.id.clone(),
        grantee_email: with.to_owned(),
        permission,
        transfer_limit: None,
    };
    owner.grant(&grant, None).await.expect("a delegation").id
}

/// Asks for a transfer that waits for the bank; gives its id.
pub(crate) async fn waiting_transfer(from: &Session, wallet: &Wallet, to: &str) -> String {
    let order = CreateTransfer {
        wallet_id: wallet.id.clone(),
        to_address: to.to_owned(),
        amount: "0.05".to_owned(),
        asset: None,
    };
    let asked = from.send(&order, None).await.expect("a transfer").transfer;
    assert_eq!(asked.status, api_types::TransferStatus::Pending);
    asked.id
}

/// An alert as the bank would raise it; its number.
pub(crate) async fn alert(bank: &TestBank, subject: &str) -> String {
    let store = &bank.server().assembly().store;
    let all = AuditFilter::default();
    let latest = store.audit(&all, store::Page::first(1)).await;
    let mut tx = store.begin(store::UnitOfWork::named("test")).await.unwrap();
    tx.append_audit(&NewAudit {
        at: latest.unwrap().rows[0].entry.at,
        actor_id: None,
        actor: "bank".to_owned(),
        kind: "alert.unknown_wallet".to_owned(),
        subject: subject.to_owned(),
        before: None,
        after: None,
        request_id: String::new(),
        address: String::new(),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let alerts = store.alerts(Some(false), store::Page::first(1)).await;
    alerts.unwrap().rows[0].alert.seq.to_string()
}
