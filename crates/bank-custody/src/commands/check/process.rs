//! This process: its ports, and the exchange rates that it reads.

use std::{io::ErrorKind, net::SocketAddr};

use bank::rates::Rates as _;
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Iso8601};
use tokio::net::TcpListener;

use super::report::{Finding, Report};
use crate::{
    config::{AuditConfig, FrontConfig, PartialConfig, RatesConfig, is_safe_url},
    rates::ReferenceRates,
};

const PORTS: &str = "process.ports";
const BASE_URL: &str = "process.base_url";
const RATES: &str = "rates.file";
const AUDIT_KEY: &str = "audit.key";
/// The file appears on working days, so weekends and holidays make it a few days old.
const RATES_AGE_MAX: Duration = Duration::days(7);

pub(super) async fn check(config: &PartialConfig, now: OffsetDateTime, report: &mut Report) {
    match &config.front {
        Some(front) => {
            // Kept until all were tried, so that one address given twice is found too.
            let mut taken = Vec::new();
            let listen = [
                ("API_LISTEN", Some(front.api_listen)),
                ("WEB_LISTEN", config.web.as_ref().map(|web| web.listen)),
                ("METRICS_LISTEN", front.metrics_listen),
            ];
            for (variable, address) in listen {
                let Some(address) = address else { continue };
                report.add(port(variable, address, &mut taken).await);
            }
            report.add(base_url(front));
        }
        None => report.skip_all(&[PORTS, BASE_URL], "the addresses cannot be read"),
    }
    if let Some(audit) = &config.audit {
        report.add(audit_key(audit));
    }
    report.add(match &config.rates {
        Some(config) => rates(config, now.date()).await,
        None => Finding::skipped(RATES, "FX_RATES_URL cannot be read"),
    });
}

/// Whether the head of the audit carries the bank's word.
fn audit_key(config: &AuditConfig) -> Finding {
    match &config.key {
        Some(key) => Finding::passed(
            AUDIT_KEY,
            format!(
                "the head of the audit is signed by the key {}",
                key.public().id()
            ),
        ),
        None => Finding::warning(
            AUDIT_KEY,
            "the audit is sealed, but its head is not signed",
            "make a key pair by `bank-custody audit key` and set AUDIT_KEY",
        ),
    }
    .of("AUDIT_KEY")
}

async fn port(
    variable: &'static str,
    address: SocketAddr,
    taken: &mut Vec<TcpListener>,
) -> Finding {
    match TcpListener::bind(address).await {
        Ok(listener) => {
            taken.push(listener);
            Finding::passed(PORTS, format!("{address} is free")).of(variable)
        }
        Err(error) => Finding::failed(
            PORTS,
            format!("{address} cannot be listened on: {error}"),
            way_to_listen(variable, error.kind()),
        )
        .of(variable),
    }
}

fn way_to_listen(variable: &str, kind: ErrorKind) -> String {
    if kind == ErrorKind::AddrInUse {
        format!("stop what listens there (this bank?), or choose another by {variable}")
    } else if kind == ErrorKind::AddrNotAvailable {
        format!("set {variable} to an address that this machine has, or to 0.0.0.0")
    } else if kind == ErrorKind::PermissionDenied {
        format!("set {variable} to a port that this user may open, such as one above 1023")
    } else {
        format!("choose another by {variable}")
    }
}

/// Whether browsers reach the pages by https: over anything else who listens takes the session.
fn base_url(front: &FrontConfig) -> Finding {
    let url = &front.app_base_url;
    let is_https = url.scheme() == "https";
    let says = format!("browsers reach the pages at {url}");
    if is_https {
        return Finding::passed(BASE_URL, says).of("APP_BASE_URL");
    }
    let mend = "put the pages behind https and set APP_BASE_URL to the address that browsers show";
    if is_safe_url(url) {
        Finding::warning(BASE_URL, format!("{says}, on this machine alone"), mend)
    } else {
        Finding::failed(
            BASE_URL,
            format!("{says}, where sessions can be read on the way"),
            mend,
        )
    }
    .of("APP_BASE_URL")
}

async fn rates(config: &RatesConfig, today: Date) -> Finding {
    let mend = "set FX_RATES_URL to a file in the format of the ECB's daily reference rates; \
                without one amounts have no value in euro; behind a private authority set \
                SSL_CERT_FILE to a file with the platform's authorities and this one";
    let failed = |says: String| Finding::failed(RATES, says, mend).of("FX_RATES_URL");
    let source = match config.url_or_central_bank().map(ReferenceRates::new) {
        Ok(Ok(source)) => source,
        Ok(Err(error)) => return failed(error.to_string()),
        Err(error) => return failed(error.to_string()),
    };
    let rates = match source.daily().await {
        Ok(rates) => rates,
        Err(error) => return failed(format!("the rates cannot be read: {error}")),
    };
    let says = format!(
        "rates of {} in {} currencies",
        rates.day,
        rates.per_eur.len()
    );
    match Date::parse(&rates.day, &Iso8601::DATE) {
        Ok(day) if today - day > RATES_AGE_MAX => {
            let says = format!("{says}, which is long ago");
            Finding::warning(
                RATES,
                says,
                "look whether the file is still kept up to date",
            )
            .of("FX_RATES_URL")
        }
        Ok(_) | Err(_) => Finding::passed(RATES, says),
    }
}
