//! Messages that are not custody's, or not of now: they change nothing.

use std::sync::{Arc, Mutex};

use api_types::TransferStatus;
use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use dfns::wire::CreateWebhook;
use dfns::{SIGNATURE_HEADER, SecretString};
use testkit::{TestBank, eventually};
use tokio::net::TcpListener;

use super::{alerts, custody};

/// A message as it came, with its signature.
#[derive(Clone, Debug)]
struct Message {
    body: Bytes,
    signature: String,
}

/// Messages that custody sends to somebody else, under a secret that the bank does not know.
struct Elsewhere {
    secret: SecretString,
    kept: Arc<Mutex<Vec<Message>>>,
}

impl Elsewhere {
    async fn listen(bank: &TestBank) -> Self {
        let kept: Arc<Mutex<Vec<Message>>> = Arc::default();
        let keep = async |State(kept): State<Arc<Mutex<Vec<Message>>>>,
                          headers: HeaderMap,
                          body: Bytes| {
            let signature = headers[SIGNATURE_HEADER].to_str().unwrap().to_owned();
            kept.lock().unwrap().push(Message { body, signature });
            StatusCode::OK
        };
        let router = Router::new()
            .route("/", post(keep))
            .with_state(Arc::clone(&kept));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        let new = CreateWebhook {
            url,
            events: vec!["*".to_owned()],
            description: None,
            status: None,
        };
        let created = custody(bank).create_webhook(&new).await.unwrap();
        Self {
            secret: SecretString::from(created.secret),
            kept,
        }
    }

    /// The first message of a kind.
    async fn message(&self, kind: &str) -> Message {
        let kind = format!("\"kind\":\"{kind}\"");
        eventually("the message", async || {
            let kept = self.kept.lock().unwrap();
            let wanted = kept
                .iter()
                .find(|it| str::from_utf8(&it.body).unwrap().contains(&kind));
            wanted.cloned()
        })
        .await
    }
}

/// Status, code, and whether anything in it names the provider.
async fn deliver(bank: &TestBank, body: Bytes, signature: Option<&str>) -> (u16, String) {
    let url = format!("{}/webhooks/custody", bank.api_url());
    let mut request = bank.http().post(url).body(body);
    if let Some(signature) = signature {
        request = request.header(SIGNATURE_HEADER, signature);
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    for (name, value) in response.headers() {
        let line = format!("{name}: {}", value.to_str().unwrap()).to_lowercase();
        assert!(!line.contains("dfns"), "{line}");
    }
    let text = response.text().await.unwrap();
    assert!(!text.to_lowercase().contains("dfns"), "{text}");
    let problem: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    (
        status,
        problem["code"].as_str().unwrap_or_default().to_owned(),
    )
}

#[test]
fn what_is_forged_old_or_signed_by_somebody_else_changes_nothing() {
    testkit::run(async |bank| {
        let elsewhere = Elsewhere::listen(bank).await;
        let alice = bank.person("alice");
        let wallet = bank.funded_wallet(&alice, "Savings").await;
        let sent = alice
            .send(&bank.order(&wallet, "0.01"), None)
            .await
            .unwrap();
        bank.reaches(&sent.transfer.id, TransferStatus::Confirmed)
            .await;
        bank.settle().await;
        bank.custody().all_told().await;
        let Message { body, signature } = elsewhere.message("wallet.transfer.confirmed").await;
        let before = bank.books().await;

        let forged = str::from_utf8(&body)
            .unwrap()
            .replace("Confirmed", "Failed");
        let wrong = (401, "signature_invalid".to_owned());
        let zeros = format!("sha256={}", "0".repeat(64));
        for (body, signature) in [
            (body.clone(), None),
            (body.clone(), Some("")),
            (body.clone(), Some(zeros.as_str())),
            (body.clone(), Some(signature.as_str())),
            (Bytes::from(forged.clone()), Some(signature.as_str())),
        ] {
            assert_eq!(deliver(bank, body, signature).await, wrong, "{signature:?}");
        }
        let large = Bytes::from(vec![b' '; 65 * 1024]);
        let refused = (413, "body_too_large".to_owned());
        assert_eq!(deliver(bank, large, Some(&signature)).await, refused);
        assert_eq!(bank.books().await.changes_since(&before), [] as [String; 0]);

        // A second secret is believed beside the first, and only for what it signed.
        let notices = bank.server().assembly().notices.as_ref().unwrap();
        notices.trust(&elsewhere.secret);
        let accepted = (200, String::new());
        for _ in 0..3 {
            let answer = deliver(bank, body.clone(), Some(&signature)).await;
            assert_eq!(
                answer, accepted,
                "a repetition is one more copy of what is known"
            );
        }
        let answer = deliver(bank, Bytes::from(forged), Some(&signature)).await;
        assert_eq!(answer, wrong);
        assert_eq!(bank.books().await.changes_since(&before), [] as [String; 0]);
        assert_eq!(alerts(bank).await, []);

        bank.put_clock_forward(301);
        let old = (401, "message_expired".to_owned());
        assert_eq!(deliver(bank, body, Some(&signature)).await, old);
    });
}
