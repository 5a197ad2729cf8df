//! Headers, files, and what no page may say.

use reqwest::StatusCode;
use testkit::run;

use crate::browser::{Browser, Page};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";

/// Pages of every kind, failures among them.
async fn pages(browser: &mut Browser) -> Vec<Page> {
    let mut pages = Vec::new();
    for path in [
        "/",
        "/help",
        "/styleguide",
        "/accounts",
        "/send",
        "/transfers",
        "/family",
        "/nowhere",
        "/accounts/wal_0",
    ] {
        pages.push(browser.get_once(path).await);
    }
    pages.push(browser.post_raw("/accounts", &[], &[]).await);
    pages
}

#[test]
fn every_page_has_the_strict_headers_and_no_inline_script_or_style() {
    run(async |bank| {
        let mut alice = Browser::of(bank, "alice").await;
        let mut all = pages(&mut alice).await;
        all.extend(pages(&mut Browser::new(bank)).await);
        for page in all {
            let url = &page.url;
            assert_eq!(page.headers["content-security-policy"], POLICY, "{url}");
            assert_eq!(page.headers["cache-control"], "no-store", "{url}");
            assert_eq!(page.headers["x-content-type-options"], "nosniff", "{url}");
            assert_eq!(page.headers["referrer-policy"], "same-origin", "{url}");
            for inline in ["<style", " style=", " onclick=", "<script>", "javascript:"] {
                assert!(!page.text.contains(inline), "{inline} in {url}");
            }
            assert!(!page.text.contains("src=\"http"), "{url}");
            // In two parts, since the name stands in its own rooms alone.
            let vendor = ["df", "ns"].concat();
            let whole = format!("{:?} {}", page.headers, page.text);
            assert!(!whole.to_lowercase().contains(&vendor), "{url}: {whole}");
        }
    });
}

#[test]
fn what_updates_pages_may_neither_evaluate_nor_style() {
    run(async |bank| {
        let page = Browser::of(bank, "alice").await.get("/accounts").await;
        let (_, config) = page
            .text
            .split_once("name=\"htmx-config\" content='")
            .unwrap();
        let config = config.split('\'').next().unwrap();
        let config: serde_json::Value = serde_json::from_str(config).unwrap();
        for off in ["allowEval", "allowScriptTags", "includeIndicatorStyles"] {
            assert_eq!(config[off], false, "{off}");
        }
        assert_eq!(config["selfRequestsOnly"], true);
    });
}

#[test]
fn what_does_not_exist_is_a_page_of_ours() {
    run(async |bank| {
        for mut browser in [Browser::new(bank), Browser::of(bank, "claire").await] {
            let page = browser.get("/nowhere").await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            page.must_say("We cannot find that page");
        }
    });
}

#[test]
fn files_may_be_kept_for_ever_and_the_first_load_is_small() {
    run(async |bank| {
        let mut browser = Browser::new(bank);
        let page = browser.get("/").await;
        let mut bytes = page.text.len();
        let mut files = 1;
        let mut seen = std::collections::BTreeSet::new();
        for part in page.text.split("\"/assets/").skip(1) {
            let path = part.split(['"', '#']).next().unwrap();
            if !seen.insert(path.to_owned()) {
                continue;
            }
            let file = browser.get_compressed(&format!("/assets/{path}")).await;
            assert_eq!(file.status, StatusCode::OK, "{path}");
            let kept = file.headers["cache-control"].to_str().unwrap();
            assert!(kept.contains("immutable"), "{kept}");
            bytes += file.wire_bytes;
            files += 1;
        }
        // The drawing behind the stage is named by the style sheet.
        assert!(files < 8, "{files} requests");
        assert!(bytes < 110 * 1024, "{bytes} bytes");
        let gone = browser.get("/assets/0000000000000000/bank.css").await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    });
}
