//! Makes a key pair for a service account and signs with it.
//!
//! ```sh
//! cargo run -p dfns --example new_key
//! ```

#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::error::Error;

use dfns::{ExposeSecret as _, KeyKind, NewKeyPair, SigningKey};

/// A key pair whose private half can be read back.
///
/// # Errors
/// When the cryptographic library reports a failure.
pub(crate) fn new_pair() -> Result<NewKeyPair, Box<dyn Error>> {
    let pair = NewKeyPair::generate(KeyKind::Ed25519)?;
    SigningKey::from_pem(pair.private_key_pem.expose_secret())?;
    Ok(pair)
}

fn main() -> Result<(), Box<dyn Error>> {
    let pair = new_pair()?;
    // The private half belongs into a file that its owner alone can read, never on a terminal.
    println!("{}", pair.public_key_pem);
    Ok(())
}
