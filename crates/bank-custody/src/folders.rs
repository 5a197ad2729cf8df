//! Folders that hold the bank's data and keys.

use std::{fs::DirBuilder, io, path::Path};

/// Makes a folder, and those above it that do not exist, for their owner alone. A folder that
/// exists stays as it is: other things may live there.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn new_folders_are_their_owners_alone() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("data/demo");
        make_private(&folder).unwrap();
        for made in [folder.parent().unwrap(), &folder] {
            let mode = std::fs::metadata(made).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{}", made.display());
        }
        make_private(&folder).unwrap();
    }
}
