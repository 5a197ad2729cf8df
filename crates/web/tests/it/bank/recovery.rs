//! After a restore from a backup.

use api_types::{RecoveryState, TransferStatus};
use testkit::{TestBank, eventually, run};

use super::{Browser, waiting};

/// As if the database had been restored by other means than the bank's own; answers once custody's
/// record is read back.
async fn restore(bank: &TestBank) {
    let restored = &bank.server().assembly().bank;
    restored.begin_recovery_as_operator().await.unwrap();
    let dana = bank.person("dana");
    eventually("custody's record to be read back", async || {
        let recovery = dana.recovery().await.unwrap();
        (recovery.state == RecoveryState::Review).then_some(())
    })
    .await;
}

#[test]
fn people_look_through_and_decide_on_each_held_transfer() {
    run(async |bank| {
        let mut claire = Browser::of(bank, "claire").await;
        let (_, kept) = waiting(bank).await;
        let (_, gone) = waiting(bank).await;
        let path = "/bank/recovery";
        claire
            .get(path)
            .await
            .must_say("There is nothing to recover from");
        restore(bank).await;
        claire.get("/bank").await.must_say("See the recovery");
        let page = claire.get(path).await;
        for said in [
            "The records are read: look through the lists below",
            "The backup is of",
            "Nothing was sent after the backup.",
            "alice@example.com",
            &kept,
            &gone,
            "Release 0.06\u{a0}ETH?",
            "Withdraw 0.06\u{a0}ETH?",
            "It is held because the bank’s records were restored",
        ] {
            page.must_say(said);
        }
        // Each is asked about once more, before anything is sent.
        for id in [&kept, &gone] {
            for act in ["release", "withdraw"] {
                page.must_say(&format!("type=\"button\" popovertarget=\"{act}-{id}\""));
                page.must_say(&format!("popover id=\"{act}-{id}\""));
            }
        }
        let ended = claire.post(&page, path, &[("act", "end")]).await;
        ended.must_say("The bank goes on.");
        let page = claire.get(path).await;
        page.must_say("some transfers are still held");
        let again = claire.post(&page, path, &[("act", "end")]).await;
        again.must_say("There is nothing to recover from");

        let release = [("act", "release"), ("id", &*kept)];
        let released = claire.post(&page, path, &release).await;
        released.must_say("The transfer goes on.");
        let late = claire.post(&page, path, &release).await;
        late.must_say("Somebody was faster");
        let withdraw = [("act", "cancel"), ("id", &*gone)];
        let withdrawn = claire.post(&page, path, &withdraw).await;
        withdrawn.must_say("The transfer is withdrawn.");
        let alice = bank.person("alice");
        let state = async |id: &str| alice.transfer(id).await.unwrap().status;
        assert_eq!(state(&kept).await, TransferStatus::Pending);
        assert_eq!(state(&gone).await, TransferStatus::Cancelled);
        claire
            .get(path)
            .await
            .must_say("There is nothing to recover from");
    });
}
