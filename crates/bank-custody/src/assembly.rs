//! A bank put together from its settings: database, custody, sign-in.

use std::sync::Arc;

use anyhow::Context as _;
use api::{AuthSettings, Authenticator};
use bank::{
    Bank, BankParts, Clock, ClockIds, DemoSettings, Ids, OpeningBalances, Rates, RuntimeTasks,
    Settings, fiat::EmbeddedLedger,
};
use custody_dfns::{DfnsCustody, DfnsNotices};
use domain::money::Cents;
use secrecy::ExposeSecret as _;
use store::{Limits, Store, StoreOptions, fingerprint::Fingerprint, observer::Observer};

use crate::{
    config::{
        CustodyConfig, DatabaseConfig, IdentityConfig, RatesConfig, ServeConfig, ServiceToken,
    },
    folders,
    metrics::Metrics,
    rates::ReferenceRates,
};

/// Which kind of installation a database belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Its own custody and sign-in.
    Demo,
    /// The real services.
    Serve,
}

impl Mode {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Serve => "serve",
        }
    }
}

/// What only a demo has.
#[derive(Clone, Debug)]
pub struct DemoExtras {
    /// Made-up prices.
    pub settings: DemoSettings,
    /// What a new customer's accounts hold.
    pub opening_balances: OpeningBalances,
}

/// A bank that could run.
#[derive(Debug)]
pub struct Assembly {
    /// The use cases.
    pub bank: Bank,
    /// Checks access tokens.
    pub auth: Authenticator,
    /// Tells custody's messages from others; without it none is received.
    pub notices: Option<Arc<DfnsNotices>>,
    /// The database, to be closed at the end.
    pub store: Store,
    /// What this process counts.
    pub(crate) metrics: Metrics,
}

/// Opens and migrates the database, and puts the bank on it. The bank takes the time from `clock`.
///
/// # Errors
/// When the database cannot be used or belongs to another installation, or when a client of custody
/// or sign-in cannot be made.
pub async fn assemble(
    config: &ServeConfig,
    mode: Mode,
    clock: Arc<dyn Clock>,
    demo: Option<DemoExtras>,
) -> anyhow::Result<Assembly> {
    let metrics = Metrics::new(&config.node.node_name, clock.now());
    let observer = Arc::new(metrics.transactions());
    let store = open_observed(&config.database, Some(observer)).await?;
    store
        .migrate()
        .await
        .context("DATABASE_URL: the tables could not be brought up to date")?;
    let node = register(&store, config, mode, clock.as_ref()).await?;
    let auth = authenticator(&config.identity, Arc::clone(&clock))?;
    let ids: Arc<dyn Ids> = Arc::new(ClockIds::new(Arc::clone(&clock)));
    let settings = settings(config, demo);
    let fiat = EmbeddedLedger::new(
        store.clone(),
        Arc::clone(&clock),
        Arc::clone(&ids),
        settings.opening_balances,
    );
    let parts = BankParts {
        store: store.clone(),
        custody: Arc::new(metrics.custody(DfnsCustody::new(custody_client(&config.custody)?))),
        rates: rates(&config.rates)?,
        fiat: Arc::new(fiat),
        clock,
        ids,
        tasks: Arc::new(RuntimeTasks),
        settings,
        node,
    };
    let bank = Bank::new(parts);
    bank.begin_recovery_of_backup()
        .await
        .context("DATABASE_URL: the restored backup")?;
    Ok(Assembly {
        bank,
        auth,
        notices: notices(&config.custody, mode),
        store,
        metrics,
    })
}

/// Opens the database without touching it.
///
/// # Errors
/// When it cannot be reached or its file is in use.
pub async fn open_store(config: &DatabaseConfig) -> anyhow::Result<Store> {
    open_observed(config, None).await
}

async fn open_observed(
    config: &DatabaseConfig,
    observer: Option<Arc<dyn Observer>>,
) -> anyhow::Result<Store> {
    if let Some(directory) = config.sqlite_path().and_then(std::path::Path::parent) {
        folders::make_private(directory)
            .with_context(|| format!("DATABASE_URL: {} cannot be made", directory.display()))?;
    }
    let options = StoreOptions {
        observer,
        ..store_options(config.limits)?
    };
    Store::open(config.url.expose_secret(), options)
        .await
        .context("DATABASE_URL: the database cannot be opened")
}

fn store_options(limits: Limits) -> anyhow::Result<StoreOptions> {
    #[cfg(feature = "failpoints")]
    let pacer = crate::failpoints::chosen()?;
    #[cfg(not(feature = "failpoints"))]
    let pacer = None;
    Ok(StoreOptions {
        limits,
        pacer,
        ..StoreOptions::default()
    })
}

async fn register(
    store: &Store,
    config: &ServeConfig,
    mode: Mode,
    clock: &dyn Clock,
) -> anyhow::Result<store::Node> {
    let fingerprint = fingerprint(&config.custody, &config.identity, mode);
    let mut tx = store.begin(bank::units::REGISTER_NODE).await?;
    tx.claim_fingerprint(&fingerprint)
        .await
        .context("DATABASE_URL: give this installation a database of its own")?;
    if tx.was_moved().await? {
        tx.mark_as_backup(clock.now()).await?;
    }
    let node = tx
        .register_node(&config.node.node_name, clock.now())
        .await?;
    tx.commit().await?;
    Ok(node)
}

/// What tells this installation's database from another one's.
pub(crate) fn fingerprint(
    custody: &CustodyConfig,
    identity: &IdentityConfig,
    mode: Mode,
) -> Fingerprint {
    let token = ServiceToken::read(&custody.auth_token).unwrap_or_default();
    Fingerprint {
        mode: mode.as_str().to_owned(),
        custody_url: custody.api_url.to_string(),
        organisation: token.organisation.unwrap_or_else(|| "unnamed".to_owned()),
        issuer: identity.issuer.clone(),
    }
}

/// The client of custody's API.
///
/// # Errors
/// When a part of the account cannot be used, or the machine's certificates cannot be read.
pub(crate) fn custody_client(config: &CustodyConfig) -> anyhow::Result<dfns::Client> {
    let key = dfns::SigningKey::from_pem(config.private_key_pem.expose_secret())
        .context("DFNS_PRIVATE_KEY")?;
    dfns::Config::new(
        config.api_url.as_str(),
        config.auth_token.clone(),
        config.credential_id.clone(),
        key,
    )
    .and_then(|config| {
        let agent = concat!("bank-custody/", env!("CARGO_PKG_VERSION"));
        let limits = dfns::Limits {
            // Every call is booked in the bank's budget, so none is repeated unseen.
            retries_max: 0,
            ..dfns::Limits::default()
        };
        dfns::Client::new(config.with_user_agent(agent).with_limits(limits))
    })
    .context("the client of custody cannot be made")
}

/// In production secrets are set or nothing is received; a demo's secret is known later.
fn notices(config: &CustodyConfig, mode: Mode) -> Option<Arc<DfnsNotices>> {
    let secrets = &config.webhook_secrets;
    let receives = mode == Mode::Demo || !secrets.is_empty();
    receives.then(|| Arc::new(DfnsNotices::new(secrets)))
}

fn rates(config: &RatesConfig) -> anyhow::Result<Arc<dyn Rates>> {
    let url = config.url_or_central_bank().context("FX_RATES_URL")?;
    Ok(Arc::new(ReferenceRates::new(url).context("FX_RATES_URL")?))
}

/// The checker of access tokens.
///
/// # Errors
/// When the machine's certificates cannot be read.
pub(crate) fn authenticator(
    config: &IdentityConfig,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Authenticator> {
    let settings = AuthSettings {
        issuer: config.issuer.clone(),
        audience: config.audience.clone(),
        claims_namespace: config.claims_namespace.clone(),
        employee_token_age_max: config.employee_token_max_age,
    };
    Authenticator::new(settings, clock).context("the client of the identity provider")
}

fn settings(config: &ServeConfig, demo: Option<DemoExtras>) -> Settings {
    let nothing = OpeningBalances {
        checking: Cents::ZERO,
        savings: Cents::ZERO,
    };
    let opening_balances = demo.as_ref().map_or(nothing, |demo| demo.opening_balances);
    Settings {
        bank_name: config.node.bank_name.clone(),
        issuer: config.identity.issuer.clone(),
        policy: config.approval.policy.clone(),
        custody_calls_per_minute: config.custody.calls_per_minute,
        wallets_per_person_max: config.approval.wallets_per_person_max,
        audit_key: config.audit.key.clone(),
        opening_balances,
        demo: demo.map(|demo| demo.settings),
    }
}
