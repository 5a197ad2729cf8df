//! `demo` of the real binary, found by what it prints.

use testkit::Custody;

use crate::{
    http::Api,
    program::{ANY_PORT, Home, Program},
    sign_in::sign_in,
};

const LISTEN: [&str; 4] = ["API_LISTEN", "WEB_LISTEN", "SANDBOX_LISTEN", "IDP_LISTEN"];

/// A demo that runs, at the addresses that it printed.
#[derive(Debug)]
pub(crate) struct Demo {
    program: Program,
    api: Api,
    custody: Custody,
    issuer: String,
    pages: String,
}

/// How a demo is started.
#[derive(Debug, Default)]
pub(crate) struct Options<'a> {
    /// Beside `demo --data`.
    pub(crate) args: &'a [&'a str],
    pub(crate) vars: &'a [(&'a str, &'a str)],
}

impl Demo {
    /// Starts it with its state in the home's directory; answers once it has printed that it is
    /// open.
    pub(crate) async fn start(home: &Home, options: &Options<'_>) -> Self {
        let data = home.path("demo");
        let mut args = vec!["demo", "--data", data.to_str().unwrap()];
        args.extend(options.args);
        let start = home
            .command(&args)
            .vars(LISTEN.map(|name| (name, ANY_PORT)))
            .vars(options.vars.iter().copied());
        let mut program = start.start();
        let mut addresses = Vec::new();
        loop {
            let line = program.line().await;
            let mut words = line.split_whitespace();
            if let (Some("Pages" | "API" | "Custody" | "Sign-in"), Some(url)) =
                (words.next(), words.next())
            {
                addresses.push(url.to_owned());
            }
            if line == "Ctrl-C stops it." {
                break;
            }
        }
        let [pages, api, custody, issuer] = addresses.try_into().unwrap();
        Self {
            program,
            api: Api::at(&api),
            custody: Custody::at(custody),
            issuer,
            pages,
        }
    }

    pub(crate) fn custody(&self) -> &Custody {
        &self.custody
    }

    pub(crate) fn api_url(&self) -> &str {
        self.api.url()
    }

    pub(crate) fn pages_url(&self) -> &str {
        &self.pages
    }

    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Signs one of the demo people in.
    pub(crate) async fn person(&self, name: &str) -> Api {
        self.api
            .bearer(sign_in(&self.issuer, &self.pages, name).await)
    }

    /// Ends it in good order.
    pub(crate) async fn stop(self) {
        self.program.stop().await;
    }
}
