//! What browsers keep, and what becomes of it when somebody changes it.

use reqwest::StatusCode;
use testkit::run;

use crate::browser::Browser;

#[test]
fn cookies_are_for_the_server_alone_and_show_nothing() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let page = browser.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::OK);
        for value in browser.cookies().values() {
            assert!(
                !value.contains("alice") && !value.contains("eyJ"),
                "{value}"
            );
        }
        let mut stranger = Browser::new(bank);
        let page = stranger.get_once("/").await;
        let cookies: Vec<_> = page.headers.get_all("set-cookie").iter().collect();
        assert!(!cookies.is_empty());
        for cookie in cookies {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
        }
    });
}

#[test]
fn a_changed_or_foreign_session_is_none() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let name = session_cookie(&mut browser);
        let whole = browser.cookies()[&name].clone();
        let middle = whole.len() / 2;
        let other = if whole.as_bytes()[middle] == b'A' {
            "B"
        } else {
            "A"
        };
        let changed = format!("{}{other}{}", &whole[..middle], &whole[middle + 1..]);
        for value in [changed.as_str(), "", "AAAA", &whole[..middle]] {
            browser.cookies().insert(name.clone(), value.to_owned());
            let page = browser.get_once("/accounts").await;
            assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{value}");
        }
        browser.cookies().insert(name, whole);
        let page = browser.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::OK);
    });
}

#[test]
fn a_session_ends_after_half_a_day_whatever_the_provider_says() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        bank.put_clock_forward(12 * 60 * 60 + 1);
        let page = browser.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        assert!(
            browser
                .cookies()
                .keys()
                .all(|name| !name.contains("session"))
        );
        bank.put_clock_forward(-(12 * 60 * 60 + 1));
    });
}

/// Many parts of a page ask at once with the same cookie. The provider ends a session whose refresh
/// token is used up twice, so only one of them may ask it.
#[test]
fn a_session_is_renewed_once_for_all_requests_at_once() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let before = browser.cookies().clone();
        // Within the last minute of the token, by the clock of pages and bank.
        bank.put_clock_forward(60 * 60 - 30);
        let mut renewed = Vec::new();
        for _ in 0..4 {
            let mut other = Browser::new(bank);
            other.cookies().clone_from(&before);
            let page = other.get_once("/accounts").await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            renewed.push(other.cookies().clone());
        }
        let name = session_cookie(&mut browser);
        for cookies in &renewed {
            assert_ne!(cookies[&name], before[&name]);
        }
        bank.put_clock_forward(-(60 * 60 - 30));
    });
}

fn session_cookie(browser: &mut Browser) -> String {
    let cookies = browser.cookies();
    let name = cookies.keys().find(|name| name.contains("session.0"));
    name.expect("a session").clone()
}
