//! English and German, by the browser and by the switch.

use testkit::run;

use crate::browser::Browser;

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
