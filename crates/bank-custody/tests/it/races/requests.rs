//! The same request many times at once.

use std::collections::BTreeSet;

use api_types::{CreateTransfer, TransferAnswer, TransferStatus};
use futures::future::join_all;
use idp::MintRequest;
use serde_json::json;
use testkit::{Options, TestBank};

use super::{MANY, SMALL, executions, refusal, sent};

/// One `POST /api/transfers` of Alice: the answer, and whether it says that it is a repeat.
async fn post(bank: &TestBank, order: &CreateTransfer, key: &str) -> (u16, bool, String) {
    let request = bank
        .http()
        .post(format!("{}/api/transfers", bank.api_url()))
        .bearer_auth(bank.token("alice"))
        .header("Idempotency-Key", key)
        .json(order);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let replayed = answer.headers().get("Idempotent-Replayed");
    let replayed = replayed.is_some_and(|value| value == "true");
    (status, replayed, answer.text().await.unwrap())
}

#[test]
fn twenty_double_clicks_send_once() {
    testkit::run_on_both(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let order = bank.order(&wallet, SMALL);
        let clicks = (0..MANY).map(|_| post(bank, &order, "a-click"));
        let mut ids = BTreeSet::new();
        let mut first = 0;
        for (status, replayed, body) in join_all(clicks).await {
            assert_eq!(status, 201, "{body}");
            first += usize::from(!replayed);
            let answer: TransferAnswer = serde_json::from_str(&body).unwrap();
            ids.insert(answer.transfer.id);
        }
        assert_eq!((first, ids.len()), (1, 1));
        let id = ids.first().unwrap();
        let transfer = bank.reaches(id, TransferStatus::Confirmed).await.transfer;
        assert_eq!(executions(bank, &transfer).await, 1);
        // A late click is answered with how it stands now.
        let (status, replayed, body) = post(bank, &order, "a-click").await;
        assert_eq!((status, replayed), (201, true));
        assert!(body.contains(r#""status":"confirmed""#), "{body}");
    });
}

#[test]
fn one_key_is_for_one_body() {
    testkit::run_on_both(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        // Twenty different bodies with the same key at once: one is sent.
        let orders: Vec<_> = (0..MANY).map(|_| bank.order(&wallet, SMALL)).collect();
        let sends = orders.iter().map(|order| alice.send(order, Some("key")));
        let answers = join_all(sends).await;
        let (sent, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(sent.len(), 1);
        for answer in refused {
            let reused = (422, "idempotency_key_reused".to_owned());
            assert_eq!(refusal(answer), reused);
        }
        let mut executed = 0;
        for order in &orders {
            executed += bank
                .custody()
                .executions(Some(&order.to_address))
                .await
                .len();
        }
        assert_eq!(executed, 1);
        // Another person's key of the same text is another key.
        let bob = bank.person("bob");
        let bobs = bank.funded_wallet(&bob, "Bob’s").await;
        let order = bank.order(&bobs, SMALL);
        let answer = bob.send(&order, Some("key")).await.unwrap();
        assert_eq!(answer.transfer.to_address.to_lowercase(), order.to_address);
    });
}

#[test]
fn twenty_first_requests_make_one_person() {
    testkit::run_on_both(async |bank| {
        let token = bank.mint(MintRequest {
            email: Some("Nora@Example.com".to_owned()),
            name: Some("Nora".to_owned()),
            ..MintRequest::for_subject("local|nora")
        });
        let nora = bank.bearer(token);
        let mut people = BTreeSet::new();
        let mut accounts = BTreeSet::new();
        let (whos, overviews) = futures::future::join(
            join_all((0..MANY / 2).map(|_| nora.me())),
            join_all((0..MANY / 2).map(|_| nora.overview())),
        )
        .await;
        for me in whos {
            people.insert(me.unwrap().id);
        }
        for overview in overviews {
            let own: Vec<_> = overview.unwrap().fiat_accounts;
            assert_eq!(own.len(), 2, "{own:?}");
            accounts.extend(own.into_iter().map(|account| account.iban));
        }
        assert_eq!((people.len(), accounts.len()), (1, 2));
        let dana = bank.person("dana");
        let found = dana.admin_customers(Some("nora")).await.unwrap().customers;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(Some(&found[0].id), people.first());
    });
}

/// Twenty sends that together exceed the balance: each is either accepted and carried out, or
/// refused for want of funds. None is accepted that the wallet cannot pay.
#[test]
fn twenty_sends_never_spend_the_same_money_twice() {
    let options = Options::default().var("APPROVAL_THRESHOLD", "1000");
    testkit::run_with(options, async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        // Of 1 ether, so that ten and their fees do not fit but nine do.
        let orders: Vec<_> = (0..MANY).map(|_| bank.order(&wallet, "0.1")).collect();
        let sends = orders.iter().map(|order| alice.send(order, None));
        let (sent, refused): (Vec<_>, Vec<_>) =
            join_all(sends).await.into_iter().partition(Result::is_ok);
        assert!((1..=9).contains(&sent.len()), "{} accepted", sent.len());
        for answer in refused {
            assert_eq!(refusal(answer), (422, "insufficient_funds".to_owned()));
        }
        for answer in &sent {
            let transfer = &answer.as_ref().unwrap().transfer;
            bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        }
        // Nothing stays reserved: what is left can be sent.
        for _ in sent.len()..9 {
            let transfer = self::sent(bank, &alice, &wallet, "0.1").await;
            bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        }
        let more = alice.send(&bank.order(&wallet, "0.1"), None).await;
        assert_eq!(refusal(more), (422, "insufficient_funds".to_owned()));
    });
}

/// What is under way will also pay its fee: the rest of the balance is less than it seems.
#[test]
fn the_rest_of_the_balance_leaves_the_fees_of_what_is_under_way() {
    let options = Options::default().var("APPROVAL_THRESHOLD", "1000");
    testkit::run_with(options, async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        bank.custody()
            .set_mode(&wallet.network, &json!({"mode": "pending"}))
            .await;
        let mut sent = Vec::new();
        for _ in 0..12 {
            sent.push(super::sent(bank, &alice, &wallet, "0.05").await);
        }
        let preview = alice.preview(&bank.order(&wallet, SMALL)).await.unwrap();
        let rest = preview.max.unwrap();
        sent.push(super::sent(bank, &alice, &wallet, &rest).await);
        bank.custody().advance().await;
        for transfer in sent {
            bank.reaches(&transfer.id, TransferStatus::Confirmed).await;
        }
    });
}
