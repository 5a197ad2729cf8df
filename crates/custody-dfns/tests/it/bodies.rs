//! The outgoing body, typed by hand from the custody protocol notes, section 5. The destination is
//! an example of EIP-55.

use bank::custody::{Custody, TransferIntent};
use domain::address::Destination;
use domain::asset::{self, Asset};
use domain::money::{BaseUnits, TransferAmount};
use domain::network::Network;
use domain::reference::ExternalId;

use crate::fake::Fake;

fn intent(asset: &Asset, base_units: &str) -> TransferIntent {
    let amount = BaseUnits::parse_integer(base_units).unwrap();
    TransferIntent {
        asset: *asset,
        amount: TransferAmount::try_new(amount).unwrap(),
        destination: Destination::parse("0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", asset)
            .unwrap(),
        external_id: ExternalId::parse("pay-77").unwrap(),
    }
}

async fn rendered(intent: &TransferIntent) -> String {
    let custody = Fake::start().await.custody;
    let body = custody.render_transfer(intent);
    assert_eq!(
        custody.render_transfer(intent),
        body,
        "the same intent gives the same bytes"
    );
    String::from_utf8(body).unwrap()
}

#[tokio::test]
async fn the_native_coin() {
    let eth = asset::native(Network::EthereumSepolia);
    assert_eq!(
        rendered(&intent(eth, "1000000000")).await,
        r#"{"kind":"Native","to":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","amount":"1000000000","externalId":"pay-77"}"#
    );
}

#[tokio::test]
async fn a_token() {
    let usdc = asset::find(Network::EthereumSepolia, "USDC").unwrap();
    assert_eq!(
        rendered(&intent(usdc, "1")).await,
        r#"{"kind":"Erc20","contract":"0x1c7D4B196Cb0C7B01d743Fbc6116a902379C7238","to":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","amount":"1","externalId":"pay-77"}"#
    );
}

#[tokio::test]
async fn the_largest_amount_keeps_every_digit() {
    let largest = BaseUnits::MAX.to_string();
    assert_eq!(largest.len(), 78);
    let body = rendered(&intent(asset::native(Network::EthereumSepolia), &largest)).await;
    assert!(body.contains(&format!(r#""amount":"{largest}""#)), "{body}");
}
