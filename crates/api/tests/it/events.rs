//! Server-sent events.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use http_body_util::BodyExt;
use tower::ServiceExt;

use crate::support::TestApi;

async fn listen(api: &TestApi, who: &str, after: Option<&str>) -> Response<Body> {
    let mut request =
        Request::get("/api/events").header("authorization", format!("Bearer {}", api.token(who)));
    if let Some(id) = after {
        request = request.header("last-event-id", id);
    }
    api.router
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

/// Reads until the text shows up, or the stream ends.
async fn read_until(body: &mut Body, text: &str) -> String {
    let mut seen = String::new();
    while !seen.contains(text) {
        match body.frame().await {
            Some(frame) => {
                let data = frame.unwrap().into_data().unwrap();
                seen.push_str(std::str::from_utf8(&data).unwrap());
            }
            None => break,
        }
    }
    seen
}

#[tokio::test]
async fn a_listener_hears_of_its_own_things_only() {
    let api = TestApi::start().await;
    let mut alice = listen(&api, "alice", None).await;
    assert_eq!(alice.headers()["content-type"], "text/event-stream");
    api.wallet("bob").await;
    let wallet = api.wallet("alice").await;
    let heard = read_until(alice.body_mut(), &wallet).await;
    assert!(heard.contains("\"kind\":\"wallet."), "{heard}");
    let mut notices = heard.lines().filter(|line| line.starts_with("data:"));
    assert!(notices.next().unwrap().contains("stream.started"));
    assert!(notices.all(|line| line.contains(&wallet)));
}

#[tokio::test]
async fn who_loses_access_hears_of_that_and_then_no_more() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let granted = api.share("alice", &wallet, "bob", "view").await.expect(201);
    let mut bob = listen(&api, "bob", None).await;
    let path = format!("/api/delegations/{}", granted["id"].as_str().unwrap());
    api.call("alice", axum::http::Method::DELETE, &path, "")
        .await;
    let heard = read_until(bob.body_mut(), "delegation.revoked").await;
    assert!(heard.contains("delegation.revoked"), "{heard}");
    api.post("alice", &format!("/api/wallets/{wallet}/freeze"), "")
        .await
        .expect(200);
    let own = api.wallet("bob").await;
    let heard = read_until(bob.body_mut(), &own).await;
    assert!(heard.contains(&own) && !heard.contains(&wallet), "{heard}");
}

#[tokio::test]
async fn a_listener_goes_on_where_it_left_off() {
    let api = TestApi::start().await;
    let first = api.wallet("alice").await;
    let second = api.wallet("alice").await;
    let mut all = listen(&api, "alice", Some("0")).await;
    let heard = read_until(all.body_mut(), &second).await;
    assert!(heard.contains(&first) && !heard.contains("stream.started"));
    let id = heard
        .lines()
        .zip(heard.lines().skip(1))
        .find(|(_, data)| data.contains(&second))
        .and_then(|(id, _)| id.strip_prefix("id: "))
        .unwrap()
        .to_owned();
    let mut rest = listen(
        &api,
        "alice",
        Some(&(id.parse::<i64>().unwrap() - 1).to_string()),
    )
    .await;
    let heard = read_until(rest.body_mut(), &second).await;
    assert!(!heard.contains(&first));
    assert_eq!(listen(&api, "alice", Some("x")).await.status(), 400);
    assert_eq!(listen(&api, "alice", Some("-1")).await.status(), 400);
}

#[tokio::test]
async fn a_number_from_another_life_is_no_dead_end() {
    let api = TestApi::start().await;
    let mut stream = listen(&api, "alice", Some("999999")).await;
    let wallet = api.wallet("alice").await;
    let heard = read_until(stream.body_mut(), &wallet).await;
    assert!(heard.contains(&wallet));
    // It may have missed something, and is told so.
    assert!(heard.contains("stream.started"), "{heard}");
}

#[tokio::test]
async fn a_stream_ends_with_its_token() {
    let api = TestApi::start().await;
    let mut stream = listen(&api, "alice", None).await;
    read_until(stream.body_mut(), "stream.started").await;
    api.clock.advance(Duration::from_secs(3600 + 31));
    let rest = read_until(stream.body_mut(), "never").await;
    assert!(!rest.contains("data:"), "{rest}");
}

#[tokio::test]
async fn streams_are_bounded() {
    let api = TestApi::start_with(|settings| settings.event_streams_max = 1).await;
    let open = listen(&api, "alice", None).await;
    assert_eq!(listen(&api, "bob", None).await.status(), 503);
    drop(open);
    assert_eq!(listen(&api, "bob", None).await.status(), 200);
}

#[tokio::test]
async fn one_person_keeps_nobody_else_out() {
    let api = TestApi::start_with(|settings| settings.event_streams_per_person_max = 2).await;
    let first = listen(&api, "alice", None).await;
    let second = listen(&api, "alice", None).await;
    let third = listen(&api, "alice", None).await;
    let answer = crate::support::Answer {
        status: third.status(),
        headers: third.headers().clone(),
        text: crate::support::read(third.into_body()).await,
    };
    assert_eq!(answer.problem(), "429 too_many_streams");
    assert_eq!(listen(&api, "bob", None).await.status(), 200);
    drop(second);
    assert_eq!(listen(&api, "alice", None).await.status(), 200);
    drop(first);
}

#[tokio::test]
async fn what_a_page_shows_is_told_when_it_changes() {
    let api = TestApi::start().await;
    let wallet = api.wallet("alice").await;
    let (mut alice, mut claire) = (
        listen(&api, "alice", None).await,
        listen(&api, "claire", None).await,
    );
    let granted = api.share("alice", &wallet, "bob", "view").await.expect(201);
    let grant = granted["id"].as_str().unwrap();
    api.share("alice", &wallet, "bob", "transfer")
        .await
        .expect(200);
    let waits = api.transfer("alice", &wallet, "0.06").await.expect(201);
    let transfer = waits["transfer"]["id"].as_str().unwrap();
    let path = format!("/api/admin/transfers/{transfer}/reject");
    api.post("claire", &path, "").await.expect(200);
    let path = format!("/api/delegations/{grant}");
    api.call("alice", axum::http::Method::DELETE, &path, "")
        .await;
    let path = format!("/api/wallets/{wallet}/freeze");
    api.post("alice", &path, "").await.expect(200);
    let path = format!("/api/admin/wallets/{wallet}/freeze");
    api.post("claire", &path, "").await.expect(200);
    api.post("claire", "/api/admin/pause", "").await.expect(200);
    api.post("claire", "/api/admin/resume", "")
        .await
        .expect(200);
    let own = api.wallet("alice").await;
    let told = |heard: &str, kind: &str, id: &str| {
        let data = format!("data: {{\"kind\":\"{kind}\",\"id\":\"{id}\"}}");
        heard.lines().filter(|line| *line == data).count()
    };
    let last = format!("\"wallet.opened\",\"id\":\"{own}\"");
    for (body, is_staff) in [(alice.body_mut(), false), (claire.body_mut(), true)] {
        let heard = read_until(body, &last).await;
        for (kind, id, count) in [
            ("delegation.granted", grant, 2),
            ("transfer.requested", transfer, 1),
            ("transfer.changed", transfer, 1),
            ("delegation.revoked", grant, 1),
            ("wallet.changed", &wallet, 2),
            ("bank.paused", "bank", usize::from(is_staff)),
            ("bank.resumed", "bank", usize::from(is_staff)),
            ("wallet.ordered", &own, 1),
            ("wallet.opened", &own, 1),
        ] {
            assert_eq!(told(&heard, kind, id), count, "{kind} {id}: {heard}");
        }
    }
}
