//! Signing in and out, and coming back to where one was.

use reqwest::StatusCode;
use testkit::run;

use crate::browser::Browser;

#[test]
fn a_click_on_the_start_page_signs_in_and_a_click_in_the_menu_out() {
    run(async |bank| {
        let mut browser = Browser::new(bank);
        let page = browser.sign_in("alice").await;
        assert_eq!(page.url.path(), "/accounts");
        page.must_say("Signed in as alice@example.com");

        // Who is signed in has no use for the start page.
        let page = browser.get("/").await;
        assert_eq!(page.url.path(), "/accounts");

        let page = browser.post(&page, "/auth/sign-out", &[]).await;
        assert_eq!((page.status, page.url.path()), (StatusCode::OK, "/"));
        assert!(
            !browser
                .cookies()
                .keys()
                .any(|name| name.contains("session")),
            "{:?}",
            browser.cookies()
        );
        // Nothing is left to come back to: the provider asks again who it is.
        let page = browser.get("/accounts").await;
        page.must_say("type=\"password\"");
    });
}

#[test]
fn the_page_that_was_wanted_comes_after_the_sign_in() {
    run(async |bank| {
        let mut browser = Browser::new(bank);
        let page = browser.get_once("/accounts?from=letter").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
        let location = page.headers["location"].to_str().unwrap();
        assert_eq!(location, "/auth/login?to=%2Faccounts%3Ffrom%3Dletter");

        let start = browser.get("/").await;
        let fields = [("email", "bob@example.com"), ("to", "/help?x=1")];
        let page = browser.post(&start, "/auth/login", &fields).await;
        assert_eq!((page.url.path(), page.url.query()), ("/help", Some("x=1")));
    });
}

#[test]
fn nobody_is_led_to_another_site() {
    run(async |bank| {
        for to in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
            let mut browser = Browser::new(bank);
            let start = browser.get("/").await;
            let fields = [("email", "alice@example.com"), ("to", to)];
            let page = browser.post(&start, "/auth/login", &fields).await;
            assert_eq!(page.url.path(), "/accounts", "{to}");
            let query = url::form_urlencoded::byte_serialize(to.as_bytes());
            let query: String = query.collect();
            let page = browser.get(&format!("/language/de?to={query}")).await;
            assert_eq!(page.url.origin().ascii_serialization(), browser.origin());
        }
        let mut browser = Browser::new(bank);
        for path in ["//evil.example/x?y=1", "///evil.example", "/\\evil.example"] {
            let url = format!(
                "{}{path}",
                browser.origin().replace("localhost", "127.0.0.1")
            );
            let page = browser.get_at(&url).await;
            assert_eq!(page.status, StatusCode::TEMPORARY_REDIRECT, "{path}");
            let to = page.leads_to().unwrap();
            assert_eq!(to.origin().ascii_serialization(), browser.origin(), "{to}");
        }
    });
}

#[test]
fn an_answer_that_nobody_asked_for_signs_nobody_in() {
    run(async |bank| {
        let mut browser = Browser::new(bank);
        let page = browser
            .get("/auth/callback?code=stolen&state=guessed")
            .await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        page.must_say("Signing in did not work");
        let page = browser.get_once("/accounts").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);

        // Whoever is signed in and goes back to it is simply at home.
        browser.sign_in("alice").await;
        let page = browser.get("/auth/callback?code=old&state=old").await;
        assert_eq!(page.url.path(), "/accounts");
    });
}

/// The API refuses the token in the middle of a visit. The form that came too late is offered again
/// after the sign-in, and was not carried out before.
#[test]
fn a_session_that_ends_in_the_middle_of_a_form_loses_nothing() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/accounts").await;
        let key = form.value_of("key");
        // Every token has ended by the bank's clock, new ones too.
        bank.put_clock_forward(2 * 60 * 60);
        let fields = [
            ("name", "Späte <Reise>"),
            ("network", "EthereumSepolia"),
            ("key", &key),
        ];
        let page = browser.post(&form, "/accounts", &fields).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        page.must_say("You were away for a while");
        bank.put_clock_forward(-2 * 60 * 60);
        let alice = bank.person("alice");
        assert_eq!(alice.overview().await.unwrap().wallets.len(), 0);

        let sealed = page.value_of("form");
        let fields = [
            ("form", sealed.as_str()),
            ("email", "alice@example.com"),
            ("to", "/accounts"),
        ];
        let page = browser.post(&page, "/auth/login", &fields).await;
        assert_eq!(page.url.path(), "/auth/resume");
        page.must_say("Nothing was done with it yet");
        page.must_say("You were about to do this: open the account “Späte &#60;Reise&#62;”.");
        assert!(browser.cookies().contains_key("bank_resume"));
        // Also in the other language.
        let page = browser.get("/language/de?to=%2Fauth%2Fresume").await;
        assert_eq!(page.url.path(), "/auth/resume");
        page.must_say("<html lang=\"de\">");
        page.must_say("value=\"Späte &#60;Reise&#62;\"");
        assert_eq!(alice.overview().await.unwrap().wallets.len(), 0);

        let fields = [
            ("name", "Späte <Reise>"),
            ("network", "EthereumSepolia"),
            ("key", &key),
        ];
        let page = browser.post(&page, "/accounts", &fields).await;
        assert_eq!(page.status, StatusCode::OK);
        let wallets = alice.overview().await.unwrap().wallets;
        assert_eq!(wallets.len(), 1);
        assert_eq!(wallets[0].name, "Späte <Reise>");
        // It is used up.
        assert!(!browser.cookies().contains_key("bank_resume"));
        assert_eq!(browser.get("/auth/resume").await.url.path(), "/accounts");
    });
}

/// Two people share a browser: what one of them typed is neither shown to nor done as the other.
#[test]
fn a_form_that_waits_goes_on_as_the_same_person_only() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/accounts").await;
        browser
            .cookies()
            .retain(|name, _| !name.contains("session"));
        let fields = [("name", "Secret of Alice"), ("network", "EthereumSepolia")];
        let page = browser.post(&form, "/accounts", &fields).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        let sealed = page.value_of("form");

        let as_bob = [("form", sealed.as_str()), ("email", "bob@example.com")];
        let page = browser.post(&page, "/auth/login", &as_bob).await;
        assert_eq!(page.url.path(), "/accounts");
        page.must_say("Signed in as bob@example.com");
        page.must_say("A form of somebody else was waiting here.");
        assert!(!page.says("Secret of Alice"), "{}", page.text);
        assert!(!browser.cookies().contains_key("bank_resume"));

        // Nor with a cookie that was left in the browser.
        let cookie = ("bank_resume".to_owned(), sealed.clone());
        browser.cookies().extend([cookie]);
        let page = browser.get("/auth/resume").await;
        assert_eq!(page.url.path(), "/accounts");
        assert!(!page.says("Secret of Alice"), "{}", page.text);
        assert!(!browser.cookies().contains_key("bank_resume"));

        // A sign-in without a form leaves none behind either.
        let cookie = ("bank_resume".to_owned(), sealed.clone());
        browser.cookies().extend([cookie]);
        let as_dana = [("email", "dana@example.com")];
        browser.post(&page, "/auth/login", &as_dana).await;
        assert!(!browser.cookies().contains_key("bank_resume"));

        let page = browser.get("/help").await;
        let as_alice = [("form", sealed.as_str()), ("email", "alice@example.com")];
        let page = browser.post(&page, "/auth/login", &as_alice).await;
        assert_eq!(page.url.path(), "/auth/resume");
        page.must_say("Secret of Alice");
        for name in ["alice", "bob"] {
            let wallets = bank.person(name).overview().await.unwrap().wallets;
            assert_eq!(wallets, [], "{name}");
        }
    });
}

#[test]
fn a_transfer_that_waits_is_named_before_it_goes_on() {
    run(async |bank| {
        let wallet = bank.wallet(&bank.person("alice"), "Main").await;
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/accounts").await;
        browser
            .cookies()
            .retain(|name, _| !name.contains("session"));
        let fields = [
            ("wallet_id", wallet.id.as_str()),
            ("to_address", "0xabc"),
            ("amount", "0.5"),
            ("key", "k"),
        ];
        let page = browser.post(&form, "/send/review", &fields).await;
        // The page of this form shows nothing without what the form holds.
        assert_eq!(page.value_of("to"), "/send");
        let sealed = page.value_of("form");
        let fields = [("form", sealed.as_str()), ("email", "alice@example.com")];
        let page = browser.post(&page, "/auth/login", &fields).await;
        page.must_say("You were about to do this: send 0.5\u{a0}ETH to 0xabc.");
        // What is left is not kept.
        assert!(browser.cookies().keys().any(|name| name.contains("resume")));
        let home = browser.post(&page, "/auth/leave", &[]).await;
        assert_eq!(home.url.path(), "/accounts");
        assert!(!browser.cookies().keys().any(|name| name.contains("resume")));
        let home = browser.get("/auth/resume").await;
        assert_eq!(home.url.path(), "/accounts");
    });
}

/// A text too long for a cookie is shown, to be copied before the sign-in.
#[test]
fn a_text_too_long_to_be_kept_is_shown_to_be_copied() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        let form = browser.get("/accounts").await;
        browser
            .cookies()
            .retain(|name, _| !name.contains("session"));
        let long = "So <much> to say. ".repeat(400);
        let fields = [("name", long.as_str()), ("network", "EthereumSepolia")];
        let page = browser.post(&form, "/accounts", &fields).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        page.must_say("What you wrote is too long to be kept while you sign in.");
        page.must_say("readonly>So &#60;much&#62; to say. So");
        assert!(!page.says("name=\"form\""), "{}", page.text);
    });
}

#[test]
fn who_comes_back_after_a_while_is_told_and_returns_to_where_she_was() {
    run(async |bank| {
        let mut browser = Browser::of(bank, "alice").await;
        browser
            .cookies()
            .retain(|name, _| !name.contains("session"));
        let page = browser.get("/accounts?sorted=1").await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED);
        page.must_say("You were away for a while");
        let to = page.value_of("to");
        assert_eq!(to, "/accounts?sorted=1");
        let fields = [("to", to.as_str()), ("email", "alice@example.com")];
        let page = browser.post(&page, "/auth/login", &fields).await;
        assert_eq!(
            (page.url.path(), page.url.query()),
            ("/accounts", Some("sorted=1"))
        );

        // A part of a page that finds no session any more leaves what is there, and says so.
        browser
            .cookies()
            .retain(|name, _| !name.contains("session"));
        let part = browser.fragment("/accounts").await;
        assert_eq!(part.status, StatusCode::UNAUTHORIZED);
        assert_eq!(part.headers["hx-reswap"], "none");
        assert_eq!(part.headers["hx-trigger"], "signed-out");
        assert!(!part.headers.contains_key("hx-retarget"));
    });
}
