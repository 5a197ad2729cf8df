//! `custody setup`: what it writes and prints leads to an account that works.

use dfns::{Client, Config, PageQuery, SecretString, SigningKey};
use serde_json::json;
use testkit::Custody;

use crate::{
    program::{Ended, Home},
    server::Ground,
};

const WEBHOOK: &str = "https://bank.example.com/webhooks/custody";

/// What a command printed; it must have succeeded.
fn printed(ended: Ended) -> String {
    assert!(ended.status.success(), "{}{}", ended.stdout, ended.stderr);
    ended.stdout
}

/// The value of a variable that is printed on a line of its own.
fn variable<'a>(printed: &'a str, name: &str) -> &'a str {
    let mut lines = printed.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    value.unwrap_or_else(|| panic!("no {name} in: {printed}"))
}

/// Each kind of key, registered as the guide says, makes an account that `check` finds good.
#[tokio::test]
async fn the_key_pair_and_what_is_printed_make_a_working_account() {
    for kind in ["ed25519", "p256", "secp256k1", "rsa"] {
        let ground = Ground::new().await;
        let args = [
            "custody",
            "setup",
            "--kind",
            kind,
            "--key-file",
            "keys/a.pem",
        ];
        let guide = printed(ground.home.command(&args).run().await);
        for permission in ["Wallets:Create", "Wallets:Transfers:Create", "Keys:Create"] {
            assert!(guide.contains(permission), "{guide}");
        }
        let file = std::fs::read_to_string(ground.home.path("keys/a.pem.pub")).unwrap();
        assert!(guide.contains(&file), "{guide}");
        assert!(!guide.contains("PRIVATE KEY-"), "{guide}");

        let registration = json!({"publicKey": file});
        let account = ground
            .custody()
            .post("/_sandbox/credentials", &registration);
        let account = account.await;
        let checked = ground
            .invocation_of(&["check"])
            .var("DFNS_PRIVATE_KEY", variable(&guide, "DFNS_PRIVATE_KEY"))
            .var("DFNS_CRED_ID", account["credId"].as_str().unwrap())
            .var("DFNS_AUTH_TOKEN", account["token"].as_str().unwrap());
        let found = printed(checked.run().await);
        assert!(found.contains("custody.credential"), "{found}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_private_key_is_its_owners_alone_and_never_overwritten() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    let setup = || home.command(&["custody", "setup"]);
    printed(setup().run().await);
    let file = home.path("data/custody-key.pem");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let key = std::fs::read_to_string(&file).unwrap();
    let reason = setup().refused().await;
    assert!(reason.contains("never overwritten"), "{reason}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), key);
}

#[tokio::test]
async fn a_webhook_is_registered_once_and_its_secret_passes_the_check() {
    let ground = Ground::new().await;
    let setup = || ground.invocation_of(&["custody", "setup", "--webhook-url", WEBHOOK]);
    let guide = printed(setup().run().await);
    let secret = variable(&guide, "DFNS_WEBHOOK_SECRET");
    assert!(secret.starts_with("whs-"), "{secret}");
    assert_eq!(variable(&guide, "API_URL"), "https://bank.example.com");
    let found_at = async |api: &str| {
        let check = ground.invocation_of(&["check"]);
        let check = check.var("DFNS_WEBHOOK_SECRET", secret).var("API_URL", api);
        printed(check.run().await)
    };
    let found = found_at("https://bank.example.com").await;
    assert!(found.contains(&format!("posts to {WEBHOOK};")), "{found}");
    let found = found_at("https://elsewhere.example.com").await;
    assert!(
        found.contains("no webhook of the account posts to https://elsewhere.example.com/"),
        "{found}"
    );

    let reason = setup().refused().await;
    assert!(
        reason.contains("registered for this address already"),
        "{reason}"
    );
    assert!(!reason.contains(secret), "{reason}");

    let [token, _] = ground.secrets();
    let webhooks = webhooks(ground.custody(), token, &ground).await;
    let [webhook] = webhooks.as_slice() else {
        panic!("{webhooks:?}");
    };
    assert_eq!(webhook.url, WEBHOOK);
    assert!(
        webhook
            .events
            .contains(&"wallet.transfer.confirmed".to_owned())
    );
}

async fn webhooks(custody: &Custody, token: String, ground: &Ground) -> Vec<dfns::wire::Webhook> {
    let (credential, pem) = ground.key();
    let key = SigningKey::from_pem(&pem).unwrap();
    let config = Config::new(custody.url(), SecretString::from(token), credential, key).unwrap();
    let client = Client::new(config).unwrap();
    client.webhooks(&PageQuery::default()).await.unwrap().items
}

#[tokio::test]
async fn what_cannot_be_a_webhook_or_is_refused_is_said() {
    let ground = Ground::new().await;
    let plain = [
        "custody",
        "setup",
        "--webhook-url",
        "http://bank.example.com/",
    ];
    let reason = ground.invocation_of(&plain).refused().await;
    assert!(reason.contains("no https address"), "{reason}");

    let elsewhere = [
        "custody",
        "setup",
        "--webhook-url",
        "https://bank.example.com/hooks",
    ];
    let reason = ground.invocation_of(&elsewhere).refused().await;
    assert!(reason.contains("end with /webhooks/custody"), "{reason}");

    let loopback = [
        "custody",
        "setup",
        "--webhook-url",
        "http://127.0.0.1:5001/webhooks/custody",
    ];
    let unreached = ground
        .invocation_of(&loopback)
        .var("DFNS_API_URL", "https://custody.invalid");
    let reason = unreached.refused().await;
    assert!(reason.contains("this machine alone"), "{reason}");

    let missing = ["custody", "setup", "--webhook-url", WEBHOOK];
    let reason = ground.home.command(&missing).refused().await;
    assert!(reason.contains("DFNS_AUTH_TOKEN is not set"), "{reason}");

    let matcher = json!({"method": "POST", "path_prefix": "/webhooks"});
    let refusal = json!({"status": 403, "body": {"error": {"message": "not authorized"}}});
    ground.custody().fault(matcher, refusal, 0).await;
    let reason = ground.invocation_of(&missing).refused().await;
    for part in ["Webhooks:Create", "not authorized"] {
        assert!(reason.contains(part), "{reason}");
    }
}

/// Only a 403 is about a permission.
#[tokio::test]
async fn a_token_that_counts_for_nothing_lacks_no_permission() {
    let ground = Ground::new().await;
    let setup = ground
        .invocation_of(&["custody", "setup", "--webhook-url", WEBHOOK])
        .var("DFNS_AUTH_TOKEN", "a-token-of-nobody");
    let reason = setup.refused().await;
    assert!(reason.contains("bank-custody check"), "{reason}");
    assert!(!reason.contains("Webhooks:"), "{reason}");
}
