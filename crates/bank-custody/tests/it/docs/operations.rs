//! The files of `deploy/` against the program and its pages: alerts, dashboard, units, environments.

use std::collections::BTreeSet;

use bank_custody::config::VARIABLES;

use super::read;

const ALERTS: &str = "deploy/prometheus/alerts.yaml";
const DASHBOARD: &str = "deploy/grafana/dashboard.json";

#[test]
fn every_alert_has_its_section_of_the_runbook() {
    let rules = read(ALERTS);
    let value = |line: &str, key: &str| {
        let value = line.trim().strip_prefix(key)?.trim();
        Some(value.to_owned())
    };
    let alerts: Vec<_> = rules
        .lines()
        .filter_map(|it| value(it, "- alert:"))
        .collect();
    let books: Vec<_> = rules
        .lines()
        .filter_map(|it| value(it, "runbook:"))
        .collect();
    let named = alerts
        .iter()
        .map(|alert| format!("docs/runbook.md#{}", alert.to_lowercase()));
    assert_eq!(books, named.collect::<Vec<_>>());
    let runbook = read("docs/runbook.md");
    let sections = runbook.lines().filter_map(|line| line.strip_prefix("## "));
    assert_eq!(sections.collect::<Vec<_>>(), alerts, "in the same order");
    let tests = read("deploy/prometheus/alerts.test.yaml");
    for (alert, section) in alerts.iter().zip(runbook.split("\n## ").skip(1)) {
        for part in [
            "**Meaning.**",
            "**Customers**",
            "**Look at**",
            "**Do:**",
            "**Do not**",
        ] {
            assert!(section.contains(part), "{alert} lacks {part}");
        }
        assert!(
            tests.contains(&format!("name: {alert}\n")),
            "{alert} is not tested"
        );
    }
}

#[test]
fn rules_and_dashboard_look_at_metrics_that_there_are() {
    let page = read("docs/metrics.md");
    let names = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let names: BTreeSet<_> = names.map(|row| row.split('`').next().unwrap()).collect();
    let mut looked_at = BTreeSet::new();
    for file in [ALERTS, "deploy/prometheus/alerts.test.yaml", DASHBOARD] {
        for name in metrics(&read(file)) {
            let parts = ["_bucket", "_count", "_sum"];
            let parts = parts.iter().find_map(|part| name.strip_suffix(part));
            let family = parts
                .filter(|family| names.contains(family))
                .unwrap_or(&name);
            assert!(names.contains(family), "{file}: there is no {name}");
            looked_at.insert(family.to_owned());
        }
    }
    for name in names {
        assert!(looked_at.contains(name), "nobody looks at {name}");
    }
}

/// The words of a text that are names of metrics.
fn metrics(text: &str) -> BTreeSet<String> {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let words = text.split(|it: char| !is_name(it));
    let metrics = words.filter(|word| word.starts_with("bank_"));
    metrics.map(str::to_owned).collect()
}

#[test]
fn environments_set_what_is_read() {
    for file in [
        "deploy/compose/bank.env.example",
        "deploy/systemd/bank.env.example",
        "deploy/systemd/node-1.env.example",
        "deploy/systemd/bank-custody.service",
        "deploy/systemd/bank-custody@.service",
        "deploy/Containerfile",
    ] {
        let text = read(file);
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let assigned = lines.filter_map(|line| {
            let line = line.trim().trim_start_matches("ENV ");
            let line = line.trim_start_matches("Environment=");
            let (name, _) = line.split_once('=')?;
            let is_variable =
                |it: char| it.is_ascii_uppercase() || it == '_' || it.is_ascii_digit();
            (name.contains('_') && name.chars().all(is_variable)).then_some(name)
        });
        let assigned: Vec<_> = assigned.collect();
        assert!(!assigned.is_empty(), "{file}");
        for name in assigned {
            let is_known = VARIABLES.iter().any(|variable| variable.name == name);
            assert!(is_known || name.ends_with("_BASE"), "{file}: {name}");
        }
    }
}

#[test]
fn one_node_and_one_of_several_are_hardened_alike() {
    let hardening = |file: &str| {
        let unit = read(file);
        let (_, hardening) = unit.split_once("UMask=").unwrap();
        hardening.to_owned()
    };
    assert_eq!(
        hardening("deploy/systemd/bank-custody.service"),
        hardening("deploy/systemd/bank-custody@.service")
    );
}
