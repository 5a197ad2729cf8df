//! The browser that the tests of the pages drive. They look for it on PATH and say so when it is
//! missing.

use anyhow::Result;

use super::apt;
use super::report::Outcome;
use crate::environment;

/// The programs, which are also the names that the tests look for.
const PROGRAMS: [&str; 2] = ["chromium", "chromedriver"];
/// Debian's packages that bring them.
const PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Sees to it that browser and driver are there; installs them if that is allowed.
pub(crate) fn provide(install: bool) -> Result<Outcome> {
    if !is_there() && install {
        apt::install(&PACKAGES)?;
    }
    Ok(if is_there() {
        Outcome::Passed
    } else {
        let how = PACKAGES.join(" ");
        Outcome::Skipped(format!("there is no browser: `apt install {how}`"))
    })
}

fn is_there() -> bool {
    let path = environment::path();
    let on_path = |program: &str| path.iter().any(|folder| folder.join(program).is_file());
    PROGRAMS.iter().all(|program| on_path(program))
}
