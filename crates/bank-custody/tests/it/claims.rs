//! A sign-in service that does not say who somebody is: the page tells the operator what to add.

use std::collections::BTreeMap;

use idp::{Idp, IdpConfig, demo_client, demo_people};
use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
};

use crate::{
    http,
    program::fixed_address,
    server::{Ground, Server},
};

/// The claims are there, but under another name than the bank reads.
const NAMESPACE: &str = "https://bank-custody.example.com/";
const OTHER_NAMESPACE: &str = "https://other.example.com/";

#[tokio::test]
async fn a_token_without_an_email_names_the_missing_claim() {
    let ground = Ground::new().await;
    let listen = fixed_address();
    let port = listen.rsplit(':').next().unwrap();
    let pages = format!("http://localhost:{port}");
    let idp = IdpConfig {
        clients: vec![demo_client(&pages)],
        people: demo_people(),
        trusts_login_hint: true,
        ..IdpConfig::new("https://bank-custody-api", OTHER_NAMESPACE)
    };
    let idp = Idp::start(idp).await.unwrap();
    let bank = ground
        .invocation()
        .var("OIDC_ISSUER", idp.issuer())
        .var("WEB_LISTEN", &listen)
        .var("APP_BASE_URL", &pages);
    let bank = Server::from(bank.start()).await;

    let page = signs_in(&pages, "alice@example.com").await;
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    let page = page.text().await.unwrap();
    assert!(
        page.contains("Sign-in works, but it does not say who you are"),
        "{page}"
    );
    assert!(page.contains(&format!("{NAMESPACE}email")), "{page}");
    bank.kill().await;
}

/// As a browser does it: to the sign-in service and back.
async fn signs_in(pages: &str, email: &str) -> Response {
    let http = http::client();
    let mut cookies = BTreeMap::new();
    let begin = format!("{pages}/auth/login?email={email}");
    let login = http.get(begin).send().await.unwrap();
    keep(&mut cookies, &login);
    let (_, service) = login.headers()["refresh"]
        .to_str()
        .unwrap()
        .split_once("url=")
        .unwrap();
    let answer = http.get(service).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let back = answer.headers()[LOCATION].to_str().unwrap();
    with(http.get(back), &cookies).send().await.unwrap()
}

fn keep(cookies: &mut BTreeMap<String, String>, answer: &Response) {
    for cookie in answer.headers().get_all(SET_COOKIE) {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        cookies.insert(name.to_owned(), value.to_owned());
    }
}

fn with(request: RequestBuilder, cookies: &BTreeMap<String, String>) -> RequestBuilder {
    let pairs = cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    request.header(COOKIE, pairs.collect::<Vec<_>>().join("; "))
}
