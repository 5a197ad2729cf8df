//! Browsers and the driver that opens them, on whatever serves the pages.

use std::{path::PathBuf, process::Stdio, time::Duration};

use serde_json::json;
use thirtyfour::{
    ChromeCapabilities, ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

use super::{Person, installed};
use crate::{http, program::Home};

/// As Debian's own machine for tests starts it: no call of its own to anybody.
const SWITCHES: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    // The driver's end of the pipe closes with the driver, however that ends, and the browser then
    // ends as well: a test that fails leaves none behind.
    "--remote-debugging-pipe",
];

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

/// The screen and the settings of a browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// CSS pixels.
    pub(crate) width: u32,
    pub(crate) scheme: Scheme,
    /// As `Accept-Language` has it.
    pub(crate) language: &'static str,
    pub(crate) javascript: bool,
}

impl Look {
    /// A laptop of somebody who reads English.
    pub(crate) const LAPTOP: Self = Self {
        width: 1280,
        scheme: Scheme::Light,
        language: "en",
        javascript: true,
    };
}

/// A driver, and where its browsers find the pages. Browsers that were not closed end with it.
pub(crate) struct Browsers {
    driver: Driver,
    url: String,
    /// Profiles are kept here.
    home: Home,
}

struct Driver {
    child: Child,
    url: String,
    chromium: PathBuf,
}

impl Browsers {
    /// For the pages at `url`. None where there is no browser; that was said then.
    pub(crate) async fn of(url: &str) -> Option<Self> {
        let (chromedriver, chromium) = installed::browser()?;
        Some(Self {
            driver: Driver::start(chromedriver, chromium).await,
            url: url.to_owned(),
            home: Home::new(),
        })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A browser with an empty profile. `name` is whose it is, for failures and screenshots.
    pub(crate) async fn browser(&self, name: &str, look: Look) -> Person {
        let profile = tempfile::Builder::new()
            .prefix("profile-")
            .tempdir_in(self.home.path("."))
            .unwrap()
            .keep();
        let mut wanted = DesiredCapabilities::chrome();
        for switch in SWITCHES {
            wanted.add_arg(switch).unwrap();
        }
        let Look {
            width,
            scheme,
            language,
            javascript,
        } = look;
        let more = [
            format!("--user-data-dir={}", profile.display()),
            format!("--window-size={width},900"),
            format!("--lang={language}"),
        ];
        for switch in more {
            wanted.add_arg(&switch).unwrap();
        }
        let chromium = self.driver.chromium.to_str().unwrap();
        wanted.set_binary(chromium).unwrap();
        let allowed = if javascript { 1 } else { 2 };
        let settings = json!({
            "intl.accept_languages": language,
            "intl.selected_languages": language,
            "profile.managed_default_content_settings.javascript": allowed,
        });
        wanted.add_experimental_option("prefs", settings).unwrap();
        let driver = self.driver.browser(wanted).await;
        let person = Person::new(driver, &self.url, name, javascript);
        person.shows(width, scheme).await;
        if javascript {
            person.observes().await;
        }
        person
    }

    /// Ends the driver.
    pub(crate) async fn close(self) {
        self.driver.stop().await;
    }
}

impl Driver {
    async fn start(chromedriver: PathBuf, chromium: PathBuf) -> Self {
        let mut child = Command::new(chromedriver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next_line().await.unwrap();
            let line = line.expect("ChromeDriver says its port");
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // It goes on to speak; nobody listens, and it must not wait for that.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            child,
            url: format!("http://127.0.0.1:{port}"),
            chromium,
        }
    }

    async fn browser(&self, wanted: ChromeCapabilities) -> WebDriver {
        WebDriver::builder(&self.url, wanted)
            .client(http::client())
            .request_timeout(Duration::from_secs(60))
            .connect()
            .await
            .unwrap()
    }

    async fn stop(mut self) {
        self.child.kill().await.unwrap();
    }
}
