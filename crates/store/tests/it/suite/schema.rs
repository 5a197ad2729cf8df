//! The tables: the same on both engines, and refusing by themselves what must never be.

use domain::delegation::Grant;
use domain::wallet::Freezer;
use expect_test::expect_file;
use store::Error;

use crate::fixture::{START, TestStore, fresh};

/// Every table with its columns, one a line, as both engines must have them.
pub(crate) async fn tables_and_columns_are_the_same(store: &TestStore) {
    let mut columns = store
        .texts(
            "SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '_sqlx%'",
            "SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name NOT LIKE '\\_sqlx%'",
        )
        .await;
    columns.sort();
    expect_file!["./columns.txt"].assert_eq(&format!("{}\n", columns.join("\n")));
}

/// The names of all triggers, as both engines must have them; each is tested by what it refuses.
pub(crate) async fn triggers_are_the_same(store: &TestStore) {
    let mut triggers = store
        .texts(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'",
            // SQLite has no TRUNCATE to refuse, and its writers are alone as it is.
            "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
             AND tgname NOT IN ('audit_not_emptied', 'audit_seals_not_emptied', 'audit_gate')",
        )
        .await;
    triggers.sort();
    expect_file!["./triggers.txt"].assert_eq(&format!("{}\n", triggers.join("\n")));
}

pub(crate) async fn migrating_twice_changes_nothing(store: &TestStore) {
    store.user("Alice").await;
    store.migrate().await.unwrap();
    let users = "SELECT name FROM users";
    assert_eq!(store.texts(users, users).await, ["Alice"]);
}

pub(crate) async fn users_are_kept_and_unique(store: &TestStore) {
    let alice = store.user("Alice").await;
    store.refuses("DELETE FROM users").await;
    store.refuses("UPDATE users SET subject = ''").await;
    let copy = format!(
        "INSERT INTO users (id, issuer, subject, email, email_key, name, search_text, is_employee,
             first_seen_at)
         SELECT {}, issuer, subject, email, email_key, name, search_text, is_employee, first_seen_at
         FROM users WHERE id = {}",
        store.id(fresh()),
        store.id(alice.id.uuid())
    );
    assert!(store.raw(&copy).await.unwrap_err().is_unique_violation());
}

pub(crate) async fn wallets_keep_what_they_are(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    store.wallet(alice.id, "W").await;
    store.refuses("DELETE FROM wallets").await;
    store.refuses("UPDATE wallets SET network = 'Ethereum'").await;
    store.refuses("UPDATE wallets SET external_id = 'other'").await;
    let owner = format!("UPDATE wallets SET owner_id = {}", store.id(bob.id.uuid()));
    store.refuses(&owner).await;
    let made = format!("UPDATE wallets SET created_at = {}", store.time(START.replace_year(2025).unwrap()));
    store.refuses(&made).await;
    store.refuses("UPDATE wallets SET custody_wallet_id = 'other'").await;
    store.refuses("UPDATE wallets SET custody_wallet_id = NULL").await;
    store.refuses("UPDATE wallets SET address = 'other'").await;
    store.refuses("UPDATE wallets SET status = 'opening'").await;
    store.refuses("UPDATE wallets SET status = 'closed'").await;
    // Frozen is who has a freeze.
    store.refuses("UPDATE wallets SET status = 'frozen'").await;
    store.refuses("UPDATE wallets SET lease_node = 'a'").await;
    let mut tx = store.begin(crate::TEST).await.unwrap();
    let wallet = store.wallets_of(alice.id).await.unwrap().remove(0);
    tx.set_wallet_frozen(wallet.id, Freezer::Bank, Some(START)).await.unwrap();
    tx.commit().await.unwrap();
    store.refuses("UPDATE wallets SET status = 'active'").await;
}

pub(crate) async fn wallets_begin_opening(store: &TestStore) {
    let alice = store.user("Alice").await;
    store.opening_wallet(alice.id, "W").await;
    // No address, no use.
    store.refuses("UPDATE wallets SET status = 'active'").await;
    let insert = |status: &str, owner: String| {
        format!(
            "INSERT INTO wallets (id, owner_id, name, network, status, external_id,
                 custody_wallet_id, address, created_at)
             VALUES ({}, {owner}, 'W', 'Ethereum', '{status}', 'x', 'y', 'z', {})",
            store.id(fresh()),
            store.time(START)
        )
    };
    store.refuses(&insert("active", store.id(alice.id.uuid()))).await;
    let orphan = store.raw(&insert("opening", store.id(fresh()))).await;
    assert!(matches!(orphan, Err(Error::BrokenReference(_))), "{orphan:?}");
}

pub(crate) async fn balances_are_amounts(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.wallet(alice.id, "W").await;
    let insert = |amount: &str| {
        format!(
            "INSERT INTO balances (wallet_id, asset_key, listed, symbol, decimals, amount)
             VALUES ({}, 'a', true, 'ETH', 18, {amount})",
            store.id(wallet.id.uuid())
        )
    };
    // 2^256, and what SQLite could take for a text of 78 digits.
    let beyond =
        "115792089237316195423570985008687907853269984665640564039457584007913129639936";
    store.refuses(&insert(&store.amount(beyond))).await;
    store.refuses(&insert(&store.amount("-1"))).await;
    if store.engine() == store::Engine::Sqlite {
        store.refuses(&insert("'1'")).await;
    }
    store.raw(&insert(&store.amount("1"))).await.unwrap();
    assert!(store.raw(&insert(&store.amount("2"))).await.unwrap_err().is_unique_violation());
}

pub(crate) async fn delegations_are_sound(store: &TestStore) {
    let (alice, bob) = (store.user("Alice").await, store.user("Bob").await);
    let wallet = store.wallet(alice.id, "W").await;
    store.grant(&wallet, bob.id, Grant::View).await;
    store.refuses("UPDATE delegations SET permission = 'own'").await;
    let limit = format!("UPDATE delegations SET transfer_limit = {}", store.amount("1"));
    store.refuses(&limit).await;
    store.refuses("UPDATE delegations SET grantee_id = grantor_id").await;
    let second = format!(
        "INSERT INTO delegations (id, wallet_id, grantor_id, grantee_id, permission, created_at,
             updated_at)
         SELECT {}, wallet_id, grantor_id, grantee_id, permission, created_at, updated_at
         FROM delegations",
        store.id(fresh())
    );
    assert!(store.raw(&second).await.unwrap_err().is_unique_violation());
}

pub(crate) async fn the_ledger_is_written_once(store: &TestStore) {
    let transaction = store.id(fresh());
    let at = store.time(START);
    let insert = format!("INSERT INTO ledger_transactions VALUES ({transaction}, 'a', 'b', {at})");
    store.raw(&insert).await.unwrap();
    let entry = |account: &str, cents: i64| {
        format!(
            "INSERT INTO ledger_entries (transaction_id, account, cents, at)
             VALUES ({transaction}, '{account}', {cents}, {at})"
        )
    };
    store.refuses(&entry("equity", 0)).await;
    store.refuses(&entry("acc:of nobody", 1)).await;
    store.raw(&entry("equity", 1)).await.unwrap();
    for table in ["ledger_entries", "ledger_transactions"] {
        store.refuses(&format!("UPDATE {table} SET at = {at}")).await;
        store.refuses(&format!("DELETE FROM {table}")).await;
    }
}

pub(crate) async fn there_is_one_pause(store: &TestStore) {
    store.refuses("INSERT INTO pause (id) VALUES (2)").await;
    assert!(store.raw("INSERT INTO pause (id) VALUES (1)").await.unwrap_err().is_unique_violation());
    store.refuses("UPDATE pause SET paused_by = 'nobody'").await;
}

pub(crate) async fn unreadable_rows_are_corrupt(store: &TestStore) {
    let alice = store.user("Alice").await;
    let wallet = store.opening_wallet(alice.id, "W").await;
    store.raw("UPDATE wallets SET address = 'nonsense'").await.unwrap();
    let read = store.find_wallet_unscoped(wallet.id).await;
    assert!(matches!(read, Err(Error::Corrupt { .. })), "{read:?}");
}

pub(crate) async fn reads_do_not_wait_for_writers(store: &TestStore) {
    let alice = store.user("Alice").await;
    // Somebody else writes for as long as they like: reads go on.
    let mut writer = store.begin(crate::TEST).await.unwrap();
    writer.retire_user(alice.id, START).await.unwrap();
    assert_eq!(store.find_user(alice.id).await.unwrap().unwrap().retired_at, None);
    writer.commit().await.unwrap();
    assert_eq!(store.find_user(alice.id).await.unwrap().unwrap().retired_at, Some(START));
}
