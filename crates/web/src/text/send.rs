//! Sending: details and review.

use super::texts;

texts! {
    /// From the details to the confirmation.
    Send {
        title: "Send" | "Senden";
        back: "Accounts" | "Konten";
        steps: "Steps" | "Schritte";
        step_details: "Details" | "Angaben";
        step_review: "Review" | "Prüfen";
        step_receipt: "Receipt" | "Beleg";
        from: "From" | "Von";
        shared_by(name): "Shared by {name}" | "Freigegeben von {name}";
        opening: "Being opened" | "Wird eröffnet";
        frozen_you: "You froze it" | "Von Ihnen eingefroren";
        frozen_owner(owner): "{owner} froze it" | "Von {owner} eingefroren";
        frozen_bank: "The bank froze it" | "Von der Bank eingefroren";
        not_known: "Not known" | "Nicht bekannt";
        to: "To" | "An";
        own_wallets: "Your wallets:" | "Ihre Wallets:";
        amount: "Amount" | "Betrag";
        max: "Max" | "Max.";
        max_hint: "All that can be sent" | "Alles, was gesendet werden kann";
        limit_hint(limit): "You can send less than {limit} at once. From {limit} on the bank looks first."
            | "Weniger als {limit} senden Sie sofort. Ab {limit} sieht die Bank zuerst hin.";
        coin_waits_hint: "The bank looks at every transfer of this coin first."
            | "Bei dieser Münze sieht die Bank bei jeder Überweisung zuerst hin.";
        waits_hint: "The bank looks at everything you send from this wallet first."
            | "Die Bank sieht sich alles an, was Sie aus diesem Wallet senden.";
        address_ok(short): "{short} is valid." | "{short} ist gültig.";
        address_known(count): "This wallet sent here {count} before." | "Dieses Wallet hat {count} hierhin gesendet.";
        once: "once" | "schon einmal";
        times(count): "{count} times" | "schon {count}-mal";
        address_first: "This wallet has not sent here lately." | "Dieses Wallet hat zuletzt nicht hierhin gesendet.";
        address_own(name): "It is the address of {name}." | "Es ist die Adresse von {name}.";
        address_self: "This is the wallet itself." | "Das ist das Wallet selbst.";
        address_hint: "The long number that begins with 0x. Copy it rather than type it."
            | "Die lange Nummer, die mit 0x beginnt. Lieber kopieren als abtippen.";
        address_checksum: "This address has a typing mistake: its capital letters do not fit. Copy it again."
            | "Diese Adresse hat einen Tippfehler: Ihre Großbuchstaben passen nicht. Kopieren Sie sie noch einmal.";
        address_wrong: "This is no address. It begins with 0x and has 40 more digits and letters from a to f."
            | "Das ist keine Adresse. Sie beginnt mit 0x und hat danach 40 Ziffern und Buchstaben von a bis f.";
        address_zero: "Nobody owns this address. What is sent there is lost."
            | "Diese Adresse gehört niemandem. Was dorthin gesendet wird, ist verloren.";
        address_contract: "This is the coin’s own program. What is sent there is lost."
            | "Das ist das Programm der Münze selbst. Was dorthin gesendet wird, ist verloren.";
        no_value: "No value in euro is known." | "Ein Wert in Euro ist nicht bekannt.";
        amount_wrong: "Write the amount in digits, such as 0.05." | "Schreiben Sie den Betrag in Ziffern, etwa 0,05.";
        amount_two_ways(typed, large, small): "{typed} can be read in two ways: write {large} or {small}."
            | "{typed} lässt sich zweifach lesen: Schreiben Sie {large} oder {small}.";
        amount_separators: "Write decimals after a point, such as 1.5, and thousands such as 1,000.00."
            | "Schreiben Sie Nachkommastellen nach einem Komma, etwa 1,5, und Tausender wie 1.000,00.";
        amount_zero: "The amount must be more than 0." | "Der Betrag muss mehr als 0 sein.";
        amount_precise: "This coin has fewer decimals." | "Diese Münze hat weniger Nachkommastellen.";
        amount_over(max): "At most {max} can be sent now, the fee left aside."
            | "Höchstens {max} können jetzt gesendet werden, ohne die Gebühr.";
        amount_over_some: "There is not enough in this wallet." | "So viel ist nicht im Wallet.";
        what_happens: "What will happen" | "Was geschieht";
        fee_about: "Network fee, about" | "Netzwerk\u{ad}gebühr, ungefähr";
        at_most: "You can send up to" | "Sie können senden bis";
        mend: "Mend what is marked first." | "Berichtigen Sie zuerst, was markiert ist.";
        fill_in: "Fill in to whom and how much." | "Geben Sie an, an wen und wie viel.";
        executes: "This will be sent at once." | "Das wird sofort gesendet.";
        waits_limit(limit): "This will wait for the bank. Your limit for this wallet is {limit}; from there on a person at the bank looks first."
            | "Das wartet auf die Bank. Ihre Grenze für dieses Wallet beträgt {limit}; ab da sieht jemand bei der Bank zuerst hin.";
        waits_bank(limit): "This will wait for the bank. From {limit} on a person at the bank looks first."
            | "Das wartet auf die Bank. Ab {limit} sieht jemand bei der Bank zuerst hin.";
        waits_always: "This will wait for the bank. A person there looks at every transfer like this first."
            | "Das wartet auf die Bank. Überweisungen wie diese sieht sich dort immer zuerst jemand an.";
        review: "Review" | "Prüfen";
        nothing_yet: "Nothing is sent yet." | "Noch wird nichts gesendet.";
        paused_title: "The bank has paused sending." | "Die Bank hat das Senden angehalten.";
        paused: "Your money is where it was. What already waits keeps its place and goes on by itself."
            | "Ihr Geld ist, wo es war. Was schon wartet, behält seinen Platz und geht von selbst weiter.";
        paused_rest_title: "Nothing yet." | "Noch nichts.";
        paused_rest: "As soon as the pause ends, you can review and send. What you typed stays here."
            | "Sobald es weitergeht, können Sie prüfen und senden. Ihre Eingaben bleiben hier.";
        paused_more: "What this means" | "Was das heißt";
        again: "Try again" | "Noch einmal";
        wallet_frozen: "This wallet is frozen: nobody can send from it." | "Dieses Wallet ist eingefroren: Niemand kann daraus senden.";
        wallet_opening: "This wallet is still being opened." | "Dieses Wallet wird noch eröffnet.";
        asset_blocked: "This coin cannot be sent for now; the bank is looking into it."
            | "Diese Münze kann gerade nicht gesendet werden; die Bank klärt das.";
        not_possible: "This cannot be sent right now." | "Das kann gerade nicht gesendet werden.";
        none_title: "Nothing to send from" | "Nichts, woraus Sie senden können";
        none: "Open a crypto account first. Euro accounts only receive for now."
            | "Eröffnen Sie zuerst ein Kryptokonto. Eurokonten empfangen vorerst nur.";
        none_ready_title: "Nothing can be sent right now" | "Gerade kann nichts gesendet werden";
        none_ready: "Every wallet that you could send from is frozen or still being opened."
            | "Alle Wallets, aus denen Sie senden könnten, sind eingefroren oder werden noch eröffnet.";
        none_ready_go: "See your accounts" | "Zu Ihren Konten";
        none_go: "New crypto account" | "Neues Kryptokonto";
        review_title: "Review" | "Prüfen";
        review_back: "Change details" | "Angaben ändern";
        you_send: "You send" | "Sie senden";
        network: "Network" | "Netzwerk";
        test_network: "a test network: its coins have no market value" | "ein Testnetz: Seine Münzen haben keinen Marktwert";
        first_time: "This wallet has not sent to this address lately. Compare it once more with where you have it from."
            | "Dieses Wallet hat zuletzt nicht an diese Adresse gesendet. Vergleichen Sie sie noch einmal mit der Quelle.";
        at_once_title: "It is sent at once" | "Es wird sofort gesendet";
        at_once(amount): "{amount} goes out as soon as you confirm." | "{amount} gehen hinaus, sobald Sie bestätigen.";
        at_once_limit(amount, limit): "{amount} is under your limit of {limit}, so it goes out as soon as you confirm."
            | "{amount} liegen unter Ihrer Grenze von {limit} und gehen hinaus, sobald Sie bestätigen.";
        at_once_bank(amount, limit): "{amount} is under the bank’s limit of {limit}, so it goes out as soon as you confirm."
            | "{amount} liegen unter der Grenze der Bank von {limit} und gehen hinaus, sobald Sie bestätigen.";
        at_once_then: "Once sent it cannot be called back." | "Einmal gesendet, lässt es sich nicht zurückholen.";
        looks_title: "The bank will look at this first" | "Die Bank prüft diese Überweisung zuerst";
        looks_limit(wallet, limit, owner, amount): "Your limit for {wallet} is {limit}, set by {owner}. You are sending {amount}, so a person at the bank has to approve it."
            | "Ihre Grenze für {wallet} beträgt {limit}, festgelegt von {owner}. Sie senden {amount}, deshalb muss jemand bei der Bank zustimmen.";
        looks_bank(amount, limit): "You are sending {amount}. From {limit} on, the bank’s limit, a person there has to approve it."
            | "Sie senden {amount}. Ab {limit}, der Grenze der Bank, muss dort jemand zustimmen.";
        looks_coin: "A person at the bank looks at every transfer of this coin first."
            | "Bei dieser Münze sieht sich jemand bei der Bank jede Überweisung zuerst an.";
        looks_delegate: "What you send of this coin from a shared wallet, a person at the bank looks at first."
            | "Was Sie von dieser Münze aus einem geteilten Wallet senden, sieht sich zuerst jemand bei der Bank an.";
        looks_then: "Until then nothing leaves the wallet, and you can withdraw it. After approval it is sent by itself and cannot be called back."
            | "Bis dahin verlässt nichts das Wallet, und Sie können die Überweisung zurückziehen. Nach der Zustimmung wird sie von selbst gesendet und lässt sich nicht zurückholen.";
        looks_then_shared(owner): "Until then nothing leaves the wallet, and you or {owner} can withdraw it. After approval it is sent by itself and cannot be called back."
            | "Bis dahin verlässt nichts das Wallet, und Sie oder {owner} können die Überweisung zurückziehen. Nach der Zustimmung wird sie von selbst gesendet und lässt sich nicht zurückholen.";
        refused_title: "This cannot be sent as it is" | "So kann das nicht gesendet werden";
        changed_title: "It is no longer as you reviewed it" | "Es ist nicht mehr, wie Sie es geprüft haben";
        changed: "This page was used for another transfer before. Go back to the details and review it again."
            | "Diese Seite hat schon zu einer anderen Überweisung gehört. Gehen Sie zu den Angaben zurück und prüfen Sie noch einmal.";
        send_do(amount): "Send {amount}" | "{amount} senden";
        ask_do(amount): "Ask the bank to send {amount}" | "Bank um Zustimmung für {amount} bitten";
    }
}
