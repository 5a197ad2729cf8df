//! `audit`: verifies the record, writes it out, and makes the key that signs its head.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufReader, BufWriter, Write},
    path::Path,
    sync::Arc,
};

use anyhow::{Context as _, bail};
use bank::{
    Clock as _, SystemClock,
    audit::{self, AuditKey, AuditPublicKey, Finding, Head, Walked},
};
use dfns::{KeyKind, NewKeyPair};
use secrecy::ExposeSecret as _;
use store::Store;

use super::{key_files::write_key_pair, print};
use crate::{
    cli::{AuditArgs, AuditCommand, VerifyArgs},
    config::{Defaults, SharedConfig, Vars},
};

pub(super) async fn run(args: AuditArgs, vars: &Vars) -> anyhow::Result<()> {
    match args.command {
        AuditCommand::Verify(args) => verify(args, vars).await,
        AuditCommand::Export { out } => export(out.as_deref(), vars).await,
        AuditCommand::Key { key_file } => make_key(&key_file),
    }
}

async fn verify(args: VerifyArgs, vars: &Vars) -> anyhow::Result<()> {
    let VerifyArgs {
        anchor,
        public_key,
        file,
    } = args;
    let given = public_key.as_deref().map(read_public_key).transpose()?;
    let anchor = anchor.as_ref();
    let (found, head) = match &file {
        Some(file) => {
            let opened = File::open(file).with_context(|| format!("{}", file.display()))?;
            let key = given.as_ref();
            let (found, head) = audit::verify_export(BufReader::new(opened), anchor)?;
            check_signature(key.filter(|_| anchor.is_none()), head.as_ref(), "the head")?;
            check_signature(key.filter(|_| anchor.is_some()), anchor, "the anchor")?;
            (found, head)
        }
        None => {
            let (store, key) = open(vars).await?;
            let own = key.as_ref().map(|key| key.public().clone());
            // An anchor of a former key is checked by --public-key alone.
            let own = own.filter(|own| is_of(anchor, own));
            check_signature(given.or(own).as_ref(), anchor, "the anchor")?;
            let found = audit::verify(&store, anchor).await;
            store.close().await;
            let found = found?;
            let head = found
                .ok()
                .filter(|walked| walked.n > 0)
                .map(|walked| Head::told(walked.n, walked.hash, SystemClock.now(), key.as_deref()));
            (found, head)
        }
    };
    report(found, head.as_ref())
}

fn report(found: Result<Walked, Finding>, head: Option<&Head>) -> anyhow::Result<()> {
    let walked = match found {
        Ok(walked) => walked,
        Err(finding) => bail!("the audit is not what was sealed: {finding}"),
    };
    let Walked { n, unsealed, .. } = walked;
    print(format_args!(
        "the audit is whole: {n} rows are sealed, {unsealed} after them are not sealed yet\n"
    ))?;
    match head {
        Some(head) => print(format_args!("head: {head}\n")),
        None => Ok(()),
    }
}

fn read_public_key(file: &Path) -> anyhow::Result<AuditPublicKey> {
    let named = || format!("--public-key: {}", file.display());
    let pem = fs::read_to_string(file).with_context(named)?;
    AuditPublicKey::from_pem(&pem).with_context(named)
}

fn is_of(head: Option<&Head>, key: &AuditPublicKey) -> bool {
    let signature = head.and_then(|head| head.signature.as_ref());
    signature.is_some_and(|signature| signature.key_id == key.id())
}

/// Whether a head is signed by the key, where there are both.
fn check_signature(
    key: Option<&AuditPublicKey>,
    head: Option<&Head>,
    what: &str,
) -> anyhow::Result<()> {
    match key.zip(head) {
        Some((key, head)) if !head.is_signed_by(key) => {
            bail!("{what} is not signed by the key {}", key.id())
        }
        Some(_) | None => Ok(()),
    }
}

/// The database as it lies there, and the key that signs heads.
async fn open(vars: &Vars) -> anyhow::Result<(Store, Option<Arc<AuditKey>>)> {
    let shared = SharedConfig::read(vars, &Defaults::SERVE)?;
    let store = Store::open_for_reading(shared.database.url.expose_secret())
        .await
        .context("DATABASE_URL: the database cannot be read")?;
    Ok((store, shared.audit.key))
}

async fn export(out: Option<&Path>, vars: &Vars) -> anyhow::Result<()> {
    let (store, key) = open(vars).await?;
    let written = match out {
        Some(path) => {
            let file =
                new_private_file(path).with_context(|| format!("--out: {}", path.display()))?;
            let mut out = BufWriter::new(file);
            let written = write(&store, &mut out, key.as_deref()).await;
            written.and_then(|()| Ok(out.into_inner()?.sync_all()?))
        }
        None => {
            let mut out = BufWriter::new(std::io::stdout());
            let written = write(&store, &mut out, key.as_deref()).await;
            written.and_then(|()| Ok(out.flush()?))
        }
    };
    store.close().await;
    written
}

async fn write(
    store: &Store,
    out: &mut (dyn Write + Send),
    key: Option<&AuditKey>,
) -> anyhow::Result<()> {
    let end = audit::write_rows(store, out).await??;
    let head = end.map(|(n, hash)| Head::told(n, hash, SystemClock.now(), key));
    writeln!(out, "{}", audit::head_line(head.as_ref()))?;
    Ok(())
}

/// The record names customers: it is its owner's alone.
fn new_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_key(key_file: &Path) -> anyhow::Result<()> {
    let pair = NewKeyPair::generate(KeyKind::Ed25519).context("the key pair")?;
    let public_file = write_key_pair(key_file, &pair)?;
    print(format_args!(
        "The private key is in {key}, readable by you alone. Set it for every part of the server \
         that works on the audit (`serve`, `serve worker`) and for `audit export`:\n\
         AUDIT_KEY=@{key}\n\
         Give the public key to whoever audits the bank; it is in {public}:\n{pem}",
        key = key_file.display(),
        public = public_file.display(),
        pem = pair.public_key_pem,
    ))
}
