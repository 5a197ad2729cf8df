use std::collections::BTreeSet;

use domain::money::Decimals;
use domain::network::{FeeKind, Network};

#[test]
fn each_network_is_itself() {
    let count = Network::ALL.len();
    let of = |fact: fn(&Network) -> String| Network::ALL.iter().map(fact).collect::<BTreeSet<_>>();
    assert_eq!(
        of(|network| network.chain_id().to_string()).len(),
        count,
        "chain ids"
    );
    assert_eq!(
        of(|network| network.as_str().to_owned()).len(),
        count,
        "names"
    );
    assert_eq!(
        of(|network| network.label().to_owned()).len(),
        count,
        "labels"
    );
    assert_eq!(
        of(|network| network.explorer_tx("0x1")).len(),
        count,
        "explorers"
    );
}

#[test]
fn rows_are_well_formed() {
    for network in Network::ALL.iter().copied() {
        assert_eq!(Network::parse(network.as_str()), Ok(network));
        assert!(
            network
                .as_str()
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric())
        );
        for link in [
            network.explorer_tx("0xab"),
            network.explorer_address("0xab"),
        ] {
            assert!(
                link.starts_with("https://") && link.ends_with("/0xab"),
                "{link}"
            );
            assert!(!link["https://".len()..].contains("//"), "{link}");
        }
        assert!(network.explorer_tx_template().ends_with("/tx/{hash}"));
        // All native coins of EVM networks count in 10^-18, as the gas price is in wei.
        assert_eq!(network.native_decimals(), Decimals(18), "{network}");
        // Custody reports test networks as confirmed at once.
        assert_eq!(
            network.is_test(),
            network.confirmation_delay_blocks() == 0,
            "{network}"
        );
        assert_eq!(
            network.fee_kind() == FeeKind::Legacy,
            network.native_symbol() == "ETC"
        );
    }
}

#[test]
fn the_default_is_for_trying_things_out() {
    let network = Network::DEFAULT;
    assert_eq!(
        (network.as_str(), network.chain_id()),
        ("EthereumSepolia", 11_155_111)
    );
    assert!(network.is_test() && network.eth_denominated());
    assert_eq!(network.native_symbol(), "ETH");
}

#[test]
fn unknown_names_are_refused() {
    for text in [
        "",
        "ethereum",
        "ETHEREUM",
        "EthereumGoerli",
        "Ethereum ",
        "Bitcoin",
        "Near",
    ] {
        assert!(Network::parse(text).is_err(), "{text:?}");
    }
}
