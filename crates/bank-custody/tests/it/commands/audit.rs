//! The audit as operators and auditors handle it.

use testkit::eventually;

use super::small_transfer;
use crate::{program::Ended, server::Ground};

const SEALED: &str = "0 after them are not sealed yet";

/// Verifies until everything is sealed; answers the head.
async fn sealed_head(ground: &Ground) -> String {
    let said = eventually("every row to be sealed", async || {
        let ended = verify(ground, &[]).await;
        assert!(ended.status.success(), "{}", ended.stderr);
        ended.stdout.contains(SEALED).then_some(ended.stdout)
    })
    .await;
    let head = said.lines().find_map(|line| line.strip_prefix("head: "));
    head.expect("a head").to_owned()
}

async fn verify(ground: &Ground, more: &[&str]) -> Ended {
    let key = format!("@{}", ground.home.path("key.pem").display());
    let args = [&["audit", "verify"], more].concat();
    ground
        .invocation_of(&args)
        .var("AUDIT_KEY", &key)
        .run()
        .await
}

/// An auditor's year: the key, a head that is kept, an export, and somebody with a hand in the file.
#[tokio::test]
async fn the_record_is_verified_and_tampering_is_named() {
    let ground = Ground::new().await;
    let made = ground.invocation_of(&["audit", "key", "--key-file", "key.pem"]);
    let made = made.run().await;
    assert!(
        made.stdout.contains("AUDIT_KEY=@key.pem"),
        "{}",
        made.stdout
    );
    let again = ground.invocation_of(&["audit", "key", "--key-file", "key.pem"]);
    assert!(again.refused().await.contains("never overwritten"));

    let key = format!("@{}", ground.home.path("key.pem").display());
    let serve = ground.invocation().var("AUDIT_KEY", &key).start();
    let server = crate::server::Server::from(serve).await;
    let alice = server.api().bearer(ground.token("alice"));
    let order = small_transfer(&ground, &alice).await;
    alice.post("/api/transfers", &order).await.with(201);
    // While the bank runs.
    let head = sealed_head(&ground).await;
    let parts: Vec<_> = head.split('.').collect();
    assert_eq!((parts[0], parts.len()), ("audit-head-1", 6), "{head}");
    alice.post("/api/transfers", &order).await.with(201);
    let later = sealed_head(&ground).await;
    assert_ne!(later, head);
    let anchored = verify(&ground, &["--anchor", &head, "--public-key", "key.pem.pub"]).await;
    assert!(anchored.status.success(), "{}", anchored.stderr);
    let forged = head.replace(".1", ".2");
    let forged = verify(&ground, &["--anchor", &forged]).await;
    assert!(
        !forged.status.success() && forged.stderr.contains("not signed"),
        "{forged:?}"
    );

    exports_are_verified_alone(&ground, &key).await;
    server.into_program().stop().await;
    tamper(&ground);
    let named = verify(&ground, &[]).await;
    assert_eq!(named.status.code(), Some(1));
    let found = "was changed after it was sealed";
    assert!(named.stderr.contains(found), "{}", named.stderr);
}

/// An export, whole and with a line cut away.
async fn exports_are_verified_alone(ground: &Ground, key: &str) {
    let export = ground.invocation_of(&["audit", "export", "--out", "audit.jsonl"]);
    let export = export.var("AUDIT_KEY", key).run().await;
    assert!(export.status.success(), "{}", export.stderr);
    let whole = ["--file", "audit.jsonl", "--public-key", "key.pem.pub"];
    let whole = verify(ground, &whole).await;
    assert!(whole.status.success(), "{}", whole.stderr);
    let lines = std::fs::read_to_string(ground.home.path("audit.jsonl")).unwrap();
    ground.home.write(
        "cut.jsonl",
        &lines.lines().skip(1).collect::<Vec<_>>().join("\n"),
    );
    let cut = verify(ground, &["--file", "cut.jsonl"]).await;
    assert!(
        cut.stderr.contains("link 1 of the chain is missing"),
        "{}",
        cut.stderr
    );
}

/// Changes the very bytes of the file, past every trigger.
fn tamper(ground: &Ground) {
    let file = ground.home.path("data/bank.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let (kind, other) = (b"transfer.requested", b"transfer.forgotten");
    let mut found = 0;
    for place in 0..bytes.len() - kind.len() {
        let here = place..place + kind.len();
        if &bytes[here.clone()] == kind {
            bytes[here].copy_from_slice(other);
            found += 1;
        }
    }
    assert!(found > 0);
    std::fs::write(&file, bytes).unwrap();
}
