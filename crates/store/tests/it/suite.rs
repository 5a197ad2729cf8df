//! The suite: the tests by table group, and both engines.

/// Declares the modules of the suite and runs each named function on both engines.
macro_rules! suite {
    ($($module:ident: $($test:ident),+ $(,)?;)*) => {
        $(mod $module;)*

        mod sqlite {
            $(mod $module {$(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let test = |store| Box::pin(super::super::$module::$test(store)) as _;
                    crate::fixture::on_sqlite(test).await;
                }
            )+})*
        }

        mod postgres {
            $(mod $module {$(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    let test = |store| Box::pin(super::super::$module::$test(store)) as _;
                    crate::fixture::on_postgres(test).await;
                }
            )+})*
        }
    };
}

suite! {
    wallets: opens_once, a_lost_lease_writes_nothing;
}
