use std::collections::BTreeSet;

use domain::address::EvmAddress;
use domain::asset::{self, AssetId};
use domain::money::Decimals;
use domain::network::Network;

#[test]
fn ids_are_unique_and_read_back() {
    let ids: BTreeSet<String> = asset::all().map(|asset| asset.id().to_string()).collect();
    assert_eq!(ids.len(), asset::all().count());
    for asset in asset::all() {
        let id = AssetId::parse(&asset.id().to_string()).unwrap();
        assert_eq!((id, id.asset()), (asset.id(), asset));
    }
}

#[test]
fn each_network_begins_with_its_coin() {
    for network in Network::ALL.iter().copied() {
        let first = asset::listed(network).next().unwrap();
        assert!(first.is_native());
        assert_eq!(first, asset::native(network));
        assert_eq!(
            asset::listed(network)
                .filter(|asset| asset.is_native())
                .count(),
            1
        );
    }
}

#[test]
fn assets_are_found_by_id_symbol_and_contract() {
    let usdc = asset::find(Network::EthereumSepolia, "USDC").unwrap();
    assert_eq!(usdc.id().to_string(), "EthereumSepolia:usdc");
    assert_eq!(usdc.decimals(), Decimals(6));
    for name in ["usdc", "UsDc", "EthereumSepolia:usdc"] {
        assert_eq!(asset::find(Network::EthereumSepolia, name), Ok(usdc));
    }
    let contract = EvmAddress::parse("0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238").unwrap();
    assert_eq!(
        asset::find_contract(Network::EthereumSepolia, contract),
        Some(usdc)
    );
    assert_eq!(
        asset::find_contract(Network::Ethereum, contract),
        None,
        "another network"
    );
    for name in [
        "",
        "USDT",
        "EthereumSepolia:USDC",
        "Ethereum:usdc",
        "EthereumSepolia:",
        ":",
        "Ð",
    ] {
        assert!(
            asset::find(Network::EthereumSepolia, name).is_err(),
            "{name:?}"
        );
    }
}

#[test]
fn arc_shows_its_usdc_once() {
    let usdc: Vec<_> = asset::listed(Network::Arc)
        .filter(|asset| asset.symbol() == "USDC")
        .collect();
    assert_eq!(usdc, [asset::native(Network::Arc)]);
    assert_eq!(usdc[0].decimals(), Decimals(18));
    let token_face = EvmAddress::parse("0x3600000000000000000000000000000000000000").unwrap();
    assert_eq!(asset::find_contract(Network::Arc, token_face), None);
}
