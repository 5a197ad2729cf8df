//! Outside nodes behind the networks of the custody sandbox.

use std::collections::BTreeMap;

use dfns_sandbox::{NETWORKS, NetworkSettings, NodeKind};
use url::Url;

use super::{Faults, Vars};

const VARIABLE: &str = "SANDBOX_NODES";
const EXPECTED: &str = "NETWORK=URL with commas, for example EthereumSepolia=http://127.0.0.1:8545";

/// Settings of the networks that `SANDBOX_NODES` points at a JSON-RPC node; the others keep their
/// embedded chain. `None` after a fault.
pub(crate) fn read_sandbox_nodes(
    vars: &Vars,
    faults: &mut Faults,
) -> Option<BTreeMap<String, NetworkSettings>> {
    let mut networks = BTreeMap::new();
    let entries = vars.get(VARIABLE).unwrap_or_default().split(',');
    for entry in entries.map(str::trim).filter(|entry| !entry.is_empty()) {
        let Some((network, url)) = entry.split_once('=') else {
            faults.add(VARIABLE, "has an entry without a URL", EXPECTED);
            return None;
        };
        if !NETWORKS.iter().any(|row| row.name == network) {
            faults.add(VARIABLE, format!("has no network {network:?}"), EXPECTED);
            return None;
        }
        let usable = Url::parse(url)
            .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        if !usable {
            // The address may carry a key, so it is not shown.
            faults.add(
                VARIABLE,
                format!("has no web address for {network}"),
                EXPECTED,
            );
            return None;
        }
        let node = NodeKind::JsonRpc {
            url: url.to_owned(),
        };
        let settings = NetworkSettings {
            node,
            ..NetworkSettings::default()
        };
        if networks.insert(network.to_owned(), settings).is_some() {
            faults.add(VARIABLE, format!("names {network} twice"), EXPECTED);
            return None;
        }
    }
    Some(networks)
}

#[cfg(test)]
mod tests {
    use dfns_sandbox::NodeKind;

    use super::read_sandbox_nodes;
    use crate::config::{Faults, Vars};

    #[test]
    fn networks_get_their_nodes() {
        let value = "EthereumSepolia=http://127.0.0.1:8545, Base=https://node.example.com/?k=v";
        let mut faults = Faults::default();
        let vars = Vars::from_pairs([("SANDBOX_NODES", value)]);
        let networks = read_sandbox_nodes(&vars, &mut faults).unwrap();
        let nodes = networks
            .iter()
            .map(|(name, settings)| (name.as_str(), settings.node.clone()));
        let node = |url: &str| NodeKind::JsonRpc {
            url: url.to_owned(),
        };
        let expected = [
            ("Base", node("https://node.example.com/?k=v")),
            ("EthereumSepolia", node("http://127.0.0.1:8545")),
        ];
        assert_eq!(nodes.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn unset_means_embedded_chains() {
        let mut faults = Faults::default();
        let vars = Vars::default();
        assert!(read_sandbox_nodes(&vars, &mut faults).unwrap().is_empty());
    }

    #[test]
    fn faults_are_named_without_the_address() {
        for (value, problem) in [
            ("EthereumSepolia", "has an entry without a URL"),
            ("Atlantis=http://s3cret", "has no network \"Atlantis\""),
            ("Base=ws://s3cret", "has no web address for Base"),
            ("Base=s3cret", "has no web address for Base"),
            ("Base=http://a,Base=http://s3cret", "names Base twice"),
        ] {
            let mut faults = Faults::default();
            let vars = Vars::from_pairs([("SANDBOX_NODES", value)]);
            assert_eq!(read_sandbox_nodes(&vars, &mut faults), None, "{value}");
            let [fault] = faults.as_slice() else {
                panic!("{faults}");
            };
            assert_eq!(
                (fault.variable, fault.problem.as_str()),
                ("SANDBOX_NODES", problem)
            );
        }
    }
}
