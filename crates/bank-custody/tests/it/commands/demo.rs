//! The demo: its banner, its story, its money, and how it goes on after a restart.

use domain::money::BaseUnits;
use serde_json::{Value, json};
use testkit::eventually;
use tokio::process::Command;

use crate::{
    demo::{Demo, Options},
    http::text,
    program::{Home, fixed_address},
    wallet::{NETWORK, Wallet},
};

#[tokio::test]
async fn the_demo_needs_no_configuration_and_says_how_to_use_it() {
    let home = Home::new();
    let addresses = [(); 4].map(|()| fixed_address());
    let listen = ["API_LISTEN", "WEB_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"];
    let vars = listen.into_iter().zip(addresses.iter().map(String::as_str));
    // No command means the demo.
    let mut program = home.command(&[]).vars(vars).start();
    let mut banner = String::new();
    while !banner.ends_with("Ctrl-C stops it.\n") {
        banner += &program.line().await;
        banner.push('\n');
    }
    for (name, address) in listen.iter().zip(&addresses) {
        // Cookies and the way back from sign-in are for this name.
        let shown = match *name {
            "WEB_LISTEN" => address.replace("127.0.0.1", "localhost"),
            _ => address.clone(),
        };
        assert!(banner.contains(&format!("http://{shown}")), "{banner}");
    }
    for person in idp::demo_people() {
        assert!(banner.contains(&person.email), "{banner}");
        assert!(banner.contains(&person.password), "{banner}");
    }
    assert!(home.path("data/demo/bank.db").exists());
    // The commands that it offers, word for word.
    let (_, script) = banner.split_once("Try it:\n").unwrap();
    let (script, _) = script.split_once("Ctrl-C").unwrap();
    let tried = Command::new("sh")
        .args(["-c", &format!("command -v curl >&2 || exit 3\n{script}")])
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .await
        .unwrap();
    if tried.status.code() == Some(3) {
        println!("SKIPPED: the banner's commands need curl");
    } else {
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
    let addresses = [(); 4].map(|()| fixed_address());
    let listen = ["API_LISTEN", "WEB_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"];
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
    // Listed by the bank, but not on the demo's chain.
    let eurc = alice.post(&path, &json!({"asset": "EURC"})).await;
    let refused = eurc.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "no_test_funds");
    demo.stop().await;
}

/// People may get in the story's way; that is no fault of the bank's.
#[tokio::test]
async fn a_story_that_cannot_go_on_says_why_and_goes_on_later() {
    let home = Home::new();
    let demo = Demo::start(&home, &Options::default()).await;
    let claire = demo.person("claire").await;
    claire.act("/api/admin/pause").await.with(200);
    let alice = demo.person("alice").await;
    let story = alice.act("/api/demo/story").await;
    let refused = story.refused(409, "story_interrupted");
    let detail = text(&refused["detail"]);
    assert!(detail.contains("paused"), "{detail}");
    claire.act("/api/admin/resume").await.with(200);
    let story = alice.act("/api/demo/story").await.with(200);
    assert_eq!(story["transfer_ids"].as_array().unwrap().len(), 2);
    demo.stop().await;
}
