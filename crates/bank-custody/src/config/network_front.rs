//! Addresses that this process listens on, and those by which it is reached.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use url::Url;

use super::{Faults, Vars};

/// Where the bank listens and where browsers find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontConfig {
    /// The REST API (`API_LISTEN`).
    pub api_listen: SocketAddr,
    /// Metrics for operators (`METRICS_LISTEN`); off unless set.
    pub metrics_listen: Option<SocketAddr>,
    /// Proxies whose `X-Forwarded-For` is believed (`TRUSTED_PROXIES`).
    pub trusted_proxies: Vec<IpAddr>,
    /// The web front, whose origin alone may call from a browser (`APP_BASE_URL`).
    pub app_base_url: Url,
    /// The API as others reach it (`API_URL`, or the tutorial's `NEXT_PUBLIC_API_URL`).
    pub api_url: Url,
}

impl FrontConfig {
    pub(super) fn read(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        let default = SocketAddr::from((Ipv4Addr::LOCALHOST, 5001));
        let api_listen = read_listen(vars, faults, "API_LISTEN").map(|set| set.unwrap_or(default));
        let metrics_listen = read_listen(vars, faults, "METRICS_LISTEN");
        let trusted_proxies = read_proxies(vars, faults);
        let app_base_url = read_url(
            faults,
            "APP_BASE_URL",
            vars.get("APP_BASE_URL").unwrap_or("http://localhost:3000"),
        );
        let (name, text) = match (vars.get("API_URL"), vars.get("NEXT_PUBLIC_API_URL")) {
            (Some(text), _) => ("API_URL", text),
            (None, Some(text)) => ("NEXT_PUBLIC_API_URL", text),
            (None, None) => ("API_URL", "http://localhost:5001"),
        };
        let api_url = read_url(faults, name, text);
        Some(Self {
            api_listen: api_listen?,
            metrics_listen: metrics_listen?,
            trusted_proxies: trusted_proxies?,
            app_base_url: app_base_url?,
            api_url: api_url?,
        })
    }
}

/// The address of a `…_LISTEN` variable: `Some(None)` when it is unset, `None` after a fault.
pub(crate) fn read_listen(
    vars: &Vars,
    faults: &mut Faults,
    name: &'static str,
) -> Option<Option<SocketAddr>> {
    let Some(text) = vars.get(name) else {
        return Some(None);
    };
    match text.parse() {
        Ok(address) => Some(Some(address)),
        Err(_) => {
            faults.add(
                name,
                "is no address to listen on",
                "IP:PORT, for example 127.0.0.1:5001",
            );
            None
        }
    }
}

fn read_proxies(vars: &Vars, faults: &mut Faults) -> Option<Vec<IpAddr>> {
    let texts = vars
        .get("TRUSTED_PROXIES")
        .unwrap_or_default()
        .split(',')
        .map(str::trim);
    let proxies: Result<_, _> = texts
        .filter(|text| !text.is_empty())
        .map(str::parse::<IpAddr>)
        .collect();
    if proxies.is_err() {
        faults.add(
            "TRUSTED_PROXIES",
            "holds what is no IP address",
            "IP addresses with commas",
        );
    }
    proxies.ok()
}

fn read_url(faults: &mut Faults, name: &'static str, text: &str) -> Option<Url> {
    let url = Url::parse(text)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    if url.is_none() {
        faults.add(
            name,
            "is no web address",
            "an address such as https://bank.example.com",
        );
    }
    url
}
