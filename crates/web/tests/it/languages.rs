//! English and German, by the browser and by the switch.

use testkit::run;

use crate::browser::{Browser, Page};

/// Switches to German, by the link on the page.
async fn switched(browser: &mut Browser, page: &Page) -> Page {
    let (_, href) = page.text.split_once("href=\"/language/de").unwrap();
    let href = href.split('"').next().unwrap().replace("&#38;", "&");
    browser.get(&format!("/language/de{href}")).await
}

#[test]
fn the_switch_on_the_answer_to_a_form_leads_to_the_page_of_that_form() {
    run(async |bank| {
        let alice = bank.person("alice");
        let wallet = bank.wallet(&alice, "Holiday").await;
        let path = format!("/accounts/{}", wallet.id);
        let mut browser = Browser::of(bank, "alice").await;
        let own = browser.origin();
        let form = browser.get(&path).await;
        let rename = format!("{path}/rename");
        let refused = browser.post(&form, &rename, &[("name", "")]).await;
        assert_eq!(refused.status, 422);
        let page = switched(&mut browser, &refused).await;
        assert_eq!((page.status.as_u16(), page.url.path()), (200, &*path));
        page.must_say("<html lang=\"de\">");

        browser.get("/language/en").await;
        for (form, shown) in [
            (format!("{path}/freeze"), path.as_str()),
            ("/family/dg_0/end".to_owned(), "/family"),
            ("/transfers/tr_0/withdraw".to_owned(), "/transfers/tr_0"),
            ("/demo/story".to_owned(), "/accounts"),
            ("/auth/sign-out".to_owned(), "/accounts"),
            ("/send/review".to_owned(), "/send"),
            ("/accounts".to_owned(), "/accounts"),
        ] {
            let headers = [("origin", own.as_str())];
            let refused = browser.post_raw(&form, &[], &headers).await;
            assert_eq!(refused.status, 403, "{form}");
            let page = switched(&mut browser, &refused).await;
            assert_eq!(page.url.path(), shown, "{form}");
            browser.get("/language/en").await;
        }
    });
}

#[test]
fn the_browsers_language_is_spoken_until_another_is_chosen() {
    run(async |bank| {
        let mut browser = Browser::speaking(bank, "de-AT,de;q=0.9,en;q=0.5");
        let page = browser.get("/").await;
        page.must_say("<html lang=\"de\">");
        page.must_say("Probieren Sie die Bank");

        let page = browser.sign_in("alice").await;
        page.must_say("Ihr Gesamt\u{ad}vermögen in Euro");
        page.must_say("15.250<span class=\"minor\">,00\u{a0}€</span>");
        page.must_say("Abmelden");

        let page = browser.get("/language/en?to=%2Faccounts").await;
        assert_eq!(page.url.path(), "/accounts");
        page.must_say("<html lang=\"en\">");
        page.must_say("€15,250<span class=\"minor\">.00</span>");
        let page = browser.get("/nowhere").await;
        page.must_say("We cannot find that page");
        assert_eq!(browser.get("/language/xx").await.status, 404);
    });
}
