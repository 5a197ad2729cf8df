//! The bank's own rooms.

use super::texts;

texts! {
    /// Overview, queue, decisions, records, customers, audit trail.
    Bank {
        overview: "Overview" | "Übersicht";
        approvals: "Approvals" | "Freigaben";
        customers: "Customers" | "Kunden";
        audit: "Audit trail" | "Protokoll";
        the_bank: "The bank" | "Die Bank";
        back: "Back" | "Zurück";
        older: "Older" | "Ältere";
        show: "Show" | "Zeigen";
        to_start: "The newest" | "Die neuesten";
        from: "From" | "Von";
        to: "To" | "An";
        amount: "Amount" | "Betrag";
        asked_by: "Asked by" | "Beauftragt von";
        when: "When" | "Wann";
        now: "Now" | "Stand";

        pause: "Pause all sending" | "Alles Senden anhalten";
        pause_title: "Pause all sending?" | "Alles Senden anhalten?";
        pause_text: "For every customer: nothing new can be sent or approved. What is approved stays and is checked again after the pause. Rejecting and withdrawing still work."
            | "Für alle Kunden: Nichts Neues kann gesendet oder freigegeben werden. Freigegebenes bleibt und wird danach noch einmal geprüft. Ablehnen und Zurückziehen geht weiter.";
        pause_reason: "Why" | "Warum";
        paused_since(when, who): "All sending is paused since {when}, by {who}." | "Alles Senden ist angehalten seit {when}, von {who}.";
        paused_rest: "What is approved waits and goes on by itself after it. Rejecting and withdrawing still work."
            | "Freigegebenes wartet und geht danach von selbst weiter. Ablehnen und Zurückziehen geht weiter.";
        resume: "Go on sending" | "Weiter senden";
        resume_title: "Let sending go on?" | "Senden weitergehen lassen?";
        resume_text: "What is approved is checked again and then sent at once. Wallets that are frozen stay frozen."
            | "Freigegebenes wird noch einmal geprüft und dann sofort gesendet. Eingefrorene Wallets bleiben eingefroren.";
        resume_keep: "Keep the pause" | "Weiter anhalten";
        has_paused: "All sending is paused." | "Alles Senden ist angehalten.";
        has_resumed: "Sending goes on." | "Es wird wieder gesendet.";

        stat_waiting: "Waiting for a decision" | "Warten auf Entscheidung";
        stat_attention: "Need attention" | "Zu klären";
        stat_customers: "Customers" | "Kunden";
        stat_owed: "On their way" | "Unterwegs";
        stat_owed_text: "approved or being sent" | "freigegeben oder in Sendung";
        about(eur): "about {eur}" | "etwa {eur}";
        about_demo(eur): "about {eur}, at a made-up price" | "etwa {eur}, zu erfundenem Kurs";
        without_value(count): "{count} without a known value" | "{count} ohne bekannten Wert";
        never_sent_twice: "nothing is sent twice" | "nichts wird doppelt gesendet";
        known_people: "may sign in" | "können sich anmelden";
        per_day(symbol): "Confirmed per day, in {symbol}" | "Bestätigt je Tag, in {symbol}";
        chart_says(symbol, total): "Bar chart: {symbol} confirmed per day over the last 30 days, {total} in all."
            | "Balkendiagramm: {symbol}, bestätigt je Tag in den letzten 30 Tagen, zusammen {total}.";
        chart_days: "last 30 days" | "letzte 30 Tage";
        chart_table: "Show as a table" | "Als Tabelle zeigen";
        chart_none: "Nothing was confirmed in the last 30 days." | "In den letzten 30 Tagen wurde nichts bestätigt.";
        day: "Day" | "Tag";
        sent: "Sent" | "Gesendet";
        transfers: "Transfers" | "Überweisungen";
        days_ago: "30 days ago" | "vor 30 Tagen";

        health: "Health" | "Betrieb";
        sending: "Sending" | "Senden";
        sending_on(count): "{count} on their way" | "{count} unterwegs";
        sending_paused: "paused" | "angehalten";
        wallet_service: "Wallet service" | "Wallet-Dienst";
        answered(when): "answered {when}" | "hat geantwortet: {when}";
        never_answered: "has not answered yet" | "hat noch nicht geantwortet";
        refuses_since(when): "refuses the bank’s own access since {when}" | "lehnt den Zugang der Bank ab seit {when}";
        worker: "Background work" | "Hintergrundarbeit";
        seen(when): "seen {when}" | "zuletzt {when}";
        never_seen: "not seen yet" | "noch nicht gesehen";
        books: "Books" | "Bücher";
        compared(when): "compared {when}" | "verglichen {when}";
        never_compared: "not compared yet" | "noch nicht verglichen";
        last_decisions: "Last decisions" | "Letzte Entscheidungen";
        all_decided: "All decided" | "Alle entschiedenen";

        rooms: "Transfers of customers" | "Überweisungen der Kunden";
        waiting: "Waiting" | "Warten";
        decided: "Decided" | "Entschieden";
        attention: "Needs attention" | "Zu klären";
        queue: "Waiting transfers" | "Wartende Überweisungen";
        none_waiting: "Nothing waits." | "Nichts wartet.";
        waits_one: "1 waiting" | "1 wartet";
        waits(count): "{count} waiting · oldest first" | "{count} warten · älteste zuerst";
        waits_more(count): "More than {count} waiting · oldest first" | "Mehr als {count} warten · älteste zuerst";
        all_done_title: "Nothing waits for you" | "Nichts wartet auf Sie";
        all_done: "New transfers show up here by themselves." | "Neue Überweisungen erscheinen hier von selbst.";
        see_decided: "See what was decided" | "Entschiedenes ansehen";
        too_much: "More than the balance" | "Mehr als das Guthaben";

        asks(name): "{name} asks to send" | "{name} möchte senden";
        asked_at(when): "asked {when}" | "beauftragt: {when}";
        owner(name): "Owner {name}" | "Gehört {name}";
        balance_now(amount): "{amount} free now" | "{amount} jetzt frei";
        balance_after(amount): "{amount} after" | "{amount} danach";
        balance_short: "That is less than the amount." | "Das ist weniger als der Betrag.";
        balance_unknown: "Balance not known now" | "Guthaben gerade nicht bekannt";
        why_personal(name): "Here because of {name}’s own limit" | "Hier wegen des Limits für {name}";
        why_personal_text(owner, limit, amount): "{owner} set {limit} on this wallet. {amount} is not under it."
            | "{owner} hat {limit} für dieses Wallet festgelegt. {amount} liegt nicht darunter.";
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
        address_ours: "a wallet of ours." | "ein Wallet unserer Bank.";
        address_paid(count, when): "paid {count} times before from this customer’s wallets, last {when}."
            | "von diesem Kunden schon {count}-mal bezahlt, zuletzt: {when}.";
        address_new: "this customer has never sent to it." | "dieser Kunde hat noch nie dorthin gesendet.";
        others: "Other customers:" | "Andere Kunden:";
        others_paid(count): "{count} have sent to it." | "{count} haben dorthin gesendet.";
        others_none: "nobody else has sent to it." | "sonst hat niemand dorthin gesendet.";
        history(confirmed, rejected, withdrawn): "{confirmed} confirmed in 30 days, {rejected} not approved, {withdrawn} withdrawn."
            | "{confirmed} bestätigt in 30 Tagen, {rejected} abgelehnt, {withdrawn} zurückgezogen.";
        you: "You:" | "Sie:";
        you_may: "no share in this transfer, so you may decide." | "nicht beteiligt, Sie dürfen also entscheiden.";
        held_now: "Sending is held just now, so it cannot be approved. You can reject it."
            | "Das Senden ruht gerade, daher ist keine Freigabe möglich. Ablehnen geht.";
        conflict_title: "You may not decide this one" | "Diese dürfen Sie nicht entscheiden";
        conflict_initiator: "You asked for it yourself. A colleague can decide it." | "Sie haben sie selbst beauftragt. Jemand aus dem Team kann entscheiden.";
        conflict_owner: "You own this wallet, or did when this was asked. A colleague can decide it."
            | "Das Wallet gehört Ihnen, jetzt oder bei der Beauftragung. Jemand aus dem Team kann entscheiden.";
        conflict_delegate: "You have access to this wallet, or had when this was asked. A colleague can decide it."
            | "Sie haben Zugriff auf dieses Wallet, jetzt oder bei der Beauftragung. Jemand aus dem Team kann entscheiden.";
        conflict_destination: "The money goes to a wallet of yours. A colleague can decide it."
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
        reject_text(wallet): "Nothing leaves {wallet}. The customer reads your comment." | "Nichts verlässt {wallet}. Der Kunde liest Ihre Bemerkung.";
        approved_flash(amount, name): "{amount} of {name} is approved and on its way." | "{amount} von {name}: freigegeben und unterwegs.";
        rejected_flash(amount, name): "{amount} of {name} is not approved. Nothing has left the wallet."
            | "{amount} von {name}: abgelehnt. Nichts hat das Wallet verlassen.";
        late_title: "Someone else was faster." | "Jemand war schneller.";
        late_approved(who, when): "{who} approved this transfer: {when}. Your decision was not saved."
            | "{who} hat sie freigegeben: {when}. Ihre Entscheidung wurde nicht gespeichert.";
        late_rejected(who, when): "{who} rejected this transfer: {when}. Your decision was not saved."
            | "{who} hat sie abgelehnt: {when}. Ihre Entscheidung wurde nicht gespeichert.";
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
        state: "State" | "Stand";
        by(name): "by {name}" | "von {name}";
        filter_decided: "Filter decided transfers" | "Entschiedene filtern";
        none_decided_title: "Nothing decided here" | "Hier ist nichts entschieden";
        none_decided: "Each decision is kept here with its record." | "Jede Entscheidung steht hier mit ihrem Beleg.";
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
        no_decision: "Nobody at the bank had to decide." | "In der Bank musste niemand entscheiden.";
        confirmed: "Confirmed" | "Bestätigt";
        fee: "Fee" | "Gebühr";
        transaction: "Transaction" | "Transaktion";
        see_network: "See it on the network" | "Im Netz ansehen";
        not_sent: "It has not been sent." | "Sie wurde nicht gesendet.";
        reason: "Reason" | "Grund";
        printed(name, when): "Printed by {name}, {when}" | "Gedruckt von {name}, {when}";
        print: "Print this record" | "Beleg drucken";
        record_use: "Keep it with the papers of the case." | "Für die Unterlagen des Falls.";

        checking: "Checking asks only. It never sends." | "Prüfen fragt nur nach. Es sendet nie.";
        check_again: "Check again" | "Noch einmal prüfen";
        checked: "Checked just now." | "Gerade geprüft.";
        check_failed: "The wallet service did not answer. Nothing has changed." | "Der Wallet-Dienst hat nicht geantwortet. Es hat sich nichts geändert.";
        since: "Since" | "Seit";
        details: "Details" | "Einzelheiten";
        none_attention_title: "Nothing needs a look" | "Nichts ist zu klären";
        none_attention: "What takes longer than it should shows up here." | "Was länger dauert, als es sollte, steht dann hier.";
        held_by_service: "Held by the wallet service" | "Beim Wallet-Dienst angehalten";
        held_by_service_text: "It wants a second person of ours to agree there. Nothing is on the network. The amount stays reserved."
            | "Dort muss eine zweite Person von uns zustimmen. Im Netz ist noch nichts. Der Betrag bleibt reserviert.";
        lost: "Its transaction is no longer there" | "Ihre Transaktion ist nicht mehr da";
        lost_text: "A transaction was reported and is now missing. Do not ask the customer to send again: it may still arrive. The amount stays reserved."
            | "Eine Transaktion war gemeldet und fehlt jetzt. Bitten Sie den Kunden nicht, noch einmal zu senden: Sie kann noch ankommen. Der Betrag bleibt reserviert.";
        refused_there: "Refused by the wallet service" | "Vom Wallet-Dienst abgelehnt";
        refused_there_text: "The service does not let us use this wallet. Nothing was sent. It is tried again once a minute."
            | "Der Dienst lässt uns dieses Wallet nicht benutzen. Nichts wurde gesendet. Es wird jede Minute wieder versucht.";
        odd: "An answer that we cannot read" | "Eine Antwort, die wir nicht deuten können";
        odd_text: "It may have been sent. It will not be sent twice, and the amount stays reserved."
            | "Sie kann gesendet sein. Sie wird nicht doppelt gesendet, und der Betrag bleibt reserviert.";

        find: "Find" | "Suchen";
        find_customer: "Find a customer" | "Kunden suchen";
        name_or_email: "Name or email" | "Name oder E-Mail";
        customers_list: "Customers, newest first" | "Kunden, neueste zuerst";
        customer: "Customer" | "Kunde";
        wallets: "Wallets" | "Wallets";
        customer_since: "Customer since" | "Kunde seit";
        since_when(when): "customer since {when}" | "Kunde seit {when}";
        last_here(when): "last here {when}" | "zuletzt hier: {when}";
        never_here: "never signed in" | "nie angemeldet";
        clash: "Same email twice" | "E-Mail doppelt";
        clash_text: "Somebody else has the same email. Nobody can share a wallet with either until one of them is retired."
            | "Jemand anders hat dieselbe E-Mail. Niemand kann ein Wallet mit ihnen teilen, bis ein Zugang beendet ist.";
        retired: "Retired" | "Beendet";
        no_customers_title: "Nobody like this" | "Niemand dabei";
        no_customers: "Try another part of the name or email." | "Versuchen Sie einen anderen Teil von Name oder E-Mail.";
        all_customers: "All customers" | "Alle Kunden";
        accounts: "Wallets" | "Wallets";
        no_wallets: "No wallets yet." | "Noch keine Wallets.";
        gives: "Access given" | "Erteilter Zugriff";
        has: "Access held" | "Erhaltener Zugriff";
        nothing_given: "Nobody else has access." | "Niemand sonst hat Zugriff.";
        nothing_held: "No access to wallets of others." | "Kein Zugriff auf andere Wallets.";
        may_view: "may view" | "darf ansehen";
        may_send: "may view and send" | "darf ansehen und senden";
        looks_from(limit): "the bank looks from {limit}" | "die Bank sieht ab {limit} darauf";
        freeze: "Freeze" | "Einfrieren";
        freeze_title(wallet): "Freeze {wallet}?" | "{wallet} einfrieren?";
        freeze_text: "Nobody can send from it until somebody at the bank lifts the freeze. Money can still arrive. What waits keeps waiting."
            | "Niemand kann davon senden, bis die Bank es aufhebt. Geld kann noch ankommen. Was wartet, wartet weiter.";
        freeze_go: "Freeze wallet" | "Wallet einfrieren";
        frozen: "Frozen" | "Eingefroren";
        opening: "Being opened" | "Wird eröffnet";
        lift: "Lift the freeze" | "Wieder öffnen";
        lift_title(wallet): "Lift the freeze of {wallet}?" | "{wallet} wieder öffnen?";
        lift_text: "What is approved is checked again and then sent at once." | "Freigegebenes wird noch einmal geprüft und dann sofort gesendet.";
        lift_keep: "Keep it frozen" | "Eingefroren lassen";
        has_frozen(wallet): "{wallet} is frozen." | "{wallet} ist eingefroren.";
        has_lifted(wallet): "{wallet} is open again." | "{wallet} ist wieder offen.";
        lift_conflict: "You may not lift this freeze: you have a share in the wallet or in what it keeps back. A colleague can."
            | "Sie dürfen das nicht aufheben: Sie sind am Wallet oder an Wartendem beteiligt. Jemand aus dem Team kann es.";
        lift_owner: "Its owner froze it. Only the owner can lift that." | "Eingefroren hat es, wem es gehört. Nur diese Person kann das aufheben.";
        wallet_not_ready: "That does not work while the wallet is being opened." | "Das geht nicht, solange das Wallet eröffnet wird.";
        retire: "Retire" | "Zugang beenden";
        retire_title(name): "End the access of {name}?" | "Zugang von {name} beenden?";
        retire_text: "Nobody can sign in with it or share with it again. Access given and held ends, and what waits is withdrawn."
            | "Niemand kann sich damit mehr anmelden oder damit teilen. Erteilter und erhaltener Zugriff endet, Wartendes wird zurückgezogen.";
        retire_final: "This cannot be undone." | "Das lässt sich nicht rückgängig machen.";
        retire_go: "End the access" | "Zugang beenden";
        retire_no_title(name): "{name} cannot be retired" | "Zugang von {name} kann nicht enden";
        retire_no: "There are wallets that are open. This is for sign-ins that nobody uses any more."
            | "Es gibt offene Wallets. Dies ist für Zugänge, die niemand mehr benutzt.";
        close: "Close" | "Schließen";
        has_retired(name): "The access of {name} has ended." | "Der Zugang von {name} ist beendet.";
        retire_self: "You cannot end your own access. A colleague can." | "Den eigenen Zugang können Sie nicht beenden. Jemand aus dem Team kann es.";
        retire_last: "One employee always remains." | "Eine Person der Bank muss immer bleiben.";

        filter_audit: "Filter the audit trail" | "Protokoll filtern";
        entries: "Entries, newest first" | "Einträge, neueste zuerst";
        actor: "Who" | "Wer";
        actor_hint: "Who (email)" | "Wer (E-Mail)";
        kind: "What" | "Was";
        subject: "On what" | "Woran";
        subject_hint: "On what (id)" | "Woran (Nummer)";
        place: "Address, request" | "Adresse, Anfrage";
        date_from: "From" | "Von";
        date_to: "To" | "Bis";
        everything: "Everything" | "Alles";
        kind_transfer: "Transfers" | "Überweisungen";
        kind_wallet: "Wallets" | "Wallets";
        kind_delegation: "Access" | "Zugriff";
        kind_bank: "Pause" | "Anhalten";
        kind_user: "People" | "Personen";
        kind_customer: "Looked at customers" | "Kunden angesehen";
        kind_alert: "Alerts" | "Alarme";
        no_entries_title: "Nothing like this" | "Nichts dabei";
        no_entries: "Other entries are there." | "Andere Einträge gibt es.";
        all_entries: "Show everything" | "Alles zeigen";
        bad_filter: "Dates look like 2026-11-24." | "Ein Datum sieht so aus: 2026-11-24.";
        did_requested: "Asked to send" | "Wollte senden";
        did_pending: "Put it before the bank" | "Der Bank vorgelegt";
        did_approved: "Approved" | "Freigegeben";
        did_rejected: "Rejected" | "Abgelehnt";
        did_cancelled: "Withdrew" | "Zurückgezogen";
        did_submitting: "Began to send" | "Mit dem Senden begonnen";
        did_broadcasted: "Sent" | "Gesendet";
        did_confirmed: "Saw it confirmed" | "Bestätigung gesehen";
        did_failed: "Could not send" | "Konnte nicht senden";
        did_returned: "Put it back to be sent" | "Zum Senden zurückgelegt";
        did_looked: "Looked at it" | "Angesehen";
        did_searched: "Searched customers" | "Kunden gesucht";
        did_ordered: "Ordered a wallet" | "Wallet bestellt";
        did_opened: "Opened the wallet" | "Wallet eröffnet";
        did_renamed: "Renamed the wallet" | "Wallet umbenannt";
        did_froze: "Froze the wallet" | "Wallet eingefroren";
        did_lifted: "Lifted the freeze" | "Wallet wieder geöffnet";
        did_granted: "Gave access" | "Zugriff erteilt";
        did_revoked: "Ended access" | "Zugriff beendet";
        did_paused: "Paused all sending" | "Alles Senden angehalten";
        did_resumed: "Let sending go on" | "Senden weitergehen lassen";
        did_retired: "Ended somebody’s access to the bank" | "Zugang zur Bank beendet";
        did_created: "Came to know a person" | "Person kennengelernt";
        did_alert: "Alert" | "Alarm";
    }
}
