//! What a start refuses, and how it says so.

use tokio::net::TcpListener;

use crate::{
    demo::{Demo, Options},
    program::{ANY_PORT, Home, Invocation},
    server::Ground,
};

const LISTEN: [&str; 4] = ["API_LISTEN", "WEB_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"];

fn demo(home: &Home) -> Invocation {
    let listen = LISTEN.map(|name| (name, ANY_PORT));
    home.command(&["demo"]).vars(listen)
}

#[tokio::test]
async fn the_demo_does_not_start_beside_settings_of_the_real_bank() {
    let home = Home::new();
    for name in [
        "DFNS_AUTH_TOKEN",
        "DFNS_API_URL",
        "AUTH0_DOMAIN",
        "OIDC_ISSUER",
    ] {
        let reason = demo(&home).var(name, "s3cret-value").refused().await;
        says_both_ways_out(&reason, name);
        assert!(reason.contains("environment"), "{reason}");
    }
    assert!(!home.path("data").exists(), "nothing was begun");
}

#[tokio::test]
async fn the_demo_does_not_start_beside_a_real_bank_in_its_env_file() {
    let home = Home::new();
    home.write(".env", "DFNS_CRED_ID=s3cret-value\n");
    let reason = demo(&home).refused().await;
    says_both_ways_out(&reason, "DFNS_CRED_ID");
    assert!(reason.contains(".env"), "{reason}");

    // The second way out: an empty variable counts as unset, and the environment wins.
    let emptied = Options {
        args: &[],
        vars: &[("DFNS_CRED_ID", "")],
    };
    Demo::start(&home, &emptied).await.stop().await;
}

fn says_both_ways_out(reason: &str, name: &str) {
    for part in [name, "bank-custody serve", &format!("{name}=")] {
        assert!(reason.contains(part), "no {part} in: {reason}");
    }
    assert!(!reason.contains("s3cret"), "{reason}");
}

#[tokio::test]
async fn serve_reports_all_that_is_missing_at_once() {
    let home = Home::new();
    let reason = home.command(&["serve"]).refused().await;
    assert_eq!(
        variables(&reason),
        [
            "DFNS_AUTH_TOKEN",
            "DFNS_CRED_ID",
            "DFNS_PRIVATE_KEY",
            "AUTH0_DOMAIN",
            "AUTH0_CLIENT_ID",
            "AUTH0_CLIENT_SECRET",
            "AUTH0_SECRET"
        ]
    );
    assert!(!home.path("data").exists(), "nothing was begun");
}

#[tokio::test]
async fn serve_reports_all_that_is_malformed_at_once_and_shows_no_value() {
    let home = Home::new();
    let malformed = [
        ("DFNS_API_URL", "http://s3cret.example"),
        (
            "DFNS_PRIVATE_KEY",
            "-----BEGIN PRIVATE KEY-----\\ns3cret\\n-----END PRIVATE KEY-----",
        ),
        ("CUSTODY_CALLS_PER_MINUTE", "s3cret"),
        ("OIDC_ISSUER", "http://s3cret.example"),
        ("AUTH_CLAIMS_NAMESPACE", "s3cret"),
        ("EMPLOYEE_TOKEN_MAX_AGE", "s3cret"),
        ("APPROVAL_THRESHOLD", "s3cret"),
        ("DELEGATION_LIMIT", "s3cret"),
        ("DATABASE_URL", "mysql://bank:s3cret@localhost/bank"),
        ("AUDIT_KEY", "s3cret"),
        ("API_LISTEN", "s3cret"),
        ("WEB_LISTEN", "s3cret"),
        ("AUTH0_SECRET", "s3cret"),
        ("TRUSTED_PROXIES", "s3cret"),
        ("APP_BASE_URL", "s3cret"),
        ("API_URL", "s3cret"),
        ("FX_RATES_URL", "s3cret"),
    ];
    let well_formed = [
        ("DFNS_AUTH_TOKEN", "s3cret"),
        ("DFNS_CRED_ID", "s3cret"),
        ("AUTH0_CLIENT_ID", "s3cret"),
        ("AUTH0_CLIENT_SECRET", "s3cret"),
    ];
    let serve = home
        .command(&["serve"])
        .vars(malformed.into_iter().chain(well_formed));
    let reason = serve.refused().await;
    let mut named = variables(&reason);
    let mut wanted = malformed.map(|(name, _)| name);
    named.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(named, wanted, "{reason}");
    assert!(!reason.contains("s3cret"), "{reason}");
}

/// The variables that a list of faults names, each on a line of its own with what it should be.
fn variables(reason: &str) -> Vec<&str> {
    let (_, faults) = reason.split_once("fault(s):").unwrap();
    let faults = faults.lines().filter(|line| !line.trim().is_empty());
    faults
        .map(|line| {
            assert!(line.contains("; expected: "), "{line}");
            line.split_whitespace().next().unwrap()
        })
        .collect()
}

#[tokio::test]
async fn an_env_file_that_cannot_be_read_is_named_without_its_content() {
    let home = Home::new();
    for line in [
        "this is s3cret",
        "BANK_NAME=s3cret bank",
        "AUTH0_SECRET=s3cret$x",
    ] {
        home.write(".env", &format!("# The bank\n\nNODE_NAME=a\n{line}\n"));
        let reason = home.command(&["serve"]).refused().await;
        for part in [".env: line 4 ", "single quotes"] {
            assert!(reason.contains(part), "{line}: {reason}");
        }
        assert!(!reason.contains("s3cret"), "{reason}");
    }
}

#[tokio::test]
async fn a_taken_port_is_named_with_its_variable() {
    let taken = TcpListener::bind(ANY_PORT).await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let home = Home::new();
    for name in LISTEN {
        let reason = demo(&home).var(name, &address).refused().await;
        assert!(reason.contains(name), "no {name} in: {reason}");
        assert!(reason.contains(&address), "{reason}");
    }
    let ground = Ground::new().await;
    let serve = ground.invocation().var("API_LISTEN", &address);
    let reason = serve.refused().await;
    assert!(reason.contains("API_LISTEN"), "{reason}");
    assert!(reason.contains(&address), "{reason}");
}

#[tokio::test]
async fn the_demo_listens_on_loopback_only() {
    let home = Home::new();
    for name in LISTEN {
        let reason = demo(&home).var(name, "0.0.0.0:0").refused().await;
        assert!(reason.contains(name), "no {name} in: {reason}");
        assert!(reason.contains("loopback"), "{reason}");
    }
}

#[tokio::test]
async fn a_database_of_another_installation_is_refused() {
    let ground = Ground::new().await;
    ground.serve().await.into_program().stop().await;
    let others = [
        ("OIDC_ISSUER", "https://other.example.com/", "issuer"),
        ("DFNS_API_URL", "https://other.example.com", "custody_url"),
        ("DFNS_AUTH_TOKEN", "a-token-of-nobody", "organisation"),
    ];
    for (name, value, part) in others {
        let reason = ground.invocation().var(name, value).refused().await;
        assert!(reason.contains("DATABASE_URL"), "{reason}");
        assert!(reason.contains(part), "no {part} in: {reason}");
    }
    let mode = demo(&ground.home).var("DATABASE_URL", "sqlite:data/bank.db");
    let reason = mode.refused().await;
    assert!(reason.contains("DATABASE_URL"), "{reason}");
    assert!(reason.contains("mode"), "{reason}");
    // Its own installation is let in as before.
    ground.serve().await;
}
