//! Who gets which answer, call by call.
//!
//! One table (`table.rs`) has a row for each call of the API and a column for each kind of caller.
//! It is compared with the published document both ways, and then played on one running bank:
//! every refusal meets a thing that exists and changes nothing, and after it the rightful caller
//! succeeds on the very same thing.

mod actors;
mod conflicts;
mod table;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::Value;
use testkit::TestBank;

use crate::support::Answer;
use crate::whole_bank::{answer, assert_unchanged, problem, request};
use actors::Actor;
pub(crate) use actors::{PublicKey, claims, keyed_with, unsigned};
use table::{Cell, Row, rows};
use world::{Target, World};

/// Method and path of every call in the published document.
fn documented() -> BTreeSet<String> {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let calls = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    calls.collect()
}

#[test]
fn the_table_has_every_published_call_and_no_other() {
    let in_table: BTreeSet<String> = rows().iter().map(Row::call).collect();
    assert_eq!(in_table, documented());
}

#[test]
fn everybody_gets_the_answer_of_the_table() {
    testkit::run(async |bank| {
        let world = World::open(bank).await;
        let document = serde_json::to_value(api::openapi()).unwrap();
        let mut printed = format!("{:55}", "");
        for actor in Actor::ALL {
            write!(printed, "{:>5}", actor.column()).unwrap();
        }
        for row in rows() {
            let documented = &document["paths"][row.documented_path()][row.method.to_lowercase()];
            let answers = Play::new(bank, &world, &row, documented).await.play().await;
            write!(printed, "\n{:55}", row.title()).unwrap();
            for actor in Actor::ALL {
                write!(printed, "{:>5}", answers[&actor]).unwrap();
            }
        }
        ANSWERS.assert_eq(&format!("{printed}\n"));
    });
}

/// One row, played.
struct Play<'a> {
    bank: &'a TestBank,
    world: &'a World<'a>,
    row: &'a Row,
    /// The call as it is published.
    documented: &'a Value,
    /// What the refused callers name, and the rightful one after them.
    target: Target,
    answers: BTreeMap<Actor, String>,
}

impl<'a> Play<'a> {
    async fn new(
        bank: &'a TestBank,
        world: &'a World<'a>,
        row: &'a Row,
        documented: &'a Value,
    ) -> Self {
        let target = world.prepare(row.thing).await;
        bank.settle().await;
        Self {
            bank,
            world,
            row,
            documented,
            target,
            answers: BTreeMap::new(),
        }
    }

    async fn play(mut self) -> BTreeMap<Actor, String> {
        let rightful = self.row.rightful();
        let (refused, mut allowed): (Vec<Actor>, Vec<Actor>) = Actor::ALL
            .into_iter()
            .partition(|actor| self.row.cell(*actor).is_refusal());
        let mut before = self.bank.books().await;
        for actor in refused {
            self.ask(actor).await;
            let after = self.bank.books().await;
            assert_unchanged(
                &before,
                &after,
                &format!("{} by {actor:?}", self.row.title()),
            );
            before = after;
        }
        // The twin: the same call on the same thing, by the one who may.
        allowed.sort_by_key(|actor| *actor != rightful);
        for (index, actor) in allowed.into_iter().enumerate() {
            if index > 0 && self.row.thing.is_used_up() {
                self.target = self.world.prepare(self.row.thing).await;
            }
            self.ask(actor).await;
            if index == 0 && self.row.writes() {
                // Otherwise comparing would prove nothing about the refusals.
                let changes = self.bank.books().await.changes_since(&before);
                assert!(!changes.is_empty(), "{} left no trace", self.row.title());
            }
        }
        self.answers
    }

    async fn ask(&mut self, actor: Actor) {
        let row = self.row;
        let path = row.path.replace("{id}", &self.target.id);
        let mut asked = request(self.bank, row.method.parse().unwrap(), &path);
        if let Some(token) = self.world.tokens.of(actor, row.rightful()) {
            asked = asked.bearer_auth(token);
        }
        if let Some(body) = row.body {
            asked = asked.json(&body(&self.target));
        }
        let answer = answer(asked).await;
        let what = format!("{} by {actor:?}: {answer:?}", row.title());
        let documented = &self.documented["responses"][answer.status.as_str()];
        assert!(documented.is_object(), "not in the document: {what}");
        if !answer.status.is_success() {
            let content = &documented["content"]["application/problem+json"];
            let code = answer.json()["code"].as_str().unwrap().to_owned();
            assert!(
                content["examples"][code].is_object(),
                "not in the document: {what}"
            );
        }
        let expected = row.cell(actor);
        let got = self.read(&answer, &expected);
        assert_eq!(got, expected, "{what}");
        self.answers.insert(actor, got.to_string());
    }

    /// The answer in the words of the table.
    fn read(&self, answer: &Answer, expected: &Cell) -> Cell {
        if !answer.status.is_success() {
            if answer.status == 404 {
                // The same words as for what does not exist.
                let unknown = "There is no such thing, or you may not see it.";
                assert_eq!(answer.json()["detail"], unknown);
            }
            return Cell::Problem(problem(answer));
        }
        match expected {
            Cell::Named(_) => Cell::Named(answer.text.contains(&self.target.id)),
            Cell::Status(_) | Cell::Problem(_) => Cell::Status(answer.status.as_u16()),
        }
    }
}

/// The answers as measured, by call and caller. Callers without a good token: none, `exp`ired, `nbf`
/// not yet valid, `aud`ience and `iss`uer of another, `alg` none, `hmac` keyed with the public key;
/// all of them speak for somebody who may. People: a `cust`omer, a `stra`nger, a grantee who may
/// `view` and one who may `send`, one whose grant was `revo`ked, the `owne`r, an `empl`oyee, and one
/// in `conf`lict, who owns the destination. A list `sees` the thing or has no word of it (`----`);
/// `403c` is a conflict of interest.
const ANSWERS: expect_test::Expect = expect_test::expect![[r#"
                                                            none  exp  nbf  aud  iss  alg hmac cust stra view send revo owne empl conf
    GET /api/me                                              401  401  401  401  401  401  401  200  200  200  200  200  200  200  200
    GET /api/networks                                        401  401  401  401  401  401  401  200  200  200  200  200  200  200  200
    GET /api/events                                          401  401  401  401  401  401  401  200  200  200  200  200  200  200  200
    GET /api/fiat-accounts/{id} Account                      401  401  401  401  401  401  401  404  404  404  404  404  200  404  404
    GET /api/wallets Wallet                                  401  401  401  401  401  401  401 ---- ---- sees sees ---- sees ---- ----
    GET /api/wallets/{id} Wallet                             401  401  401  401  401  401  401  404  404  200  200  404  200  200  200
    GET /api/wallets/{id}/activity Wallet                    401  401  401  401  401  401  401  404  404  200  200  404  200  404  404
    PATCH /api/wallets/{id} Wallet                           401  401  401  401  401  401  401  404  404  403  403  404  200  404  404
    POST /api/wallets/{id}/freeze FreshWallet                401  401  401  401  401  401  401  404  404  403  403  404  200  404  404
    POST /api/wallets/{id}/unfreeze FrozenWallet             401  401  401  401  401  401  401  404  404  403  403  404  200  404  404
    POST /api/wallets/{id}/test-funds Wallet                 401  401  401  401  401  401  401  404  404  403  403  404  200  404  404
    GET /api/transfers Transfer                              401  401  401  401  401  401  401 ---- ---- sees sees ---- sees ---- ----
    GET /api/transfers.csv Transfer                          401  401  401  401  401  401  401 ---- ---- sees sees ---- sees ---- ----
    GET /api/transfers/{id} Transfer                         401  401  401  401  401  401  401  404  404  200  200  404  200  404  404
    GET /api/transfers TransferOfRevoked                     401  401  401  401  401  401  401 ---- ---- sees sees sees sees ---- ----
    GET /api/transfers/{id} TransferOfRevoked                401  401  401  401  401  401  401  404  404  200  200  200  200  404  404
    POST /api/transfers/{id}/cancel Transfer                 401  401  401  401  401  401  401  404  404  403  403  404  200  404  404
    POST /api/transfers/{id}/cancel TransferOfGrantee        401  401  401  401  401  401  401  404  404  403  200  404  200  404  404
    POST /api/transfers/preview Wallet                       401  401  401  401  401  401  401  404  404  403  200  404  200  404  404
    POST /api/transfers Wallet                               401  401  401  401  401  401  401  404  404  403  201  404  201  404  404
    GET /api/delegations ViewDelegation                      401  401  401  401  401  401  401 ---- ---- sees ---- ---- sees ---- ----
    POST /api/delegations FreshWallet                        401  401  401  401  401  401  401  404  404  403  403  404  201  404  404
    DELETE /api/delegations/{id} ViewDelegation              401  401  401  401  401  401  401  404  404  204  404  404  204  404  404
    DELETE /api/delegations/{id} SendDelegation              401  401  401  401  401  401  401  404  404  404  204  404  204  404  404
    GET /api/admin/overview                                  401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    GET /api/admin/health                                    401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    GET /api/admin/customers Person                          401  401  401  401  401  401  401  403  403  403  403  403  403 sees sees
    GET /api/admin/customers/{id}/wallets Person             401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    GET /api/admin/transfers Transfer                        401  401  401  401  401  401  401  403  403  403  403  403  403 sees sees
    GET /api/admin/transfers.csv Transfer                    401  401  401  401  401  401  401  403  403  403  403  403  403 sees sees
    GET /api/admin/transfers/{id} Transfer                   401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    POST /api/admin/transfers/{id}/check Transfer            401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    POST /api/admin/transfers/{id}/approve Transfer          401  401  401  401  401  401  401  403  403  403  403  403  403  200 403c
    POST /api/admin/transfers/{id}/reject Transfer           401  401  401  401  401  401  401  403  403  403  403  403  403  200 403c
    GET /api/admin/deciders                                  401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    GET /api/admin/alerts Alert                              401  401  401  401  401  401  401  403  403  403  403  403  403 sees sees
    POST /api/admin/alerts/{id}/acknowledge Alert            401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    GET /api/admin/wallets/{id}/activity Wallet              401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    POST /api/admin/wallets/{id}/freeze FreshWallet          401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    POST /api/admin/wallets/{id}/unfreeze HeldWallet         401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    GET /api/admin/audit Wallet                              401  401  401  401  401  401  401  403  403  403  403  403  403 sees sees
    POST /api/admin/users/{id}/retire Newcomer               401  401  401  401  401  401  401  403  403  403  403  403  403  204  204
    POST /api/admin/pause                                    401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    POST /api/admin/resume PausedBank                        401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    GET /api/admin/recovery HeldTransfer                     401  401  401  401  401  401  401  403  403  403  403  403  403 sees sees
    POST /api/admin/recovery/transfers/{id}/release HeldTransfer  401  401  401  401  401  401  401  403  403  403  403  403  403  200 403c
    POST /api/admin/recovery/transfers/{id}/cancel HeldTransfer  401  401  401  401  401  401  401  403  403  403  403  403  403  200 403c
    POST /api/admin/recovery/end RestoredBank                401  401  401  401  401  401  401  403  403  403  403  403  403  200  200
    POST /api/demo/story                                     401  401  401  401  401  401  401  200  200  200  200  200  200  200  200
    POST /api/wallets                                        401  401  401  401  401  401  401  201  201  201  201  201  201  201  201
    GET /health                                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
    GET /api/health                                          200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
    GET /livez                                               200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
    GET /readyz                                              200  200  200  200  200  200  200  200  200  200  200  200  200  200  200
"#]];
