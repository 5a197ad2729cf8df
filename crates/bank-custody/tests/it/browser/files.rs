//! Files that people take away: the list of their transfers, the list of what was decided.

use std::path::Path;

use serde_json::json;

use super::{Look, Person, Role, Site, sending::funded};

impl Person {
    /// Presses a link to a file; answers what the file says once it is there.
    async fn saves(&self, label: &str, folder: &Path) -> String {
        std::fs::create_dir_all(folder).unwrap();
        let place = json!({"behavior": "allow", "downloadPath": folder});
        let cdp = self.driver().cdp();
        cdp.send_raw("Browser.setDownloadBehavior", place)
            .await
            .unwrap();
        self.clicks(Role::Link, label).await;
        self.eventually("a file", async || {
            let files = std::fs::read_dir(folder).unwrap();
            let mut files = files.map(|file| file.unwrap().path());
            let file = files.find(|path| path.extension().is_some_and(|it| it == "csv"))?;
            std::fs::read_to_string(file).ok()
        })
        .await
    }
}

#[tokio::test]
async fn lists_of_transfers_are_saved_as_files() {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let (alice, address) = funded(&site).await;
    let (api, claire) = (site.demo().person("alice"), site.demo().person("claire"));
    let (api, claire) = (api.await, claire.await);
    let wallets = api.get("/api/wallets").await.with(200);
    let order = json!({
        "wallet_id": wallets["wallets"][0]["id"], "to_address": address, "amount": "0.06",
    });
    let asked = api.post("/api/transfers", &order).await.with(201);
    let id = asked["transfer"]["id"].as_str().unwrap();
    let path = format!("/api/admin/transfers/{id}/reject");
    let comment = json!({"comment": "Not today."});
    claire.post(&path, &comment).await.with(200);

    let folder = tempfile::tempdir().unwrap();
    alice.goes_to("/transfers").await;
    let hers = alice.saves("Export", &folder.path().join("hers")).await;
    assert!(hers.contains(&address) && hers.contains("0.06"), "{hers}");
    alice.leaves().await;
    let claire = site.browser("Claire", Look::LAPTOP).await;
    claire.signs_in().await;
    claire.goes_to("/bank/decided").await;
    let decided = claire.saves("Export", &folder.path().join("bank")).await;
    assert!(decided.contains("Not today."), "{decided}");
    claire.leaves().await;
    site.close().await;
}
