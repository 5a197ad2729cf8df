use expect_test::expect;
use idp::IdpConfig;
use reqwest::StatusCode;

use crate::harness::{CALLBACK, Harness, config, location, redirect_parameters};

#[tokio::test]
async fn the_page_holds_no_script_and_escapes_what_it_repeats() {
    let harness = Harness::start().await;
    let hint = "\"><script>alert(1)</script>&'";
    let form = harness.open_form(&[("login_hint", hint)]).await;
    assert!(!form.html.contains("<script"));
    assert!(
        form.html
            .contains("value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&#39;\"")
    );
    expect![[r#"default-src 'none'; style-src 'self'; form-action 'self' http://localhost:3000; base-uri 'none'; frame-ancestors 'none'"#]]
        .assert_eq(&form.policy);

    let style = harness.get("/style.css").await;
    assert_eq!(style.headers()["content-type"], "text/css; charset=utf-8");
    assert_eq!(style.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn a_right_password_leads_back_with_code_and_state() {
    let harness = Harness::start().await;
    let form = harness.open_form(&[]).await;
    // Letter case of the email does not matter.
    let answer = harness
        .submit(&form, "Alice@Example.com", "alice-demo-password")
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let parameters = redirect_parameters(&answer, CALLBACK);
    assert_eq!(parameters["state"], "st&te");
    assert_eq!(parameters["iss"], harness.idp.issuer());
    assert_eq!(parameters["code"].len(), 43);
    // The form is used up.
    let again = harness
        .submit(&form, "alice@example.com", "alice-demo-password")
        .await;
    assert_eq!(
        (again.status(), location(&again)),
        (StatusCode::BAD_REQUEST, None)
    );
}

#[tokio::test]
async fn a_hint_signs_in_only_somebody_known_and_only_where_it_is_trusted() {
    let trusting = IdpConfig {
        trusts_login_hint: true,
        ..config()
    };
    let harness = Harness::start_with(trusting).await;
    let answer = harness
        .authorize(&[("login_hint", "Alice@example.com")])
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let parameters = redirect_parameters(&answer, CALLBACK);
    assert_eq!(parameters["code"].len(), 43);
    let answer = harness
        .authorize(&[("login_hint", "nobody@example.com")])
        .await;
    assert_eq!(answer.status(), StatusCode::OK);

    let harness = Harness::start().await;
    let answer = harness
        .authorize(&[("login_hint", "alice@example.com")])
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_or_email_shows_the_same_error_and_another_try() {
    let harness = Harness::start().await;
    let form = harness.open_form(&[]).await;
    let tries = [
        ("alice@example.com", "bob-demo-password"),
        ("nobody@example.com", ""),
        ("", ""),
    ];
    for (email, password) in tries {
        let answer = harness.submit(&form, email, password).await;
        assert_eq!(
            (answer.status(), location(&answer)),
            (StatusCode::BAD_REQUEST, None)
        );
        let html = answer.text().await.unwrap();
        assert!(html.contains("Email or password is wrong."), "{html}");
        assert!(!html.contains("bob-demo-password"));
    }
    let answer = harness
        .submit(&form, "alice@example.com", "alice-demo-password")
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn ten_wrong_passwords_close_the_form() {
    let harness = Harness::start().await;
    let form = harness.open_form(&[]).await;
    for _ in 0..10 {
        harness.submit(&form, "alice@example.com", "guess").await;
    }
    let answer = harness
        .submit(&form, "alice@example.com", "alice-demo-password")
        .await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(answer.text().await.unwrap().contains("no longer open"));
}

#[tokio::test]
async fn a_form_works_only_in_the_browser_that_asked_for_it() {
    let harness = Harness::start().await;
    let mut stolen = harness.open_form(&[]).await;
    let other = harness.open_form(&[]).await;
    assert_ne!(stolen.cookie, other.cookie);
    let own_cookie = std::mem::replace(&mut stolen.cookie, other.cookie);
    for cookie in [stolen.cookie.clone(), String::new()] {
        stolen.cookie = cookie;
        let answer = harness
            .submit(&stolen, "alice@example.com", "alice-demo-password")
            .await;
        assert_eq!(
            (answer.status(), location(&answer)),
            (StatusCode::BAD_REQUEST, None)
        );
    }
    stolen.cookie = own_cookie;
    let answer = harness
        .submit(&stolen, "alice@example.com", "alice-demo-password")
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_ends_with_its_time() {
    let harness = Harness::start().await;
    let form = harness.open_form(&[]).await;
    let IdpConfig { sign_in_ttl, .. } = config();
    harness
        .clock
        .advance(i64::try_from(sign_in_ttl.as_secs()).unwrap());
    let answer = harness
        .submit(&form, "alice@example.com", "alice-demo-password")
        .await;
    assert_eq!(
        (answer.status(), location(&answer)),
        (StatusCode::BAD_REQUEST, None)
    );
}
