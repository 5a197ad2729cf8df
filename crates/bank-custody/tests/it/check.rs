//! `check` against good settings and against each kind of broken ones.

mod custody;
mod database;
mod issuer;
mod process;
mod provider;
mod sign_in;

use serde_json::Value;

use crate::{
    program::{Ended, Invocation},
    server::Ground,
};

/// What `check --json` found.
#[derive(Debug)]
struct Checked {
    status: Option<i32>,
    document: Value,
}

impl Checked {
    /// Runs the check that the invocation stands for; it must end as its document says.
    async fn of(invocation: Invocation) -> Self {
        let Ended {
            status,
            stdout,
            stderr,
        } = invocation.run().await;
        assert!(!stdout.contains("s3cret") && !stderr.contains("s3cret"));
        let document: Value = serde_json::from_str(&stdout).expect(&stderr);
        let checked = Self {
            status: status.code(),
            document,
        };
        let failed = checked.findings().any(|it| it["outcome"] == "failed");
        assert_eq!(checked.document["ok"], !failed);
        assert_eq!(checked.status, Some(i32::from(failed)));
        checked
    }

    fn findings(&self) -> impl Iterator<Item = &Value> {
        self.document["findings"].as_array().unwrap().iter()
    }

    /// The findings of one check with one outcome.
    fn found(&self, check: &str, outcome: &str) -> Vec<&Value> {
        self.findings()
            .filter(|it| it["check"] == check && it["outcome"] == outcome)
            .collect()
    }

    /// The one finding of a check, which must have this outcome; its words.
    #[track_caller]
    fn says(&self, check: &str, outcome: &str) -> String {
        let found = self.found(check, outcome);
        let [finding] = found.as_slice() else {
            panic!("{check} {outcome}: {:#}", self.document);
        };
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        let (says, mend) = (text("says"), text("mend"));
        if outcome == "failed" || outcome == "warning" {
            assert!(!mend.is_empty(), "{finding}");
        }
        format!("{says} | {mend} | {}", text("variable"))
    }

    /// Only these checks failed.
    #[track_caller]
    fn failed(&self, checks: &[&str]) {
        let failed = self.findings().filter(|it| it["outcome"] == "failed");
        let failed: Vec<_> = failed.map(|it| it["check"].as_str().unwrap()).collect();
        assert_eq!(failed, checks, "{:#}", self.document);
    }
}

/// Asserts that a text has every part.
#[track_caller]
fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in: {text}");
    }
}

fn check(ground: &Ground) -> Invocation {
    ground.invocation_of(&["check", "--json"])
}

#[tokio::test]
async fn good_settings_pass_and_nothing_is_begun() {
    let ground = Ground::new().await;
    let checked = Checked::of(check(&ground)).await;
    checked.failed(&[]);
    for passed in [
        "configuration",
        "database.reach",
        "custody.key",
        "custody.token",
        "custody.reach",
        "custody.credential",
        "custody.permissions",
        "issuer.discovery",
        "issuer.keys",
        "issuer.logout",
        "issuer.clock",
        "issuer.claims_namespace",
        "sign_in.request",
        "sign_in.application",
        "rates.file",
    ] {
        checked.says(passed, "passed");
    }
    let ports = checked.found("process.ports", "passed");
    let ports: Vec<_> = ports.iter().map(|it| &it["variable"]).collect();
    assert_eq!(ports, ["API_LISTEN", "WEB_LISTEN"]);
    assert!(!ground.home.path("data").exists(), "nothing was begun");
    // The one signed call was signed and not made.
    let calls = ground.custody().calls().await;
    assert_eq!(calls["endpoints"]["POST /auth/action"], 1, "{calls}");
    assert!(calls["endpoints"]["POST /wallets"].is_null(), "{calls}");
}

#[tokio::test]
async fn a_misspelt_variable_is_told() {
    let ground = Ground::new().await;
    ground.home.write(".env", "API_LISTENER=127.0.0.1:1\n");
    let checked = check(&ground).var("APROVAL_THRESHOLD", "s3cret");
    let checked = Checked::of(checked).await;
    checked.failed(&[]);
    let [environment, file] = checked.found("configuration", "warning")[..] else {
        panic!("{:#}", checked.document);
    };
    let words = format!("{environment}{file}");
    contains(
        &words,
        &[
            "APROVAL_THRESHOLD (environment)",
            "if APPROVAL_THRESHOLD is meant",
            "API_LISTENER (.env)",
            "if API_LISTEN is meant",
        ],
    );
    let mut server = ground
        .invocation()
        .var("APROVAL_THRESHOLD", "s3cret")
        .start();
    server.line().await;
    let log = server.log();
    contains(&log, &["APROVAL_THRESHOLD", "is APPROVAL_THRESHOLD meant?"]);
    assert!(!log.contains("s3cret"), "{log}");
}

#[tokio::test]
async fn a_variable_that_is_like_none_gets_no_suggestion() {
    let ground = Ground::new().await;
    let checked = check(&ground).var("AUTH0_ISSUER_BASE_URL", "s3cret");
    let says = Checked::of(checked).await.says("configuration", "warning");
    contains(&says, &["AUTH0_ISSUER_BASE_URL", "take it away"]);
    assert!(!says.contains("is meant"), "{says}");
}

#[tokio::test]
async fn an_unreadable_file_of_variables_is_a_finding() {
    let ground = Ground::new().await;
    ground.home.write(".env", "s3cret and no assignment\n");
    let checked = Checked::of(check(&ground)).await;
    checked.failed(&["configuration"]);
    contains(
        &checked.says("configuration", "failed"),
        &[".env", "line 1"],
    );
}

#[tokio::test]
async fn one_malformed_variable_hides_nothing_else() {
    let ground = Ground::new().await;
    for (name, value) in [
        ("CUSTODY_CALLS_PER_MINUTE", "x"),
        ("DFNS_WEBHOOK_SECRET", "s3cret"),
        ("AUTH_CLAIMS_NAMESPACE", "s3cret"),
        ("EMPLOYEE_TOKEN_MAX_AGE", "x"),
    ] {
        let checked = Checked::of(check(&ground).var(name, value)).await;
        checked.failed(&["configuration"]);
        contains(&checked.says("configuration", "failed"), &[name]);
        for tried in [
            "custody.credential",
            "issuer.keys",
            "sign_in.request",
            "sign_in.application",
        ] {
            checked.says(tried, "passed");
        }
        let skipped = match name {
            "DFNS_WEBHOOK_SECRET" => "custody.webhook",
            "AUTH_CLAIMS_NAMESPACE" => "issuer.claims_namespace",
            _ => continue,
        };
        checked.says(skipped, "skipped");
    }
}

#[tokio::test]
async fn people_get_text_and_scripts_a_status() {
    let ground = Ground::new().await;
    let good = ground.invocation_of(&["check"]).run().await;
    assert!(good.status.success(), "{}{}", good.stdout, good.stderr);
    contains(&good.stdout, &["ok ", "custody.credential", "to mend it: "]);

    let bad = ground.invocation_of(&["check"]);
    let bad = bad.var("API_LISTEN", "s3cret").run().await;
    assert_eq!(bad.status.code(), Some(1));
    contains(&bad.stdout, &["FAILED", "API_LISTEN is no address"]);
    contains(&bad.stderr, &["1 of ", "checks failed"]);
    assert!(!bad.stdout.contains("s3cret"));
}

#[tokio::test]
async fn without_any_settings_each_missing_one_is_named() {
    let home = crate::program::Home::new();
    let checked = Checked::of(home.command(&["check", "--json"])).await;
    let missing = checked.found("configuration", "failed");
    let named: Vec<_> = missing.iter().map(|it| &it["variable"]).collect();
    assert_eq!(
        named,
        [
            "DFNS_AUTH_TOKEN",
            "DFNS_CRED_ID",
            "DFNS_PRIVATE_KEY",
            "AUTH0_DOMAIN"
        ]
    );
    for skipped in ["custody.reach", "issuer.discovery", "sign_in.request"] {
        checked.says(skipped, "skipped");
    }
}
