//! What an operator is told about a database.

use store::Migrations;

use crate::fixture::TestStore;

pub(crate) async fn an_inspection_tells_what_a_start_would_do(store: &TestStore) {
    let version = store.engine_version().await.unwrap();
    assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{version}");
    assert_eq!(store.migrations().await.unwrap(), Migrations::default());
    assert_eq!(store.foreign_tables().await.unwrap(), [""; 0]);
    assert!(store.may_create_tables().await.unwrap());

    let mut damage = Vec::new();
    for change in [
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         SELECT 9999, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1",
        "UPDATE _sqlx_migrations SET success = false WHERE version = 1",
        "DELETE FROM _sqlx_migrations WHERE version = 1",
        "DROP TABLE _sqlx_migrations",
    ] {
        store.raw(change).await.unwrap();
        damage.push(store.migrations().await.unwrap());
    }
    let [later, broken_off, missing, none] = damage.try_into().unwrap();
    let unknown = vec![9999];
    assert_eq!((later.pending, later.damaged), (vec![], vec![]));
    assert_eq!(later.unknown, unknown);
    assert_eq!(broken_off.damaged, ["initial"]);
    assert!(missing.pending.contains(&"initial".to_owned()));
    assert_eq!(missing.unknown, unknown);
    assert!(none.pending.contains(&"initial".to_owned()));
    assert_eq!(none.unknown, [0_i64; 0]);
    let foreign = store.foreign_tables().await.unwrap();
    assert!(foreign.contains(&"wallets".to_owned()), "{foreign:?}");
}
