//! Signing in as a browser and a web front do it together: authorization request, form, the way
//! back, and the exchange of the code, with PKCE.

use reqwest::{
    Response, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
};
use serde_json::Value;
use url::Url;

use crate::http;

/// Verifier and challenge of RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Where the pages are unless a demo says otherwise.
pub(crate) const PAGES: &str = "http://localhost:3000";
const AUDIENCE: &str = "https://bank-custody-api";
const STATE: &str = "a-state-that-comes-back";
const CLIENT: (&str, &str) = ("demo-web", "demo-web-secret");

/// An access token of the demo person whose address starts with `name`, for pages at `pages`.
pub(crate) async fn sign_in(issuer: &str, pages: &str, name: &str) -> String {
    let callback = format!("{pages}/auth/callback");
    let http = http::client();
    let discovery = format!("{issuer}/.well-known/openid-configuration");
    let discovery = http.get(discovery).send().await.unwrap();
    let discovery: Value = discovery.json().await.unwrap();
    assert_eq!(discovery["issuer"], issuer);

    let form = open_form(
        &http,
        endpoint(&discovery, "authorization_endpoint"),
        &callback,
    )
    .await;
    let credentials = [
        ("sign_in", form.id),
        ("email", format!("{name}@example.com")),
        ("password", format!("{name}-demo-password")),
    ];
    let action = endpoint(&discovery, "issuer").join(&form.action).unwrap();
    let request = http.post(action).header(COOKIE, form.cookie);
    let answer = request.form(&credentials).send().await.unwrap();

    let code = code_of(&answer, &callback);
    let token = endpoint(&discovery, "token_endpoint");
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", callback.as_str()),
        ("code_verifier", VERIFIER),
    ];
    let request = http.post(token).basic_auth(CLIENT.0, Some(CLIENT.1));
    let answer = request.form(&exchange).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let tokens: Value = answer.json().await.unwrap();
    tokens["access_token"].as_str().unwrap().to_owned()
}

struct Form {
    id: String,
    action: String,
    cookie: String,
}

/// The authorization request, and what a browser reads from the page that answers it.
async fn open_form(http: &reqwest::Client, mut url: Url, callback: &str) -> Form {
    url.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", CLIENT.0),
        ("redirect_uri", callback),
        ("scope", "openid profile email offline_access"),
        ("audience", AUDIENCE),
        ("state", STATE),
        ("nonce", "a-nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    let page = http.get(url).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let cookie = page.headers()[SET_COOKIE].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = page.text().await.unwrap();
    Form {
        id: between(&page, "name=\"sign_in\" value=\"", "\""),
        action: between(&page, "action=\"", "\""),
        cookie,
    }
}

/// What the web front's callback is handed, which it checks before it uses the code.
fn code_of(answer: &Response, callback: &str) -> String {
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let location = answer.headers()[LOCATION].to_str().unwrap();
    assert!(location.starts_with(&format!("{callback}?")), "{location}");
    let location = Url::parse(location).unwrap();
    let parameter = |name: &str| {
        let mut pairs = location.query_pairs();
        let found = pairs.find(|(key, _)| key == name);
        found.map(|(_, value)| value.into_owned()).unwrap()
    };
    assert_eq!(parameter("state"), STATE);
    parameter("code")
}

fn endpoint(discovery: &Value, name: &str) -> Url {
    Url::parse(discovery[name].as_str().unwrap()).unwrap()
}

fn between(page: &str, before: &str, after: &str) -> String {
    let (_, rest) = page.split_once(before).unwrap();
    rest.split_once(after).unwrap().0.to_owned()
}
