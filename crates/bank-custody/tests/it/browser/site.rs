//! A demo that runs, and a driver that opens browsers on it.

use std::{net::TcpListener, sync::Arc};

use super::{Browsers, Look, Person, installed, line::Line};
use crate::{
    demo::{Demo, Options},
    program::Home,
};

/// A running demo with browsers.
pub(crate) struct Site {
    browsers: Browsers,
    demo: Demo,
    home: Home,
}

impl Site {
    /// None where there is no browser; that was said then.
    pub(crate) async fn open(vars: &[(&str, &str)]) -> Option<Arc<Self>> {
        installed::browser()?;
        let home = Home::new();
        let options = Options {
            vars,
            ..Options::default()
        };
        let demo = Demo::start(&home, &options).await;
        let browsers = Browsers::of(demo.pages_url()).await?;
        Some(Arc::new(Self {
            browsers,
            demo,
            home,
        }))
    }

    /// The same, with a line between browsers and pages.
    pub(crate) async fn open_over_a_line() -> Option<(Arc<Self>, Line)> {
        installed::browser()?;
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let pages = free.local_addr().unwrap();
        drop(free);
        let line = Line::to(pages).await;
        let listen = pages.to_string();
        let base = format!("http://localhost:{}", line.address().port());
        let site = Self::open(&[("WEB_LISTEN", &listen), ("APP_BASE_URL", &base)]).await?;
        Some((site, line))
    }

    pub(crate) fn demo(&self) -> &Demo {
        &self.demo
    }

    pub(crate) fn url(&self) -> &str {
        self.browsers.url()
    }

    /// As [`Browsers::browser`].
    pub(crate) async fn browser(&self, name: &str, look: Look) -> Person {
        self.browsers.browser(name, look).await
    }

    /// Ends everything in good order.
    pub(crate) async fn close(self: Arc<Self>) {
        let Ok(Self {
            browsers,
            demo,
            home,
        }) = Arc::try_unwrap(self)
        else {
            panic!("somebody still uses the site");
        };
        browsers.close().await;
        demo.stop().await;
        drop(home);
    }
}
