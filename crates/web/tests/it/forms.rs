//! Forms are believed when they are ours, and only then.

use reqwest::StatusCode;
use testkit::run;

use crate::browser::Browser;

#[test]
fn a_form_without_its_token_or_from_elsewhere_changes_nothing() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get("/accounts").await;
        let token = page.form_token();
        let mut stranger = Browser::new(bank);
        let foreign = stranger.get("/").await.form_token();
        let own = browser.origin();
        let name = ("name", "Stolen");
        for (token, headers) in [
            (token.as_str(), vec![("origin", "https://evil.example")]),
            (&token, vec![("origin", "null")]),
            (&token, vec![("sec-fetch-site", "cross-site")]),
            (&token, vec![("sec-fetch-site", "same-site")]),
            (&token, vec![]),
            ("", vec![("origin", own.as_str())]),
            ("forged", vec![("origin", own.as_str())]),
            (&foreign, vec![("origin", own.as_str())]),
        ] {
            let fields = [("form_token", token), name];
            let page = browser.post_raw("/accounts", &fields, &headers).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
            page.must_say("This form is too old");
        }
        let alice = bank.person("alice");
        assert_eq!(alice.overview().await.unwrap().wallets, []);

        let fields = [("form_token", token.as_str()), name];
        let headers = [("sec-fetch-site", "same-origin")];
        let page = browser.post_raw("/accounts", &fields, &headers).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "no network");
    });
}

/// Where forms are sent to, by the table of routes itself.
fn form_addresses() -> Vec<String> {
    let routes = include_str!("../../src/routes.rs").split(".route(").skip(1);
    let posts = routes.filter(|route| route.contains("post("));
    let paths = posts.filter_map(|route| route.split('"').nth(1));
    paths.map(|path| path.replace("{id}", "wal_0")).collect()
}

#[test]
fn every_form_needs_its_token_and_comes_from_here() {
    run(async |bank| {
        let addresses = form_addresses();
        assert!(addresses.len() > 12, "{addresses:?}");
        let mut browser = Browser::of(bank, "claire").await;
        let token = browser.get("/accounts").await.form_token();
        let own = browser.origin();
        for path in addresses {
            for (token, origin) in [("", own.as_str()), (&*token, "https://evil.example")] {
                let fields = [("form_token", token)];
                let page = browser
                    .post_raw(&path, &fields, &[("origin", origin)])
                    .await;
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{path} from {origin}");
            }
        }
    });
}

#[test]
fn a_form_of_before_the_sign_in_is_no_longer_good() {
    run(async |bank| {
        let mut browser = Browser::new(bank);
        let old = browser.get("/").await;
        browser.sign_in("alice").await;
        let page = browser.post(&old, "/auth/sign-out", &[]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_form_that_is_too_large_or_none_is_refused() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get("/accounts").await;
        let large = "x".repeat(65 * 1024);
        let page = browser.post(&page, "/accounts", &[("name", &large)]).await;
        assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
        let headers = [("origin", browser.origin())];
        let headers = [(headers[0].0, headers[0].1.as_str())];
        let page = browser
            .post_raw("/accounts", &[("\u{0}", "\u{0}")], &headers)
            .await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn what_cannot_be_read_is_answered_by_a_page() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "claire").await;
        let start = browser.get("/accounts").await;
        let attention = [("look", "sideways"), ("at", "me")];
        for (page, status, said) in [
            (
                browser.get("/transfers?status=failed&status=failed").await,
                StatusCode::BAD_REQUEST,
                "This address cannot be read",
            ),
            (
                browser.get("/auth/callback?code=a&code=b").await,
                StatusCode::BAD_REQUEST,
                "This address cannot be read",
            ),
            (
                browser.get("/accounts/%FF").await,
                StatusCode::NOT_FOUND,
                "We cannot find that page",
            ),
            (
                browser.post(&start, "/bank", &attention).await,
                StatusCode::BAD_REQUEST,
                "This form is too old",
            ),
            (
                browser.post(&start, "/bank/recovery", &[]).await,
                StatusCode::BAD_REQUEST,
                "This form is too old",
            ),
        ] {
            assert_eq!(page.status, status, "{}", page.url);
            let kind = &page.headers["content-type"];
            assert_eq!(kind, "text/html; charset=utf-8", "{}", page.url);
            page.must_say(said);
        }
        let asset = browser.get("/assets/%FF/bank.css").await;
        assert_eq!((asset.status, &*asset.text), (StatusCode::NOT_FOUND, ""));
    });
}
