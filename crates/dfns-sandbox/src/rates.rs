//! Demo rates: USD quotes of assets, and a daily euro reference file in the form of the European
//! Central Bank's `eurofxref-daily.xml`.

use alloy_primitives::U256;
use dfns::wire::{Number, Quotes};
use time::Date;

/// Euro reference rates of the demo: one euro in each currency.
const EURO_RATES: &[(&str, &str)] = &[
    ("USD", "1.1642"),
    ("JPY", "181.35"),
    ("GBP", "0.8814"),
    ("CHF", "0.9337"),
];

/// Quotes of one unit from the text of a JSON number.
pub(crate) fn quotes(usd: &str) -> Option<Quotes> {
    Some(Quotes::from([("USD".to_owned(), Number::parse(usd)?)]))
}

/// The value of holdings as a JSON number in USD, cut to cents: each holding is base units,
/// decimals, and the text of the rate of one unit.
pub(crate) fn net_worth(holdings: &[(U256, u8, &str)]) -> Option<Quotes> {
    let mut cents = U256::ZERO;
    for (base_units, decimals, usd) in holdings {
        let (digits, scale) = scaled(usd)?;
        let unit =
            U256::from(10).checked_pow(U256::from(*decimals).checked_add(U256::from(scale))?)?;
        let value = base_units
            .checked_mul(digits)?
            .checked_mul(U256::from(100))?;
        cents = cents.checked_add(value.checked_div(unit)?)?;
    }
    let hundred = U256::from(100);
    let (units, rest) = cents.div_rem(hundred);
    quotes(&format!("{units}.{rest:0>2}"))
}

/// A decimal text as digits and the count of those behind the point.
fn scaled(text: &str) -> Option<(U256, usize)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = U256::from_str_radix(&format!("{whole}{fraction}"), 10).ok()?;
    Some((digits, fraction.len()))
}

/// The daily file.
pub(crate) fn euro_reference_file(day: Date) -> String {
    let rates: String = EURO_RATES
        .iter()
        .map(|(currency, rate)| format!("\t\t\t<Cube currency='{currency}' rate='{rate}'/>\n"))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
         xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n\
         \t<gesmes:subject>Reference rates</gesmes:subject>\n\
         \t<gesmes:Sender>\n\t\t<gesmes:name>Sandbox (demo rates)</gesmes:name>\n\t</gesmes:Sender>\n\
         \t<Cube>\n\t\t<Cube time='{day}'>\n{rates}\t\t</Cube>\n\t</Cube>\n\
         </gesmes:Envelope>\n"
    )
}

#[cfg(test)]
mod tests {
    use alloy_primitives::U256;

    use super::net_worth;

    #[test]
    fn net_worth_is_exact_to_the_cent() {
        let holdings = [
            (U256::from(2_500_000_u64), 6, "1.0"),
            (U256::from(5), 1, "3020.82"),
        ];
        let worth = net_worth(&holdings).unwrap();
        assert_eq!(serde_json::to_string(&worth).unwrap(), r#"{"USD":1512.91}"#);
    }
}
