//! The seal of the audit: the chain, and what is found where somebody tampered.

use std::sync::Arc;

use bank::audit::{
    AuditKey, AuditPublicKey, ExportError, Finding, Hash, Head, Seal, SealedRow, StoredRow, Walk,
    Walked, head_line, link_hash, verify, verify_export, write_rows,
};
use domain::id::UserId;
use expect_test::expect;
use proptest::prelude::*;
use time::Duration;
use time::macros::datetime;
use uuid::Uuid;

use crate::support::{Person, TestBank};

const KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
";

fn row(seq: i64) -> StoredRow {
    StoredRow {
        seq,
        at: datetime!(2026-11-24 08:00:00.000001 UTC) + Duration::seconds(seq),
        actor_id: Some(UserId::from_uuid(Uuid::from_u128(7))),
        actor: "dana@bank.example".to_owned(),
        kind: "transfer.approved".to_owned(),
        subject: format!("tr_{seq:032x}"),
        before: Some("{\"status\":\"pending\"}".to_owned()),
        after: None,
        request_id: "req_1".to_owned(),
        address: "192.0.2.1".to_owned(),
    }
}

/// Rows with these numbers, sealed.
fn sealed(seqs: impl IntoIterator<Item = i64>) -> Vec<SealedRow> {
    let mut previous: Hash = [0; 32];
    let mut rows = Vec::new();
    for (n, seq) in (1..).zip(seqs) {
        let row = row(seq);
        let hash = link_hash(n, &previous, &row);
        let seal = Seal {
            n,
            audit_seq: seq,
            previous_hash: previous.to_vec(),
            hash: hash.to_vec(),
            sealed_at: row.at,
        };
        previous = hash;
        rows.push(SealedRow {
            seq,
            row: Some(row),
            seal: Some(seal),
        });
    }
    rows
}

fn walk(rows: &[SealedRow], anchor: Option<(i64, Hash)>) -> Result<Walked, Finding> {
    let mut walk = Walk::begin(anchor);
    for row in rows {
        walk.pass(row)?;
    }
    walk.end()
}

fn hash_at(rows: &[SealedRow], n: usize) -> Hash {
    let seal = rows[n - 1].seal.as_ref().unwrap();
    seal.hash.as_slice().try_into().unwrap()
}

/// The published form of the hashed bytes: whoever changes it breaks every chain there is.
#[test]
fn the_hash_of_a_row_stays_what_it_was() {
    let hash = link_hash(1, &[0; 32], &row(12));
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    expect!["79225eceba6e58b10274c61bdad10c9f2d9aec97475c64ccfa88b2a1757b315a"].assert_eq(&hex);
}

#[test]
fn a_whole_chain_is_walked_to_its_end() {
    let mut rows = sealed([1, 2, 4, 9]);
    rows.push(SealedRow {
        seq: 10,
        row: Some(row(10)),
        seal: None,
    });
    let walked = walk(&rows, Some((4, hash_at(&rows, 4)))).unwrap();
    assert_eq!((walked.n, walked.unsealed), (4, 1));
    assert_eq!(walked.hash, hash_at(&rows, 4));
    assert_eq!(walk(&[], None).unwrap().n, 0);
}

#[test]
fn each_kind_of_tampering_has_its_name() {
    let rows = sealed(1..=6);
    let whole = (6, hash_at(&rows, 6));
    let without = |place: usize| {
        let mut rows = rows.clone();
        rows.remove(place);
        rows
    };
    // A row and its link are gone.
    assert_eq!(walk(&without(2), None), Err(Finding::LinkMissing { n: 3 }));
    // The row alone.
    let mut missing = rows.clone();
    missing[2].row = None;
    assert_eq!(walk(&missing, None), Err(Finding::Missing { seq: 3 }));
    // The link alone.
    let mut bare = rows.clone();
    bare[2].seal = None;
    assert_eq!(walk(&bare, None), Err(Finding::Added { seq: 3 }));
    // The end of the chain, which only an anchor can tell.
    assert!(walk(&without(5), None).is_ok());
    let cut = Finding::Cut { last: 5, anchor: 6 };
    assert_eq!(walk(&without(5), Some(whole)), Err(cut));
    // A whole other chain, likewise.
    let mut anew = sealed([1, 2, 3, 4, 5, 7]);
    assert!(walk(&anew, None).is_ok());
    assert_eq!(walk(&anew, Some(whole)), Err(Finding::Rebuilt { n: 6 }));
    anew.truncate(5);
    assert!(
        walk(&anew, Some((5, hash_at(&rows, 5)))).is_ok(),
        "the same so far"
    );
    // One that was put between others.
    let mut added = sealed([1, 2, 3, 5, 6]);
    added.insert(
        3,
        SealedRow {
            seq: 4,
            row: Some(row(4)),
            seal: None,
        },
    );
    assert_eq!(walk(&added, None), Err(Finding::Added { seq: 4 }));
    // Links that changed places.
    let mut swapped = rows.clone();
    let (two, three) = (swapped[1].seal.take(), swapped[2].seal.take());
    (swapped[1].seal, swapped[2].seal) = (three, two);
    assert_eq!(walk(&swapped, None), Err(Finding::LinkMissing { n: 2 }));
}

/// What somebody does to one sealed row.
#[derive(Debug, Clone, Copy)]
enum Tamper {
    At,
    ActorId,
    Actor,
    Kind,
    Subject,
    Before,
    After,
    RequestId,
    Address,
    Shift,
}

fn tampers() -> impl Strategy<Value = Tamper> {
    use Tamper as T;
    prop_oneof![
        Just(T::At),
        Just(T::ActorId),
        Just(T::Actor),
        Just(T::Kind),
        Just(T::Subject),
        Just(T::Before),
        Just(T::After),
        Just(T::RequestId),
        Just(T::Address),
        Just(T::Shift),
    ]
}

fn tamper(row: &mut StoredRow, how: Tamper, text: &str) {
    match how {
        Tamper::At => row.at += Duration::microseconds(1),
        Tamper::ActorId => row.actor_id = None,
        Tamper::Actor => row.actor.push_str(text),
        Tamper::Kind => row.kind.push_str(text),
        Tamper::Subject => row.subject.insert_str(0, text),
        Tamper::Before => row.before = None,
        // Null and empty are not the same.
        Tamper::After => row.after = Some(String::new()),
        Tamper::RequestId => row.request_id.push_str(text),
        Tamper::Address => row.address.clear(),
        // The same letters, cut at another place.
        Tamper::Shift => {
            let last = row.actor.pop().unwrap();
            row.kind.insert(0, last);
        }
    }
}

proptest! {
    #[test]
    fn any_single_change_of_a_sealed_row_is_found_and_named(
        length in 1_usize..30, place in any::<prop::sample::Index>(), how in tampers(),
        text in "[a-z:,0-9-]{1,5}",
    ) {
        let mut rows = sealed((0..).map(|n| n * 3 + 1).take(length));
        let place = place.index(length);
        tamper(rows[place].row.as_mut().unwrap(), how, &text);
        let seq = rows[place].seq;
        prop_assert_eq!(walk(&rows, None), Err(Finding::Changed { seq }));
    }

    #[test]
    fn any_change_of_a_link_is_found(
        length in 1_usize..30, place in any::<prop::sample::Index>(), byte in 0_usize..64, bit in 0_u8..8,
    ) {
        let mut rows = sealed((1..).take(length));
        let place = place.index(length);
        let whole = (i64::try_from(length).unwrap(), hash_at(&rows, length));
        let seal = rows[place].seal.as_mut().unwrap();
        let hash = if byte < 32 { &mut seal.previous_hash } else { &mut seal.hash };
        hash[byte % 32] ^= 1 << bit;
        prop_assert!(walk(&rows, Some(whole)).is_err());
    }

    #[test]
    fn two_rows_that_changed_places_are_found(
        length in 2_usize..20, one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
    ) {
        let mut rows = sealed((1..).take(length));
        let (one, other) = (one.index(length), other.index(length));
        prop_assume!(one < other);
        let (first, second) = (rows[one].row.clone().unwrap(), rows[other].row.clone().unwrap());
        rows[one].row = Some(StoredRow { seq: first.seq, ..second });
        rows[other].row = Some(StoredRow { seq: rows[other].seq, ..first });
        let seq = rows[one].seq;
        prop_assert_eq!(walk(&rows, None), Err(Finding::Changed { seq }));
        let mut walked = Walk::begin(None);
        for row in &rows[..one] {
            walked.pass(row).unwrap();
        }
        let seal = rows[one].seal.as_ref().unwrap();
        let holders = rows.iter().filter(|row| walked.is_what_was_sealed(seal, row.row.as_ref().unwrap()));
        prop_assert_eq!(holders.map(|row| row.seq).collect::<Vec<_>>(), vec![rows[other].seq]);
    }
}

#[test]
fn a_head_is_told_and_read_back() {
    let key = AuditKey::from_pem(KEY).unwrap();
    let at = datetime!(2026-11-24 09:00 UTC);
    let head = Head::told(7, [0xab; 32], at, Some(&key));
    let text = head.to_string();
    assert_eq!(text.parse::<Head>().unwrap(), head);
    assert!(head.is_signed_by(key.public()));
    let public = AuditPublicKey::from_pem(&key.public().to_pem()).unwrap();
    assert!(head.is_signed_by(&public));
    for forged in [
        Head {
            n: 8,
            ..head.clone()
        },
        Head {
            hash: [0xac; 32],
            ..head.clone()
        },
        Head {
            at: at + Duration::seconds(1),
            ..head.clone()
        },
        Head::told(7, [0xab; 32], at, None),
    ] {
        assert!(!forged.is_signed_by(&public), "{forged}");
        assert_eq!(forged.to_string().parse::<Head>().unwrap(), forged);
    }
    for text in [
        "",
        "audit-head-1",
        "audit-head-1.x.y.z",
        "audit-head-2.1.00.1",
    ] {
        assert!(text.parse::<Head>().is_err(), "{text}");
    }
    assert!(!format!("{key:?}").contains("PRIVATE"));
    assert!(AuditKey::from_pem("no key").is_err());
}

impl TestBank {
    async fn act(&self, times: u32) {
        for n in 0..times {
            let reason = format!("Number {n}.");
            self.bank.pause_as_operator(Some(&reason)).await.unwrap();
            self.bank.resume_as_operator().await.unwrap();
        }
    }

    async fn exported(&self) -> String {
        let mut out = Vec::new();
        let end = write_rows(&self.store, &mut out).await.unwrap().unwrap();
        let key = self.settings.audit_key.as_deref();
        let head = end.map(|(n, hash)| Head::told(n, hash, self.clock_now(), key));
        let mut text = String::from_utf8(out).unwrap();
        text.push_str(&head_line(head.as_ref()));
        text
    }
}

#[tokio::test]
async fn what_is_written_is_sealed_and_signed() {
    let key = Arc::new(AuditKey::from_pem(KEY).unwrap());
    let test = TestBank::start_with(|settings| settings.audit_key = Some(key.clone())).await;
    assert_eq!(test.bank.audit_head().await.unwrap(), None);
    test.caller(Person::ALICE).await;
    test.act(3).await;
    let lag = test.bank.seal_lag().await.unwrap();
    assert!(lag.rows > 6 && lag.since.is_some(), "{lag:?}");
    test.bank.seal_round().await.unwrap();
    assert_eq!(test.bank.seal_lag().await.unwrap().rows, 0);
    let head = test.bank.audit_head().await.unwrap().unwrap();
    assert!(head.is_signed_by(key.public()));
    test.act(600).await;
    test.bank.seal_round().await.unwrap();
    let walked = verify(&test.store, Some(&head)).await.unwrap().unwrap();
    assert_eq!(walked.unsealed, 0, "more than one batch");
    assert!(walked.n > 1_200);
    let beyond = Head::told(walked.n + 1, walked.hash, test.clock_now(), None);
    let cut = verify(&test.store, Some(&beyond)).await.unwrap();
    assert!(matches!(cut, Err(Finding::Cut { .. })), "{cut:?}");

    // Of two nodes one seals, and the head is logged once an hour.
    test.act(1).await;
    let logged = test
        .store
        .service_state(store::service_state::ServiceFact::AuditHeadLogged);
    let first = logged.await.unwrap().unwrap().at;
    test.bank.seal_round().await.unwrap();
    test.clock.advance(Duration::hours(1));
    test.bank.seal_round().await.unwrap();
    let logged = test
        .store
        .service_state(store::service_state::ServiceFact::AuditHeadLogged);
    assert_eq!(
        logged.await.unwrap().unwrap().at,
        first + Duration::hours(1)
    );
}

#[tokio::test]
async fn a_seal_of_another_row_is_found_in_the_database() {
    let test = TestBank::start().await;
    test.act(2).await;
    let rows = test.store.sealed_rows(0, 10).await.unwrap();
    // Sealed as if the second and the third row had been each other.
    let (second, third) = (rows[1].row.clone().unwrap(), rows[2].row.clone().unwrap());
    let contents = [
        rows[0].row.clone().unwrap(),
        StoredRow {
            seq: second.seq,
            ..third.clone()
        },
        StoredRow {
            seq: third.seq,
            ..second.clone()
        },
    ];
    let mut previous: Hash = [0; 32];
    let mut tx = test
        .store
        .begin(store::UnitOfWork::named("test"))
        .await
        .unwrap();
    for (n, row) in (1..).zip(&contents) {
        let hash = link_hash(n, &previous, row);
        let seal = Seal {
            n,
            audit_seq: row.seq,
            previous_hash: previous.to_vec(),
            hash: hash.to_vec(),
            sealed_at: row.at,
        };
        tx.append_audit_seal(&seal).await.unwrap();
        previous = hash;
    }
    tx.commit().await.unwrap();
    let found = verify(&test.store, None).await.unwrap();
    let swapped = Finding::Swapped {
        seq: second.seq,
        holder: third.seq,
    };
    assert_eq!(found, Err(swapped));
}

/// What is sealed while somebody verifies is no finding.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bank_may_go_on_meanwhile() {
    let test = TestBank::start().await;
    let sealing = async {
        for _ in 0..12 {
            test.act(20).await;
            test.bank.seal_round().await.unwrap();
        }
    };
    let verifying = async {
        loop {
            let found = verify(&test.store, None).await.unwrap();
            let walked = found.expect("nothing is wrong");
            let exported = test.exported().await;
            let (found, _) = verify_export(exported.as_bytes(), None).unwrap();
            found.expect("nothing is wrong");
            if walked.n >= 480 {
                return;
            }
        }
    };
    tokio::join!(sealing, verifying);
}

#[tokio::test]
async fn an_export_is_verified_without_a_database() {
    let test = TestBank::start().await;
    let empty = test.exported().await;
    let (found, head) = verify_export(empty.as_bytes(), None).unwrap();
    assert_eq!((found.unwrap().n, head), (0, None));

    test.caller(Person::ALICE).await;
    test.act(3).await;
    test.bank.seal_round().await.unwrap();
    test.act(1).await;
    let text = test.exported().await;
    let (found, head) = verify_export(text.as_bytes(), None).unwrap();
    let walked = found.unwrap();
    assert_eq!(walked.unsealed, 2);
    assert_eq!(
        head.as_ref().map(|head| (head.n, head.hash)),
        Some((walked.n, walked.hash))
    );
    assert_eq!(
        verify(&test.store, head.as_ref()).await.unwrap(),
        Ok(walked)
    );

    let lines: Vec<_> = text.lines().collect();
    let with = |place: usize, line: Option<String>| {
        let mut lines: Vec<_> = lines.iter().map(ToString::to_string).collect();
        lines.splice(place..=place, line);
        lines.join("\n")
    };
    let changed = with(
        2,
        Some(lines[2].replace("\"actor\":\"bank\"", "\"actor\":\"bonk\"")),
    );
    let (found, _) = verify_export(changed.as_bytes(), None).unwrap();
    assert_eq!(found, Err(Finding::Changed { seq: 3 }), "{}", lines[2]);
    let (found, _) = verify_export(with(2, None).as_bytes(), None).unwrap();
    assert_eq!(found, Err(Finding::LinkMissing { n: 3 }));
    let cut: String = lines[..3].join("\n");
    assert!(matches!(
        verify_export(cut.as_bytes(), None),
        Err(ExportError::NoHead)
    ));
    let cut = format!("{cut}\n{}", lines.last().unwrap());
    let (found, _) = verify_export(cut.as_bytes(), None).unwrap();
    assert!(
        matches!(found, Err(Finding::Cut { last: 3, .. })),
        "{found:?}"
    );
    let broken = with(1, Some("{}".to_owned()));
    let broken = verify_export(broken.as_bytes(), None);
    assert!(matches!(broken, Err(ExportError::Malformed { line: 2 })));
}
