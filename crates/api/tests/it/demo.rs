//! Demo mode, with a demo that only takes notes.

use std::sync::{Arc, Mutex};

use api::{Code, Demo, Probe, Problem, TestFundsRequest};
use async_trait::async_trait;
use bank::Caller;
use domain::id::TransferId;

use crate::support::TestApi;

#[derive(Debug, Default)]
struct Notes(Mutex<Vec<String>>);

#[async_trait]
impl Demo for Notes {
    async fn test_funds(&self, funds: TestFundsRequest<'_>) -> Result<(), Problem> {
        if funds.amount == Some("0") {
            let (field, fault) = ("amount", "amount_zero");
            return Err(Problem::of_field(
                Code::Invalid,
                field,
                fault,
                "Nothing is no gift.",
            ));
        }
        let note = format!("{} {:?} {:?}", funds.caller.name, funds.amount, funds.asset);
        self.0.lock().unwrap().push(note);
        Ok(())
    }

    async fn story(&self, _: &Caller) -> Result<Vec<TransferId>, Problem> {
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn test_money_is_passed_on() {
    let notes = Arc::new(Notes::default());
    let demo: Arc<dyn Demo> = notes.clone();
    let api = TestApi::start_with(|settings| settings.demo = Some(demo)).await;
    let wallet = api.wallet("alice").await;
    let path = format!("/api/wallets/{wallet}/test-funds");
    assert_eq!(api.post("alice", &path, "").await.expect(200)["id"], wallet);
    api.post("alice", &path, r#"{"amount":"5","asset":"USDC"}"#)
        .await
        .expect(200);
    let refused = api.post("alice", &path, r#"{"amount":"0"}"#).await;
    assert_eq!(refused.problem(), "422 invalid amount amount_zero");
    assert_eq!(api.post("", &path, "").await.problem(), "401 token_missing");
    let expected = ["alice None None", "alice Some(\"5\") Some(\"USDC\")"];
    assert_eq!(*notes.0.lock().unwrap(), expected);
    let story = api.post("alice", "/api/demo/story", "").await.expect(200);
    assert_eq!(story["transfer_ids"], serde_json::json!([]));
}

#[derive(Debug)]
struct Broken;

#[async_trait]
impl Probe for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    async fn check(&self) -> Result<(), String> {
        panic!("a secret")
    }
}

#[tokio::test]
async fn a_panic_is_a_neutral_problem() {
    let api = TestApi::start_with(|settings| settings.probes.push(Arc::new(Broken))).await;
    let answer = api.get("", "/readyz").await;
    assert_eq!(answer.problem(), "500 internal");
    assert!(!answer.text.contains("secret"));
    assert!(
        answer.json()["request_id"]
            .as_str()
            .unwrap()
            .starts_with("req_")
    );
    api.get("", "/livez").await.expect(200);
}
