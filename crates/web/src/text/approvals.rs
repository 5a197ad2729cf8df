//! The bank's decisions: queue, decision, decided ones and their records, what needs attention.

use super::texts;

texts! {
    /// Queue, decision, decided list, record, needs attention.
    Approvals {
        title: "Approvals" | "Freigaben";
        rooms: "Transfers of customers" | "Überweisungen der Kunden";
        waiting: "Waiting" | "Warten";
        decided: "Decided" | "Entschieden";
        attention: "Needs attention" | "Zu klären";
        queue: "Waiting transfers" | "Wartende Überweisungen";
        none_waiting: "Nothing waits." | "Nichts wartet.";
        waits_one: "1 waiting" | "1 wartet";
        waits(count): "{count} waiting · oldest first" | "{count} warten · älteste zuerst";
        later_one: "1 later one" | "1 spätere";
        later_rows(count): "{count} later ones" | "{count} spätere";
        later: "Later" | "Spätere";
        to_oldest: "The oldest" | "Die ältesten";
        all_done_title: "Nothing waits for you" | "Nichts wartet auf Sie";
        all_done: "New transfers show up here by themselves." | "Neue Überweisungen erscheinen hier von selbst.";
        see_decided: "See what was decided" | "Entschiedenes ansehen";
        too_much: "More than the balance" | "Mehr als das Guthaben";

        asks(name): "{name} asks to send" | "{name} möchte senden";
        asked_to(name): "{name} asked to send" | "{name} wollte senden";
        asked_at(when): "asked {when}" | "{when} beauftragt";
        owner(name): "Owner {name}" | "Gehört {name}";
        balance_now(amount): "{amount} free now" | "{amount} jetzt frei";
        balance_after(amount): "{amount} after" | "{amount} danach";
        balance_short: "That is less than the amount." | "Das ist weniger als der Betrag.";
        balance_unknown: "Balance not known now" | "Guthaben gerade nicht bekannt";
        why_personal(name): "Here because of {name}’s own limit" | "Hier wegen des Limits für {name}";
        why_personal_text(owner, limit, amount): "{owner} set {limit} for this wallet. {amount} is not under it."
            | "{owner} hat {limit} für dieses Wallet festgelegt. {amount} liegt nicht darunter.";
        the_owner: "The owner" | "Wem es gehört";
        why_bank: "Here because of the bank’s limit" | "Hier wegen des Limits der Bank";
        why_bank_text(limit, amount): "From {limit} on, a person at the bank looks first. This is {amount}."
            | "Ab {limit} sieht zuerst ein Mensch in der Bank darauf. Dies sind {amount}.";
        why_no_limit: "Here because no limit is set for it" | "Hier, weil es dafür kein Limit gibt";
        why_no_limit_text(symbol): "The bank has set no limit for {symbol}, so a person always looks."
            | "Für {symbol} hat die Bank kein Limit festgelegt, daher sieht immer ein Mensch darauf.";
        why_token: "Here because the limit does not count for tokens" | "Hier, weil das Limit nicht für Token gilt";
        why_token_text(name): "{name} sends within a limit in the wallet’s own coin. Other coins always wait."
            | "{name} sendet mit einem Limit in der Währung des Wallets. Andere Währungen warten immer.";
        know: "What we know" | "Was wir wissen";
        this_address: "This address:" | "Diese Adresse:";
        address_ours: "a wallet of ours" | "ein Wallet unserer Bank";
        address_paid_once(owner, when): "paid once before from the wallets of {owner}, {when}."
            | "einmal von den Wallets von {owner} bezahlt, {when}.";
        address_paid(owner, count, when): "paid {count} times before from the wallets of {owner}, last {when}."
            | "schon {count}-mal von den Wallets von {owner} bezahlt, zuletzt {when}.";
        address_new(owner): "never paid before from the wallets of {owner}." | "noch nie von den Wallets von {owner} bezahlt.";
        others: "Other customers:" | "Andere Kunden:";
        others_paid_one: "one has sent to it." | "einer hat dorthin gesendet.";
        others_paid(count): "{count} have sent to it." | "{count} haben dorthin gesendet.";
        others_none: "nobody else has sent to it." | "sonst hat niemand dorthin gesendet.";
        history(confirmed, rejected, withdrawn): "{confirmed} confirmed in 30 days, {rejected} not approved, {withdrawn} withdrawn."
            | "{confirmed} bestätigt in 30 Tagen, {rejected} abgelehnt, {withdrawn} zurückgezogen.";
        you: "You:" | "Sie:";
        you_may: "no share in this transfer, so you may decide." | "nicht beteiligt, Sie dürfen also entscheiden.";
        frozen_now: "the wallet is frozen, so it cannot be approved. You can reject it."
            | "das Wallet ist eingefroren, daher ist keine Freigabe möglich. Ablehnen geht.";
        held_now: "sending is held just now, so it cannot be approved. You can reject it."
            | "das Senden ruht gerade, daher ist keine Freigabe möglich. Ablehnen geht.";
        conflict_title: "You may not decide this one" | "Hierüber dürfen Sie nicht entscheiden";
        conflict_initiator: "You asked for it yourself. A colleague can decide it." | "Sie haben es selbst beauftragt. Jemand aus dem Team kann entscheiden.";
        conflict_owner: "You own this wallet, or did when this was asked. A colleague can decide it."
            | "Das Wallet gehört Ihnen, oder gehörte Ihnen beim Auftrag. Jemand aus dem Team kann entscheiden.";
        conflict_delegate: "You have access to this wallet, or had when this was asked. A colleague can decide it."
            | "Sie haben Zugriff auf das Wallet, oder hatten ihn beim Auftrag. Jemand aus dem Team kann entscheiden.";
        conflict_destination: "The money goes to a wallet of your own. A colleague can decide it."
            | "Das Geld geht an ein Wallet von Ihnen. Jemand aus dem Team kann entscheiden.";
        conflict_email: "Your email is also that of a person who has a share in it. A colleague can decide it."
            | "Ihre E-Mail gehört auch einer beteiligten Person. Jemand aus dem Team kann entscheiden.";
        next: "Next in the queue" | "Nächste in der Reihe";
        comment: "Comment" | "Bemerkung";
        comment_note: "(the customer reads it on a rejection; needed to reject)" | "(bei einer Ablehnung liest es der Kunde; zum Ablehnen nötig)";
        comment_missing: "Say why: the customer reads it." | "Sagen Sie warum: Der Kunde liest es.";
        comment_long: "At most 1000 characters, without control characters." | "Höchstens 1000 Zeichen, ohne Steuerzeichen.";
        reject: "Reject" | "Ablehnen";
        approve(amount): "Approve {amount}" | "{amount} freigeben";
        approve_title(amount): "Approve and send {amount}?" | "{amount} freigeben und senden?";
        approve_text: "Exactly this is sent at once, and cannot be called back:" | "Genau dies wird sofort gesendet und kann nicht zurückgeholt werden:";
        approve_go: "Approve and send" | "Freigeben und senden";
        reject_title: "Reject this transfer?" | "Diese Überweisung ablehnen?";
        reject_text(amount, wallet): "{amount} stays in {wallet}. The customer reads your comment."
            | "{amount} bleibt in {wallet}. Der Kunde liest Ihre Bemerkung.";
        approved_flash(amount, name): "{amount} of {name} is approved and on its way." | "{amount} von {name}: freigegeben und unterwegs.";
        rejected_flash(amount, name): "{amount} of {name} is not approved. Nothing has left the wallet."
            | "{amount} von {name}: abgelehnt. Nichts hat das Wallet verlassen.";
        late_title: "Someone else was faster." | "Jemand war schneller.";
        late_approved(who, when): "{who} approved this {when}. Your decision was not saved."
            | "{who} hat dies {when} freigegeben. Ihre Entscheidung wurde nicht gespeichert.";
        late_rejected(who, when): "{who} rejected this {when}. Your decision was not saved."
            | "{who} hat dies {when} abgelehnt. Ihre Entscheidung wurde nicht gespeichert.";
        late_withdrawn(who): "{who} withdrew it in the meantime. Your decision was not saved."
            | "{who} hat sie inzwischen zurückgezogen. Ihre Entscheidung wurde nicht gespeichert.";
        late_gone: "It no longer waits. Your decision was not saved." | "Sie wartet nicht mehr. Ihre Entscheidung wurde nicht gespeichert.";
        you_wanted: "You wanted to" | "Sie wollten";
        wanted_approve: "Approve" | "Freigeben";
        wanted_reject: "Reject" | "Ablehnen";
        wanted_comment(comment): "with “{comment}”. Nobody has seen this." | "mit „{comment}“. Das hat niemand gesehen.";
        changed_title: "This is not what you saw." | "Das ist nicht, was Sie gesehen haben.";
        changed: "The transfer below is what waits. Look at it again; your decision was not saved."
            | "Es wartet die Überweisung unten. Sehen Sie noch einmal hin; Ihre Entscheidung wurde nicht gespeichert.";
        held_title: "Not approved yet." | "Noch nicht freigegeben.";
        held_paused: "The bank has paused sending. Approve it after the pause, or reject it now."
            | "Die Bank hat das Senden angehalten. Geben Sie danach frei, oder lehnen Sie jetzt ab.";
        held_frozen: "The wallet is frozen. Approve it after that, or reject it now." | "Das Wallet ist eingefroren. Geben Sie danach frei, oder lehnen Sie jetzt ab.";
        not_waiting: "It no longer waits for a decision." | "Sie wartet nicht mehr auf eine Entscheidung.";
        see_record: "See the record" | "Zum Beleg";

        decided_list: "Decided, newest first" | "Entschieden, neueste zuerst";
        decision: "Decision" | "Entscheidung";
        every_state: "Every state" | "Jeder Stand";
        decider: "Decided by" | "Entschieden von";
        decided_from: "Decided from" | "Entschieden von";
        any_decider: "By anyone" | "Von allen";
        export: "Export CSV" | "Als CSV sichern";
        filter_decided: "Filter decided transfers" | "Entschiedene filtern";
        none_decided_title: "Nothing decided here" | "Hier ist nichts entschieden";
        none_decided: "Each decision is kept here with its record." | "Jede Entscheidung steht hier mit ihrem Beleg.";
        every_decision: "Every decision" | "Alle Entscheidungen";
        approved: "Approved" | "Freigegeben";
        not_approved: "Not approved" | "Abgelehnt";

        record: "Record of a transfer" | "Beleg einer Überweisung";
        asked: "Asked" | "Beauftragt";
        section_decided: "Decided" | "Entschieden";
        section_sent: "Sent" | "Gesendet";
        who: "By" | "Von";
        rule: "Rule" | "Regel";
        what_was_sent: "What is sent" | "Was gesendet wird";
        body_hash_text: "SHA-256 of exactly what is sent" | "SHA-256 von genau dem, was gesendet wird";
        waits_still: "It waits for a decision." | "Sie wartet auf eine Entscheidung.";
        no_decision: "Nobody at the bank had to decide." | "In der Bank musste niemand entscheiden.";
        confirmed: "Confirmed" | "Bestätigt";
        withdrawn: "Withdrawn" | "Zurückgezogen";
        ended: "Ended" | "Beendet";
        by_owner(name): "{name}, owner of the wallet" | "{name}, Eigentum am Wallet";
        by_employee(name): "{name}, at the bank" | "{name}, in der Bank";
        by_nobody: "By itself: the right to send was gone" | "Von selbst: Das Recht zu senden war nicht mehr da";
        fee: "Fee" | "Gebühr";
        transaction: "Transaction" | "Transaktion";
        see_network: "See it on the network" | "Im Netz ansehen";
        not_sent: "It has not been sent." | "Sie wurde nicht gesendet.";
        reason: "Reason" | "Grund";
        value_on(eur, day): "{eur} on {day}" | "{eur} am {day}";
        printed(name, when): "Printed by {name}, {when}" | "Gedruckt von {name}, {when}";
        how_it_went: "How it went" | "Verlauf";
        print: "Print this record" | "Beleg drucken";
        print_hint: "To print this record, use your browser’s menu. The menu on the left stays off the paper."
            | "Zum Drucken das Menü des Browsers nutzen. Das Menü links bleibt weg.";
        decide: "Decide" | "Entscheiden";
        audit: "Its audit trail" | "Im Protokoll";

        checking: "Checking asks only. It never sends." | "Prüfen fragt nur nach. Es sendet nie.";
        check_again: "Check again" | "Noch einmal prüfen";
        checked_same: "Checked just now: still the same." | "Gerade geprüft: unverändert.";
        checked_moved(state): "Checked just now: it goes on. Now: {state}." | "Gerade geprüft: Es geht weiter. Stand: {state}.";
        check_failed: "The wallet service did not answer. Nothing has changed." | "Der Wallet-Dienst hat nicht geantwortet. Es hat sich nichts geändert.";
        reported: "Reported before" | "Gemeldet war";
        none_attention_title: "Nothing needs a look" | "Nichts ist zu klären";
        none_attention: "What takes longer than it should shows up here." | "Was länger dauert, als es sollte, steht dann hier.";
        held: "Held by the wallet service" | "Beim Wallet-Dienst angehalten";
        held_text: "It wants a second person of ours to agree there. Nothing is on the network. The amount stays reserved."
            | "Dort muss eine zweite Person von uns zustimmen. Im Netz ist noch nichts. Der Betrag bleibt reserviert.";
        lost: "Its transaction is no longer there" | "Ihre Transaktion ist nicht mehr da";
        lost_text: "The service reports an end without the transaction that it reported before. Do not ask the customer to send again: it may still arrive. The amount stays reserved."
            | "Der Dienst meldet ein Ende ohne die Transaktion, die er vorher gemeldet hat. Bitten Sie den Kunden nicht, noch einmal zu senden: Sie kann noch ankommen. Der Betrag bleibt reserviert.";
        replaced: "Another transaction took its place" | "Eine andere Transaktion steht an ihrer Stelle";
        replaced_text: "The service replaced the transaction by another one. Look on the network which of them arrived before you tell the customer anything. The amount stays reserved."
            | "Der Dienst hat die Transaktion durch eine andere ersetzt. Sehen Sie im Netz nach, welche angekommen ist, ehe Sie dem Kunden etwas sagen. Der Betrag bleibt reserviert.";
        aborted: "Given up by the wallet service" | "Vom Wallet-Dienst aufgegeben";
        aborted_text: "Its transaction may still be open on the network and may still arrive. Do not ask the customer to send again. The amount stays reserved."
            | "Ihre Transaktion kann im Netz noch offen sein und noch ankommen. Bitten Sie den Kunden nicht, noch einmal zu senden. Der Betrag bleibt reserviert.";
        refused: "Refused by the wallet service" | "Vom Wallet-Dienst abgelehnt";
        refused_text: "The service does not take this transfer for now. Nothing was sent. It is tried again once a minute."
            | "Der Dienst nimmt diese Überweisung gerade nicht an. Nichts wurde gesendet. Es wird jede Minute wieder versucht.";
        contradiction: "An answer that does not fit our books" | "Eine Antwort, die nicht zu unseren Büchern passt";
        contradiction_text: "The service reports something that cannot follow from what we booked. It will not be sent twice, and the amount stays reserved."
            | "Der Dienst meldet etwas, das aus unseren Buchungen nicht folgen kann. Sie wird nicht doppelt gesendet, und der Betrag bleibt reserviert.";
        damaged: "Its stored order is damaged" | "Der gespeicherte Auftrag ist beschädigt";
        damaged_text: "What is stored is no longer what was decided on, so it is not sent, and nobody waits for it. The amount stays reserved. Have the records examined. Once the order is mended it goes on by itself within a minute."
            | "Gespeichert ist nicht mehr das, worüber entschieden wurde. Darum wird sie nicht gesendet, und keine andere wartet auf sie. Der Betrag bleibt reserviert. Die Daten müssen untersucht werden. Ist der Auftrag wiederhergestellt, geht es innerhalb einer Minute von selbst weiter.";
        undecided: "Nobody can say yet whether it was sent" | "Noch kann niemand sagen, ob sie gesendet ist";
        undecided_text: "The service has given no clear answer for minutes. The same order is repeated until it does, it will not be sent twice, and the amount stays reserved. Do not ask the customer to send again."
            | "Der Dienst hat seit Minuten keine klare Antwort gegeben. Derselbe Auftrag wird wiederholt, bis sie kommt, sie wird nicht doppelt gesendet, und der Betrag bleibt reserviert. Bitten Sie den Kunden nicht, noch einmal zu senden.";
        odd: "An answer that we cannot read" | "Eine Antwort, die wir nicht deuten können";
        odd_text: "It may have been sent. It will not be sent twice, and the amount stays reserved."
            | "Sie kann gesendet sein. Sie wird nicht doppelt gesendet, und der Betrag bleibt reserviert.";
    }
}
