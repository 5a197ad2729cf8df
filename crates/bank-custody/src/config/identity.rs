//! Who signs people in: `AUTH0_…`, `OIDC_ISSUER` and what their tokens must say.

use std::time::Duration;

use url::Url;

use super::{Faults, Vars, duration, is_safe_url};

/// How an access token is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityConfig {
    /// The issuer, literally as it stands in tokens.
    pub issuer: String,
    /// Whether the issuer was given as a tenant (`AUTH0_DOMAIN`).
    pub is_auth0: bool,
    /// The audience of this API (`AUTH0_AUDIENCE`).
    pub audience: String,
    /// The scope that stands for this API where the provider takes no audience (`OIDC_API_SCOPE`).
    pub api_scope: Option<String>,
    /// Prefix of the namespaced claims, with the slash (`AUTH_CLAIMS_NAMESPACE`).
    pub claims_namespace: String,
    /// How old an employee's token may be (`EMPLOYEE_TOKEN_MAX_AGE`).
    pub employee_token_max_age: Duration,
}

/// What unset variables mean.
pub(crate) mod defaults {
    use std::time::Duration;

    /// The audience of the public tutorial.
    pub(crate) const AUDIENCE: &str = "https://bank-custody-api";
    /// The namespace of the public tutorial's claims.
    pub(crate) const NAMESPACE: &str = "https://bank-custody.example.com/";
    /// An hour: a role that was taken away at the provider is gone by then.
    pub(crate) const EMPLOYEE_TOKEN_MAX_AGE: Duration = Duration::from_secs(60 * 60);
}

impl IdentityConfig {
    /// A fault in what the provider is not asked by is noted, and its default stands in.
    pub(crate) fn read(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        let issuer = read_issuer(vars, faults);
        let claims_namespace = read_namespace(vars, faults, issuer.as_deref());
        let employee_token_max_age = duration::read(
            vars,
            faults,
            "EMPLOYEE_TOKEN_MAX_AGE",
            defaults::EMPLOYEE_TOKEN_MAX_AGE,
        );
        Some(Self {
            issuer: issuer?,
            is_auth0: vars.get("AUTH0_DOMAIN").is_some(),
            audience: vars
                .get("AUTH0_AUDIENCE")
                .unwrap_or(defaults::AUDIENCE)
                .to_owned(),
            api_scope: vars.get("OIDC_API_SCOPE").map(str::to_owned),
            claims_namespace: claims_namespace.unwrap_or_else(|| defaults::NAMESPACE.to_owned()),
            employee_token_max_age: employee_token_max_age
                .unwrap_or(defaults::EMPLOYEE_TOKEN_MAX_AGE),
        })
    }
}

fn read_issuer(vars: &Vars, faults: &mut Faults) -> Option<String> {
    const EXPECTED: &str = "the tenant as in AUTH0_DOMAIN=tenant.eu.auth0.com, or instead of it OIDC_ISSUER with the \
         issuer's https address";
    let (variable, issuer) = match (vars.get("AUTH0_DOMAIN"), vars.get("OIDC_ISSUER")) {
        (Some(_), Some(_)) => {
            faults.add(
                "OIDC_ISSUER",
                "is set beside AUTH0_DOMAIN",
                "to be empty, or AUTH0_DOMAIN to be",
            );
            return None;
        }
        (None, None) => {
            faults.add("AUTH0_DOMAIN", "is not set, nor is OIDC_ISSUER", EXPECTED);
            return None;
        }
        // With a scheme or a path in it, it is no domain.
        (Some(domain), None) if domain.contains('/') => ("AUTH0_DOMAIN", String::new()),
        (Some(domain), None) => ("AUTH0_DOMAIN", format!("https://{domain}/")),
        (None, Some(issuer)) => ("OIDC_ISSUER", issuer.to_owned()),
    };
    let usable = Url::parse(&issuer).is_ok_and(|url| is_safe_url(&url) && url.query().is_none());
    if !usable {
        faults.add(variable, "makes no usable issuer", EXPECTED);
        return None;
    }
    Some(issuer)
}

fn read_namespace(vars: &Vars, faults: &mut Faults, issuer: Option<&str>) -> Option<String> {
    const EXPECTED: &str =
        "the prefix of the claims, a web address such as https://bank-custody.example.com/";
    let namespace = vars
        .get("AUTH_CLAIMS_NAMESPACE")
        .unwrap_or(defaults::NAMESPACE);
    let url = Url::parse(namespace).ok();
    let url = url.filter(|url| matches!(url.scheme(), "https" | "http") && url.host().is_some());
    let Some(url) = url else {
        faults.add("AUTH_CLAIMS_NAMESPACE", "is no web address", EXPECTED);
        return None;
    };
    if is_stripped(&url, issuer, vars.get("AUTH0_DOMAIN").is_some()) {
        faults.add(
            "AUTH_CLAIMS_NAMESPACE",
            "is under a domain of the tenant's, whose claims Auth0 leaves out without a word",
            "an address under a domain of the bank's own; the same in the tenant's Action",
        );
        return None;
    }
    let slash = if namespace.ends_with('/') { "" } else { "/" };
    Some(format!("{namespace}{slash}"))
}

/// Whether the provider would drop claims under this address: Auth0 keeps its own domains, the
/// tenant's among them, for itself ("Create namespaced custom claims" in its documentation).
fn is_stripped(namespace: &Url, issuer: Option<&str>, is_auth0: bool) -> bool {
    const RESERVED: [&str; 3] = ["auth0.com", "webtask.io", "webtask.run"];
    let issuer = issuer.and_then(|issuer| Url::parse(issuer).ok());
    let issuer = issuer.as_ref().and_then(Url::host_str).unwrap_or_default();
    if !is_auth0 && !is_within(issuer, "auth0.com") {
        return false;
    }
    let host = namespace.host_str().unwrap_or_default();
    RESERVED
        .iter()
        .chain([&issuer])
        .any(|it| is_within(host, it))
}

/// Whether a host is the domain or below it.
fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain)
        .is_some_and(|rest| !domain.is_empty() && (rest.is_empty() || rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<IdentityConfig, Faults> {
        let mut faults = Faults::default();
        let config = IdentityConfig::read(&Vars::from_pairs(pairs.iter().copied()), &mut faults);
        faults.into_result(config)
    }

    #[test]
    fn a_tenant_domain_means_its_issuer_with_the_slash() {
        let config = read(&[("AUTH0_DOMAIN", "bank.eu.auth0.com")]).unwrap();
        assert_eq!(config.issuer, "https://bank.eu.auth0.com/");
        assert_eq!(config.audience, "https://bank-custody-api");
        assert_eq!(config.employee_token_max_age, Duration::from_secs(3600));
    }

    #[test]
    fn an_issuer_is_taken_literally() {
        let config = read(&[("OIDC_ISSUER", "http://127.0.0.1:5003")]).unwrap();
        assert_eq!(config.issuer, "http://127.0.0.1:5003");
    }

    #[test]
    fn both_or_none_or_a_plain_foreign_address_is_a_fault() {
        for pairs in [
            &[][..],
            &[
                ("AUTH0_DOMAIN", "a.example"),
                ("OIDC_ISSUER", "https://b.example"),
            ],
            &[("OIDC_ISSUER", "http://idp.example")],
            &[("AUTH0_DOMAIN", "https://a.example")],
        ] {
            let faults = read(pairs).unwrap_err();
            assert_eq!(faults.as_slice().len(), 1, "{pairs:?}: {faults}");
        }
    }

    #[test]
    fn claims_that_the_tenant_would_drop_are_a_fault() {
        let tenant = ("AUTH0_DOMAIN", "bank.eu.auth0.com");
        let custom = ("AUTH0_DOMAIN", "login.bank.example");
        let by_issuer = ("OIDC_ISSUER", "https://bank.eu.auth0.com/");
        let other = ("OIDC_ISSUER", "https://idp.bank.example/realms/bank");
        for (provider, namespace, is_kept) in [
            (tenant, "https://bank.eu.auth0.com/", false),
            (tenant, "https://claims.bank.eu.auth0.com/", false),
            (tenant, "https://other.auth0.com/claims/", false),
            (tenant, "https://bank.webtask.io/", false),
            (tenant, "https://notauth0.com/", true),
            (tenant, "https://bank.example/", true),
            (by_issuer, "https://bank.eu.auth0.com/", false),
            (custom, "https://login.bank.example/claims", false),
            (custom, "https://bank.example/", true),
            (other, "https://idp.bank.example/", true),
        ] {
            let read = read(&[provider, ("AUTH_CLAIMS_NAMESPACE", namespace)]);
            assert_eq!(read.is_ok(), is_kept, "{provider:?} {namespace}");
        }
    }

    #[test]
    fn a_namespace_is_a_web_address() {
        for (namespace, is_right) in [
            ("https://bank.example", true),
            ("http://bank.example/claims/", true),
            ("bank:claims", false),
            ("urn:bank:claims", false),
            ("bank.example/claims", false),
        ] {
            let tenant = ("AUTH0_DOMAIN", "tenant.eu.auth0.com");
            let read = read(&[tenant, ("AUTH_CLAIMS_NAMESPACE", namespace)]);
            assert_eq!(read.is_ok(), is_right, "{namespace}");
        }
    }
}
