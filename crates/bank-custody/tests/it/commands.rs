//! What the commands print, and how the program ends and starts again.

use domain::money::BaseUnits;
use serde_json::{Value, json};
use testkit::eventually;

use crate::{
    demo::{Demo, Options},
    http::{self, Api, text},
    program::{ANY_PORT, Ended, Home, Program, fixed_address},
    server::{Ground, Server},
    sign_in::sign_in,
    wallet::{NETWORK, Wallet},
};

#[tokio::test]
async fn openapi_prints_the_document_and_nothing_else() {
    let home = Home::new();
    let Ended {
        status,
        stdout,
        stderr,
    } = home.command(&["openapi"]).run().await;
    assert!(status.success(), "{stderr}");
    let document: Value = serde_json::from_str(&stdout).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert!(document["paths"]["/api/transfers"]["post"].is_object());
}

#[tokio::test]
async fn termination_finishes_a_transfer_that_custody_is_busy_with() {
    let ground = Ground::new().await;
    let mut server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let wallet = funded_wallet(&ground, &alice).await;
    let custody = ground.custody();
    let hold = json!({"hold": true});
    let fault = custody.fault(json!({"step": "transfer"}), hold, 1).await;
    let receiver = "0x00000000000000000000000000000000b0000001";
    let order = json!({"wallet_id": wallet, "to_address": receiver, "amount": "0.001"});
    let sending = {
        let alice = alice.clone();
        tokio::spawn(async move { alice.post("/api/transfers", &order).await })
    };
    custody.struck(fault, 1).await;

    server.program().signal("TERM").await;
    let address = server.url().strip_prefix("http://").unwrap().to_owned();
    eventually("nobody to be let in any more", async || {
        let connected = tokio::net::TcpStream::connect(&address).await;
        connected.is_err().then_some(())
    })
    .await;
    assert!(server.program().is_running(), "a transfer is under way");
    custody.release(fault).await;
    // The request that runs has its answer, and the end comes in good order after it.
    let sent = sending.await.unwrap().with(201);
    assert!(server.into_program().ended().await.success());
    let ledger = custody.executions(Some(receiver)).await;
    assert_eq!(ledger.len(), 1);

    // What custody answered was recorded before the end: nothing is asked a second time.
    let custody_calls = transfers_at_custody(&ground).await;
    let server = ground.serve().await;
    let alice = alice.moved_to(server.url());
    let path = format!("/api/transfers/{}", text(&sent["transfer"]["id"]));
    let transfer = eventually("the transfer to be confirmed", async || {
        let transfer = alice.get(&path).await.with(200);
        (transfer["status"] == "confirmed").then_some(transfer)
    })
    .await;
    assert_eq!(transfer["tx_hash"], ledger[0].tx_hash);
    assert_eq!(transfers_at_custody(&ground).await, custody_calls);
}

#[tokio::test]
async fn the_end_that_was_asked_for_is_a_success() {
    let ground = Ground::new().await;
    for signal in ["TERM", "INT"] {
        // As soon as it says that it listens it can be asked to end.
        let program = ground.serve().await.into_program();
        program.signal(signal).await;
        assert!(program.ended().await.success(), "{signal}");
    }
}

/// What one run of the API alone leaves behind is finished by the worker alone.
#[tokio::test]
async fn the_parts_of_the_server_run_alone() {
    let ground = Ground::new().await;
    let api = Server::from(ground.invocation_of(&["serve", "api"]).start()).await;
    let alice = api.api().bearer(ground.token("alice"));
    let wallet = funded_wallet(&ground, &alice).await;
    let custody = ground.custody();
    let hold = json!({"hold": true});
    let prepares = json!({"step": "action_init", "prepares_suffix": "/transfers"});
    let fault = custody.fault(prepares, hold, 1).await;
    let receiver = "0x00000000000000000000000000000000b0000001";
    let order = json!({"wallet_id": wallet, "to_address": receiver, "amount": "0.001"});
    tokio::select! {
        _ = alice.try_post("/api/transfers", &order, "one") => panic!("custody holds the call"),
        () = custody.struck(fault, 1) => {}
    }
    api.kill().await;
    custody.clear_faults().await;

    let worker = ground.invocation_of(&["serve", "worker"]).start();
    eventually("the worker to send it", async || {
        let ledger = custody.executions(Some(receiver)).await;
        (ledger.len() == 1).then_some(())
    })
    .await;
    worker.stop().await;
}

/// The operator's hold works while the server is down, and outlives restarts.
#[tokio::test]
async fn a_pause_by_the_operator_holds_until_it_is_lifted() {
    let ground = Ground::new().await;
    let migrated = ground.invocation_of(&["migrate"]).run().await;
    assert!(migrated.status.success(), "{}", migrated.stderr);
    let paused = ground.invocation_of(&["pause", "--reason", "An audit."]);
    assert_eq!(
        paused.run().await.stdout,
        "paused: nothing new is sent or approved\n"
    );

    let server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let wallet = funded_wallet(&ground, &alice).await;
    let receiver = "0x00000000000000000000000000000000b0000001";
    let order = json!({"wallet_id": wallet, "to_address": receiver, "amount": "0.001"});
    let refused = alice.post("/api/transfers", &order).await;
    refused.refused(409, "paused");
    let claire = server.api().bearer(ground.token("claire"));
    let overview = claire.get("/api/admin/overview").await.with(200);
    assert_eq!(overview["health"]["paused"]["reason"], "An audit.");
    // The file is the server's while it runs.
    let reason = ground.invocation_of(&["resume"]).refused().await;
    assert!(reason.contains("another process"), "{reason}");
    server.into_program().stop().await;

    let resumed = ground.invocation_of(&["resume"]);
    assert_eq!(resumed.run().await.stdout, "resumed\n");
    let server = ground.serve().await;
    let alice = alice.moved_to(server.url());
    alice.post("/api/transfers", &order).await.with(201);
    assert_eq!(ground.custody().executions(None).await.len(), 1);
}

/// Logs go to standard error, as JSON where that is wished for, and hold no secret at any level.
#[tokio::test]
async fn logs_are_for_machines_too_and_hold_no_secrets() {
    let ground = Ground::new().await;
    let serve = ground.invocation_of(&["serve", "--log", "json"]);
    let mut server = Server::from(serve.var("RUST_LOG", "trace").start()).await;
    let token = ground.token("alice");
    let alice = server.api().bearer(&token);
    let wallet = funded_wallet(&ground, &alice).await;
    let receiver = "0x00000000000000000000000000000000b0000001";
    let order = json!({"wallet_id": wallet, "to_address": receiver, "amount": "0.001"});
    alice.post("/api/transfers", &order).await.with(201);
    let log = server.program().log();
    assert!(log.lines().count() > 10, "{log}");
    for line in log.lines() {
        serde_json::from_str::<Value>(line).expect(line);
    }
    for secret in ground.secrets().iter().chain([&token]) {
        assert!(!log.contains(secret.as_str()), "{secret}");
    }
    server.into_program().stop().await;
}

/// How many transfers were asked for at custody.
async fn transfers_at_custody(ground: &Ground) -> Value {
    let calls = ground.custody().calls().await;
    calls["endpoints"]["POST /wallets/{wallet_id}/transfers"].clone()
}

async fn funded_wallet(ground: &Ground, owner: &Api) -> String {
    let Wallet { id, address } = Wallet::open(owner, "My Wallet").await;
    let custody = ground.custody();
    custody.fund(NETWORK, &address, "1000000000000000000").await;
    id
}

#[tokio::test]
async fn a_second_process_on_the_same_file_is_refused() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let reason = ground.invocation().refused().await;
    assert!(reason.contains("DATABASE_URL"), "{reason}");
    assert!(reason.contains("another process"), "{reason}");
    // The first one goes on, and its end lets another one in.
    server.api().get("/api/health").await.with(200);
    server.kill().await;
    ground.serve().await;
}

/// `sandbox` and `idp` alone print what `serve` needs, whether it is handed over in the environment
/// or as `.env`.
#[tokio::test]
async fn what_the_standalone_parts_print_is_what_serve_needs() {
    let home = Home::new();
    let mut sandbox = alone(&home, "sandbox");
    let mut idp = alone(&home, "idp");
    let mut lines = Vec::new();
    for _ in 0..5 {
        lines.push(sandbox.line().await);
    }
    for _ in 0..4 {
        lines.push(idp.line().await);
    }
    let vars: Vec<_> = lines
        .iter()
        .map(|line| line.split_once('=').unwrap())
        .collect();
    let (_, issuer) = vars
        .iter()
        .find(|(name, _)| *name == "OIDC_ISSUER")
        .unwrap();

    // The port is chosen for the test's sake; nothing else is added.
    let serve = home.command(&["serve"]).vars(vars.iter().copied());
    let server = Server::from(serve.var("API_LISTEN", ANY_PORT).start()).await;
    let first = opens_a_wallet(&server, issuer).await;
    server.into_program().stop().await;

    home.write(".env", &lines.join("\n"));
    let serve = home.command(&["serve"]).var("API_LISTEN", ANY_PORT);
    let server = Server::from(serve.start()).await;
    let second = opens_a_wallet(&server, issuer).await;
    assert_ne!(first, second);
    server.into_program().stop().await;
    sandbox.stop().await;
    idp.stop().await;
}

fn alone(home: &Home, part: &str) -> Program {
    let data = home.path(part);
    let args = [part, "--listen", ANY_PORT, "--data", data.to_str().unwrap()];
    home.command(&args).start()
}

/// Signs Alice in and opens a wallet, which takes custody and its signatures; answers its id.
async fn opens_a_wallet(server: &Server, issuer: &str) -> String {
    let alice = server.api().bearer(sign_in(issuer, "alice").await);
    Wallet::open(&alice, "My Wallet").await.id
}

#[tokio::test]
async fn the_demo_needs_no_configuration_and_says_how_to_use_it() {
    let home = Home::new();
    let addresses = [fixed_address(), fixed_address(), fixed_address()];
    let listen = ["API_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"];
    let vars = listen.into_iter().zip(addresses.iter().map(String::as_str));
    // No command means the demo.
    let mut program = home.command(&[]).vars(vars).start();
    let mut banner = String::new();
    while !banner.ends_with("Ctrl-C stops it.\n") {
        banner += &program.line().await;
        banner.push('\n');
    }
    for address in &addresses {
        assert!(banner.contains(&format!("http://{address}")), "{banner}");
    }
    for person in idp::demo_people() {
        assert!(banner.contains(&person.email), "{banner}");
        assert!(banner.contains(&person.password), "{banner}");
    }
    assert!(home.path("data/demo/bank.db").exists());
    // The command that it offers, word for word.
    let (_, script) = banner.split_once("Try it:\n").unwrap();
    let (script, _) = script.split_once("Ctrl-C").unwrap();
    if let Ok(tried) = tokio::process::Command::new("bash")
        .args([
            "-c",
            &format!("command -v curl >/dev/null || exit 3\n{script}"),
        ])
        .output()
        .await
        && tried.status.code() != Some(3)
    {
        let overview: Value = serde_json::from_slice(&tried.stdout).unwrap();
        assert_eq!(overview["fiat_accounts"].as_array().unwrap().len(), 2);
    }
    program.stop().await;
}

/// What a story leaves behind, as the API and the chain tell it.
#[derive(Debug, PartialEq)]
struct Aftermath {
    wallets: Vec<Value>,
    delegations: Value,
    transfers: Vec<(Value, Value, Value)>,
    waiting: Vec<String>,
    on_chain: Vec<BaseUnits>,
    executions: usize,
}

async fn aftermath(demo: &Demo) -> Aftermath {
    let (alice, charlie) = (demo.person("alice").await, demo.person("charlie").await);
    let list = eventually("the story's small transfer to be confirmed", async || {
        let list = charlie.get("/api/transfers").await.with(200);
        let rows = list["transfers"].as_array().unwrap().clone();
        rows.iter()
            .any(|row| row["status"] == "confirmed")
            .then_some(rows)
    })
    .await;
    let overview = alice.get("/api/wallets").await.with(200);
    let wallets = [&overview["wallets"], &overview["delegated_wallets"]];
    let rows = wallets
        .into_iter()
        .flat_map(|wallets| wallets.as_array().unwrap());
    let wallets: Vec<_> = rows
        .map(|row| json!([row["id"], row["name"], row["address"], row["status"]]))
        .collect();
    let mut on_chain = Vec::new();
    for wallet in &wallets {
        let address = wallet[2].as_str().unwrap();
        on_chain.push(demo.custody().balance(NETWORK, address).await);
    }
    let claire = demo.person("claire").await;
    let queue = claire.get("/api/admin/transfers").await.with(200);
    let waiting = queue["transfers"].as_array().unwrap().iter();
    Aftermath {
        wallets,
        delegations: alice.get("/api/delegations").await.with(200),
        transfers: list
            .into_iter()
            .map(|row| {
                (
                    row["id"].clone(),
                    row["amount"].clone(),
                    row["status"].clone(),
                )
            })
            .collect(),
        waiting: waiting.map(|row| text(&row["amount"])).collect(),
        on_chain,
        executions: demo.custody().executions(None).await.len(),
    }
}

/// The story may be played again at any time; and a demo that is started again has its wallets, its
/// chain and its people as they were.
#[tokio::test]
async fn a_demo_goes_on_where_it_stopped_and_its_story_is_told_once() {
    let home = Home::new();
    let addresses = [fixed_address(), fixed_address(), fixed_address()];
    let listen = ["API_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"];
    let vars: Vec<_> = listen
        .into_iter()
        .zip(addresses.iter().map(String::as_str))
        .collect();
    let story = Options {
        args: &["--story"],
        vars: &vars,
    };
    let demo = Demo::start(&home, &story).await;
    let first = aftermath(&demo).await;
    assert_eq!(first.waiting, ["0.02"]);
    assert_eq!(first.executions, 1);
    assert_eq!(first.wallets.len(), 3);

    let again = demo.person("bob").await.act("/api/demo/story").await;
    assert_eq!(again.with(200)["transfer_ids"].as_array().unwrap().len(), 2);
    assert_eq!(aftermath(&demo).await, first);
    demo.stop().await;

    let demo = Demo::start(&home, &story).await;
    assert_eq!(aftermath(&demo).await, first);
    let alice = demo.person("alice").await;
    let path = format!("/api/wallets/{}?refresh=true", text(&first.wallets[0][0]));
    let wallet = alice.get(&path).await.with(200);
    assert_eq!(
        wallet["balance"]["base_units"],
        first.on_chain[0].to_string()
    );
    demo.stop().await;
}

#[tokio::test]
async fn demo_money_is_seen_at_once_however_often_it_is_asked_for() {
    let home = Home::new();
    let demo = Demo::start(&home, &Options::default()).await;
    let alice = demo.person("alice").await;
    let wallet = Wallet::open(&alice, "My Wallet").await;
    let path = format!("/api/wallets/{}/test-funds", wallet.id);
    for total in ["1", "2", "3"] {
        let funded = alice.act(&path).await.with(200);
        assert_eq!(funded["balance"]["amount"], total);
    }
    let funded = alice
        .post(&path, &json!({"amount": "0.5", "asset": "USDC"}))
        .await
        .with(200);
    let assets = funded["assets"].as_array().unwrap();
    let usdc = assets.iter().find(|row| row["symbol"] == "USDC").unwrap();
    assert_eq!(usdc["amount"], "0.5");
    demo.stop().await;
}

#[tokio::test]
async fn a_server_for_production_has_no_demo_money() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let alice = server.api().bearer(ground.token("alice"));
    let wallet = funded_wallet(&ground, &alice).await;
    let funds = format!("/api/wallets/{wallet}/test-funds");
    alice.act(&funds).await.refused(404, "route_unknown");
    let story = alice.act("/api/demo/story").await;
    story.refused(404, "route_unknown");
}

#[tokio::test]
async fn a_server_says_when_it_is_ready() {
    let ground = Ground::new().await;
    let server = ground.serve().await;
    let http = http::client();
    eventually("the server to be ready", async || {
        let url = format!("{}/readyz", server.url());
        let answer = http.get(url).send().await.unwrap();
        answer.status().is_success().then_some(())
    })
    .await;
}
