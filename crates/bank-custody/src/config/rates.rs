//! Where exchange rates come from: `FX_RATES_URL`.

use url::Url;

use super::{Faults, Vars, is_safe_url};

/// The daily reference file of the European Central Bank, or one in its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatesConfig {
    /// Address of the file, when one is configured.
    pub url: Option<Url>,
}

/// Where the European Central Bank publishes its daily reference rates.
const ECB_DAILY_URL: &str = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml";

impl RatesConfig {
    /// The configured file, or the central bank's own.
    ///
    /// # Errors
    /// Never: the address of the central bank's file is well formed.
    pub fn url_or_central_bank(&self) -> Result<Url, url::ParseError> {
        self.url
            .clone()
            .map_or_else(|| Url::parse(ECB_DAILY_URL), Ok)
    }

    pub(super) fn read(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        let Some(text) = vars.get("FX_RATES_URL") else {
            return Some(Self { url: None });
        };
        let url = Url::parse(text).ok().filter(is_safe_url);
        if url.is_none() {
            faults.add(
                "FX_RATES_URL",
                "is no usable address",
                "an https address of a file in the format of the ECB's daily reference rates",
            );
        }
        url.map(|url| Self { url: Some(url) })
    }
}
