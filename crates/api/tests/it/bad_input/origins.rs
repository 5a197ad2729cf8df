//! Browsers of other sites, and what everybody may read without a token.

use reqwest::Method;
use testkit::Options;

use crate::whole_bank::{answer, minting, request};

const FRONT: &str = "https://bank.example";

#[test]
fn browsers_may_call_from_the_front_end_alone() {
    let front = Options::default().var("APP_BASE_URL", FRONT);
    testkit::run_with(front, async |bank| {
        let token = bank.mint(minting("browser", false));
        for origin in [
            FRONT,
            "https://bank.example.evil.example",
            "https://evil.example",
            "https://evil-bank.example",
            "http://bank.example",
            "https://bank.example:8443",
            "https://BANK.example",
            "http://localhost:3000",
            "null",
            "*",
        ] {
            let mine = origin == FRONT;
            let get = request(bank, Method::GET, "/api/me").bearer_auth(&token);
            let refused = request(bank, Method::POST, "/api/transfers");
            let preflight = request(bank, Method::OPTIONS, "/api/transfers")
                .header("access-control-request-method", "POST")
                .header(
                    "access-control-request-headers",
                    "authorization, content-type",
                );
            for call in [get, refused, preflight] {
                let headers = answer(call.header("origin", origin)).await.headers;
                let allowed = headers.get("access-control-allow-origin");
                assert!(allowed.is_none_or(|allowed| allowed == FRONT), "{origin}");
                assert!(!mine || allowed.is_some(), "{origin}");
                // The token travels in a header of its own: no cookie is ever asked for.
                assert!(!headers.contains_key("access-control-allow-credentials"));
            }
        }
    });
}

#[test]
fn what_everybody_may_read_names_no_custodian() {
    testkit::run(async |bank| {
        // Each answer is searched for the name as it arrives.
        let read = async |path: &str| answer(request(bank, Method::GET, path)).await;
        for path in [
            "/openapi.json",
            "/health",
            "/api/health",
            "/livez",
            "/readyz",
        ] {
            read(path).await.expect(200);
        }
        let page = read("/docs/").await.text;
        let mut files = 0;
        for part in page.split(['"', '\'']) {
            let file = part.trim_start_matches("./");
            if [".js", ".css", ".png"]
                .iter()
                .any(|end| file.ends_with(end))
            {
                let answer = read(&format!("/docs/{file}")).await;
                assert_eq!(answer.status, 200, "{file}");
                files += 1;
            }
        }
        assert!(files >= 4, "{page}");
    });
}
