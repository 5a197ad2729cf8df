//! No secret in anything that can be printed.

use dfns::wire::UserAction;
use dfns::{Client, Config, Error, Limits, SecretString, SigningKey};

use crate::fake::{ACTION, COMPLETE, Fake, INIT, KEY, Reply, TOKEN};

/// Everything that `{:?}`, `{}` and the chain of sources say about an error.
fn printed(error: &Error) -> String {
    let mut text = format!("{error:?} {error:#?} {error} {:?}", error.kind());
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

fn assert_clean(text: &str) {
    let key: String = KEY
        .lines()
        .filter(|line| !line.starts_with("---"))
        .collect();
    assert!(key.len() > 40);
    for secret in [TOKEN, ACTION, &key, &key[22..]] {
        assert!(!text.contains(secret), "a secret is printed: {text}");
    }
}

#[tokio::test]
async fn nothing_that_can_be_printed_carries_a_secret() {
    let fake = Fake::start().await;
    let key = SigningKey::from_pem(KEY).unwrap();
    assert_clean(&format!("{key:?}"));
    let config = Config::new(&fake.url, SecretString::from(TOKEN), "cred-1", key).unwrap();
    assert_clean(&format!("{config:?} {config:#?}"));
    let client = Client::new(config).unwrap();
    assert_clean(&format!("{client:?} {client:#?}"));
    assert_clean(&format!(
        "{:?}",
        UserAction {
            user_action: ACTION.to_owned()
        }
    ));

    let damaged = KEY.replace("MC4C", "MC4D");
    let error = SigningKey::from_pem(&damaged).unwrap_err();
    assert_clean(&format!("{error:?} {error}"));
    let key = SigningKey::from_pem(KEY).unwrap();
    let error = Config::new("http://h", SecretString::from(TOKEN), "c", key).unwrap_err();
    assert_clean(&format!("{error:?} {error}"));
}

#[tokio::test]
async fn no_error_carries_a_secret() {
    const CALL: &str = "POST /wallets/wa-1/transfers";
    for reply in [
        Reply::Silence,
        Reply::CutAtHead,
        Reply::CutAfterRead,
        Reply::CutInAnswer,
        Reply::json(401, "{}"),
        Reply::json(200, &format!("\"{ACTION}\"")),
        Reply::json(
            200,
            &format!(r#"{{"userAction":["{ACTION}"],"id":"{ACTION}"}}"#),
        ),
    ] {
        for route in [INIT, COMPLETE, CALL] {
            let fake = Fake::start().await;
            fake.on(route, [reply.clone()]);
            assert_clean(&printed(
                &fake
                    .impatient()
                    .create_transfer("wa-1", b"{}")
                    .await
                    .unwrap_err(),
            ));
        }
    }
    let fake = Fake::start().await;
    fake.on(
        COMPLETE,
        [Reply::AnswerAndStop(r#"{"userAction":"act-5ecr3t"}"#)],
    );
    let client = fake.client_with(KEY, Limits::default());
    assert_clean(&printed(
        &client.create_transfer("wa-1", b"{}").await.unwrap_err(),
    ));
}
