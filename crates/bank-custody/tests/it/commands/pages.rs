//! The pages on a machine of their own: `serve web`, whose bank is the API of another process.

use std::collections::BTreeMap;

use reqwest::{
    RequestBuilder, Response, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
};

use crate::{
    http,
    program::Program,
    server::{Ground, Server},
};

/// What people have in their browsers; the test speaks to the process itself.
const USUAL: &str = "http://localhost:3000";

/// As much of a browser as a sign-in takes.
struct Browser {
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn send(&mut self, request: RequestBuilder) -> Response {
        let cookies = self.cookies.iter();
        let cookies: Vec<_> = cookies.map(|(name, it)| format!("{name}={it}")).collect();
        let answer = request.header(COOKIE, cookies.join("; ")).send().await;
        let answer = answer.unwrap();
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    async fn get(&mut self, url: &str) -> Response {
        let request = self.http.get(url);
        self.send(request).await
    }
}

#[tokio::test]
async fn the_pages_run_alone_and_reach_the_bank_over_http() {
    let ground = Ground::new().await;
    let api = Server::from(ground.invocation_of(&["serve", "api"]).start()).await;
    let web = ground.home.command(&["serve", "web"]);
    let web = web
        .var("OIDC_ISSUER", ground.issuer())
        .var("API_URL", api.url())
        .var("WEB_LISTEN", crate::program::ANY_PORT)
        .var("AUTH0_CLIENT_ID", "demo-web")
        .var("AUTH0_CLIENT_SECRET", "demo-web-secret")
        .var("AUTH0_SECRET", "0123456789abcdef0123456789abcdef");
    let mut web = web.start();
    let pages = address(&mut web).await;

    let mut browser = Browser {
        http: http::client(),
        cookies: BTreeMap::new(),
    };
    let start = browser.get(&pages).await.text().await.unwrap();
    assert!(start.contains("One bank for your euros"), "{start}");
    let login = browser.get(&format!("{pages}/auth/login")).await;
    let onward = login.headers()["refresh"].to_str().unwrap().to_owned();
    let (_, onward) = onward.split_once("url=").unwrap();
    let hint = format!("{onward}&login_hint=alice%40example.com");
    let answer = browser.get(&hint).await;
    let callback = answer.headers()[LOCATION].to_str().unwrap();
    let callback = callback.strip_prefix(USUAL).unwrap();
    let signed_in = browser.get(&format!("{pages}{callback}")).await;
    assert_eq!(signed_in.status(), StatusCode::SEE_OTHER);
    let accounts = browser.get(&format!("{pages}/accounts")).await;
    assert_eq!(accounts.status(), StatusCode::OK);
    let accounts = accounts.text().await.unwrap();
    assert!(accounts.contains("Signed in as alice@example.com"));

    // With the bank gone the pages say so, and nobody is signed out.
    api.into_program().stop().await;
    let down = browser.get(&format!("{pages}/accounts")).await;
    assert_eq!(down.status(), StatusCode::SERVICE_UNAVAILABLE);
    let down = down.text().await.unwrap();
    assert!(down.contains("The bank cannot be reached"), "{down}");
    assert!(down.contains("Signed in as alice@example.com"));
    web.stop().await;
}

/// Where the pages are, by the name that their settings know.
async fn address(web: &mut Program) -> String {
    let line = web.line().await;
    let url = line.strip_prefix("pages on ").unwrap();
    url.replace("127.0.0.1", "localhost")
}
