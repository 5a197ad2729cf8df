//! What of the tools is on this machine.

#![expect(
    clippy::disallowed_methods,
    reason = "whether a skip is a failure is said by the environment, and so is where programs are"
)]

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

/// The build directory.
pub(crate) fn target() -> PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_bank-custody"));
    binary.ancestors().nth(2).unwrap().to_owned()
}

/// ChromeDriver and the browser that it drives, or why the test is not run.
pub(super) fn browser() -> Option<(PathBuf, PathBuf)> {
    let found = on_path("chromedriver").zip(on_path("chromium"));
    if found.is_none() {
        skipped("there is no browser: `apt install chromium chromium-driver`");
    }
    found
}

/// The script with the accessibility rules.
pub(super) fn axe() -> Option<String> {
    let path = target().join("judges/browser/node_modules/axe-core/axe.min.js");
    let script = std::fs::read_to_string(path).ok();
    if script.is_none() {
        skipped("axe-core is not installed: `cargo xtask test --install`");
    }
    script
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let mut places = std::env::split_paths(&path).map(|folder| folder.join(program));
    places.find(|place| place.is_file())
}

/// Not by `println!`, which the test runner would keep to itself.
pub(crate) fn skipped(why: &str) {
    let ci = std::env::var("CI").is_ok_and(|value| value == "true" || value == "1");
    assert!(!ci, "{why}");
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let text = format!("SKIPPED: {name}: {why}\n");
    // Past the test runner, which keeps what a test prints to itself.
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}
