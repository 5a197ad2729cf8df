//! Units of work: every write transaction of the bank by its name, `thing.deed`.

use store::UnitOfWork;

macro_rules! units {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        $($(#[$doc])* pub const $name: UnitOfWork = UnitOfWork::named($text);)+

        /// All of them.
        pub const ALL: &[UnitOfWork] = &[$($name),+];
    };
}

units! {
    /// A process takes its name and its boot number.
    REGISTER_NODE = "node.register";
    /// A process takes back what its earlier runs held.
    TAKE_BACK_LEASES = "node.take_back";
    /// The worker says that it runs.
    NOTE_WORKER = "node.seen";
    /// What is old enough is forgotten.
    KEEP_HOUSE = "house.keep";
    /// Exchange rates are stored.
    STORE_RATES = "rates.store";

    /// Somebody signed in for the first time, or with something new.
    MEET_PERSON = "person.meet";
    /// People whom the operator names are made known.
    ENSURE_PEOPLE = "person.ensure";
    /// Somebody's address is set free.
    RETIRE_PERSON = "person.retire";
    /// A customer gets euro accounts.
    OPEN_FIAT_ACCOUNTS = "fiat.open";
    /// A deed that changes no row is written to the audit.
    RECORD_DEED = "audit.record";
    /// A batch of the audit is sealed.
    SEAL_AUDIT = "audit.seal";
    /// One node takes it upon itself to tell the head of the audit.
    TELL_AUDIT_HEAD = "audit.tell_head";
    /// What by our books cannot be is written down.
    RAISE_ALERT = "alert.raise";
    /// An employee has looked at an alert.
    ACKNOWLEDGE_ALERT = "alert.acknowledge";

    /// A wallet is asked for.
    ORDER_WALLET = "wallet.order";
    /// One node takes up a wallet that is being opened.
    TAKE_UP_OPENING = "wallet.take_up";
    /// The next attempt to open a wallet comes sooner.
    HASTEN_OPENING = "wallet.hasten";
    /// An attempt to open a wallet ended without one.
    POSTPONE_OPENING = "wallet.postpone";
    /// Custody made a wallet that has no address yet.
    NOTE_CUSTODY_WALLET = "wallet.made";
    /// A wallet has its address.
    OPEN_WALLET = "wallet.open";
    /// A wallet gets another name.
    RENAME_WALLET = "wallet.rename";
    /// A wallet is frozen, or not any more.
    FREEZE_WALLET = "wallet.freeze";
    /// One caller takes it upon itself to read balances.
    TAKE_UP_BALANCE = "balance.take_up";
    /// The copy of balances is replaced.
    STORE_BALANCE = "balance.store";
    /// Balances could not be read.
    NOTE_BALANCE_FAILURE = "balance.fail";

    /// A wallet is shared.
    GRANT_DELEGATION = "delegation.grant";
    /// A wallet is not shared any more.
    REVOKE_DELEGATION = "delegation.revoke";

    /// A transfer is asked for.
    SEND_TRANSFER = "transfer.send";
    /// A transfer is approved or rejected.
    DECIDE_TRANSFER = "transfer.decide";
    /// A transfer is withdrawn.
    CANCEL_TRANSFER = "transfer.cancel";
    /// A transfer becomes `submitting`, with its attempt and its lease.
    TAKE_UP_TRANSFER = "transfer.take_up";
    /// The lease of a transfer is renewed.
    RENEW_LEASE = "transfer.renew";
    /// What an attempt came to is booked.
    RECORD_ANSWER = "transfer.record_answer";
    /// What came of looking for a transfer at custody is booked.
    LOOK_UP_TRANSFER = "transfer.look_up";
    /// What custody has under the external id of a transfer is booked.
    FETCH_DUPLICATE = "transfer.fetch_duplicate";
    /// One node takes up a transfer that custody has.
    TAKE_UP_POLL = "transfer.take_up_poll";
    /// How a transfer goes on at custody is booked.
    BOOK_POLL = "transfer.poll";
    /// One node takes up a transfer that somebody asked to check.
    TAKE_UP_CHECK = "transfer.take_up_check";

    /// A notice is stored.
    STORE_NOTICE = "notice.store";
    /// One node takes up a notice.
    TAKE_UP_NOTICE = "notice.take_up";
    /// A notice is worked on, or postponed.
    END_NOTICE = "notice.end";
    /// People who look on hear of a movement.
    ANNOUNCE_MOVEMENT = "notice.announce";

    /// One node takes up a wallet whose books are compared.
    TAKE_UP_COMPARISON = "comparison.take_up";
    /// A comparison ended.
    END_COMPARISON = "comparison.end";
    /// It is written down since when all wallets are compared.
    NOTE_COMPARED = "comparison.note";
    /// One node takes it upon itself to look for wallets that are not ours.
    SEEK_ORPHANS = "orphans.seek";
    /// Wallets that are not ours could not be looked for.
    POSTPONE_ORPHANS = "orphans.postpone";

    /// A process takes calls of the budget, gives some back, or closes it.
    TAKE_CALLS = "calls.take";
    /// It is written down that custody answers, or that it does not.
    NOTE_CUSTODY_ANSWER = "custody.answered";
    /// Custody takes transfers again: what waited for that goes on.
    END_TROUBLE = "custody.end_trouble";
    /// Custody refused a transfer of one wallet.
    COUNT_DENIAL = "custody.count_denial";
    /// Custody took a transfer after it had refused some.
    END_DENIALS = "custody.end_denials";
    /// The executor stops because custody does not let the bank in.
    STOP_EXECUTOR = "custody.stop";
    /// The executor goes on.
    LET_EXECUTOR_GO_ON = "custody.go_on";

    /// The bank is paused, or not any more.
    PAUSE_BANK = "bank.pause";
    /// A restored bank is paused, and what was open is held.
    BEGIN_RECOVERY = "recovery.begin";
    /// A wallet's transfers are read back.
    NOTE_READ_BACK = "recovery.note_wallet";
    /// All wallets are read back.
    FINISH_READING_BACK = "recovery.finish_reading";
    /// Somebody ends the recovery.
    END_RECOVERY = "recovery.end";
    /// A transfer that is further on at custody is booked.
    RECOVER_TRANSFER = "transfer.recover";
    /// A transfer that only custody knew is stored.
    TAKE_IN_TRANSFER = "transfer.take_in";
    /// A held transfer is released.
    RELEASE_TRANSFER = "transfer.release";
    /// A held transfer is cancelled.
    CANCEL_HELD_TRANSFER = "transfer.cancel_held";
}
