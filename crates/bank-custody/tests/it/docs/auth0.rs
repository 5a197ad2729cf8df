//! The page about Auth0, its Action, and the file for its deploy CLI: three tellings of one thing.

use serde_json::{Map, Value};
use tokio::process::Command;

use super::{read, root};

/// What a tenant needs: words of the page, and the line of the file that does it.
const NEEDED: [(&str, &str); 10] = [
    (
        "https://bank-custody-api",
        "identifier: https://bank-custody-api",
    ),
    ("Enable RBAC", "enforce_policies: true"),
    (
        "Add permissions in the access token",
        "token_dialect: access_token_authz",
    ),
    ("Allow Offline Access", "allow_offline_access: true"),
    ("Regular Web Application", "app_type: regular_web"),
    (
        "APP_BASE_URL/auth/callback",
        "'##APP_BASE_URL##/auth/callback'",
    ),
    ("Refresh Token Rotation", "rotation_type: rotating"),
    (
        "overlap (*Rotation Overlap Period*) of 30 seconds",
        "leeway: 30",
    ),
    ("user access for this application", "subject_type: user"),
    ("`auth0/claims.js`", "code: ./claims.js"),
];

/// What the page alone says: the deploy CLI has no users and no such switch, takes away what a role
/// has, and keeps of a flow the Actions of the file alone.
const BY_HAND: [&str; 4] = [
    "marked verified",
    "RP-Initiated Logout",
    "Create `employee`",
    "post-login flow",
];

#[test]
fn the_page_and_the_file_say_the_same() {
    let page = read("docs/auth0.md");
    let file = read("docs/auth0/tenant.yaml");
    for (words, line) in NEEDED {
        assert!(page.contains(words), "docs/auth0.md: no {words}");
        assert!(file.contains(line), "docs/auth0/tenant.yaml: no {line}");
    }
    for claim in ["roles", "email", "name", "email_verified"] {
        assert!(page.contains(&format!("`{claim}`")), "{claim}");
    }
    for words in BY_HAND {
        assert!(page.contains(words), "docs/auth0.md: no {words}");
    }
}

/// What the deploy CLI replaces as a whole, even where it may delete nothing.
#[test]
fn the_file_takes_nothing_from_a_tenant() {
    let file = read("docs/auth0/tenant.yaml");
    for key in ["triggers:", "roles:"] {
        let stands = file.lines().any(|line| line.trim_start().starts_with(key));
        assert!(!stands, "docs/auth0/tenant.yaml: {key}");
    }
}

/// The Action, with a person of each kind.
#[tokio::test]
async fn the_action_sets_the_four_claims() {
    const RUN: &str = "
        const { onExecutePostLogin } = require(process.argv[1])
        const claims = {}
        const api = { accessToken: { setCustomClaim: (name, value) => { claims[name] = value } } }
        onExecutePostLogin(JSON.parse(process.argv[2]), api)
          .then(() => console.log(JSON.stringify(claims)))";
    let action = root().join("docs/auth0/claims.js").canonicalize().unwrap();
    for (event, expected) in [
        (
            r#"{"user":{"email":"claire@example.com","name":"Claire","email_verified":true},
                "authorization":{"roles":["employee"]}}"#,
            r#"{"roles":["employee"],"email":"claire@example.com","name":"Claire","email_verified":true}"#,
        ),
        (
            r#"{"user":{"email":"alice@example.com"}}"#,
            r#"{"roles":[],"email":"alice@example.com","email_verified":false}"#,
        ),
    ] {
        let node = Command::new("node")
            .arg("-e")
            .arg(RUN)
            .arg(&action)
            .arg(event)
            .output();
        let Ok(node) = node.await else {
            println!("SKIPPED: there is no node to run the Action with");
            return;
        };
        assert!(
            node.status.success(),
            "{}",
            String::from_utf8_lossy(&node.stderr)
        );
        let claims: Value = serde_json::from_slice(&node.stdout).unwrap();
        let expected: Map<String, Value> = serde_json::from_str(expected).unwrap();
        let namespaced = expected.into_iter().map(|(name, value)| {
            let name = format!("https://bank-custody.example.com/{name}");
            (name, value)
        });
        assert_eq!(claims, Value::Object(namespaced.collect()));
    }
}
