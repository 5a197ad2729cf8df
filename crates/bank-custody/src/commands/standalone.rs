//! `sandbox` and `idp`: one part of the demo alone, for a bank that runs elsewhere on the machine.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use anyhow::Context as _;
use dfns_sandbox::{Sandbox, SandboxConfig};
use idp::{Idp, IdpConfig};

use super::{print, signals::Signals};
use crate::{
    cli::StandaloneArgs,
    config::{Faults, Vars, identity_defaults, read_sandbox_nodes},
    folders,
};

/// The folder of `--data`, for its owner alone.
fn keep_in(data: Option<&Path>) -> anyhow::Result<()> {
    let Some(folder) = data else { return Ok(()) };
    folders::make_private(folder)
        .with_context(|| format!("--data: {} cannot be made", folder.display()))
}

/// Which option a fault of a service is about.
const fn option_of(is_of_data: bool) -> &'static str {
    if is_of_data { "--data" } else { "--listen" }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

pub(super) async fn sandbox(args: StandaloneArgs, vars: &Vars) -> anyhow::Result<()> {
    let StandaloneArgs { listen, data } = args;
    keep_in(data.as_deref())?;
    let mut faults = Faults::default();
    let networks = read_sandbox_nodes(vars, &mut faults);
    let networks = faults.into_result(networks)?;
    let listen = listen.unwrap_or_else(|| loopback(5002));
    let config = SandboxConfig {
        listen,
        data_dir: data,
        networks,
        ..SandboxConfig::in_memory()
    };
    let signals = Signals::catch()?;
    let sandbox = Sandbox::start(config).await.map_err(|error| {
        let option = option_of(error.is_of_data());
        anyhow::Error::new(error).context(option)
    })?;
    let account = sandbox.credentials();
    let url = sandbox.url();
    // In quotes, since a PEM has spaces: the lines then do as `.env` and in a shell as well.
    let pem = account.private_key_pem.trim_end().replace('\n', "\\n");
    print(format_args!(
        "DFNS_API_URL={url}\nDFNS_AUTH_TOKEN={}\nDFNS_CRED_ID={}\nDFNS_PRIVATE_KEY=\"{pem}\"\n\
         FX_RATES_URL={url}/_sandbox/rates/eurofxref-daily.xml\n",
        account.auth_token, account.cred_id,
    ))?;
    signals.stop().await;
    sandbox.shutdown().await;
    Ok(())
}

pub(super) async fn idp(args: StandaloneArgs, vars: &Vars) -> anyhow::Result<()> {
    let StandaloneArgs { listen, data } = args;
    keep_in(data.as_deref())?;
    let front = vars
        .get("APP_BASE_URL")
        .unwrap_or("http://localhost:3000")
        .trim_end_matches('/');
    let client = idp::demo_client(front);
    let (client_id, client_secret) = (client.id.clone(), client.secret.clone());
    let audience = vars
        .get("AUTH0_AUDIENCE")
        .unwrap_or(identity_defaults::AUDIENCE);
    let namespace = vars
        .get("AUTH_CLAIMS_NAMESPACE")
        .unwrap_or(identity_defaults::NAMESPACE);
    let config = IdpConfig {
        listen: listen.unwrap_or_else(|| loopback(5003)),
        clients: vec![client],
        people: idp::demo_people(),
        data_dir: data,
        trusts_login_hint: true,
        ..IdpConfig::new(audience, namespace)
    };
    let signals = Signals::catch()?;
    let idp = Idp::start(config).await.map_err(|error| {
        let option = option_of(error.is_of_data());
        anyhow::Error::new(error).context(option)
    })?;
    print(format_args!(
        "OIDC_ISSUER={}\nAUTH0_AUDIENCE={audience}\nAUTH0_CLIENT_ID={client_id}\n\
         AUTH0_CLIENT_SECRET={client_secret}\nAUTH0_SECRET={}\n",
        idp.issuer(),
        random_secret(),
    ))?;
    signals.stop().await;
    idp.shutdown().await.context("local sign-in")
}

/// A key for the cookies of the pages, which belongs to nobody else.
fn random_secret() -> String {
    let bytes: [u8; 32] = rand::random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
