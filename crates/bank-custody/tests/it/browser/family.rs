//! The walkthrough of the public tutorial by clicks, parts 1 to 6: Alice opens and shares, Bob and
//! Charlie arrive, Charlie sends, the bank decides, Alice takes the access back.

use std::sync::Arc;

use super::{Look, Person, Role, Scheme, Site};

/// What only the receipt of a confirmed transfer says; the word alone is also that of a step to come.
pub(super) const ARRIVED: &str = "It has arrived";

#[tokio::test]
async fn a_family_banks_by_clicks() {
    walk(Look::LAPTOP).await;
}

#[tokio::test]
async fn a_family_banks_without_javascript() {
    walk(Look {
        javascript: false,
        ..Look::LAPTOP
    })
    .await;
}

async fn walk(look: Look) {
    let Some(site) = Site::open(&[]).await else {
        return;
    };
    let alice = site.browser("Alice", look).await;
    alice.goes_to("/").await;
    alice.pictures_the_window("window-1-landing").await;
    alice.signs_in().await;
    for wallet in ["Alice’s Wallet", "Charlie’s Wallet"] {
        opens_a_wallet(&alice, wallet).await;
        gets_test_coins(&alice, wallet).await;
    }
    alice.pictures("family-1-alice").await;
    shares(&alice, "Alice’s Wallet", "bob", None).await;
    shares(&alice, "Charlie’s Wallet", "bob", None).await;
    shares(&alice, "Charlie’s Wallet", "charlie", Some("0.01")).await;
    alice.pictures("family-2-shared").await;

    let bob = site.browser("Bob", look).await;
    bob.signs_in().await;
    bob.reads("Shared by Alice").await;
    opens_a_wallet(&bob, "Bob’s Wallet").await;
    let address = address(&bob, "Bob’s Wallet").await;
    shares(&bob, "Bob’s Wallet", "alice", None).await;
    bob.pictures("family-3-bob").await;
    bob.leaves().await;

    let charlie = site.browser("Charlie", look).await;
    charlie.signs_in().await;
    charlie.reads("Charlie’s Wallet").await;
    assert!(!charlie.sees("Alice’s Wallet").await);
    reviews(&charlie, &address, "0.001").await;
    charlie.pictures("family-4-review").await;
    charlie.pictures_the_window("window-3-review").await;
    charlie.clicks(Role::Button, "Send 0.001 ETH").await;
    charlie.comes_to_read(ARRIVED).await;
    charlie.pictures("family-4-receipt").await;

    let claire = site.browser("Claire", look).await;
    claire.signs_in().await;
    claire.clicks(Role::Link, "Approvals").await;
    claire.reads("Nothing waits for you").await;
    approves(&claire, &charlie, &address).await;
    rejects(&claire, &charlie, &address).await;
    claire.leaves().await;
    alice.goes_to("/accounts").await;
    alice.pictures_the_window("window-2-accounts").await;
    alice.shows(390, Scheme::Light).await;
    alice.pictures_the_window("window-6-phone").await;
    alice.shows(1280, Scheme::Light).await;
    revokes(&alice, &charlie).await;
    alice.leaves().await;
    charlie.leaves().await;
    assert_eq!(executed(&site, &address).await, 2);
    site.close().await;
}

/// Part 5: what waits appears in the queue, and the approval on the receipt, while both only look.
async fn approves(claire: &Person, charlie: &Person, address: &str) {
    claire.marks_the_page().await;
    asks(charlie, address, "0.02").await;
    charlie.pictures("family-5-waits").await;
    claire.comes_to_read("Charlie").await;
    claire.was_not_reloaded().await;
    claire.pictures("family-5-queue").await;
    claire.clicks(Role::Link, "Charlie").await;
    claire.reads("asks to send").await;
    claire.pictures_the_window("window-5-approvals").await;
    charlie.marks_the_page().await;
    decides(claire, "Approve", "Asked Alice on the phone.").await;
    claire.pictures("family-5-approved").await;
    charlie.comes_to_read(ARRIVED).await;
    charlie.was_not_reloaded().await;
    charlie.pictures("family-5-receipt").await;
    charlie.pictures_the_window("window-4-receipt").await;
}

/// Part 6, first half: the bank says no and why.
async fn rejects(claire: &Person, charlie: &Person, address: &str) {
    asks(charlie, address, "0.01").await;
    claire.goes_to("/bank/approvals").await;
    claire.comes_to_read("Charlie").await;
    decides(claire, "Reject", "Too close to the limit.").await;
    charlie.comes_to_read("Too close to the limit.").await;
    charlie.pictures("family-6-rejected").await;
}

/// Part 6, second half: what waits is withdrawn with the access.
async fn revokes(alice: &Person, charlie: &Person) {
    alice.clicks(Role::Link, "Family").await;
    alice.clicks(Role::Button, "Remove Charlie").await;
    alice.pictures("family-6-remove").await;
    alice.confirms("Remove Charlie").await;
    alice
        .reads("no longer has access to Charlie’s Wallet")
        .await;
    charlie.goes_to("/accounts").await;
    charlie.reads("Accounts").await;
    assert!(!charlie.sees("0.9").await, "nothing is left of the wallet");
    charlie.pictures("family-6-revoked").await;
}

pub(super) async fn opens_a_wallet(person: &Person, name: &str) {
    person.goes_to("/accounts").await;
    person.clicks(Role::Disclosure, "New crypto account").await;
    person.fills("Name", name).await;
    person.clicks(Role::Button, "Open account").await;
    person.comes_to_read(name).await;
}

async fn gets_test_coins(person: &Person, wallet: &str) {
    person.comes_to_read("Get test coins").await;
    person
        .clicks_in(wallet, Role::Button, "Get test coins")
        .await;
    person.reads("for testing has arrived").await;
}

async fn shares(owner: &Person, wallet: &str, with: &str, limit: Option<&str>) {
    owner.goes_to("/family").await;
    owner.chooses("Wallet", wallet).await;
    let email = format!("{with}@example.com");
    owner.fills("Their email", &email).await;
    owner.picks("View, send").await;
    if let Some(limit) = limit {
        owner.fills("The bank looks from", limit).await;
    }
    owner.clicks(Role::Button, "Share wallet").await;
    let mut name = with.to_owned();
    name[..1].make_ascii_uppercase();
    owner
        .reads(&format!("{wallet} is shared with {name}"))
        .await;
}

/// The full address on the wallet's page.
async fn address(person: &Person, wallet: &str) -> String {
    person.goes_to("/accounts").await;
    person.clicks(Role::Link, wallet).await;
    person.reads("Receive").await;
    let text = person.text().await;
    let start = text.find("0x").expect("an address");
    let digits = text[start..].split_whitespace().collect::<String>();
    digits.chars().take(42).collect()
}

/// Fills the form and goes on to the review.
pub(super) async fn reviews(person: &Person, to: &str, amount: &str) {
    person.goes_to("/send").await;
    person.fills("To", to).await;
    person.fills("Amount", amount).await;
    person.clicks(Role::Button, "Review").await;
    person.reads("You send").await;
}

/// Sends what has to wait.
pub(super) async fn asks(person: &Person, to: &str, amount: &str) {
    reviews(person, to, amount).await;
    let label = format!("Ask the bank to send {amount} ETH");
    person.clicks(Role::Button, &label).await;
    person.reads("Waiting for the bank").await;
}

/// Decides about Charlie's transfer, which is in the queue.
async fn decides(claire: &Person, what: &str, comment: &str) {
    claire.clicks(Role::Link, "Charlie").await;
    claire.reads("asks to send").await;
    claire.fills("Comment", comment).await;
    claire.clicks(Role::Button, what).await;
    claire.confirms(what).await;
    claire.reads("Nothing waits").await;
}

/// How many transfers to this address custody has executed.
pub(super) async fn executed(site: &Arc<Site>, address: &str) -> usize {
    let custody = site.demo().custody();
    custody.executions(Some(address)).await.len()
}
