//! Pages whose surroundings are not in order: the API cannot be reached, or the sign-in does not say
//! who somebody is. People learn that their money is safe, operators what to do.

use idp::{Idp, IdpConfig, RunningIdp, demo_client, demo_people};

use super::{
    Browsers, Look, Person, Role,
    inspection::{Inspection, LANGUAGES},
    installed,
    line::Line,
};
use crate::{
    program::{Invocation, Program, fixed_address},
    server::{Ground, Server},
};

const NAMESPACE: &str = "https://bank-custody.example.com/";

/// Pages and their sign-in, on a machine of their own.
struct Pages {
    listen: String,
    url: String,
    idp: RunningIdp,
}

impl Pages {
    /// A sign-in whose claims are named in this namespace.
    async fn prepare(namespace: &str) -> Self {
        let listen = fixed_address();
        let port = listen.rsplit(':').next().unwrap();
        let url = format!("http://localhost:{port}");
        let idp = IdpConfig {
            clients: vec![demo_client(&url)],
            people: demo_people(),
            ..IdpConfig::new("https://bank-custody-api", namespace)
        };
        Self {
            idp: Idp::start(idp).await.unwrap(),
            listen,
            url,
        }
    }

    fn settle(&self, invocation: Invocation) -> Invocation {
        invocation
            .var("OIDC_ISSUER", self.idp.issuer())
            .var("WEB_LISTEN", &self.listen)
            .var("APP_BASE_URL", &self.url)
    }
}

impl Person {
    /// Signs in with the password, from the start page of a bank that is no demo.
    async fn signs_in_with_a_password(&self) {
        self.goes_to("/").await;
        self.clicks(Role::Link, "Sign in").await;
        self.enters_the_password().await;
    }
}

#[tokio::test]
async fn a_bank_out_of_reach_says_so_and_nobody_is_signed_out() {
    let Some(axe) = installed::axe() else {
        return;
    };
    let ground = Ground::new().await;
    let pages = Pages::prepare(NAMESPACE).await;
    let Some(browsers) = Browsers::of(&pages.url).await else {
        return;
    };
    let api = pages.settle(ground.invocation_of(&["serve", "api"]));
    let api = Server::from(api.start()).await;
    let line = Line::to(api.url().trim_start_matches("http://").parse().unwrap()).await;
    let web = ground.home.command(&["serve", "web"]);
    let web = pages
        .settle(web)
        .var("API_URL", &format!("http://{}", line.address()))
        .var("AUTH0_CLIENT_ID", "demo-web")
        .var("AUTH0_CLIENT_SECRET", "demo-web-secret")
        .var("AUTH0_SECRET", "0123456789abcdef0123456789abcdef");
    let mut web: Program = web.start();
    web.line().await;

    let alice = browsers.browser("Alice", Look::LAPTOP).await;
    let mut inspection = Inspection::by(&alice, &axe);
    for language in LANGUAGES {
        alice.speaks(language).await;
        inspection.here("landing-of-a-bank", language).await;
    }
    alice.speaks("en").await;
    alice.signs_in_with_a_password().await;
    alice.reads("Your total in euro").await;
    line.cut();
    alice.goes_to("/accounts").await;
    alice.reads("The bank cannot be reached").await;
    inspection.of_page("down", "/accounts").await;
    line.mend();
    alice.speaks("en").await;
    alice.goes_to("/accounts").await;
    alice.reads("Your total in euro").await;

    // A page that is open stays as it is, and goes on by itself.
    alice.goes_to("/help").await;
    alice.goes_to("/family").await;
    alice.comes_to_hold(1).await;
    alice.marks_the_page().await;
    line.cut();
    alice.comes_to_hold(0).await;
    line.mend();
    alice.comes_to_hold(1).await;
    alice.was_not_reloaded().await;

    inspection.holds();
    alice.leaves().await;
    browsers.close().await;
    web.stop().await;
    api.into_program().stop().await;
}

#[tokio::test]
async fn a_sign_in_without_an_email_names_the_missing_claim_to_the_operator() {
    let Some(axe) = installed::axe() else {
        return;
    };
    let ground = Ground::new().await;
    let pages = Pages::prepare("https://other.example.com/").await;
    let Some(browsers) = Browsers::of(&pages.url).await else {
        return;
    };
    let bank = Server::from(pages.settle(ground.invocation()).start()).await;
    let alice = browsers.browser("Alice", Look::LAPTOP).await;
    let mut inspection = Inspection::by(&alice, &axe);
    for language in LANGUAGES {
        alice.speaks(language).await;
        alice.goes_to("/auth/login").await;
        alice.enters_the_password().await;
        alice.reads(&format!("{NAMESPACE}email")).await;
        inspection.here("claim-missing", language).await;
    }
    inspection.holds();
    alice.leaves().await;
    browsers.close().await;
    bank.into_program().stop().await;
}
