//! New key pairs in files.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use dfns::NewKeyPair;
use secrecy::ExposeSecret as _;

use crate::folders;

/// Writes the private key for its owner alone, and the public one beside it with `.pub` at its end.
/// Answers where that is.
pub(super) fn write_key_pair(key_file: &Path, pair: &NewKeyPair) -> anyhow::Result<PathBuf> {
    if let Some(folder) = key_file.parent() {
        folders::make_private(folder)
            .with_context(|| format!("--key-file: {} cannot be made", folder.display()))?;
    }
    let public_file = public_file(key_file);
    let private = pair.private_key_pem.expose_secret();
    write_new(key_file, private, Secrecy::OwnerOnly)?;
    write_new(&public_file, &pair.public_key_pem, Secrecy::Public)?;
    Ok(public_file)
}

fn public_file(key_file: &Path) -> PathBuf {
    let mut name = key_file.as_os_str().to_owned();
    name.push(".pub");
    PathBuf::from(name)
}

#[derive(Clone, Copy)]
enum Secrecy {
    OwnerOnly,
    Public,
}

/// Writes a file that must not exist yet: a key that was registered must not be lost.
fn write_new(path: &Path, text: &str, secrecy: Secrecy) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Secrecy::OwnerOnly = secrecy {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = secrecy;
    let write = || {
        let mut file = options.open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().with_context(|| {
        format!(
            "--key-file: {} cannot be written; a file that exists is never overwritten",
            path.display()
        )
    })
}
