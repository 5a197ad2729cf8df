use domain::address::{AddressError, Destination, EvmAddress};
use domain::asset;
use domain::network::Network;
use proptest::prelude::*;

// The examples of EIP-55.
const CHECKSUMMED: [&str; 6] = [
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0xde709f2102306220921060314715629080e2fb77",
];

#[test]
fn the_three_ways_to_write_an_address() {
    for text in CHECKSUMMED {
        let digits = &text[2..];
        for form in [
            text,
            &format!("0x{}", digits.to_lowercase()),
            &format!("0x{}", digits.to_uppercase()),
        ] {
            assert_eq!(EvmAddress::parse(form).unwrap().to_string(), text, "{form}");
        }
    }
}

#[test]
fn nothing_stands_around_an_address() {
    let good = CHECKSUMMED[0];
    for text in [
        "",
        "0x",
        &good[2..],
        &good[..41],
        &format!("{good}0"),
        &format!(" {good}"),
        &format!("{good} "),
        &format!("{good}\n"),
        &good.replace("0x", "0X"),
        &good.replace("0x", "xdc"),
        &format!("ethereum:{good}"),
        &good.replace('9', "g"),
        &good.replace('9', "９"),
        "vitalik.eth",
    ] {
        assert_eq!(
            EvmAddress::parse(text),
            Err(AddressError::NotAnAddress),
            "{text:?}"
        );
    }
}

#[test]
fn money_is_not_sent_where_it_is_lost() {
    let usdc = asset::find(Network::EthereumSepolia, "USDC").unwrap();
    let native = asset::native(Network::EthereumSepolia);
    let zero = format!("0x{}", "0".repeat(40));
    for asset in [native, usdc] {
        assert_eq!(
            Destination::parse(&zero, asset),
            Err(AddressError::ZeroAddress)
        );
    }
    let contract = usdc.contract().unwrap();
    assert_eq!(
        Destination::try_new(contract, usdc),
        Err(AddressError::OwnContract)
    );
    let lower = contract.to_string().to_lowercase();
    assert_eq!(
        Destination::parse(&lower, usdc),
        Err(AddressError::OwnContract)
    );
    assert_eq!(
        Destination::try_new(contract, native).unwrap().address(),
        contract
    );
    let shown = Destination::parse(&CHECKSUMMED[0].to_lowercase(), usdc)
        .unwrap()
        .to_string();
    assert_eq!(shown, CHECKSUMMED[0]);
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(bytes in any::<[u8; 20]>()) {
        let address = EvmAddress::from_bytes(bytes);
        prop_assert_eq!(EvmAddress::parse(&address.to_string()), Ok(address));
        prop_assert_eq!(address.to_bytes(), bytes);
    }

    #[test]
    fn one_letter_in_the_wrong_case_is_noticed(
        bytes in any::<[u8; 20]>(),
        pick in any::<prop::sample::Index>(),
    ) {
        let mut text = EvmAddress::from_bytes(bytes).to_string().into_bytes();
        let letters: Vec<usize> =
            (2..text.len()).filter(|at| text[*at].is_ascii_alphabetic()).collect();
        prop_assume!(letters.len() > 2);
        let at = letters[pick.index(letters.len())];
        text[at] ^= 0x20;
        let flipped = String::from_utf8(text).unwrap();
        // All letters of one case are no mix, whatever the checksum says.
        prop_assume!(flipped[2..] != flipped[2..].to_lowercase());
        prop_assume!(flipped[2..] != flipped[2..].to_uppercase());
        prop_assert_eq!(EvmAddress::parse(&flipped), Err(AddressError::WrongChecksum));
    }
}
