//! Demo mode: the whole bank on loopback, with its own custody, its own sign-in and demo people.

mod banner;
mod front;
mod funds;
mod local;
mod notices;
mod story;

use std::{
    collections::BTreeMap,
    fmt,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use bank::{Clock, DemoSettings, OpeningBalances, people::KnownPerson};
use dfns_sandbox::{NetworkSettings, RunningSandbox, Sandbox, SandboxConfig};
use domain::money::Cents;
use idp::{Idp, IdpConfig, RunningIdp};
use secrecy::SecretString;
use url::Url;

use self::local::LocalDemo;
use crate::{
    assembly::{Assembly, DemoExtras, Mode, assemble, custody_client},
    config::{
        CustodyConfig, Defaults, Faults, IdentityConfig, RatesConfig, ServeConfig, SharedConfig,
        Vars, identity_defaults, read_calls_per_minute, read_listen, read_sandbox_nodes,
        read_web_listen,
    },
    folders,
    pages::Pages,
    server::{self, Parts, RunningServer},
};

/// The amount in ether from which on a demo transfer waits, unless `APPROVAL_THRESHOLD` is set.
const THRESHOLD: &str = "0.05";
/// What a demo customer's accounts hold at first.
const OPENING_BALANCES: OpeningBalances = OpeningBalances {
    checking: Cents::new(245_000),
    savings: Cents::new(1_280_000),
};
/// Made-up prices in USD: test networks have no market.
const USD_QUOTES: [(&str, &str); 2] = [("ETH", "3000"), ("USDC", "1")];
/// Variables of the real services. A demo beside them would look like the real bank.
const REAL_SERVICES: [&str; 3] = ["DFNS_", "AUTH0_", "OIDC_"];

/// How a demo is started.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// The environment and `.env`.
    pub vars: Vars,
    /// Where it keeps its state.
    pub data_dir: PathBuf,
    /// Where the bank takes the time from; sign-in and custody have their own.
    pub clock: Arc<dyn Clock>,
}

/// A demo that runs.
pub struct RunningDemo {
    server: RunningServer,
    sandbox: Arc<RunningSandbox>,
    idp: Arc<RunningIdp>,
    local: Arc<LocalDemo>,
    api_url: String,
    front_url: String,
}

/// Starts everything; answers once the API takes requests.
///
/// # Errors
/// Faults of the configuration, taken addresses, unusable state.
pub async fn start(options: DemoOptions) -> anyhow::Result<RunningDemo> {
    let DemoOptions {
        vars,
        data_dir,
        clock,
    } = options;
    refuse_real_services(&vars)?;
    let services = Services::read(&vars)?;
    refuse_networks("WEB_LISTEN", services.web)?;
    folders::make_private(&data_dir)
        .with_context(|| format!("--data: {} cannot be made", data_dir.display()))?;
    let pages = server::bind("WEB_LISTEN", services.web).await?;
    let shared = read_shared(&vars, &data_dir, pages.local_addr()?)?;
    let sandbox = SandboxConfig {
        listen: services.sandbox,
        networks: services.networks,
        ..SandboxConfig::persistent(data_dir.join("custody"))
    };
    let sandbox = Sandbox::start(sandbox).await.map_err(|error| {
        let setting = setting_of(error.is_of_data(), "SANDBOX_LISTEN");
        anyhow::Error::new(error).context(format!("{setting}: custody sandbox"))
    })?;
    let idp = sign_in_provider(services.idp, data_dir.join("sign-in"), &shared, &vars);
    let idp = Idp::start(idp).await.map_err(|error| {
        let setting = setting_of(error.is_of_data(), "IDP_LISTEN");
        anyhow::Error::new(error).context(format!("{setting}: local sign-in"))
    })?;
    let config = configuration(&vars, shared, &sandbox, &idp)?;

    let page_clock = Arc::clone(&clock);
    let assembly = assemble_for_demo(&config, clock, &idp).await?;
    let (sandbox, idp) = (Arc::new(sandbox), Arc::new(idp));
    let local = Arc::new(LocalDemo::new(
        assembly.bank.clone(),
        Arc::clone(&sandbox),
        Arc::clone(&idp),
    ));
    let settings = front::settings(&config, &idp, &data_dir)?;
    let parts = Parts {
        api: true,
        worker: true,
        pages: Some(Pages::on(pages, settings, page_clock)),
        demo: Some(Arc::clone(&local) as _),
    };
    let server = server::start(assembly, &config.front, parts).await?;
    let api_address = server.api_address().context("the API does not run")?;
    if let Some(believed) = &server.assembly().notices {
        let custody = custody_client(&config.custody)?;
        notices::register(&custody, api_address, believed).await?;
    }
    let api_url = format!("http://{api_address}");
    local.api_is_at(&api_url);
    Ok(RunningDemo {
        server,
        sandbox,
        idp,
        local,
        api_url,
        front_url: front::url(&config),
    })
}

impl RunningDemo {
    /// Base address of the REST API.
    pub fn api_url(&self) -> &str {
        &self.api_url
    }

    /// Base address of the pages, without a slash at its end.
    pub fn front_url(&self) -> &str {
        &self.front_url
    }

    /// The local custody.
    pub fn sandbox(&self) -> &RunningSandbox {
        &self.sandbox
    }

    /// The local sign-in.
    pub fn idp(&self) -> &RunningIdp {
        &self.idp
    }

    /// What runs of the bank itself.
    pub fn server(&self) -> &RunningServer {
        &self.server
    }

    /// Plays the story; see `POST /api/demo/story`.
    ///
    /// # Errors
    /// When a step of it is refused.
    pub async fn play_story(&self) -> anyhow::Result<()> {
        self.local.play().await.map(drop)
    }

    /// What to print once it runs.
    pub fn banner(&self) -> impl fmt::Display + '_ {
        banner::Banner {
            front: &self.front_url,
            api: &self.api_url,
            sandbox: &self.sandbox,
            idp: &self.idp,
        }
    }

    /// Stops everything, the API first.
    pub async fn shutdown(self) {
        let Self {
            server,
            sandbox,
            idp,
            local,
            api_url: _,
            front_url: _,
        } = self;
        server.shutdown().await;
        drop(local);
        if let Some(sandbox) = Arc::into_inner(sandbox) {
            sandbox.shutdown().await;
        }
        if let Some(idp) = Arc::into_inner(idp)
            && let Err(error) = idp.shutdown().await
        {
            tracing::warn!(%error, "local sign-in ended badly");
        }
    }
}

impl fmt::Debug for RunningDemo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunningDemo")
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}

/// The bank with a demo's settings, which knows the demo people.
async fn assemble_for_demo(
    config: &ServeConfig,
    clock: Arc<dyn Clock>,
    idp: &RunningIdp,
) -> anyhow::Result<Assembly> {
    let extras = DemoExtras {
        settings: demo_settings(),
        opening_balances: OPENING_BALANCES,
    };
    let assembly = assemble(config, Mode::Demo, clock, Some(extras)).await?;
    let people = known_people(idp, &config.identity.issuer);
    assembly
        .bank
        .ensure_known(&people)
        .await
        .context("the demo people")?;
    Ok(assembly)
}

/// What is to be changed after a fault of one of the demo's own services: where it keeps its
/// state, or the variable of its address.
const fn setting_of(is_of_data: bool, variable: &'static str) -> &'static str {
    if is_of_data { "--data" } else { variable }
}

/// The settings that a demo shares with the production server.
fn read_shared(vars: &Vars, data_dir: &Path, pages: SocketAddr) -> anyhow::Result<SharedConfig> {
    let database = format!("sqlite:{}", data_dir.join("bank.db").display());
    let defaults = Defaults {
        database: &database,
        threshold: THRESHOLD,
    };
    let mut shared = SharedConfig::read(vars, &defaults)?;
    refuse_networks("API_LISTEN", shared.front.api_listen)?;
    if shared.audit.key.is_none() {
        shared.audit.key = Some(front::audit_key(&data_dir.join("audit-key.pem"))?);
    }
    if vars.get("APP_BASE_URL").is_none() {
        // Sign-in leads back there, so it must be the port that the pages really have.
        let url = format!("http://localhost:{}", pages.port());
        shared.front.app_base_url = Url::parse(&url)?;
    }
    Ok(shared)
}

/// A demo has published passwords.
fn refuse_networks(variable: &str, listen: SocketAddr) -> anyhow::Result<()> {
    if !listen.ip().is_loopback() {
        bail!("{variable}: a demo has published passwords and listens on loopback only");
    }
    Ok(())
}

fn refuse_real_services(vars: &Vars) -> anyhow::Result<()> {
    if let Some((name, source)) = vars.first_set_with_prefix(&REAL_SERVICES) {
        bail!(
            "{name} is set in the {source}, so this looks like the real bank, and the demo does \
             not start beside it. Either run `bank-custody serve`, which uses it, or empty {name} \
             ({name}=) for the demo."
        );
    }
    Ok(())
}

/// Where the demo's own services listen, and what stands behind them.
#[derive(Clone, Debug)]
struct Services {
    sandbox: SocketAddr,
    idp: SocketAddr,
    web: SocketAddr,
    /// Networks of the sandbox that have an outside node.
    networks: BTreeMap<String, NetworkSettings>,
}

impl Services {
    fn read(vars: &Vars) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        let mut port = |name, port| {
            let default = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
            read_listen(vars, &mut faults, name).map(|set| set.unwrap_or(default))
        };
        let sandbox = port("SANDBOX_LISTEN", 5002);
        let idp = port("IDP_LISTEN", 5003);
        let web = read_web_listen(vars, &mut faults);
        let networks = read_sandbox_nodes(vars, &mut faults);
        let read = sandbox.zip(idp).zip(web).zip(networks);
        faults.into_result(read.map(|(((sandbox, idp), web), networks)| Self {
            sandbox,
            idp,
            web,
            networks,
        }))
    }
}

fn sign_in_provider(
    listen: SocketAddr,
    data_dir: PathBuf,
    shared: &SharedConfig,
    vars: &Vars,
) -> IdpConfig {
    let namespace = vars
        .get("AUTH_CLAIMS_NAMESPACE")
        .unwrap_or(identity_defaults::NAMESPACE);
    let front = shared.front.app_base_url.as_str().trim_end_matches('/');
    IdpConfig {
        listen,
        clients: vec![idp::demo_client(front)],
        people: idp::demo_people(),
        data_dir: Some(data_dir),
        trusts_login_hint: true,
        ..IdpConfig::new(identity_defaults::AUDIENCE, namespace)
    }
}

/// Calls that the bank makes in a minute: the sandbox has no limit of its own.
const CALLS_PER_MINUTE: u32 = 60_000;

/// The same configuration that `serve` would read, with the local services in it.
fn configuration(
    vars: &Vars,
    shared: SharedConfig,
    sandbox: &RunningSandbox,
    idp: &RunningIdp,
) -> anyhow::Result<ServeConfig> {
    let mut faults = Faults::default();
    let calls_per_minute = read_calls_per_minute(vars, &mut faults, CALLS_PER_MINUTE);
    let identity = [("OIDC_ISSUER", idp.issuer().to_owned())]
        .into_iter()
        .chain(
            ["AUTH_CLAIMS_NAMESPACE", "EMPLOYEE_TOKEN_MAX_AGE"]
                .into_iter()
                .filter_map(|name| Some((name, vars.get(name)?.to_owned()))),
        );
    let identity = IdentityConfig::read(&Vars::from_pairs(identity), &mut faults);
    let (calls_per_minute, identity) = faults.into_result(calls_per_minute.zip(identity))?;
    let account = sandbox.credentials();
    let custody = CustodyConfig {
        api_url: Url::parse(&sandbox.url())?,
        auth_token: SecretString::from(account.auth_token),
        credential_id: account.cred_id,
        private_key_pem: SecretString::from(account.private_key_pem),
        webhook_secrets: Vec::new(),
        calls_per_minute,
    };
    let SharedConfig {
        approval,
        audit,
        database,
        front,
        rates,
        node,
    } = shared;
    let own_rates = format!("{}/_sandbox/rates/eurofxref-daily.xml", sandbox.url());
    let rates = RatesConfig {
        url: Some(rates.url.map_or_else(|| Url::parse(&own_rates), Ok)?),
    };
    Ok(ServeConfig {
        custody,
        identity,
        approval,
        audit,
        database,
        front,
        rates,
        node,
    })
}

fn demo_settings() -> DemoSettings {
    let quote = |(symbol, usd): (&str, &str)| (symbol.to_owned(), usd.to_owned());
    DemoSettings {
        usd_quotes: USD_QUOTES.into_iter().map(quote).collect(),
    }
}

fn known_people(idp: &RunningIdp, issuer: &str) -> Vec<KnownPerson> {
    let known = |person: &idp::Person| KnownPerson {
        issuer: issuer.to_owned(),
        subject: person.subject.clone(),
        email: person.email.clone(),
        name: person.name.clone(),
        is_employee: person
            .roles
            .iter()
            .any(|role| role.eq_ignore_ascii_case("employee")),
    };
    idp.people().iter().map(known).collect()
}
