//! Prices and exchange rates.

use store::rates::{FxRate, QuoteRow};
use time::Duration as Span;

use crate::fixture::{START, TestStore};

pub(crate) async fn the_latest_value_stays(store: &TestStore) {
    let quote = |key: &str, usd: &str, after| QuoteRow {
        asset_key: key.to_owned(),
        usd: usd.to_owned(),
        as_of: START + Span::seconds(after),
    };
    let rate = |per_eur: &str, after| FxRate {
        currency: "USD".to_owned(),
        per_eur: per_eur.to_owned(),
        day: "2026-11-24".to_owned(),
        fetched_at: START + Span::seconds(after),
    };
    assert_eq!(store.fx_rate("USD").await.unwrap(), None);
    let mut tx = store.begin(crate::TEST).await.unwrap();
    for quote in [quote("b", "1", 2), quote("a", "3020.82", 5), quote("a", "9", 4)] {
        tx.put_quote(&quote).await.unwrap();
    }
    for rate in [rate("1.0812", 5), rate("2", 4)] {
        tx.put_fx_rate(&rate).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(store.quotes().await.unwrap(), [quote("a", "3020.82", 5), quote("b", "1", 2)]);
    assert_eq!(store.fx_rate("USD").await.unwrap(), Some(rate("1.0812", 5)));
    let mut tx = store.begin(crate::TEST).await.unwrap();
    tx.put_quote(&quote("a", "3021", 6)).await.unwrap();
    tx.put_fx_rate(&rate("1.1", 6)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(store.quotes().await.unwrap()[0], quote("a", "3021", 6));
    assert_eq!(store.fx_rate("USD").await.unwrap(), Some(rate("1.1", 6)));
}
