//! What is kept of decisions: the list, its filters and table, the record.

use api_types::Decision;
use reqwest::StatusCode;
use testkit::run;

use super::{Browser, PAYEE, waiting};

#[test]
fn decided_transfers_are_found_by_decider_and_taken_away_as_a_table() {
    run(async |bank| {
        let (_, id) = waiting(bank).await;
        let dana = bank.person("dana");
        let decision = Decision {
            comment: Some("Call first".to_owned()),
            body_hash: None,
        };
        dana.reject(&id, &decision).await.unwrap();
        let mut claire = Browser::of(bank, "claire").await;
        let row = format!("/bank/transfers/{id}");
        let page = claire.get("/bank/decided").await;
        page.must_say(&row);
        page.must_say("by Dana Novak");
        let (dana, me) = (dana.me().await.unwrap().id, bank.person("claire"));
        let me = me.me().await.unwrap().id;
        claire
            .get(&format!("/bank/decided?by={dana}"))
            .await
            .must_say(&row);
        let none = claire.get(&format!("/bank/decided?by={me}")).await;
        none.must_say("Nothing decided here");
        none.must_say("Every decision");
        // Whoever has decided something can be chosen, although nothing of hers is listed.
        none.must_say(&format!("<option value=\"{dana}\">by Dana Novak</option>"));
        let table = claire.get("/bank/decided/export?status=rejected").await;
        assert_eq!(table.status, StatusCode::OK);
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
        table.must_say(&id);
        table.must_say(PAYEE);
        let other = claire.get("/bank/decided/export?status=confirmed").await;
        assert!(!other.says(&id), "{}", other.text);

        for (days, is_there) in [
            ("from=2020-01-01", true),
            ("from=2020-01-01&to=2020-12-31", false),
        ] {
            let page = claire.get(&format!("/bank/decided?{days}")).await;
            assert_eq!(page.says(&row), is_there, "{days}");
        }
        let bad = claire.get("/bank/decided?from=soon").await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        bad.must_say("Dates look like 2026-11-24.");

        let record = claire.get(&row).await;
        record.must_say("“Call first”");
        record.must_say("dana@example.com");
        record.must_say("It has not been sent.");
        record.must_say("after 1 min");
        record.must_say("data-print");
        record.must_say("To print this record, use your browser’s menu.");
    });
}

#[test]
fn a_decision_on_a_withdrawn_transfer_says_who_took_it_back() {
    run(async |bank| {
        let (_, id) = waiting(bank).await;
        let mut claire = Browser::of(bank, "claire").await;
        let path = format!("/bank/approvals/{id}");
        let page = claire.get(&path).await;
        bank.person("alice").cancel(&id).await.unwrap();
        let hash = page.value_of("body_hash");
        let fields = [("decision", "approve"), ("body_hash", &*hash)];
        let lost = claire.post(&page, &path, &fields).await;
        assert_eq!(lost.status, StatusCode::CONFLICT);
        lost.must_say("Alice Martin withdrew it in the meantime.");
        let record = claire.get(&format!("/bank/transfers/{id}")).await;
        record.must_say("Nobody at the bank had to decide.");
        record.must_say("Withdrawn");
    });
}
