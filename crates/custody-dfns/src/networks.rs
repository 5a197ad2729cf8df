//! The vendor's names of the bank's networks.

use dfns::wire;
use domain::network::Network;

/// The vendor's name of a network. A network that joins the registry does not compile before it is
/// named here.
pub(crate) fn to_wire(network: Network) -> wire::Network {
    match network {
        Network::Ethereum => wire::Network::Ethereum,
        Network::EthereumSepolia => wire::Network::EthereumSepolia,
        Network::EthereumHoodi => wire::Network::EthereumHoodi,
        Network::Base => wire::Network::Base,
        Network::BaseSepolia => wire::Network::BaseSepolia,
        Network::ArbitrumOne => wire::Network::ArbitrumOne,
        Network::ArbitrumSepolia => wire::Network::ArbitrumSepolia,
        Network::Optimism => wire::Network::Optimism,
        Network::OptimismSepolia => wire::Network::OptimismSepolia,
        Network::Polygon => wire::Network::Polygon,
        Network::PolygonAmoy => wire::Network::PolygonAmoy,
        Network::Bsc => wire::Network::Bsc,
        Network::BscTestnet => wire::Network::BscTestnet,
        Network::AvalancheC => wire::Network::AvalancheC,
        Network::AvalancheCFuji => wire::Network::AvalancheCFuji,
        Network::Arc => wire::Network::Arc,
        Network::ArcTestnet => wire::Network::ArcTestnet,
        Network::Berachain => wire::Network::Berachain,
        Network::BerachainBepolia => wire::Network::BerachainBepolia,
        Network::Bob => wire::Network::Bob,
        Network::BobSepolia => wire::Network::BobSepolia,
        Network::Celo => wire::Network::Celo,
        Network::CeloSepolia => wire::Network::CeloSepolia,
        Network::Codex => wire::Network::Codex,
        Network::CodexSepolia => wire::Network::CodexSepolia,
        Network::EthereumClassic => wire::Network::EthereumClassic,
        Network::EthereumClassicMordor => wire::Network::EthereumClassicMordor,
        Network::Ink => wire::Network::Ink,
        Network::InkSepolia => wire::Network::InkSepolia,
        Network::Plasma => wire::Network::Plasma,
        Network::PlasmaTestnet => wire::Network::PlasmaTestnet,
        Network::Plume => wire::Network::Plume,
        Network::PlumeSepolia => wire::Network::PlumeSepolia,
        Network::Robinhood => wire::Network::Robinhood,
        Network::RobinhoodSepolia => wire::Network::RobinhoodSepolia,
        Network::SeiPacific1 => wire::Network::SeiPacific1,
        Network::SeiAtlantic2 => wire::Network::SeiAtlantic2,
        Network::Sonic => wire::Network::Sonic,
        Network::SonicTestnet => wire::Network::SonicTestnet,
        Network::Xdc => wire::Network::Xdc,
        Network::XdcApothem => wire::Network::XdcApothem,
        Network::XLayer => wire::Network::XLayer,
        Network::XLayerSepolia => wire::Network::XLayerSepolia,
    }
}

/// The bank's network of a vendor's name; `None` when the bank has none of that name.
pub(crate) fn from_wire(name: &wire::Network) -> Option<Network> {
    Network::ALL
        .iter()
        .copied()
        .find(|network| to_wire(*network) == *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_network_has_one_name_and_is_found_by_it() {
        for network in Network::ALL {
            assert_eq!(from_wire(&to_wire(*network)), Some(*network));
        }
        for name in ["Solana", "KeyECDSA", "ethereum", ""] {
            assert_eq!(from_wire(&wire::Network::from(name)), None);
        }
    }
}
