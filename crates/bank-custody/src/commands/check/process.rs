//! This process: its ports, and the exchange rates that it reads.

use std::net::SocketAddr;

use bank::rates::Rates as _;
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Iso8601};
use tokio::net::TcpListener;

use super::report::{Finding, Report};
use crate::{
    config::{PartialConfig, RatesConfig},
    rates::ReferenceRates,
};

const PORTS: &str = "process.ports";
const RATES: &str = "rates.file";
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
        }
        None => report.skip_all(&[PORTS], "the addresses cannot be read"),
    }
    report.add(match &config.rates {
        Some(config) => rates(config, now.date()).await,
        None => Finding::skipped(RATES, "FX_RATES_URL cannot be read"),
    });
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
            format!("stop what listens there (this bank?), or choose another by {variable}"),
        )
        .of(variable),
    }
}

async fn rates(config: &RatesConfig, today: Date) -> Finding {
    let mend = "set FX_RATES_URL to a file in the format of the ECB's daily reference rates; \
                without one amounts have no value in euro";
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
