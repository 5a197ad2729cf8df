//! Handing over, and looking for what was handed over.

use bank::custody::{CallError, Custody, Submission};
use domain::reference::ExternalId;

use crate::fake::{COMPLETE, Fake, INIT, WALLET_ID, transfer, wallet_ref};

#[tokio::test]
async fn stored_bytes_go_out_as_they_are() {
    let fake = Fake::start().await;
    let route = format!("POST /wallets/{WALLET_ID}/transfers");
    fake.on(&route, 200, &transfer("Broadcasted", ""));
    let body = b"{ \"kind\":\"Native\",\n \"amount\" : \"1\" }";
    let submission = fake.custody.submit_transfer(&wallet_ref(), body).await;
    assert!(
        matches!(submission, Submission::Accepted(_)),
        "{submission:?}"
    );
    assert_eq!(fake.last_body(), body);
    assert_eq!(fake.routes(), [INIT, COMPLETE, &route]);
}

fn page_route(token: &str) -> String {
    let token = if token.is_empty() {
        String::new()
    } else {
        format!("&paginationToken={token}")
    };
    format!("GET /wallets/{WALLET_ID}/transfers?limit=100{token}")
}

/// A page with one transfer of that external id.
fn page(external_id: &str, next: &str) -> String {
    let transfer = transfer("Confirmed", "").replace("pay-77", external_id);
    let next = if next.is_empty() {
        String::new()
    } else {
        format!(r#","nextPageToken":"{next}""#)
    };
    format!(r#"{{"walletId":"{WALLET_ID}","items":[{transfer}]{next}}}"#)
}

async fn find(fake: &Fake, external_id: &str) -> Result<Option<String>, CallError> {
    let external_id = ExternalId::parse(external_id).unwrap();
    let found = fake
        .custody
        .find_transfer(&wallet_ref(), &external_id)
        .await?;
    Ok(found.and_then(|transfer| transfer.external_id))
}

#[tokio::test]
async fn every_page_is_looked_through() {
    let fake = Fake::start().await;
    fake.on(&page_route(""), 200, &page("one", "b"));
    fake.on(&page_route("b"), 200, &page("two", "c"));
    fake.on(&page_route("c"), 200, &page("three", ""));
    assert_eq!(
        find(&fake, "three").await.unwrap().as_deref(),
        Some("three")
    );
    assert_eq!(find(&fake, "one").await.unwrap().as_deref(), Some("one"));
    assert_eq!(
        fake.routes().len(),
        4,
        "what is found early ends the search"
    );
    assert_eq!(find(&fake, "ONE").await.unwrap(), None);
    assert_eq!(fake.routes().len(), 7);
}

/// "Absent" lets the bank call a transfer failed, so it needs every page.
#[tokio::test]
async fn a_list_that_cannot_be_read_to_its_end_is_not_absence() {
    let fake = Fake::start().await;
    fake.on(&page_route(""), 200, &page("one", "b"));
    for (status, body) in [
        (404, "{}".to_owned()),
        (200, "{}".to_owned()),
        (200, page("two", "b")),
    ] {
        fake.on(&page_route("b"), status, &body);
        find(&fake, "three").await.unwrap_err();
    }
}

#[tokio::test]
async fn the_external_id_inside_the_body_counts_too() {
    let fake = Fake::start().await;
    let page = page("one", "").replace(r#","externalId":"one"}]"#, "}]");
    assert_eq!(page.matches(r#""externalId":"one""#).count(), 1);
    fake.on(&page_route(""), 200, &page);
    assert_eq!(find(&fake, "one").await.unwrap().as_deref(), Some("one"));
}
