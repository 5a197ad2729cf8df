use domain::id::{TransferId, UserId, WalletId};
use proptest::prelude::*;
use uuid::Uuid;

#[test]
fn an_id_has_one_text() {
    let text = "wal_0192f0c1d2e37a4b8c9d0e1f2a3b4c5d";
    assert_eq!(WalletId::parse(text).unwrap().to_string(), text);
    for other in [
        "",
        "wal_",
        "0192f0c1d2e37a4b8c9d0e1f2a3b4c5d",
        "tr_0192f0c1d2e37a4b8c9d0e1f2a3b4c5d",
        "WAL_0192f0c1d2e37a4b8c9d0e1f2a3b4c5d",
        "wal_0192F0C1D2E37A4B8C9D0E1F2A3B4C5D",
        "wal_0192f0c1-d2e3-7a4b-8c9d-0e1f2a3b4c5d",
        "wal_0192f0c1d2e37a4b8c9d0e1f2a3b4c5",
        "wal_0192f0c1d2e37a4b8c9d0e1f2a3b4c5d0",
        " wal_0192f0c1d2e37a4b8c9d0e1f2a3b4c5d",
        "wal_0192f0c1d2e37a4b8c9d0e1f2a3b4c5d ",
        "wal_wal_0192f0c1d2e37a4b8c9d0e1f2a3b4c5d",
        "wal_g192f0c1d2e37a4b8c9d0e1f2a3b4c5d",
    ] {
        assert!(WalletId::parse(other).is_err(), "{other:?}");
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(bytes in any::<u128>()) {
        let id = TransferId::from_uuid(Uuid::from_u128(bytes));
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        prop_assert!(UserId::parse(&id.to_string()).is_err());
    }
}
