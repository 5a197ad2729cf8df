//! Every variable that the program reads: the one list that `.env.example` and the documentation
//! are compared with.

/// A variable of the environment or of `.env`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Whether libraries read it from the environment, which `.env` does not change.
    pub environment_only: bool,
}

const fn variable(name: &'static str) -> Variable {
    Variable {
        name,
        environment_only: false,
    }
}

const fn environment_only(name: &'static str) -> Variable {
    Variable {
        name,
        environment_only: true,
    }
}

/// Every variable, by concern.
pub const VARIABLES: &[Variable] = &[
    variable("DFNS_API_URL"),
    variable("DFNS_AUTH_TOKEN"),
    variable("DFNS_CRED_ID"),
    variable("DFNS_PRIVATE_KEY"),
    variable("DFNS_WEBHOOK_SECRET"),
    variable("CUSTODY_CALLS_PER_MINUTE"),
    variable("AUTH0_DOMAIN"),
    variable("OIDC_ISSUER"),
    variable("AUTH0_AUDIENCE"),
    variable("OIDC_API_SCOPE"),
    variable("AUTH0_CLIENT_ID"),
    variable("AUTH0_CLIENT_SECRET"),
    variable("AUTH0_SECRET"),
    variable("AUTH_CLAIMS_NAMESPACE"),
    variable("EMPLOYEE_TOKEN_MAX_AGE"),
    variable("APPROVAL_THRESHOLD"),
    variable("APPROVAL_THRESHOLDS"),
    variable("DELEGATION_LIMIT"),
    variable("WALLETS_PER_PERSON_MAX"),
    variable("DATABASE_URL"),
    variable("DATABASE_CONNECTIONS_MAX"),
    variable("DATABASE_LOCK_TIMEOUT"),
    variable("DATABASE_STATEMENT_TIMEOUT"),
    variable("AUDIT_KEY"),
    variable("API_LISTEN"),
    variable("WEB_LISTEN"),
    variable("METRICS_LISTEN"),
    variable("APP_BASE_URL"),
    variable("API_URL"),
    variable("NEXT_PUBLIC_API_URL"),
    variable("TRUSTED_PROXIES"),
    variable("FX_RATES_URL"),
    variable("NODE_NAME"),
    variable("BANK_NAME"),
    environment_only("RUST_LOG"),
    environment_only("SSL_CERT_FILE"),
    environment_only("SSL_CERT_DIR"),
    variable("SANDBOX_LISTEN"),
    variable("IDP_LISTEN"),
    variable("SANDBOX_NODES"),
];

/// Whether a name is in the list.
pub(super) fn is_known(name: &str) -> bool {
    VARIABLES.iter().any(|variable| variable.name == name)
}
