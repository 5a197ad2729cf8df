//! Which network address a request came from.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The nearest address that is none of the trusted proxies. `X-Forwarded-For` is believed only as
/// far as trusted proxies wrote it: from the right, since each appends who called it.
pub(super) fn of(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    trusted_proxies: &[IpAddr],
) -> Option<IpAddr> {
    let mut nearest = peer?.to_canonical();
    let forwarded = headers.get_all("x-forwarded-for").iter();
    let hops: Vec<&str> = forwarded
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(','))
        .collect();
    for hop in hops.iter().rev() {
        if !trusted_proxies.contains(&nearest) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    Some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn address(peer: &str, forwarded: &'static str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        of(peer.parse().ok(), &headers, &trusted)
            .unwrap()
            .to_string()
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        assert_eq!(address("9.9.9.9", "1.1.1.1", &[]), "9.9.9.9");
        assert_eq!(address("10.0.0.1", "1.1.1.1", &["10.0.0.1"]), "1.1.1.1");
        assert_eq!(
            address("10.0.0.1", "6.6.6.6, 1.1.1.1", &["10.0.0.1"]),
            "1.1.1.1"
        );
        let two = ["10.0.0.1", "10.0.0.2"];
        assert_eq!(address("10.0.0.1", "1.1.1.1, 10.0.0.2", &two), "1.1.1.1");
        assert_eq!(address("10.0.0.1", "nonsense", &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(
            address("::ffff:10.0.0.1", "1.1.1.1", &["10.0.0.1"]),
            "1.1.1.1"
        );
    }
}
