//! A bank that dies by its own hand and starts again, at the same address and on the same database.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    os::unix::process::ExitStatusExt as _,
    process::ExitStatus,
    time::{Duration, Instant},
};

use dfns::{Client, Config, SecretString, SigningKey, wire::CreateWebhook};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::Custody;

use super::{Scenario, ledger::End};
use crate::{
    http::{Answer, Api, text},
    program::{Program, fixed_address},
    server::Ground,
    wallet::NETWORK,
};

/// The signal by which a program ends itself.
const ABORTED: i32 = 6;
/// How long a program that has nothing more to do may take to come by a point: its slowest rounds
/// are further apart, but each is also made at a start.
const REST: Duration = Duration::from_secs(8);
/// How long something may take on a loaded machine, the longest pause of the bank's own included.
const PATIENCE: Duration = Duration::from_secs(150);
const BETWEEN_LOOKS: Duration = Duration::from_millis(40);
const ETHER: &str = "1000000000000000000";

/// The bank has died under a request.
#[derive(Debug)]
pub(super) struct Died;

impl From<reqwest::Error> for Died {
    fn from(_: reqwest::Error) -> Self {
        Self
    }
}

pub(super) struct World {
    /// Dropped before the ground, in which its log lies.
    program: Option<Program>,
    pub(super) ground: Ground,
    address: String,
    secret: String,
    life: Cell<u32>,
    funded: RefCell<BTreeSet<String>>,
    /// How each transfer that was asked for has to end, by its receiver.
    pub(super) ends: RefCell<BTreeMap<String, End>>,
}

/// A wallet that has its address.
pub(super) struct Wallet {
    pub(super) id: String,
}

impl World {
    pub(super) async fn new() -> Self {
        let ground = Ground::new().await;
        let address = fixed_address();
        let webhook = CreateWebhook {
            url: format!("http://{address}/webhooks/custody"),
            events: [
                "wallet.created",
                "wallet.transfer.requested",
                "wallet.transfer.confirmed",
            ]
            .into_iter()
            .chain([
                "wallet.blockchainevent.detected",
                "wallet.transfer.broadcasted",
            ])
            .map(str::to_owned)
            .collect(),
            description: None,
            status: None,
        };
        let webhook = client(&ground).create_webhook(&webhook).await.unwrap();
        // What was told to a dead bank is told again when the next one has started.
        let weather = json!({"retry_after_ms": [300, 1_000, 3_000, 10_000]});
        ground.custody().set_weather(&weather).await;
        Self {
            program: None,
            ground,
            address,
            secret: webhook.secret,
            life: Cell::new(0),
            funded: RefCell::default(),
            ends: RefCell::default(),
        }
    }

    pub(super) fn custody(&self) -> &Custody {
        self.ground.custody()
    }

    /// Custody as the bank's own account sees it.
    pub(super) fn account(&self) -> Client {
        client(&self.ground)
    }

    /// The bank as this person meets it, whether it runs or not.
    pub(super) fn person(&self, name: &str) -> Api {
        let api = Api::at(&format!("http://{}", self.address));
        api.bearer(self.ground.token(name))
    }

    /// Which life of the bank this is.
    pub(super) fn life(&self) -> u32 {
        self.life.get()
    }

    /// What custody does from the start of a scenario.
    pub(super) async fn begin(&self, scenario: Scenario) {
        if scenario == Scenario::Orphans {
            let unlisted = json!({"step": "wallet_list"});
            let refusal = json!({"status": 500});
            self.custody().fault(unlisted, refusal, 0).await;
        }
        if scenario.is_about_doubts() {
            // What custody tells by itself would end them.
            self.custody().set_weather(&json!({"drop": true})).await;
        }
    }

    /// Starts the bank, to die at this point; it may come by it before it listens.
    pub(super) async fn boot(&mut self, point: Option<&str>) -> Result<(), Died> {
        self.life.set(self.life() + 1);
        let mut invocation = self
            .ground
            .invocation()
            .var("API_LISTEN", &self.address)
            .var("DFNS_WEBHOOK_SECRET", &self.secret);
        if let Some(point) = point {
            invocation = invocation.var("FAILPOINT", point);
        }
        let mut program = invocation.start();
        let listens = program.line_or_end().await.is_some();
        self.program = Some(program);
        if listens { Ok(()) } else { Err(Died) }
    }

    pub(super) async fn kill(&mut self) {
        self.program.take().expect("the bank runs").kill().await;
    }

    /// One life of the bank that ends at this point; `false` when it comes by no such point.
    pub(super) async fn dies_at(&mut self, scenario: Scenario, point: &str) -> bool {
        let lived = match self.boot(Some(point)).await {
            Ok(()) => scenario.play(self).await,
            Err(died) => Err(died),
        };
        let program = self.program.as_mut().expect("the bank was started");
        let ended = program.ended_within(REST).await;
        assert!(
            ended.is_some() || lived.is_ok(),
            "{point}: a request got no answer from a bank that lives"
        );
        let Some(status) = ended else {
            self.kill().await;
            return false;
        };
        assert_killed_itself(status, point);
        self.program = None;
        self.nothing_twice(point).await;
        true
    }

    /// One life without a death, after which nothing is owed.
    pub(super) async fn ends_well(&mut self, scenario: Scenario) {
        self.custody().clear_faults().await;
        self.boot(None).await.expect("the bank starts");
        scenario.play(self).await.expect("the bank lives");
        self.custody().clear_faults().await;
        self.is_settled().await;
        self.program.take().expect("the bank runs").stop().await;
    }

    /// Opens a wallet and waits for its address; once open, it gets one ether.
    pub(super) async fn wallet(&self, owner: &Api, key: &str) -> Result<Wallet, Died> {
        let order = json!({"name": key, "network": NETWORK});
        let ordered = owner.try_post("/api/wallets", &order, key).await?;
        let id = text(&ordered.with(201)["id"]);
        let path = format!("/api/wallets/{id}");
        let address = until("a wallet's address", async || {
            let wallet = owner.try_call(Method::GET, &path).await?.with(200);
            // A life may have ended while the wallet was frozen.
            Ok(wallet["address"].as_str().map(str::to_owned))
        })
        .await?;
        let first = self.funded.borrow_mut().insert(id.clone());
        if first {
            self.custody().fund(NETWORK, &address, ETHER).await;
        }
        Ok(Wallet { id })
    }

    /// Asks for a transfer to a receiver of its own, or repeats that; its id, if it was taken.
    pub(super) async fn send(
        &self,
        person: &Api,
        (wallet, amount, key): (&Wallet, &str, &str),
        end: End,
    ) -> Result<Option<String>, Died> {
        let to = receiver(key);
        self.ends.borrow_mut().insert(to.clone(), end);
        let body = json!({"wallet_id": wallet.id, "to_address": to, "amount": amount});
        let answer: Answer = person.try_post("/api/transfers", &body, key).await?;
        assert_ne!(answer.status, 400, "{}", answer.body);
        let taken = answer.status == 201;
        Ok(taken.then(|| text(&answer.body["transfer"]["id"])))
    }

    /// Waits until a transfer has its end.
    pub(super) async fn ends(&self, id: &str) -> Result<(), Died> {
        let claire = self.person("claire");
        let path = format!("/api/admin/transfers/{id}");
        until("a transfer's end", async || {
            let seen = claire.try_call(Method::GET, &path).await?.with(200);
            let ended = ["confirmed", "failed", "rejected", "cancelled"];
            let status = status_of(&seen);
            Ok(ended.contains(&status.as_str()).then_some(()))
        })
        .await
    }
}

/// The status in an employee's view of a transfer, which is nested once more.
pub(super) fn status_of(seen: &Value) -> String {
    let nested = seen["status"].is_null();
    let status = if nested {
        &seen["transfer"]["status"]
    } else {
        &seen["status"]
    };
    text(status)
}

/// A receiver that belongs to one key.
pub(super) fn receiver(key: &str) -> String {
    let hash = key.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("0x00000000000000000000000b{hash:016x}")
}

/// Looks until there is something; as long as the bank lives.
pub(super) async fn until<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> Result<Option<T>, Died>,
) -> Result<T, Died> {
    let start = Instant::now();
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        assert!(start.elapsed() < PATIENCE, "still waiting for {what}");
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
}

pub(super) fn assert_killed_itself(status: ExitStatus, point: &str) {
    assert_eq!(status.signal(), Some(ABORTED), "{point}: {status}");
}

fn client(ground: &Ground) -> Client {
    let ([token, _], (credential, pem)) = (ground.secrets(), ground.key());
    let key = SigningKey::from_pem(&pem).unwrap();
    let url = ground.custody().url();
    Client::new(Config::new(url, SecretString::from(token), credential, key).unwrap()).unwrap()
}
