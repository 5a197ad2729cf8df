//! Transfers and the receipt of one.

use super::texts;

texts! {
    /// The list and the receipt.
    Transfers {
        title: "Transfers" | "Überweisungen";
        export: "Export CSV" | "Als CSV";
        export_these: "Export these as CSV" | "Diese als CSV";
        filter: "Filter transfers" | "Überweisungen filtern";
        wallet: "Wallet" | "Wallet";
        all_wallets: "All wallets" | "Alle Wallets";
        status: "Status" | "Status";
        every_status: "Every status" | "Jeder Status";
        show: "Show" | "Zeigen";
        newest_first: "Transfers, newest first" | "Überweisungen, neueste zuerst";
        to: "To" | "An";
        by_and_when: "By and when" | "Wer und wann";
        amount: "Amount" | "Betrag";
        action: "Action" | "Aktion";
        you: "You" | "Sie";
        withdraw: "Withdraw" | "Zurückziehen";
        withdraw_what(amount, to): "{amount} to {to}" | "{amount} an {to}";
        withdraw_title: "Withdraw this transfer?" | "Diese Überweisung zurückziehen?";
        withdraw_text(amount, to, wallet): "{amount} to {to}. Nothing has left {wallet}."
            | "{amount} an {to}. {wallet} hat noch nichts verlassen.";
        keep: "Keep" | "Behalten";
        withdrawn(amount): "The transfer of {amount} is withdrawn. Nothing has left the wallet."
            | "Die Überweisung von {amount} ist zurückgezogen. Nichts hat das Wallet verlassen.";
        too_late: "It was too late to withdraw it: it is being sent or has ended."
            | "Zum Zurückziehen war es zu spät: Sie wird gesendet oder ist beendet.";
        not_yours: "Only the owner and whoever asked for it can withdraw it."
            | "Zurückziehen kann nur, wem das Wallet gehört oder wer sie beauftragt hat.";
        empty_title: "No transfers yet" | "Noch keine Überweisungen";
        empty: "What you and your family send shows up here, with every step."
            | "Was Sie und Ihre Familie senden, steht dann hier, mit jedem Schritt.";
        send: "Send" | "Senden";
        none_title: "None like this" | "Keine dabei";
        none: "Other transfers are there." | "Andere Überweisungen gibt es.";
        show_all: "Show all transfers" | "Alle Überweisungen zeigen";
        newest(count): "The newest {count}" | "Die neuesten {count}";
        older_rows(count): "{count} older ones" | "{count} ältere";
        older: "Older" | "Ältere";
        to_newest: "Newest" | "Neueste";
        receipt_of(amount): "Transfer of {amount}" | "Überweisung von {amount}";
        printed(when): "Receipt, printed {when}" | "Beleg, gedruckt {when}";
        sends(name): "{name} sends" | "{name} sendet";
        you_send: "You send" | "Sie senden";
        sent(name): "{name} sent" | "{name} hat gesendet";
        you_sent: "You sent" | "Sie haben gesendet";
        not_sent: "Not sent" | "Nicht gesendet";
        to_short(short): "to {short}" | "an {short}";
        progress: "Progress" | "Verlauf";
        details: "Details" | "Angaben";
        from: "From" | "Von";
        asked_by: "Asked by" | "Beauftragt von";
        fee: "Network fee" | "Netzwerk\u{ad}gebühr";
        transaction: "Transaction" | "Transaktion";
        reference: "Reference" | "Nummer";
        print: "Print receipt" | "Beleg drucken";
        asked: "Asked the bank" | "Bei der Bank angefragt";
        asked_plain: "Asked for" | "Beauftragt";
        asked_waits: "A person at the bank looks at it first. Nothing has left the wallet."
            | "Jemand bei der Bank sieht es sich zuerst an. Nichts hat das Wallet verlassen.";
        approved: "Approved" | "Freigegeben";
        approved_bank: "The bank said yes." | "Die Bank hat zugestimmt.";
        approved_limit: "Within the limit." | "Innerhalb der Grenze.";
        slow: "Sending takes longer than usual" | "Das Senden dauert länger als sonst";
        slow_text: "You need not do anything. It will not be sent twice."
            | "Sie müssen nichts tun. Es wird nicht doppelt gesendet.";
        slow_looked_at: "A person at the bank is looking at it. You need not do anything. It will not be sent twice."
            | "Jemand bei der Bank sieht es sich an. Sie müssen nichts tun. Es wird nicht doppelt gesendet.";
        sent_looked_at: "It takes longer than usual to be confirmed, and a person at the bank is looking at it. It will not be sent twice."
            | "Die Bestätigung dauert länger als sonst, und jemand bei der Bank sieht es sich an. Es wird nicht doppelt gesendet.";
        on_hold: "On hold" | "Angehalten";
        hold_paused: "The bank has paused sending. It goes on by itself after that. Nothing has left the wallet."
            | "Die Bank hat das Senden angehalten. Danach geht es von selbst weiter. Nichts hat das Wallet verlassen.";
        hold_frozen(wallet): "The bank has frozen {wallet}. It goes on by itself when the freeze ends. Nothing has left the wallet."
            | "Die Bank hat {wallet} eingefroren. Danach geht es von selbst weiter. Nichts hat das Wallet verlassen.";
        being_sent: "Being sent" | "Wird gesendet";
        being_sent_text: "The bank is sending it. It can no longer be withdrawn."
            | "Die Bank sendet es. Es kann nicht mehr zurückgezogen werden.";
        step_sent: "Sent" | "Gesendet";
        sent_text: "It is on its way on the network and can no longer be stopped."
            | "Es ist im Netzwerk unterwegs und kann nicht mehr aufgehalten werden.";
        sent_follows: "Usually confirmed within a minute; this page follows by itself."
            | "Meist in einer Minute bestätigt; diese Seite folgt von selbst.";
        confirmed: "Confirmed" | "Bestätigt";
        confirmed_text: "It has arrived." | "Es ist angekommen.";
        not_approved: "Not approved" | "Abgelehnt";
        rejected: "Nothing has left the wallet." | "Nichts hat das Wallet verlassen.";
        ended: "Withdrawn" | "Zurückgezogen";
        ended_withdrawn: "It was withdrawn. Nothing has left the wallet." | "Es wurde zurückgezogen. Nichts hat das Wallet verlassen.";
        ended_access: "Access to the wallet ended before it was sent. Nothing has left the wallet."
            | "Der Zugriff auf das Wallet endete, bevor es gesendet wurde. Nichts hat das Wallet verlassen.";
        ended_you: "You withdrew it. Nothing has left the wallet." | "Sie haben es zurückgezogen. Nichts hat das Wallet verlassen.";
        ended_by(name): "{name} withdrew it. Nothing has left the wallet." | "{name} hat es zurückgezogen. Nichts hat das Wallet verlassen.";
        ended_bank: "The bank withdrew it. Nothing has left the wallet." | "Die Bank hat es zurückgezogen. Nichts hat das Wallet verlassen.";
        ended_froze_you: "You froze the wallet. Nothing has left it." | "Sie haben das Wallet eingefroren. Nichts hat es verlassen.";
        ended_froze(name): "{name} froze the wallet. Nothing has left it." | "{name} hat das Wallet eingefroren. Nichts hat es verlassen.";
        ended_frozen: "The owner froze the wallet. Nothing has left it." | "Das Wallet wurde eingefroren. Nichts hat es verlassen.";
        failed: "Failed" | "Fehlgeschlagen";
        failed_reverted: "The network did not accept it. The amount stays in the wallet; the fee is spent."
            | "Das Netzwerk hat es nicht angenommen. Der Betrag bleibt im Wallet; die Gebühr ist weg.";
        failed_low: "There was not enough in the wallet when it was sent. Nothing has left the wallet."
            | "Beim Senden war nicht genug im Wallet. Nichts hat das Wallet verlassen.";
        failed_unsent(reference): "It could not be sent. Nothing has left the wallet. Try again, or ask us with reference {reference}."
            | "Es konnte nicht gesendet werden. Nichts hat das Wallet verlassen. Versuchen Sie es noch einmal, oder fragen Sie uns mit der Nummer {reference}.";
        send_again: "Send again" | "Noch einmal senden";
        ask_bank: "Ask the bank" | "Die Bank fragen";
    }
}
