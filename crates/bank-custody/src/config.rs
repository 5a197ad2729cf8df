//! Configuration: what the environment and `.env` say, read one concern a file.
//!
//! Every fault is collected, so that an operator mends all of them after one start.

mod approval;
mod audit;
mod custody;
mod database;
mod duration;
mod env_file;
#[cfg(feature = "failpoints")]
mod failpoint;
mod identity;
mod network_front;
mod node;
mod rates;
#[cfg(feature = "demo")]
mod sandbox_nodes;
mod secret;
mod service_token;
mod strays;
mod trust;
mod variables;
mod vars;
mod web;

use std::fmt;

pub use self::{
    approval::ApprovalConfig,
    audit::AuditConfig,
    custody::CustodyConfig,
    database::DatabaseConfig,
    identity::IdentityConfig,
    network_front::FrontConfig,
    node::NodeConfig,
    rates::RatesConfig,
    service_token::ServiceToken,
    strays::Stray,
    variables::{VARIABLES, Variable},
    vars::{Vars, VarsError},
    web::WebConfig,
};

#[cfg(feature = "failpoints")]
pub(crate) use self::failpoint::failpoint;
#[cfg(feature = "demo")]
pub(crate) use self::{
    custody::read_calls_per_minute, identity::defaults as identity_defaults,
    network_front::read_listen, sandbox_nodes::read_sandbox_nodes, web::read_web_listen,
};

/// One variable that is missing or malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The variable's name.
    pub variable: &'static str,
    /// What is wrong with it. Never its value: it may be a secret.
    pub problem: String,
    /// What it should look like.
    pub expected: &'static str,
}

/// Everything that is wrong with a configuration; printed together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Notes one fault.
    pub fn add(
        &mut self,
        variable: &'static str,
        problem: impl Into<String>,
        expected: &'static str,
    ) {
        self.0.push(Fault {
            variable,
            problem: problem.into(),
            expected,
        });
    }

    /// The value of a required variable, or a fault.
    fn required<'a>(
        &mut self,
        vars: &'a Vars,
        variable: &'static str,
        expected: &'static str,
    ) -> Option<&'a str> {
        let value = vars.get(variable);
        if value.is_none() {
            self.add(variable, "is not set", expected);
        }
        value
    }

    /// `value` when nothing was found wrong.
    ///
    /// # Errors
    /// The faults themselves, when there are any or when a part could not be read.
    pub fn into_result<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            Some(_) | None => Err(self),
        }
    }

    /// Whether this variable is at fault.
    pub fn names(&self, variable: &str) -> bool {
        self.0.iter().any(|fault| fault.variable == variable)
    }

    /// The faults, in the order in which they were found.
    pub fn as_slice(&self) -> &[Fault] {
        &self.0
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the configuration has {} fault(s):", self.0.len())?;
        for Fault {
            variable,
            problem,
            expected,
        } in &self.0
        {
            writeln!(f, "  {variable} {problem}; expected: {expected}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Everything that `serve` reads.
#[derive(Clone, Debug)]
pub struct ServeConfig {
    /// The one service account at custody.
    pub custody: CustodyConfig,
    /// Who signs people in.
    pub identity: IdentityConfig,
    /// When a transfer waits for the bank.
    pub approval: ApprovalConfig,
    /// How the audit is sealed.
    pub audit: AuditConfig,
    /// Where the bank keeps what custody does not know.
    pub database: DatabaseConfig,
    /// Addresses that this process listens on and is reached by.
    pub front: FrontConfig,
    /// Exchange rates.
    pub rates: RatesConfig,
    /// This process among its equals.
    pub node: NodeConfig,
}

impl ServeConfig {
    /// Reads the real settings.
    ///
    /// # Errors
    /// Every missing or malformed variable at once.
    pub fn read(vars: &Vars) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let config = Self::read_into(vars, &mut faults);
        faults.into_result(config)
    }

    /// Reads the real settings, those of the pages among them.
    ///
    /// # Errors
    /// Every missing or malformed variable at once.
    pub fn read_with_pages(vars: &Vars) -> Result<(Self, WebConfig), Faults> {
        let mut faults = Faults::default();
        let config = Self::read_into(vars, &mut faults);
        let web = WebConfig::read(vars, &mut faults);
        faults.into_result(config.zip(web))
    }

    fn read_into(vars: &Vars, faults: &mut Faults) -> Option<Self> {
        trust::check(vars, faults);
        let custody = CustodyConfig::read(vars, faults);
        let identity = IdentityConfig::read(vars, faults);
        let shared = SharedConfig::read_into(vars, faults, &Defaults::SERVE);
        custody
            .zip(identity)
            .zip(shared)
            .map(|((custody, identity), shared)| {
                let SharedConfig {
                    approval,
                    audit,
                    database,
                    front,
                    rates,
                    node,
                } = shared;
                Self {
                    custody,
                    identity,
                    approval,
                    audit,
                    database,
                    front,
                    rates,
                    node,
                }
            })
    }
}

/// What `serve web` reads: the pages alone, far from database and custody.
#[derive(Clone, Debug)]
pub struct PagesConfig {
    /// Who signs people in.
    pub identity: IdentityConfig,
    /// Where the API and the browsers are.
    pub front: FrontConfig,
    /// This process among its equals, and what customers call the bank.
    pub node: NodeConfig,
    /// The pages themselves.
    pub web: WebConfig,
}

impl PagesConfig {
    /// Reads the real settings.
    ///
    /// # Errors
    /// Every missing or malformed variable at once.
    pub fn read(vars: &Vars) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        trust::check(vars, &mut faults);
        let identity = IdentityConfig::read(vars, &mut faults);
        let front = FrontConfig::read(vars, &mut faults);
        let web = WebConfig::read(vars, &mut faults);
        let node = web
            .as_ref()
            .and_then(|web| NodeConfig::read(vars, &mut faults, web.listen));
        let read = identity.zip(front).zip(web).zip(node);
        faults.into_result(read.map(|(((identity, front), web), node)| Self {
            identity,
            front,
            node,
            web,
        }))
    }
}

/// The real settings as far as they can be read, for `check`, which goes on past a fault.
#[derive(Clone, Debug)]
pub struct PartialConfig {
    /// What cannot be read, in the order of the variables.
    pub faults: Faults,
    /// The service account, when all of it can be read.
    pub custody: Option<CustodyConfig>,
    /// Who signs people in.
    pub identity: Option<IdentityConfig>,
    /// How the audit is sealed.
    pub audit: Option<AuditConfig>,
    /// Where the bank keeps what custody does not know.
    pub database: Option<DatabaseConfig>,
    /// Addresses that this process listens on and is reached by.
    pub front: Option<FrontConfig>,
    /// Exchange rates.
    pub rates: Option<RatesConfig>,
    /// Whether pages are meant to be served here; `serve api` and `serve worker` need nothing of
    /// theirs.
    pub has_pages: bool,
    /// The pages.
    pub web: Option<WebConfig>,
}

impl PartialConfig {
    /// Reads every concern by itself.
    pub fn read(vars: &Vars) -> Self {
        let mut faults = Faults::default();
        trust::check(vars, &mut faults);
        let custody = CustodyConfig::read(vars, &mut faults);
        let identity = IdentityConfig::read(vars, &mut faults);
        let _ = ApprovalConfig::read(vars, &mut faults, Defaults::SERVE.threshold);
        let audit = AuditConfig::read(vars, &mut faults);
        let database = DatabaseConfig::read(vars, &mut faults, Defaults::SERVE.database);
        let front = FrontConfig::read(vars, &mut faults);
        let rates = RatesConfig::read(vars, &mut faults);
        let has_pages = WebConfig::is_begun(vars);
        let web = has_pages
            .then(|| WebConfig::read(vars, &mut faults))
            .flatten();
        if let Some(front) = &front {
            let _ = NodeConfig::read(vars, &mut faults, front.api_listen);
        }
        Self {
            faults,
            custody,
            identity,
            audit,
            database,
            front,
            rates,
            has_pages,
            web,
        }
    }
}

/// What unset variables mean where the mode decides it.
#[derive(Clone, Copy, Debug)]
pub struct Defaults<'a> {
    /// `DATABASE_URL`.
    pub database: &'a str,
    /// `APPROVAL_THRESHOLD`, in ether.
    pub threshold: &'a str,
}

impl Defaults<'static> {
    /// Of the production server.
    pub const SERVE: Self = Self {
        database: "sqlite:data/bank.db",
        threshold: "1000",
    };
}

/// What demo mode reads too: everything but custody and sign-in, which it brings itself.
#[derive(Clone, Debug)]
pub struct SharedConfig {
    /// When a transfer waits for the bank.
    pub approval: ApprovalConfig,
    /// How the audit is sealed.
    pub audit: AuditConfig,
    /// Where the bank keeps what custody does not know.
    pub database: DatabaseConfig,
    /// Addresses that this process listens on and is reached by.
    pub front: FrontConfig,
    /// Exchange rates.
    pub rates: RatesConfig,
    /// This process among its equals.
    pub node: NodeConfig,
}

impl SharedConfig {
    /// Reads the settings.
    ///
    /// # Errors
    /// Every malformed variable at once.
    pub fn read(vars: &Vars, defaults: &Defaults<'_>) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let shared = Self::read_into(vars, &mut faults, defaults);
        faults.into_result(shared)
    }

    fn read_into(vars: &Vars, faults: &mut Faults, defaults: &Defaults<'_>) -> Option<Self> {
        let approval = ApprovalConfig::read(vars, faults, defaults.threshold);
        let audit = AuditConfig::read(vars, faults);
        let database = DatabaseConfig::read(vars, faults, defaults.database);
        let front = FrontConfig::read(vars, faults);
        let rates = RatesConfig::read(vars, faults);
        let front = front?;
        let node = NodeConfig::read(vars, faults, front.api_listen);
        Some(Self {
            approval: approval?,
            audit: audit?,
            database: database?,
            front,
            rates: rates?,
            node: node?,
        })
    }
}

/// Whether `url` may carry secrets: https, or plain http to this very machine.
pub(crate) fn is_safe_url(url: &url::Url) -> bool {
    match url.scheme() {
        "https" => url.host_str().is_some(),
        "http" => is_loopback_url(url),
        _ => false,
    }
}

/// Whether `url` leads to this very machine.
pub(crate) fn is_loopback_url(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
