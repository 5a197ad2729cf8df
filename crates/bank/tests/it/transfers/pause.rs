use bank::Refusal;

use super::world::{World, refusal};

#[tokio::test]
async fn employees_pause_and_resume_once_each() {
    let world = World::new().await;
    let bank = world.bank();
    assert_eq!(
        refusal(bank.pause(&world.alice, None).await),
        Refusal::Forbidden
    );
    assert_eq!(refusal(bank.resume(&world.alice).await), Refusal::Forbidden);
    let first = bank
        .pause(&world.claire, Some("Odd traffic."))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(first.paused_by, world.claire.email);
    assert_eq!(first.reason.as_deref(), Some("Odd traffic."));
    let second = bank.pause(&world.dana, None).await.unwrap().unwrap();
    assert_eq!(second, first, "pausing twice is pausing once");
    assert_eq!(bank.pause_state().await.unwrap(), Some(first));
    assert_eq!(bank.resume(&world.dana).await.unwrap(), None);
    assert_eq!(bank.resume(&world.dana).await.unwrap(), None);
    let by_operator = bank.pause_as_operator(None).await.unwrap().unwrap();
    assert_eq!(by_operator.paused_by, "operator");
    bank.resume_as_operator().await.unwrap();
    assert_eq!(world.test.audited("bank.paused").await, 2);
    assert_eq!(world.test.audited("bank.resumed").await, 2);
    let odd = refusal(bank.pause(&world.claire, Some("\u{202E}")).await);
    assert!(matches!(odd, Refusal::Invalid(_)));
}
