//! `cargo xtask checksums`: records migrations that are new. What is recorded has landed, perhaps
//! on somebody's database, and is never edited again: the next change is a new file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::tidy::{Tree, migrations};

pub(crate) fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let changed = migrations::changed(&tree);
    if !changed.is_empty() {
        bail!(
            "landed migrations were edited; undo that: {}",
            changed.join(", ")
        );
    }
    let (text, added) = migrations::with_new(&tree);
    let file = root.join(migrations::CHECKSUMS);
    fs::write(&file, text).with_context(|| format!("cannot write {}", migrations::CHECKSUMS))?;
    println!("recorded {} new: {}", added.len(), added.join(", "));
    Ok(())
}
