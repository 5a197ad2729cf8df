//! The parts of the demo that run alone, and a server that stands on them.

use crate::{
    program::{ANY_PORT, Home, Program},
    server::Server,
    sign_in::{PAGES, sign_in},
    wallet::Wallet,
};

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
    for _ in 0..5 {
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
    let server = Server::from(
        serve
            .var("API_LISTEN", ANY_PORT)
            .var("WEB_LISTEN", ANY_PORT)
            .start(),
    )
    .await;
    let first = opens_a_wallet(&server, issuer).await;
    server.into_program().stop().await;

    home.write(".env", &lines.join("\n"));
    let serve = home.command(&["serve"]).var("API_LISTEN", ANY_PORT);
    let serve = serve.var("WEB_LISTEN", ANY_PORT);
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
    let alice = server.api().bearer(sign_in(issuer, PAGES, "alice").await);
    Wallet::open(&alice, "My Wallet").await.id
}
