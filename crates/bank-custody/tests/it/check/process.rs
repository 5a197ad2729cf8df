//! Findings about this machine: ports, trusted certificates, exchange rates.

use tokio::net::TcpListener;

use super::{Checked, check, contains};
use crate::{
    program::{ANY_PORT, fixed_address},
    server::Ground,
};

#[tokio::test]
async fn taken_ports_are_named_with_their_variables() {
    let ground = Ground::new().await;
    let taken = TcpListener::bind(ANY_PORT).await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let checked = Checked::of(check(&ground).var("API_LISTEN", &address)).await;
    checked.failed(&["process.ports"]);
    let says = checked.says("process.ports", "failed");
    contains(&says, &[&address, "API_LISTEN", "stop what listens there"]);

    let elsewhere = check(&ground).var("API_LISTEN", "192.0.2.1:5001");
    let says = Checked::of(elsewhere).await.says("process.ports", "failed");
    contains(&says, &["192.0.2.1:5001", "that this machine has"]);

    let twice = fixed_address();
    let both = check(&ground)
        .var("API_LISTEN", &twice)
        .var("METRICS_LISTEN", &twice);
    let says = Checked::of(both).await.says("process.ports", "failed");
    contains(&says, &[&twice, "METRICS_LISTEN"]);
}

#[tokio::test]
async fn pages_that_are_reached_without_https_are_told() {
    let ground = Ground::new().await;
    let at = async |url: &str| Checked::of(check(&ground).var("APP_BASE_URL", url)).await;
    let says = at("").await.says("process.base_url", "warning");
    contains(&says, &["http://localhost:3000", "on this machine alone"]);
    let says = at("http://bank.example.com").await;
    contains(
        &says.says("process.base_url", "failed"),
        &["read on the way", "APP_BASE_URL"],
    );
    let says = at("https://bank.example.com").await;
    says.says("process.base_url", "passed");
}

#[tokio::test]
async fn rates_that_cannot_be_had_or_are_old_are_told() {
    let ground = Ground::new().await;
    let nowhere = "http://127.0.0.1:1/rates.xml";
    let checked = Checked::of(check(&ground).var("FX_RATES_URL", nowhere)).await;
    checked.failed(&["rates.file"]);
    let says = checked.says("rates.file", "failed");
    contains(&says, &["cannot be read", "FX_RATES_URL"]);

    let file = "<Envelope><Cube><Cube time='2020-01-02'><Cube currency='USD' rate='1.1'/></Cube>\
                </Cube></Envelope>";
    let router = axum::Router::new().route("/rates.xml", axum::routing::get(async move || file));
    let listener = TcpListener::bind(ANY_PORT).await.unwrap();
    let url = format!("http://{}/rates.xml", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let checked = Checked::of(check(&ground).var("FX_RATES_URL", &url)).await;
    checked.failed(&[]);
    let says = checked.says("rates.file", "warning");
    contains(&says, &["2020-01-02", "long ago"]);
}

#[tokio::test]
async fn certificates_that_tls_would_not_see_are_named() {
    let ground = Ground::new().await;
    let checked = Checked::of(check(&ground).var("SSL_CERT_FILE", "missing.pem")).await;
    let says = checked.says("configuration", "failed");
    contains(&says, &["SSL_CERT_FILE", "cannot be read"]);

    ground.home.write("empty.pem", "no certificate\n");
    let checked = Checked::of(check(&ground).var("SSL_CERT_FILE", "empty.pem")).await;
    let says = checked.says("configuration", "failed");
    contains(&says, &["without a certificate"]);

    let checked = Checked::of(check(&ground).var("SSL_CERT_DIR", "missing")).await;
    let says = checked.says("configuration", "failed");
    contains(&says, &["SSL_CERT_DIR", "cannot be read"]);

    ground.home.write(".env", "SSL_CERT_DIR=certificates\n");
    let checked = Checked::of(check(&ground)).await;
    let says = checked.says("configuration", "failed");
    contains(
        &says,
        &["SSL_CERT_DIR", ".env", "environment of the process"],
    );
}
