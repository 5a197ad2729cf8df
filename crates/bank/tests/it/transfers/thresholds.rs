use bank::Refusal;
use bank::transfers::SendRequest;
use domain::approval::{LimitMode, SetBy};
use domain::asset;
use domain::money::parse_decimal;
use domain::network::Network;
use domain::transfer::Status;

use super::world::{World, refusal};

async fn verdict(world: &World, who: &bank::Caller, asset: &str, amount: &str) -> String {
    let wish = SendRequest {
        asset: Some(asset.to_owned()),
        ..world.wish(amount)
    };
    let transfer = world
        .bank()
        .send(who, &wish, None)
        .await
        .unwrap()
        .thing
        .transfer;
    let verdict = if transfer.status == Status::Pending {
        "waits"
    } else {
        "executes"
    };
    format!("{verdict} {}", transfer.decided_by_rule)
}

/// Gives Alice's wallet 5000 of a token.
fn hold_tokens(world: &World, symbol: &str) {
    let token = asset::find(Network::EthereumSepolia, symbol).unwrap();
    let amount = parse_decimal("5000", token.decimals()).unwrap();
    world.hold_token(symbol, token.decimals().0, amount);
}

#[tokio::test]
async fn the_owner_is_judged_by_the_banks_threshold() {
    let world = World::new().await;
    hold_tokens(&world, "USDC");
    hold_tokens(&world, "EURC");
    for (asset, amount, expected) in [
        ("eth", "0.049999999999999999", "executes bank_threshold"),
        ("eth", "0.05", "waits bank_threshold"),
        ("eth", "0.051", "waits bank_threshold"),
        ("usdc", "999.999999", "executes bank_threshold"),
        ("usdc", "1000", "waits bank_threshold"),
        ("eurc", "0.000001", "waits no_threshold"),
    ] {
        let judged = verdict(&world, &world.alice, asset, amount).await;
        assert_eq!(judged, expected, "{amount} {asset}");
    }
    world.check().await;
}

#[tokio::test]
async fn a_personal_limit_replaces_the_threshold() {
    let world = World::new().await;
    hold_tokens(&world, "USDC");
    let wallet = world.wallet.id;
    let limit = async |limit: Option<&str>| {
        world
            .test
            .share(&world.alice, wallet, "bob@example.com", "transfer", limit)
            .await;
    };
    limit(Some("0.01")).await;
    let bob = &world.bob;
    assert_eq!(
        verdict(&world, bob, "eth", "0.0099").await,
        "executes personal_limit"
    );
    assert_eq!(
        verdict(&world, bob, "eth", "0.01").await,
        "waits personal_limit"
    );
    assert_eq!(
        verdict(&world, bob, "usdc", "1").await,
        "waits limited_delegate_token"
    );
    limit(Some("0.5")).await;
    assert_eq!(
        verdict(&world, bob, "eth", "0.06").await,
        "executes personal_limit"
    );
    limit(Some("0")).await;
    assert_eq!(
        verdict(&world, bob, "eth", "0.0001").await,
        "waits personal_limit"
    );
    limit(None).await;
    assert_eq!(
        verdict(&world, bob, "eth", "0.049").await,
        "executes bank_threshold"
    );
    assert_eq!(
        verdict(&world, bob, "eth", "0.05").await,
        "waits bank_threshold"
    );
    assert_eq!(
        verdict(&world, bob, "usdc", "1").await,
        "executes bank_threshold"
    );
    world.check().await;
}

#[tokio::test]
async fn in_strictest_mode_the_lower_decides() {
    let world = World::with(|settings| settings.policy.limit_mode = LimitMode::Strictest).await;
    let wallet = world.wallet.id;
    world
        .test
        .share(
            &world.alice,
            wallet,
            "bob@example.com",
            "transfer",
            Some("0.01"),
        )
        .await;
    assert_eq!(
        verdict(&world, &world.bob, "eth", "0.0099").await,
        "executes personal_limit"
    );
    assert_eq!(
        verdict(&world, &world.bob, "eth", "0.01").await,
        "waits personal_limit"
    );
    let above = world.test.try_share(
        &world.alice,
        wallet,
        "bob@example.com",
        "transfer",
        Some("0.06"),
    );
    let refused = refusal(above.await);
    assert_eq!(
        refused,
        Refusal::LimitAboveThreshold {
            threshold: Some("0.05".to_owned())
        }
    );
    world.check().await;
}

#[tokio::test]
async fn a_changed_limit_touches_new_requests_only() {
    let world = World::new().await;
    let wallet = world.wallet.id;
    world
        .test
        .share(
            &world.alice,
            wallet,
            "bob@example.com",
            "transfer",
            Some("0.01"),
        )
        .await;
    let waiting = world.send(&world.bob, "0.02").await;
    assert_eq!(waiting.status, Status::Pending);
    world
        .test
        .share(
            &world.alice,
            wallet,
            "bob@example.com",
            "transfer",
            Some("0.04"),
        )
        .await;
    assert_eq!(world.status(waiting.id).await, Status::Pending);
    assert_eq!(
        world.send(&world.bob, "0.02").await.status,
        Status::Broadcasted
    );
    // The threshold is not judged again: what was approved goes, whatever the limit is now.
    world.approve(waiting.id).await.unwrap();
    assert_eq!(world.status(waiting.id).await, Status::Broadcasted);
    world.check().await;
}

#[tokio::test]
async fn a_preview_tells_the_threshold_that_applies_and_who_set_it() {
    let world = World::new().await;
    let wallet = world.wallet.id;
    let told = async |who: &bank::Caller, asset: &str| {
        let wish = SendRequest {
            asset: Some(asset.to_owned()),
            ..world.wish("0.001")
        };
        let preview = world.bank().preview_transfer(who, &wish).await.unwrap();
        let threshold = preview
            .threshold
            .map(|threshold| threshold.to_decimal(preview.asset.decimals()));
        (threshold, preview.threshold_set_by)
    };
    let is = |threshold: Option<&str>, by| (threshold.map(str::to_owned), by);
    let alice = &world.alice;
    assert_eq!(told(alice, "eth").await, is(Some("0.05"), SetBy::Bank));
    assert_eq!(told(alice, "eurc").await, is(None, SetBy::Bank));
    // Told also where the wallet holds too little.
    assert_eq!(told(alice, "usdc").await, is(Some("1000"), SetBy::Bank));
    world
        .test
        .share(alice, wallet, "bob@example.com", "transfer", Some("0.01"))
        .await;
    let bob = &world.bob;
    assert_eq!(told(bob, "eth").await, is(Some("0.01"), SetBy::WalletOwner));
    assert_eq!(told(bob, "usdc").await, is(None, SetBy::WalletOwner));
    world
        .test
        .share(alice, wallet, "bob@example.com", "transfer", None)
        .await;
    assert_eq!(told(bob, "eth").await, is(Some("0.05"), SetBy::Bank));
}
