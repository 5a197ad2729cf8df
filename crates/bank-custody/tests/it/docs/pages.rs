//! Every page's commands, run against a demo bank.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::{
    all_pages,
    blocks::{Block, Mark, blocks},
    read,
};
use crate::{
    demo::{Demo, Options},
    program::{ANY_PORT, Home, fixed_address},
};

/// Where the judges' packages are, which are the SDKs of the examples.
fn packages() -> PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_bank-custody"));
    binary.ancestors().nth(2).unwrap().join("judges/custody")
}

impl Mark {
    /// Whether blocks like this are run here.
    fn runs(self) -> bool {
        let has = |path: &str| packages().join(path).exists();
        let (python, node) = ("python/dfns_sdk", "node_modules/@dfns/sdk");
        match self {
            Self::Here => true,
            Self::Python => has(python),
            Self::Node => has(node),
            Self::Judges => has(python) && has(node) && has("python_sdk.py"),
            Self::Install | Self::Cargo | Self::Real => false,
        }
    }
}

/// What a page's blocks are as one script; `None` when nothing of it can run here. Blocks that are
/// left out are told on standard output.
fn script(page: &str, blocks: &[Block], home: &Home) -> Option<String> {
    let mut script = String::new();
    for block in blocks {
        if !block.is_shell() {
            if !block.mark.is_empty() {
                home.write(&block.mark, &block.text);
            }
            continue;
        }
        let mark = block.shell_mark();
        if mark.runs() {
            script += &block.text;
            continue;
        }
        match mark {
            Mark::Python | Mark::Node | Mark::Judges => {
                println!("SKIPPED: {page}: the judges' packages are not installed");
            }
            Mark::Here | Mark::Install | Mark::Cargo | Mark::Real => {
                println!("{page}: not run here ({mark:?}): {}", block.text.trim());
            }
        }
    }
    let start = "set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n";
    (!script.is_empty()).then(|| format!("{start}{script}"))
}

/// Runs a script in the home, where it finds the program and the packages.
#[expect(
    clippy::disallowed_methods,
    reason = "the scripts need the tools of this machine"
)]
async fn run(script: &str, home: &Home, demo: Option<&Demo>) -> std::process::Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_bank-custody"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let bin = bin.parent().unwrap().to_path_buf();
    let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path))).unwrap();
    #[cfg(unix)]
    if packages().exists() {
        use std::os::unix::fs::symlink;
        symlink(packages().join("node_modules"), home.path("node_modules")).unwrap();
        std::fs::create_dir(home.path("target")).unwrap();
        symlink(packages().parent().unwrap(), home.path("target/judges")).unwrap();
    }
    home.write("script.sh", script);
    let mut bash = Command::new("bash");
    match demo {
        // The demo of a test has its pages elsewhere.
        Some(demo) => bash.env("APP_BASE_URL", demo.pages_url()),
        // Another test may have what is usual.
        None => bash.envs([("API_LISTEN", ANY_PORT), ("WEB_LISTEN", ANY_PORT)]),
    };
    bash.arg("script.sh")
        .env_clear()
        .env("PATH", path)
        .env("HOME", home.path("."))
        .env("PYTHONPATH", packages().join("python"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(home.path("."))
        .kill_on_drop(true)
        .output()
        .await
        .unwrap()
}

/// Runs a page's commands, against a demo bank unless the page starts its own sign-in.
async fn page_works(name: &str) {
    let blocks = blocks(&read(name));
    let home = Home::new();
    let Some(mut script) = script(name, &blocks, &home) else {
        return;
    };
    let demo = if script.contains("bank-custody idp") {
        None
    } else {
        Some(Demo::start(&home, &Options::default()).await)
    };
    let demo_at = |url: fn(&Demo) -> &str| demo.as_ref().map(|demo| address_of(url(demo)));
    // The demo of a test is on other ports, and so is what a page starts itself.
    for (usual, here) in [
        ("127.0.0.1:5001", demo_at(Demo::api_url)),
        ("127.0.0.1:5003", demo_at(Demo::issuer)),
        ("127.0.0.1:5002", None),
    ] {
        script = script.replace(usual, &here.unwrap_or_else(fixed_address));
    }
    let output = run(&script, &home, demo.as_ref()).await;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{name}: {}\n{}\n{}\n{script}",
        output.status,
        said(&output.stdout),
        said(&output.stderr)
    );
    if let Some(demo) = demo {
        demo.stop().await;
    }
}

fn address_of(url: &str) -> String {
    url.trim_start_matches("http://")
        .trim_end_matches('/')
        .to_owned()
}

/// A test a page, so that a page without one is found.
macro_rules! pages {
    ($($test:ident: $file:literal;)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                page_works($file).await;
            }
        )*

        #[test]
        fn every_page_with_commands_has_its_test() {
            let listed = [$($file),*];
            for name in all_pages() {
                let has_commands = blocks(&read(&name)).iter().any(Block::is_shell);
                assert!(!has_commands || listed.contains(&name.as_str()), "{name}");
            }
        }
    };
}

pages! {
    readme: "README.md";
    audit: "docs/audit.md";
    auth0: "docs/auth0.md";
    configuration: "docs/configuration.md";
    custody: "docs/custody.md";
    deploy: "docs/deploy.md";
    oidc: "docs/oidc.md";
    recovery: "docs/recovery.md";
    sandbox: "docs/sandbox.md";
    simulator: "docs/simulator.md";
    judges: "judges/README.md";
}
