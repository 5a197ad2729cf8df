use bank::Refusal;
use bank::transfers::{PreviewOutcome, SendRequest};
use domain::transfer::Status;

use super::world::{OUTSIDE, World, refusal};
use crate::support::{Call, Person, eth, until};

#[tokio::test]
async fn a_small_transfer_is_on_its_way_when_the_answer_comes() {
    let world = World::new().await;
    let outcome = world.try_send(&world.alice, "0.01").await.unwrap();
    let transfer = outcome.transfer;
    assert_eq!(transfer.status, Status::Broadcasted);
    assert_eq!(outcome.message, "The transfer was sent.");
    assert!(transfer.tx_hash.is_some() && transfer.explorer_url.is_some());
    assert_eq!(
        world.steps(transfer.id).await,
        "approved submitting broadcasted"
    );
    assert_eq!(world.attempts(transfer.id).await, "accepted");

    world.confirm_all().await;
    assert_eq!(
        world.steps(transfer.id).await,
        "approved submitting broadcasted confirmed"
    );
    assert_eq!(world.executions(transfer.id).await, 1);
    world.check().await;
}

#[tokio::test]
async fn what_is_stored_is_what_custody_gets() {
    let world = World::new().await;
    let id = world.send(&world.alice, "0.012").await.id;
    let body = world.test.store.transfer_body(id).await.unwrap();
    let record = world.record(id).await;
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &body);
    assert_eq!(record.order.body_hash.as_bytes(), hash.as_ref());
    let executed = &world.test.custody.executions()[0];
    assert_eq!(executed.requested.to, OUTSIDE);
    assert_eq!(executed.requested.amount, Some(eth("0.012")));
    assert_eq!(
        executed.external_id,
        Some(id.to_string()),
        "without a key the transfer's id"
    );
    world.check().await;
}

#[tokio::test]
async fn refusals_store_and_send_nothing() {
    let world = World::new().await;
    let bank = world.bank();
    world
        .test
        .share(
            &world.alice,
            world.wallet.id,
            "bob@example.com",
            "view",
            None,
        )
        .await;
    let wish = world.wish("0.01");
    assert_eq!(
        refusal(bank.send(&world.bob, &wish, None).await),
        Refusal::Forbidden
    );
    assert_eq!(
        refusal(bank.send(&world.charlie, &wish, None).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(bank.send(&world.claire, &wish, None).await),
        Refusal::NotFound
    );
    assert_eq!(
        refusal(bank.preview_transfer(&world.charlie, &wish).await),
        Refusal::NotFound
    );
    let short = refusal(world.try_send(&world.alice, "1.000000000000000001").await);
    assert_eq!(
        short,
        Refusal::InsufficientFunds {
            available: eth("1"),
            available_text: "1".to_owned(),
            symbol: "ETH".to_owned(),
        }
    );
    bank.pause(&world.claire, None).await.unwrap();
    assert_eq!(
        refusal(world.try_send(&world.alice, "0.01").await),
        Refusal::Paused
    );
    bank.resume(&world.claire).await.unwrap();
    bank.freeze_wallet_for_bank(&world.claire, world.wallet.id)
        .await
        .unwrap();
    assert_eq!(
        refusal(world.try_send(&world.alice, "0.01").await),
        Refusal::WalletFrozen
    );

    let all = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), bank::Page::first(9));
    assert!(all.await.unwrap().rows.is_empty());
    assert_eq!(world.test.custody.count(Call::Submit), 0);
    assert_eq!(world.test.audited("transfer.requested").await, 0);
}

#[tokio::test]
async fn every_bad_field_is_named() {
    let world = World::new().await;
    let codes = |request: SendRequest| {
        let world = &world;
        async move {
            match refusal(world.bank().send(&world.alice, &request, None).await) {
                Refusal::Invalid(fields) => {
                    let named: Vec<_> = fields
                        .iter()
                        .map(|field| format!("{}:{}", field.field, field.code))
                        .collect();
                    named.join(" ")
                }
                other => panic!("{other:?}"),
            }
        }
    };
    let wallet = world.wallet.id;
    let wish = |to: &str, amount: &str, asset: Option<&str>| SendRequest {
        wallet,
        to_address: to.to_owned(),
        amount: amount.to_owned(),
        asset: asset.map(str::to_owned),
    };
    let all = codes(wish("0x12", "-1", Some("DOGE"))).await;
    assert_eq!(
        all,
        "asset:unknown_asset to_address:address_invalid amount:amount_not_decimal"
    );
    assert_eq!(codes(wish(OUTSIDE, "0", None)).await, "amount:amount_zero");
    let precise = "0.0000000000000000001";
    assert_eq!(
        codes(wish(OUTSIDE, precise, None)).await,
        "amount:amount_too_precise"
    );
    assert_eq!(
        codes(wish(OUTSIDE, "0.0000001", Some("usdc"))).await,
        "amount:amount_too_precise"
    );
    let zero = "0x0000000000000000000000000000000000000000";
    assert_eq!(
        codes(wish(zero, "1", None)).await,
        "to_address:address_zero"
    );
    let foreign = wish(OUTSIDE, "1", Some("Base:usdc"));
    assert_eq!(codes(foreign).await, "asset:unknown_asset");
    world.check().await;
}

#[tokio::test]
async fn a_preview_says_what_sending_would_do_and_writes_nothing() {
    let world = World::new().await;
    async fn judged(
        preview: impl Future<Output = bank::Result<bank::transfers::Preview>>,
    ) -> (PreviewOutcome, Option<&'static str>) {
        let preview = preview.await.unwrap();
        (preview.outcome, preview.reason.map(|reason| reason.code))
    }
    let wish = world.wish("0.01");
    let small = world
        .bank()
        .preview_transfer(&world.alice, &wish)
        .await
        .unwrap();
    assert_eq!(
        (small.outcome, small.max),
        (PreviewOutcome::Executes, Some(eth("1")))
    );
    assert_eq!(small.fee, None, "custody has no estimate");
    let wish = world.wish("0.05");
    let waits = judged(world.bank().preview_transfer(&world.alice, &wish)).await;
    assert_eq!(waits, (PreviewOutcome::Waits, Some("bank_threshold")));
    let wish = world.wish("2");
    let short = judged(world.bank().preview_transfer(&world.alice, &wish)).await;
    assert_eq!(short, (PreviewOutcome::Refused, Some("insufficient_funds")));
    world.bank().pause(&world.claire, None).await.unwrap();
    let wish = world.wish("0.01");
    let paused = judged(world.bank().preview_transfer(&world.alice, &wish)).await;
    assert_eq!(paused, (PreviewOutcome::Refused, Some("paused")));
    let all = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), bank::Page::first(9));
    assert!(all.await.unwrap().rows.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_hangs_up_changes_nothing() {
    let world = World::new().await;
    world.test.custody.hold(Call::Submit);
    let (bank, alice, wish) = (
        world.bank().clone(),
        world.alice.clone(),
        world.wish("0.01"),
    );
    let request = tokio::spawn(async move { bank.send(&alice, &wish, None).await });
    until("custody is called", async || {
        world.test.custody.count(Call::Submit) == 1
    })
    .await;
    request.abort();
    assert!(request.await.unwrap_err().is_cancelled());
    world.test.custody.release(Call::Submit);
    world.bank().finish_running().await;
    let all = world
        .test
        .store
        .transfer_queue_unscoped(Default::default(), bank::Page::first(9));
    let transfer = &all.await.unwrap().rows[0].transfer;
    assert_eq!(transfer.status, Status::Broadcasted);
    assert_eq!(world.test.custody.count(Call::Submit), 1);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_takes_long_is_not_waited_for() {
    let world = World::new().await;
    world.test.custody.hold(Call::Submit);
    let transfer = world
        .while_time_passes(world.send(&world.alice, "0.01"))
        .await;
    assert_eq!(transfer.status, Status::Submitting);
    world.test.custody.release(Call::Submit);
    world.bank().finish_running().await;
    assert_eq!(world.status(transfer.id).await, Status::Broadcasted);
    world.check().await;
}

#[tokio::test]
async fn a_wallet_that_is_being_opened_cannot_send_yet() {
    let world = World::new().await;
    world.test.custody.make_addresses_later();
    let bob = world.test.caller(Person::BOB).await;
    let command = bank::wallets::OpenWallet::default();
    let opening = world
        .while_time_passes(world.bank().open_wallet(&bob, &command, None))
        .await;
    let wish = world.wish_from(opening.unwrap().thing.id, "0.01");
    let refused = refusal(world.bank().send(&bob, &wish, None).await);
    assert_eq!(refused, Refusal::WalletNotReady);
}
