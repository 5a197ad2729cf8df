//! One check a file.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::programs::Programs;
use crate::command;

/// Checks a file of the repository, with a room for what has to be written; `false` if it is wrong.
type Check = fn(&Path, &Path, &Programs) -> Result<bool>;

/// The checks by the names of what they look at.
pub(super) const CHECKS: &[(&str, Check)] = &[
    ("Containerfile", containerfile),
    ("compose.yaml", compose),
    ("haproxy.cfg", proxy),
    ("systemd units", units),
    ("alert rules", alerts),
];

/// The exposure that `systemd-analyze security` may find at most, in tenths: what is left is the
/// network, which a server needs.
const EXPOSURE_MAX: &str = "15";

fn containerfile(root: &Path, _: &Path, programs: &Programs) -> Result<bool> {
    let file = root.join("deploy/Containerfile");
    command::succeeds(programs.hadolint().arg(file))
}

fn compose(root: &Path, room: &Path, programs: &Programs) -> Result<bool> {
    // As a person lays it out: the example becomes the file.
    let here = room.join("compose");
    fs::create_dir_all(here.join("compose"))?;
    copy(root, "deploy/compose.yaml", &here.join("compose.yaml"))?;
    let example = "deploy/compose/bank.env.example";
    copy(root, example, &here.join("compose/bank.env"))?;
    let mut compose = programs.compose();
    command::succeeds(compose.current_dir(here).args(["config", "--quiet"]))
}

fn proxy(root: &Path, room: &Path, programs: &Programs) -> Result<bool> {
    fs::create_dir_all(room)?;
    let mut haproxy = programs.haproxy();
    haproxy
        .args(["-c", "-f"])
        .arg(root.join("deploy/haproxy.cfg"))
        .env("BANK_BIND", "127.0.0.1:8443");
    let certificate = room.join("certificate.pem");
    if !make_certificate(&certificate)? {
        return Ok(false);
    }
    haproxy.env("BANK_CERTIFICATE", certificate);
    for node in 1..=3 {
        haproxy
            .env(format!("NODE{node}_API"), format!("127.0.0.{node}:5001"))
            .env(format!("NODE{node}_PAGES"), format!("127.0.0.{node}:3000"));
    }
    command::succeeds(&mut haproxy)
}

/// A certificate of nobody, with its key in the same file.
fn make_certificate(path: &Path) -> Result<bool> {
    let key = path.with_extension("key");
    let mut openssl = Command::new("openssl");
    openssl
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args(["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(path);
    if !command::works(&mut openssl) {
        println!("openssl made no certificate");
        return Ok(false);
    }
    let both = [fs::read(path)?, fs::read(key)?].concat();
    fs::write(path, both)?;
    Ok(true)
}

fn units(root: &Path, room: &Path, programs: &Programs) -> Result<bool> {
    fs::create_dir_all(room)?;
    let mut right = true;
    let units = [
        ("bank-custody.service", "bank-custody.service"),
        ("bank-custody@.service", "bank-custody@1.service"),
    ];
    for (file, unit) in units {
        let text = fs::read_to_string(root.join("deploy/systemd").join(file))?;
        // The program is not where the unit will find it; one that is there stands in for it.
        let text = text.replace(
            "ExecStart=/usr/local/bin/bank-custody",
            "ExecStart=/bin/true",
        );
        let unit = room.join(unit);
        fs::write(&unit, text)?;
        let mut verify = programs.systemd_analyze();
        right &= command::succeeds(verify.args(["verify", "--man=no"]).arg(&unit))?;
        let mut security = programs.systemd_analyze();
        security
            .args(["security", "--no-pager", "--offline=true", "--threshold"])
            .arg(EXPOSURE_MAX)
            .arg(&unit);
        let sound = command::works(&mut security);
        if !sound {
            println!("{} is exposed more than {EXPOSURE_MAX}", unit.display());
        }
        right &= sound;
    }
    Ok(right)
}

fn alerts(root: &Path, _: &Path, programs: &Programs) -> Result<bool> {
    let folder = root.join("deploy/prometheus");
    let mut right = true;
    for (what, file) in [
        // With the rules that it names.
        ("check config", "prometheus.yaml"),
        ("test rules", "alerts.test.yaml"),
    ] {
        let mut promtool = programs.promtool();
        promtool.args(what.split(' ')).arg(folder.join(file));
        right &= command::succeeds(&mut promtool)?;
    }
    Ok(right)
}

fn copy(root: &Path, from: &str, to: &Path) -> Result<()> {
    fs::copy(root.join(from), to).with_context(|| format!("cannot copy {from}"))?;
    Ok(())
}
