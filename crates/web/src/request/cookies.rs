//! Cookies: `__Host-` and `Secure` behind https, never for scripts, long ones in parts.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};

/// A part of a long cookie; browsers take 4096 bytes with name and attributes.
const PART_BYTES_MAX: usize = 3500;
/// The most parts of a cookie.
const PARTS_MAX: usize = 6;

fn prefix(is_secure: bool) -> &'static str {
    if is_secure { "__Host-bank_" } else { "bank_" }
}

/// The cookies of a request, by the bank's names for them.
#[derive(Debug)]
pub(crate) struct Cookies(BTreeMap<String, String>);

impl Cookies {
    pub(crate) fn of(headers: &HeaderMap, is_secure: bool) -> Self {
        let texts = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let cookies = texts.flat_map(Cookie::split_parse).filter_map(Result::ok);
        let own = cookies.filter_map(|cookie| {
            let name = cookie.name().strip_prefix(prefix(is_secure))?;
            Some((name.to_owned(), cookie.value().to_owned()))
        });
        Self(own.collect())
    }

    /// The value of a cookie.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The value of a cookie in parts.
    pub(crate) fn joined(&self, name: &str) -> Option<String> {
        let parts: Vec<&str> = (0..PARTS_MAX)
            .map_while(|part| self.get(&format!("{name}.{part}")))
            .collect();
        (!parts.is_empty()).then(|| parts.concat())
    }
}

/// The cookies of an answer; of two with one name the later counts.
#[derive(Debug)]
pub(crate) struct Jar {
    is_secure: bool,
    /// What the browser has: only that needs to be removed.
    known: BTreeSet<String>,
    cookies: BTreeMap<String, Cookie<'static>>,
}

impl Jar {
    pub(crate) fn new(is_secure: bool, browser: &Cookies) -> Self {
        Self {
            is_secure,
            known: browser.0.keys().cloned().collect(),
            cookies: BTreeMap::new(),
        }
    }

    /// Sets a cookie, for so many seconds or until the browser is closed.
    pub(crate) fn set(&mut self, name: &str, value: &str, seconds: Option<i64>) {
        let full = format!("{}{name}", prefix(self.is_secure));
        let mut cookie = Cookie::build((full, value.to_owned()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.is_secure);
        if let Some(seconds) = seconds {
            cookie = cookie.max_age(Duration::seconds(seconds));
        }
        self.cookies.insert(name.to_owned(), cookie.build());
    }

    /// Sets a cookie in as many parts as it needs, and removes those of a longer one before.
    pub(crate) fn set_in_parts(&mut self, name: &str, value: &str) {
        self.remove_all(name);
        let mut rest = value;
        for part in 0..PARTS_MAX {
            let (head, tail) = rest.split_at(rest.len().min(PART_BYTES_MAX));
            if head.is_empty() {
                break;
            }
            self.set(&format!("{name}.{part}"), head, None);
            rest = tail;
        }
    }

    /// Removes a cookie.
    pub(crate) fn remove(&mut self, name: &str) {
        self.cookies.remove(name);
        if self.known.contains(name) {
            self.set(name, "", Some(0));
        }
    }

    /// Removes all parts of a cookie.
    pub(crate) fn remove_all(&mut self, name: &str) {
        for part in 0..PARTS_MAX {
            self.remove(&format!("{name}.{part}"));
        }
    }

    /// Writes the headers.
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        for cookie in self.cookies.into_values() {
            if let Ok(value) = HeaderValue::try_from(cookie.to_string()) {
                headers.append(header::SET_COOKIE, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(jar: Jar) -> Vec<String> {
        let mut headers = HeaderMap::new();
        jar.write(&mut headers);
        headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn behind_https_cookies_belong_to_this_host_alone() {
        let mut jar = Jar::new(true, &Cookies::of(&HeaderMap::new(), true));
        jar.set("visit", "x", None);
        assert_eq!(
            sent(jar),
            ["__Host-bank_visit=x; HttpOnly; SameSite=Lax; Secure; Path=/"]
        );
    }

    #[test]
    fn long_ones_come_in_parts_and_are_joined_again() {
        let long: String = "0123456789".repeat(1000);
        let mut jar = Jar::new(false, &Cookies::of(&HeaderMap::new(), false));
        jar.set_in_parts("session", &long);
        let cookies = sent(jar);
        assert!(cookies.iter().all(|cookie| cookie.len() < 4096));
        let kept: Vec<&str> = cookies
            .iter()
            .filter(|cookie| !cookie.contains("Max-Age=0"))
            .filter_map(|cookie| cookie.split(';').next())
            .collect();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, kept.join("; ").parse().unwrap());
        let joined = Cookies::of(&headers, false).joined("session");
        assert_eq!(joined.as_deref(), Some(long.as_str()));
    }
}
