//! What custody tells by itself, from the sandbox's event to the bank's books.

mod forged;
mod weather;

use dfns::{Client, Config, SecretString, SigningKey};
use testkit::TestBank;

/// A client of custody with the bank's own account.
fn custody(bank: &TestBank) -> Client {
    let account = bank.service_account();
    let key = SigningKey::from_pem(&account.private_key_pem).unwrap();
    let config = Config::new(
        bank.custody().url(),
        SecretString::from(account.auth_token),
        account.cred_id,
        key,
    );
    Client::new(config.unwrap()).unwrap()
}

/// Kinds and subjects of the alerts that employees read.
async fn alerts(bank: &TestBank) -> Vec<(String, String)> {
    let url = format!("{}/api/admin/audit?kind=alert", bank.api_url());
    let request = bank.http().get(url).bearer_auth(bank.token("claire"));
    let answer: serde_json::Value = request.send().await.unwrap().json().await.unwrap();
    let rows = answer["rows"].as_array().unwrap().iter();
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.map(|row| (text(row, "kind"), text(row, "subject")))
        .collect()
}
