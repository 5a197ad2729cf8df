//! Times in variables: a whole number with its unit.

use std::time::Duration;

use super::{Faults, Vars};

/// The time that a variable gives, `default` when it is not set.
pub(super) fn read(
    vars: &Vars,
    faults: &mut Faults,
    name: &'static str,
    default: Duration,
) -> Option<Duration> {
    let Some(text) = vars.get(name) else {
        return Some(default);
    };
    let duration = parse(text);
    if duration.is_none() {
        faults.add(
            name,
            "is no duration",
            "a whole number above 0 with s, m or h, for example 1h",
        );
    }
    duration
}

fn parse(text: &str) -> Option<Duration> {
    let (number, seconds_each) = [('s', 1), ('m', 60), ('h', 3600)]
        .into_iter()
        .find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, seconds)))
        .unwrap_or((text, 1));
    let number: u64 = number.parse().ok().filter(|number| *number > 0)?;
    number.checked_mul(seconds_each).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(parse("90"), Some(Duration::from_secs(90)));
        assert_eq!(parse("15m"), Some(Duration::from_secs(900)));
        assert_eq!(parse("2h"), Some(Duration::from_secs(7200)));
        for text in ["0", "h", "1.5h", "-1", "1d"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
