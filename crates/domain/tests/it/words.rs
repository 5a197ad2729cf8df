//! The words by which the outside tells refusals and names apart: changing one breaks a client.

use std::fmt::{Debug, Display, Write as _};

use domain::access::{ConflictReason, Denied};
use domain::address::{AddressError, Destination, EvmAddress};
use domain::approval::{RuleKind, VoteRefusal};
use domain::asset::{self, UnknownAsset};
use domain::delegation::{GrantError, Permission};
use domain::execution::AttentionCode;
use domain::id::TransferId;
use domain::name::{TextError, WalletName};
use domain::network::{Network, UnknownNetwork};
use domain::person::{Email, EmailError};
use domain::reference::{BodyHash, CustodyWalletId, TxHash};
use domain::transfer::{CancelReason, ReasonCode};
use domain::wallet::{Held, WalletStatus};
use expect_test::expect;

#[test]
fn the_code_and_the_sentence_of_each_refusal() {
    let mut table = String::new();
    let mut row = |code: &str, sentence: &dyn Display| {
        writeln!(table, "{code:26}{sentence}").unwrap();
    };
    for error in [Denied::Hidden, Denied::Forbidden] {
        row(error.code(), &error);
    }
    for error in [
        AddressError::NotAnAddress,
        AddressError::WrongChecksum,
        AddressError::ZeroAddress,
        AddressError::OwnContract,
    ] {
        row(error.code(), &error);
    }
    for error in [
        GrantError::UnknownPermission,
        GrantError::LimitWithoutTransfer,
        GrantError::OwnWallet,
    ] {
        row(error.code(), &error);
    }
    for error in [
        TextError::Empty,
        TextError::OuterSpace,
        TextError::TooLong { max: 9 },
        TextError::Invisible,
    ] {
        row(error.code(), &error);
    }
    for error in [
        Held::Paused,
        Held::AfterRestore,
        Held::Frozen,
        Held::Opening,
    ] {
        row(error.code(), &error);
    }
    for error in [
        ConflictReason::Initiator,
        ConflictReason::Owner,
        ConflictReason::Delegate,
        ConflictReason::DestinationOwner,
        ConflictReason::SameEmail,
    ] {
        row(error.code(), &error);
    }
    for error in [
        VoteRefusal::NotEmployee,
        VoteRefusal::Conflicted(ConflictReason::Owner),
    ] {
        row(error.code(), &error);
    }
    let error = TransferId::parse("wal_1").unwrap_err();
    row(error.code(), &error);
    row(UnknownAsset.code(), &UnknownAsset);
    row(UnknownNetwork.code(), &UnknownNetwork);
    row(EmailError.code(), &EmailError);
    expect![[r#"
        not_found                 not found
        forbidden                 you may not do this
        address_invalid           an address is 0x followed by 40 hex digits, with nothing around it
        address_checksum          the upper and lower case letters of this address do not match: check every character
        address_zero              the zero address belongs to nobody, money sent there is lost
        address_own_contract      this is the address of the token itself, tokens sent there are lost
        unknown_permission        the permission is view or transfer
        limit_without_transfer    a transfer limit goes with the permission transfer only
        share_with_owner          a wallet cannot be shared with its owner
        text_empty                the text is empty
        text_outer_space          the text starts or ends with a space
        text_too_long             the text is longer than 9 characters
        text_invisible_characters the text holds characters that cannot be shown
        paused                    the bank has paused all transfers for the moment
        held_after_restore        this transfer waits for the bank to release it
        wallet_frozen             this wallet is frozen
        wallet_opening            this wallet is still being opened
        initiator                 you asked for this transfer yourself
        wallet_owner              the transfer is from your own wallet
        wallet_delegate           the wallet is or was shared with you
        destination_owner         the transfer goes to your own wallet
        same_email                somebody with your email address takes part in this transfer
        forbidden                 only employees of the bank decide on transfers
        conflict_of_interest      the transfer is from your own wallet: another employee has to decide
        invalid_id                not an id that starts with tr_
        unknown_asset             the bank does not know this asset on this network
        unknown_network           the bank does not offer this network
        invalid_email             not an email address
    "#]].assert_eq(&table);
}

#[test]
fn what_customers_read_about_an_end() {
    let mut table = String::new();
    for reason in ReasonCode::all() {
        writeln!(table, "{reason}: {}", reason.customer_text()).unwrap();
    }
    expect![[r#"
        withdrawn: The transfer was withdrawn.
        delegation_revoked: The permission to send from this wallet was taken back before the transfer was sent.
        wallet_frozen: The owner froze the wallet before the transfer was sent.
        authority_gone: The person who asked for the transfer may no longer send from this wallet.
        not_released: The bank withdrew the transfer after it had to restore its records. No money has moved.
        user_retired: The person who asked for the transfer is no longer a user of the bank.
        refused_by_custody: The transfer was refused before it was sent. No money has moved.
        insufficient_balance: The wallet did not hold enough when the transfer was sent. No money has moved.
        external_id_taken: The transfer could not be sent because its reference is already in use. No money has moved.
        reverted: The network undid the transfer. The amount has not moved, the network fee is spent.
    "#]].assert_eq(&table);
}

/// What is printed is the text on the wire, in logs too.
#[test]
fn names_are_printed_as_they_are_written() {
    const ADDRESS: &str = "0x52908400098527886E0F7030069857D2E4169EE7";
    fn plain(text: &str, thing: impl Display) {
        assert_eq!(thing.to_string(), text);
    }
    fn both(text: &str, thing: impl Display + Debug) {
        assert_eq!(format!("{thing:?}"), text);
        plain(text, thing);
    }
    for kind in RuleKind::ALL {
        plain(kind.as_str(), kind);
    }
    for permission in Permission::ALL {
        plain(permission.as_str(), permission);
    }
    for status in WalletStatus::ALL {
        plain(status.as_str(), status);
    }
    for code in AttentionCode::ALL {
        plain(code.as_str(), code);
    }
    plain("withdrawn", ReasonCode::Cancelled(CancelReason::Withdrawn));
    plain(
        "Alice's Wallet",
        WalletName::parse("Alice's Wallet").unwrap(),
    );
    plain("wa-1", CustodyWalletId::parse("wa-1").unwrap());
    let address = EvmAddress::parse(ADDRESS).unwrap();
    both(ADDRESS, address);
    let ether = asset::native(Network::EthereumSepolia);
    plain(ADDRESS, Destination::try_new(address, ether).unwrap());
    both("EthereumSepolia:eth", ether.id());
    both(
        "Alice@example.com",
        Email::parse("Alice@example.com").unwrap(),
    );
    both(
        &format!("0x{}", "ab".repeat(32)),
        TxHash::from_bytes([0xab; 32]),
    );
    both(&"cd".repeat(32), BodyHash::from_bytes([0xcd; 32]));
    assert_eq!(TxHash::from_bytes([0xab; 32]).as_bytes(), &[0xab; 32]);
    assert_eq!(BodyHash::from_bytes([0xcd; 32]).as_bytes(), &[0xcd; 32]);
    for count in [0, 62, 63, 65, 66] {
        let digits = "a".repeat(count);
        assert_eq!(TxHash::parse(&format!("0x{digits}")), None, "{count}");
        assert_eq!(BodyHash::parse(&digits), None, "{count}");
    }
}
