use std::path::{Path, PathBuf};
use std::sync::Arc;

use bank::delegations::{DelegationView, GrantDelegation};
use bank::fiat::EmbeddedLedger;
use bank::idempotency::Created;
use bank::people::VerifiedToken;
use bank::rates::{DailyRates, Rates, RatesError};
use bank::transfers::SendRequest;
use bank::wallets::{OpenWallet, WalletView};
use bank::{
    Bank, BankParts, Caller, Clock, ClockIds, DemoSettings, Ids, OpeningBalances, RequestContext,
    Settings,
};
use domain::approval::{LimitMode, Policy, Thresholds};
use domain::id::{TransferId, WalletId};
use domain::money::{BaseUnits, Cents, Decimals, parse_decimal};
use domain::transfer::Status;
use domain::wallet::WalletStatus;
use store::backup::restore_sqlite;
use store::{Node, Store, StoreOptions, TimeSource};
use tempfile::TempDir;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::{FakeCustody, ManualClock};

/// The identity provider of every test person.
pub(crate) const ISSUER: &str = "https://id.example/";

/// A test's own clock as the lease clock of the store.
#[derive(Debug)]
struct LeaseClock(Arc<ManualClock>);

impl TimeSource for LeaseClock {
    fn now(&self) -> OffsetDateTime {
        self.0.now()
    }
}

/// Rates that never change.
#[derive(Debug)]
struct FixedRates;

#[async_trait::async_trait]
impl Rates for FixedRates {
    async fn daily(&self) -> Result<DailyRates, RatesError> {
        let per_eur = vec![("USD".to_owned(), "1.25".to_owned())];
        Ok(DailyRates {
            day: "2026-02-27".to_owned(),
            per_eur,
        })
    }
}

/// A whole bank over a temporary SQLite file.
pub(crate) struct TestBank {
    pub(crate) bank: Bank,
    pub(crate) store: Store,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) custody: FakeCustody,
    pub(crate) settings: Settings,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) node: Node,
    /// Kept until the end: dropping it removes the database.
    dir: TempDir,
}

/// A test person as a token describes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) subject: &'static str,
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
    pub(crate) employee: bool,
}

impl Person {
    pub(crate) const ALICE: Self = Self::customer("alice", "Alice", "alice@example.com");
    pub(crate) const BOB: Self = Self::customer("bob", "Bob", "bob@example.com");
    pub(crate) const CHARLIE: Self = Self::customer("charlie", "Charlie", "charlie@example.com");
    pub(crate) const CLAIRE: Self = Self::staff("claire", "Claire", "claire@bank.example");
    pub(crate) const DANA: Self = Self::staff("dana", "Dana", "dana@bank.example");

    pub(crate) const fn customer(
        subject: &'static str,
        name: &'static str,
        email: &'static str,
    ) -> Self {
        Self {
            subject,
            name,
            email,
            employee: false,
        }
    }

    pub(crate) const fn staff(
        subject: &'static str,
        name: &'static str,
        email: &'static str,
    ) -> Self {
        Self {
            subject,
            name,
            email,
            employee: true,
        }
    }

    /// A token of this person, issued at a moment.
    pub(crate) fn token(&self, issued_at: OffsetDateTime) -> VerifiedToken {
        VerifiedToken {
            issuer: ISSUER.to_owned(),
            subject: self.subject.to_owned(),
            email: Some(self.email.to_owned()),
            email_verified: None,
            name: Some(self.name.to_owned()),
            roles: if self.employee {
                vec!["Employee".to_owned()]
            } else {
                Vec::new()
            },
            issued_at,
        }
    }
}

/// The settings of a test bank: threshold 0.05 ETH, limits in override mode, demo prices.
pub(crate) fn settings() -> Settings {
    Settings {
        bank_name: "SecureBank".to_owned(),
        issuer: ISSUER.to_owned(),
        policy: Policy {
            thresholds: Thresholds::parse("0.05", [("USDC", "1000")]).unwrap(),
            limit_mode: LimitMode::Override,
        },
        custody_calls_per_minute: 100_000,
        wallets_per_person_max: 50,
        audit_key: None,
        opening_balances: OpeningBalances {
            checking: Cents::new(250_000),
            savings: Cents::new(1_000_000),
        },
        demo: Some(DemoSettings {
            usd_quotes: vec![("ETH".to_owned(), "2500".to_owned())],
        }),
    }
}

/// ETH from decimal text.
pub(crate) fn eth(text: &str) -> BaseUnits {
    parse_decimal(text, Decimals(18)).unwrap()
}

impl TestBank {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// A bank with other settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = settings();
        change(&mut settings);
        let clock = Arc::new(ManualClock::new(datetime!(2026-03-01 09:00 UTC)));
        let ids: Arc<dyn Ids> = Arc::new(ClockIds::seeded(clock.clone(), 1));
        Self::open(dir, settings, clock, ids, FakeCustody::default()).await
    }

    async fn open(
        dir: TempDir,
        settings: Settings,
        clock: Arc<ManualClock>,
        ids: Arc<dyn Ids>,
        custody: FakeCustody,
    ) -> Self {
        let options = StoreOptions {
            time_source: Arc::new(LeaseClock(clock.clone())),
            ..StoreOptions::default()
        };
        let url = format!("sqlite:{}", dir.path().join("bank.db").display());
        let store = Store::open(&url, options).await.unwrap();
        store.migrate().await.unwrap();
        let mut tx = store.begin(store::UnitOfWork::named("test")).await.unwrap();
        let node = tx.register_node("test", clock.now()).await.unwrap();
        tx.take_back_opening_leases(&node).await.unwrap();
        tx.take_back_transfer_leases(&node).await.unwrap();
        tx.commit().await.unwrap();
        let fiat = EmbeddedLedger::new(
            store.clone(),
            clock.clone(),
            ids.clone(),
            settings.opening_balances,
        );
        let bank = Bank::new(BankParts {
            store: store.clone(),
            custody: Arc::new(custody.clone()),
            rates: Arc::new(FixedRates),
            fiat: Arc::new(fiat),
            clock: clock.clone(),
            ids: ids.clone(),
            tasks: Arc::new(bank::RuntimeTasks),
            settings: settings.clone(),
            node: node.clone(),
        });
        Self {
            bank,
            store,
            clock,
            custody,
            settings,
            ids,
            node,
            dir,
        }
    }

    /// Ends this process and starts another one over the same database and custody.
    pub(crate) async fn restart(self) -> Self {
        self.restart_after(|_| {}).await
    }

    /// Ends this process, changes bytes in the database's file, and starts another process on it.
    pub(crate) async fn restart_on_other_bytes(self, old: &[u8], new: &[u8]) -> Self {
        assert_eq!(old.len(), new.len());
        self.restart_after(|path| {
            assert!(
                !path.with_extension("db-wal").exists(),
                "all is in the file"
            );
            let mut file = std::fs::read(path).unwrap();
            let places: Vec<_> = (0..file.len())
                .filter(|at| file[*at..].starts_with(old))
                .collect();
            assert!(!places.is_empty(), "the bytes are there");
            for at in places {
                file[at..at + new.len()].copy_from_slice(new);
            }
            std::fs::write(path, file).unwrap();
        })
        .await
    }

    /// Ends this process, does something to the database's file, and starts another one over it.
    async fn restart_after(self, change: impl FnOnce(&Path)) -> Self {
        let Self {
            bank,
            store,
            clock,
            custody,
            settings,
            ids,
            node: _,
            dir,
        } = self;
        drop(bank);
        store.close().await;
        change(&dir.path().join("bank.db"));
        Self::open(dir, settings, clock, ids, custody).await
    }

    /// Writes a backup; answers where it is.
    pub(crate) async fn back_up(&self) -> PathBuf {
        let path = self.dir.path().join("backup.db");
        self.store
            .back_up_sqlite(&path, self.clock.now())
            .await
            .unwrap();
        path
    }

    /// Loses the database and starts another process on a backup, as an operator would.
    pub(crate) async fn restore(self, backup: &Path) -> Self {
        let Self {
            bank,
            store,
            clock,
            custody,
            settings,
            ids,
            node: _,
            dir,
        } = self;
        drop(bank);
        store.close().await;
        let url = format!("sqlite:{}", dir.path().join("bank.db").display());
        restore_sqlite(&url, backup, clock.now()).await.unwrap();
        let test = Self::open(dir, settings, clock, ids, custody).await;
        assert!(test.bank.begin_recovery_of_backup().await.unwrap());
        assert!(!test.bank.begin_recovery_of_backup().await.unwrap(), "once");
        test
    }

    /// A signed-in person.
    pub(crate) async fn caller(&self, person: Person) -> Caller {
        let token = person.token(self.clock.now());
        self.bank.sign_in(token, self.request()).await.unwrap()
    }

    pub(crate) fn request(&self) -> RequestContext {
        RequestContext {
            request_id: "req-1".to_owned(),
            address: "192.0.2.1".to_owned(),
        }
    }

    /// An active wallet of this person's, holding so much ETH at custody.
    pub(crate) async fn funded_wallet(
        &self,
        owner: &Caller,
        name: &str,
        amount: &str,
    ) -> WalletView {
        let command = OpenWallet {
            name: Some(name.to_owned()),
            network: None,
        };
        let made = self.bank.open_wallet(owner, &command, None).await.unwrap();
        let wallet = made.thing;
        assert_eq!(wallet.status, WalletStatus::Active);
        self.custody.fund(wallet.address.unwrap(), eth(amount));
        self.clock.advance(Duration::seconds(11));
        assert!(self.bank.refresh_balances_of(wallet.id).await.unwrap());
        self.bank.wallet(owner, wallet.id, false).await.unwrap()
    }

    /// Shares a wallet.
    pub(crate) async fn share(
        &self,
        owner: &Caller,
        wallet: WalletId,
        email: &str,
        permission: &str,
        limit: Option<&str>,
    ) -> DelegationView {
        self.try_share(owner, wallet, email, permission, limit)
            .await
            .unwrap()
            .thing
    }

    /// Tries to share a wallet.
    pub(crate) async fn try_share(
        &self,
        owner: &Caller,
        wallet_id: WalletId,
        email: &str,
        permission: &str,
        limit: Option<&str>,
    ) -> bank::Result<Created<DelegationView>> {
        let command = GrantDelegation {
            wallet_id,
            grantee_email: email.to_owned(),
            permission: Some(permission.to_owned()),
            transfer_limit: limit.map(str::to_owned),
        };
        self.bank.grant_delegation(owner, &command, None).await
    }

    /// Sends ETH to somebody outside the bank.
    pub(crate) async fn send(&self, who: &Caller, wallet: WalletId, amount: &str) -> TransferId {
        let request = SendRequest {
            wallet,
            to_address: "0x8ba1f109551bD432803012645Ac136ddd64DBA72".to_owned(),
            amount: amount.to_owned(),
            asset: None,
        };
        self.bank
            .send(who, &request, None)
            .await
            .unwrap()
            .thing
            .transfer
            .id
    }

    /// Where a transfer stands.
    pub(crate) async fn status(&self, id: TransferId) -> Status {
        self.store
            .find_transfer_unscoped(id)
            .await
            .unwrap()
            .unwrap()
            .status
    }

    pub(crate) fn clock_now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// Kinds and subjects of the audit, oldest first.
    pub(crate) async fn audit(&self) -> Vec<(String, String)> {
        let filter = bank::audit::AuditFilter::default();
        let rows = self
            .store
            .audit(&filter, bank::Page::first(10_000))
            .await
            .unwrap()
            .rows;
        rows.into_iter()
            .rev()
            .map(|row| (row.entry.kind, row.entry.subject))
            .collect()
    }

    /// How many audit rows of a kind there are.
    pub(crate) async fn audited(&self, kind: &str) -> usize {
        self.audit()
            .await
            .iter()
            .filter(|(known, _)| known == kind)
            .count()
    }
}
