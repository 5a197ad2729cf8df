//! The pages of a demo: its people on the start page, its own key for the cookies.

use std::{io::Write as _, path::Path, sync::Arc};

use anyhow::Context as _;
use bank::audit::AuditKey;
use dfns::{KeyKind, NewKeyPair};
use idp::RunningIdp;
use secrecy::{ExposeSecret as _, SecretString};
use web::{DemoPerson, WebSettings};

use crate::{
    config::{ServeConfig, WebConfig},
    pages,
};

/// Where people find the pages.
pub(super) fn url(config: &ServeConfig) -> String {
    let url = config.front.app_base_url.as_str();
    url.trim_end_matches('/').to_owned()
}

/// What the pages of a demo are told.
pub(super) fn settings(
    config: &ServeConfig,
    idp: &RunningIdp,
    data_dir: &Path,
) -> anyhow::Result<WebSettings> {
    let application = idp::demo_client(&url(config));
    let web = WebConfig {
        // Not read any more: the listener is open.
        listen: config.front.api_listen,
        client_id: application.id,
        client_secret: SecretString::from(application.secret),
        cookie_secret: cookie_secret(&data_dir.join("cookie-secret"))?,
    };
    let people = idp.people().iter().map(|person| DemoPerson {
        name: person.name.clone(),
        email: person.email.clone(),
        is_employee: person
            .roles
            .iter()
            .any(|role| role.eq_ignore_ascii_case("employee")),
    });
    Ok(pages::settings(
        &config.identity,
        &config.front,
        &config.node.bank_name,
        &web,
        Some(people.collect()),
    ))
}

/// The key of the cookies, made once and kept, so that people stay signed in over a restart.
fn cookie_secret(file: &Path) -> anyhow::Result<SecretString> {
    made_once(file, || {
        let bytes: [u8; 32] = rand::random();
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(SecretString::from(text))
    })
}

/// The key that signs the head of a demo's audit, made once and kept.
pub(super) fn audit_key(file: &Path) -> anyhow::Result<Arc<AuditKey>> {
    let pem = made_once(file, || {
        let pair = NewKeyPair::generate(KeyKind::Ed25519).context("the key pair")?;
        Ok(pair.private_key_pem)
    })?;
    let key = AuditKey::from_pem(pem.expose_secret());
    Ok(Arc::new(
        key.with_context(|| format!("{}", file.display()))?,
    ))
}

/// A secret in a file of its owner's alone, made at the first start.
fn made_once(
    file: &Path,
    make: impl FnOnce() -> anyhow::Result<SecretString>,
) -> anyhow::Result<SecretString> {
    let named = || format!("{}", file.display());
    if !file.exists() {
        let text = make()?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(file).with_context(named)?;
        file.write_all(text.expose_secret().as_bytes())
            .with_context(named)?;
    }
    let text = std::fs::read_to_string(file).with_context(named)?;
    Ok(SecretString::from(text))
}
