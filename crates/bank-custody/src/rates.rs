//! Exchange rates from a file in the format of the European Central Bank's daily reference rates.

use std::time::Duration;

use async_trait::async_trait;
use bank::rates::{DailyRates, Rates, RatesError};
use url::Url;

use crate::causes::chain;

/// The file has some 3 KB; anything far larger is not it.
const BYTES_MAX: usize = 256 * 1024;

/// Reads the file over HTTP.
#[derive(Clone, Debug)]
pub struct ReferenceRates {
    http: reqwest::Client,
    url: Url,
}

impl ReferenceRates {
    /// A source at `url`.
    ///
    /// # Errors
    /// When the platform's certificate store cannot be read.
    pub fn new(url: Url) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(3))
            .timeout(Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        Ok(Self { http, url })
    }

    async fn read(&self) -> Result<String, reqwest::Error> {
        self.http
            .get(self.url.clone())
            .send()
            .await?
            .error_for_status()?
            .text()
            .await
    }
}

#[async_trait]
impl Rates for ReferenceRates {
    async fn daily(&self) -> Result<DailyRates, RatesError> {
        let text = self
            .read()
            .await
            .map_err(|error| RatesError(chain(&error.without_url())))?;
        parse(&text)
    }
}

/// Reads `<Cube time="…">` and, inside it, `<Cube currency="USD" rate="1.0812"/>`. The numbers stay
/// the texts that they are.
fn parse(text: &str) -> Result<DailyRates, RatesError> {
    let unusable = |what: &str| RatesError(format!("the reference file {what}"));
    if text.len() > BYTES_MAX {
        return Err(unusable("is too large"));
    }
    let document = roxmltree::Document::parse(text).map_err(|_| unusable("is no XML"))?;
    let day = document
        .descendants()
        .find(|node| node.tag_name().name() == "Cube" && node.has_attribute("time"))
        .ok_or_else(|| unusable("names no day"))?;
    let per_eur: Vec<_> = day
        .children()
        .filter_map(|node| {
            Some((
                node.attribute("currency")?.to_owned(),
                node.attribute("rate")?.to_owned(),
            ))
        })
        .collect();
    if per_eur.is_empty() {
        return Err(unusable("names no rate"));
    }
    Ok(DailyRates {
        day: day.attribute("time").unwrap_or_default().to_owned(),
        per_eur,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_keep_their_text() {
        let rates = parse(
            "<?xml version='1.0'?><e:Envelope xmlns:e='urn:e' xmlns='urn:c'><Cube>\
             <Cube time='2026-11-23'><Cube currency='USD' rate='1.0810'/>\
             <Cube currency='JPY' rate='163.02'/></Cube></Cube></e:Envelope>",
        )
        .unwrap();
        assert_eq!(rates.day, "2026-11-23");
        assert_eq!(
            rates.per_eur,
            [
                ("USD".into(), "1.0810".into()),
                ("JPY".into(), "163.02".into())
            ]
        );
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "<html>", "<Cube/>", "<Cube time='2026-11-23'/>"] {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }
}
