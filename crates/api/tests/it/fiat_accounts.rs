//! Euro accounts over HTTP.

use crate::support::TestApi;

#[tokio::test]
async fn an_account_shows_its_bookings_to_its_owner_alone() {
    let api = TestApi::start().await;
    let overview = api.get("alice", "/api/wallets").await.expect(200);
    let id = overview["fiat_accounts"][0]["id"].as_str().unwrap();
    let path = format!("/api/fiat-accounts/{id}");
    let account = api.get("alice", &path).await.expect(200);
    assert_eq!(account["kind"], "checking");
    assert_eq!(
        (&account["balance"], &account["currency"]),
        (&"5000.00".into(), &"EUR".into())
    );
    assert_eq!(account["entries"][0]["amount"], "5000.00");
    assert_eq!(account["entries"][0]["balance_after"], "5000.00");
    let entries = async |query: &str| {
        let account = api
            .get("alice", &format!("{path}?{query}"))
            .await
            .expect(200);
        account["entries"].as_array().unwrap().len()
    };
    assert_eq!(entries("direction=in").await, 1);
    assert_eq!(entries("direction=out").await, 0);
    assert_eq!(api.get("bob", &path).await.problem(), "404 not_found");
    assert_eq!(api.get("claire", &path).await.problem(), "404 not_found");
}
