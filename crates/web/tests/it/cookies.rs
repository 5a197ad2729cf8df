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
        // As every token of the provider begins; shorter texts occur in sealed ones by chance.
        let token = "eyJhbGciOi";
        for value in browser.cookies().values() {
            assert!(
                !value.contains("alice") && !value.contains(token),
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
        let all = browser.cookies().clone();
        for value in [changed.as_str(), "", "AAAA", &whole[..middle]] {
            browser.cookies().insert(name.clone(), value.to_owned());
            let page = browser.get_once("/accounts").await;
            assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{value}");
            browser.cookies().clone_from(&all);
        }
        let page = browser.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::OK);
    });
}

/// Many parts of a page ask at once with the same cookie. The provider ends a session whose refresh
/// token is used up twice, so only one of them may ask it.
#[test]
fn a_session_is_renewed_once_for_all_requests_at_once() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        // Within the last minute of the token, by the clock of pages and bank; never away for long.
        let steps = [25 * 60, 25 * 60, 10 * 60 - 30];
        for step in steps {
            bank.put_clock_forward(step);
            if step == 25 * 60 {
                let page = browser.get_once("/accounts").await;
                assert_eq!(page.status, StatusCode::OK);
            }
        }
        let before = browser.cookies().clone();
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

/// Tokens last an hour, so this is not about them.
#[test]
fn who_does_nothing_for_half_an_hour_is_signed_out() {
    run(async |bank| {
        let mut idle = Browser::of(bank, "alice").await;
        let mut busy = Browser::of(bank, "alice").await;
        bank.put_clock_forward(25 * 60);
        let page = busy.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::OK);
        // What a page asks for by itself does not show that somebody is there.
        let part = idle.fragment("/family/limit").await;
        assert_ne!(part.status, StatusCode::UNAUTHORIZED);
        bank.put_clock_forward(5 * 60 + 1);
        let page = busy.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::OK);
        let page = idle.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        page.must_say("You were away for a while");
        let left = idle.cookies().keys();
        let left: Vec<_> = left
            .filter(|name| name.contains("session") || name.contains("seen"))
            .collect();
        assert_eq!(left, Vec::<&String>::new());
        bank.put_clock_forward(-(30 * 60 + 1));
    });
}

#[test]
fn a_session_does_not_hold_without_word_of_when_its_person_was_here() {
    run(async |bank| {
        let mut alice = Browser::of(bank, "alice").await;
        bank.put_clock_forward(1);
        let mut bob = Browser::of(bank, "bob").await;
        let other = bob.cookies()["bank_seen"].clone();
        for seen in ["", "AAAA", other.as_str()] {
            let whole = alice.cookies().clone();
            alice
                .cookies()
                .insert("bank_seen".to_owned(), seen.to_owned());
            let page = alice.get_once("/accounts").await;
            assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{seen}");
            *alice.cookies() = whole;
        }
        bank.put_clock_forward(-1);
    });
}

fn session_cookie(browser: &mut Browser) -> String {
    let cookies = browser.cookies();
    let name = cookies.keys().find(|name| name.contains("session.0"));
    name.expect("a session").clone()
}
