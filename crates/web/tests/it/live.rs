//! The stream of notices that keeps pages true.

use reqwest::{Response, StatusCode};
use testkit::run;

use crate::browser::Browser;

/// Reads until the text shows up, or the stream ends.
async fn read_until(stream: &mut Response, text: &str) -> String {
    let mut seen = String::new();
    while !seen.contains(text)
        && let Some(piece) = stream.chunk().await.unwrap()
    {
        seen.push_str(std::str::from_utf8(&piece).unwrap());
    }
    seen
}

/// The numbers of the notices in what was heard.
fn ids(heard: &str) -> Vec<u64> {
    let ids = heard.lines().filter_map(|line| line.strip_prefix("id: "));
    ids.map(|id| id.parse().unwrap()).collect()
}

#[test]
fn notices_come_as_they_happen_and_go_on_where_they_were_left() {
    run(async |bank| {
        let alice = bank.person("alice");
        let mut browser = Browser::of(bank, "alice").await;
        let mut stream = browser.stream("/live", &[]).await;
        assert_eq!(stream.status(), StatusCode::OK);
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        assert_eq!(stream.headers()["cache-control"], "no-store");
        let started = read_until(&mut stream, "stream.started").await;
        let first = bank.wallet(&alice, "First").await;
        let heard = read_until(&mut stream, &first.id).await;
        assert!(heard.contains("\"kind\":\"wallet."), "{heard}");
        drop(stream);

        // What happens meanwhile is told afterwards, whether the page or the browser asks for it.
        let second = bank.wallet(&alice, "Second").await;
        let path = format!("/live?after={}", ids(&started)[0]);
        let mut stream = browser.stream(&path, &[]).await;
        let heard = read_until(&mut stream, &second.id).await;
        assert!(heard.contains(&first.id) && !heard.contains("stream.started"));
        let last = *ids(&heard).last().unwrap();
        let header = [("last-event-id", &*last.to_string())];
        let mut stream = browser.stream(&path, &header).await;
        alice.rename_wallet(&first.id, "Third").await.unwrap();
        let heard = read_until(&mut stream, "wallet.changed").await;
        assert!(ids(&heard).into_iter().all(|id| id > last), "{heard}");
    });
}

#[test]
fn others_hear_nothing_and_who_is_not_signed_in_hears_so() {
    run(async |bank| {
        let mut bob = Browser::of(bank, "bob").await;
        let mut stream = bob.stream("/live", &[]).await;
        let alice = bank.person("alice");
        let hers = bank.wallet(&alice, "Hers").await;
        let his = bank.wallet(&bank.person("bob"), "His").await;
        let heard = read_until(&mut stream, &his.id).await;
        assert!(!heard.contains(&hers.id), "{heard}");

        let mut stream = Browser::new(bank).stream("/live", &[]).await;
        assert_eq!(stream.status(), StatusCode::OK);
        let heard = read_until(&mut stream, "never").await;
        assert_eq!(heard, "event: signed-out\ndata: signed-out\n\n");
    });
}

#[test]
fn a_token_about_to_end_is_renewed_on_the_way_in() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let started = browser.stream("/live", &[]).await;
        assert!(!started.headers().contains_key("set-cookie"));
        bank.put_clock_forward(29 * 60);
        browser.get("/accounts").await;
        bank.put_clock_forward(29 * 60);
        browser.get("/accounts").await;
        bank.put_clock_forward(90);
        let renewed = browser.stream("/live", &[]).await;
        assert_eq!(renewed.status(), StatusCode::OK);
        let cookies = renewed.headers().get_all("set-cookie").iter();
        let cookies: Vec<_> = cookies.map(|it| it.to_str().unwrap()).collect();
        assert!(
            cookies.iter().any(|it| it.starts_with("bank_session.0=")),
            "{cookies:?}"
        );
        bank.put_clock_forward(-(58 * 60 + 90));
    });
}
