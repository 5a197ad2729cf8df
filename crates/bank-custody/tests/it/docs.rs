//! The documentation: its commands run, and it names every variable.
//!
//! A block ```` ```sh ```` is run as it stands; the blocks of a page are one script. `sh real` needs
//! the real service and is only parsed, `sh install` fetches packages. `sh python` and `sh node`
//! are run where the judges' packages are installed. A block of another language with a file name
//! (```` ```python wallet.py ````) is written to that file first.

mod variables;

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::{
    demo::{Demo, Options},
    program::{Home, fixed_address},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// One fenced block.
#[derive(Debug)]
struct Block {
    language: String,
    /// What stands after the language.
    mark: String,
    text: String,
}

/// The fenced blocks of a page in their order.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                let (language, mark) = info.split_once(' ').unwrap_or((info, ""));
                open = Some(Block {
                    language: language.to_owned(),
                    mark: mark.to_owned(),
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block does not end");
    blocks
}

/// Where the judges' packages are, which are the SDKs of the examples.
fn packages() -> PathBuf {
    let binary = Path::new(env!("CARGO_BIN_EXE_bank-custody"));
    binary.ancestors().nth(2).unwrap().join("judges/custody")
}

/// What a page's blocks are as one script. Blocks that cannot run here are told on standard output
/// and left out.
fn script(page: &str, blocks: &[Block], home: &Home) -> String {
    let mut script = "set -eu\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n".to_owned();
    let (python, node) = (packages().join("python"), packages().join("node_modules"));
    for Block {
        language,
        mark,
        text,
    } in blocks
    {
        let runs = match (language.as_str(), mark.as_str()) {
            ("sh", "") => true,
            ("sh", "real" | "install") => false,
            ("sh", "python") => python.join("dfns_sdk").exists(),
            ("sh", "node") => node.join("@dfns/sdk").exists(),
            ("sh" | "bash", mark) => panic!("{page}: no such mark: {mark:?}"),
            (_, "") => false,
            (_, file) => {
                home.write(file, text);
                false
            }
        };
        if runs {
            script += text;
        } else if matches!(mark.as_str(), "python" | "node") {
            println!("SKIPPED: {page}: the judges' packages for {mark} are not installed");
        } else if language == "sh" {
            println!("{page}: not run here (sh {mark}): {}", text.trim());
        }
    }
    script
}

/// Runs a script in the home, where it finds the program and the packages.
#[expect(
    clippy::disallowed_methods,
    reason = "the scripts need the tools of this machine"
)]
async fn run(script: &str, home: &Home) -> std::process::Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_bank-custody"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let bin = bin.parent().unwrap().to_path_buf();
    let path = std::env::join_paths([bin].into_iter().chain(std::env::split_paths(&path))).unwrap();
    #[cfg(unix)]
    if packages().join("node_modules").exists() {
        let link = home.path("node_modules");
        std::os::unix::fs::symlink(packages().join("node_modules"), link).unwrap();
    }
    home.write("script.sh", script);
    Command::new("bash")
        .arg("script.sh")
        .env_clear()
        .env("PATH", path)
        .env("HOME", home.path("."))
        .env("PYTHONPATH", packages().join("python"))
        .current_dir(home.path("."))
        .kill_on_drop(true)
        .output()
        .await
        .unwrap()
}

/// Runs a page's commands against a demo bank.
async fn page_works(name: &str) {
    let page = std::fs::read_to_string(root().join("docs").join(name)).unwrap();
    let blocks = blocks(&page);
    let home = Home::new();
    let demo = Demo::start(&home, &Options::default()).await;
    let mut script = script(name, &blocks, &home);
    // The demo of a test is on other ports, and so is the sandbox that a page starts itself.
    for (usual, here) in [
        ("127.0.0.1:5001", address_of(demo.api_url())),
        ("127.0.0.1:5003", address_of(demo.issuer())),
        ("127.0.0.1:5002", fixed_address()),
    ] {
        script = script.replace(usual, &here);
    }
    let output = run(&script, &home).await;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{name}: {}\n{}\n{}\n{script}",
        output.status,
        said(&output.stdout),
        said(&output.stderr)
    );
    demo.stop().await;
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
        fn every_page_has_its_test() {
            let listed = [$($file),*];
            for entry in std::fs::read_dir(root().join("docs")).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                assert!(!name.ends_with(".md") || listed.contains(&name.as_str()), "{name}");
            }
        }
    };
}

pages! {
    architecture: "architecture.md";
    auth0: "auth0.md";
    configuration: "configuration.md";
    custody: "custody.md";
    oidc: "oidc.md";
    sandbox: "sandbox.md";
}

/// Commands for the real service cannot run, but they are at least shell.
#[tokio::test]
async fn commands_for_the_real_service_are_shell() {
    let home = Home::new();
    for entry in std::fs::read_dir(root().join("docs")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "md") {
            continue;
        }
        let page = std::fs::read_to_string(&path).unwrap();
        for block in blocks(&page).iter().filter(|block| block.language == "sh") {
            home.write("block.sh", &block.text);
            let mut bash = Command::new("bash");
            let parsed = bash.arg("-n").arg(home.path("block.sh"));
            let parsed = parsed.output().await.unwrap();
            assert!(parsed.status.success(), "{}: {block:?}", path.display());
        }
    }
}

/// The Action of the Auth0 page, with a person of each kind.
#[tokio::test]
async fn the_action_sets_the_four_claims() {
    const RUN: &str = "
        const { onExecutePostLogin } = require(process.argv[1])
        const claims = {}
        const api = { accessToken: { setCustomClaim: (name, value) => { claims[name] = value } } }
        onExecutePostLogin(JSON.parse(process.argv[2]), api)
          .then(() => console.log(JSON.stringify(claims)))";
    let action = root().join("docs/auth0/claims.js").canonicalize().unwrap();
    for (event, expected) in [
        (
            r#"{"user":{"email":"claire@example.com","name":"Claire","email_verified":true},
                "authorization":{"roles":["employee"]}}"#,
            r#"{"roles":["employee"],"email":"claire@example.com","name":"Claire","email_verified":true}"#,
        ),
        (
            r#"{"user":{"email":"alice@example.com"}}"#,
            r#"{"roles":[],"email":"alice@example.com","email_verified":false}"#,
        ),
    ] {
        let node = Command::new("node")
            .arg("-e")
            .arg(RUN)
            .arg(&action)
            .arg(event)
            .output();
        let Ok(node) = node.await else {
            println!("SKIPPED: there is no node to run the Action with");
            return;
        };
        assert!(
            node.status.success(),
            "{}",
            String::from_utf8_lossy(&node.stderr)
        );
        let claims: serde_json::Value = serde_json::from_slice(&node.stdout).unwrap();
        let namespaced: serde_json::Map<String, serde_json::Value> = {
            let expected: serde_json::Map<_, _> = serde_json::from_str(expected).unwrap();
            let name = |name| format!("https://bank-custody.example.com/{name}");
            expected
                .into_iter()
                .map(|(key, value)| (name(key), value))
                .collect()
        };
        assert_eq!(claims, serde_json::Value::Object(namespaced));
    }
}
