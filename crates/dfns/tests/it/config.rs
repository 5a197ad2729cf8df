//! What a client accepts to be told.

use dfns::{Client, Config, ConfigError, SecretString, SigningKey};

use crate::accepted::WALLET;
use crate::fake::{COMPLETE, Fake, INIT, KEY, Reply, TOKEN};

fn config(url: &str, token: &str, credential: &str) -> Result<Config, ConfigError> {
    let key = SigningKey::from_pem(KEY).unwrap();
    Config::new(url, SecretString::from(token), credential, key)
}

#[test]
fn the_base_url_is_https_or_loopback() {
    for url in [
        "https://api.example.com",
        "https://api.example.com/prefix/",
        "http://localhost:5002",
        "http://127.0.0.1:5002",
        "http://[::1]:5002",
    ] {
        Client::new(config(url, "t", "c").unwrap()).unwrap();
    }
    for url in [
        "http://api.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
    ] {
        assert!(
            matches!(config(url, "t", "c"), Err(ConfigError::PlainHttp)),
            "{url}"
        );
    }
    for url in [
        "",
        "api.example.com",
        "ftp://localhost",
        "https://u:p@h",
        "https://h?x",
        "https://h#x",
    ] {
        assert!(
            matches!(config(url, "t", "c"), Err(ConfigError::BaseUrl)),
            "{url}"
        );
    }
}

#[test]
fn token_and_credential_are_not_empty() {
    for token in ["", "two words", "line\nbreak", "ü"] {
        assert!(matches!(
            config("https://h", token, "c"),
            Err(ConfigError::AuthToken)
        ));
    }
    assert!(matches!(
        config("https://h", "t", ""),
        Err(ConfigError::CredentialId)
    ));
}

/// Section 1, base URLs: a prefix stays on the way and is no part of what is signed.
#[tokio::test]
async fn a_prefix_of_the_base_url_is_kept_and_not_signed() {
    let fake = Fake::start().await;
    for route in [INIT, COMPLETE] {
        let body = if route == INIT {
            crate::fake::CHALLENGE
        } else {
            r#"{"userAction":"a"}"#
        };
        fake.on(
            &route.replacen('/', "/prefix/", 1),
            [Reply::json(200, body)],
        );
    }
    fake.on("GET /prefix/wallets/wa-1", [Reply::json(200, WALLET)]);
    for slash in ["", "/"] {
        let url = format!("{}/prefix{slash}", fake.url);
        let client = Client::new(config(&url, TOKEN, "cred-1").unwrap()).unwrap();
        client.wallet("wa-1").await.unwrap();
        client.probe().await.unwrap();
    }
    let signed = String::from_utf8(fake.received()[1].body.clone()).unwrap();
    assert!(
        signed.contains(r#""userActionHttpPath":"/wallets""#),
        "{signed}"
    );
}

#[tokio::test]
async fn the_user_agent_is_never_empty() {
    let fake = Fake::start().await;
    fake.on("GET /wallets/wa-1", [Reply::json(200, WALLET)]);
    for (given, sent) in [("", None), ("bank/1", Some("bank/1"))] {
        let config = config(&fake.url, TOKEN, "c")
            .unwrap()
            .with_user_agent(given);
        Client::new(config).unwrap().wallet("wa-1").await.unwrap();
        let received = fake.received().pop().unwrap();
        let agent = received.header("user-agent").unwrap();
        assert!(!agent.is_empty());
        assert!(sent.is_none_or(|sent| sent == agent));
    }
}
