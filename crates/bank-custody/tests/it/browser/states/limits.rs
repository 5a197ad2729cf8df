//! What is as long as it can be: names without a place to break them, figures of many digits.

use serde_json::{Value, json};

use super::{alice, asked};
use crate::{
    browser::{Look, Site, inspection::Inspection, installed},
    http::{self, Api, text},
    wallet::{NETWORK, Wallet},
};

/// In base units: just below the most that the faucet pays at once.
const FUNDS: &str = "340282366920938463463374607431768211455";
/// Of them as much as leaves the fee.
const AMOUNT: &str = "340282366920938463462.374607431768211455";
/// As many digits as 256 bit can have.
const DIGITS_MAX: &str =
    "115792089237316195423570985008687907853269984665640564039457.584007913129639935";

/// Names are as long as this, and one letter is the widest.
fn long(letters: usize) -> String {
    "W".repeat(letters)
}

/// A customer with a long name and a long address.
async fn somebody(site: &Site) -> (Api, String) {
    let email = format!("{}@example.com", long(52));
    let request = json!({
        "subject": "long", "email": email, "email_verified": true, "name": long(60),
    });
    let mint = format!("{}/_idp/token", site.demo().issuer());
    let answer = http::client().post(mint).json(&request).send().await;
    let answer: Value = answer.unwrap().json().await.unwrap();
    let api = Api::at(site.demo().api_url()).bearer(text(&answer["access_token"]));
    api.get("/api/me").await.with(200);
    (api, email)
}

#[tokio::test]
async fn long_names_and_large_figures_fit() {
    let (Some(axe), Some(site)) = (installed::axe(), Site::open(&[]).await) else {
        return;
    };
    let (person, api, claire, _, to) = alice(&site).await;
    let (somebody, email) = somebody(&site).await;
    let own = Wallet::open(&api, &long(100)).await;
    let theirs = Wallet::open(&somebody, &long(60)).await;
    for wallet in [&own, &theirs] {
        let custody = site.demo().custody();
        custody.fund(NETWORK, &wallet.address, FUNDS).await;
    }
    let everything = json!({
        "wallet_id": own.id, "grantee_email": email, "permission": "transfer",
        "transfer_limit": DIGITS_MAX,
    });
    let received = json!({
        "wallet_id": theirs.id, "grantee_email": "alice@example.com", "permission": "transfer",
    });
    api.post("/api/delegations", &everything).await.with(201);
    somebody.post("/api/delegations", &received).await.with(201);
    let waits = asked(&api, &own.id, &to, AMOUNT, "pending").await;
    let rejected = asked(&api, &theirs.id, &to, AMOUNT, "pending").await;
    let comment = json!({"comment": long(200)});
    let path = format!("/api/admin/transfers/{rejected}/reject");
    claire.post(&path, &comment).await.with(200);
    let me = somebody.get("/api/me").await.with(200);

    let mut inspection = Inspection::by(&person, &axe);
    let order = format!("from={}&to={to}&amount={DIGITS_MAX}", own.id);
    let review = format!(
        "wallet_id={}&to_address={to}&amount={AMOUNT}&key=long",
        own.id
    );
    for (name, path) in [
        ("long-accounts", "/accounts".to_owned()),
        ("long-account", format!("/accounts/{}", own.id)),
        ("long-shared", format!("/accounts/{}", theirs.id)),
        ("long-send", format!("/send?{order}")),
        ("long-review", format!("/send/review?{review}")),
        ("long-transfers", "/transfers".to_owned()),
        ("long-receipt", format!("/transfers/{rejected}")),
        ("long-family", "/family".to_owned()),
    ] {
        inspection.of_page_on_a_phone(name, &path).await;
    }
    let above = json!({
        "wallet_id": own.id, "grantee_email": "bob@example.com", "permission": "transfer",
        "transfer_limit": DIGITS_MAX,
    });
    inspection
        .of_form("long-limit", "/family", "/family", above)
        .await;
    inspection.holds();
    person.leaves().await;

    at_the_bank(&site, &axe, [&waits, &rejected, &text(&me["id"])]).await;
    site.close().await;
}

/// The same as an employee meets it: what waits, what was rejected, who it is of.
async fn at_the_bank(site: &Site, axe: &str, [waits, rejected, customer]: [&str; 3]) {
    let person = site.browser("Claire", Look::LAPTOP).await;
    person.signs_in().await;
    let mut inspection = Inspection::by(&person, axe);
    for (name, path) in [
        ("long-overview", "/bank".to_owned()),
        ("long-decision", format!("/bank/approvals/{waits}")),
        ("long-decided", "/bank/decided".to_owned()),
        ("long-record", format!("/bank/transfers/{rejected}")),
        ("long-customers", "/bank/customers".to_owned()),
        ("long-customer", format!("/bank/customers/{}", customer)),
        ("long-audit", "/bank/audit".to_owned()),
    ] {
        inspection.of_page_on_a_phone(name, &path).await;
    }
    inspection.holds();
    person.leaves().await;
}
